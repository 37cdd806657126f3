"""What a second land front takes, a hollow army, a mobilisation for show, and bombers by their number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.laws.fronts import divided
from crossroads.war.opening import opening_state
from crossroads.war.powers import japanese_army, manpower, politics
from crossroads.war.theatres import eastern_power, far_east_battle

PENALTY = ParameterEdit("combat.two_front_penalty", value=0.2)
NO, YES = np.zeros(1), np.ones(1)


@pytest.mark.parametrize(("open_fronts", "kept"), [(0, 1.0), (1, 1.0), (2, 0.8), (3, 0.64)])
def test_each_front_beyond_the_first_takes_its_share(open_fronts: int, kept: float) -> None:
    fronts = [YES] * open_fronts + [NO] * (3 - open_fronts)
    for order in (fronts, fronts[::-1]):
        assert divided(wartime.parameters(1, PENALTY), *order) == pytest.approx(kept)


def test_as_recorded_no_front_takes_anything() -> None:
    assert (divided(wartime.parameters(1), YES, YES, YES) == 1.0).all()


def _army(settings: Settings) -> dict[str, Floats]:
    given = small_wars.arguments(pacific_weeks=200, drawn=0, war=0)
    edits = {name: value for name, value in settings.items() if name in ("quality", "sincere", "taken")}
    war = small_wars.small_war(
        {"japan.manchuria": 7e5} | {k: v for k, v in settings.items() if k not in edits}, g=given
    )
    names = {
        "quality": "japan.kwantung_quality_1945",
        "sincere": "japan.kantokuen_sincerity",
        "taken": "japan.kwantung_withdrawals",
    }
    p = wartime.parameters(1, *(ParameterEdit(names[name], value=float(value)) for name, value in edits.items()))
    g = war.part["g"]
    return {
        "ready": japanese_army.ready(war.state.japan, g.war, p),
        "hollow": japanese_army.hollowed(g.pacific_weeks, g.drawn, p) + np.zeros(1),
    }


HOLLOW = {"quality": 0.4, "g.pacific_weeks": 100.0}

ARMY = (
    Sign("men worth less", {"quality": 0.4}, {"hollow": 1}),
    Sign("a longer pull of the islands", {"g.pacific_weeks": 120.0}, {"hollow": 1}, amid=HOLLOW),
    Sign("drawn down by order", {"g.drawn": 1.0}, {"hollow": 1}, amid=HOLLOW),
    Sign("fewer taken", {"taken": 0.5}, {"hollow": -1}, amid=HOLLOW),
    Sign("a mobilisation for show", {"sincere": 0.0}, {"ready": -1}),
    Sign("one for show that has fought for weeks", {"g.war": 20.0}, {"ready": 1}, amid={"sincere": 0.0}),
    Sign("an army that was not called up for show", {"g.war": 20.0}, 0),
)


@pytest.mark.parametrize("sign", ARMY, ids=small_wars.name)
def test_the_manchurian_army_answers(sign: Sign) -> None:
    small_wars.check(sign, _army)


def test_an_army_from_which_nothing_is_taken_is_never_hollow() -> None:
    whole = {"quality": 0.4, "taken": 0.0, "g.drawn": 1.0}
    assert (_army(whole)["hollow"] == 0.0).all()
    assert (_army({})["hollow"] == 0.0).all() and (_army({})["ready"] == 7e5).all()


@pytest.mark.parametrize(("taken", "more"), [(0.0, 1), (2.0, -1)])
def test_withdrawals_set_what_is_wanted_in_manchuria(taken: float, more: int) -> None:
    wants = small_wars.arrays(rung=2, northern_war=0, southern=1, draw_down=0, china=1e6, pacific_weeks=150)
    found = [
        japanese_army.manchuria_wanted(japanese_army.Posture(**wants), wartime.parameters(1, *edits))
        for edits in ((), (ParameterEdit("japan.kwantung_withdrawals", value=taken),))
    ]
    assert np.sign(found[1] - found[0]) == more


def _front(**forces: float) -> Floats:
    """Return the fronts after a week of a Soviet offensive that meets little, (axis,)."""
    p = wartime.parameters(1)
    far = opening_state(p, 1).far
    far.open, far.soviet_crossing, far.weeks_of_war = YES, YES, YES
    men = {"japanese": 2e5, "trained": 1.6e6, "green": 0.0, "arms": 2e6, "soviet_skill": 0.8, "mobility": 1.0}
    told = men | {"wants": 0.0, "south": 1.0, "oil": 1.0} | forces
    arrays: dict[str, Any] = {name: np.full(1, value) for name, value in told.items()}
    given = far_east_battle.FarEastForces(**arrays)
    season = small_wars.small_war({}).season
    after, _ = far_east_battle.battle(far, given, season, p, wartime.luck_of_week(0, 1, on=False), 1.0)
    return after.front[:, 0]


def test_a_hollow_army_is_overrun_faster_and_drawn_supply_fills_the_store() -> None:
    assert (_front(hollow=0.5) < _front()).all() and (_front() < 0.0).all()


def test_what_is_drawn_east_is_made_for_the_far_east() -> None:
    p = wartime.parameters(1)
    ussr = opening_state(p, 1).ussr

    def made(drawn: float) -> tuple[Floats, Floats]:
        after = manpower.arms_and_mobility(ussr, NO, NO, NO, 1e7 * YES, drawn * YES, 0.0, p, 1.0)
        return after.arms - ussr.arms, after.far_east_arms - ussr.far_east_arms

    (west, nothing), (less, east) = made(0.0), made(0.3)
    assert (nothing == 0.0).all() and east == pytest.approx(0.3 * west) and less + east == pytest.approx(west)


@pytest.mark.parametrize(("bonus", "way"), [(1.25, 0), (1.6, 1), (1.0, -1)])
def test_winter_troops_count_more_where_they_attack(bonus: float, way: int) -> None:
    def spearhead(share: float) -> Floats:
        edits = (ParameterEdit("far_east.winter_quality_bonus", value=bonus),)
        p = wartime.parameters(1, *edits)
        east = opening_state(p, 1).east
        east.far_eastern = share * east.trained
        return eastern_power._spearhead(east, 1.0, p)

    assert (np.sign(spearhead(0.05)) == way).all() and (spearhead(0.0) == 0.0).all()


@pytest.mark.parametrize(
    ("edits", "factor"),
    [
        ({}, 1.0),
        ({"far_east.vladivostok_bombers": 340.0}, 2.0),
        ({"far_east.vladivostok_bombers": 0.0}, 0.0),
        ({"far_east.air_defence": 3.0}, 0.37),
        ({"far_east.air_defence": 0.0}, 1.65),
    ],
)
def test_bombers_do_damage_by_their_number_as_far_as_they_get_through(edits: dict[str, float], factor: float) -> None:
    p = wartime.parameters(1, *(ParameterEdit(name, value=value) for name, value in edits.items()))
    war = small_wars.small_war({"wars.japan_ussr": 1})
    far = opening_state(p, 1).far
    dead = politics.bombed(far, war.wars, p, 1.0)
    assert dead == pytest.approx(factor * float(p["civilians.maritime_bombers"]), rel=0.02)
