"""Bets: statements about the near future that are open on the day, and what became of them.

Whether a statement is open is counted, not guessed: a hundred wars go on from the state of this one on that day, with
other luck and the councils deciding, and the statement is asked only where it comes true in some of them and not in
others. The same count is what a person's odds are put beside.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossroads.engine import War
from crossroads.engine.branching import branched
from crossroads.play.seats import WEEKS_AHEAD, FrontWords, Seat, seat_words
from crossroads.telling.numbers import day
from crossroads.world import calendar
from crossroads.world.axes import Array, Flags
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES

BRANCHES = 100
"""How many wars go on from a day."""

SPARE = 10**17 + np.arange(BRANCHES, dtype=np.int64)
"""The numbers whose luck they have: no run has as many worlds."""

OPEN = (0.02, 0.98)
"""Odds between which a statement is open."""

MOST_ABOUT_ONE = 6
"""Bets on one thing: after these it is no more asked about."""

FAR_FROM_EVEN = 0.4
"""What lies further from even odds is asked only where nothing else is open."""

Reports = Mapping[str, Mapping[int, Array]]
"""Lines of others' fronts as a seat hears of them: feature -> week -> (world,)."""


@dataclass(frozen=True, slots=True)
class Bet:
    """A statement about what will have come by a day.

    Attributes
    ----------
    about
        A dated outcome, the series of a front, or the feature of a view that is the reported line of one.
    on
        The day on which it is asked.
    by_week
        The last week that counts.
    text
        The statement: 'that Moscow falls by 3 January 1942'.
    limit, rises
        Of a front: what its number has to reach in that week, and whether from below; None for an outcome.
    """

    about: str
    on: dt.date
    by_week: int
    text: str
    limit: float | None = None
    rises: bool = True

    @property
    def by(self) -> dt.date:
        """The last day that counts."""
        return calendar.date_of(self.by_week) + dt.timedelta(days=calendar.DAYS_A_WEEK - 1)


@dataclass(frozen=True, slots=True)
class MadeBet:
    """A bet with a person's odds, and the share of a hundred wars from the same day in which it comes true."""

    bet: Bet
    odds: float
    chance: float


def came_true(bet: Bet, block: Block, reports: Reports) -> Flags:
    """Return in which worlds a statement has come true, (world,); of a front that has closed it has not.

    Parameters
    ----------
    bet
        The statement.
    block, reports
        The record of the worlds, and what the seat was told in them.
    """
    if bet.limit is None:
        return np.asarray(block.outcomes[bet.about] <= bet.by_week)
    if bet.about in OBSERVABLE_NAMES:
        values = block.series[OBSERVABLE_NAMES.index(bet.about), bet.by_week].astype(np.float64)
    else:
        values = reports[bet.about][bet.by_week]
    with np.errstate(invalid="ignore"):
        found = values >= bet.limit if bet.rises else values <= bet.limit
    return np.asarray(found)


def is_settled(bet: Bet, block: Block, week: int) -> bool:
    """Say whether a statement has been decided once a week has passed."""
    return week >= bet.by_week or (bet.limit is None and bool(block.outcomes[bet.about][0] <= week))


def candidates(
    seat: Seat,
    week: int,
    weeks: int,
    happened: Collection[str],
    fronts: Mapping[str, float],
    reported: Mapping[str, float],
) -> Iterator[Bet]:
    """Yield what could be asked of a seat after a week.

    Parameters
    ----------
    seat
        What it may bet on.
    week, weeks
        The week that comes next, and weeks of the war.
    happened
        Dated outcomes that have come.
    fronts
        The seat's own open fronts, with where the line stands.
    reported
        Features that are the lines of others' fronts, with where they are said to stand.
    """
    on = calendar.date_of(week)
    for about, ahead in seat.bets:
        event, by_week = seat_words().events[about], week + ahead
        done = {about, *event.ended_by} & set(happened)
        if not done and set(event.needs) <= set(happened) and by_week < weeks:
            by = Bet(about, on, by_week, "").by
            yield Bet(about, on, by_week, f"that {event.bet} by {day(by)}")
    by_week = week + WEEKS_AHEAD
    if by_week < weeks:
        for name, line in fronts.items():
            yield from _of_a_front(name, seat_words().fronts[name], line, on, by_week, "lies")
        for name, line in reported.items():
            yield from _of_a_front(
                name, seat_words().fronts[seat_words().lines[name]], line, on, by_week, "is reported"
            )


def _of_a_front(name: str, front: FrontWords, line: float, on: dt.date, by_week: int, verb: str) -> Iterator[Bet]:
    for step in front.steps:
        far = f"at least {step:,} km " if step else ""
        for forward, words in ((True, front.forward), (False, front.back)):
            rises = forward != front.falls
            # A line that has stood still has not moved either way.
            move = max(float(step), front.least)
            when = calendar.date_of(by_week)
            text = f"that on {day(when)} the line {front.where} {verb} {far}{words} than on {day(on)}"
            yield Bet(name, on, by_week, text, line + move if rises else line - move, rises)


def chances(war: War, seat: str, bets: Sequence[Bet]) -> list[float]:
    """Return the share of wars that go on from a war's state in which each statement comes true.

    Parameters
    ----------
    war
        The war, between two weeks.
    seat
        The nation that hears of others' fronts.
    bets
        The statements.
    """
    heard = {bet.about for bet in bets if bet.limit is not None and bet.about not in OBSERVABLE_NAMES}
    reports: dict[str, dict[int, Array]] = {name: {} for name in heard}
    last = max(bet.by_week for bet in bets)
    many = branched(war, SPARE)
    ears = next(nation for nation in many.nations if nation.name == seat)
    while many.week <= last:
        many.step()
        for name in heard:
            reports[name][ears.view.week] = ears.view[name]
    block = many.block()
    many.release()
    return [float(came_true(bet, block, reports).mean()) for bet in bets]


def chosen(war: War, seat: str, possible: Sequence[Bet], asked: Counter[str]) -> tuple[Bet, float] | None:
    """Return the open statement that is asked, with its chance; None where nothing is open.

    First comes what has been asked about least, of that what is not nearly certain, events before fronts, and of these
    what is most open.
    """
    left = [bet for bet in possible if asked[bet.about] < MOST_ABOUT_ONE]
    if not left:
        return None
    found = [(bet, chance) for bet, chance in zip(left, chances(war, seat, left), strict=True) if is_open(chance)]

    def rank(pair: tuple[Bet, float]) -> tuple[bool, int, bool, float]:
        far = abs(pair[1] - 0.5)
        return far > FAR_FROM_EVEN, asked[pair[0].about], pair[0].limit is not None, far

    return min(found, key=rank, default=None)


def is_open(chance: float) -> bool:
    """Say whether a statement of a chance is open."""
    return OPEN[0] <= chance <= OPEN[1]
