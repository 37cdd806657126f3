"""Relations and beliefs of June 1941: through which records, and how, the prelude moves each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from functools import cache
from importlib import resources
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters
from crossroads.evidence.tables import Faults, Table, Words, among, fault, unknown
from crossroads.world.axes import Floats
from crossroads.world.portable import exp, power

Move = Callable[[Floats, Floats, Floats], Floats]
"""What a record is, by how much it moves, and what it moves towards -> what it becomes; all (world,)."""


def _log_odds(now: Floats, by: Floats, _: Floats) -> Floats:
    for_it = now * exp(by)
    result: Floats = for_it / (1.0 - now + for_it)
    return result


def _toward(now: Floats, by: Floats, other: Floats) -> Floats:
    # What the recorded events took away comes back as they are undone: a share of the way, up to all of it.
    result: Floats = np.maximum(now + (other - now) * np.minimum(by, 1.0), 0.0)
    return result


HOW: Mapping[str, Move] = {
    "add": lambda now, by, _: np.maximum(now + by, 0.0),
    "log": lambda now, by, _: now * exp(by),
    "log_odds": _log_odds,
    "times": lambda now, by, _: now * np.maximum(1.0 + by, 0.0),
    "toward": _toward,
    "log_toward": lambda now, by, other: now * power(other / now, by),
    "excess": lambda now, by, _: 1.0 + (now - 1.0) * exp(-by),
}
"""How a record moves with a quantity."""


class Through(Table):
    """One record through which a quantity acts.

    Attributes
    ----------
    record
        Its name.
    how
        A key of `HOW`.
    by
        Record of the prelude that says what a point is worth; '' = 1. With '-' in front, the record moves the less,
        or goes the less far, the more there is of the quantity.
    other
        The record that it goes towards; '' where it goes towards none.
    """

    record: str
    how: Annotated[str, among(lambda: HOW)]
    by: str = ""
    other: str = ""

    @property
    def word(self) -> str:
        """The name in `by`, without its sign."""
        return self.by.removeprefix("-")

    def worth(self, p: Parameters) -> Floats:
        """Return what a point is worth, with its sign, shape () or (world,)."""
        sign = -1.0 if self.by.startswith("-") else 1.0
        return np.asarray(sign * p[f"prelude.{self.word}"] if self.word else sign)

    def faults(self, context: object, bad: Set[str]) -> Faults:
        """Check that the records are there."""
        records = load_records()
        for key, name in (("record", self.record), ("other", self.other)):
            if name and not (name in records and records[name].used):
                yield (key,), unknown(name, records)
        if self.word and f"prelude.{self.word}" not in records:
            yield ("by",), fault(f"'{self.by}'", "the name of a record of the prelude")
        if not bad and ("toward" in self.how) != bool(self.other):
            yield (
                ("other",),
                fault(f"'{self.other}' beside how = '{self.how}'", "other with toward and log_toward only"),
            )


class Relation(Table):
    """One relation or belief.

    Attributes
    ----------
    name
        Its id.
    title, unit
        Words for people.
    shown, shown_as
        The record by which people see it, with words for it; '' where it has none.
    most
        Record of the prelude that bounds how far it rises above what was recorded; '' = none.
    moves
        The records through which it acts.
    """

    name: str = Field(alias="[name]")
    title: Words
    unit: Words
    shown: str = ""
    shown_as: str = ""
    most: str = ""
    moves: Annotated[tuple[Through, ...], BeforeValidator(tuple)]

    def faults(self, context: object, bad: Set[str]) -> Faults:
        """Check that what is shown is moved."""
        if self.shown and self.shown not in [move.record for move in self.moves]:
            yield ("shown",), unknown(self.shown, [move.record for move in self.moves])


@cache
def load_quantities() -> Mapping[str, Relation]:
    """Return every relation and belief that the prelude moves, by name.

    Raises
    ------
    InputError
        For the faults of the data, a line each.
    """
    return Relation.read_all(resources.files("crossroads.prelude").joinpath("quantities.toml"), "quantity")


@cache
def moved_records() -> tuple[str, ...]:
    """Return the names of all records that an edited prelude can move, sorted."""
    return tuple(sorted({move.record for item in load_quantities().values() for move in item.moves}))
