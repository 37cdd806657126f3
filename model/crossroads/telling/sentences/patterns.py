"""Patterns of sentences, filled in and held to a length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from crossroads.evidence.reading import packaged
from crossroads.telling.numbers import sentence_case
from crossroads.world.calendar import MONTHS

LANGUAGE = "en"

MOST_WORDS, MOST_NUMBERS = 25, 4
"""What a reader takes in at one go: longer than this a sentence is told by a shorter pattern."""

_QUOTED = re.compile(r"'[^']*'|‘[^’]*’")
_DATE = re.compile(rf"(?:\d+ )?(?:{'|'.join(MONTHS)})(?: \d{{4}})?")
_NUMBER = re.compile(r"\d[\d,.]*")


@cache
def patterns(language: str = LANGUAGE) -> dict[str, Any]:
    """Return all patterns of a language by group and name."""
    return packaged(f"telling/sentences/{language}.toml")


def pattern(group: str, name: str) -> str | list[str]:
    """Return a pattern, or several under one name, the fullest first."""
    found: str | list[str] = patterns()[group][name]
    return found


def filled(group: str, name: str, **values: object) -> str:
    """Return a pattern with its places filled in: of several the first that is short enough, else the last."""
    return shortest(told(pattern(group, name), values))


def told(found: str | Sequence[str], values: Mapping[str, object]) -> Iterator[str]:
    """Yield each of several patterns with its places filled in; one that names what is not given is left out."""
    for text in [found] if isinstance(found, str) else found:
        names = set(re.findall(r"\{(\w+)\}", text))
        if all(values.get(name) for name in names):
            yield sentence_case(text.format_map(values)) if text.endswith((".", ":")) else text.format_map(values)


def shortest(forms: Iterator[str] | Sequence[str]) -> str:
    """Return the first of some sentences that is short enough, else the one with the fewest words; '' of none."""
    known = list(forms)
    return next((text for text in known if fits(text)), min(known, key=words_in, default=""))


def words_in(sentence: str) -> int:
    """Return the number of words."""
    return len(sentence.split())


def numbers_in(sentence: str) -> int:
    """Return how many numbers a sentence asks to be borne in mind: neither dates, nor titles, nor 'of 100' count."""
    plain = _DATE.sub("", _QUOTED.sub("", sentence))
    return len(_NUMBER.findall(re.sub(r"of [\d,]+\b", "", plain)))


def fits(sentence: str) -> bool:
    """Say whether a sentence is short enough."""
    return words_in(sentence) <= MOST_WORDS and numbers_in(sentence) <= MOST_NUMBERS
