"""What a signal was believed to mean, as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from crossroads.runs.study_result import StudyResult

INTENTS, CREDIBILITY, PAGE, FIGURE = "intents.csv", "credibility.csv", "signal.md", "signal"


@dataclass(frozen=True, slots=True, repr=False)
class Signalled(StudyResult):
    """What a receiver made of a signal.

    Attributes
    ----------
    signal, subject
        The signal's name and title.
    sender, receiver, belief, seen, did
        As in its file.
    intents
        One row an intent: intent, belief, belief_low, belief_high (mean chance that the receiver gave it on the day,
        with its 95 % interval), did, did_low, did_high (mean of what it did).
    ratios
        One row a contrast: contrast, ratio, low, high (geometric mean over worlds of the receiver's odds in the one
        over those in the other), and moved, moved_low, moved_high (what it did in the one less the other).
    """

    signal: str = field(kw_only=True)
    subject: str = field(kw_only=True)
    sender: str = field(kw_only=True)
    receiver: str = field(kw_only=True)
    belief: str = field(kw_only=True)
    seen: dt.date = field(kw_only=True)
    did: str = field(kw_only=True)
    intents: pd.DataFrame = field(kw_only=True)
    ratios: pd.DataFrame = field(kw_only=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        return {INTENTS: self.intents, CREDIBILITY: self.ratios}
