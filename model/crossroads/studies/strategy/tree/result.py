"""A tree as a table: a row a place, with its shares, its stakes and what is rolled back."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from crossroads.runs.study_result import StudyResult
from crossroads.studies.strategy.tree.grown import TreeNode
from crossroads.studies.strategy.tree.levels import AskedTree

TABLE, PAGE, FIGURE = "tree.csv", "tree.md", "tree"


@dataclass(frozen=True, slots=True, repr=False)
class WorldTree(StudyResult):
    """A decision tree drawn from worlds that were run.

    Attributes
    ----------
    asked
        Its levels.
    root
        The tree.
    least
        Branches with fewer worlds were merged.
    rolled
        What is rolled back to the root, with its 95 % interval.
    """

    asked: AskedTree = field(kw_only=True)
    root: TreeNode = field(kw_only=True)
    least: int = field(kw_only=True)
    rolled: tuple[float, float, float] = field(kw_only=True)

    @property
    def table(self) -> pd.DataFrame:
        """One row a place, from the top: see the how-to page for its columns."""
        rows = []
        for path, node in self.root.walk():
            level = self.asked.levels[node.depth - 1] if node.depth else None
            rows.append(
                {
                    "path": " > ".join(path),
                    "level": level.title if level else "",
                    "by": level.by if level else "",
                    "branch": node.label,
                    "merged": "; ".join(node.merged),
                    "worlds": node.count,
                    "share": node.share[0],
                    "share_low": node.share[1],
                    "share_high": node.share[2],
                    "of_all": node.count / self.root.count,
                    "stakes": node.stakes[0],
                    "stakes_low": node.stakes[1],
                    "stakes_high": node.stakes[2],
                    "rolled_back": node.rolled,
                    "leaf": not node.children,
                }
            )
        return pd.DataFrame(rows)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        return {TABLE: self.table}
