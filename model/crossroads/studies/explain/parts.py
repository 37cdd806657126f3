"""One council taken apart for a figure: which meeting to show, and what its options were held to bring."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.minds.council import QUIET, Council, by_faction, contributions, utilities
from crossroads.runs.tables.ledger import Floats, Meeting
from crossroads.studies.explain.course_figure import DecisionAsked, decided_freely, standing
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


def choose(ledger: pd.DataFrame, question: DecisionAsked, world: int | None = None) -> Meeting | None:
    """Return the meeting that mattered; None where none did that was free and reasoned.

    It is the one at which what stands on the day of the reading was chosen, of its own, in a world in which no order
    set it. A world in which nothing but the first option ever stood has no such meeting: there it is the one at which
    the odds were most open.

    Parameters
    ----------
    ledger
        A run's ledger.
    question
        What is asked.
    world
        The world wanted; another is taken where it has no such meeting. None: the first that has.
    """
    free = set(decided_freely(ledger, question).tolist())
    if "council" not in ledger.columns or not free:
        return None
    mine = ledger.loc[ledger["nation"] + "." + ledger["decision"] == question.point]
    reasoned = np.array([isinstance(council, dict) for council in mine["council"]], dtype=np.bool_)
    mine = mine.loc[reasoned & ~mine["forced"] & mine["world"].isin(free)]
    mine = mine.loc[mine["date"] <= pd.Timestamp(question.course_day)]
    if mine.empty:
        return None
    wanted = mine.loc[mine["world"] == world]
    mine = wanted if len(wanted) else mine.loc[mine["world"] == mine["world"].min()]
    stood = standing(ledger.loc[ledger["world"] == mine["world"].iloc[0]], question.point)
    stood = stood.loc[stood["date"] <= pd.Timestamp(question.course_day)]
    quiet = mine["options"].iloc[0][0]
    told = mine.loc[mine["date"] == stood["date"].iloc[-1]] if stood["choice"].iloc[-1] != quiet else mine
    return min(meetings(told if len(told) else mine), key=lambda meeting: float(np.nanmax(meeting.probabilities)))


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
