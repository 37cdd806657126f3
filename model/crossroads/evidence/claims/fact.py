"""One thing that a document says, and its fate: where it lives in the model, or why it does not."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field

from crossroads.evidence.claims.mechanism_rows import DOCUMENTS as DOCUMENTS
from crossroads.evidence.tables import Faults, Number, Table, Words, among, told, unknown

Kind = Literal[
    "fact",
    "claim",
    "causal",
    "reason",
    "mechanism",
    "event",
    "decision",
    "counterfactual",
    "assessment",
    "question",
    "provenance",
]

Taken = Literal["as stated", "corrected", "as a range", "not at all"]

FATES: dict[str, str] = {
    "record": "a number with its source",
    "run": "held against a measure of runs, or a recorded series",
    "mechanism": "carried by a mechanism",
    "reason": "a reason of a nation, which can be switched off",
    "scenario": "asked by a scenario",
    "background": "background only, and why",
    "corrected": "entered as corrected, because of an error or a contradiction",
    "rejected": "kept out, because of an error or a contradiction",
}
"""What can become of a claim, in words."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What claims may name.

    Attributes
    ----------
    records, sources
        Names of records, and keys of sources.
    fates
        Fate -> the names that exist for it; a fate that is missing here is checked elsewhere ('scenario', 'run').
    """

    records: Set[str]
    sources: Set[str]
    fates: Mapping[str, Set[str]]


class ClaimValue(Table):
    """A number, a date or a period that a document gives.

    Attributes
    ----------
    name
        Of what, in a few words.
    value
        As the document has it: a number, or text such as '1941-04-13' or '1937-1938'.
    unit, date
        In words, and when it held ('' where the document does not say).
    records
        Records of the same quantity.
    as_record
        The number in the records' unit, where the document uses another.
    """

    name: Words
    value: Number | str
    unit: str = ""
    date: str = ""
    records: tuple[str, ...] = ()
    as_record: Number | None = None

    @property
    def number(self) -> float | None:
        """The number in the unit of its records; None for what is no number."""
        if self.as_record is not None:
            return self.as_record
        return None if isinstance(self.value, str) else self.value

    def faults(self, context: KnownNames, bad: Set[str]) -> Faults:
        """Check that its records exist, and that it has a number to set beside them."""
        for name in self.records:
            if name not in context.records:
                yield ("records",), unknown(name, context.records)
        if self.records and self.number is None:
            yield ("as_record",), told("a value that is no number needs the key as_record beside the key records")


class Fact(Table):
    """One claim of one document.

    Attributes
    ----------
    id, document
        'F002-084', and the document's number, '002'.
    line, kind
        Line of the file; what sort of statement it is.
    text
        The claim in a few words of the project's.
    cites, pages
        The source that the document itself names, and where in it ('' = none).
    values
        Numbers and dates that it gives.
    taken
        How it enters: as stated, corrected, as a range, or not at all.
    fate, by, why
        Where it lives now, one of `FATES`; the records, measures, mechanisms, reasons, scenarios, errors or
        contradictions that carry it; and why nothing does.
    """

    id: str = Field(alias="[name]", pattern=r"^F00[0-4]-\d{3}$", description="a name such as F002-084")
    document: str = Field(alias="[document]")
    line: Words
    kind: Annotated[Kind, among(lambda: get_args(Kind))]
    text: Words
    taken: Annotated[Taken, among(lambda: get_args(Taken))]
    fate: Annotated[str, among(lambda: FATES)]
    by: tuple[str, ...] = ()
    why: str = ""
    cites: str = ""
    pages: str = ""
    values: tuple[ClaimValue, ...] = ()

    @classmethod
    def read(cls, raw: object, where: str, context: Any = None, **given: str) -> Self:
        """Check what was read; the document is part of the name."""
        return super().read(raw, where, context, **{"document": given["name"][1:4], **given})

    @property
    def records(self) -> frozenset[str]:
        """The records of the quantities that it speaks of."""
        named = {name for value in self.values for name in value.records}
        return frozenset(named | set(self.by if self.fate == "record" else ()))

    @property
    def place(self) -> str:
        """Document and line: '002, line 77'."""
        return place(self.document, self.line)

    def faults(self, context: KnownNames, bad: Set[str]) -> Faults:
        """Check that what it names exists, and that no claim is left without a fate."""
        if self.cites and self.cites not in context.sources:
            yield ("cites",), unknown(self.cites, context.sources)
        if "fate" in bad:
            return
        if self.fate == "background":
            if self.by or not self.why.strip():
                yield ("why",), told("a claim that is background only says why, and names nothing that carries it")
        elif not self.by:
            yield ("by",), told(f"a claim whose fate is '{self.fate}' names what carries it")
        known = context.fates.get(self.fate)
        for name in self.by:
            if known is not None and name not in known:
                yield ("by",), unknown(name, known)
        if "taken" not in bad and (self.fate == "rejected") != (self.taken == "not at all"):
            yield ("taken",), told("a claim is rejected exactly where it is taken 'not at all'")


def place(document: str, line: str) -> str:
    """Return document and line in words."""
    several = any(sign in line for sign in ",-")
    return f"{document}, line{'s' if several else ''} {line}"
