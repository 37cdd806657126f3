"""What a hypothesis asks of a world: a measure of the war, or what stood in a council's papers in 1941.

'odds:NATION.DECISION=OPTION' is the mean of an option's odds over the meetings of 1941 in which the question was open;
with '@DAY' behind it, the odds at the meeting of that day. 'believed:NATION.BELIEF@DAY' is what a nation held to be so
on the day of one of its meetings, the first on or after that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from crossroads.errors import InputError, listing, nearest
from crossroads.minds.condition import condition_names
from crossroads.minds.decision import NATIONS, measure, points_by_id, points_of
from crossroads.world.axes import Floats
from crossroads.world.block import LedgerEntry
from crossroads.world.calendar import END_OF_1941, START
from crossroads.world.measure import Measure

ODDS, BELIEVED = "odds:", "believed:"

FORM_OF_ODDS = "odds:NATION.DECISION=OPTION, with @DAY behind it or without"
FORM_OF_BELIEF = "believed:NATION.BELIEF@DAY"


@dataclass(frozen=True, slots=True)
class PapersRead:
    """What is read from the papers of the meetings of 1941.

    Attributes
    ----------
    name
        As it is asked for.
    nation
        Whose papers.
    decision
        The decision whose odds are read; '' for a belief.
    what
        The option, or the belief.
    day
        The day; None: the mean over all meetings of 1941.
    flag
        Whether it is a fact that holds or does not, 1 or 0.
    """

    name: str
    nation: str
    decision: str
    what: str
    day: dt.date | None
    flag: bool = False

    @property
    def share(self) -> bool:
        """Whether it is a share, from 0 to 1."""
        return bool(self.decision)

    def values(self, ledger: Sequence[LedgerEntry], worlds: int) -> Floats:
        """Read it from the ledger of a block, shape (world,), NaN where it was asked in no meeting.

        Parameters
        ----------
        ledger
            Entries of all worlds of the block.
        worlds
            How many worlds there are.
        """
        total, count = np.zeros(worlds), np.zeros(worlds)
        for entry in ledger:
            if entry.nation != self.nation or entry.day > END_OF_1941 or (self.day and entry.day < self.day):
                continue
            if self.decision:
                if entry.decision != self.decision or (self.day and entry.day != self.day):
                    continue
                value = entry.probabilities[entry.options.index(self.what)]
                open_now = entry.choice >= 0
            else:
                if self.what not in entry.seen:
                    continue
                value, open_now = entry.seen[self.what], (entry.choice >= 0) & (count == 0)
            total += np.where(open_now, value, 0.0)
            count += open_now
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def is_of_papers(name: str) -> bool:
    """Say whether a name asks for what stood in a council's papers."""
    return name.startswith((ODDS, BELIEVED))


@cache
def papers(name: str) -> PapersRead:
    """Read what is asked of papers by its name.

    Raises
    ------
    InputError
        Where there is no such decision, option, belief or day; the message says what is allowed.
    """
    kind, form = (ODDS, FORM_OF_ODDS) if name.startswith(ODDS) else (BELIEVED, FORM_OF_BELIEF)
    stem, at, written = name.removeprefix(kind).partition("@")
    subject, _, option = stem.partition("=")
    nation, dot, what = subject.partition(".")
    if not dot or (kind == BELIEVED and not at):
        raise InputError(f"found '{name}'; allowed: {form}")
    day = _day(name, written) if at else None
    if kind == BELIEVED:
        if nation not in NATIONS:
            raise InputError(f"found '{nation}'; allowed: {listing(NATIONS)}{nearest(nation, NATIONS)}")
        facts = _facts(nation)
        beliefs = sorted({*_beliefs(nation), *facts})
        if what not in beliefs:
            raise InputError(f"found '{what}'; allowed: {listing(beliefs)}{nearest(what, beliefs)}")
        return PapersRead(name, nation, "", what, day, what in facts)
    point = points_by_id().get(subject)
    if point is None:
        raise InputError(f"found '{subject}'; allowed: {listing(points_by_id())}{nearest(subject, points_by_id())}")
    if option not in point.options:
        raise InputError(f"found '{option}'; allowed: {listing(point.options)}{nearest(option, point.options)}")
    return PapersRead(name, nation, what, option, day)


def _beliefs(nation: str) -> set[str]:
    return {known.split(".")[-1] for known in condition_names() if known.startswith(f"{nation}.believes.")}


def _facts(nation: str) -> set[str]:
    """Return the facts that a nation's councils share with the others: each holds, or does not."""
    imagined = [point.imagined for point in points_of(nation) if point.imagined is not None]
    return set().union(*(each.public.values() for each in imagined)) - _beliefs(nation)


def _day(name: str, written: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        day = END_OF_1941 + dt.timedelta(days=1)
    if not START <= day <= END_OF_1941:
        raise InputError(f"found '{name}'; allowed after '@': a day from {START} to {END_OF_1941}")
    return day


def check(name: str) -> Measure | PapersRead:
    """Return what a name stands for; see `papers` and `world.measure`."""
    return papers(name) if is_of_papers(name) else measure(name)
