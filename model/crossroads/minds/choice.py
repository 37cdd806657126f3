"""Choice as quantal response: odds over legal options, and the luck that makes the order.

The noise of an option is a Gumbel draw made of a lasting part and a part of the meeting, so that each meeting is a
logit choice, yet asking again is not a new lottery.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossroads.minds.decision import DecisionPoint
from crossroads.world.axes import Array, Flags
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, log, normal_share

_EDGE = 1e-12


def probabilities(log_odds: Array, legal: Array) -> Array:
    """Return the probability of each option, shape (option, world): logit over the legal ones, 0 for the others."""
    masked = np.where(legal > 0, log_odds, -np.inf)
    top = masked.max(axis=0)
    weight = exp(masked - np.where(np.isfinite(top), top, 0.0))
    total = summed(weight)
    result: Array = weight / np.where(total > 0, total, 1.0)
    return result


def summed(rows: Array) -> Array:
    """Return the sum over the first axis, row by row: NumPy's own would hang on how many worlds stand beside it."""
    total: Array = rows[0]
    for row in rows[1:]:
        total = total + row
    return total


def nested(log_odds: Array, legal: Array, nest: Array, share: Array | float) -> Array:
    """Return log odds by the nested logit: options that differ in little share most of what is left unsaid.

    Within the nest an advantage counts 1 / share times as much; as one, the nest's options stand beside the others with
    the worth of all of them together (McFadden 1978). At share 1 nothing is changed, to the bit.

    Parameters
    ----------
    log_odds
        Utilities over the temperature, (option, world).
    legal
        1 where an option is legal, (option, world): the nest's worth is that of what can be chosen.
    nest
        1 for the options of the nest, (option,).
    share
        Spread within the nest over the spread between options, above 0 and at most 1, (world,).
    """
    inside = (nest[:, None] > 0) & (legal > 0)
    scaled = log_odds / share
    masked = np.where(inside, scaled, -np.inf)
    top = masked.max(axis=0)
    top = np.where(np.isfinite(top), top, 0.0)
    total = summed(exp(masked - top))
    worth = top + log(np.where(total > 0, total, 1.0))
    return np.where(inside, scaled + (share - 1.0) * worth, log_odds)


def noise(point: DecisionPoint, persistence: Array | float, luck: WeekLuck, where: Flags) -> Array:
    """Return the Gumbel noise of each option, shape (option, world); 0 where `where` is false.

    `persistence` is the correlation between meetings. The draw belongs to (world, nation, decision, option): it is
    the same whether or not other worlds meet.
    """
    (found,) = noises(point, persistence, [(luck, where)])
    return found


def noises(point: DecisionPoint, persistence: Array | float, meetings: Sequence[tuple[WeekLuck, Flags]]) -> list[Array]:
    """Return the Gumbel noise at several meetings of the same worlds; see `noise`.

    Parameters
    ----------
    point, persistence
        As for `noise`.
    meetings
        The luck of each meeting's week, and where it is held, (world,).

    Returns
    -------
    Of each meeting the noise, (option, world); 0 where it is not held.
    """
    held = [np.flatnonzero(where) for _, where in meetings]
    met = np.concatenate(held)
    stream = f"decision.{point.id}"
    drawn = np.concatenate(
        [luck.normals_once(stream, len(point.options), where) for (luck, _), where in zip(meetings, held, strict=True)],
        axis=1,
    )
    kept = persistence if isinstance(persistence, float) else np.asarray(persistence)[met]
    rows = np.zeros((len(point.options), len(met)))
    for index, option in enumerate(point.options):
        lasting = meetings[0][0].lasting_normal(f"{stream}.{option}")[met]
        rows[index] = gumbel(mixed(kept, lasting, drawn[index]))
    found, end = list[Array](), 0
    for (_, where), places in zip(meetings, held, strict=True):
        begin, end = end, end + len(places)
        found.append(np.zeros((len(point.options), len(where))))
        found[-1][:, places] = rows[:, begin:end]
    return found


def mixed(kept: Array | float, lasting: Array, fresh: Array) -> Array:
    """Return a standard normal made of a part that lasts and one of the meeting; `kept` is the lasting one's share."""
    return np.sqrt(kept) * lasting + np.sqrt(1.0 - kept) * fresh


def gumbel(normal: Array) -> Array:
    """Return the Gumbel noise that stands as high among all of its kind as a standard normal does."""
    return -log(-log(bounded_open(normal_share(normal))))


def bounded_open(share: Array) -> Array:
    """Return a probability kept off 0 and 1, so that its logarithms are finite."""
    return np.minimum(np.maximum(share, _EDGE), 1.0 - _EDGE)


def choose(odds: Array, draw: Array) -> Array:
    """Return the index of the chosen option, int64 (world,): the greatest of log probability plus noise."""
    result: Array = np.argmax(log(odds) + draw, axis=0)
    return result
