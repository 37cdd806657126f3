"""What the finished ensemble is judged by: targets met, parameters pinned down, what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.evidence.history.record_map import Target
from crossroads.evidence.record import Record
from crossroads.validation.fit.result import Calibration, Fitted
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints

LEVELS = (0.1, 0.5, 0.9)

WIDEST = 2.6
"""An interval this many times as wide as a target's range, or less, may meet it by holding its value."""

PINNED, PARTLY = 0.5, 0.8
"""Spread of the members over that of the prior below which a record is pinned down, or partly so."""

EDGE = 0.05
"""A median within this share of the range from its end sits on a bound."""

YEAR_END = calendar.week_of(calendar.END_OF_1941)


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """One target and what the worlds say to it.

    Attributes
    ----------
    target
        The target.
    points
        The 10 %, 50 % and 90 % points of worlds, shape (3,), in the target's unit.
    """

    target: Target
    points: Floats

    @property
    def in_range(self) -> bool:
        """Whether the median lies in the recorded range."""
        return bool(self.target.low <= self.points[1] <= self.target.high)

    @property
    def held(self) -> bool:
        """Whether the 80 % interval holds the recorded value."""
        return bool(self.points[0] <= self.target.value <= self.points[2])

    @property
    def met(self) -> bool:
        """Whether the range holds the median, or an interval that is not too wide holds the recorded value."""
        narrow = self.points[2] - self.points[0] <= WIDEST * (self.target.high - self.target.low)
        return self.in_range or bool(narrow and self.held)

    @property
    def outside(self) -> float:
        """How far the median lies above the range (below: less than 0), in the target's unit; 0 inside."""
        middle = float(self.points[1])
        if middle > self.target.high:
            return middle - self.target.high
        return min(middle - self.target.low, 0.0)

    @property
    def miss(self) -> float:
        """How far the median lies outside the range, in halves of the range; 0 inside."""
        return abs(self.outside) / self.target.half


def judged(made: Calibration, fitted: Fitted) -> list[tuple[Answered, Answered]]:
    """Return every target before a fit and after it, what is missed first and the furthest on top."""
    both = (
        [Answered(*pair) for pair in zip(made.plan.targets, points.T, strict=True)]
        for points in (np.nanquantile(told.answers, LEVELS, axis=1) for told in (made.before, fitted.after))
    )
    return sorted(zip(*both, strict=True), key=lambda pair: (pair[1].met, -pair[1].miss))


@dataclass(frozen=True, slots=True)
class Pinned:
    """One fitted record: its members' 10 %, 50 % and 90 % points, and their spread over the prior's."""

    record: Record
    points: Floats
    spread: float
    pull: float
    pulls: str

    @property
    def words(self) -> str:
        """How far the data pin it down, in words."""
        if self.spread < PINNED:
            return "pinned down"
        return "partly" if self.spread < PARTLY else "not"

    @property
    def on_bound(self) -> str:
        """'low' or 'high' where the median sits on that bound, else ''."""
        place = (self.points[1] - self.record.low) / (self.record.high - self.record.low)
        if place < EDGE:
            return "low"
        return "high" if place > 1 - EDGE else ""


def pinned(fitted: Fitted) -> tuple[Pinned, ...]:
    """Return every record of a fit, the one that the data pin down most first."""
    prior, normals, ensemble = fitted.prior, fitted.mixed.normals, fitted.mixed.ensemble
    mean = normals @ ensemble.weights
    spreads = np.sqrt((normals - mean[:, np.newaxis]) ** 2 @ ensemble.weights)
    pull = fitted.pull
    found = []
    for row, record in enumerate(prior.records):
        points = weighted_points(ensemble.values[row], ensemble.weights)
        found.append(Pinned(record, points, float(spreads[row]), *pull[record.name]))
    return tuple(sorted(found, key=lambda item: item.spread))


def weighted_points(values: Floats, weights: Floats) -> Floats:
    """Return the points of `LEVELS` of weighted values, shape (level,)."""
    order = np.argsort(values, kind="stable")
    return np.asarray(np.interp(LEVELS, np.cumsum(weights[order]) - weights[order] / 2, values[order]))


@dataclass(frozen=True, slots=True)
class Headline:
    """What the ensemble leaves open.

    Attributes
    ----------
    moscow, moscow_weeks, moscow_between
        Share of worlds in which Moscow falls in 1941, in how many different weeks, and the standard deviation of that
        share between parameter sets.
    germany, germany_never, germany_between, germany_luck
        The 10 %, 50 % and 90 % points of the week in which Germany surrenders, the share of worlds in which it does
        not, and the standard deviation in weeks between parameter sets and within them.
    """

    moscow: float
    moscow_weeks: int
    moscow_between: float
    germany: Floats
    germany_never: float
    germany_between: float
    germany_luck: float


def headline(dates: Floats, drawn: Ints) -> Headline:
    """Return what worlds leave open.

    Parameters
    ----------
    dates
        Weeks in which Moscow falls and Germany surrenders (NaN = never), shape (2, world).
    drawn
        Member of each world, shape (world,).
    """
    moscow, germany = dates
    fallen = moscow <= YEAR_END
    ended = np.isfinite(germany)
    between, _ = _parts(fallen.astype(np.float64), drawn)
    apart, luck = _parts(germany[ended], drawn[ended])
    points = np.quantile(germany[ended], LEVELS) if ended.any() else np.full(len(LEVELS), np.nan)
    return Headline(
        float(fallen.mean()),
        len(np.unique(moscow[fallen])),
        between,
        points,
        float(1 - ended.mean()),
        apart,
        luck,
    )


def _parts(values: Floats, groups: Ints) -> tuple[float, float]:
    """Return standard deviations between groups and within them, by the analysis of variance; NaN where untold."""
    _, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    count, number = len(values), len(sizes)
    if number < 2 or count <= number:
        return float("nan"), float("nan")
    means = np.bincount(place, weights=values) / sizes
    within = float(((values - means[place]) ** 2).sum()) / (count - number)
    across = float((sizes * (means - values.mean()) ** 2).sum()) / (number - 1)
    typical = (count - float((sizes**2).sum()) / count) / (number - 1)
    return float(np.sqrt(max(across - within, 0.0) / typical)), float(np.sqrt(within))
