"""Regret as tables: what was imagined, what came of it, and what knowing would have been worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from crossroads.runs.study_result import StudyResult

MATRIX, KNOWLEDGE, TERMS, PAGE, FIGURE = "regret.csv", "knowledge.csv", "terms.csv", "regret.md", "regret"


@dataclass(frozen=True, slots=True, repr=False)
class Regret(StudyResult):
    """What was imagined and what came of it.

    Attributes
    ----------
    on
        Day of the meeting.
    horizon_weeks
        Weeks that were imagined, and counted, from that day.
    compared
        How many of the worlds had every course open on the day: what everything below rests on.
    until
        Day of the horizon, at which it is counted who is undefeated.
    set_aside
        How many of the scenario's own orders on the decision were set aside.
    matrix
        One row a course: course, imagined, imagined_low, imagined_high (mean and middle 80 % of worlds, as believed),
        by_truth (imagined with the truth about all that there was to know), realised, realised_low,
        realised_high (mean and middle 80 % of worlds), worlds, gap, gap_low, gap_high (realised less imagined, world by
        world, with its 95 % interval), odds (mean odds of the course among these, as believed), best (share of worlds
        in which it brought most). Stakes. undefeated, undefeated_low, undefeated_high (share of worlds in which the
        nation, having kept to the course, is undefeated at the horizon, with its 95 % interval).
    values
        One row a piece of knowledge: knowledge, gain, low, high: by how much what is chosen would have brought more,
        with its 95 % interval. Stakes. The last row is hindsight.
    terms
        One row a course and term: course, term, imagined, by_truth, realised: what the term adds, means, stakes.
    """

    on: dt.date
    horizon_weeks: int
    compared: int
    until: dt.date
    set_aside: int
    matrix: pd.DataFrame
    values: pd.DataFrame
    terms: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        return {MATRIX: self.matrix, KNOWLEDGE: self.values, TERMS: self.terms}
