"""The documents as pages: the first screen, what was asked for, a page in Markdown, and a table of all entries."""

from __future__ import annotations

import csv
import io
import re

from crossroads.evidence.claims.fact import DOCUMENTS, FATES
from crossroads.evidence.claims.flaws import SEVERITIES
from crossroads.evidence.claims.load import document_sources, load_errors, load_facts
from crossroads.evidence.load import load_sources
from crossroads.telling.documents.columns import table, within
from crossroads.telling.documents.listing import HEADS, KINDS, AskedOfDocuments, ListedEntry, entries, fates_counted
from crossroads.telling.pages import rendered

CSV_COLUMNS = (
    *("kind", "id", "documents", "line", "severity", "text", "answer", "consequence"),
    *("fate", "by", "why", "records", "works"),
)
"""Columns of the table: what an entry says, what is right or how it is taken, and what follows from it."""


def first_screen(width: int) -> str:
    """Return what a class sees first: the five documents, the worst errors, and how to see the rest."""
    found = entries(AskedOfDocuments(severity=next(iter(SEVERITIES)), kind="errors"))
    return rendered(
        "telling/documents/templates/first_screen.txt.j2",
        documents=_overview(),
        facts=len(load_facts()),
        counts={kind: len(items) for kind, items in entries(AskedOfDocuments()).items()},
        worst=table("errors", found["errors"], width),
        severities=[name for name in SEVERITIES if name != next(iter(SEVERITIES))],
        width=within(width),
    )


def text(asked: AskedOfDocuments, width: int) -> str:
    """Return the entries that were asked for, as tables for a terminal of so many columns."""
    found = {kind: items for kind, items in entries(asked).items() if items}
    if not found:
        return f"Nothing is listed for: {asked.words or asked.kind}. All: crossroads documents --find TEXT."
    heading = f"The five documents: {asked.words}" if asked.words else "The five documents"
    return "\n\n".join([heading, *(table(kind, items, width) for kind, items in found.items())])


def markdown(asked: AskedOfDocuments, *, linked: bool = False) -> str:
    """Return the entries that were asked for as a page in Markdown; with nothing asked for, all but single claims.

    Parameters
    ----------
    asked
        What was asked for.
    linked
        Whether it stands among the reference pages, with links to them.
    """
    found = entries(asked)
    return rendered(
        "telling/documents/templates/documents.md.j2",
        asked=asked,
        documents=_overview(),
        facts=len(load_facts()),
        found={kind: items for kind, items in found.items() if items},
        titles=KINDS,
        heads=HEADS,
        severities=SEVERITIES,
        fates=FATES,
        counted_fates=fates_counted(),
        numbers=DOCUMENTS,
        works=lambda keys: _works(keys, linked=linked),
        linked=linked,
    )


def table_csv(asked: AskedOfDocuments) -> str:
    """Return the entries that were asked for as CSV, in the columns of `CSV_COLUMNS`; with nothing asked for, all."""
    kinds = asked.kinds if asked.anything else tuple(KINDS)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for kind in kinds:
        one = AskedOfDocuments(asked.document, asked.severity, kind, asked.find)
        writer.writerows(_cells(item) for item in entries(one)[kind])
    return out.getvalue()


def _cells(item: ListedEntry) -> list[str]:
    lists = (" ".join(item.by), item.why, " ".join(item.records), " ".join(item.works))
    return [item.kind, item.id, " ".join(item.documents), item.line, item.severity, *item.texts, item.fate, *lists]


def _overview() -> list[dict[str, object]]:
    """Return one row a document: number, title, kind of text, claims, errors and the critical among them."""
    facts, errors = load_facts().values(), load_errors().values()
    worst = next(iter(SEVERITIES))
    return [
        {
            "number": number,
            "title": re.sub(r"\s*\(.*?\)", "", source.title),
            "author": source.author,
            "note": source.note,
            "facts": sum(fact.document == number for fact in facts),
            "errors": sum(number in error.documents for error in errors),
            "critical": sum(number in error.documents and error.severity == worst for error in errors),
        }
        for number, source in document_sources().items()
    ]


def _works(keys: tuple[str, ...], *, linked: bool) -> str:
    """Return works by author and year, as links to the page of sources where there is one."""
    sources = load_sources()
    names = {key: f"{sources[key].author}, {sources[key].year}" for key in keys}
    return "; ".join(f"[{name}](sources.md#{key})" if linked else name for key, name in names.items())
