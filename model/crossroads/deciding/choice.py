"""Choice as quantal response: odds over legal options, and the luck that makes the order.

The noise of an option is a Gumbel draw made of a lasting part and a part of the meeting, so that each meeting is a
logit choice, yet asking again is not a new lottery.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from crossroads.deciding.decision import DecisionPoint
from crossroads.world.axes import Array
from crossroads.world.draws import WeekLuck

_EDGE = 1e-12


def probabilities(log_odds: Array, legal: Array) -> Array:
    """Return the probability of each option, shape (option, world): logit over the legal ones, 0 for the others."""
    masked = np.where(legal > 0, log_odds, -np.inf)
    top = masked.max(axis=0)
    weight = np.exp(masked - np.where(np.isfinite(top), top, 0.0))
    total = weight.sum(axis=0)
    result: Array = weight / np.where(total > 0, total, 1.0)
    return result


def noise(point: DecisionPoint, persistence: Array | float, luck: WeekLuck) -> Array:
    """Return the Gumbel noise of each option, shape (option, world).

    `persistence` is the correlation between meetings. The draw belongs to (world, nation, decision, option).
    """
    rows = []
    for option in point.options:
        stream = f"decision.{point.id}.{option}"
        lasting, fresh = luck.lasting_normal(stream), luck.normal(stream)
        mixed = persistence * lasting + np.sqrt(1.0 - np.square(persistence)) * fresh
        rows.append(-np.log(-np.log(np.clip(ndtr(mixed), _EDGE, 1.0 - _EDGE))))
    return np.stack(rows)


def choose(odds: Array, draw: Array) -> Array:
    """Return the index of the chosen option, int64 (world,): the greatest of log probability plus noise."""
    with np.errstate(divide="ignore"):
        appeal = np.log(odds) + draw
    result: Array = np.argmax(appeal, axis=0)
    return result
