"""Japan's regret as tables: what was imagined, what came of it, and what knowing would have been worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

MATRIX, KNOWLEDGE, TERMS, PAGE, FIGURE = "regret.csv", "knowledge.csv", "terms.csv", "regret.md", "regret"


@dataclass(frozen=True, slots=True)
class Regret:
    """What was imagined and what came of it.

    Attributes
    ----------
    scenario, title
        The scenario's name and title.
    on
        Day of the conference.
    horizon_weeks
        Weeks that were imagined, and counted, from that day.
    worlds, seed
        Worlds of the run, numbered from 0, and the seed of all luck.
    compared
        How many of them had every course open on the day: what everything below rests on.
    set_aside
        How many of the scenario's own orders on Japan's course were set aside.
    matrix
        One row a course: course, imagined, imagined_low, imagined_high (mean and middle 80 % of worlds, as believed),
        by_truth (imagined with the truth about Soviet strength and the American reaction), realised, realised_low,
        realised_high (mean and middle 80 % of worlds), worlds, gap, gap_low, gap_high (realised less imagined, world by
        world, with its 95 % interval), odds (mean odds of the course among these, as believed), best (share of worlds
        in which it brought most). Stakes.
    values
        One row a piece of knowledge: knowledge, gain, low, high: by how much what is chosen would have brought more,
        with its 95 % interval. Stakes. The last row is hindsight.
    terms
        One row a course and term: course, term, imagined, by_truth, realised: what the term adds, means, stakes.
    """

    scenario: str
    title: str
    on: dt.date
    horizon_weeks: int
    worlds: int
    seed: int
    compared: int
    set_aside: int
    matrix: pd.DataFrame
    values: pd.DataFrame
    terms: pd.DataFrame

    def write(self, folder: Path) -> list[Path]:
        """Write the tables as CSV; return the files."""
        for name, table in ((MATRIX, self.matrix), (KNOWLEDGE, self.values), (TERMS, self.terms)):
            table.to_csv(folder / name, index=False, lineterminator="\n")
        return [folder / name for name in (MATRIX, KNOWLEDGE, TERMS)]
