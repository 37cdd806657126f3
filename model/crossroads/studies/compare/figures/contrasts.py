"""Where weekly series part most between scenarios: the finding that stands above the figures that draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossroads.runs.run import Run
from crossroads.telling import fans, numbers, vocabulary

Weeks = Mapping[tuple[str, str], NDArray[np.bool_]]
"""(scenario, series) -> the weeks that are drawn."""

LEAST_GAP = 0.25
"""A gap between medians below so much of the spread of worlds is told as none."""


class Contrast(NamedTuple):
    """Where the medians of a series part most: the series, the week, and by how much of the spread of worlds."""

    name: str
    week: int
    place: int
    gap: float


def largest(runs: Sequence[Run], names: Sequence[str], weeks: Weeks) -> Contrast | None:
    """Return where a median parts most from the base's; None where none can be compared."""
    found = []
    for name in names:
        base = _median(runs[0], name, weeks)
        spread = fans.statistic(runs[0], name, "q90") - fans.statistic(runs[0], name, "q10")
        known = spread[np.isfinite(spread)]
        scale = max(float(known.mean()) if len(known) else 0.0, 1e-9)
        for place, run in enumerate(runs[1:], 1):
            own = _median(run, name, weeks)
            shared = min(len(own), len(base))
            gaps = np.abs(own[:shared] - base[:shared]) / scale
            if np.isfinite(gaps).any():
                week = int(np.nanargmax(gaps))
                found.append(Contrast(name, week, place, float(gaps[week])))
    return max(found, key=lambda item: item.gap, default=None)


def _median(run: Run, name: str, weeks: Weeks) -> NDArray[np.float64]:
    shown = weeks.get((run.scenario, name))
    median = fans.statistic(run, name, "q50")
    return median if shown is None else np.where(shown, median, np.nan)


def amount(name: str, value: float) -> str:
    """Write a value of a series as it is drawn, to three figures, with the unit's first words: '614 km'."""
    unit = fans.scale(name)[1]
    told = numbers.whole(numbers.rounded(value)).replace("-", numbers.MINUS)
    return f"{told} %" if unit == "%" else f"{told} {unit}"


def words(runs: Sequence[Run], found: Contrast | None) -> str:
    """Return the finding: "Japan's oil stock in May 1943: 3.1 million barrels under 'X', 40 under 'Y' (medians)"."""
    if found is None or found.gap < LEAST_GAP:
        return "Week by week the medians hardly part"
    own, base = runs[found.place], runs[0]
    values = [float(fans.statistic(run, found.name, "q50")[found.week]) for run in (own, base)]
    day = numbers.as_date(fans.dates(base)[found.week])
    low = numbers.whole(numbers.rounded(values[1])).replace("-", numbers.MINUS)
    told = vocabulary.outcome(found.name)
    return (
        f"{told.panel or told.label}, {numbers.month_name(day)} {day.year}: {amount(found.name, values[0])} "
        f"under '{own.title}', {low} under '{base.title}' (medians)"
    )
