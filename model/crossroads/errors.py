"""Errors that a person can cause and mend."""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST_LISTING = 14
"""Allowed values that a message spells out; beyond, it says how many there are."""

JOINERS = "\u200c\u200d"
"""Signs that no eye sees and that spelling needs: Persian, Hindi, and drawn letters join by them."""


def legible(text: str) -> str:
    """Return a text for people: what would steer a terminal, turn the direction or break the line is escaped.

    Line ends and tabs stay. Who reads JSON or Parquet reads the text itself.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(sign if _harmless(sign) else sign.encode("unicode_escape").decode("ascii") for sign in text)


def _harmless(sign: str) -> bool:
    return sign in f"\n\t{JOINERS}" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


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
