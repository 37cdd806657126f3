"""The keys of a scenario's file that lay documents' claims and authors' numbers over its base, and their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from crossroads.errors import listing
from crossroads.evidence.claims.profiles import DocumentChange, load_profiles, single_errors
from crossroads.evidence.claims.rivals import rival_sets
from crossroads.evidence.tables import Faults, fault, unknown

KEYS = ("profile", "without_errors", "with_errors", "values")
"""Keys on what is taken from documents and authors; a resolved scenario holds them where they are given."""

ALL = "all"
"""Given alone to `without_errors`: every error of the profile undone."""


class AsksDocuments(Protocol):
    """A file's keys, read."""

    @property
    def profile(self) -> str | None:
        """Number of the document as which the war is told."""

    @property
    def without_errors(self) -> list[str]:
        """Errors of it that are undone."""

    @property
    def with_errors(self) -> list[str]:
        """Single errors that are tried without a profile."""

    @property
    def values(self) -> list[str]:
        """Authors' sets of numbers."""


def document_faults(file: AsksDocuments) -> Faults:
    """Say what is wrong with the keys: errors that no document makes, and sets that exclude each other."""
    for key in KEYS[1:]:
        names = getattr(file, key)
        for place, name in enumerate(names):
            if name in names[:place]:
                yield (key, place), fault(f"'{name}' a second time", "each once")
    yield from _undone_faults(file)
    if file.with_errors and file.profile is not None:
        yield (
            ("with_errors",),
            fault("it beside profile", "single errors alone, or profile alone"),
        )
    for place, name in enumerate(file.with_errors):
        if name not in single_errors():
            makers = [one for one in single_errors() if one.endswith(f":{name}")]
            if makers:
                yield ("with_errors", place), fault(f"'{name}', which several documents make", listing(makers))
            else:
                yield ("with_errors", place), unknown(name, single_errors())
    chosen: dict[str, str] = {}
    for place, name in enumerate(file.values):
        if name not in rival_sets():
            yield ("values", place), unknown(name, rival_sets())
            continue
        title = rival_sets()[name][0]
        if title in chosen and chosen[title] != name:
            yield ("values", place), fault(f"'{name}' beside its rival '{chosen[title]}'", f"one number: {title}")
        chosen.setdefault(title, name)


def _undone_faults(file: AsksDocuments) -> Faults:
    if file.profile is None:
        if file.without_errors:
            yield ("without_errors",), fault("it without profile", "beside profile, whose errors it undoes")
        return
    if file.profile not in load_profiles():
        return
    profile = load_profiles()[file.profile]
    taken = {change.error for change in profile.taken if change.error}
    if ALL in file.without_errors and len(file.without_errors) > 1:
        yield ("without_errors",), fault(f"'{ALL}' beside others", f"'{ALL}' alone, or some of {listing(taken)}")
    for place, name in enumerate(file.without_errors):
        if name in profile.errors and name not in taken:
            left = f"'{name}', which profile {file.profile} leaves out"
            yield ("without_errors", place), fault(left, listing(sorted(taken)))
        elif name not in taken and name != ALL:
            yield ("without_errors", place), unknown(name, [*sorted(taken), ALL])


def taken_by(asked: Mapping[str, Any]) -> Iterator[tuple[str, DocumentChange]]:
    """Yield the changes that keys ask for, each with its document; names that are none are passed over."""
    undone = _names(asked.get("without_errors"))
    profile = load_profiles().get(asked["profile"]) if isinstance(asked.get("profile"), str) else None
    if profile is not None:
        for change in profile.taken:
            if not (change.error and (change.error in undone or ALL in undone)):
                yield profile.document, change
    for name in _names(asked.get("with_errors")):
        if profile is None and name in single_errors():
            yield single_errors()[name]


def tables_asked(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a scenario that follow from the keys of one, {} where none do.

    Orders that two claims share stand once. Where two move the same number, the later one stands.
    """
    parts = [change.says for _, change in taken_by(asked)]
    parts += [rival_sets()[name][1].says for name in _names(asked.get("values")) if name in rival_sets()]
    found: dict[str, Any] = {}
    for part in parts:
        for key, content in part.items():
            found[key] = _joined(found.get(key), content)
    return found


def told_below(
    raw: Mapping[str, Any], base: Mapping[str, Any] | None, name: str
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Return what a file takes from documents and authors, as a file of its own, and what it says besides.

    Parameters
    ----------
    raw
        The file's content.
    base
        The scenario that it extends, resolved. The orders of it that the file drops make room for the documents'.
    name
        What it is called.

    Returns
    -------
    tuple
        The content to be laid over the base, {} where nothing is taken; and the content to be laid over that.
    """
    told = tables_asked(raw)
    dropped = raw.get("drop_forces")
    if not told:
        return {}, raw
    held = {f"{force['nation']}.{force['decision']}" for force in base["force"]} if base else set()
    below = [point for point in dropped if point in held] if isinstance(dropped, list) else []
    rest = [point for point in dropped if point not in below] if isinstance(dropped, list) else dropped
    own = {"title": name} if base is None else {"extends": base["name"], "drop_forces": below}
    return {**own, **told}, ({**raw, "drop_forces": rest} if dropped else raw)


def _joined(held: Any, content: Any) -> Any:
    """Lay what a claim says of one key over what stood there: tables by their keys, lists without doubles."""
    if isinstance(held, dict) and isinstance(content, dict):
        return {**held, **{name: _joined(held.get(name), value) for name, value in content.items()}}
    if isinstance(held, list) and isinstance(content, list):
        return [*held, *(item for item in content if item not in held)]
    return content


def _names(given: Any) -> Sequence[str]:
    return [name for name in given if isinstance(name, str)] if isinstance(given, list | tuple) else ()
