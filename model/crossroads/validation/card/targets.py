"""What the war is fitted to, put to a run: which targets are met, and by how much the others are missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.history.record_map import Target
from crossroads.runs.run import Run
from crossroads.statistics.intervals import RESAMPLES, TAILS
from crossroads.validation.card.kinds import CARD
from crossroads.validation.card.later_war import LaterNumber, later_numbers
from crossroads.validation.fit.groups import FIRST_YEAR, GroupFit, after, by_group
from crossroads.validation.fit.judgement import LEVELS, Answered
from crossroads.validation.fit.structures import FITS
from crossroads.validation.fit.targets import Plan, answers, load_plan
from crossroads.world.axes import Floats
from crossroads.world.observables import OBSERVABLE_NAMES

LATE = FITS[0].until
"""Numbers that end after this day are those that an ensemble fitted to the days before can be judged by."""

NAMED: tuple[str, ...] = tuple(CARD["named"])
"""Targets that are listed apart: what earlier versions missed."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Every target answered.

    Attributes
    ----------
    rows
        The targets, misses first.
    met_low, met_high
        The 95 % interval of the count of those met.
    groups, both_years, late
        How all of them are answered by group, those of 1942 and 1943 together, and those alone that end after `LATE`.
    later
        The numbers of 1942-43 that the war after them hangs on.
    """

    rows: tuple[Answered, ...]
    met_low: int
    met_high: int
    groups: tuple[GroupFit, ...]
    both_years: tuple[GroupFit, ...]
    late: tuple[GroupFit, ...]
    later: tuple[LaterNumber, ...]

    @property
    def met(self) -> int:
        """Number of targets met."""
        return sum(row.met for row in self.rows)

    def named(self) -> tuple[Answered, ...]:
        """Return the targets that are listed apart, in the order of `NAMED`; one that the plan lacks is left out."""
        by_id = {row.target.id: row for row in self.rows}
        return tuple(by_id[name] for name in NAMED if name in by_id)


def answered(run: Run, plan: Plan | None = None) -> Answers:
    """Put every target to a run.

    Parameters
    ----------
    run
        A run with trajectories that reaches beyond the last target's day.
    plan
        The targets; None = the project's own.
    """
    targets = (plan or load_plan()).targets
    said = answers(targets, _series(run))
    rows = [Answered(*pair) for pair in zip(targets, _points(said).T, strict=True)]
    low, high = _count_interval(targets, said, run.seed)
    ordered = tuple(sorted(rows, key=lambda row: (row.met, -row.miss)))
    groups = (by_group(targets, said), after(FIRST_YEAR, targets, said), after(LATE, targets, said))
    return Answers(ordered, low, high, *groups, later_numbers(targets, said))


def _series(run: Run) -> NDArray[np.float32]:
    """Return every world's weekly series, shape (observable, week, world)."""
    assert run.trajectories is not None
    return np.stack([np.asarray(run.trajectories[name].values, dtype=np.float32) for name in OBSERVABLE_NAMES])


def _points(said: Floats) -> Floats:
    """Return the points of worlds, shape (level, target); worlds without an answer are left out."""
    quantile = np.nanquantile if np.isnan(said).any() else np.quantile
    return np.asarray(quantile(said, LEVELS, axis=1), dtype=np.float64)


def _count_interval(targets: tuple[Target, ...], said: Floats, seed: int) -> tuple[int, int]:
    """Return the 95 % interval of how many targets are met, by drawing the worlds again."""
    rng = np.random.default_rng(seed)
    counts = []
    for _ in range(RESAMPLES):
        points = _points(said[:, rng.integers(0, said.shape[1], said.shape[1])]).T
        counts.append(sum(Answered(*pair).met for pair in zip(targets, points, strict=True)))
    low, high = np.quantile(counts, TAILS)
    return int(np.floor(low)), int(np.ceil(high))
