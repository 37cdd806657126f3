"""What Japan's choice owes to each of the documents' reasons, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

TABLE, SHARES, PAGE = "reasons.csv", "reasons_shapley.csv", "reasons.md"


@dataclass(frozen=True, slots=True)
class ReasonsTable:
    """What Japan's choice owes to each reason.

    Attributes
    ----------
    scenario, title
        The scenario's name and title.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    table
        Columns `COLUMNS`. `kind` is 'baseline' (nothing removed), 'reason' (one removed alone), 'group' (a group
        removed together) or 'all'. Odds are means over the worlds of each world's mean over its meetings of 1941
        at which the course was open and free; courses that are no column make up the rest. `difference_north` is the
        mean paired difference of the odds of going north from the baseline, with its 95 % interval and the number of
        worlds that it rests on.
    shares
        Shapley shares of the groups, columns `shapley.COLUMNS`; empty where they were not asked for.
    forced
        True where the scenario itself takes Japan's course at some meeting (those meetings do not count).
    """

    scenario: str
    title: str
    worlds: int
    seed: int
    table: pd.DataFrame
    shares: pd.DataFrame
    forced: bool = False

    @property
    def reasons(self) -> pd.DataFrame:
        """The rows of single reasons."""
        return self.table[self.table["kind"] == "reason"].reset_index(drop=True)

    @property
    def drawn(self) -> pd.DataFrame:
        """The rows of single reasons and of groups: what the figure shows."""
        return self.table[self.table["kind"].isin(["reason", "group"])].reset_index(drop=True)

    def write(self, folder: Path) -> list[Path]:
        """Write the tables as CSV; return the files."""
        self.table.to_csv(folder / TABLE, index=False, lineterminator="\n")
        self.shares.to_csv(folder / SHARES, index=False, lineterminator="\n")
        return [folder / name for name in (TABLE, SHARES)]
