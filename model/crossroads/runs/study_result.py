"""What studies of one decision under one scenario have in common: what they rest on, and tables as CSV."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from crossroads.runs.shown import Shown
from crossroads.runs.tables.frames import write_csv


@dataclass(frozen=True, slots=True, repr=False)
class StudyResult(Shown, ABC):
    """What a study rests on.

    Attributes
    ----------
    scenario, title
        The scenario's name and title.
    decision
        Id of the decision, 'nation.decision'.
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    caveat
        One sentence that stands under every figure.
    bear_in_mind
        What whoever reads it must know of the scenario, a sentence an item.
    """

    scenario: str
    title: str
    decision: str
    worlds: int
    seed: int
    caveat: str
    bear_in_mind: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    @abstractmethod
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Name of a file -> its table."""

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {"scenario": self.scenario, "decision": self.decision, "worlds": self.worlds, "seed": self.seed}

    @property
    def overview(self) -> pd.DataFrame:
        """Its first table."""
        return next(iter(self.tables.values()))

    def write(self, folder: Path) -> list[Path]:
        """Write the tables as CSV; return the files."""
        for name, table in self.tables.items():
            write_csv(table, folder / name)
        return [folder / name for name in self.tables]
