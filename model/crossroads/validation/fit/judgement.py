"""What the finished ensemble is judged by: targets met, parameters pinned down, what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.evidence.history.record_map import Target
from crossroads.validation.fit.result import Calibration
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


@dataclass(frozen=True, slots=True)
class Judged:
    """One target: the 10 %, 50 % and 90 % points of worlds before and after."""

    target: Target
    before: Floats
    after: Floats

    @property
    def miss(self) -> float:
        """How far the median after lies outside the range, in halves of the range; 0 inside."""
        low, high = self.target.low, self.target.high
        return float(max(low - self.after[1], self.after[1] - high, 0.0)) / self.target.half


def in_range(target: Target, points: Floats) -> bool:
    """Say whether the median lies in the target's range."""
    return bool(target.low <= points[1] <= target.high)


def held(target: Target, points: Floats) -> bool:
    """Say whether the 80 % interval holds the recorded value."""
    return bool(points[0] <= target.value <= points[2])


def met(target: Target, points: Floats) -> bool:
    """Say whether a target is met: its range holds the median, or an interval that is not too wide holds its value."""
    narrow = points[2] - points[0] <= WIDEST * (target.high - target.low)
    return in_range(target, points) or bool(narrow and held(target, points))


def judged(made: Calibration) -> tuple[Judged, ...]:
    """Return every target, what is missed first and the furthest on top."""
    before, after = (np.nanquantile(told.answers, LEVELS, axis=1).T for told in (made.before, made.after))
    found = [Judged(*parts) for parts in zip(made.plan.targets, before, after, strict=True)]
    return tuple(sorted(found, key=lambda item: (met(item.target, item.after), -item.miss)))


@dataclass(frozen=True, slots=True)
class Pinned:
    """One fitted record: its members' 10 %, 50 % and 90 % points, and their spread over the prior's."""

    name: str
    low: float
    value: float
    high: float
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
        place = (self.points[1] - self.low) / (self.high - self.low)
        if place < EDGE:
            return "low"
        return "high" if place > 1 - EDGE else ""


def pinned(made: Calibration) -> tuple[Pinned, ...]:
    """Return every fitted record, the one that the data pin down most first."""
    prior, ensemble = made.course.last.prior, made.members.ensemble
    mean = made.members.normals @ ensemble.weights
    spreads = np.sqrt((made.members.normals - mean[:, np.newaxis]) ** 2 @ ensemble.weights)
    found = []
    for row, record in enumerate(prior.records):
        points = weighted_points(ensemble.values[row], ensemble.weights)
        pull, pulls = made.course.pull[record.name]
        found.append(
            Pinned(record.name, record.low, record.value, record.high, points, float(spreads[row]), pull, pulls)
        )
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
