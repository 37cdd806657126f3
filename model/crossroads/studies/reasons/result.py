"""What a choice owes to each of the documents' reasons, as tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from crossroads.runs.study_result import StudyResult

TABLE, SHARES, PAGE, FIGURE = "reasons.csv", "reasons_shapley.csv", "reasons.md", "reasons"
SINGLES = "reasons_single"
"""The figure of each reason alone."""


@dataclass(frozen=True, slots=True, repr=False)
class ReasonsTable(StudyResult):
    """What a choice owes to each reason.

    Attributes
    ----------
    table
        Columns `columns`. `kind` is 'baseline' (nothing removed), 'reason' (one removed alone), 'group' (a group
        removed together) or 'all'. Odds are means over the worlds of each world's mean over its meetings that count,
        at which the decision was open and free; options that are no column make up the rest. The difference is the
        mean paired one of the odds of the first option from the baseline, with its 95 % interval and the number of
        worlds that it rests on.
    shares
        Shapley shares of the groups, columns `shapley.COLUMNS`; empty where they were not asked for.
    last
        The last day of a meeting that counts.
    forced
        True where the scenario itself takes the decision at some meeting (those meetings do not count).
    """

    table: pd.DataFrame
    shares: pd.DataFrame
    last: dt.date
    forced: bool = False

    @property
    def reasons(self) -> pd.DataFrame:
        """The rows of single reasons."""
        return self.table[self.table["kind"] == "reason"].reset_index(drop=True)

    @property
    def drawn(self) -> pd.DataFrame:
        """The rows of single reasons and of groups: what the figures show."""
        return self.table[self.table["kind"].isin(["reason", "group"])].reset_index(drop=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        return {TABLE: self.table, SHARES: self.shares}
