"""What data cannot pin down: records outside the fitted ensemble, and those in it that stay wide."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.load import load_records
from crossroads.evidence.record import Record
from crossroads.validation.fit.judgement import PINNED, weighted_points
from crossroads.validation.fit.prior import FURTHEST, Prior
from crossroads.world.axes import Floats

_GRID = np.linspace(-FURTHEST, FURTHEST, 2001)


@dataclass(frozen=True, slots=True)
class Theatre:
    """Records with a range of one theatre or nation: in the ensemble, drawn by each world for itself, fixed in all."""

    name: str
    fitted: int
    drawn: int
    fixed: int

    @property
    def records(self) -> int:
        """Number of records with a range."""
        return self.fitted + self.drawn + self.fixed


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """A record in the ensemble whose members spread over more than half of the prior.

    Attributes
    ----------
    record
        The record.
    points
        The members' 10 %, 50 % and 90 % points by weight, shape (3,), in the record's unit.
    spread
        Standard deviation of the members over that of the prior.
    """

    record: Record
    points: Floats
    spread: float


def theatres(ensemble: Ensemble) -> tuple[Theatre, ...]:
    """Return every theatre's records with a range, the one with most records outside the ensemble first.

    Parameters
    ----------
    ensemble
        The ensemble in use.
    """
    fitted = frozenset(ensemble.names)
    ranged = [record for record in load_records().values() if record.used and record.low < record.high]
    found = []
    for name, part in groupby(sorted(ranged, key=lambda item: item.name), key=lambda item: item.name.split(".")[0]):
        records = list(part)
        inside = sum(record.name in fitted for record in records)
        fixed = sum(record.draw == "fixed" and record.name not in fitted for record in records)
        found.append(Theatre(name, inside, len(records) - inside - fixed, fixed))
    return tuple(sorted(found, key=lambda item: (item.fitted - item.records, item.name)))


def wide(ensemble: Ensemble) -> tuple[Wide, ...]:
    """Return the fitted records that the data do not pin down, the widest first.

    Parameters
    ----------
    ensemble
        The ensemble in use.
    """
    records = load_records()
    found = []
    for row, name in enumerate(ensemble.names):
        spread = _spread(records[name], ensemble.values[row], ensemble.weights)
        if spread > PINNED:
            found.append(Wide(records[name], member_points(ensemble, name), spread))
    return tuple(sorted(found, key=lambda item: -item.spread))


def member_points(ensemble: Ensemble, name: str) -> Floats:
    """Return the members' 10 %, 50 % and 90 % points of a fitted record, shape (3,), in its unit.

    Parameters
    ----------
    ensemble
        An ensemble that fits the record.
    name
        The record's name.
    """
    return weighted_points(ensemble.values[ensemble.names.index(name)], ensemble.weights)


def _spread(record: Record, values: Floats, weights: Floats) -> float:
    """Return the members' standard deviation in the prior's standard normals, where the prior's is 1."""
    reached = Prior((record,)).values(_GRID[np.newaxis])[0]
    normals = np.interp(values, reached, _GRID)
    mean = float(normals @ weights)
    return float(np.sqrt((normals - mean) ** 2 @ weights))
