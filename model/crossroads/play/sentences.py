"""Sentences of a dispatch: how a front has moved, how a number has changed, and as much as three lines hold."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from crossroads.evidence.nations import load_nations
from crossroads.play.seats import FrontWords
from crossroads.play.voice import WIDTH
from crossroads.telling.numbers import sentence_case

MOST_LINES = 3
"""Lines of a dispatch."""

Part = tuple[str, str]
"""What a sentence is about, and the sentence without its full stop; '' = there is none."""


def front_moved(front: FrontWords, seat: str, step: float, line: float) -> str:
    """Return how a front has moved, as a seat sees it, and where it stands.

    Parameters
    ----------
    front
        The front.
    seat
        The nation that is told.
    step
        By how much its number has risen, km.
    line
        Where it stands.
    """
    names, forward = load_nations(), (step > 0) != front.falls
    enemy = names[front.other if seat == front.mover else front.mover].names.adjective
    km, stands = f"{abs(step):,.0f} km {front.where}", front.stands(line)
    if seat == front.mover:
        if forward:
            return f"Your forces have advanced {km} and stand {stands}"
        return f"The {enemy} forces have driven yours back {km}; the line is {stands}"
    if forward:
        return f"The {enemy} forces have advanced {km} and stand {stands}"
    return f"Your forces have driven the {enemy} forces back {km}; the line is {stands}"


def front_still(front: FrontWords, line: float) -> str:
    """Return that a front has not moved, and where it stands."""
    return f"{sentence_case(front.where)} the line stands where it stood, {front.stands(line)}"


def changed(words: str, now: float, then: float | None, digits: int, least: float) -> str:
    """Return a number in its words, with what it was when it was told last; '' where it has hardly changed since."""
    new = f"{now:,.{digits}f}"
    if then is None:
        return words.format(new)
    if abs(now - then) < least or new == f"{then:,.{digits}f}":
        return ""
    return words.format(f"{new} (was {then:,.{digits}f})")


def packed(head: str, parts: Sequence[Part]) -> tuple[str, frozenset[str]]:
    """Return a head with as many sentences as fit into three lines, the first always, and what they are about."""
    text, about = head, set[str]()
    for name, sentence in parts:
        longer = f"{text} {sentence}."
        if not about or len(textwrap.wrap(longer, WIDTH)) <= MOST_LINES:
            text = longer
            about.add(name)
    return "\n".join(textwrap.wrap(text, WIDTH)[:MOST_LINES]), frozenset(about)
