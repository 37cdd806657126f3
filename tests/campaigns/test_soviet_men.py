"""Soviet men: how many were called, what an army can hold, who fills the Far East, and that every man is counted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime
from whole_war import Campaign, books

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.setup import Setup
from crossroads.war.opening import opening_state
from crossroads.war.powers import transfers

DRAWN = 60
LONG = 200
CHRISTMAS_1941 = wartime.row(dt.date(1941, 12, 28))


def _long_war() -> Setup:
    """Return the war as it happened to May 1945, with a Germany and a Soviet Union that fight on whatever comes."""
    hazards = ("politics.surrender_hazard", "politics.capital_hazard", "politics.collapse_hazard")
    edits = [ParameterEdit(name, value=0.0) for name in (*hazards, "politics.treating_hazard")]
    return wartime.scenario_setup("as_it_happened", dt.date(1945, 5, 13), *edits)


def test_some_34_million_serve_where_the_war_lasts_as_long_as_it_did() -> None:
    """Of 34.5 million who served to May 1945 some five stood under arms in June 1941, whom no call-up counts."""
    war = War(_long_war(), wartime.SEED, wartime.numbers(LONG))
    served = books(war.state)["under_arms"]
    for _ in range(war.weeks):
        war.step()
    assert np.isinf(war.state.politics.week_germany_out).all()
    served = served + war.state.ussr.mobilised
    assert 28e6 <= np.median(served) <= 38e6


def test_the_call_up_begins_with_a_pulse_and_goes_on(campaign: Campaign) -> None:
    called = np.diff(campaign.books["mobilised"], axis=0)
    first, later = called[:4].mean(axis=0), called[52:104].mean(axis=0)
    assert (first > 2.0 * later).all()
    going = campaign.open_war[104]
    assert 60e3 < np.median(later[going]) < 220e3, "men a week"


def test_nobody_can_mobilise_the_same_man_twice_over(campaign: Campaign) -> None:
    """What has been called never exceeds the pool of 1941 and those who came of age since."""
    youth = np.asarray(campaign.p["ussr.youth"]) * campaign.block.series.shape[1]
    most = np.asarray(campaign.p["ussr.pool_opening"]) + youth
    assert (campaign.books["mobilised"][-1] < most).all()


def test_the_field_army_stays_below_its_ceiling(campaign: Campaign) -> None:
    ceiling = np.asarray(campaign.p["ussr.field_ceiling"])
    assert (campaign.books["field"] <= 1.05 * ceiling).all()
    largest = (campaign.books["field"] / ceiling).max(axis=0)
    assert np.median(largest) > 0.8, "a ceiling that nobody meets is none"


def test_the_far_east_refills_itself_while_men_leave_it(campaign: Campaign) -> None:
    """The reference series rises from 0.70 to 1.34 million in the second half of 1941, while divisions left."""
    held = campaign.books
    assert np.median(held["moved_west"][CHRISTMAS_1941]) > 100e3
    assert 1.05e6 < np.median(held["far_east"][CHRISTMAS_1941]) < 1.6e6


def test_the_refill_is_local_and_rides_no_train(campaign: Campaign) -> None:
    """In peace the Far Eastern army changes by its call-up and by the men sent west, and by nothing else."""
    held, weeks = campaign.books, CHRISTMAS_1941
    assert (held["transit_east"][:weeks] == 0).all()
    called = np.diff(held["far_east"][:weeks], axis=0) + np.diff(held["moved_west"][:weeks], axis=0)
    most = np.asarray(campaign.p["far_east.local_call_up"])
    assert (called >= -1e-6).all() and (called <= most + 1e-6).all()
    assert 18e3 < np.median(called.mean(axis=0)) < 60e3, "men a week"


def test_men_called_up_in_the_far_east_come_from_the_pool_and_are_green() -> None:
    p = wartime.parameters(DRAWN, knowledge=True)
    before = opening_state(p, DRAWN).ussr
    after = transfers.call_up(before, np.full(DRAWN, np.inf), np.zeros(DRAWN), p, 1.0)
    called = before.pool - after.pool
    assert (called > 10e3).all()
    np.testing.assert_allclose(after.mobilised - before.mobilised, called, rtol=1e-9)
    gained = (after.far_east_trained + after.far_east_green) - (before.far_east_trained + before.far_east_green)
    np.testing.assert_allclose(gained, called, rtol=1e-9)
    assert (after.far_east_green > before.far_east_green).all()


@pytest.mark.parametrize("japanese", [400e3, 700e3])
def test_the_local_call_up_stops_at_the_garrison_wanted(japanese: float) -> None:
    """No ceiling of its own: the garrison follows the army across the border."""
    p = wartime.parameters(DRAWN, knowledge=True)
    ussr = opening_state(p, DRAWN).ussr
    garrison = transfers.garrison_wanted(np.full(DRAWN, japanese), np.zeros(DRAWN), p)
    for _ in range(200):
        ussr = transfers.call_up(ussr, garrison, np.zeros(DRAWN), p, 1.0)
    strength = ussr.far_east_trained + ussr.far_east_green
    most = np.maximum(garrison, np.asarray(p["ussr.far_east_opening"]))
    assert (strength <= most * (1 + 1e-9)).all() and (strength > 0.9 * garrison).all()


def test_trains_that_go_east_take_their_men_from_the_west() -> None:
    p = wartime.parameters(DRAWN, knowledge=True)
    state = opening_state(p, DRAWN)
    east, ussr = state.east, state.ussr

    def everyone() -> wartime.Floats:
        return east.trained.sum(axis=0) + ussr.transit_east + ussr.far_east_trained

    begun, west = everyone(), east.trained.sum(axis=0)
    for _ in range(30):
        east, ussr = transfers.send_east(east, ussr, np.ones(DRAWN), p, 1.0)
    np.testing.assert_allclose(everyone(), begun, rtol=1e-12)
    assert (east.trained.sum(axis=0) < west).all()
    assert (ussr.far_east_trained > state.ussr.far_east_trained).all()


@pytest.mark.parametrize("army", ["ussr", "germany", "allies", "japan"])
def test_every_man_is_somewhere_in_every_drawn_world(campaign: Campaign, army: str) -> None:
    """The whole war, in hundreds of worlds of drawn parameters, to a part in a thousand million."""
    men = campaign.books[army]
    np.testing.assert_allclose(men, np.broadcast_to(men[0], men.shape), rtol=1e-9)
