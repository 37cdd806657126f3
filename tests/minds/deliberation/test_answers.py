"""What deliberating nations do when one thing is otherwise: paired worlds, and intervals off zero."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import tables
import wartime

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.setup import Setup
from crossroads.nations.japan.decisions import japan_course
from crossroads.world.observables import COURSES

WORLDS = 500
NORTH = ("north",)
SOUTH = ("south", "south_without_us")


@pytest.mark.parametrize(
    ("scenario", "edits", "options", "way"),
    [
        ("historical", (ParameterEdit("ussr.far_east_opening", scale=0.5),), NORTH, +1),
        ("historical", (ParameterEdit("ussr.far_east_opening", scale=2.0),), NORTH, -1),
        ("no_embargo", (), SOUTH, -1),
    ],
    ids=["half_the_garrison", "twice_the_garrison", "no_embargo"],
)
def test_tokyo_answers(scenario: str, edits: tuple[ParameterEdit, ...], options: tuple[str, ...], way: int) -> None:
    base, other = tables.past_new_year("historical", WORLDS), tables.past_new_year(scenario, WORLDS, *edits)
    moved = tables.mean_odds(other, "japan.course", *options) - tables.mean_odds(base, "japan.course", *options)
    low, high = tables.interval(moved)
    assert low > 0 if way > 0 else high < 0, (low, high)


def _mobilised(*rungs: tuple[str, dt.date]) -> Setup:
    """Return Japan on its present course, with the Kwantung Army reinforced or not."""
    quiet = wartime.always("japan.course", "wait")
    kept = wartime.always("japan.mobilisation", "keep")
    orders = [wartime.once("japan.mobilisation", rung, day) for rung, day in rungs]
    return wartime.with_forces(wartime.scenario_setup("historical"), quiet, kept, *orders)


def test_troops_stay_where_japan_stands_ready_to_attack() -> None:
    """Rung 102 without an attack: in October Moscow is less inclined to strip the Far East."""
    ready = _mobilised(("rung_101", dt.date(1941, 7, 2)), ("rung_102", dt.date(1941, 7, 16)))
    calm, tense = (
        wartime.fight_through(setup, WORLDS, until=tables.PAST_NEW_YEAR).block() for setup in (_mobilised(), ready)
    )
    october = dt.date(1941, 10, 12)
    first, second = (tables.odds(tables.meeting(block, "ussr.transfers", october), "large") for block in (calm, tense))
    both = np.isfinite(first) & np.isfinite(second)
    assert both.sum() > WORLDS / 3
    low, high = tables.interval((second - first)[both])
    assert high < 0, (low, high)


def test_a_bluff_in_manchuria_holds_troops_in_the_far_east() -> None:
    base, bluff = (tables.past_new_year(name, WORLDS) for name in ("historical", "kantokuen_bluff"))
    # Meeting by meeting: where more troops stay the question is put longer, so that means over meetings tell nothing.
    for day in (dt.date(1941, 8, 10), dt.date(1941, 9, 7), dt.date(1941, 10, 12), dt.date(1941, 11, 30)):
        first, second = (tables.odds(tables.meeting(block, "ussr.transfers", day), "large") for block in (base, bluff))
        both = np.isfinite(first) & np.isfinite(second)
        assert both.sum() > WORLDS / 3
        low, high = tables.interval((second - first)[both])
        # It holds few: the danger to the capital and the cover that is wanted weigh more than what is seen there.
        assert -0.1 < low < high < 0.0, (day, low, high)


def _courses(every_weeks: int, worlds: int) -> dict[str, float]:
    """Return the shares of Japan's courses by the end of 1942, with regular conferences every so many weeks."""
    war = War(wartime.scenario_setup("historical"), wartime.SEED, wartime.numbers(worlds))
    japan = war.nations[0]
    regular = {"first_regular": dt.date(1942, 1, 4), "every_weeks": every_weeks}
    japan.points = tuple(
        point.model_copy(update=regular) if point.name == "course" else point for point in japan.points
    )
    course = tables.stepped(war, 80).block().outcomes["japan_course"]
    ever = japan_course(war.orders)
    assert (course[ever == 0] == 0).all()
    return {name: float((ever == index).mean()) for index, name in enumerate(COURSES)}


def test_asking_more_often_is_no_new_lottery() -> None:
    quarterly, monthly = _courses(13, 1_000), _courses(4, 1_000)
    moved = {name: monthly[name] - share for name, share in quarterly.items()}
    assert max(abs(value) for value in moved.values()) < 0.03, moved
    assert quarterly["south"] > 0.3
