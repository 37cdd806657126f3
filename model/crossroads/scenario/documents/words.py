"""What documents and authors say of a scenario's war, in sentences: followed, undone, left out, impossible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossroads.evidence.claims.profiles import DocumentChange, DocumentProfile, load_profiles
from crossroads.evidence.claims.rivals import rival_sets
from crossroads.evidence.load import load_sources
from crossroads.scenario.documents.asked import taken_by


def claims_in_words(asked: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Say what is taken from documents and authors.

    Parameters
    ----------
    asked
        A resolved scenario, with the keys of `asked.KEYS` that it has.

    Returns
    -------
    list
        Headings, each with its sentences; none where nothing is taken.
    """
    taken = list(taken_by(asked))
    found: list[tuple[str, list[str]]] = []
    if (name := asked.get("profile")) in load_profiles():
        profile = load_profiles()[str(name)]
        found.append((f"What document {name} says, and this run follows", [_followed(*item) for item in taken]))
        followed = [change for _, change in taken]
        undone = [change for change in profile.taken if change not in followed]
        found.append(("Its errors that are undone here", [_undone(change) for change in undone]))
        found += _besides(profile)
    elif taken:
        found.append(("Errors of documents that this run follows", [_followed(*item) for item in taken]))
    values = [_valued(name) for name in asked.get("values", ()) if name in rival_sets()]
    found.append(("Whose numbers are taken", values))
    return [(heading, sentences) for heading, sentences in found if sentences]


def _besides(profile: DocumentProfile) -> list[tuple[str, list[str]]]:
    """Return what the document says that its profile has not taken, or need not take."""
    left = [item for item in profile.changes if item.left_out]
    return [
        (
            "What it says and the profile leaves out (with_errors tries it alone)",
            [_left(item) for item in left],
        ),
        ("What it says and every run holds anyway", [f"L{item.line}: {item.text}" for item in profile.agrees]),
        (
            "What it says and no run can follow",
            [f"{_mark(item.line, item.error)}: {item.text} {item.why}" for item in profile.cannot],
        ),
    ]


def _mark(line: str, error: str) -> str:
    return f"L{line}, error {error}" if error else f"L{line}"


def _followed(document: str, change: DocumentChange) -> str:
    right = f" In fact: {change.instead}" if change.instead else ""
    return f"{document} {_mark(change.line, change.error)}: {change.text}{right}"


def _undone(change: DocumentChange) -> str:
    return f"{_mark(change.line, change.error)}: {change.text} Instead: {change.instead}"


def _left(change: DocumentChange) -> str:
    return f"{_mark(change.line, change.error)}: {change.text} {change.left_out}"


def _valued(name: str) -> str:
    title, chosen = rival_sets()[name]
    source = load_sources()[chosen.source]
    place = f", line {chosen.line}" if chosen.line else ""
    return f"{title}, '{name}' ({source.author}, {source.title}{place}): {chosen.text}"
