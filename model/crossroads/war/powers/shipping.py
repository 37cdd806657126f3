"""Japan's merchant fleet: building, captured ships, losses. Thousand gross tons; arrays (world,)."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, ramp, share
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp, log


def submarine_toll(boats: Array, weeks_of_war: Array, fleet: Array, near: Array, p: Laws) -> Array:
    """Return tons sunk a week by submarines: rises with boats to a power, with torpedoes and nearer bases."""
    torpedoes = p["shipping.torpedo_early"] + (1.0 - p["shipping.torpedo_early"]) * ramp(
        weeks_of_war, 0.0, p["shipping.torpedo_weeks"]
    )
    pack = exp(p["shipping.submarine_exponent"] * log(boats + TINY))
    density = exp(p["shipping.density_exponent"] * log(fleet / p["shipping.fleet_opening"] + TINY))
    return p["shipping.submarine_toll"] * pack * torpedoes * density * (1.0 + p["shipping.near_bases"] * near)


def losses(
    boats: Array,
    weeks_of_war: Array,
    fleet: Array,
    near: Array,
    soviet: Array,
    at_war: Array,
    p: Laws,
    weeks: float,
) -> Array:
    """Return tons lost in the step: submarines, aircraft and mines, and Soviet boats in a northern war.

    `near` 0 to 1 as the American front nears Japan; `soviet` 1 in a northern war with the Pacific coast in Soviet
    hands; `at_war` 1 in the war with the United States.
    """
    air = (
        p["shipping.air_toll"]
        * (1.0 + p["shipping.air_near"] * near)
        * np.minimum(fleet / p["shipping.fleet_opening"], 1.0)
    )
    american = (submarine_toll(boats, weeks_of_war, fleet, near, p) + air) * at_war
    other = p["shipping.other_toll"] + p["shipping.soviet_toll"] * soviet
    return np.minimum((american + other) * weeks, p["shipping.most_lost"] * fleet)


def step(
    fleet: Array, tankers: Array, captured: Array, taken: Array, lost: Array, p: Laws, weeks: float
) -> tuple[Array, Array, Array]:
    """Return fleet, tankers, and captured ships still in repair, after `weeks`; `taken` tons captured in the step."""
    entering = share(p["shipping.captured_rate"], weeks) * (captured + taken)
    industry = np.minimum(fleet / p["shipping.fleet_needed"], 1.0)
    built = p["shipping.built"] * industry * weeks
    left = 1.0 - lost / np.maximum(fleet, 1.0)
    new_tankers = tankers * left + p["shipping.tanker_share_built"] * built
    return fleet - lost + built + entering, new_tankers, captured + taken - entering
