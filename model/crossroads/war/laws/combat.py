"""Combat: one law for every land theatre.

Power is men x effectiveness x arms x supply x season. Drive is the logarithm of the power ratio, with surprise,
flanks and luck. A front stands still inside a dead zone and moves faster the further the drive lies beyond it.
Losses are not power: each side has its own lethality, exposure and slope.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import bounded, saturating
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp


def speed(drive: Array, top: Array | float, scale: Array | float, stock: Array, ease: Array | float) -> Array:
    """Return the speed of an advance, km per week.

    Parameters
    ----------
    drive
        Drive beyond the dead zone; nothing moves at or below 0.
    top
        Speed of an unopposed spearhead, km per week.
    scale
        Drive at which 63 % of the top speed is reached.
    stock
        Weeks of offensive in store; a spearhead slows as it runs dry.
    ease
        Weeks of offensive at and above which supply no longer slows it.
    """
    return top * saturating(drive, scale) * np.minimum(1.0, stock / ease)


def loss_share(base: Array | float, slope: Array | float, against: Array, activity: Array, p: Laws) -> Array:
    """Return the share of an army lost in a week of fighting.

    `base` share a week at even odds and activity 1; `slope` how it grows with `against`, the logarithm of the
    enemy's power over one's own. Both the ratio and the share are bounded (`combat.largest_log_ratio`,
    `combat.largest_loss_share`): beyond the battles that are known nothing more is claimed.
    """
    bound = p["combat.largest_log_ratio"]
    lost = base * activity * exp(slope * bounded(against, -bound, bound))
    return np.minimum(lost, p["combat.largest_loss_share"])


def encircled_share(base: Array | float, speed_now: Array, half_speed: Array | float) -> Array:
    """Return the share of an army cut off in a week by an enemy spearhead of `speed_now` km per week."""
    return base * speed_now / (half_speed + 0.5 * speed_now)


def quality_of_mix(men: tuple[Array, ...], quality: tuple[Array | float, ...]) -> Array:
    """Return the mean quality of several cohorts (trained = 1), shape of the men."""
    total = sum(men[1:], men[0])
    weighted = men[0] * quality[0]
    for count, worth in zip(men[1:], quality[1:], strict=True):
        weighted = weighted + count * worth
    return weighted / np.maximum(total, 1.0)
