"""A council: everything a decision is weighed with, and the rule by which a table of factions weighs it.

The rule is a pure function of the record, so a decision can be weighed again from what was written down, and with
one number changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.minds.choice import nested
from crossroads.world.axes import Array
from crossroads.world.portable import exp, log

QUIET = 0
"""The first option of every decision point goes on as before: the others are judged against it."""


BY_WORLD = (
    *("values", "weights", "power", "futures_odds", "veto", "loss_aversion", "curvature", "temperature"),
    *("nest_share", "later_odds"),
)
"""Parts of a council whose last axis is the world."""


@dataclass(frozen=True, slots=True)
class Council:
    """What a decision was weighed with, in a number of worlds.

    Attributes
    ----------
    options, factions, terms, futures, later
        Ids along the axes below; the first option is the quiet one. `later` are the plans between which the council
        imagines that it will choose again; none where it looks at one course only.
    values
        What each option was imagined to bring, in stakes (more is better, 0 = as today),
        shape (future, term, option, world).
    weights
        What each faction cares about, shape (faction, term, world).
    power
        Each faction's share of the table, shape (faction, world); sums to 1.
    assent
        1 for a faction without whose assent no costly course passes, shape (faction,).
    costly
        1 for an option that needs such assent, shape (option,).
    futures_odds
        Odds of the futures, shape (future, world).
    veto
        How heavily a service's dissent counts, shape (world,).
    loss_aversion, curvature
        Reference dependence, shape (world,): 1 and 1 = expected utility; a loss against today weighs
        `loss_aversion` times a gain, and both count to the power `curvature`.
    temperature
        Spread of what is left unsaid, stakes, shape (world,).
    nest
        1 for an option of the nest: those that differ in little but their day, shape (option,).
    nest_share
        Spread within the nest over the temperature, shape (world,).
    later_odds
        The odds that it gives to each plan of a later choice, shape (later, world).
    """

    options: tuple[str, ...]
    factions: tuple[str, ...]
    terms: tuple[str, ...]
    futures: tuple[str, ...]
    later: tuple[str, ...]
    values: Array
    weights: Array
    power: Array
    assent: Array
    costly: Array
    futures_odds: Array
    veto: Array
    loss_aversion: Array
    curvature: Array
    temperature: Array
    nest: Array
    nest_share: Array
    later_odds: Array

    def take(self, worlds: NDArray[np.int64] | slice) -> Council:
        """Return the council of some worlds only (positions along the last axis)."""
        return replace(self, **{name: getattr(self, name)[..., worlds] for name in BY_WORLD})


def apart(options: int, worlds: int) -> dict[str, Any]:
    """Return the parts of a council without a nest, which does not imagine that it will choose again."""
    return {
        "later": (),
        "nest": np.zeros(options),
        "nest_share": np.ones(worlds),
        "later_odds": np.zeros((0, worlds)),
    }


def contributions(council: Council) -> Array:
    """Return what each term adds to each faction's view of each option, by expected value.

    Returns
    -------
    Shape (faction, term, option, world), in stakes.
    """
    expected = (council.futures_odds[:, None, None, :] * council.values).sum(axis=0)
    result: Array = council.weights[:, :, None, :] * expected[None]
    return result


def by_faction(council: Council) -> Array:
    """Return each faction's utility of each option, shape (faction, option, world), in stakes.

    Each future's stakes are summed, valued (a loss may weigh more than a gain), and averaged over the futures.
    """
    shape = (len(council.factions), len(council.options), council.temperature.shape[-1])
    total = np.zeros(shape)
    for future in range(len(council.futures)):
        stakes = np.zeros(shape)
        # Summed term by term: a sum over a stacked axis would depend on the length of the block.
        for term in range(len(council.terms)):
            stakes = stakes + council.weights[:, None, term, :] * council.values[future, term]
        total = total + council.futures_odds[future] * _valued(stakes, council)
    return total


def _valued(stakes: Array, council: Council) -> Array:
    size = np.abs(stakes)
    curved = exp(council.curvature * log(np.maximum(size, np.finfo(np.float64).tiny)))
    # World by world: where nothing is curved a stake stays what it is, whatever other worlds of the block do.
    size = np.where(council.curvature == 1.0, size, curved)
    return np.where(stakes >= 0, size, -council.loss_aversion * size)


def log_odds(council: Council, legal: Array) -> Array:
    """Return log odds of the options among those that are legal, (option, world): utilities by temperature and nest.

    Parameters
    ----------
    council
        The council.
    legal
        1 where an option is legal, (option, world).
    """
    return nested(utilities(council) / council.temperature, legal, council.nest, council.nest_share)


def utilities(council: Council) -> Array:
    """Return the table's utility of each option against the quiet one, shape (option, world), in stakes.

    The factions' gains over the quiet course, by power; for a costly course the strongest dissent among those whose
    assent is needed is added, times the weight of a veto.
    """
    own = by_faction(council)
    gain = own - own[:, QUIET][:, None]
    table = np.zeros(own.shape[1:])
    for index in range(len(council.factions)):
        table = table + council.power[index] * gain[index]
    dissent = np.zeros_like(table)
    for needed in np.flatnonzero(council.assent > 0):
        dissent = np.minimum(dissent, gain[needed])
    return table + council.costly[:, None] * council.veto * dissent
