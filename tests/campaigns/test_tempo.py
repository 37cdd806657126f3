"""No sprint, and lulls: sustained advances are a small part of a breakthrough's, on both sides and in every year."""

from __future__ import annotations

import numpy as np
import pytest
import wartime
from whole_war import JANUARY_1943, JANUARY_1945, SIDES, Campaign

from crossroads.world.axes import CENTRE, SECTORS

MONTH, HALF_YEAR = 4, 26
PROTOTYPE_WEEKS = 47
"""From February 1943 to January 1944, in which a prototype's front before Moscow went back by 1,027 km."""


def _backwards(campaign: Campaign, sector: int, weeks: int) -> wartime.Floats:
    """Return km a week by which the front went west over each span of weeks of 1943-44, (span, world).

    A span counts in a world where the war lasts through all of it, so that the last months before an end count too.
    """
    front = campaign.front[JANUARY_1943:JANUARY_1945, sector]
    return (front[:-weeks] - front[weeks:]) / weeks


def _fought_by_half(speed: wartime.Floats) -> wartime.Floats:
    """Return the spans through which the war lasts in half of the worlds."""
    return speed[np.isfinite(speed).mean(axis=1) >= 0.5]


def test_over_no_half_year_of_1943_44_does_the_median_front_sprint_west(campaign: Campaign) -> None:
    """From Kharkov to Zhitomir, 23 August to 31 December 1943, the front of the south went 540 km: 29 a week."""
    speed = _fought_by_half(_backwards(campaign, CENTRE, HALF_YEAR))
    assert len(speed) > HALF_YEAR
    assert np.nanmedian(speed, axis=1).max() < 29.0, "km a week"


def test_the_median_front_does_not_cross_russia_in_a_year(campaign: Campaign) -> None:
    speed = _fought_by_half(_backwards(campaign, CENTRE, PROTOTYPE_WEEKS))
    assert np.nanmedian(speed, axis=1).max() < 24.0, "km a week"


@pytest.mark.parametrize("sector", range(len(SECTORS)), ids=SECTORS)
def test_what_is_sustained_is_a_small_part_of_a_breakthrough(campaign: Campaign, sector: int) -> None:
    """Each world is held against its own best month, so that worlds do not hide each other's sprints."""
    month, half_year = (_backwards(campaign, sector, weeks) for weeks in (MONTH, HALF_YEAR))
    lasted = np.isfinite(half_year).any(axis=0)
    assert lasted.mean() > 0.5
    best, sustained = (np.nanmax(speed[:, lasted], axis=0) for speed in (month, half_year))
    assert np.median(sustained) < 38.0, "km a week"
    moved = best > 10.0
    assert np.median(sustained[moved] / best[moved]) < 0.6


def test_the_axis_makes_no_second_1941(campaign: Campaign) -> None:
    speed = -_backwards(campaign, CENTRE, HALF_YEAR)
    lasted = np.isfinite(speed).any(axis=0)
    assert np.median(np.nanmax(speed[:, lasted], axis=0)) < 10.0, "km a week"


@pytest.mark.parametrize("sector", range(len(SECTORS)), ids=SECTORS)
@pytest.mark.parametrize("side", SIDES)
def test_both_sides_have_weeks_without_an_offensive(campaign: Campaign, side: str, sector: int) -> None:
    """Count in each world the weeks of open war, to 1945, in which a side leaves a sector quiet."""
    war = campaign.open_war[:JANUARY_1945]
    quiet = (campaign.attacks[side][:JANUARY_1945, sector] == 0) & war
    share = quiet.sum(axis=0) / war.sum(axis=0)
    assert np.quantile(share, 0.1) > 0.2
    assert (share < 1.0).mean() > 0.5, "and yet most armies do attack on it"


def _offensives(campaign: Campaign, side: str, sector: int) -> list[tuple[int, float]]:
    """Return length in weeks and change of the stock of each offensive that ends while the war goes on."""
    found = []
    stock = campaign.stock[side][:, sector]
    going = (campaign.attacks[side][:, sector] > 0) & campaign.open_war
    for world in range(going.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], going[:, world]]).astype(int)))
        for begin, end in zip(edges[0::2], edges[1::2], strict=False):
            if campaign.open_war[end, world]:
                found.append((int(end - begin), float(stock[end, world] - stock[begin, world])))
    return found


@pytest.mark.parametrize("sector", range(len(SECTORS)), ids=SECTORS)
@pytest.mark.parametrize("side", SIDES)
def test_an_offensive_runs_its_stock_down_and_ends(campaign: Campaign, side: str, sector: int) -> None:
    """A prototype's Soviet stock never bound: an attack that had begun needed not to stop."""
    offensives = np.array(_offensives(campaign, side, sector))
    assert len(offensives) > 100
    lengths, changes = offensives.T
    assert (changes < 0).mean() > 0.95
    assert np.median(changes) < -0.5, "weeks of offensive"
    assert np.quantile(lengths, 0.9) < 20, "weeks"


@pytest.mark.parametrize("side", SIDES)
def test_a_quiet_sector_fills_its_stock(campaign: Campaign, side: str) -> None:
    change = np.diff(campaign.stock[side], axis=0)
    others = {"axis": "soviet", "soviet": "axis"}
    quiet = (campaign.attacks[side] == 0) & (campaign.attacks[others[side]] == 0) & campaign.open_war[:, None]
    assert change[quiet[:-1]].mean() > 0.0
