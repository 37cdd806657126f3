"""The southern resources and China: capture and repair of the fields; what China ties down. Arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, bounded, toward
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp


def means(fleet: Array, north: Array, p: Laws) -> Array:
    """Return the share of the ships and aircraft wanted for the southern war that Japan can spare for it, (world,).

    `fleet` merchant fleet, thousand gross tons, of which the country's own needs come first; `north` 1 while Japan
    fights the USSR, when an army overseas and its air force are kept there as well.
    """
    free = fleet - p["southern.shipping_home"] - p["southern.shipping_north"] * north
    ships = bounded(free / p["southern.shipping_wanted"], 0.0, 1.0)
    return ships * (1.0 - p["southern.aircraft_north"] * north)


def capture(
    captured: Array,
    weeks_of_war: Array,
    force: Array,
    america: Array,
    spared: Array,
    luck: Array,
    p: Laws,
    weeks: float,
) -> Array:
    """Return the share of the fields captured: it takes weeks, fewer with more men, more with America on the flank.

    `force` men in the south; `america` 1 where the Philippines are attacked as well; `spared` share of the ships and
    aircraft wanted that are there; `luck` a lasting normal.
    """
    # Against the plan of the time, and not against the force itself, which a scenario may have made smaller.
    strength = np.minimum(force / p["southern.force_planned"], p["southern.strength_most"]) * spared
    flank = np.where(america > 0, 1.0, p["southern.flank_left_open"])
    pace = strength * flank * exp(p["southern.campaign_luck"] * luck) / p["southern.campaign_weeks"]
    started = weeks_of_war > 0
    return np.where(started, np.minimum(captured + pace * weeks, 1.0), captured)


def repair(repaired: Array, captured: Array, p: Laws, weeks: float) -> Array:
    """Return the share of output restored in captured fields: repairs begin as the fields fall."""
    starts = p["southern.repair_starts"]
    begun = np.maximum(captured - starts, 0.0) / np.maximum(1.0 - starts, TINY)
    most = p["southern.most_repaired"] * (1.0 - p["southern.sabotage"])
    return toward(repaired, most * begun, p["southern.repair_rate"], weeks)


def resistance(now: Array, aid: Array, beyond: Array, at_war: Array, allied: Array, p: Laws, weeks: float) -> Array:
    """Return China's resistance (June 1941 = 1): sustained by Soviet and, once at war, by American aid.

    `aid` Soviet aid 0 to 1; `beyond` what arms and squadrons beyond those of record add; `allied` 1 where America and
    Japan are at war; `at_war` 0 where China has made peace.
    """
    level = p["china.resistance_alone"] + p["china.resistance_soviet_aid"] * aid
    level = np.maximum(level + p["china.resistance_american_aid"] * allied + beyond, 0.0)
    return toward(now, level * at_war, p["china.resistance_rate"], weeks)


def army_needed(resistance_now: Array, at_war: Array | float, p: Laws) -> Array:
    """Return men that the war in China ties down: at full resistance `china.tied_share` of those of June 1941."""
    garrison = p["china.garrison_share"]
    return p["china.japanese_army"] * p["china.tied_share"] * at_war * (garrison + (1.0 - garrison) * resistance_now)


def chinese_dead(resistance_now: Array, at_war: Array | float, p: Laws, weeks: float) -> Array:
    """Return Chinese soldiers dead or missing in the step."""
    return p["china.military_deaths"] * resistance_now * at_war * weeks
