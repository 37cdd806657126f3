"""Numbers that a run or a study is asked for: whole, and within bounds."""

from __future__ import annotations

import operator
from typing import Any

from crossroads.errors import InputError
from crossroads.scenario.experiment_checks import LARGEST_SEED, MOST_WORLDS

MOST = {
    "worlds": MOST_WORLDS,
    "ledger_worlds": 10_000_000,
    "orders": 10_000,
    "rounds": 1_000,
    "members": 100_000,
}
"""Upper bounds: more worlds would not fit into the memory of a usual machine at the end of a run; more of the others
would tell nothing more and never end."""

LARGEST = LARGEST_SEED
"""The upper bound of every other number: all of them are kept in 64 bits."""

LONGEST_SHOWN = 60
"""Characters of a refused value that a message repeats."""


def number_refused(name: str, value: Any, least: int) -> str:
    """Return the message for a `value` that is not the whole number needed: what was found, what is allowed."""
    large = isinstance(value, int) and abs(value) > LARGEST
    found = "a number of more than 18 digits" if large else repr(value)  # Python refuses to write thousands of digits
    found = found if len(found) <= LONGEST_SHOWN else f"{found[:LONGEST_SHOWN]}..."
    most = MOST.get(name, LARGEST if large else None)
    allowed = f"of at least {least}" if most is None else f"from {least} to {most:,}"
    return f"{name} is {found}; a whole number {allowed} is needed."


def whole_number(name: str, value: Any, least: int) -> int:
    """Return `value` as an int.

    Parameters
    ----------
    name
        What the number counts; those in `MOST` have an upper bound.
    value
        What was given.
    least
        The lowest number allowed.

    Raises
    ------
    InputError
        Where it is not a whole number within its bounds.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or not least <= number <= MOST.get(name, LARGEST):
        raise InputError(number_refused(name, value, least))
    return number
