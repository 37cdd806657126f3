"""What is searched: two fits, to 1941-42 and to 1941-43, each under every pair of rival laws.

One search is one basin, and what a basin looks like hangs on luck and on the laws. So each fit is made of one search
for each structure of laws, with luck of its own, and all of them are mixed into one ensemble: what the data cannot tell
apart is then drawn per world.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.evidence.fitted import Ensemble


@dataclass(frozen=True, slots=True)
class FitYears:
    """One fit: its name, and the last day of the targets that it is fitted to."""

    name: str
    until: dt.date


FITS: tuple[FitYears, ...] = (FitYears("1941-42", dt.date(1942, 12, 31)), FitYears("1941-43", dt.date(1943, 12, 31)))
"""The fits, in their order: the first is judged on the year that it has not seen, the second is installed."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search: the rival laws that hold in it, record -> 0 or 1, and its place among the searches."""

    place: int
    structure: Mapping[str, float]

    @property
    def name(self) -> str:
        """Its laws, as parts of a file's name."""
        return "-".join(f"{record.partition('.')[2]}-{value:g}" for record, value in self.structure.items())

    @property
    def words(self) -> str:
        """Its laws in words."""
        return ", ".join(f"`{record}` {value:g}" for record, value in self.structure.items())


RIVALS: tuple[str, ...] = ("rival.frontage", "rival.operations")
"""Records that switch between rival laws which the data to 1943 cannot tell apart."""

SEARCHES: tuple[Search, ...] = tuple(
    Search(2 * first + second, {RIVALS[0]: float(1 - first), RIVALS[1]: float(1 - second)})
    for first in (0, 1)
    for second in (0, 1)
)
"""Every pair of rival laws, those of the records' values first."""


def with_values(ensemble: Ensemble, held: Mapping[str, float]) -> Ensemble:
    """Return an ensemble in all of whose members some records have these values."""
    count = ensemble.values.shape[1]
    rows = np.array(list(held.values()))[:, np.newaxis].repeat(count, axis=1)
    values = np.concatenate([ensemble.values, rows])
    return Ensemble((*ensemble.names, *held), values, ensemble.weights, ensemble.first)
