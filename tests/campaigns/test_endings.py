"""How the wars end: spread over months, moved by more than luck, and never by a date."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime
from scipy.stats import rankdata
from whole_war import Campaign, end_weeks

from crossroads.evidence.edits import ParameterEdit

ENDINGS = ("date_germany_surrenders", "date_japan_surrenders")
WORLDS = 160
MOVERS = {
    "date_germany_surrenders": (
        "supply.soviet_delivery",
        "east.soviet_concentration_gain",
        "east.soviet_effectiveness",
        "east.german_defence_gain",
        "supply.soviet_railhead_speed",
        "germany.share_tied_by_united_states",
    ),
    "date_japan_surrenders": (
        "politics.japan_resolve",
        "politics.japan_distance",
        "shipping.submarine_exponent",
        "pacific.logistics_fast",
        "pacific.control_needed",
    ),
}
"""Parameters that ought to move each ending."""


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_middle_80_percent_of_an_ending_is_wider_than_20_weeks(campaign: Campaign, ending: str) -> None:
    weeks = campaign.block.outcomes[ending]
    known = weeks[np.isfinite(weeks)]
    assert len(known) > 0.25 * len(weeks)
    low, high = np.quantile(known, [0.1, 0.9])
    assert high - low > 20.0


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_month_holds_most_of_an_ending(campaign: Campaign, ending: str) -> None:
    weeks = campaign.block.outcomes[ending]
    known = weeks[np.isfinite(weeks)]
    in_a_month = [((known >= week) & (known < week + 4)).mean() for week in np.unique(known)]
    assert max(in_a_month) < 0.3


def _correlations(weeks: wartime.Floats, drawn: wartime.Floats) -> wartime.Floats:
    """Return the rank correlation of each parameter (parameter, world) with the week (world,)."""
    ranks = rankdata(drawn, axis=1)
    ranks = ranks - ranks.mean(axis=1, keepdims=True)
    order = rankdata(weeks) - (len(weeks) + 1) / 2
    found: wartime.Floats = ranks @ order / np.sqrt((ranks**2).sum(axis=1) * (order**2).sum())
    return found


@pytest.mark.parametrize("ending", ENDINGS)
def test_parameters_move_an_ending(campaign: Campaign, ending: str) -> None:
    """What is drawn of the world, and not its luck alone, says when the war ends.

    The parameters are named beforehand: among hundreds some seem to matter by chance.
    """
    weeks = campaign.block.outcomes[ending]
    known = np.isfinite(weeks)
    drawn = np.stack([np.broadcast_to(campaign.p[name], weeks.shape)[known] for name in MOVERS[ending]])
    drawn = drawn[np.ptp(drawn, axis=1) > 0]
    assert np.abs(_correlations(weeks[known], drawn)).max() > 0.15


def _moved(campaign: Campaign, ending: str, name: str, scale: float) -> tuple[float, float]:
    """Return by how many weeks an edit moves an ending in the same worlds, and the standard error."""
    base = end_weeks(campaign.block, ending)[:WORLDS]
    edited = wartime.scenario_setup("as_it_happened", None, ParameterEdit(name, scale=scale))
    change = end_weeks(wartime.play(edited, WORLDS), ending) - base
    return float(change.mean()), float(change.std() / np.sqrt(len(change)))


@pytest.mark.parametrize(
    ("ending", "name", "scale", "later"),
    [
        ("date_germany_surrenders", "supply.soviet_delivery", 0.8, True),
        ("date_germany_surrenders", "east.soviet_effectiveness", 1.15, False),
        ("date_japan_surrenders", "shipping.submarine_toll", 0.5, True),
        ("date_japan_surrenders", "pacific.us_yards", 0.5, True),
        ("date_japan_surrenders", "pacific.bombing_rate", 0.0, True),
        ("date_japan_surrenders", "east.soviet_effectiveness", 1.15, False),
    ],
)
def test_an_ending_hangs_on_what_it_should(
    campaign: Campaign, ending: str, name: str, scale: float, later: bool
) -> None:
    """Germany's end hangs on the Red Army's means; Japan's on ships, carriers, bombs and the Soviet Union."""
    weeks, error = _moved(campaign, ending, name, scale)
    assert abs(weeks) > max(1.0, 3.0 * error)
    assert (weeks > 0) == later


def test_japans_end_is_no_clock_of_island_steps(campaign: Campaign) -> None:
    """In a prototype the two dials of the island steps had correlations of .44 with the week of Japan's end."""
    weeks = campaign.block.outcomes["date_japan_surrenders"]
    known = np.isfinite(weeks)
    for name in ("pacific.step_weeks", "pacific.step_km"):
        value = np.broadcast_to(campaign.p[name], weeks.shape)[known]
        if np.ptp(value) > 0:
            assert abs(_correlations(weeks[known], value[None])[0]) < 0.4, name


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_end_of_one_enemy_is_not_the_end_of_the_other(campaign: Campaign, ending: str) -> None:
    weeks, other = (campaign.block.outcomes[name] for name in ENDINGS)
    both = np.isfinite(weeks) & np.isfinite(other)
    assert np.ptp((other - weeks)[both]) > 20.0


def test_carriers_survive_into_1944_and_the_american_ones_are_more(campaign: Campaign) -> None:
    """With a constant rate of battles a prototype left no fleet by 1943."""
    row = wartime.row(dt.date(1944, 1, 1))
    japan, america = campaign.series["japan_carriers"][row], campaign.series["us_carriers_pacific"][row]
    assert np.median(japan) >= 1.0
    assert np.median(america) > np.median(japan)
    assert (japan >= 0.5).mean() > 0.5


def test_the_fleets_fight_and_yet_decline_battle_when_weak(campaign: Campaign) -> None:
    carriers = campaign.series["japan_carriers"]
    begun, end = (wartime.row(dt.date(year, 1, 4)) for year in (1942, 1944))
    sunk = -np.minimum(np.diff(carriers[begun:end], axis=0), 0.0)
    battles = (sunk > 0.2).sum(axis=0)
    assert (battles >= 1).mean() > 0.5
    assert np.median(battles) < 15, "rare, decisive battles: not one every month or two"
