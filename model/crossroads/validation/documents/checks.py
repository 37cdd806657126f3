"""Which of a run's quantities answers which number of the documents: the table `checks.toml`, read and checked."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Faults, Table, Words, among, fault, told, unknown
from crossroads.minds.decision import measure, points_by_id

How = Literal["number", "sum", "days", "months", "total", "ratio", "weeks_to_days", "reason_groups"]

OF_RUNS = frozenset(("number", "sum", "days", "months"))
"""What is taken from a run; the rest is taken from records and reasons alone."""

WITHOUT = "without"


class DocumentCheck(Table):
    """What answers one number.

    Attributes
    ----------
    record
        The record's name.
    title
        What is compared.
    scenario
        What is run; '' where no run is needed.
    how, of
        How the answer is made, of which measures, records or decision.
    direction
        Of reasons: words that their direction holds.
    note
        What the comparison leaves out.
    """

    record: str = Field(alias="[name]")
    title: Words
    scenario: str = ""
    how: Annotated[How, among(lambda: get_args(How))]
    of: list[str]
    direction: str = ""
    note: str = ""

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that the record is a document's, and that what answers it exists."""
        record = load_records().get(self.record)
        if record is None or not record.document:
            yield (), told(f"'{self.record}': found no record of that name with a document; allowed: one that has it")
        if (self.how in OF_RUNS) != bool(self.scenario):
            yield ("scenario",), fault(f"'{self.scenario}' for '{self.how}'", "a scenario where a run answers")
        for place, name in enumerate(self.of):
            if self.how in OF_RUNS:
                try:
                    measure(name)
                except InputError as error:
                    yield ("of", place), told(error)
            elif self.how == "reason_groups" and name not in points_by_id():
                yield ("of", place), unknown(name, points_by_id())
            elif self.how != "reason_groups" and name not in load_records():
                yield ("of", place), unknown(name, load_records())


class WithoutCounterpart(Table):
    """A number to which the model has no counterpart, and why."""

    record: str = Field(alias="[name]")
    why: Words


@cache
def document_checks() -> dict[str, DocumentCheck]:
    """Return the record's name -> what answers it."""
    return DocumentCheck.read_all(_place(), "check", but=WITHOUT)


@cache
def without_counterpart() -> dict[str, WithoutCounterpart]:
    """Return the record's name -> why nothing answers it."""
    tables = read_toml(_place())[WITHOUT]
    return {name: WithoutCounterpart.read(cells, f"checks.toml: {name}", name=name) for name, cells in tables.items()}


def _place() -> Any:
    return resources.files("crossroads").joinpath("validation/documents/checks.toml")
