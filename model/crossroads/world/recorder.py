"""The recorder: weekly series of every observable, float32, world last."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from crossroads.world.axes import Array
from crossroads.world.observables import OBSERVABLES


class Recorder:
    """Keeps the series of one block of worlds.

    Parameters
    ----------
    weeks, worlds
        Size of the record: every week of the run, every world of the block.
    """

    def __init__(self, weeks: int, worlds: int) -> None:
        self.series: NDArray[np.float32] = np.empty((len(OBSERVABLES), weeks, worlds), dtype=np.float32)
        self._index = {item.name: number for number, item in enumerate(OBSERVABLES)}

    def record(self, week: int, values: Mapping[str, Array]) -> None:
        """Write the observables of one week.

        Raises
        ------
        KeyError
            For a name that is no observable.
        """
        for name, value in values.items():
            self.series[self._index[name], week] = value
