from __future__ import annotations

import numpy as np
import pytest
import wartime
from hypothesis import given
from hypothesis import strategies as st

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.laws.weather import Season
from crossroads.war.opening import opening_state
from crossroads.war.powers import japanese_army, lend_lease, oil, shipping, transfers
from crossroads.war.theatres import pacific, southern
from crossroads.world.state import Pacific, replace

P = wartime.parameters()
ONE = np.ones(1)
NEVER_ENOUGH = np.full(1, np.inf)
"""A garrison that spares nobody beyond what the orders say."""

PEACE = oil.Demand(0 * ONE, 0 * ONE, 0 * ONE, 0 * ONE, ONE)


@given(
    stock=st.floats(0, 60),
    trade=st.floats(0, 2),
    south=st.floats(0, 2),
    war=st.sampled_from([0.0, 1.0]),
    weeks=st.sampled_from([1.0, 4.0]),
)
def test_oil_balances_and_never_falls_below_nothing(
    stock: float, trade: float, south: float, war: float, weeks: float
) -> None:
    demand = oil.Demand(ONE, war * ONE, war * ONE, 30 * ONE, ONE)
    after, flows = oil.step(stock * ONE, demand, trade * ONE, south * ONE, 0 * ONE, P, weeks)
    assert after[0] >= 0
    np.testing.assert_allclose(after, stock + flows.imported + flows.home - flows.used, atol=1e-9)
    assert flows.southern[0] <= flows.imported[0] + 1e-12


def test_an_embargo_stops_what_is_bought_step_by_step() -> None:
    bought = oil.bought(np.array([0.0, 1.0, 2.0]), P)
    assert bought[0] > bought[1] >= bought[2] == 0.0


def test_moscow_throttles_the_concession_and_not_the_fields_that_japan_holds() -> None:
    def flow(tap: float, taken: bool = False, war: float = 0.0) -> float:
        p = wartime.parameters(1, ParameterEdit("oil.sakhalin_tap", value=tap))
        return float(oil.sakhalin(ONE, np.array([taken]), war * ONE, p)[0])

    assert 0.0 == flow(0.0) < flow(1.0) < flow(3.3)
    assert flow(1.0, war=1.0) == 0.0
    assert flow(0.0, taken=True, war=1.0) == flow(3.3, taken=True, war=1.0) > flow(1.0)


def test_war_burns_more_oil_than_peace_and_two_wars_more_than_one() -> None:
    def use(north: float, south: float) -> float:
        return float(oil.wanted(oil.Demand(ONE, north * ONE, south * ONE, 0 * ONE, ONE), P)[0])

    peace = float(oil.wanted(PEACE, P)[0])
    assert peace < use(1, 0) < use(1, 1)
    assert peace < use(0, 1) < use(1, 1)


def test_a_stock_that_runs_out_cuts_activity_to_the_least() -> None:
    left = oil.activity(np.array([0.0, 1.0, 50.0]), np.full(3, 0.5), P)
    assert left[0] == P["oil.least_activity"] and left[0] < left[1] <= left[2] == 1.0


def test_southern_oil_needs_fields_repairs_and_tankers() -> None:
    def flow(captured: float, repaired: float, tankers: float) -> float:
        return float(oil.southern(captured * ONE, repaired * ONE, tankers * ONE, ONE, P)[0])

    assert flow(1, 1, 500) > 0
    assert flow(0, 1, 500) == flow(1, 0, 500) == flow(1, 1, 0) == 0
    assert flow(1, 1, 10) < flow(1, 1, 500)


def test_nothing_is_captured_before_the_war_and_never_more_than_all() -> None:
    captured = np.zeros(1)
    captured = southern.capture(captured, 0 * ONE, 4e5 * ONE, ONE, ONE, 0 * ONE, P, 1.0)
    assert captured[0] == 0
    for week in range(1, 80):
        captured = southern.capture(captured, week * ONE, 4e5 * ONE, ONE, ONE, 0 * ONE, P, 1.0)
    assert captured[0] == 1.0


def test_two_wars_at_once_want_more_ships_and_aircraft_than_there_are() -> None:
    whole = np.asarray(P["shipping.fleet_opening"]) * ONE
    one, two = (southern.means(whole, north * ONE, P)[0] for north in (0.0, 1.0))
    assert two < one and one == pytest.approx(1.0, abs=0.1)
    assert southern.means(0.8 * whole, 0 * ONE, P)[0] < one
    assert southern.means(0.2 * whole, ONE, P)[0] == 0.0


def test_the_toll_of_boats_rises_faster_than_their_number_but_less_than_its_square() -> None:
    def toll(boats: float) -> float:
        fleet = np.asarray(P["shipping.fleet_opening"]) * ONE
        return float(shipping.submarine_toll(boats * ONE, 150 * ONE, fleet, 0 * ONE, P)[0])

    assert 2.0 < toll(40) / toll(20) < 4.0


def test_better_torpedoes_and_nearer_bases_sink_more() -> None:
    fleet = np.asarray(P["shipping.fleet_opening"]) * ONE

    def toll(weeks: float, near: float) -> float:
        return float(shipping.submarine_toll(30 * ONE, weeks * ONE, fleet, near * ONE, P)[0])

    assert toll(0, 0) < toll(150, 0) < toll(150, 1)


@given(fleet=st.floats(1, 7_000), lost=st.floats(0, 1), captured=st.floats(0, 900), taken=st.floats(0, 100))
def test_the_fleet_is_what_it_was_less_the_lost_plus_the_built_and_captured(
    fleet: float, lost: float, captured: float, taken: float
) -> None:
    sunk = lost * fleet
    after, tankers, waiting = shipping.step(
        fleet * ONE, 0.1 * fleet * ONE, captured * ONE, taken * ONE, sunk * ONE, P, 1.0
    )
    entered = captured + taken - waiting
    built = after - fleet + sunk - entered
    assert entered >= -1e-9 and -1e-9 <= built <= np.asarray(P["shipping.built"]) + 1e-9
    assert 0 <= tankers <= after + 1e-9


def test_no_week_sinks_more_than_the_recorded_most_of_a_fleet() -> None:
    lost = shipping.losses(900 * ONE, 200 * ONE, 50 * ONE, ONE, ONE, ONE, P, 1.0)
    assert 0 < lost[0] <= np.asarray(P["shipping.most_lost"]) * 50


def test_aid_never_exceeds_the_offer_nor_a_routes_capacity() -> None:
    season = Season(0 * ONE, 0.5 * ONE, 0 * ONE, ONE, 0 * ONE, 0 * ONE, 0 * ONE)
    for week in (0, 30, 120, 250):
        room = lend_lease.capacity(float(week), season, ONE, P)
        for level in (0.0, 1.0, 2.0):
            offer = lend_lease.offered(level * ONE, 0.7 * ONE, P)
            shipped = lend_lease.shipped(offer, room, P)
            assert (shipped <= room + 1e-9).all() and (shipped >= 0).all()
            assert shipped.sum() <= offer[0] + 1e-9
            assert level > 0 or shipped.sum() == 0


def test_war_between_japan_and_the_ussr_closes_the_pacific_route_alone() -> None:
    season = Season(0 * ONE, 0 * ONE, 0 * ONE, ONE, 0 * ONE, 0 * ONE, 0 * ONE)
    peace, war = (lend_lease.capacity(100.0, season, opened * ONE, P) for opened in (1.0, 0.0))
    assert war[2] == 0 < peace[2]
    np.testing.assert_array_equal(peace[:2], war[:2])


def test_aid_goes_across_the_pacific_first_and_no_route_is_given_up() -> None:
    room = np.array([[20.0], [30.0], [40.0]])
    floor = float(np.asarray(P["lend_lease.floor"])) * room
    for offer in (10.0, 50.0, 75.0, 200.0):
        arctic, persian, pacific = lend_lease.shipped(offer * ONE, room, P)[:, 0]
        assert arctic + persian + pacific == pytest.approx(min(offer, 90.0))
        if offer >= floor.sum():
            assert (np.array([arctic, persian, pacific]) >= floor[:, 0] - 1e-9).all()
        assert (
            pacific >= 40.0 - 1e-9 or persian == pytest.approx(pacific * 30.0 / 40.0) or persian <= floor[1, 0] + 1e-9
        )
        assert arctic <= floor[0, 0] + 1e-9 or persian >= 30.0 - 1e-9


def test_an_armistice_makes_no_neutral_of_americas_ally() -> None:
    for fought, japan_us, passes in ((0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
        assert lend_lease.neutral(fought * ONE, japan_us * ONE)[0] == passes


def _fight(sea: Pacific, week: int, worlds: int = 1, **given: float) -> Pacific:
    """Return the fleets after a week: a long war, nothing due from the yards, oil enough, unless `given` otherwise."""
    case = {"war_weeks": 30.0, "expected": 0.0, "at_war": 1.0, "activity": 1.0} | given
    arrays = {name: np.full(worlds, value) for name, value in case.items()}
    return pacific.battles(
        sea, **arrays, p=wartime.parameters(worlds), luck=wartime.luck_of_week(week, worlds), weeks=1.0
    )


def test_a_fleet_without_an_enemy_fights_no_battle_and_takes_no_island() -> None:
    sea = opening_state(P, 1).pacific
    after = _fight(sea, 40, at_war=0.0)
    after = pacific.island_steps(after, 0 * ONE, ONE, ONE, ONE, P, wartime.luck_of_week(40), 1.0)
    assert after.carriers_us[0] == sea.carriers_us[0] and after.distance[0] == sea.distance[0]


def test_no_battle_sinks_more_carriers_than_there_are() -> None:
    worlds = 2_000
    sea = opening_state(wartime.parameters(worlds), worlds).pacific
    fought = 0
    for week in range(40):
        after = _fight(sea, week, worlds)
        assert (after.carriers_us >= 0).all() and (after.carriers_japan >= 0).all()
        assert (after.carriers_us <= sea.carriers_us).all()
        fought += int((after.carriers_japan < sea.carriers_japan).sum())
        sea = after
    assert fought > 0


def _battles(worlds: int = 2_000, **given: float) -> float:
    """Return the share of worlds whose fleets meet in a week."""
    sea = opening_state(wartime.parameters(worlds), worlds).pacific
    sea = replace(sea, carriers_japan=sea.carriers_japan + given.pop("more_japanese", 0.0))
    sea = replace(sea, carriers_us=sea.carriers_us + 3.0)
    return float((_fight(sea, 5, worlds, **given).carriers_us < sea.carriers_us).mean())


def test_fleets_meet_when_they_dare() -> None:
    usual = _battles()
    assert usual > 0.05
    assert _battles(war_weeks=5.0) == 0.0, "not in the first weeks"
    assert 0.0 < _battles(war_weeks=14.0) < usual
    assert _battles(expected=6.0) < usual, "America waits for what is due"
    assert _battles(more_japanese=-3.5) == 0.0, "Japan keeps a fleet in being"
    assert _battles(more_japanese=1.0) > usual
    assert _battles(activity=0.4) < usual, "without oil no fleet sails"


def test_only_a_part_of_each_fleet_meets() -> None:
    sea = opening_state(P, 1).pacific
    sea = replace(sea, carriers_us=6 * ONE, carriers_japan=12 * ONE)
    most = np.asarray(P["pacific.battle_most_lost"])
    for week in range(200):
        after = _fight(sea, week)
        assert sea.carriers_us - after.carriers_us <= most * P["pacific.meets_us"] * sea.carriers_us + 1e-9
        assert sea.carriers_japan - after.carriers_japan <= most * P["pacific.meets_japan"] * sea.carriers_japan + 1e-9


def test_carriers_are_due_where_the_programme_delivers() -> None:
    def due(week: float, industry: float = 1.0) -> float:
        return float(pacific.due(week, 0 * ONE, industry * ONE, P)[0])

    assert due(20.0) == 0.0 < due(72.0) < due(100.0)
    assert due(100.0, 0.3) < due(100.0)


def test_men_sent_west_leave_the_far_east_and_are_on_the_railway() -> None:
    ussr = opening_state(P, 1).ussr
    none = transfers.send_west(ussr, 0 * ONE, 0 * ONE, NEVER_ENOUGH, P, 1.0)
    cautious = transfers.send_west(ussr, ONE, 0 * ONE, NEVER_ENOUGH, P, 1.0)
    large = transfers.send_west(ussr, 2 * ONE, 0 * ONE, NEVER_ENOUGH, P, 1.0)
    war = transfers.send_west(ussr, 2 * ONE, ONE, NEVER_ENOUGH, P, 1.0)
    assert none.transit_west[0] == war.transit_west[0] == 0 < cautious.transit_west[0] < large.transit_west[0]
    np.testing.assert_allclose(large.far_east_trained + large.transit_west, ussr.far_east_trained + ussr.transit_west)


def test_each_rung_wants_more_men_in_manchuria() -> None:
    def wanted(rung: float, war: float = 0.0, drawn: float = 0.0) -> float:
        posture = japanese_army.Posture(rung * ONE, war * ONE, 0 * ONE, drawn * ONE, 1e6 * ONE, 0 * ONE)
        return float(japanese_army.manchuria_wanted(posture, P)[0])

    assert wanted(0) < wanted(1) < wanted(2) <= wanted(2, war=1)
    assert wanted(2, drawn=1) < wanted(2)
    assert wanted(2, war=1, drawn=1) == wanted(2, war=1), "nobody is drawn down from a front that fights"


def test_moves_of_the_japanese_army_keep_every_man_and_leave_some_at_home() -> None:
    army = opening_state(P, 1).japan
    posture = japanese_army.Posture(2 * ONE, ONE, ONE, 0 * ONE, 3e6 * ONE, 150 * ONE)
    places = ("pool", "home", "manchuria", "china", "south", "hospital", "invalid", "dead", "missing")

    def everyone(group: object) -> float:
        return float(sum(getattr(group, name)[0] for name in places))

    before = everyone(army)
    for _ in range(60):
        army = japanese_army.flows(army, posture, P, 1.0)
        assert min(getattr(army, name)[0] for name in places) >= -1e-6
    np.testing.assert_allclose(everyone(army) - army.youth[0], before, rtol=1e-12)
