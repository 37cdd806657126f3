"""How much: words of size as records, and sizes that the documents give in numbers.

A size is 1 as recorded. A scenario that changes the numbers it is made of makes an event greater or smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters
from crossroads.world.axes import Floats

CHANCES = ("nearly_sure", "likely")
"""Words for the chance of what happened."""

CAUSES = ("decisive", "strong", "medium", "weak")
"""Words for how much an event shifts a later one."""

EFFECTS = ("strong", "medium", "weak")
"""Words for how much an event does to a relation or belief."""

WHOLE = "whole"
"""All of it: what is there or not there."""

PREFIX = "prelude."

Size = Callable[[Parameters], Floats]


def chance(word: str, p: Parameters) -> Floats:
    """Return the chance that a word stands for, shape () or (world,)."""
    return np.asarray(p[f"prelude.chance_{word}"])


def cause(word: str, p: Parameters) -> Floats:
    """Return the log odds that a word stands for, with its sign."""
    return _signed(word, lambda name: np.asarray(p[f"prelude.cause_{name}"]))


def magnitude(word: str, p: Parameters) -> Floats:
    """Return what a word, or a record of the prelude, stands for in points, with its sign."""

    def found(name: str) -> Floats:
        if name == WHOLE:
            return np.asarray(1.0)
        if name in DERIVED:
            return DERIVED[name](p)
        return np.asarray(p[f"prelude.effect_{name}" if name in EFFECTS else f"prelude.{name}"])

    return _signed(word, found)


def is_magnitude(word: str) -> bool:
    """Say whether a word, without its sign, stands for a size."""
    return word in (WHOLE, *EFFECTS, *DERIVED) or f"{PREFIX}{word}" in load_records()


def _signed(word: str, of: Callable[[str], Floats]) -> Floats:
    return -of(word[1:]) if word.startswith("-") else of(word)


def _recorded(name: str) -> float:
    return load_records()[name].value


def _khalkhin_gol_lesson(p: Parameters) -> Floats:
    """Return the part of the lesson that Khalkhin Gol taught: as its losses stand to those of both battles."""
    great, small = _recorded("documents.khalkhin_gol_japanese_loss"), p["prelude.changkufeng_japanese_loss"]
    return np.asarray(great / (great + small))


DERIVED: Mapping[str, Size] = {
    "khalkhin_gol_lesson": _khalkhin_gol_lesson,
    "changkufeng_lesson": lambda p: 1.0 - _khalkhin_gol_lesson(p),
}
"""Sizes in points that are made of other numbers."""


def _khalkhin_gol_loss(p: Parameters) -> Floats:
    """Return Japan's losses at Khalkhin Gol, as a multiple of the recorded ones."""
    name = "documents.khalkhin_gol_japanese_loss"
    return np.asarray(p[name] / _recorded(name))


def _fishing_grounds(p: Parameters) -> Floats:
    """Return how much of the fishing grounds Japan lost from 1928 to 1931, as a multiple of what it lost."""
    before, after = "documents.fishery_share_1928", "documents.fishery_share_1931"
    return np.asarray((p[before] - p[after]) / (_recorded(before) - _recorded(after)))


def _railway_concession(p: Parameters) -> Floats:
    """Return how far Moscow came down from its price for the railway, as a multiple of how far it did."""
    asked, accepted = "documents.railway_price_asked", "documents.railway_price_accepted"
    return np.asarray((1.0 - p[accepted] / p[asked]) / (1.0 - _recorded(accepted) / _recorded(asked)))


def _aid(p: Parameters) -> Floats:
    """Return Soviet aid to China, loans and squadrons together, as a multiple of what it was."""
    loans = ("documents.soviet_loan_first", "documents.soviet_loan_second", "documents.soviet_loan_third")
    squadrons = ("documents.soviet_fighter_squadrons_in_china", "documents.soviet_bomber_squadrons_in_china")
    shares = [sum(p[name] for name in names) / sum(map(_recorded, names)) for names in (loans, squadrons)]
    return np.asarray(shares[1] + p["prelude.aid_in_loans"] * (shares[0] - shares[1]))


SIZES: Mapping[str, Size] = {
    "khalkhin_gol_loss": _khalkhin_gol_loss,
    "fishing_grounds": _fishing_grounds,
    "railway_concession": _railway_concession,
    "aid": _aid,
}
"""Sizes of events by the documents' numbers, 1 as recorded."""

DAYS_A_WEEK = 7.0


def pact_age(p: Parameters) -> Floats:
    """Return by how many weeks more the Neutrality Pact had stood when Germany attacked."""
    name = "documents.pact_to_invasion_days"
    return np.asarray((p[name] - _recorded(name)) / DAYS_A_WEEK)


READ = frozenset(
    (
        "documents.khalkhin_gol_japanese_loss",
        "documents.fishery_share_1928",
        "documents.fishery_share_1931",
        "documents.railway_price_asked",
        "documents.railway_price_accepted",
        "documents.soviet_loan_first",
        "documents.soviet_loan_second",
        "documents.soviet_loan_third",
        "documents.soviet_fighter_squadrons_in_china",
        "documents.soviet_bomber_squadrons_in_china",
        "documents.pact_to_invasion_days",
    )
)
"""Numbers of the documents of which a change edits the prelude, though no event is named."""
