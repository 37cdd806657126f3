"""What the data say of a seat: its fronts, what it knows of its own side, what it hears, and what it may be asked.

`nations/NATION/seat.toml` is one seat's; `words.toml` beside this file says how fronts and events are told to any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from typing import Any

from pydantic.dataclasses import dataclass

from crossroads.evidence.nations import nation_tables
from crossroads.evidence.reading import packaged
from crossroads.telling.word_forms import CLOSED

FILE = "seat.toml"

WEEKS_AHEAD = 13
"""How far a bet on a front or a number looks ahead."""


@dataclass(frozen=True, slots=True, config=CLOSED)
class FrontWords:
    """How a front is told.

    Attributes
    ----------
    where
        Where it is: 'before Moscow'.
    beyond, short_of, on
        Where the line stands, by its sign, with {} for km.
    mover, other
        The nation whose advance raises the number (or lowers it, where `falls`), and its enemy.
    falls
        Whether the number falls with an advance.
    forward, back
        What 'further' is either way, in a bet.
    steps
        Moves, km, that a bet may name.
    least
        A move smaller than this, km, is none.
    weight
        A move of this many km is an event of weight.
    begins, ends
        Dated outcomes from which on, and until which, it is a front; without them while it has a number.
    """

    where: str
    beyond: str
    on: str
    mover: str
    other: str
    forward: str
    back: str
    steps: tuple[int, ...]
    least: float
    weight: float
    short_of: str = ""
    falls: bool = False
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def stands(self, km: float) -> str:
        """Return where the line stands, in words: the side of the border, never a sign."""
        whole = round(km)
        if whole == 0 or (whole < 0 and not self.short_of):
            return self.on
        return (self.beyond if whole > 0 else self.short_of).format(f"{abs(whole):,}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class EventWords:
    """How a dated outcome is told: to all, to a seat that it is about (`to`), and after another one (`after`).

    It is not told where one of `unless` has come. In a table it is called `row`, where its label would mislead; in
    a bet `bet`. It can no longer come after one of `ended_by`, and nobody bets on it before all of `needs`.
    """

    told: str
    to: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    unless: tuple[str, ...] = ()
    row: str = ""
    bet: str = ""
    ended_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=CLOSED)
class OwnNumber:
    """A number of its own side that a seat knows as it is.

    Attributes
    ----------
    series
        The weekly series, or a field of the war's state, with a point in its name.
    words
        A sentence with {} for the number.
    scale, digits
        Factor to the unit of the words, and decimals.
    summed
        Whether it is counted up since the last dispatch, as flows are.
    least
        A change smaller than this, in the unit of the words, is none.
    weight
        A loss of so many within a month is an event of weight; 0 = none is.
    lost
        A sentence with {} for such a loss.
    once
        Whether it is told only where there is any.
    begins
        Dated outcome before which nobody asks for it.
    """

    series: str
    words: str
    scale: float = 1.0
    digits: int = 0
    summed: bool = False
    least: float = 0.0
    weight: float = 0.0
    lost: str = ""
    once: bool = False
    begins: str = ""


@dataclass(frozen=True, slots=True, config=CLOSED)
class HeardNumber:
    """A number that a seat is told by others, as its view has it: late, and with errors.

    `words` has {} for it; `scale` and `digits` are as of an own number; `eastern` numbers end with the war between
    Germany and the USSR, others with a dated outcome (`until`).
    """

    feature: str
    words: str
    scale: float = 1.0
    digits: int = 0
    least: float = 0.0
    eastern: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True, config=CLOSED)
class FlagNews:
    """A flag of a view whose new level is news, and how it is told: to all, and to a seat that it is about (`to`)."""

    feature: str
    level: int
    told: str
    to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=CLOSED)
class Seat:
    """What a person in a seat is told and asked.

    Attributes
    ----------
    dead
        Outcome that counts the seat's own dead.
    dead_words
        Who they are: 'of your soldiers'.
    fronts
        Series of the fronts on which its own forces stand.
    own, heard
        Numbers of its own side, and what it is told of others, in order.
    bets
        (dated outcome, weeks ahead) on which it may bet; what it decides by itself is not among them.
    reaches
        Dated outcomes without which its great decisions do not come up.
    past
        Decision -> the dated outcome after which nothing hangs on it.
    out
        Dated outcomes with each of which its war is over.
    """

    dead: str = ""
    dead_words: str = ""
    fronts: tuple[str, ...] = ()
    own: tuple[OwnNumber, ...] = ()
    heard: tuple[HeardNumber, ...] = ()
    bets: tuple[tuple[str, int], ...] = ()
    reaches: tuple[str, ...] = ()
    past: Mapping[str, str] = field(default_factory=dict)
    out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, config=CLOSED)
class SeatWords:
    """How fronts, events and flags are told.

    `lines` names the features of views that are the line of a front; the war is over for all once every outcome of
    `over` has come.
    """

    fronts: Mapping[str, FrontWords]
    events: Mapping[str, EventWords]
    flags: tuple[FlagNews, ...]
    lines: Mapping[str, str]
    over: tuple[str, ...]


@cache
def seat_of(nation: str) -> Seat:
    """Return what is told and asked in a nation's seat; one without a file is told events alone."""
    found: dict[str, dict[str, Any]] = dict(nation_tables(FILE))
    return Seat(**found.get(nation, {}))


@cache
def seat_words() -> SeatWords:
    """Return how fronts and events are told."""
    return SeatWords(**packaged("play/words.toml"))
