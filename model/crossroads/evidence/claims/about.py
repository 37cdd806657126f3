"""What the documents have to say about one number of the model."""

from __future__ import annotations

from dataclasses import dataclass

from crossroads.evidence.claims.fact import ClaimValue, Fact
from crossroads.evidence.claims.flaws import Contradiction, DocumentError, Omission
from crossroads.evidence.claims.load import load_contradictions, load_errors, load_facts, load_omissions
from crossroads.evidence.reasons import reasons_by_name


@dataclass(frozen=True, slots=True)
class ClaimsAbout:
    """The claims that touch a record.

    Attributes
    ----------
    values
        Numbers that documents give for the same quantity, each with its claim.
    facts
        Claims that the record carries, and that give no number.
    errors, contradictions
        Those that touch it.
    omissions
        What none of the documents tells and the record answers for.
    """

    values: tuple[tuple[Fact, ClaimValue], ...]
    facts: tuple[Fact, ...]
    errors: tuple[DocumentError, ...]
    contradictions: tuple[Contradiction, ...]
    omissions: tuple[Omission, ...]


def claims_about(record: str) -> ClaimsAbout:
    """Return what the documents say about a record, by its name; a reason's switch carries that reason's claims."""
    facts = load_facts().values()
    values = tuple((fact, value) for fact in facts for value in fact.values if record in value.records)
    numbered = {fact.id for fact, _ in values}
    reason = reasons_by_name().get(record.removeprefix("reason."))
    ids = {reason.id} if reason is not None and record.startswith("reason.") else set()
    told = (fact for fact in facts if record in fact.records or (fact.fate == "reason" and ids & set(fact.by)))
    return ClaimsAbout(
        values=values,
        facts=tuple(fact for fact in told if fact.id not in numbered),
        errors=tuple(error for error in load_errors().values() if record in error.records),
        contradictions=tuple(item for item in load_contradictions().values() if record in item.records),
        omissions=tuple(item for item in load_omissions().values() if record in item.by),
    )
