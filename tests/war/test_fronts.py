"""The fronts themselves: dead zones, mud, gates, a closed theatre; one week at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.laws.small import share
from crossroads.war.laws.weather import Season
from crossroads.war.opening import opening_state
from crossroads.war.powers.manpower import Fight
from crossroads.war.theatres import eastern_battle, far_east, far_east_battle
from crossroads.war.theatres.far_east_battle import FarEastForces
from crossroads.world.axes import CENTRE, FAR_EAST_AXES, MARITIME, SECTORS
from crossroads.world.state import FarEast, State

ONE = np.ones(1)
SUMMER = Season(0 * ONE, 0 * ONE, 0 * ONE, ONE, 0 * ONE, 0 * ONE, 0 * ONE)
MUD = replace(SUMMER, mud=ONE)
LATER = 10.0
"""A week in which the surprise of June has worn off."""


def _opening(*edits: ParameterEdit) -> State:
    return opening_state(wartime.parameters(1, *edits), 1)


def _fight(
    state: State, german: float, *edits: ParameterEdit, season: Season = SUMMER, week: float = LATER
) -> tuple[wartime.Floats, Fight]:
    p = wartime.parameters(1, *edits)
    east, fight = eastern_battle.battle(
        state.east,
        week,
        season,
        (german * ONE, np.ones((len(SECTORS), 1))),
        float(CENTRE) * ONE,
        0 * ONE,
        ONE,
        ONE,
        p,
        wartime.luck_of_week(int(week), on=False),
        1.0,
    )
    return east.front - state.east.front, fight


def _even(state: State) -> float:
    """Return the German quality that makes the odds even on the main axis."""
    east = state.east
    axis = east.german + wartime.parameters()["east.allied_quality"] * east.allied
    red = east.trained + east.green + east.far_eastern
    return float((red / axis)[CENTRE, 0])


def test_between_the_two_armies_lies_a_zone_of_odds_in_which_nobody_moves() -> None:
    state = _opening()
    full = np.full((3, 1), 3.0)
    east = replace(
        state.east, stock_axis=full, stock_soviet=full, static=np.full((3, 1), 40.0), offensive_axis=0 * full
    )
    state = replace(state, east=east)
    odds = np.exp(np.linspace(-3.5, 3.5, 71)) * _even(state)
    # Where offensives are ordered on a plan, some are tried where nothing is to be won.
    opportunity = ParameterEdit("rival.operations", value=0.0)
    moved = np.array([_fight(state, quality, opportunity)[0][CENTRE, 0] for quality in odds])
    assert (np.diff(moved) >= 0).all(), "better odds never lose ground"
    assert moved[0] < 0 < moved[-1]
    assert (moved == 0).sum() >= 4


@pytest.mark.parametrize(("odds", "sign"), [(30.0, 1), (1 / 30.0, -1)])
def test_an_army_far_stronger_moves_the_front_its_way(odds: float, sign: int) -> None:
    state = _opening()
    state = replace(state, east=replace(state.east, stock_axis=np.full((3, 1), 3.0), stock_soviet=np.full((3, 1), 3.0)))
    moved, fight = _fight(state, odds * _even(state))
    assert np.sign(moved[CENTRE, 0]) == sign
    assert (fight.soviet_encircled[CENTRE, 0] > 0) == (sign > 0)


def test_mud_slows_the_same_attack() -> None:
    state = _opening()
    dry, wet = (_fight(state, 5.0, season=season)[0][CENTRE, 0] for season in (SUMMER, MUD))
    assert 0 <= wet < dry


def test_no_front_passes_the_gate_of_a_city_that_has_not_fallen() -> None:
    p = wartime.parameters()
    gates = p.column("east.gate_km", SECTORS)
    state = _opening()
    state.east = replace(state.east, front=gates - 20.0, river_crossed=ONE)
    moved, _ = _fight(state, 500.0)
    assert (state.east.front + moved <= gates + 1e-9).all()


def test_nobody_dies_at_the_front_after_the_war_there_has_ended() -> None:
    state = _opening()
    p = wartime.parameters()
    after, fight = eastern_battle.battle(
        state.east,
        LATER,
        SUMMER,
        (ONE, np.ones((3, 1))),
        ONE,
        0 * ONE,
        ONE,
        0 * ONE,
        p,
        wartime.luck_of_week(),
        1.0,
    )
    for lost in (fight.soviet_lost, fight.german_lost, fight.soviet_encircled, fight.german_sick):
        assert (lost == 0).all()
    assert (after.front == state.east.front).all()


def _far_east(
    *edits: ParameterEdit, opened: float, weeks: int, worlds: int = 4
) -> list[tuple[FarEast, far_east_battle.FarEastFight]]:
    p = wartime.parameters(worlds, *edits)
    state = opening_state(p, worlds)
    far = replace(state.far, open=np.full(worlds, opened))
    ones = np.ones(worlds)
    season = Season(0 * ones, 0 * ones, 0 * ones, ones, 0 * ones, 0 * ones, 0 * ones)
    forces = FarEastForces(
        japanese=700_000.0 * ones,
        trained=state.ussr.far_east_trained,
        green=state.ussr.far_east_green,
        arms=state.ussr.far_east_arms,
        soviet_skill=ones * p["east.soviet_effectiveness"],
        mobility=0 * ones,
        wants=ones,
        south=0 * ones,
        oil=ones,
    )
    fights = []
    for week in range(weeks):
        far, fought = far_east_battle.battle(far, forces, season, p, wartime.luck_of_week(week, worlds), 1.0)
        fights.append((far, fought))
    return fights


def test_a_closed_theatre_stands_still_and_costs_nothing() -> None:
    for far, fought in _far_east(opened=0.0, weeks=20):
        assert (far.front == 0).all()
        assert (fought.japanese_share == 0).all() and (fought.soviet_share == 0).all()


def test_both_sides_lose_men_in_an_open_theatre_within_bounds() -> None:
    most = float(np.asarray(wartime.parameters()["combat.largest_loss_share"]))
    for _, fought in _far_east(opened=1.0, weeks=20):
        for lost in (fought.japanese_share, fought.soviet_share):
            assert (lost > 0).all() and (lost <= most).all()


def test_oil_that_has_run_out_weakens_japan_in_the_north() -> None:
    p = wartime.parameters()
    state = opening_state(p, 1)
    forces = FarEastForces(700_000 * ONE, 400_000 * ONE, 100_000 * ONE, 500_000 * ONE, ONE, ONE, ONE, 0 * ONE, ONE)
    quiet = wartime.luck_of_week(on=False)
    full = far_east_battle.drive(state.far, forces, SUMMER, p, quiet)
    dry = far_east_battle.drive(state.far, replace(forces, oil=0.3 * ONE), SUMMER, p, quiet)
    assert (dry < full).all()


def test_a_front_that_was_quiet_in_peace_is_fresh_when_war_opens() -> None:
    """Weeks of peace are no weeks of digging in under fire: the opening battles are the costly ones."""
    p = wartime.parameters()
    forces = FarEastForces(700_000 * ONE, 400_000 * ONE, 100_000 * ONE, 500_000 * ONE, ONE, ONE, ONE, 0 * ONE, ONE)

    def first_week_of_war(weeks_of_peace: int) -> float:
        far = opening_state(p, 1).far
        full = far.stock_japan * 0 + 4.0
        far = replace(far, stock_japan=full, stock_soviet=full)
        for _ in range(weeks_of_peace):
            far, _ = far_east_battle.battle(far, forces, SUMMER, p, wartime.luck_of_week(on=False), 1.0)
        far = replace(far, open=ONE, stock_japan=full, stock_soviet=full)
        return float(
            far_east_battle.battle(far, forces, SUMMER, p, wartime.luck_of_week(on=False), 1.0)[1].soviet_share[0]
        )

    assert first_week_of_war(200) == pytest.approx(first_week_of_war(0))


def test_a_limited_seizure_moves_on_the_maritime_axis_alone() -> None:
    p = wartime.parameters()
    far = replace(opening_state(p, 1).far, open=ONE, limited=ONE)
    forces = FarEastForces(9e6 * ONE, 1e5 * ONE, 1e5 * ONE, 2e5 * ONE, 0.2 * ONE, ONE, ONE, 0 * ONE, ONE)
    for week in range(6):
        far, _ = far_east_battle.battle(far, forces, SUMMER, p, wartime.luck_of_week(week, on=False), 1.0)
    assert far.front[MARITIME, 0] > 0
    assert (np.delete(far.front, MARITIME, axis=0) <= 0).all()


def test_the_share_of_land_held_falls_from_all_to_none_with_the_front() -> None:
    p = wartime.parameters()
    far = opening_state(p, 1).far
    limits = p.column("far_east.limit_km", ("transbaikal", "amur", "maritime"))
    held = [float(far_east.share_held(replace(far, front=part * limits), p)[0]) for part in (0, 0.5, 1.0)]
    assert held == pytest.approx([1.0, 0.5, 0.0])
    assert share(0.0, 1) == 0


@pytest.mark.parametrize(
    ("front", "cut"),
    [((0, 0, 0), (0, 0, 0)), ((0, 0, 90), (0, 0, 1)), ((0, 110, 0), (0, 1, 1)), ((400, 0, 0), (0, 0, 0))],
    ids=["no advance", "the Ussuri line", "the Trans-Siberian on the Amur", "an advance in the west"],
)
def test_a_cut_railway_leaves_those_beyond_it_without_trains(front: tuple[float, ...], cut: tuple[float, ...]) -> None:
    p = wartime.parameters()
    far = opening_state(p, 1).far
    far = replace(far, rail_cut=far_east_battle.rail_cut(np.array(front, dtype=np.float64)[:, None], p))
    np.testing.assert_array_equal(far.rail_cut[:, 0], cut)
    beyond = p.column("far_east.soviet_share", FAR_EAST_AXES)[:, 0]
    assert far_east.cut_off(far, p)[0] == pytest.approx(float((beyond * cut).sum()))


def test_what_japan_gives_back_in_an_armistice_frees_the_railway() -> None:
    p = wartime.parameters()
    far = opening_state(p, 1).far
    far = replace(far, front=np.array([[-50.0], [0.0], [90.0]]))
    kept, freed = (far_east.drawn_back(far, share * ONE, p) for share in (1.0, 0.2))
    np.testing.assert_array_equal(kept.front, far.front)
    np.testing.assert_allclose(freed.front[:, 0], [-50.0, 0.0, 18.0])
    assert kept.rail_cut[MARITIME] == 1.0 and freed.rail_cut[MARITIME] == 0.0


def test_lorries_make_a_soviet_offensive_faster() -> None:
    p = wartime.parameters()
    far = replace(opening_state(p, 1).far, open=ONE, soviet_crossing=ONE)
    forces = FarEastForces(1e5 * ONE, 2e6 * ONE, 0 * ONE, 2e6 * ONE, ONE, 0 * ONE, 0 * ONE, 0 * ONE, ONE)
    quiet = wartime.luck_of_week(on=False)
    marching, driving = (
        far_east_battle.battle(far, replace(forces, mobility=share * ONE), SUMMER, p, quiet, 1.0)[0]
        for share in (0.0, 1.0)
    )
    assert (driving.front < marching.front).all() and (marching.front < 0).all()
