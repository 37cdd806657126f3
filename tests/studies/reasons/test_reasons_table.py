"""Reasons removed alone, by group and in many orders: on odds whose answer is known, and on the war itself."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.evidence.reasons import reason_groups, reasons_by_name
from crossroads.minds.decision import decision_points
from crossroads.minds.setup import Setup
from crossroads.runs import blocks
from crossroads.runs.blocks import Cell
from crossroads.runs.progress import Interrupted
from crossroads.scenario.scenario import load_scenario
from crossroads.statistics import shapley
from crossroads.statistics.intervals import student_quantile
from crossroads.studies.reasons import coalitions
from crossroads.studies.reasons.coalitions import WeighedDecision, course_odds
from crossroads.studies.reasons.page import page
from crossroads.studies.reasons.result import PAGE, SHARES, TABLE, ReasonsTable
from crossroads.studies.reasons.study import columns, reasons_table
from crossroads.world import calendar
from crossroads.world.block import Block, LedgerEntry

COURSE = next(point for point in decision_points() if point.id == "japan.course")
GROUPS = reason_groups()[COURSE.id]
OPTIONS = ("north", "limited", "south", "south_without_us", "wait")
WEIGHED = WeighedDecision(COURSE.id, OPTIONS, calendar.END_OF_1941)
HORIZON = calendar.END_OF_1941 + coalitions.BEYOND
FREE_DAYS = (dt.date(1941, 7, 2), dt.date(1941, 9, 6), dt.date(1941, 12, 1))

OWN = {"neutrality_pact": -0.10, "past_defeats": -0.05, "attrition": -0.02, "revenge": 0.03}
"""What each reason adds to the odds of north in the made-up war."""

TOGETHER = 0.04
"""What the pact and the bombers add only where both are at work."""


def north_odds(without: tuple[str, ...], worlds: NDArray[np.int64]) -> NDArray[np.float64]:
    at_work = {name: float(name not in without) for name in reasons_by_name()}
    odds = 0.5 + sum(added * at_work[name] for name, added in OWN.items())
    odds += TOGETHER * at_work["neutrality_pact"] * at_work["vladivostok_bombers"]
    # How much the pact weighs differs between worlds; by nothing on average over 0, 1, 2, 3.
    return odds + 0.01 * (worlds % 4 - 1.5) * at_work["neutrality_pact"]


def entry(day: dt.date, north: NDArray[np.float64], **changed: Any) -> LedgerEntry:
    count = len(north)
    odds = np.zeros((len(COURSE.options), count))
    odds[list(COURSE.options).index("north")] = north
    odds[list(COURSE.options).index("wait")] = 1 - north
    content: dict[str, Any] = {
        "week": calendar.week_of(day),
        "nation": "japan",
        "decision": "course",
        "options": tuple(COURSE.options),
        "utilities": odds,
        "probabilities": odds,
        "draw": odds,
        "choice": np.zeros(count, dtype=np.int64),
        "forced": np.zeros(count, dtype=bool),
        "seen": {},
        "date": day,
    }
    return LedgerEntry(**content | changed)


class MadeUpWar:
    """Stands in for the engine; counts how often it was asked."""

    def __init__(self, more: Callable[[NDArray[np.int64]], list[LedgerEntry]] = lambda worlds: []) -> None:
        self.asked = 0
        self.more = more
        self.stop_at: int | None = None

    def __call__(
        self,
        setup: Setup,
        seed: int,
        worlds: NDArray[np.int64],
        *,
        ledger_below: int = 0,
        on_week: Any = None,
        keep_papers: bool = True,
    ) -> Block:
        assert not keep_papers, "each set of reasons has numbers of its own: its papers would serve nobody again"
        self.asked += 1
        if self.asked == self.stop_at:
            raise KeyboardInterrupt
        assert setup.horizon <= HORIZON and ledger_below > worlds.max()
        assert {edit.name for edit in setup.edits} >= {f"reason.{name}" for name in setup.without}
        for week in range(calendar.weeks_until(setup.horizon)):
            if on_week is not None:
                on_week(week)
        ledger = [entry(day, north_odds(setup.without, worlds)) for day in FREE_DAYS] + self.more(worlds)
        return Block(worlds, np.zeros((0, 0, len(worlds)), np.float32), {}, tuple(ledger), {}, {})


@pytest.fixture()
def war(monkeypatch: pytest.MonkeyPatch) -> MadeUpWar:
    made = MadeUpWar()
    monkeypatch.setattr(coalitions, "simulate_worlds", made)
    return made


def _cell(setup: Setup) -> Cell:
    return Cell("made_up", setup, setup.horizon)


def row(made: ReasonsTable, **wanted: str) -> pd.Series[Any]:
    rows = made.table
    for key, value in wanted.items():
        rows = rows[rows[key] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_reason_removed_alone_changes_the_odds_by_what_it_adds(war: MadeUpWar) -> None:
    made = reasons_table("historical", worlds=8, shares=False)
    assert tuple(made.table.columns) == columns(COURSE.id) and len(made.reasons) == 23
    assert row(made, kind="baseline")["north"] == pytest.approx(0.4)
    assert row(made, kind="baseline")["wait"] == pytest.approx(0.6)
    assert row(made, reason="past_defeats")["difference_north"] == pytest.approx(0.05)
    pact = row(made, reason="neutrality_pact")
    assert pact["difference_north"] == pytest.approx(0.06)
    spread = 0.01 * np.std([-1.5, -0.5, 0.5, 1.5] * 2, ddof=1) / math.sqrt(8)
    assert (pact["high"] - pact["low"]) / 2 == pytest.approx(student_quantile(7) * spread, rel=1e-3)
    assert (pact["ids"], pact["group"], pact["enters"]) == ("J11", "pact", "interest")
    idle = row(made, reason="embargo_oil")
    assert idle["difference_north"] == idle["low"] == idle["high"] == 0
    assert row(made, kind="group", group="soviet_strength")["difference_north"] == pytest.approx(0.07)
    assert row(made, kind="group", group="soviet_strength")["ids"] == "J03 J04 J09"
    assert row(made, kind="all")["north"] == pytest.approx(0.5)
    assert made.shares.empty and "Shapley" not in page(made)


def test_shares_add_up_and_split_what_two_groups_do_together(war: MadeUpWar) -> None:
    made = reasons_table("historical", worlds=8, orders=4)
    shares = made.shares.set_index("group")
    total = row(made, kind="baseline")["north"] - row(made, kind="all")["north"]
    assert shares["share"].sum() == pytest.approx(total)
    # An order and its reverse put each of two groups first once: what they do together is halved exactly.
    assert shares.loc["pact", "share"] == pytest.approx(OWN["neutrality_pact"] + TOGETHER / 2)
    assert shares.loc["cost_of_north", "share"] == pytest.approx(TOGETHER / 2)
    assert shares.loc["soviet_strength", "share"] == pytest.approx(-0.07)
    assert shares.loc["waiting", "share"] == pytest.approx(0)
    assert shares["orders_error"].max() == pytest.approx(0)
    assert shares.loc["pact", "worlds_error"] > 0 and shares.loc["pact", "low"] < shares.loc["pact", "share"]
    assert set(shares["orders"]) == {4} and set(shares["worlds"]) == {8}
    assert "averaged over 4 orders" in page(made) and "standard error from orders" in page(made)


def test_shares_over_all_orders_are_the_shapley_value_and_a_few_orders_come_near() -> None:
    titles = {name: name.upper() for name in "abc"}
    weights = {"": 0.0, "a": 1.0, "b": 2.0, "c": 0.0, "ab": 6.0, "ac": 1.0, "bc": 5.0, "abc": 10.0}

    def value(removed: frozenset[str]) -> NDArray[np.float64]:
        left = "".join(sorted(set(titles) - removed))
        return np.array([weights[left], weights[left] * 2, np.nan if left == "a" else 0.0])

    every = list(permutations(titles))
    exact = {
        name: np.mean(
            [
                weights["".join(sorted(order[: order.index(name) + 1]))]
                - weights["".join(sorted(order[: order.index(name)]))]
                for order in every
            ]
        )
        for name in titles
    }
    table = shapley.shapley_table(titles, every, value).set_index("group")
    assert set(table["worlds"]) == {2}
    for name in titles:
        assert table.loc[name, "share"] == pytest.approx(1.5 * exact[name])
    drawn = shapley.shapley_table(titles, shapley.orders(list(titles), 40), value).set_index("group")
    assert (drawn["orders_error"] > 0).all()
    for name in titles:
        assert abs(drawn.loc[name, "share"] - 1.5 * exact[name]) < 4 * drawn.loc[name, "orders_error"]


def test_orders_are_the_same_each_time_and_come_with_their_reverse() -> None:
    drawn = shapley.orders(list(GROUPS), 6)
    assert drawn == shapley.orders(list(GROUPS), 8)[:6]
    assert all(first == second[::-1] for first, second in zip(drawn[::2], drawn[1::2], strict=True))
    assert all(sorted(order) == sorted(GROUPS) for order in drawn)
    assert len(shapley.coalitions_of(drawn)) == len(set(shapley.coalitions_of(drawn)))


def test_only_free_meetings_of_1941_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def more(worlds: NDArray[np.int64]) -> list[LedgerEntry]:
        ones = np.ones(len(worlds))
        return [
            entry(dt.date(1941, 8, 9), ones, forced=np.ones(len(worlds), dtype=bool)),
            entry(dt.date(1941, 8, 9), ones, choice=np.full(len(worlds), -1)),
            entry(dt.date(1942, 1, 4), ones),
            entry(dt.date(1941, 8, 9), ones, decision="mobilisation"),
            entry(dt.date(1941, 11, 5), ones, choice=np.where(worlds == 0, 0, -1)),
        ]

    monkeypatch.setattr(coalitions, "simulate_worlds", MadeUpWar(more))
    odds = course_odds(_cell(Setup()), WEIGHED, 1, np.arange(4))
    own = north_odds((), np.arange(4))
    assert odds.shape == (len(OPTIONS), 4)
    assert odds[0, 1:] == pytest.approx(own[1:])
    assert odds[0, 0] == pytest.approx((3 * own[0] + 1) / 4)


def test_finished_sets_are_used_again(war: MadeUpWar, tmp_path: Path) -> None:
    out = tmp_path / "reasons"
    reasons_table("historical", worlds=4, shares=False, out=out)
    single = war.asked
    # All, none, 23 reasons, 9 groups of which two hold one reason.
    assert single == 2 + 23 + 7
    first = reasons_table("historical", worlds=4, orders=4, out=out)
    assert single < war.asked < single + 4 * 8
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    assert {TABLE, SHARES, PAGE} <= set(files)
    asked = war.asked
    again = reasons_table("historical", worlds=4, orders=4, out=out)
    assert war.asked == asked
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == files
    pd.testing.assert_frame_equal(first.table, again.table)
    with pytest.raises(InputError, match="the seed: 1941 then, 5 now"):
        reasons_table("historical", worlds=4, seed=5, out=out)


def test_interrupted_work_goes_on_where_it_stopped(war: MadeUpWar, tmp_path: Path) -> None:
    out = tmp_path / "reasons"
    war.stop_at = 10
    with pytest.raises(Interrupted) as stop:
        reasons_table("historical", worlds=4, seed=3, orders=2, out=out, command="crossroads reasons historical")
    work = tmp_path / "reasons.partial"
    assert stop.value.folder == work and not out.exists()
    assert str(stop.value).endswith("To go on: crossroads reasons historical")
    assert len(list((work / "parts").glob("*.part"))) == 9
    war.asked, war.stop_at = 0, None
    resumed = reasons_table("historical", worlds=4, seed=3, orders=2, out=out)
    assert war.asked == len(list((out / "coalitions").glob("*.json"))) - 9
    assert [path.name for path in tmp_path.iterdir()] == ["reasons"] and not (out / "parts").exists()
    pd.testing.assert_frame_equal(resumed.table, reasons_table("historical", worlds=4, seed=3, orders=2).table)


def test_a_reason_that_the_scenario_has_off_already_changes_nothing(war: MadeUpWar, tmp_path: Path) -> None:
    path = tmp_path / "no_defeats.toml"
    path.write_text('extends = "historical"\n[reasons]\nwithout = ["past_defeats"]\n', "utf-8")
    made = reasons_table(path, worlds=4, shares=False)
    assert row(made, kind="baseline")["north"] == pytest.approx(0.45)
    assert row(made, reason="past_defeats")["difference_north"] == 0
    assert war.asked == 2 + 22 + 7


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"orders": 3}, "orders is 3; an even number"),
        ({"orders": 0}, "orders is 0; a whole number from 2 to 10,000"),
        ({"worlds": 0}, "worlds is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"workers": 0}, "workers is 0"),
    ],
)
def test_bad_numbers_are_refused(changed: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        reasons_table("historical", **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("scenario", ["historical", "south_december"])
def test_a_course_that_is_fixed_throughout_is_refused_and_leaves_nothing(
    scenario: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runs = []

    def never(setup: Setup, seed: int, worlds: NDArray[np.int64], **_: Any) -> Block:
        runs.append(setup.without)
        return Block(worlds, np.zeros((0, 0, len(worlds)), np.float32), {}, (), {}, {})

    monkeypatch.setattr(coalitions, "simulate_worlds", never)
    with pytest.raises(InputError, match="fixed at every meeting of 1941"):
        reasons_table(scenario, worlds=2, shares=False, out=tmp_path / "table")
    assert list(tmp_path.iterdir()) == []
    if scenario == "south_december":  # a course that is forced shows at once, with nothing removed
        assert runs == [()]


def test_a_scenario_that_takes_the_course_somewhere_says_so(war: MadeUpWar) -> None:
    made = reasons_table("north_august", worlds=2, shares=False)
    assert made.forced and "those do not count" in page(made)


def test_the_page_holds_every_reason_and_group(war: MadeUpWar) -> None:
    text = page(reasons_table("historical", worlds=8, orders=2))
    assert "8 worlds, seed 1941" in text
    for name, reason in reasons_by_name().items():
        assert (f"(`{name}`, {reason.id})" in text) == bool(reason.group)
    assert all(f"### {title}" in text for title in GROUPS.values())
    assert "+5.0 (+5.0 to +5.0)" in text and "none in any world" in text


def test_the_odds_of_the_war_itself_do_not_hang_on_blocks_or_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = load_scenario("historical").setup
    together = course_odds(_cell(setup), WEIGHED, 7, np.arange(6))
    assert ((together >= 0) & (together <= 1)).all() and (together.sum(axis=0) <= 1 + 1e-9).all()
    assert together[0].std() > 0
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 4 * coalitions.HEAVIER)
    question = coalitions.Removal(_cell(setup), 7, 6, WEIGHED)
    weeks = calendar.weeks_until(HORIZON)
    removed = [frozenset[str](), frozenset({"neutrality_pact"})]
    for workers in (1, 2):
        place = tmp_path / str(workers)
        place.mkdir()
        coalitions.fill(question, removed, place, workers=workers, progress=Counted(2 * 6 * weeks), label="x")
        assert np.allclose(coalitions.read_coalition(place, removed[0]), together, rtol=0, atol=1e-9)
    files = [sorted((tmp_path / name / "coalitions").iterdir()) for name in ("1", "2")]
    assert [path.name for path in files[0]] == ["all.json", "without-J11.json"]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


class Counted:
    """A progress that checks that what is told adds up."""

    def __init__(self, expected: int) -> None:
        self.expected, self.total, self.done = expected, 0, 0

    def start(self, label: str, total: int) -> None:
        self.total = total

    def advance(self, done: int) -> None:
        self.done += done

    def finish(self) -> None:
        assert self.done == self.total == self.expected


def test_a_difference_too_small_to_write_is_not_called_none(war: MadeUpWar) -> None:
    made = reasons_table("historical", worlds=8, shares=False)
    changed = made.table.copy()
    small = changed["reason"] == "embargo_oil"
    changed.loc[small, ["difference_north", "low", "high"]] = [1e-4, 5e-5, 1.5e-4]
    line = next(line for line in page(replace(made, table=changed)).splitlines() if "`embargo_oil`" in line)
    assert line.endswith("| less than 0.05 either way |")
    assert next(line for line in page(made).splitlines() if "`embargo_oil`" in line).endswith("| none in any world |")


def test_a_folder_is_written_whole_or_not_at_all(war: MadeUpWar, tmp_path: Path) -> None:
    out = tmp_path / "reasons"

    def fail(made: ReasonsTable, folder: Path) -> None:
        raise InputError("no ink")

    with pytest.raises(InputError, match="no ink"):
        reasons_table("historical", worlds=2, shares=False, out=out, draw=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["reasons.partial"]
    reasons_table("historical", worlds=2, shares=False, out=out)
    once = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    with pytest.raises(InputError, match="no ink"):
        reasons_table("historical", worlds=2, shares=False, out=out, draw=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["reasons.partial"]
    reasons_table("historical", worlds=2, shares=False, out=out)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == once
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="is not a working folder"):
        reasons_table("historical", worlds=2, shares=False, out=tmp_path / "full")
    assert (tmp_path / "full" / "mine.txt").read_text("utf-8") == "kept"


def test_a_decision_whose_reasons_are_not_grouped_says_so() -> None:
    with pytest.raises(
        InputError, match=r"germany\.main_effort, of which there is no grouping.*: --decision japan\.course"
    ):
        reasons_table("typhoon_early", worlds=2)
