"""Berlin's paper on its main effort: armour fights where it stands, and leaves it in weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import wartime

from crossroads.engine import SUBJECTS, War, simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.view import View
from crossroads.statistics.paired import paired_difference
from crossroads.world.axes import CENTRE, NORTH, SOUTH

DECISION = "germany.main_effort"
OPTIONS = {"moscow": CENTRE, "south": SOUTH, "north": NORTH}


@pytest.fixture(scope="module")
def berlin() -> View:
    """What Berlin sees on 21 August 1941, in one world."""
    war = War(wartime.scenario_setup("historical"), wartime.SEED, wartime.numbers(1))
    for _ in range(wartime.row(dt.date(1941, 8, 21)) + 1):
        war.step()
    view: View = next(nation for nation in war.nations if nation.name == "germany").view
    return view


@pytest.mark.parametrize(("left", "turned_to"), [("moscow", "south"), ("south", "moscow")])
def test_an_axis_that_is_left_gains_for_as_long_as_its_armour_stays(berlin: View, left: str, turned_to: str) -> None:
    """Armour that stands on an axis leaves it in weeks: the plan to turn brings ground there too."""
    subject, gained = SUBJECTS[DECISION], {}
    for stands in OPTIONS.values():
        seen = View("germany", berlin.week, {**berlin.features, "german_effort": np.array([float(stands)])})
        measures = papers_of(()).measures(subject, seen, np.ones((4, 1)))
        gained[stands] = float(measures[left][0, subject.plan(turned_to), 0])
    elsewhere = max(value for place, value in gained.items() if place != OPTIONS[left])
    assert gained[OPTIONS[left]] > 1.2 * elsewhere


@cache
def _effort(*edits: ParameterEdit) -> tuple[wartime.Floats, wartime.Floats]:
    """Play 300 worlds, and return where Berlin turns south at the end of August, and to Moscow at that of September."""
    days = [f"{DECISION}@1941-08-31", f"{DECISION}@1941-09-30"]
    setup = wartime.with_edits(wartime.scenario_setup("historical", dt.date(1941, 10, 26)), *edits)
    found = simulate(replace(setup, reads=tuple(days)), wartime.SEED, np.arange(300)).outcomes
    august, september = (np.asarray(found[day]) for day in days)
    options = list(SUBJECTS[DECISION].plans)
    return np.asarray(august == options.index("south"), float), np.asarray(september == options.index("moscow"), float)


def test_berlin_turns_south_in_august_and_to_moscow_after_in_most_worlds() -> None:
    """By nothing but its papers: no order, and no weight of an interest set for it."""
    south, moscow = _effort()
    assert south.mean() > 0.6
    assert 0.7 < moscow[south == 1].mean() < 1.0


def test_moscow_is_not_thought_to_come_by_itself_where_the_drive_has_gone_south() -> None:
    """The line before it has stood since August: to stay in the south brings little ground there, to turn much."""
    south = wartime.once(DECISION, "south", dt.date(1941, 8, 21))
    setup = wartime.with_forces(wartime.scenario_setup("historical"), south)
    war = War(setup, wartime.SEED, wartime.numbers(1))
    for _ in range(wartime.row(dt.date(1941, 9, 21)) + 1):
        war.step()
    seen: View = next(nation for nation in war.nations if nation.name == "germany").view
    subject = SUBJECTS[DECISION]
    measures = papers_of(()).measures(subject, seen, np.ones((4, 1)))
    gained = {plan: float(measures["moscow"][0, subject.plan(plan), 0]) for plan in ("moscow", "south")}
    assert gained["south"] < 0.3 * gained["moscow"], gained
    # On the axis on which it attacks, it goes on for the weeks that a turn takes.
    assert measures["south"][0, subject.plan("moscow"), 0] > 0.3 * measures["south"][0, subject.plan("south"), 0]


INTEREST = "interest.germany.main_effort"


@pytest.mark.parametrize(
    "edit",
    [
        ParameterEdit(f"{INTEREST}.oil_and_grain", value=0.0),
        ParameterEdit(f"{INTEREST}.moscow", scale=1.5),
        ParameterEdit(f"{INTEREST}.enemy", value=0.0),
    ],
    ids=["no grain and oil", "Moscow worth more", "no pocket to be won"],
)
def test_what_turns_berlin_south_turns_it_less_when_it_is_off(edit: ParameterEdit) -> None:
    """Ground in the south, and the men in the pocket; in the same worlds."""
    moved = paired_difference(_effort(edit)[0], _effort()[0])
    assert moved.high < 0, moved


def test_a_turn_that_need_not_go_back_is_taken_more_often() -> None:
    """A plan that leads on to Moscow before the winter leaves the south early."""
    moved = paired_difference(_effort(ParameterEdit("staff.turn_weeks", value=0.4))[0], _effort()[0])
    assert moved.low > 0, moved


def test_the_salient_s_own_law_does_not_turn_berlin() -> None:
    """What the pocket is worth is in the men lost; the law by which a salient is pressed is not seen to matter."""
    moved = paired_difference(_effort(ParameterEdit("east.soviet_salient_km", value=1000.0))[0], _effort()[0])
    assert moved.low <= 0 <= moved.high and moved.high - moved.low < 0.1
