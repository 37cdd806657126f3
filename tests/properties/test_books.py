"""Every man is somewhere: in the army, in hospital, on a train, at home, or dead."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
import wartime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.world.state import State

SCENARIOS = ("historical", "as_it_happened", "north_august", "south_december", "no_pact", "north_limited")
COUNTERS = {
    "ussr": ("moved_west", "mobilised", "youth", "arms", "far_east_arms", "mobility"),
    "germany": ("youth", "losses_east", "total_war"),
    "japan": ("youth",),
}


_MERCHANT_LOSSES = next(
    index for index, item in enumerate(wartime.OBSERVABLES) if item.name == "japan_merchant_losses_kgrt"
)


def _men(group: object, counters: tuple[str, ...]) -> wartime.Floats:
    names = [item.name for item in fields(group) if item.name not in counters]  # type: ignore[arg-type]
    return np.sum([getattr(group, name) for name in names], axis=0)


def people(state: State) -> dict[str, wartime.Floats]:
    """Return the men of each army wherever they are, less those who have come of age since June 1941."""
    east, germany = state.east, state.germany
    allied = germany.allied_reserve + germany.allied_lost
    own = _men(germany, (*COUNTERS["germany"], "allied_reserve", "allied_lost"))
    return {
        "ussr": (east.trained + east.green + east.far_eastern).sum(axis=0)
        + _men(state.ussr, COUNTERS["ussr"])
        - state.ussr.youth,
        "germany": east.german.sum(axis=0) + own - germany.youth,
        "allies": east.allied.sum(axis=0) + allied,
        "japan": _men(state.japan, COUNTERS["japan"]) - state.japan.youth,
    }


def _assert_books_balance(states: Iterable[State]) -> None:
    opening: dict[str, wartime.Floats] = {}
    for state in states:
        now = people(state)
        if not opening:
            opening.update(now)
        for army, men in now.items():
            np.testing.assert_allclose(men, opening[army], rtol=1e-9, err_msg=f"{army}, week {state.week}")


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_man_is_made_or_lost_from_1941_to_1946(name: str) -> None:
    _assert_books_balance(wartime.watched(name).states)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), name=st.sampled_from(SCENARIOS))
def test_no_man_is_made_or_lost_under_any_seed(seed: int, name: str) -> None:
    states: list[State] = []
    setup = wartime.scenario_setup(name, dt.date(1944, 1, 2))
    wartime.each_week(setup, 6, lambda war: states.append(copy.deepcopy(war.state)), seed=seed)
    _assert_books_balance(states)


def test_men_who_come_of_age_are_counted_in_every_country() -> None:
    war = wartime.fight_through(wartime.scenario_setup("historical"), 4, until=60)
    for army in (war.state.ussr, war.state.germany, war.state.japan):
        assert (army.youth > 0).all()


def test_the_soviet_dead_and_missing_are_the_losses_that_never_came_back() -> None:
    setup = wartime.scenario_setup("historical", dt.date(1943, 1, 3))
    war = wartime.fight_through(setup, 8)
    found = wartime.series(war.block())
    lost = (found["soviet_losses_east"] + found["soviet_losses_far_east"]).sum(axis=0, dtype=np.float64)
    ussr = war.state.ussr
    # Some are wounded or sick more than once, so that losses are more than the men who were ever hit.
    assert (ussr.dead + ussr.missing < lost).all()
    np.testing.assert_allclose(
        ussr.dead + ussr.missing + ussr.hospital + _returned(war) + _invalids_of_battle(war), lost, rtol=1e-5
    )


def _returned(war: War) -> wartime.Floats:
    share = np.asarray(war.p["ussr.return_share"])
    return _invalids_of_battle(war) * share / (1.0 - share)


def _invalids_of_battle(war: War) -> wartime.Floats:
    """Return invalids out of hospital: what remains of the invalid when men lost to occupation are set apart."""
    return war.state.ussr.invalid - _freed_but_lost(war)


def _freed_but_lost(war: War) -> wartime.Floats:
    # Men freed from occupation who can no longer serve are counted among the invalid as well; over this horizon
    # they are found from the pool's own book: everything else that entered or left it is known.
    state, p = war.state, war.p
    opening = np.zeros(state.worlds) + p["ussr.pool_opening"]
    gone = opening + state.ussr.youth - state.ussr.mobilised - state.ussr.pool - state.ussr.occupied
    return gone


def test_oil_is_neither_made_nor_lost_in_japan() -> None:
    for name in ("south_december", "north_august"):
        war = wartime.watched(name)
        found = {key: value.astype(np.float64) for key, value in wartime.series(war.block).items()}
        stock = found["japan_oil_stock_mbbl"]
        home = war.p["oil.domestic"] + np.asarray(war.p["oil.synthetic"])
        change = found["japan_oil_import_mbbl"] + home - found["japan_oil_consumption_mbbl"]
        np.testing.assert_allclose(stock[:-1] + change[:-1], stock[1:], atol=2e-5)
        assert (stock >= 0).all()


def test_a_japan_without_imports_runs_dry_and_uses_no_more_than_it_has() -> None:
    edits = [
        ParameterEdit(name, value=0.0)
        for name in ("oil.import_united_states", "oil.import_indies", "oil.southern_output", "oil.domestic")
    ]
    setup = wartime.nothing_new(dt.date(1946, 12, 29))
    found = wartime.series(wartime.play(wartime.with_edits(setup, *edits), 8))
    stock = found["japan_oil_stock_mbbl"]
    assert (stock >= 0).all()
    assert (stock[-1] < 0.1 * stock[0]).all()
    assert (found["japan_oil_consumption_mbbl"][-1] < found["japan_oil_consumption_mbbl"][0]).all()


def test_the_merchant_fleet_is_what_was_built_and_captured_less_what_was_sunk() -> None:
    war = wartime.watched("south_december")
    p, sunk = war.p, war.block.series[_MERCHANT_LOSSES].astype(np.float64)
    for week, (before, after) in enumerate(pairwise(war.states)):
        then, now = before.economy, after.economy
        taken = p["shipping.captured_ships"] * (now.southern_capture - then.southern_capture)
        entering = then.captured_ships + taken - now.captured_ships
        built = now.merchant_fleet - then.merchant_fleet + sunk[week] - entering
        assert (entering > -1e-9).all()
        assert (built > -1e-3).all() and (built < np.asarray(p["shipping.built"]) + 1e-3).all()
        assert (now.tankers <= now.merchant_fleet).all()


def test_men_who_left_the_far_east_for_the_west_are_in_the_west_or_on_the_way() -> None:
    setup = wartime.nothing_new(wartime.CHRISTMAS_1941, wartime.always("ussr.transfers", "large"))
    war = wartime.fight_through(setup, 8)
    ussr, east = war.state.ussr, war.state.east
    assert (ussr.moved_west > 100_000).all()
    arrived = east.far_eastern.sum(axis=0)
    assert (arrived + ussr.transit_west < ussr.moved_west).all(), "some have fallen"
    assert (arrived > ussr.transit_west).all(), "by Christmas most of those who left have arrived"
