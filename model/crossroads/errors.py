"""Errors that a person can cause and mend."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping

LONGEST_LISTING = 14
"""Allowed values that a message spells out; beyond, it says how many there are."""


class InputError(ValueError):
    """Bad input: one sentence that says where, what was found, and what is allowed."""


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Return ' (did you mean X?)' for the allowed name nearest to `found`, or '' where none is near."""
    close = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""


def listing(names: Iterable[str]) -> str:
    """Spell out names, or say how many there are where they would fill the screen."""
    known = list(names)
    if len(known) <= LONGEST_LISTING:
        return ", ".join(known) or "none"
    return f"one of {len(known)} names, such as {', '.join(known[:3])}"


def shown(value: object) -> str:
    """Write a value of a file as the file does, shortened."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
        case dt.date():
            return value.isoformat()
        case Mapping():
            return "a table" if value else "an empty table"
        case list():
            return f"a list of {len(value)}"
    return str(value)
