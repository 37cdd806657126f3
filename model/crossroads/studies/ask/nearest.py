"""The hypothesis or scenario nearest to a question in plain words, by the words that they share.

Each text is a bag of words cut to their stems; a word counts the more the fewer texts hold it (inverse document
frequency), the names of nations and their like among them; nearness is the cosine between two bags, from 0 to 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crossroads.errors import InputError, shown
from crossroads.evidence.reading import packaged
from crossroads.scenario.files import known_files, known_hypotheses, read
from crossroads.scenario.listing import listed_scenarios

LEAST = 0.3
"""Nearness below which nothing is similar."""

OTHERS = 2
"""Further texts that are offered."""

HYPOTHESIS, SCENARIO = "hypothesis", "scenario"

_WORD = re.compile(r"[a-z0-9]+")

_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ies", "ed", "es", "er", "s", "e", "y")

_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Near:
    """A text that a question is near to.

    Attributes
    ----------
    kind, name, title
        'hypothesis' or 'scenario', its name, and its heading.
    nearness
        From 0 (no word in common) to 1 (the same words).
    """

    kind: str
    name: str
    title: str
    nearness: float


def stems(text: str) -> list[str]:
    """Return the words of a text that say something, cut to their stems, synonyms as one."""
    told = packaged("studies/ask/words.toml")
    empty, same = set(told["empty"]), {word: head for head, words in told["same"].items() for word in words}
    found = []
    for word in _WORD.findall(text.lower()):
        if word not in empty:
            found.append(_stem(same.get(word, word)))
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


@cache
def _texts() -> dict[tuple[str, str, str], Counter[str]]:
    """Return what can be found: kind, name and title -> its words."""
    found = {}
    for name, path in known_hypotheses().items():
        found[HYPOTHESIS, name, str(read(path).get("title", name))] = Counter(stems(_of_hypothesis(path)))
    for item in listed_scenarios():
        text = f"{item.title} {item.title} {item.question} {item.name.replace('_', ' ')}"
        found[SCENARIO, item.name, item.title] = Counter(stems(text))
    return found


def _of_hypothesis(path: Path) -> str:
    own = read(path)
    other = own.get("words", [])
    parts = [own.get("title", ""), own.get("title", ""), own.get("hypothesis", ""), *other]
    return " ".join(str(part) for part in parts)


def ranked(question: str) -> list[Near]:
    """Return every text that shares a word with a question, the nearest first.

    Parameters
    ----------
    question
        In plain words.
    """
    texts = _texts()
    held = Counter(word for words in texts.values() for word in words)
    weight = {word: math.log((1 + len(texts)) / (1 + count)) + 0.2 for word, count in held.items()}
    rare = math.log(1 + len(texts)) + 0.2
    asked = _weighed(Counter(stems(question)), weight, rare)
    found = [Near(*key, _cosine(asked, _weighed(words, weight, rare))) for key, words in texts.items()]
    return sorted((near for near in found if near.nearness > 0), key=lambda near: (-near.nearness, near.name))


def _weighed(words: Counter[str], weight: Mapping[str, float], rare: float) -> dict[str, float]:
    """Weigh words; a second mention counts less than the first, and a word that no text holds as the rarest."""
    return {word: (1 + math.log(count)) * weight.get(word, rare) for word, count in words.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(value * other.get(word, 0.0) for word, value in one.items())
    sizes = _size(one.values()) * _size(other.values())
    return product / sizes if sizes else 0.0


def _size(values: Iterable[float]) -> float:
    return math.sqrt(sum(value**2 for value in values))


def is_named(what: str | Path) -> bool:
    """Say whether a text is the name of a hypothesis, or looks like one, or a path: not a question in plain words."""
    text = str(what)
    if isinstance(what, Path) or text.endswith(".toml") or text.casefold() in map(str.casefold, known_hypotheses()):
        return True
    return re.fullmatch(r"[hH]\d+", text) is not None


@dataclass(frozen=True, slots=True)
class Heard:
    """How a question in plain words was understood.

    Attributes
    ----------
    near
        The text that is nearest.
    told
        Which that is, how near, and the next two, in words.
    """

    near: Near
    told: str

    @property
    def base(self) -> str:
        """Name of what a scenario is compared with: the one that it extends, else 'historical'."""
        base = read(known_files()[self.near.name]).get("extends") if self.near.kind == SCENARIO else None
        return base if isinstance(base, str) else DEFAULT_BASE


def heard(question: str) -> Heard:
    """Return the hypothesis or scenario that is nearest to a question.

    Parameters
    ----------
    question
        In plain words.

    Raises
    ------
    InputError
        Where nothing is similar.
    """
    found = ranked(question)
    near = [each for each in found if each.nearness >= LEAST]
    if not near:
        raise InputError(
            f"question: found {shown(question)}, which is similar to no hypothesis or scenario; allowed: words such as "
            f"those of 'crossroads ask --list' and 'crossroads list', or a name from {', '.join(_ends())}"
            f"{f'. Nearest: {_listed(found[:OTHERS])}' if found else ''}."
        )
    first = next((each for each in near if each.kind == HYPOTHESIS), near[0])
    if first.nearness < NEARLY * near[0].nearness:
        first = near[0]
    rest = [each for each in found if each is not first][:OTHERS]
    told = f"Understood as {_listed([first])}."
    return Heard(first, f"{told} Next: {_listed(rest)}." if rest else told)


def _ends() -> list[str]:
    names = list(known_hypotheses())
    return [f"{names[0]} to {names[-1]}"] if names else ["none"]


DEFAULT_BASE = "historical"

NEARLY = 0.75
"""A hypothesis is taken before a scenario that is nearer where it comes to this part of the scenario's nearness."""


def _listed(found: list[Near]) -> str:
    return "; ".join(f"{each.kind} {each.name}, '{each.title}' ({in_100(each)})" for each in found)


def in_100(near: Near) -> str:
    """Say how near a text is: 'near by 62 of 100'."""
    return f"near by {100 * near.nearness:.0f} of 100"
