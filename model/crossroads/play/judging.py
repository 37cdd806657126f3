"""Bets judged: what came, beside a hundred wars from the same day; the Brier measure, and calibration in words."""

from __future__ import annotations

from collections.abc import Sequence

from crossroads.play.bets import BRANCHES, MadeBet, Reports, came_true
from crossroads.telling.numbers import day, wrapped
from crossroads.world.block import Block

EVEN = 0.5

FEW = 5
"""Fewer bets than this say nothing about calibration."""

NEAR = 0.1
"""Foreseen and seen shares that lie nearer than this are told as near."""

_BANDS = (("unlikely (up to 33)", 0.0, 1 / 3), ("open (34 to 66)", 1 / 3, 2 / 3), ("likely (67 and more)", 2 / 3, 1.01))


def brier(odds: Sequence[float], came: Sequence[bool]) -> float:
    """Return the mean squared distance of odds from what came about: 0 = foreseen, 0.25 = even odds throughout."""
    return sum((chance - float(seen)) ** 2 for chance, seen in zip(odds, came, strict=True)) / len(odds)


def settled_words(made: MadeBet, block: Block, reports: Reports) -> str:
    """Return what is said when a bet has been settled."""
    came = "it has come about" if came_true(made.bet, block, reports)[0] else "it has not come about"
    told = f"Your bet of {day(made.bet.on)}, {made.bet.text}: {came}. {_beside(made)}"
    return wrapped(told, 2, 2, width=100)


def judgement(bets: Sequence[MadeBet], block: Block, reports: Reports) -> list[str]:
    """Return sentences about a person's bets: each of them, the Brier measure, calibration."""
    if not bets:
        return ["No bet was made."]
    came = [bool(came_true(made.bet, block, reports)[0]) for made in bets]
    told = [
        f"{day(made.bet.on)}, {made.bet.text}: {'it came about' if seen else 'it did not'}. {_beside(made)}"
        for made, seen in zip(bets, came, strict=True)
    ]
    own, theirs = brier([made.odds for made in bets], came), brier([made.chance for made in bets], came)
    told.append(
        f"Brier measure over {len(bets)} bet{'' if len(bets) == 1 else 's'}: yours {own:.3f}; the shares of wars "
        f"from the same days {theirs:.3f}; 50 for everything {EVEN**2:.3f}; perfect foresight 0."
    )
    return [*told, *_calibration([made.odds for made in bets], came)]


def _beside(made: MadeBet) -> str:
    return (
        f"You said {100 * made.odds:.0f} in 100; of {BRANCHES} wars that go on from the same day it comes in "
        f"{BRANCHES * made.chance:.0f}."
    )


def _calibration(odds: Sequence[float], came: Sequence[bool]) -> list[str]:
    if len(odds) < FEW:
        return [f"Calibration: {len(odds)} {'bet is' if len(odds) == 1 else 'bets are'} too few to tell."]
    told = []
    for name, low, high in _BANDS:
        inside = [(chance, seen) for chance, seen in zip(odds, came, strict=True) if low <= chance < high]
        if inside:
            mean = sum(chance for chance, _ in inside) / len(inside)
            held = sum(seen for _, seen in inside)
            told.append(f"held {name}: {held} of {len(inside)} came about (you said {100 * mean:.0f} in 100)")
    gap = sum(odds) / len(odds) - sum(came) / len(came)
    overall = "about as much as you expected came about"
    if abs(gap) > NEAR:
        overall = "less came about than you expected" if gap > 0 else "more came about than you expected"
    return [f"Calibration: {'; '.join(told)}. On the whole {overall}."]
