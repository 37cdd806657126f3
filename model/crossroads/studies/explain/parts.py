"""One council taken apart for a figure: which meeting to show, and what its options were held to bring."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.minds.council import QUIET, Council, by_faction, contributions, utilities
from crossroads.runs.storage.ledger import Floats, Meeting
from crossroads.studies.explain.meetings import meetings
from crossroads.telling import numbers, vocabulary

_FINE = 0.2


class Weighed(NamedTuple):
    """One council taken apart: what the paper shows, against the quiet option, in stakes.

    Attributes
    ----------
    council
        The council (one world).
    shown
        Places of the options shown: the quiet one, and those that were legal.
    terms
        What each term adds at the table, factions by power, shape (term, option).
    gain
        Each faction's gain, shape (faction, option).
    valued
        What loss aversion and curvature add to the sum of the terms, shape (option,).
    dissent
        What dissent adds, shape (option,); 0 or less.
    total
        The table's utility, shape (option,): the sum of the terms, `valued` and `dissent`.
    """

    council: Council
    shown: list[int]
    terms: Floats
    gain: Floats
    valued: Floats
    dissent: Floats
    total: Floats

    @property
    def decimals(self) -> int:
        """Decimals with which stakes are written: more where all that is shown is small."""
        return 2 if max(np.abs(part[..., self.shown]).max() for part in (self.terms, self.gain)) >= _FINE else 3

    def vetoes(self, faction: int, option: int) -> bool:
        """Say whether this faction's dissent is the one that counts against an option."""
        held = self.council
        if held.assent[faction] <= 0 or held.costly[option] <= 0 or self.dissent[option] >= 0:
            return False
        needed = self.gain[held.assent > 0, option]
        return bool(self.gain[faction, option] == needed.min())


def weighed(meeting: Meeting) -> Weighed:
    """Take the council of a meeting of one world apart.

    Raises
    ------
    InputError
        Where the decision was not reasoned: its odds were stated, and there is no council.
    """
    council = meeting.council
    if council is None:
        raise InputError(
            f"world {meeting.worlds[0]}, {meeting.point} of {numbers.day(meeting.date)}: this decision was not "
            "reasoned (its odds were stated), so there is no council to draw; a decider that deliberates leaves one."
        )
    gain = by_faction(council)[..., 0]
    gain = gain - gain[:, [QUIET]]
    added = contributions(council)[..., 0]
    power = council.power[:, 0]
    terms = np.einsum("f,fto->to", power, added - added[:, :, [QUIET]])
    total = utilities(council)[:, 0]
    mean = power @ gain
    shown = sorted({*(int(place) for place in np.flatnonzero(meeting.probabilities[:, 0] > 0)), QUIET})
    return Weighed(council, shown, terms, gain, mean - terms.sum(axis=0), total - mean, total)


def choose(ledger: pd.DataFrame, point: str, world: int | None = None) -> Meeting | None:
    """Return the meeting of a ledger that makes the most telling paper; None where no such decision was reasoned.

    Of the decision's meetings before 1942 that no scenario took (any meeting, where there is none), the one at which
    the odds were most open; the first of equals.

    Parameters
    ----------
    ledger
        A run's ledger.
    point
        'nation.decision'.
    world
        The world wanted; another is taken where it has no such meeting. None: the first that has.
    """
    if "council" not in ledger.columns:
        return None
    mine = ledger.loc[ledger["nation"] + "." + ledger["decision"] == point]
    mine = mine.loc[[isinstance(council, dict) for council in mine["council"]]]
    for fits in (~mine["forced"] & (mine["date"] < pd.Timestamp("1942")), ~mine["forced"]):
        if fits.any():
            mine = mine.loc[fits]
            break
    if mine.empty:
        return None
    wanted = mine.loc[mine["world"] == world]
    mine = wanted if len(wanted) else mine.loc[mine["world"] == mine["world"].min()]
    return min(meetings(mine), key=lambda meeting: float(np.nanmax(meeting.probabilities)))


def description(meeting: Meeting, scenario: str | None = None) -> str:
    """Return one sentence on a meeting of one world: the decision, its day and world, and the odds."""
    name = meeting.point
    options = zip(meeting.options, np.nan_to_num(meeting.probabilities[:, 0]), strict=True)
    odds = "; ".join(f"{vocabulary.option(name, option)} {numbers.percent(float(p))}" for option, p in options)
    chosen = vocabulary.option(name, meeting.options[meeting.choice[0]])
    return (
        f"What one council weighed, {name} of {numbers.day(meeting.date)} in world {meeting.worlds[0]} of "
        f"'{scenario or meeting.scenario}'. Odds: {odds}. Choice: {chosen}."
    )
