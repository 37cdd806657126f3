"""What became of a world: the war's outcomes, and what each nation's account makes of them."""

from __future__ import annotations

from crossroads.minds.imagining.account import MANCHURIA, total
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations import ACCOUNTS
from crossroads.war import measured
from crossroads.war.outcomes import outcomes
from crossroads.world.axes import Array, Laws
from crossroads.world.observables import STAKES
from crossroads.world.state import Orders, State


def ended(state: State, orders: Orders, course: Array, p: Laws) -> dict[str, Array]:
    """Return every outcome of a block of worlds, by name, (world,): see `war.outcomes.outcomes`; stakes come last.

    Parameters
    ----------
    state, orders
        What is true at the end, and what was ordered.
    course
        Index of Japan's course on 31 December 1941.
    p
        Parameters.
    """
    found = outcomes(state, orders, course, p)
    _, manchuria = measured.territory_held(state, p)
    ending = WarEnded(state, orders, {**found, MANCHURIA: manchuria})
    return found | {f"{STAKES}{nation}": total(account(ending, p).values()) for nation, account in ACCOUNTS.items()}
