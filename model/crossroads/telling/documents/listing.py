"""What is asked of the documents, and the entries that answer it, as rows with words for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crossroads.errors import InputError, listing, nearest, shown
from crossroads.evidence.claims.fact import DOCUMENTS, FATES, Fact
from crossroads.evidence.claims.flaws import SEVERITIES, Contradiction, DocumentError, Omission
from crossroads.evidence.claims.load import (
    load_contradictions,
    load_errors,
    load_facts,
    load_omissions,
    mechanism_titles,
)
from crossroads.evidence.load import load_sources

KINDS: dict[str, str] = {
    "errors": "Errors",
    "contradictions": "Contradictions",
    "omissions": "What none of the five tells",
    "facts": "Claims",
}
"""Kinds of entries in the order in which they are told, with headings."""

HEADS: dict[str, tuple[str, str, str]] = {
    "errors": ("The document says", "What is right", "What it would do"),
    "contradictions": ("Who says what", "How it is resolved", "What a class may take from it"),
    "omissions": ("What is missing", "Why it matters", "Carried by"),
    "facts": ("What the document says", "How it is taken", "What became of it"),
}
"""Kind -> what stands over the three texts of an entry."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One error, contradiction, omission or claim as a row.

    Attributes
    ----------
    kind, id
        One of `KINDS`, and its number.
    documents, line
        The documents that it is about, and the line where it stands in one alone ('' otherwise).
    severity
        Of an error or a contradiction; '' of others.
    texts
        Three texts, under the heads of its kind.
    fate, by, why
        Of a claim or an omission: one of `FATES`, what carries it, and why nothing does.
    records, works
        Numbers that it touches, and works in which to check.
    """

    kind: str
    id: str
    documents: tuple[str, ...]
    line: str
    severity: str
    texts: tuple[str, str, str]
    fate: str = ""
    by: tuple[str, ...] = ()
    why: str = ""
    records: tuple[str, ...] = ()
    works: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, short: '002 L7', '002, 003'; 'none' of what all leave out."""
        if self.line:
            return f"{self.documents[0]} L{self.line}"
        return ", ".join(self.documents) or "none"

    def holds(self, text: str) -> bool:
        """Say whether a text occurs in it, whatever its letters' size."""
        words = (self.id, self.place, *self.texts, *self.by, self.why, *self.records)
        return any(text.casefold() in word.casefold() for word in words)


@dataclass(frozen=True, slots=True)
class AskedOfDocuments:
    """Which entries are asked for; '' leaves open.

    Attributes
    ----------
    document, severity, kind
        A document's number, one of `SEVERITIES`, one of `KINDS`.
    find
        A text that has to occur.
    """

    document: str = ""
    severity: str = ""
    kind: str = ""
    find: str = ""

    def __post_init__(self) -> None:
        """Refuse what is none of the allowed names.

        Raises
        ------
        InputError
            For the first such name.
        """
        for key, found, allowed in (
            ("document", self.document, DOCUMENTS),
            ("severity", self.severity, tuple(SEVERITIES)),
            ("kind", self.kind, tuple(KINDS)),
        ):
            if found and found not in allowed:
                raise InputError(f"{key}: found {shown(found)}; allowed: {listing(allowed)}{nearest(found, allowed)}")
        if self.severity and self.kind in ("facts", "omissions"):
            told = f"found {shown(self.severity)} beside --kind {self.kind}, which has none"
            raise InputError(f"severity: {told}; allowed: beside errors and contradictions")

    @property
    def anything(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.document or self.severity or self.kind or self.find)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are told: the one asked for; all of a search; else no single claims."""
        if self.kind:
            return (self.kind,)
        if self.find:
            return tuple(KINDS)
        flaws = ("errors", "contradictions")
        return flaws if self.severity or self.document else (*flaws, "omissions")

    @property
    def words(self) -> str:
        """What was asked for, as a heading tells it."""
        parts = [
            f"document {self.document}" if self.document else "",
            self.severity,
            f"with '{self.find}'" if self.find else "",
        ]
        return ", ".join(filter(None, parts))


def entries(asked: AskedOfDocuments) -> dict[str, list[ListedEntry]]:
    """Return kind -> its entries that were asked for, the most severe first, else in the order of the files."""
    made: dict[str, Callable[[], Iterator[ListedEntry]]] = {
        "errors": lambda: map(_of_error, load_errors().values()),
        "contradictions": lambda: map(_of_contradiction, load_contradictions().values()),
        "omissions": lambda: map(_of_omission, load_omissions().values()),
        "facts": lambda: map(_of_fact, load_facts().values()),
    }
    order = list(SEVERITIES)
    found = {kind: [item for item in made[kind]() if _fits(item, asked)] for kind in asked.kinds}
    for items in found.values():
        items.sort(key=lambda item: order.index(item.severity) if item.severity else 0)
    return found


def _fits(item: ListedEntry, asked: AskedOfDocuments) -> bool:
    # What none of the five tells is missing from each of them.
    document = asked.document in ("", *item.documents) or item.kind == "omissions"
    return document and asked.severity in ("", item.severity) and (not asked.find or item.holds(asked.find))


def carried(fate: str, by: tuple[str, ...], why: str) -> str:
    """Say what became of a claim: 'record: japan.kwantung_strength', 'background only: a framing sentence'."""
    if fate == "background":
        return f"background only: {why}"
    titles = mechanism_titles()
    named = ", ".join(f"{name} ({titles[name].lower()})" if name in titles and len(by) == 1 else name for name in by)
    return f"{fate}: {named}"


def _of_error(item: DocumentError) -> ListedEntry:
    return ListedEntry(
        "errors",
        item.id,
        item.documents,
        item.line,
        item.severity,
        (item.says, f"{item.right} [{', '.join(item.basis)}]", item.effect),
        records=item.records,
        works=item.see,
    )


def _of_contradiction(item: Contradiction) -> ListedEntry:
    sides = "; ".join(f"{side.document} L{side.line}: {side.says}" for side in item.sides)
    texts = (f"{item.issue} {sides}.", item.resolved, item.lesson)
    return ListedEntry(
        "contradictions", item.id, tuple(sorted(item.documents)), "", item.severity, texts, records=item.records
    )


def _of_omission(item: Omission) -> ListedEntry:
    texts = (item.missing, item.why, carried(item.fate, item.by, ""))
    return ListedEntry("omissions", item.id, (), "", "", texts, item.fate, item.by, works=item.see)


def _of_fact(item: Fact) -> ListedEntry:
    cited = f" (cites {load_sources()[item.cites].author}, {item.pages})" if item.cites else ""
    texts = (f"{item.text}{cited}", item.taken, carried(item.fate, item.by, item.why))
    records = tuple(sorted(item.records))
    return ListedEntry("facts", item.id, (item.document,), item.line, "", texts, item.fate, item.by, item.why, records)


def fates_counted() -> dict[str, dict[str, int]]:
    """Return fate -> document -> how many of its claims have it; every claim is counted once."""
    facts = load_facts().values()
    return {
        fate: {each: sum(fact.fate == fate and fact.document == each for fact in facts) for each in DOCUMENTS}
        for fate in FATES
    }
