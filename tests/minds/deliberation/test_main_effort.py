"""Berlin's paper on its main effort: armour fights where it stands, and leaves it in weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import wartime

from crossroads.engine import SUBJECTS, War, simulate
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.view import View
from crossroads.scenario.scenario import load_scenario
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


def test_berlin_turns_south_in_august_and_to_moscow_after_in_most_worlds() -> None:
    """By nothing but its papers: no order, and no weight of an interest set for it."""
    days = [f"{DECISION}@1941-08-31", f"{DECISION}@1941-09-30"]
    setup = replace(load_scenario("historical").setup, horizon=dt.date(1941, 10, 26), reads=tuple(days))
    found = simulate(setup, 1941, np.arange(300)).outcomes
    august, september = (np.asarray(found[day]) for day in days)
    options = list(SUBJECTS[DECISION].plans)
    south, moscow = options.index("south"), options.index("moscow")
    assert (august == south).mean() > 0.6
    assert (september[august == south] == moscow).mean() > 0.5
