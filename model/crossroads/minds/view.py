"""What is known: a nation's view of the war, lagged, noisy and biased, and how it is put together.

A view holds numbers that a council could have had on the day. Each is a rule over what could be measured some weeks
before and over the nation's own beliefs; a decision rule is given the view and nothing else. A rule sees the world
through a `Sight`, which notes the week of the latest report that each number rests on: a view that rests on a week
later than its own cannot be made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from crossroads.world.axes import Array, Ints
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp


@dataclass(frozen=True, slots=True)
class View:
    """What one nation knows and believes in one week.

    Attributes
    ----------
    nation, week
        Whose view, and of which week.
    features
        Feature -> array (world,).
    inputs
        Feature -> week of the latest report that it rests on.

    Raises
    ------
    ValueError
        Where a feature rests on a week that has not come yet.
    """

    nation: str
    week: int
    features: dict[str, Array]
    inputs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        late = [name for name, week in self.inputs.items() if week > self.week]
        if late:
            raise ValueError(f"the view of {self.nation} in week {self.week} rests on a later one: {', '.join(late)}")

    def __getitem__(self, name: str) -> Array:
        """Return one feature."""
        return self.features[name]


class Memory:
    """The last weeks of what could be measured, from which lagged reports are made."""

    def __init__(self, weeks: int) -> None:
        self._past: deque[Mapping[str, Array]] = deque(maxlen=weeks + 1)
        self._opening: Mapping[str, Array] | None = None
        self._ages: dict[int, tuple[Array, list[tuple[int, Array]]]] = {}
        self.week = -1

    def add(self, report: Mapping[str, Array]) -> None:
        """Remember what can be measured this week."""
        self._opening = self._opening or report
        self._past.append(report)
        self.week += 1

    def take(self, worlds: Ints) -> Memory:
        """Return what is remembered of some worlds only (positions along the last axis)."""
        assert self._past.maxlen is not None and self._opening is not None
        found = Memory(self._past.maxlen - 1)
        found._past.extend({name: values[..., worlds] for name, values in past.items()} for past in self._past)
        found._opening = {name: values[..., worlds] for name, values in self._opening.items()}
        found.week = self.week
        return found

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
        if not isinstance(lag, np.ndarray):
            return self._past[self._position(round(lag))][name]
        (first, _), *others = self._ages_of(lag)
        result = self._past[self._position(first)][name]
        for age, where in others:
            result = np.where(where, self._past[self._position(age)][name], result)
        return result

    def latest(self, lag: Array | float) -> int:
        """Return the week of the newest report that a reading with this lag rests on."""
        age = self._ages_of(lag)[0][0] if isinstance(lag, np.ndarray) else round(lag)
        return self.week - (len(self._past) - 1 - self._position(age))

    def _position(self, age: int) -> int:
        return max(len(self._past) - 1 - age, 0)

    def _ages_of(self, lag: Array) -> list[tuple[int, Array]]:
        """Return (weeks, where) of each lag that an array holds, the shortest first; kept, since lags last."""
        found = self._ages.get(id(lag))
        if found is None or found[0] is not lag:
            weeks = np.rint(lag)
            found = lag, [(int(age), weeks == age) for age in np.unique(weeks)]
            self._ages[id(lag)] = found
        return found[1]


def estimate(truth: Array, bias: Array | float, spread: Array | float, stream: str, luck: WeekLuck) -> Array:
    """Return an estimate of a positive quantity: biased, with an error of its own that lasts, shape (world,)."""
    return truth * bias * exp(spread * luck.lasting_normal(f"view.{stream}"))


def known(values: Array) -> Array:
    """Return `values` with 0 where they are unknown (NaN)."""
    return np.where(np.isnan(values), 0.0, values)
