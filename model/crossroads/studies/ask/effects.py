"""What was found: the number of a find with its three bands, from the worlds of its arms.

Every find is a mean over worlds of one number a world, so that luck, knowledge and rival laws are told apart alike
(`statistics.bands`): of a level the measure itself, of a difference that between a world and itself under other orders,
and of worlds split by what came in them the influence of each world on the difference between the two groups' means.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from crossroads.statistics.bands import Bands, bands
from crossroads.statistics.intervals import wilson
from crossroads.statistics.paired import paired_difference
from crossroads.studies.ask.asked_of import PapersRead, check
from crossroads.studies.ask.cells import Arms, ArmWorlds
from crossroads.studies.ask.form import FindTable
from crossroads.studies.ask.hypothesis import Arm, Hypothesis
from crossroads.world.axes import Flags, Floats
from crossroads.world.calendar import week_of, weeks_until

LEAST_OF_A_GROUP = 6
"""Worlds that each of two groups must have before their means are compared."""

SHARE, WEEKS, NUMBER = "share", "weeks", "number"

OF_WORLDS, ODDS = "share of worlds", "odds"
"""Units of shares: of worlds, of which each is 0 or 1, and odds; others are shares of what their unit names."""


@dataclass(frozen=True, slots=True)
class FoundEffect:
    """What was found of one find.

    Attributes
    ----------
    find
        What was asked.
    kind, unit
        'share', 'weeks' or 'number'; what a share is of, or the unit of numbers.
    level, base
        Mean in the arm, and in what it is compared with; NaN where there is none.
    bands
        The difference, or the level where there is nothing to compare with, with its bands.
    worlds
        Worlds that it rests on.
    differing
        Worlds in which arm and base differ; -1 where worlds are not paired.
    """

    find: FindTable
    kind: str
    unit: str
    level: float
    base: float
    bands: Bands
    worlds: int
    differing: int


def effect_of(hypothesis: Hypothesis, find: FindTable, arms: Arms) -> FoundEffect:
    """Return what was found of a find.

    Parameters
    ----------
    hypothesis
        Whose find it is.
    find
        What is asked.
    arms
        What was fought.
    """
    own = hypothesis.arms[find.arm]
    of_papers = isinstance(check(find.measure[0]), PapersRead)
    kind, unit = _kind(find)
    here = arms[own.digest, of_papers]
    value, twin = (_values(find, table, own, find.given) for table in (here.values, here.twins))
    if find.split is not None:
        return _split(find, here, value, twin, kind, unit)
    share, part = kind == SHARE and unit == OF_WORLDS, kind == SHARE and unit != OF_WORLDS
    if find.base is None:
        found = bands(value, twin, here.laws, share=share, part=part)
        count = int((~np.isnan(value)).sum())
        return FoundEffect(find, kind, unit, found.mean, math.nan, found, count, -1)
    other = hypothesis.arms[find.base]
    there = arms[other.digest, of_papers]
    given = find.given_base or find.given
    base, base_twin = (_values(find, table, other, given) for table in (there.values, there.twins))
    most = 1.0 if kind == SHARE else float(weeks_until(own.scenario.setup.horizon)) if kind == WEEKS else math.inf
    pair = paired_difference(value, base, share=share, most=most)
    # Laws are drawn alike in both arms, but where one of them turns a switch itself.
    laws = {name: held for name, held in here.laws.items() if np.array_equal(held, there.laws[name])}
    found = bands(value - base, twin - base_twin, laws, share=False)
    both = ~(np.isnan(value) | np.isnan(base))
    level, beside = (float(each[both].mean()) if both.any() else math.nan for each in (value, base))
    found = replace(_held(found, most), mean=pair.difference, luck=(pair.low, pair.high))
    return FoundEffect(find, kind, unit, level, beside, found, pair.worlds, pair.differing)


def _kind(find: FindTable) -> tuple[str, str]:
    item = check(find.measure[0])
    if isinstance(item, PapersRead):
        return (SHARE, ODDS) if item.share else (SHARE, OF_WORLDS) if item.flag else (NUMBER, "")
    if find.by is not None or item.kind == "share":
        return SHARE, OF_WORLDS
    if item.kind == "weeks":
        return WEEKS, "weeks"
    return SHARE if item.is_part else NUMBER, item.unit


def _values(find: FindTable, table: Mapping[str, Floats], arm: Arm, given: Iterable[str]) -> Floats:
    """Return the number of each world, NaN in worlds that are left out."""
    if find.by is not None:
        names = [f"{name.removesuffix(':happens')}:weeks" for name in find.measure]
        rows = [(table[name] <= week_of(find.by)).astype(np.float64) for name in names]
    else:
        rows = [np.asarray(table[name], dtype=np.float64) for name in find.measure]
    value = rows[0]
    for row in rows[1:]:
        if find.together == "sum":
            value = value + row
        else:
            value = np.maximum(value, row) if find.together in ("any", "latest") else np.minimum(value, row)
    if find.minus is not None:
        value = value - table[find.minus]
    for name in given:
        held = table[name.removeprefix("not ")] > 0
        value = np.where(~held if name.startswith("not ") else held, value, np.nan)
    return value


def _split(find: FindTable, here: ArmWorlds, value: Floats, twin: Floats, kind: str, unit: str) -> FoundEffect:
    """Compare the worlds in which something came with those in which it did not, in one arm."""
    assert find.split is not None
    came, came_again = here.values[find.split], here.twins[find.split]
    one, other = _group(value, came > 0), _group(value, came == 0)
    share = unit == OF_WORLDS
    counted = int((~np.isnan(value)).sum())
    if min(len(one), len(other)) < LEAST_OF_A_GROUP:
        level, beside = (float(group.mean()) if len(group) else math.nan for group in (one, other))
        return FoundEffect(find, kind, unit, level, beside, Bands(math.nan, (math.nan, math.nan)), counted, -1)
    first, second = float(one.mean()), float(other.mean())
    influences = [_influence(value, came, first, second), _influence(twin, came_again, first, second)]
    found = _held(bands(influences[0], influences[1], here.laws, share=False), 1.0 if kind == SHARE else math.inf)
    if share:
        luck = newcombe((int(one.sum()), len(one)), (int(other.sum()), len(other)))
        found = replace(found, luck=luck)
    return FoundEffect(find, kind, unit, first, second, replace(found, mean=first - second), counted, -1)


def _held(found: Bands, most: float) -> Bands:
    """Return bands that reach no further than a difference can."""

    def within(band: tuple[float, float]) -> tuple[float, float]:
        return max(band[0], -most), min(band[1], most)

    return replace(found, knowledge=within(found.knowledge), structure=within(found.structure))


def _group(value: Floats, where: Flags) -> Floats:
    found: Floats = value[where & ~np.isnan(value)]
    return found


def _influence(value: Floats, came: Floats, first: float, second: float) -> Floats:
    """Return numbers whose mean is the difference of two groups' means, and whose spread is that of its luck."""
    known = ~np.isnan(value)
    share = float((came[known] > 0).mean())
    if not 0 < share < 1:
        return np.full(len(value), np.nan)
    apart = np.where(came > 0, (value - first) / share, -(value - second) / (1 - share))
    return np.asarray(first - second + apart)


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """Return the interval of a difference of two shares in different worlds.

    Parameters
    ----------
    one, other
        How many of how many.

    References
    ----------
    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
    17 (1998), 873-890, method 10.
    """
    first, second = one[0] / one[1], other[0] / other[1]
    (low, high), (low_other, high_other) = wilson(*one), wilson(*other)
    below = math.hypot(first - low, high_other - second)
    above = math.hypot(high - first, second - low_other)
    return first - second - below, first - second + above
