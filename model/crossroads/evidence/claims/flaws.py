"""What is wrong with the documents: errors of fact, contradictions, and what all five leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Annotated, Literal, get_args

from pydantic import Field

from crossroads.evidence.claims.fact import DOCUMENTS, FATES, KnownNames, Taken, place
from crossroads.evidence.tables import Faults, Table, Words, among, told, unknown

SEVERITIES: dict[str, str] = {
    "critical": "turns the story round",
    "high": "would move what the model says, if it were taken",
    "medium": "misleads a reader",
    "low": "a slip",
}
"""How bad an error or a contradiction is, worst first."""

Basis = Literal["documents", "standard histories", "looked up", "inference"]

_SOME = "a list of at least one"

_LINE = re.compile(r"00[0-4] L\d+")

Document = Annotated[str, among(lambda: DOCUMENTS)]
Severity = Annotated[str, among(lambda: SEVERITIES)]


def _unknown(key: str, named: Iterable[str], known: Set[str]) -> Faults:
    return (((key,), unknown(name, known)) for name in named if name not in known)


class DocumentError(Table):
    """One error of fact.

    Attributes
    ----------
    id, document, line
        'X-01', and where it stands.
    also, against
        Other lines that have the same error, and lines that contradict it: '003 L45'.
    says, right
        What the document has, and what is right.
    basis
        How that is known: the documents themselves, standard histories, a look-up, or an inference.
    severity, taken
        How bad it is, and how the claim enters the model.
    effect
        What the model would do if the document were right.
    records, see
        Numbers that it touches, and works in which to check.
    """

    id: str = Field(alias="[name]", pattern=r"^X-\d{2}$", description="a name such as X-01")
    document: Document
    line: Words
    says: Words
    right: Words
    basis: tuple[Annotated[Basis, among(lambda: get_args(Basis))], ...] = Field(min_length=1, description=_SOME)
    severity: Severity
    taken: Annotated[Taken, among(lambda: get_args(Taken))]
    effect: Words
    also: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Document and line: '002, line 7'."""
        return place(self.document, self.line)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that have it, the one where it is told first."""
        return tuple(dict.fromkeys((self.document, *(line.partition(" ")[0] for line in self.also))))

    def faults(self, context: KnownNames, bad: Set[str]) -> Faults:
        """Check that its records and works exist, and that lines are named as such."""
        for key, lines in (("also", self.also), ("against", self.against)):
            for line in lines:
                if not _LINE.fullmatch(line):
                    yield (key,), told(f"found '{line}'; allowed: a document and a line, such as 003 L45")
        yield from _unknown("records", self.records, context.records)
        yield from _unknown("see", self.see, context.sources)


class Side(Table):
    """What one line says in a contradiction."""

    document: Document
    line: Words
    says: Words

    @property
    def place(self) -> str:
        """Document and line: '002, line 7'."""
        return place(self.document, self.line)


class Contradiction(Table):
    """Two or more lines that cannot all be right.

    Attributes
    ----------
    id
        'C-01'.
    issue, sides, resolved
        What is asked, who says what, and how it is resolved.
    severity
        How much hangs on it.
    records
        Numbers that the answer touches.
    lesson
        What a class may take from it.
    """

    id: str = Field(alias="[name]", pattern=r"^C-\d{2}$", description="a name such as C-01")
    issue: Words
    sides: tuple[Side, ...] = Field(min_length=2, description="two lines or more")
    resolved: Words
    severity: Severity
    lesson: Words
    records: tuple[str, ...] = ()

    @property
    def documents(self) -> frozenset[str]:
        """The documents that take part."""
        return frozenset(side.document for side in self.sides)

    def faults(self, context: KnownNames, bad: Set[str]) -> Faults:
        """Check that its records exist."""
        yield from _unknown("records", self.records, context.records)


class Omission(Table):
    """Something that none of the five tells.

    Attributes
    ----------
    id, missing, why
        'O-01', what is missing, and what cannot be understood without it.
    fate, by
        What in the model carries it, as for a claim.
    see
        Works that tell it.
    """

    id: str = Field(alias="[name]", pattern=r"^O-\d{2}$", description="a name such as O-01")
    missing: Words
    why: Words
    fate: Annotated[str, among(lambda: FATES)]
    by: tuple[str, ...] = Field(min_length=1, description=_SOME)
    see: tuple[str, ...] = ()

    def faults(self, context: KnownNames, bad: Set[str]) -> Faults:
        """Check that what it names exists."""
        if "fate" not in bad and self.fate in ("background", "corrected", "rejected"):
            yield ("fate",), told("what the documents leave out is carried by something in the model")
        yield from _unknown("by", self.by, context.fates.get(self.fate, set(self.by)))
        yield from _unknown("see", self.see, context.sources)
