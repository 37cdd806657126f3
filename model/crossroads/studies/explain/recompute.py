"""Every decision of a record worked out again from the record alone: utilities, odds, choice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.minds import choice
from crossroads.minds.council import log_odds, utilities
from crossroads.runs.tables.ledger import Floats, Meeting
from crossroads.runs.tables.ledger_table import grouped
from crossroads.telling.numbers import counted

TOLERANCE = 1e-9
"""Rounding that is allowed: a block of worlds and a single one may differ in the last digits."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A decision that the record does not bear out, and in what: 'utilities', 'odds', 'choice'."""

    scenario: str
    world: int
    date: dt.date
    nation: str
    decision: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of working the decisions out again.

    Attributes
    ----------
    decisions, worlds
        How many were looked at.
    reasoned
        Those with a council, whose utilities were worked out again too.
    forced
        Those that a scenario took, whose odds are taken from the record.
    mismatches
        Those that the record does not bear out, in its order.
    """

    decisions: int
    worlds: int
    reasoned: int
    forced: int
    mismatches: tuple[Mismatch, ...]

    def sentences(self) -> list[str]:
        """Return the result in words, the decisions that do not come out one by one."""
        agree = self.decisions - len(self.mismatches)
        told = [
            f"{agree:,} of {counted(self.decisions, 'decision')} in {counted(self.worlds, 'world')} come "
            f"out of the record as they stand in it: utilities of {self.reasoned:,} that were reasoned, odds of "
            f"{self.decisions - self.forced:,} that were free, and the choice of all."
        ]
        for item in self.mismatches:
            told.append(
                f"Not so: {item.scenario}, world {item.world}, {item.date}, {item.nation}.{item.decision}: "
                f"{', '.join(item.parts)}."
            )
        return told


def recompute(ledger: pd.DataFrame) -> Recomputed:
    """Work every decision of a ledger out again from its record alone.

    Utilities come from the council (`minds.council.utilities`), odds from the utilities, the choice from odds and
    draw. Options whose utility is -inf were not legal. Where a scenario took the decision its odds are part of the
    record; where a decision was not reasoned its utilities are.

    Parameters
    ----------
    ledger
        A table with the columns of `LEDGER_COLUMNS`.
    """
    found: dict[int, tuple[str, ...]] = {}
    for places, meeting in grouped(ledger):
        found |= {place: parts for place, parts in zip(places, _differences(meeting), strict=True) if parts}
    mismatches = [
        Mismatch(row["scenario"], int(row["world"]), row["date"].date(), row["nation"], row["decision"], found[place])
        for place, row in ((place, ledger.iloc[place]) for place in sorted(found))
    ]
    reasoned = sum(isinstance(council, dict) for council in ledger["council"])
    return Recomputed(
        len(ledger), int(ledger["world"].nunique()), reasoned, int(ledger["forced"].sum()), tuple(mismatches)
    )


def _differences(meeting: Meeting) -> list[tuple[str, ...]]:
    """Return for each world of a meeting what does not come out."""
    legal, odds, council = meeting.legal, meeting.probabilities, meeting.council
    # What is no number was not legal either.
    recorded = np.where(np.isnan(meeting.utilities), -np.inf, meeting.utilities)
    own, open_to = recorded, legal.astype(np.float64)
    by_log_odds = recorded
    if council is not None:
        own, by_log_odds = utilities(council), log_odds(council, open_to)
    worked_out = np.where(meeting.forced, odds, choice.probabilities(by_log_odds, open_to))
    agree: dict[str, NDArray[np.bool_]] = {
        "utilities": np.all(~legal | _near(own, np.where(legal, recorded, 0.0)), axis=0),
        "odds": np.all(_near(worked_out, odds), axis=0),
        "choice": _chosen(worked_out, meeting.draw, meeting.choice),
    }
    return [tuple(part for part, right in agree.items() if not right[place]) for place in range(len(meeting.worlds))]


def _near(found: Floats, recorded: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.abs(found - recorded) <= TOLERANCE * (1.0 + np.abs(recorded)))


def _chosen(odds: Floats, draw: Floats, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say where the choice on record is the one that odds and draw make (or one of two that they leave equal)."""
    made = choice.choose(odds, draw)
    with np.errstate(divide="ignore"):
        appeal = np.log(odds) + draw
    places = np.arange(len(chosen))
    equal = appeal[chosen, places] >= appeal[made, places] - TOLERANCE
    return np.asarray((chosen >= 0) & ((made == chosen) | equal))
