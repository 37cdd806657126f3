"""Will in one step: cohesion, exhaustion, pressure; collapse, surrender and armistice; the dates of events."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, anywhere, bounded, first_week, in_all
from crossroads.war.laws.step import Wars
from crossroads.war.powers import diplomacy, manpower, politics
from crossroads.war.stages.fighting import THEATRES
from crossroads.war.theatres import eastern_power, far_east
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.state import Orders, Politics, State, replace


def dated(state: State, p: Laws) -> Politics:
    """Return politics with the dates of what has happened in the theatres."""
    known = state.politics
    for theatre in THEATRES.values():
        known = politics.dates(known, state.week, theatre.law.events(state, p))
    return known


def politics_step(
    state: State, orders: Orders, wars_now: Wars, far_losses: Array, p: Laws, luck: WeekLuck, weeks: float
) -> State:
    """Cohesion, exhaustion, pressure; collapse, surrender, armistice; the dates of what has happened."""
    occupied = manpower.occupied_share(state.east.front, p)
    state = replace(state, politics=dated(state, p))
    together = politics.cohesion(state, wars_now, occupied, p, weeks)
    collapse = politics.soviet_collapse(together, orders.ussr_treats, wars_now, p, luck, weeks)
    exhaustion, germany_out = _germany(state, p, luck, weeks)
    pressure, beyond_resolve = politics.japanese_pressure(state, wars_now, p, luck)
    japan_out = politics.japanese_surrender(state, beyond_resolve, orders.japan_sues, wars_now, p, luck, weeks)
    strength = state.japan.manchuria + state.ussr.far_east_trained + state.ussr.far_east_green
    strain = state.far.weeks_of_war * far_losses / np.maximum(strength * weeks, 1.0)
    lost = (state.politics.week_manchuria <= state.week).astype(np.float64)
    held = 1.0 - far_east.share_held(state.far, p)
    given = politics.moscow_gives(together, wars_now, p)
    peace = politics.armistice(state.far, held - given, strain, lost, wars_now, p, luck, weeks)
    now = state.week
    known = state.politics
    closes = np.maximum(peace, japan_out)
    fallen = (known.week_moscow <= now) & np.isinf(known.week_ussr_out)
    known = replace(
        known,
        soviet_cohesion=together,
        exhaustion_germany=exhaustion,
        pressure_japan=pressure,
        us_opinion=diplomacy.opinion(known, now, wars_now, fallen, p, luck, weeks),
        civilian_deaths=known.civilian_deaths + politics.civilian_deaths(state, wars_now, occupied, p, weeks),
        week_ussr_out=first_week(known.week_ussr_out, now, collapse),
        week_germany_out=first_week(known.week_germany_out, now, germany_out),
        week_japan_out=first_week(known.week_japan_out, now, japan_out),
        week_armistice=first_week(known.week_armistice, now, peace * (1.0 - japan_out)),
    )
    drawn = far_east.drawn_back(state.far, bounded(given / np.maximum(held, TINY), 0.0, 1.0), p)
    far = replace(
        state.far,
        open=np.where(closes > 0, 0.0, state.far.open),
        bombed=state.far.bombed + politics.bombed(state.far, wars_now, p, weeks),
        front=np.where(peace > 0, drawn.front, state.far.front),
        rail_cut=np.where(peace > 0, drawn.rail_cut, state.far.rail_cut),
    )
    return replace(state, politics=known, far=far)


def _germany(state: State, p: Laws, luck: WeekLuck, weeks: float) -> tuple[Array, Array]:
    """Return Germany's exhaustion, as it last was where it has surrendered, and 1 where it surrenders now."""
    before = state.politics.exhaustion_germany
    alive = np.isinf(state.politics.week_germany_out)
    if not anywhere(alive):
        return before, np.zeros(state.worlds)
    exhaustion = np.where(alive, politics.german_exhaustion(state, _powers(state, p), p, luck), before)
    return exhaustion, politics.german_surrender(state, exhaustion, p, luck, weeks)


def _powers(state: State, p: Laws) -> politics.Powers:
    """Return the armies' strength in German men of June 1941."""
    east = state.east
    german = eastern_power.german_quality(state.germany.losses_east, state.week, np.ones(state.worlds), p)
    soviet = eastern_power.soviet_quality(east, state.week, 0.0, state.ussr.arms, p)
    men = east.trained + east.green + east.far_eastern
    allied = (state.west.build_up * p["west.american_quality"] + p["west.british_army"]) * state.west.invaded
    return politics.Powers(
        soviet=in_all(men * soviet),
        axis_east=in_all(east.german + p["east.allied_quality"] * east.allied) * german,
        allied_west=allied,
        german_west=state.germany.west * p["west.german_quality"],
    )
