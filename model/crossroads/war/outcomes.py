"""What became of a world: outcomes at the horizon, with the verdict's definition in one place. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war import measured, settlement
from crossroads.war.laws.small import bounded
from crossroads.war.powers import manpower, oil
from crossroads.war.powers.diplomacy import wars
from crossroads.world import calendar
from crossroads.world.axes import Array, Laws
from crossroads.world.observables import OUTCOMES, VERDICTS
from crossroads.world.state import Orders, Politics, State

LAST_WEEK_1945 = calendar.week_of(calendar.START.replace(year=1945, month=12, day=31))
"""The week that contains the last day of 1945: the line between `allied_1945` and `allied_later`."""


def verdict(politics: Politics) -> Array:
    """Return the index of each world's verdict in `VERDICTS`.

    Both Germany and Japan beaten by the end of 1945; both beaten, later; the USSR out and Germany unbeaten; or
    neither of these.
    """
    germany, japan = politics.week_germany_out, politics.week_japan_out
    last = np.maximum(germany, japan)
    both = np.isfinite(last)
    lost = np.isfinite(politics.week_ussr_out) & np.isinf(germany)
    index = np.full(germany.shape, float(VERDICTS.index("stalemate")))
    index = np.where(lost, VERDICTS.index("axis_eurasia"), index)
    index = np.where(both, VERDICTS.index("allied_later"), index)
    return np.where(both & (last <= LAST_WEEK_1945), float(VERDICTS.index("allied_1945")), index)


def outcomes(state: State, orders: Orders, course: Array, p: Laws) -> dict[str, Array]:
    """Return every outcome, by name: week index or NaN for dates, 0 or 1 for flags, else numbers.

    `course` index of Japan's course on 31 December 1941.
    """
    politics, economy = state.politics, state.economy
    found = {item.name: _finite(getattr(politics, item.week)) for item in OUTCOMES if item.week}
    use = oil.wanted(oil.oil_demand(state, orders, wars(state), p), p)
    far_east_held, manchuria_held = measured.territory_held(state, p)
    japan_stands = np.isinf(politics.week_japan_out)
    occupied = manpower.occupied_share(state.east.front, p) / p["east.occupied_share"]
    ussr_stands = np.isinf(politics.week_ussr_out)
    germany_stands = np.isinf(politics.week_germany_out)
    # A Germany that has surrendered holds nothing in the east, wherever its line stood.
    western = bounded(1.0 - occupied / p["east.occupied_most"] * germany_stands, 0.0, 1.0)
    return {
        "japan_course": course,
        **found,
        "military_losses_japan": state.japan.dead + state.japan.missing,
        "military_losses_ussr": state.ussr.dead + state.ussr.missing,
        "military_losses_germany": state.germany.dead + state.germany.missing,
        "military_losses_united_states": economy.us_dead,
        "military_losses_china": economy.china_dead,
        "civilian_deaths": politics.civilian_deaths,
        "japan_undefeated": japan_stands.astype(np.float64),
        "japan_oil_months_left": economy.oil_stock / (use * p["view.weeks_a_month"]),
        "japan_empire_index": japan_stands * _empire(state, manchuria_held, far_east_held, p),
        "ussr_undefeated": ussr_stands.astype(np.float64),
        "ussr_territory_share_held": western,
        "ussr_far_east_share_held": far_east_held,
        "verdict": verdict(politics),
        **settlement.settled(state, p),
    }


def _finite(week: Array) -> Array:
    return np.where(np.isfinite(week), week, np.nan)


def _empire(state: State, manchuria: Array, far_east_held: Array, p: Laws) -> Array:
    """Return Japan's sphere, that of June 1941 = 1: home and Korea, Manchuria, China, and gains south and north."""
    parts = {
        "home": np.ones(state.worlds),
        "manchuria": manchuria,
        "china": np.full(state.worlds, 1.0)
        * p["china.war_with_japan"]
        * np.where(np.isfinite(state.politics.week_terms), p["china.war_after_terms"], 1.0),
        "south": state.economy.southern_capture
        * bounded(state.pacific.distance / p["pacific.distance_opening"], 0.0, 1.0),
        "north": 1.0 - far_east_held,
    }
    total = sum(p[f"japan.sphere_{name}"] * part for name, part in parts.items())
    whole = sum(p[f"japan.sphere_{name}"] for name in ("home", "manchuria", "china"))
    result: Array = np.divide(total, whole)
    return result
