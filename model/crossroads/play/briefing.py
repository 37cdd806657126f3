"""A briefing: what the seat sees, what its staff and factions expect of each option, and what nobody can tell it.

It never has more than `MOST_WORDS` words: where more could be told, the staff's detail goes first, then the least
important numbers.
"""

from __future__ import annotations

import numpy as np

from crossroads.minds.council import QUIET, Council, by_faction, contributions
from crossroads.minds.deciders.human import Put
from crossroads.minds.decision import DecisionPoint
from crossroads.play.seen import seen_items
from crossroads.telling.numbers import day
from crossroads.telling.vocabulary import decision, faction, spelt, term
from crossroads.world.axes import Array

MOST_WORDS = 150

NOTICED = 1e-6
"""Stakes below this are no reason to speak of."""

_FULL, _SHORT, _SOME, _SIDES, _ODDS = 4, 3, 2, 1, 0
"""How much is told of each option: from long words with gains and costs to short words with the odds alone."""

_ITEMS = (6, 5, 4)
_FEWEST_ITEMS = (3, 2, 1)

_SOME_OPTIONS = 3
"""Options whose gains and costs are told where there is no room for those of all."""


def length(text: str) -> int:
    """Return the number of words of a text."""
    return len(text.split())


def briefing(put: Put) -> str:
    """Return the briefing of a decision, at most `MOST_WORDS` words in lines of their own.

    Parameters
    ----------
    put
        The decision, with the view of one world.
    """
    told = ""
    for detail in (_FULL, _SHORT, _SOME, _SIDES, _ODDS):
        for items in (*_ITEMS, *(_FEWEST_ITEMS if detail == _ODDS else ())):
            told = _text(put, detail, items)
            if length(told) <= MOST_WORDS:
                return told
    return " ".join(told.split()[:MOST_WORDS])


def _text(put: Put, detail: int, items: int) -> str:
    head = f"{day(put.day)}. {put.point.title} ({put.point.table})."
    seen = seen_items(put.view)[:items]
    lines = [head]
    if seen:
        lines.append(f"You see: {'; '.join(seen)}.")
    lines.append(_heading(put.usual.council))
    lines += [f"  {option}" for option in options(put, detail)]
    unknown = decision(put.point.id).unknown
    return "\n".join([*lines, f"You do not know: {unknown}"])


def _heading(council: Council | None) -> str:
    if council is None:
        return "Your staff's leaning:"
    return "Your staff's odds, and who is for or against:" if len(council.factions) > 1 else "Your staff's odds:"


def options(put: Put, detail: int = _FULL) -> list[str]:
    """Return one line an option: its number, id, meaning, and what is expected of it.

    Parameters
    ----------
    put
        The decision.
    detail
        From 4, all in long words, to 0, the odds alone in short ones. In between: 3 short words; 2 gains and costs of
        the likeliest options only; 1 no gains and costs.
    """
    council = put.usual.council
    likeliest = sorted(put.odds, key=lambda name: -put.odds[name])[:_SOME_OPTIONS]
    lines = []
    for number, (option, odds) in enumerate(put.odds.items(), 1):
        told = [likelihood(odds) if council is None else _percent(odds)]
        if council is not None and option in council.options and detail > _ODDS:
            weighed = detail >= _SHORT or (detail == _SOME and option in likeliest)
            told += _expected(council, council.options.index(option), weighed)
        phrase = put.point.options[option] if detail == _FULL else short(put.point, option)
        lines.append(f"{number} {option}: {phrase} ({'; '.join(told)})")
    return lines


def short(point: DecisionPoint, option: str) -> str:
    """Return a few words for an option, its usual ones where there are no shorter."""
    told = decision(point.id).options.get(option, point.options[option])
    return told.removeprefix(f"{option}: ")


def likelihood(odds: float) -> str:
    """Return a probability in words."""
    for least, told in ((0.85, "nearly certain"), (0.6, "likely"), (0.4, "about even"), (0.15, "possible")):
        if odds >= least:
            return told
    return "unlikely" if odds >= 0.03 else "hardly"


def _percent(odds: float) -> str:
    return "<1%" if 0.0 < odds < 0.005 else f"{100 * odds:.0f}%"


def _expected(council: Council, option: int, weighed: bool) -> list[str]:
    """Return who is for and against an option and, where `weighed`, what it would gain and cost most."""
    if option == QUIET:
        return []
    own = by_faction(council)[..., 0]
    told = _sides(council, own[:, option] - own[:, QUIET]) if len(council.factions) > 1 else []
    return told + (_weighed(council, option) if weighed else [])


def _sides(council: Council, gains: Array) -> list[str]:
    told, seats = [], [faction(name).seat or spelt(name) for name in council.factions]
    for side, where in (("for", gains > NOTICED), ("against", gains < -NOTICED)):
        names = [seats[index] for index in np.flatnonzero(where)]
        if len(names) == len(council.factions):
            return [f"all {side}"]
        if names:
            told.append(f"{side}: {', '.join(names)}")
    return told


def _weighed(council: Council, option: int) -> list[str]:
    shares = contributions(council)[..., 0]
    table = (council.power[:, 0, None] * (shares[:, :, option] - shares[:, :, QUIET])).sum(axis=0)
    told = []
    for verb, index, sign in (("gains", int(np.argmax(table)), 1.0), ("costs", int(np.argmin(table)), -1.0)):
        if sign * table[index] > NOTICED:
            told.append(f"{verb}: {term(council.terms[index]).label}")
    return told
