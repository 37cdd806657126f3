"""A nation's account of a whole war: what came of it by the end, weighed by the interests that its councils weigh by.

An account is not a paper. A paper looks two years or half a year ahead from a meeting; an account looks back from the
end of a run to 22 June 1941, which is 0. What a paper counts by a share of its own weeks (time at war), the account
counts in the same weeks, so that twice as long a war counts twice. What only a day can value (trust in an ally,
confidence in a fleet, a fear) is in no account. Stakes of two nations have no unit in common and are never compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from crossroads.minds.imagining import interests
from crossroads.minds.imagining.realised import WarEnded
from crossroads.minds.imagining.subject import Subject
from crossroads.war import measured
from crossroads.war.outcomes import outcomes
from crossroads.world.axes import Array, Laws, Numbers
from crossroads.world.observables import STAKES
from crossroads.world.state import Orders, State

Account = Callable[[WarEnded, Laws], dict[str, Array]]
"""What gives a nation's account: term -> stakes of what came, (world,)."""

MANCHURIA = "manchuria_held"
"""The measure of a war that has ended that is no outcome: the share of Manchuria that Japan still holds."""


def weighed(subject: Subject, came: Mapping[str, Array], p: Numbers) -> dict[str, Array]:
    """Return term -> stakes, (world,): what came of some terms of a decision, by the nation's interests in them.

    Parameters
    ----------
    subject
        The decision whose table cares for the terms.
    came
        Term -> how much of it came, in the unit of the decision's papers, (world,).
    p
        Parameters.
    """
    worlds = next(iter(came.values())).shape[-1]
    weights, power = interests.weights(subject, p, worlds), interests.power(subject, p, worlds)
    found = {}
    for place, term in enumerate(subject.terms):
        if term in came:
            cares = sum(power[faction] * weights[faction, place] for faction in range(len(subject.factions)))
            found[term] = cares * came[term]
    return found


def total(terms: Iterable[Array]) -> Array:
    """Return the sum of an account's terms, in their order."""
    first, *rest = terms
    result = first
    for term in rest:
        result = result + term
    return result


def weeks_of(ending: WarEnded, start: Array, *ends: Array) -> Array:
    """Return the weeks from an event to the first of others or the end of the run, (world,); 0 where it never came."""
    last = np.minimum(ends[0], ending.state.week)
    for end in ends[1:]:
        last = np.minimum(last, end)
    # What never came has no weeks; infinity would not do in a difference.
    result: Array = last - np.minimum(start, last)
    return result


def by_now(ending: WarEnded, week: Array) -> Array:
    """Return 1 where an event has come, (world,)."""
    return np.where(week <= ending.state.week, 1.0, 0.0)


def ended(state: State, orders: Orders, course: Array, p: Laws, accounts: Mapping[str, Account]) -> dict[str, Array]:
    """Return every outcome of a block of worlds, by name, (world,): the war's, then what each account makes of it.

    Parameters
    ----------
    state, orders
        What is true at the end, and what was ordered.
    course
        Index of Japan's course on 31 December 1941.
    p
        Parameters.
    accounts
        Nation -> its account.
    """
    found = outcomes(state, orders, course, p)
    _, manchuria = measured.territory_held(state, p)
    ending = WarEnded(state, orders, {**found, MANCHURIA: manchuria})
    return found | {f"{STAKES}{nation}": total(account(ending, p).values()) for nation, account in accounts.items()}
