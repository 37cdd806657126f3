"""The luck of an imagined future: every week as usual, and campaigns as lucky as the future says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import numpy as np

from crossroads.world.axes import Array
from crossroads.world.luck import WeekLuck

T = TypeVar("T")


class ExpectedLuck(WeekLuck):
    """Expected luck: weekly shocks at their median; lasting ones at 0 or where a future puts them.

    Parameters
    ----------
    lanes
        Number of imagined worlds.
    weeks
        Length of the step: an event of a hazard happens in it only if it would in single weeks at median luck.
    lasting
        Stream -> lasting normal, shape (lane,); streams that are not named are at 0.
    kept
        What is the same in all imagined worlds of a scenario, as the weather of a week is; filled as it is asked for.
    """

    def __init__(
        self, lanes: int, weeks: float, lasting: Mapping[str, Array], kept: dict[object, object] | None = None
    ) -> None:
        self._zeros = np.zeros(lanes)
        self._uniform = np.full(lanes, 1.0 - 0.5**weeks)
        self._median = np.full(lanes, 0.5)
        self._lasting = lasting
        self._weeks = weeks
        self._kept = kept
        # A way asks for the same streams in every part of every step.
        self._stacked: dict[tuple[str, tuple[str, ...]], Array] = {}
        self._nothing: dict[int, Array] = {}

    @property
    def streams(self) -> frozenset[str]:
        """Streams of which the future says something."""
        return frozenset(self._lasting)

    def normal(self, stream: str) -> Array:
        """Return 0, shape (lane,)."""
        return self._zeros

    def normals(self, stream: str, names: tuple[str, ...]) -> Array:
        """Return 0, shape (name, lane)."""
        if len(names) not in self._nothing:
            self._nothing[len(names)] = np.zeros((len(names), len(self._zeros)))
        return self._nothing[len(names)]

    def uniform(self, stream: str) -> Array:
        """Return the uniform that stands for median luck over the step, shape (lane,)."""
        return self._uniform

    def lasting_normal(self, stream: str) -> Array:
        """Return the future's luck of a stream, shape (lane,)."""
        return self._lasting.get(stream, self._zeros)

    def lasting_normals(self, stream: str, names: tuple[str, ...]) -> Array:
        """Return the future's luck of sub-streams, shape (name, lane)."""
        if (stream, names) not in self._stacked:
            self._stacked[stream, names] = np.stack([self.lasting_normal(f"{stream}.{name}") for name in names])
        return self._stacked[stream, names]

    def once(self, key: object, make: Callable[[WeekLuck], T]) -> T:
        """Return what `make` makes of expected luck, made once for one lane: arrays of it have shape (1,)."""
        if self._kept is None:
            return make(self)
        if key not in self._kept:
            self._kept[key] = make(ExpectedLuck(1, self._weeks, {}))
        return cast(T, self._kept[key])

    def redrawn(self, stream: str, offsets: str, names: tuple[str, ...], when: Array | float) -> Array:
        """Return 0, shape (name, lane): what is drawn anew from time to time is at its median."""
        return self.normals(stream, names)

    def lasting_uniforms(self, stream: str, names: tuple[str, ...]) -> Array:
        """Return medians, shape (name, lane)."""
        return np.stack([self._median] * len(names))
