"""Errors that a person can cause and mend."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import os
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

LONGEST_LISTING = 14
"""Allowed values that a message spells out; beyond, it says how many there are."""

MOST_LINES = 50
"""Faults of one file that are told; beyond, their number is."""

LONGEST_NAME = 100
"""Characters of a name that are compared with the allowed ones, and that a file's name may have."""

LONGEST_PATH = 3000
"""Bytes of a whole path: what is put together inside a folder has longer ones."""

_STEERING = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that nobody sees, and that steer what shows them."""

_FEW = 40

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
    return sign in f"\n\t{JOINERS}" or unicodedata.category(sign) not in _STEERING


def name_fault(name: str, longest: int) -> str:
    """Say why a file, and what is made of it, cannot be called by a name; '' where they can."""
    if any(unicodedata.category(sign) in _STEERING for sign in name):
        if _of_the_locale(name):
            return "a name that the settings of this terminal cannot hold (PYTHONUTF8=1 mends that)"
        return "a name with characters that cannot be shown"
    if len(name.encode()) > longest:
        return f"a name too long, of {len(name.encode())} bytes"
    return "" if name.strip(". ") or not name else "a name of dots or blanks alone"


def _of_the_locale(name: str) -> bool:
    """Say whether a name is sound UTF-8 that only the locale could not read."""
    try:
        written = os.fsencode(name).decode("utf-8")
    except UnicodeError:
        return False
    return written != name and not any(unicodedata.category(sign) in _STEERING for sign in written)


def path_fault(path: Path, longest: int) -> str:
    """Say what is wrong with a name of a path, but for the dots that lead to this folder and the one above."""
    found = (name_fault(name, longest) for name in path.parts if name not in (".", ".."))
    if fault := next(filter(None, found), ""):
        return fault
    size = len(os.fsencode(os.path.abspath(path)))  # noqa: PTH100 - nothing is looked up
    return f"a path too long, of {size:,} bytes" if size > LONGEST_PATH else ""


class InputError(ValueError):
    """Bad input: one sentence that says where, what was found, and what is allowed."""


def nearest(found: str, allowed: Iterable[str]) -> str:
    """Return ' (did you mean X?)' for the allowed name nearest to `found`, or '' where none is near."""
    names = list(allowed)
    plain = _plain(found[:LONGEST_NAME])
    same = [name for name in names if _plain(name) == plain]
    if (
        not same and len(names) > _FEW
    ):  # the slow comparison looks only at names that share most letters, and pairs of them
        pairs, letters = _pairs(plain), frozenset(plain)
        alike = {name: 2 * len(pairs & _pairs(name)) + len(letters & frozenset(name)) for name in names}
        names = sorted(names, key=lambda name: (abs(len(name) - len(plain)) - alike[name], name))[:_FEW]
    close = same or difflib.get_close_matches(found[:LONGEST_NAME], names, n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


@lru_cache(maxsize=4096)
def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[place : place + 2] for place in range(len(name) - 1))


def free_name(path: Path, suffix: str = "") -> Path:
    """Return the first name after a path's own at which nothing stands: NAME-2, NAME-3, ..., the suffix at the end."""
    stem = path.name.removesuffix(suffix)
    names = (path.with_name(f"{stem}-{number}{suffix}") for number in itertools.count(2))
    return next(free for free in names if not free.exists())


def together(lines: list[str]) -> InputError:
    """Return one error of many lines: the first of them, and how many more there are."""
    more = len(lines) - MOST_LINES
    return InputError("\n".join([*lines[:MOST_LINES], *([f"and {more} more"] if more > 0 else [])]))


def listing(names: Iterable[str]) -> str:
    """Spell out names, or say how many there are where they would fill the screen."""
    known = list(names)
    if len(known) <= LONGEST_LISTING:
        return ", ".join(known) or "none"
    return f"one of {len(known):,} names, such as {', '.join(known[:3])}"


def counted(count: int, noun: str) -> str:
    """Return a number of things: '1 world', '2,000 worlds'."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


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
