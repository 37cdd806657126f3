"""How well an ensemble answers recorded numbers, by group: coverage, bias, and a proper score."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from crossroads.evidence.history.record_map import GROUPS, Target
from crossroads.world.axes import Floats

LEVEL = 0.8
"""Share of recorded numbers that the intervals between the 10 % and the 90 % point should hold."""

WIDTH = 2.5631
"""Width of a standard normal between those points."""

ALL = "all"

FIRST_YEAR = dt.date(1941, 12, 31)
"""The last day of the first year of the war in the east: the two years after it are judged together as well."""


@dataclass(frozen=True, slots=True)
class GroupFit:
    """How a group of numbers is answered.

    Attributes
    ----------
    name
        Its name, or `ALL`.
    numbers, inside
        How many numbers, and how many lie in their 80 % interval.
    chance
        Two-sided chance of as few or as many inside, were each inside with 0.8 by itself (binomial).
    together
        The same where numbers move together as they do in the worlds: how often a world's own numbers lie so few or so
        many inside, were that world the record.
    bias, spread
        Mean and root mean square of z: recorded less mean answer, over the root of the squares of the worlds' spread
        and of the record's (its range taken for an 80 % interval).
    crps
        Mean continuous ranked probability score, in halves of the recorded range.
    width
        Median width of the 80 % interval, in halves of the recorded range.
    """

    name: str
    numbers: int
    inside: int
    chance: float
    together: float
    bias: float
    spread: float
    crps: float
    width: float


def z_scores(targets: tuple[Target, ...], answers: Floats) -> Floats:
    """Return z of each target, shape (target,); positive where the record lies above the answers."""
    low, high = np.nanquantile(answers, [0.1, 0.9], axis=1)
    value, half = (np.array([getattr(target, name) for target in targets]) for name in ("value", "half"))
    apart = np.hypot((high - low) / WIDTH, 2.0 * half / WIDTH)
    return np.asarray((value - np.nanmean(answers, axis=1)) / apart, dtype=np.float64)


def by_group(targets: tuple[Target, ...], answers: Floats) -> tuple[GroupFit, ...]:
    """Return every group that has numbers, in the order of `GROUPS`, and all of them together.

    Parameters
    ----------
    targets
        Recorded numbers.
    answers
        What worlds say to them, shape (target, world).
    """
    names = [(name, [row for row, item in enumerate(targets) if item.group == name]) for name in GROUPS]
    found = [_fit(name, targets, answers, rows) for name, rows in names if rows]
    return (*found, _fit(ALL, targets, answers, list(range(len(targets)))))


def after(day: dt.date, targets: tuple[Target, ...], answers: Floats) -> tuple[GroupFit, ...]:
    """Return `by_group` of those numbers alone that end after a day; nothing where none does."""
    rows = [row for row, target in enumerate(targets) if target.period.last > day]
    return by_group(tuple(targets[row] for row in rows), answers[rows]) if rows else ()


def _fit(name: str, targets: tuple[Target, ...], answers: Floats, rows: list[int]) -> GroupFit:
    chosen, said = tuple(targets[row] for row in rows), answers[rows]
    low, high = np.nanquantile(said, [0.1, 0.9], axis=1)
    value, half = (np.array([getattr(target, name) for target in chosen]) for name in ("value", "half"))
    inside = int(((low <= value) & (value <= high)).sum())
    z = z_scores(chosen, said)
    scores = [
        _crps(worlds[np.isfinite(worlds)], seen) / size for worlds, seen, size in zip(said, value, half, strict=True)
    ]
    return GroupFit(
        name,
        len(rows),
        inside,
        float(binomtest(inside, len(rows), LEVEL).pvalue),
        _together(said, low, high, inside),
        float(z.mean()),
        float(np.sqrt((z**2).mean())),
        float(np.mean(scores)),
        float(np.median((high - low) / half)),
    )


def _together(said: Floats, low: Floats, high: Floats, inside: int) -> float:
    """Return the two-sided chance of a count inside the intervals where each world in turn is the record."""
    answered = said[:, np.isfinite(said).all(axis=0)]
    if answered.shape[1] == 0:
        return float("nan")
    counts = ((low[:, None] <= answered) & (answered <= high[:, None])).sum(axis=0)
    return float(min(1.0, 2.0 * min((counts <= inside).mean(), (counts >= inside).mean())))


def _crps(values: Floats, seen: float) -> float:
    """Return the continuous ranked probability score of worlds against what was seen (0 = certain and right)."""
    ordered = np.sort(values)
    count = len(ordered)
    # Half the mean difference of two worlds, from their ranks.
    spread = float(((2.0 * np.arange(1, count + 1) - count - 1) * ordered).sum()) / count**2
    return float(np.abs(ordered - seen).mean()) - spread
