"""A plain name for a parameter, for teachers and students."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.record import Record
from crossroads.evidence.tables import Faults, Table, Words, among, fault, unknown

Form = Literal["scale", "value"]


class Lever(Table):
    """One lever.

    Attributes
    ----------
    name
        The name that scenarios write in `[levers]`.
    parameter
        Name of the record that it moves.
    title
        A few words for people.
    help
        What turning it up or down means.
    number
        What its number is: 'scale', a factor of the parameter (1 leaves it), or 'value', the parameter itself, for one
        that is 0 as recorded or that is a choice.
    """

    name: str = Field(alias="[name]")
    parameter: str
    title: Words
    help: Words
    number: Annotated[Form, among(lambda: get_args(Form))] = "scale"

    def edit(self, to: float) -> ParameterEdit:
        """Return what pulling it does to its parameter."""
        return ParameterEdit(self.parameter, **{self.number: to})

    def faults(self, context: Mapping[str, Record], bad: Set[str]) -> Faults:
        """Check that it moves a record, of those that it is given, which a rule reads."""
        record = context.get(self.parameter)
        if record is None:
            yield ("parameter",), unknown(self.parameter, [name for name, known in context.items() if known.used])
        elif not record.used:
            found = f"'{self.parameter}', which is kept for comparison only; no rule reads it"
            yield ("parameter",), fault(found, "a parameter that a rule reads")


@dataclass(frozen=True, slots=True)
class Dial:
    """A parameter that no data pin down, with words for people."""

    parameter: str
    title: str
