"""What came of it: a row an error and measure, and the errors of each document in the order of what they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.evidence.claims.profiles import DOCUMENTS, DocumentChange
from crossroads.evidence.reading import packaged
from crossroads.runs.shown import Shown
from crossroads.runs.tables.frames import write_csv
from crossroads.statistics.family import stands
from crossroads.world.measure import Measure

DOCUMENTS_FORMAT = "crossroads documents 1"
"""Marks a folder as this study's; the number rises when the layout changes."""

TABLE, PAGE, FIGURE = "documents.csv", "documents.md", "documents"

COLUMNS = (
    *("document", "error", "line", "says", "in_profile", "measure", "kind", "value", "base_value"),
    *("difference", "low", "high", "worlds", "differing", "p", "p_family", "would_show", "ordered"),
)


def asked() -> dict[str, Any]:
    """Return what is asked of each error, and how errors are ranked."""
    return packaged("studies/documents/asked.toml")


@dataclass(frozen=True, slots=True, eq=False)
class ErrorTried:
    """One error of one document, and what came of it.

    Attributes
    ----------
    name
        As `with_errors` calls it.
    document
        Number of the document.
    change
        What it says.
    rows
        Its rows of the table, those that it orders itself last.
    size
        Its largest change that stands, 0 to 1: shares of worlds, weeks of two years; 0 where nothing stands.
    """

    name: str
    document: str
    change: DocumentChange
    rows: pd.DataFrame
    size: float

    @property
    def clear(self) -> pd.DataFrame:
        """The rows that can be told from luck and that it does not order, the largest first."""
        return self.rows[standing(self.rows)]

    @property
    def free(self) -> pd.DataFrame:
        """The rows that it does not order."""
        return self.rows[~self.rows["ordered"].astype(bool)]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DocumentsCompared(Shown):
    """What each error of each document changes.

    Attributes
    ----------
    worlds, seed
        Number of worlds, from 0, and the seed of all luck.
    title, caveat
        The base's title, and the sentence that stands under the figure.
    table
        One row an error and measure, in the columns of `COLUMNS`: mean in the worlds that follow the error and in the
        base, the paired difference with its 95 % interval, p alone and within the family of all rows that no error
        orders, the smallest difference that would have shown four times in five, and whether the error orders it.
    measures
        What was asked.
    tried
        Name of an error -> its document and what it says.
    """

    worlds: int
    seed: int
    title: str
    caveat: str
    table: pd.DataFrame
    measures: tuple[Measure, ...]
    tried: Mapping[str, tuple[str, DocumentChange]]

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {"errors": len(self.tried), "worlds": self.worlds, "seed": self.seed}

    @property
    def overview(self) -> pd.DataFrame:
        """Its table."""
        return self.table

    def ranked(self, document: str) -> list[ErrorTried]:
        """Return the errors of a document that can be tried, the most consequential first."""
        found = [self._error(name) for name, (maker, _) in self.tried.items() if maker == document]
        return sorted(found, key=lambda item: -item.size)

    def by_document(self) -> dict[str, list[ErrorTried]]:
        """Return the number of each document -> its errors, the most consequential first."""
        return {document: self.ranked(document) for document in DOCUMENTS}

    def _error(self, name: str) -> ErrorTried:
        document, change = self.tried[name]
        own = self.table[self.table["error"] == name]
        own = own.assign(size=[_size(row) for _, row in own.iterrows()])
        own = own.sort_values(["ordered", "size"], ascending=[True, False], kind="stable")
        clear = own.loc[standing(own), "size"]
        return ErrorTried(name, document, change, own, float(clear.max()) if len(clear) else 0.0)

    def write(self, folder: Path) -> list[Path]:
        """Write the table as CSV; return the file."""
        write_csv(self.table, folder / TABLE)
        return [folder / TABLE]


def standing(rows: pd.DataFrame) -> pd.Series[bool]:
    """Say of each row whether its difference stands among all that are told, and is not ordered by the error itself."""
    return stands(rows) & ~rows["ordered"].astype(bool)  # type: ignore[no-any-return]


def _size(row: pd.Series[Any]) -> float:
    """Return how large a change is, 0 to 1: shares as they are, weeks of two years."""
    whole = float(asked()["weeks_as_a_whole"]) if row["kind"] == "weeks" else 1.0
    return min(abs(float(row["difference"])) / whole, 1.0)
