"""Odds of a meeting given what earlier meetings on the same matter chose.

Each meeting taken alone is a logit choice. Part of its luck lasts, however, so the choices made before tell something
about it: an option that was passed over several times is less likely to be taken now than its odds alone say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from crossroads.minds.choice import bounded_open, gumbel
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.setup import Setup
from crossroads.runs.blocks import Cell
from crossroads.runs.tables.ledger import Floats, Meeting

SAMPLES = 3_000
"""Lasting parts of the luck that are tried."""

FEWEST = 100
"""Below so many samples' worth of agreement with what was chosen before, the odds are not told."""

_NODES = 16
_ITERATIONS = 60


@dataclass(frozen=True, slots=True, eq=False)
class EarlierOdds:
    """Odds given earlier choices.

    Attributes
    ----------
    odds
        Shape (option,); None where too few samples agree with what was chosen before.
    meetings
        Number of earlier meetings that tell something.
    samples
        How many equal samples the weighted ones are worth.
    """

    odds: Floats | None
    meetings: int
    samples: float


def persistence_of(point: DecisionPoint, setup: Setup, seed: int, world: int) -> float:
    """Return the correlation of a decision's luck between meetings, in one world of a run."""
    parameters = Cell(point.id, setup, setup.horizon).parameters(seed, np.array([world], dtype=np.int64))
    value = parameters["deciding.hazard_persistence" if point.hazard else "deciding.persistence"]
    return float(np.asarray(value).reshape(-1)[0])


def odds_given_earlier(meeting: Meeting, earlier: Sequence[Meeting], persistence: float) -> EarlierOdds:
    """Return the odds of a meeting given the choices of earlier ones, the lasting part of the luck unknown.

    The lasting normals are samples of a fixed, evenly spread sequence; each is weighted by the chance that it gives to
    the earlier choices. What is fresh in each meeting is integrated, not sampled.

    Parameters
    ----------
    meeting
        The meeting, of one world as all here.
    earlier
        Meetings of the same decision in the same world; those whose outcome was certain tell nothing, and none does
        where no luck lasts.
    persistence
        Share of the luck's variance that lasts, 0 to 1.
    """
    told = [item for item in earlier if _odds_of(item) < 1.0 and item.options == meeting.options]
    if persistence <= 0:
        told = []
    lasting = _spread_evenly(len(meeting.options))
    log_weight = np.zeros(SAMPLES)
    for item in told:
        chance = _chance(int(item.choice[0]), item.probabilities[:, 0], lasting, persistence)
        log_weight = log_weight + np.log(np.maximum(chance, np.finfo(np.float64).tiny))
    weight = np.exp(log_weight - log_weight.max())
    worth = float(weight.sum() ** 2 / (weight**2).sum())
    if worth < FEWEST:
        return EarlierOdds(None, len(told), worth)
    own = meeting.probabilities[:, 0]
    rows = [
        _chance(option, own, lasting, persistence) if own[option] > 0 else 0.0 for option in range(len(meeting.options))
    ]
    now = np.stack([np.broadcast_to(row, (SAMPLES,)) for row in rows])
    odds = (now / now.sum(axis=0) * weight).sum(axis=1) / weight.sum()
    return EarlierOdds(odds, len(told), worth)


def _odds_of(meeting: Meeting) -> float:
    """Return the odds of what was chosen."""
    return float(meeting.probabilities[meeting.choice[0], 0])


def _spread_evenly(options: int) -> Floats:
    """Return standard normals that fill the space of lasting luck evenly, shape (option, sample).

    Multiples of the powers of a root of x^(n+1) = x + 1, modulo 1: far less noisy than random draws, always the same.
    """
    root = 2.0
    for _ in range(_ITERATIONS):
        root = (1.0 + root) ** (1.0 / (options + 1))
    steps = root ** -np.arange(1.0, options + 1.0)
    result: Floats = ndtri((0.5 + steps[:, None] * np.arange(1.0, SAMPLES + 1.0)) % 1.0)
    return result


def _chance(chosen: int, odds: Floats, lasting: Floats, persistence: float) -> Floats:
    """Return the chance that an option is chosen, given each sample of the lasting luck, shape (sample,)."""
    kept, fresh = np.sqrt(persistence), np.sqrt(max(1.0 - persistence, np.finfo(np.float64).eps))
    nodes, shares = np.polynomial.hermite_e.hermegauss(_NODES)
    noise = gumbel(kept * lasting[chosen][:, None] + fresh * nodes)
    total = np.ones_like(noise)
    for other in np.flatnonzero(odds > 0):
        if other != chosen:
            # The other must stay below: its own luck, were it to draw level, as a normal; then the fresh part of it.
            level = noise + np.log(odds[chosen]) - np.log(odds[other])
            normal = ndtri(bounded_open(np.exp(-np.exp(-level))))
            total = total * ndtr((normal - kept * lasting[other][:, None]) / fresh)
    result: Floats = (total * (shares / shares.sum())).sum(axis=1)
    return result
