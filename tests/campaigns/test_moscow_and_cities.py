"""Moscow stays contested until December, and a city falls only when its own fight is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import wartime
from whole_war import Campaign, even_quality, week_of_fighting

from crossroads.evidence.parameters import Parameters
from crossroads.war.opening import opening_state
from crossroads.world.axes import CENTRE, SECTORS, SOUTH
from crossroads.world.block import Block
from crossroads.world.state import EasternFront, State

MANY = 3_000
NEW_YEAR_1942 = dt.date(1942, 1, 4)
LATE_NOVEMBER = wartime.row(dt.date(1941, 11, 23))
DECEMBER = wartime.row(dt.date(1941, 12, 7))
DRAWN = 60


@cache
def autumn() -> Block:
    """Play the autumn of 1941 alone, in enough worlds to see when a rare event happens."""
    return wartime.play(wartime.scenario_setup("as_it_happened", NEW_YEAR_1942), MANY)


def _falls() -> wartime.Floats:
    weeks = autumn().outcomes["date_moscow_falls"]
    found: wartime.Floats = weeks[np.isfinite(weeks)]
    return found


def test_moscow_falls_in_some_worlds_of_1941_and_not_in_most() -> None:
    assert 0.002 < len(_falls()) / MANY < 0.5


def test_the_week_in_which_moscow_falls_varies() -> None:
    falls = _falls()
    assert len(falls) >= 20
    weeks, counts = np.unique(falls, return_counts=True)
    assert len(weeks) >= 6
    assert counts.max() < 0.5 * len(falls)
    assert weeks.max() >= LATE_NOVEMBER
    busiest = max(((falls >= week) & (falls < week + 5)).mean() for week in weeks)
    assert busiest < 0.95, "not one window of five weeks or never"


def test_the_line_before_moscow_on_5_december_is_no_foregone_conclusion() -> None:
    front = wartime.series(autumn())["front_moscow_axis_km"][wartime.row(dt.date(1941, 12, 5))]
    low, high = np.nanquantile(front, [0.1, 0.9])
    assert high - low > 60.0, "km"


def test_moscow_is_contested_into_december(campaign: Campaign) -> None:
    """In some worlds the Germans stand at the gate in December and the city holds: it can still go either way."""
    gate = float(np.asarray(campaign.p["east.gate_km_centre"]).max())
    front = wartime.series(autumn())["front_moscow_axis_km"]
    fallen = autumn().outcomes["date_moscow_falls"] <= DECEMBER
    assert ((front[DECEMBER] >= gate - 40.0) & ~fallen).mean() > 0.03


def _first(found: wartime.Floats) -> wartime.Floats:
    """Return the first week in which a thing is so, infinity = never, (world,)."""
    return np.where(found.any(axis=0), found.argmax(axis=0).astype(np.float64), np.inf)


@pytest.mark.parametrize("sector", [CENTRE, SOUTH], ids=[SECTORS[CENTRE], SECTORS[SOUTH]])
def test_a_city_that_is_reached_can_hold(campaign: Campaign, sector: int) -> None:
    """Stalingrad was reached and held."""
    gate = campaign.p.column("east.gate_km", SECTORS)[sector]
    at_gate = _first(campaign.front[:, sector] >= gate - 1.0)
    fell = campaign.block.outcomes[("date_leningrad_falls", "date_moscow_falls", "date_stalingrad_falls")[sector]]
    reached = np.isfinite(at_gate)
    assert reached.sum() > 20
    assert np.isnan(fell[reached]).mean() > 0.25
    taken = reached & np.isfinite(fell)
    assert (fell[taken] >= at_gate[taken]).all(), "no city falls to an enemy who is not there"


def _at_the_gate(p: Parameters, progress: float = 0.0) -> State:
    state = opening_state(p, DRAWN)
    front = np.array(state.east.front) + p.column("east.gate_km", SECTORS)
    full = np.full_like(front, 3.0)
    east = replace(
        state.east,
        front=front,
        static=full * 0 + 4.0,
        stock_axis=full,
        stock_soviet=full,
        city=full * 0 + progress,
        river_crossed=np.ones(DRAWN),
    )
    return replace(state, east=east)


def _besiege(odds: float, weeks: int, sector: int = CENTRE, progress: float = 0.0) -> list[EasternFront]:
    """Fight for a city at given odds of power, every week anew from a full store, in drawn worlds."""
    p = wartime.parameters(DRAWN, knowledge=True)
    state = _at_the_gate(p, progress)
    quality = (odds * even_quality(state, p, sector), np.ones((len(SECTORS), DRAWN)))
    seen = []
    for _ in range(weeks):
        east, _ = week_of_fighting(state, p, quality, effort=sector)
        seen.append(east)
        fresh = _at_the_gate(p).east
        state = replace(state, east=replace(fresh, city=east.city, fallen=east.fallen))
    return seen


def _just_outfought(sector: int) -> float:
    """Return the odds of power at which the enemy first gains on a city in half of the drawn worlds."""
    for odds in np.exp(np.arange(0.0, 8.0, 0.25)):
        if (_besiege(float(odds), 1, sector)[-1].city[sector] > 0).mean() >= 0.5:
            return float(odds)
    raise AssertionError("no odds suffice")


@pytest.mark.parametrize("sector", range(len(SECTORS)), ids=SECTORS)
def test_no_city_falls_in_the_week_in_which_the_enemy_stands_before_it(sector: int) -> None:
    """An enemy just strong enough to gain on a city, and half as strong again, must still fight for it."""
    odds = _just_outfought(sector)
    assert odds > 1.0
    after = _besiege(1.5 * odds, 1, sector)[-1]
    assert (after.city[sector] > 0).mean() > 0.5
    assert (after.fallen[sector] == 0).mean() > 0.8


def test_a_city_that_is_not_outfought_holds_for_a_year() -> None:
    after = _besiege(0.8, 52)[-1]
    assert (after.fallen[CENTRE] == 0).all()
    assert (after.city[CENTRE] < 1e-9).all()


def test_a_city_that_is_outfought_falls_after_weeks_that_depend_on_the_odds() -> None:
    def weeks_to_fall(odds: float) -> wartime.Floats:
        fallen = np.array([east.fallen[CENTRE] for east in _besiege(odds, 40)])
        return (fallen == 0).sum(axis=0).astype(np.float64)

    close, clear = weeks_to_fall(4.0), weeks_to_fall(8.0)
    assert (clear <= close).all() and clear.mean() < close.mean()
    assert (clear < 40).mean() > 0.5
    assert close.min() >= 1


def test_a_city_recovers_while_the_enemy_is_away() -> None:
    p = wartime.parameters(DRAWN, knowledge=True)
    state = _at_the_gate(p, progress=0.6)
    state = replace(state, east=replace(state.east, front=state.east.front - 20.0))
    quality = (0.3 * even_quality(state, p, CENTRE), np.ones((len(SECTORS), DRAWN)))
    east, _ = week_of_fighting(state, p, quality)
    assert (east.city < 0.6).all() and (east.city > 0.4).all()
