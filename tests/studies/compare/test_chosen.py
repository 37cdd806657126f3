"""Options that a nation chose are told apart from those that a scenario made it take."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import NORTH_OR_SOUTH
from scipy import stats

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare import chosen, chosen_page
from crossroads.studies.compare.chosen import mean_with_interval, worth_telling
from crossroads.world.observables import COURSES

WIDTH = 110
TOLD = chosen.told(NORTH_OR_SOUTH)

ways = partial(chosen.ways, question=NORTH_OR_SOUTH)
chosen_and_made = partial(chosen.chosen_and_made, question=NORTH_OR_SOUTH)
write_table = partial(chosen.write_table, question=NORTH_OR_SOUTH)
lines = partial(chosen_page.lines, page=WIDTH, question=NORTH_OR_SOUTH)
untold = partial(chosen_page.untold, question=NORTH_OR_SOUTH)


def order(option: str | None, on: str | None = "1941-08-09", **changes: Any) -> dict[str, Any]:
    """Return an order on Japan's course as a manifest tells it."""
    plain = {
        "nation": "japan",
        "decision": "course",
        "option": option,
        "odds": None,
        "on": on,
        "when": None,
        "between": None,
        "always": False,
        "until": None,
        "applied_in_worlds": 5,
    }
    return plain | changes


def meeting(world: int, date: str, choice: str, forced: bool) -> dict[str, Any]:
    found = {"world": world, "date": date, "choice": choice, "forced": forced}
    return found | {"nation": "japan", "decision": "course"}


def made_run(name: str, courses: list[str], *orders: dict[str, Any], ledger: list[dict[str, Any]] | None = None) -> Run:
    """Return a run with these courses and orders; its outcomes are luck that follows from the world's number."""
    rng = np.random.default_rng(len(courses))
    outcomes = pd.DataFrame({"japan_course": courses}, index=pd.RangeIndex(len(courses), name="world"))
    for item in TOLD:
        luck = rng.uniform(size=len(courses))
        outcomes[item.name] = luck < 0.5 if item.kind == "share" else luck * 1e6
    rows = pd.DataFrame(ledger or [], columns=["world", "date", "nation", "decision", "choice", "forced"])
    rows = rows.astype({"date": "datetime64[s]"})
    manifest = {"forced_decisions": list(orders)}
    found: Any = SimpleNamespace(
        scenario=name,
        outcomes=outcomes,
        columns=tuple(outcomes),
        manifest=manifest,
        ledger=rows,
        worlds=len(courses),
        title=name,
    )
    found.values = lambda item: outcomes[item.name].to_numpy(dtype=np.float64)
    return found  # type: ignore[no-any-return]


ALL = list(COURSES)


def way_of(run: Run) -> dict[str, str]:
    return dict(zip(run.outcomes["japan_course"], ways(run), strict=True))


def test_where_nothing_is_ordered_every_course_is_chosen() -> None:
    other = order("keep", decision="trade", nation="united_states")
    assert set(ways(made_run("free", ALL, other))) == {"chosen"}


def test_a_plain_order_leaves_no_choice_of_its_course_nor_of_waiting_for_it() -> None:
    found = way_of(made_run("ordered", ALL, order("north")))
    assert {course for course, how in found.items() if how == "made"} == {"north", "wait"}


def test_an_order_of_a_later_year_closes_1941() -> None:
    found = way_of(made_run("ordered", ["wait", "wait"], order("north", "1942-03-01", applied_in_worlds=2)))
    assert found == {"wait": "made"}


@pytest.mark.parametrize(
    ("given", "how"),
    [
        (order("wait", "1941-07-02"), "chosen"),
        (order("wait", "1941-12-01"), "made"),
        (order("indochina", "1941-12-01"), "made"),
        (order("wait", "1941-07-02", always=True, until="1941-12-31"), "made"),
        (order("wait", "1941-07-02", always=True, until="1941-11-30"), "chosen"),
        (order("wait", "1941-07-02", always=True), "made"),
        (order("wait", "1942-03-01", always=True), "chosen"),
    ],
)
def test_waiting_is_made_where_it_is_the_last_word_of_1941(given: dict[str, Any], how: str) -> None:
    assert way_of(made_run("held", ["wait", "south"], given)) == {"wait": how, "south": "chosen"}


def test_a_condition_is_settled_by_the_record_of_the_meetings() -> None:
    given = order("north", None, when="x > 1", between=["1941-07-05", "1941-10-16"])
    record = [
        meeting(0, "1941-07-02", "wait", False),
        meeting(0, "1941-08-09", "north", True),
        meeting(1, "1941-08-09", "north", False),
        meeting(1, "1942-03-01", "south", True),
        meeting(2, "1941-08-09", "south", False),
    ]
    run = made_run("if", ["north", "north", "south", "north"], given, ledger=record)
    assert list(ways(run)) == ["made", "chosen", "chosen", ""]
    assert "In 1 of 4 worlds under 'if'" in untold([run])[0]
    never = made_run("if", ["north"], given | {"applied_in_worlds": 0})
    assert list(ways(never)) == ["chosen"] and untold([never]) == []


def test_stated_odds_are_the_scenarios_lot() -> None:
    record = [
        meeting(0, "1941-08-09", "north", True),
        meeting(1, "1941-08-09", "wait", True),
        meeting(1, "1941-12-01", "wait", False),
        meeting(2, "1941-12-01", "wait", True),
    ]
    run = made_run("lot", ["north", "wait", "wait"], order(None, odds={"north": 0.5}), ledger=record)
    assert list(ways(run)) == ["made", "chosen", "made"]


def test_the_table_has_a_row_a_course_way_and_scenario() -> None:
    free = made_run("free", ["north"] * 12 + ["south"] * 30 + ["limited"] * 9)
    forced = made_run("forced", ["north"] * 40 + ["wait"] * 11, order("north"))
    table = chosen_and_made([free, forced])
    assert list(table.columns) == chosen.columns(NORTH_OR_SOUTH)
    keys = list(zip(table["course"], table["how"], table["scenario"], table["worlds"], strict=True))
    assert keys == [
        ("wait", "made", "forced", 11),
        ("north", "chosen", "free", 12),
        ("north", "made", "forced", 40),
        ("south", "chosen", "free", 30),
    ]
    south = free.outcomes[free.outcomes["japan_course"] == "south"]
    row = table.iloc[3]
    assert row["military_losses_ussr"] == pytest.approx(south["military_losses_ussr"].mean())
    assert row["japan_undefeated"] == pytest.approx(south["japan_undefeated"].mean())
    for name in (item.name for item in TOLD):
        assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]


def test_intervals_are_wilsons_and_students() -> None:
    none = mean_with_interval(np.zeros(20), "share")
    assert none[0] == 0 and none[1] == pytest.approx(0, abs=1e-12) and 0.1 < none[2] < 0.2
    values = np.random.default_rng(2).uniform(5, 9, 30)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert mean_with_interval(values, "number")[1:] == pytest.approx((expected.low, expected.high))
    assert mean_with_interval(np.append(values, np.nan), "number") == mean_with_interval(values, "number")
    assert mean_with_interval(np.array([0.0, 0.0, 9.0]), "number")[1] == 0.0
    assert math.isnan(mean_with_interval(np.array([3.0]), "number")[1])
    assert math.isnan(mean_with_interval(np.array([np.nan]), "number")[0])


def test_only_what_japan_chose_is_worth_telling_apart(tmp_path: Path) -> None:
    forced = [made_run(name, [name] * 20, order(name)) for name in ("north", "south")]
    assert not worth_telling(chosen_and_made(forced))
    assert lines(forced) == [] and write_table(forced, tmp_path) is None
    free = made_run("free", ["south"] * 20)
    path = write_table([free, *forced], tmp_path)
    assert path == tmp_path / "chosen_and_made.csv"
    pd.testing.assert_frame_equal(pd.read_csv(path), chosen_and_made([free, *forced]))
    write_table(forced, tmp_path)
    assert not path.exists()


def test_the_text_sets_both_ways_side_by_side() -> None:
    long = "a_scenario_whose_name_goes_on_and_on_without_an_end"
    free = [made_run(name, ["north"] * 1200) for name in ("free", "freer", "freest", long)]
    told = lines([*free, made_run("forced", ["north"] * 40, order("north"))])
    assert max(len(line) for line in told) <= WIDTH
    assert told[0] == "CHOSEN AND MADE: JAPAN'S COURSE OF 1941 BY HOW IT CAME ABOUT"
    text = "\n".join(told)
    assert "Japan attacks the Soviet Union" in text and "Japan goes to war" not in text
    for words in ("in free\n", "in freer", "in forced", "1,200 worlds", "40 worlds", "in a_scenario_whose_name"):
        assert words in text
    row = chosen_and_made(free).iloc[0]
    share, low, high = (f"{100 * row[f'japan_undefeated{part}']:.1f}" for part in ("", "_low", "_high"))
    assert f"{share} ({low} to {high})" in text
    assert "circumstances that led to the choice" in " ".join(text.split())


MAIN_EFFORT = Question.from_resolved(
    {
        "name": "effort",
        "title": "Moscow, or not?",
        "text": "",
        "decision": "germany.main_effort@1941-09-28",
        "scenarios": ["a", "b"],
        "asks": ["date_moscow_falls"],
    }
)


@pytest.mark.parametrize(
    ("given", "how"),
    [
        (order("moscow", "1941-08-21", nation="germany", decision="main_effort"), ""),
        (order("moscow", "1941-09-21", nation="germany", decision="main_effort"), "made"),
        (order("moscow", "1941-08-21", nation="germany", decision="main_effort", always=True), "made"),
        (order("moscow", "1942-04-05", nation="germany", decision="main_effort"), "chosen"),
        (order("north"), "chosen"),
    ],
)
def test_another_nation_s_options_are_told_by_its_own_meetings_and_outcomes(given: dict[str, Any], how: str) -> None:
    outcomes = pd.DataFrame({MAIN_EFFORT.course: ["moscow"] * 12 + ["south"] * 12})
    rows = pd.DataFrame([], columns=["world", "date", "nation", "decision", "choice", "forced"])
    rows = rows.astype({"date": "datetime64[s]"})
    run: Any = SimpleNamespace(
        scenario="s", title="S", outcomes=outcomes, columns=tuple(outcomes), worlds=24, ledger=rows
    )
    run.manifest = {"forced_decisions": [given]}
    run.values = lambda item: np.linspace(0, 1, 24).round() if item.kind == "share" else np.arange(24.0)
    assert set(chosen.ways(run, MAIN_EFFORT)[:12]) == {how} and set(chosen.ways(run, MAIN_EFFORT)[12:]) == {"chosen"}
    table = chosen.chosen_and_made([run], MAIN_EFFORT)
    assert set(table["course"]) == {"moscow", "south"} - ({"moscow"} if how == "" else set())
    assert "date_moscow_falls:happens_low" in table and "military_losses_germany" in table
    text = "\n".join(chosen_page.lines([run], WIDTH, MAIN_EFFORT))
    assert text.startswith("CHOSEN AND MADE: GERMANY'S MAIN EFFORT IN THE EAST ON 28 SEPTEMBER 1941 BY")
    assert "Germany puts the main effort in the south" in text and "Moscow falls, in 100" in text
