"""What is known: a nation's view of the war, lagged, noisy and biased, and its beliefs.

A view holds numbers that a council could have had on the day. It is built from what can be measured of the true
state some weeks before, blurred by the nation's own errors; a decision rule is given the view and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.world.axes import Array
from crossroads.world.draws import WeekLuck

BELIEFS: dict[str, tuple[str, ...]] = {
    "japan": (
        "soviet_far_east_divisions",
        "oil_months_left",
        "german_front_moscow_km",
        "german_success",
        "embargo",
        "naval_ratio",
        "losing",
    ),
    "ussr": (
        "japanese_divisions_manchuria",
        "german_front_moscow_km",
        "moscow_threat",
        "japan_at_war_south",
        "japan_losing",
        "cohesion",
    ),
    "germany": ("soviet_strength", "german_front_moscow_km", "japan_at_war_with_us", "stalled", "exhaustion"),
    "united_states": ("japan_aggression", "soviet_cohesion", "opinion", "german_front_moscow_km"),
}
"""What each nation believes, by names that scenarios' conditions may use as `nation.believes.name`."""


@dataclass(frozen=True, slots=True)
class View:
    """What one nation knows and believes in one week: feature -> array (world,)."""

    nation: str
    week: int
    features: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        """Return one feature."""
        return self.features[name]


class Memory:
    """The last weeks of what could be measured, from which lagged reports are made."""

    def __init__(self, weeks: int) -> None:
        self._past: deque[Mapping[str, Array]] = deque(maxlen=weeks + 1)
        self._opening: Mapping[str, Array] | None = None

    def add(self, report: Mapping[str, Array]) -> None:
        """Remember what can be measured this week."""
        self._opening = self._opening or report
        self._past.append(report)

    def now(self, name: str) -> Array:
        """Return a fact as it is this week."""
        return self._past[-1][name]

    def opening(self, name: str) -> Array:
        """Return a measurement as it was on 22 June 1941."""
        assert self._opening is not None
        return self._opening[name]

    def lagged(self, name: str, lag: Array | float) -> Array:
        """Return a measurement as it was `lag` weeks ago, or at the opening where that is later.

        `lag` may differ between worlds; it is rounded to weeks and cut at the memory's length.
        """
        position = np.maximum(len(self._past) - 1 - np.rint(lag).astype(np.int64), 0)
        if position.ndim == 0:
            return self._past[int(position)][name]
        past = np.stack([week[name] for week in self._past])
        result: Array = np.take_along_axis(past, position[None], axis=0)[0]
        return result


def estimate(truth: Array, bias: Array | float, spread: Array | float, stream: str, luck: WeekLuck) -> Array:
    """Return an estimate of a positive quantity: biased, with an error of its own that lasts, shape (world,)."""
    return truth * bias * np.exp(spread * luck.lasting_normal(f"view.{stream}"))


def known(values: Array) -> Array:
    """Return `values` with 0 where they are unknown (NaN)."""
    return np.where(np.isnan(values), 0.0, values)
