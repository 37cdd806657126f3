"""Which number is meant: by its record's name, a lever's, a reason's, or one that is near enough to be taken."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from crossroads.errors import LONGEST_NAME, InputError, nearest, shown
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.reasons import load_reasons, reasons_by_name
from crossroads.evidence.record import Record

NEAR = 0.8
"""How like a name has to be to one that exists, from 0 to 1, to be taken for it."""

MOST_SHOWN = 8
"""Names that are offered where several could be meant."""

_MANY = ("interest.", "odds.", "staff.")
"""Beginnings of names of which there are hundreds: they are offered last."""


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """The number that was asked for.

    Attributes
    ----------
    record
        The record.
    note
        How the words that were given led to it; '' where they are its name.
    """

    record: Record
    note: str


def named(words: str) -> NamedNumber:
    """Return the number that is meant.

    Parameters
    ----------
    words
        A record's name, a lever's, a reason's name or number, or something near one of them.

    Raises
    ------
    InputError
        Where nothing is near, or several are: they are then named.
    """
    records, exact = load_records(), _names()
    if words in records:
        return NamedNumber(records[words], "")
    plain = _plain(words[:LONGEST_NAME])
    if plain in exact:
        return NamedNumber(records[exact[plain]], f"{shown(words)} is {exact[plain]}.")
    holding = _holding(plain, exact)
    if len(holding) == 1:
        return NamedNumber(records[holding[0]], f"{shown(words)} is taken as {holding[0]}, which has these words.")
    if holding:
        more = f" and {len(holding) - MOST_SHOWN} more" if len(holding) > MOST_SHOWN else ""
        told = f"{', '.join(holding[:MOST_SHOWN])}{more}"
        raise InputError(f"why: found {shown(words)}, which several names hold; allowed: one of {told}")
    close = difflib.get_close_matches(plain, exact, n=2, cutoff=NEAR)
    if close:
        return NamedNumber(records[exact[close[0]]], f"{shown(words)} is taken as {exact[close[0]]}, the nearest name.")
    allowed = "a parameter, a lever or a reason (crossroads show --levers; docs/reference/parameters.md)"
    raise InputError(f"why: found {shown(words)}; allowed: {allowed}{nearest(words, [*records, *load_levers()])}")


def _holding(plain: str, exact: dict[str, str]) -> list[str]:
    """Return the records whose names, or whose levers' names, have all the words; one lever goes before all else."""
    parts = set(re.split("[._]", plain)) - {""}
    found = {name: record for name, record in exact.items() if parts and parts <= set(re.split("[._]", name))}
    levers = {record for name, record in found.items() if name in load_levers()}
    if len(levers) == 1:
        return list(levers)
    return sorted(set(found.values()), key=lambda name: (name.startswith(_MANY), name))


def _names() -> dict[str, str]:
    """Return every name by which a record can be called, plainly written -> the record's own."""
    found = {_plain(name): name for name in load_records()}
    for reason in load_reasons().values():
        if reason.record:
            found |= {_plain(reason.id): reason.record}
    found |= {_plain(name): reason.record for name, reason in reasons_by_name().items()}
    return found | {_plain(name): lever.parameter for name, lever in load_levers().items()}


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())
