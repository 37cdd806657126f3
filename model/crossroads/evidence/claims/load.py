"""Loading what the documents claim; results are cached and to be treated as read-only."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from crossroads.evidence.claims.fact import DOCUMENTS, Fact, KnownNames
from crossroads.evidence.claims.flaws import SEVERITIES, Contradiction, DocumentError, Omission
from crossroads.evidence.load import load_records, load_sources
from crossroads.evidence.reading import read_toml
from crossroads.evidence.reasons import load_reasons
from crossroads.evidence.source import Source


def _folder() -> Traversable:
    return resources.files("crossroads.evidence").joinpath("claims")


@cache
def load_facts() -> dict[str, Fact]:
    """Return every claim of the five documents by its id, in the order of documents and lines.

    Raises
    ------
    InputError
        At the first file with faults, a line for each.
    """
    known = known_names()
    found: dict[str, Fact] = {}
    for document in DOCUMENTS:
        found |= Fact.read_all(_folder().joinpath("facts", f"{document}.toml"), "claim", known)
    return found


@cache
def load_errors() -> dict[str, DocumentError]:
    """Return the documents' errors by id, in the order of the file."""
    return DocumentError.read_all(_folder().joinpath("errors.toml"), "error", _numbers())


@cache
def load_contradictions() -> dict[str, Contradiction]:
    """Return the contradictions by id, in the order of the file."""
    return Contradiction.read_all(_folder().joinpath("contradictions.toml"), "contradiction", _numbers())


@cache
def load_omissions() -> dict[str, Omission]:
    """Return what all five documents leave out by id, in the order of the file."""
    return Omission.read_all(_folder().joinpath("omissions.toml"), "omission", known_names())


@cache
def mechanism_titles() -> dict[str, str]:
    """Return number -> title of the mechanisms of which the documents speak: 'S01' to 'S53'."""
    return {name: str(title) for name, title in read_toml(_folder().joinpath("mechanism_titles.toml")).items()}


def document_sources() -> dict[str, Source]:
    """Return number -> the source that a document is."""
    return {document: load_sources()[f"document_{document}"] for document in DOCUMENTS}


def worst_first(errors: dict[str, DocumentError]) -> list[DocumentError]:
    """Return errors, the most severe first, each severity in the order of the file."""
    order = list(SEVERITIES)
    return sorted(errors.values(), key=lambda error: order.index(error.severity))


@cache
def _numbers() -> KnownNames:
    return KnownNames(frozenset(load_records()), frozenset(load_sources()), {})


@cache
def known_names() -> KnownNames:
    """Return what a claim may name; scenarios and measures are known to rooms above, whose tests check them."""
    flaws = frozenset(load_errors()) | frozenset(load_contradictions())
    fates = {
        "record": _numbers().records,
        "reason": frozenset(load_reasons()),
        "mechanism": frozenset(mechanism_titles()),
        "corrected": flaws,
        "rejected": flaws,
    }
    return KnownNames(_numbers().records, _numbers().sources, fates)
