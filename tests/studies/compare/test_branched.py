"""A world led on from a day with a decision changed is the same world to the bit until then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.run import Run
from crossroads.runs.storage.seal import opened
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.compare.branched.page import page
from crossroads.studies.compare.branched.study import branch
from crossroads.studies.compare.branched.turning import branch_of, read_turned
from crossroads.world import calendar
from crossroads.world.block import Block

HORIZON = "1942-06-28"
NOVEMBER, AUGUST = dt.date(1941, 11, 5), dt.date(1941, 8, 9)
WORLDS = 20


def _base(name: str = "historical") -> Scenario:
    return Scenario.from_resolved({**load_scenario(name).resolved, "horizon": HORIZON})


def _block(scenario: Scenario) -> Block:
    return simulate(scenario.setup, wartime.SEED, wartime.numbers(WORLDS))


def _first_differences(own: Block, other: Block) -> list[int | None]:
    """Return for each world the first week in which any bit of any series differs."""
    differs = (own.series.view(np.uint32) != other.series.view(np.uint32)).any(axis=0)
    return [int(np.flatnonzero(world)[0]) if world.any() else None for world in differs.T]


@pytest.fixture(autouse=True)
def _cheap_war() -> None:
    """Leave the war as it is: these tests are about its bits."""


@pytest.mark.parametrize(
    ("base", "day", "choice"),
    [
        ("historical", AUGUST, "japan.course=north"),
        ("historical", NOVEMBER, "japan.course=terms"),
        ("historical", dt.date(1941, 8, 21), "germany.main_effort=south"),
        ("south_december", NOVEMBER, "japan.course=north"),
    ],
)
def test_twenty_worlds_are_the_same_to_the_bit_until_the_day_and_not_after(
    base: str, day: dt.date, choice: str
) -> None:
    own = _base(base)
    other = branch_of(own, day, read_turned([choice]), keep=False)
    was, goes = _block(own), _block(other)
    firsts = _first_differences(was, goes)
    assert all(first is None or first >= calendar.week_of(day) for first in firsts)
    assert sum(first is not None for first in firsts) >= 3, "a change that changes no world is none"


def test_a_plain_order_of_that_day_is_not_the_same_world() -> None:
    """What an order rules out before its day is why a branch is more than an order."""
    own = _base()
    force = {"nation": "japan", "decision": "course", "on": NOVEMBER.isoformat(), "option": "north"}
    ordered = Scenario.from_resolved({**own.resolved, "force": [*own.resolved["force"], force]})
    firsts = _first_differences(_block(own), _block(ordered))
    assert any(first is not None and first < calendar.week_of(NOVEMBER) for first in firsts)


def test_what_the_base_orders_of_the_same_decision_is_withdrawn_on_the_day() -> None:
    own = load_scenario("south_december")
    other = branch_of(own, AUGUST, read_turned(["japan.course=north"]), keep=False)
    orders = [force for force in other.setup.forces if (force.nation, force.decision) == ("japan", "course")]
    assert [force.withdrawn for force in orders[:-1]] == [AUGUST] * (len(orders) - 1) and len(orders) > 1
    assert orders[-1].given == AUGUST and orders[-1].withdrawn is None
    told = " ".join(other.describe())
    assert "Withdrawn on 9 August 1941: Japan:" in told and "before which nothing is ruled out" in told


def test_kept_to_it_is_chosen_at_every_later_meeting() -> None:
    other = branch_of(_base(), AUGUST, read_turned(["japan.course=wait"]), keep=True)
    block = simulate(other.setup, wartime.SEED, wartime.numbers(5), ledger_below=5)
    later = [entry for entry in wartime.meetings(block, "japan.course") if entry.week >= calendar.week_of(AUGUST)]
    assert later and all(set(wartime.chosen(entry)) <= {"wait", ""} for entry in later)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("branched") / "run"
    ensemble.run(_base(), worlds=8, seed=wartime.SEED, ledger_worlds=2, out=folder)
    return folder


def test_a_world_is_told_side_by_side_from_the_day_on(run: Path, tmp_path: Path) -> None:
    made = branch(run / "manifest.json", day=AUGUST, choose=["japan.course=north"], world=3, out=tmp_path / "b")
    assert made.parts_on is not None and made.parts_on >= AUGUST
    assert made.story.first is not None and made.story.first.date >= AUGUST
    assert made.carried == (AUGUST,)
    held = made.series.pivot(index="date", columns="series", values="was").loc[: AUGUST.isoformat()]
    other = made.series.pivot(index="date", columns="series", values="goes").loc[: AUGUST.isoformat()]
    assert held.equals(other)
    text = page(made)
    assert "World 3 of 'Everyone free', led on from 9 August 1941" in text and "Japan attacks the USSR" in text
    assert opened(tmp_path / "b", "a branch").manifest["world"] == 3


def test_the_world_of_the_run_is_the_one_that_is_led_on(run: Path) -> None:
    made = branch(run, day=AUGUST, choose=["japan.course=north"], world=5)
    kept = Run.load(run).outcomes.loc[5]
    replayed = made.was.outcomes.loc[5]
    assert all(a == b or (a != a and b != b) for a, b in zip(kept, replayed, strict=True))


def test_many_worlds_are_compared_pair_by_pair(run: Path, tmp_path: Path) -> None:
    made = branch(run, day=AUGUST, choose=["japan.course=north"], worlds=8, out=tmp_path / "many")
    assert made.comparison is not None
    rows = made.comparison.table.set_index("outcome")
    attacks = rows.loc["date_japan_attacks_ussr:happens"]
    assert attacks["value"] == 1.0 and attacks["low"] <= attacks["difference"] <= attacks["high"]
    assert (tmp_path / "many" / "runs" / "historical_branched" / "manifest.json").is_file()
    again = Run.load(tmp_path / "many" / "runs" / "historical_branched")
    assert Scenario.from_resolved(again.manifest["scenario"]["resolved"]).setup == made.scenario.setup


def test_what_cannot_be_led_on_is_refused_in_words(run: Path) -> None:
    for how, told in (
        ({"choose": []}, "choose: found nothing"),
        ({"choose": ["japan.course"]}, "allowed: NATION.DECISION=OPTION"),
        ({"choose": ["japn.course=north"]}, "choose: nation: found 'japn'"),
        ({"choose": ["japan.curse=north"]}, "did you mean 'japan.course'"),
        ({"choose": ["japan.course=nort"]}, "did you mean 'north'"),
        ({"choose": ["japan.course=north", "japan.course=wait"]}, "found japan.course twice"),
        ({"world": 8}, "world: found 8; allowed: a number from 0 to 7"),
        ({"worlds": 9}, "worlds: found 9; allowed: 0, or from 2 to 8"),
        ({"day": dt.date(1947, 1, 1)}, "from: found 1947-01-01; allowed: a day from 1941-06-22 to before 1942-06-28"),
        ({"choose": ["japan.mobilisation=rung_102"], "day": dt.date(1942, 6, 20)}, "meets no more; allowed: a day to"),
    ):
        asked = {"day": AUGUST, "choose": ["japan.course=north"], "world": 0} | how
        with pytest.raises(InputError) as refused:
            branch(run, **asked)  # type: ignore[arg-type]
        assert told in str(refused.value), str(refused.value)


def test_an_option_that_could_not_be_chosen_is_told_with_the_days_on_which_it_could(run: Path) -> None:
    outcomes = Run.load(run).outcomes
    gone = int(outcomes.index[outcomes["date_japan_southern_war"].notna()][0])
    with pytest.raises(InputError, match=r"could not be chosen in world .* As the world went it could be chosen on"):
        branch(run, day=dt.date(1942, 2, 1), choose=["japan.course=indochina"], world=gone)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of a finished run"):
        branch(tmp_path, day=AUGUST, choose=["japan.course=north"])
    with pytest.raises(InputError, match="no folder of a finished run"):
        branch("historical", day=AUGUST, choose=["japan.course=north"])
