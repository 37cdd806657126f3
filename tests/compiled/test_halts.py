"""Blocks that halt: whoever waits is answered, nobody is answered twice at a time, and whatever fails ends the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest

from crossroads.engine.compiled.halts import DONE, Halts
from crossroads.world.axes import Ints

PLACES = 6
"""Places at which blocks may wait."""


class _Road:
    """A road of places: at each a block waits where nobody has been answered yet.

    Parameters
    ----------
    blocks
        How many go.
    fails
        Place whose answer fails; None = none.
    """

    def __init__(self, blocks: int, fails: int | None = None) -> None:
        self.fails = fails
        self.passed = np.zeros((blocks, PLACES), dtype=np.int64)
        self.come: dict[int, int] = {}
        self.moment, self.answers = 0, 0
        self._one = threading.Lock()

    def go_on(self, blocks: Ints, at: Ints) -> Ints:
        found = np.empty_like(at)
        for row, (block, place) in enumerate(zip(blocks.tolist(), at.tolist(), strict=True)):
            while place < PLACES and (place in self.come or (block + place) % 3 == 0):
                self.passed[block, place] += 1
                place += 1
            found[row] = DONE if place == PLACES else place
        time.sleep(0.001)
        return found

    def answer(self, place: int, blocks: Ints) -> None:
        assert self._one.acquire(blocking=False), "two groups are answered at a time"
        assert len(blocks)
        time.sleep(0.002)
        if place == self.fails:
            # Whoever is answered after that finds it taken.
            raise ValueError("no answer")
        self.answers += 1
        # It is there before it is told of.
        self.come[place] = self.moment + 1
        self.moment += 1
        self._one.release()

    def carried(self, groups: int, on_place: Callable[[int], None] = lambda place: None) -> None:
        come_since = lambda place, moment: self.come.get(place, 0) > moment  # noqa: E731 - a name for what is asked
        blocks = np.arange(len(self.passed))
        at, moment = self.go_on(blocks, np.zeros_like(blocks)), lambda: self.moment
        going = at != DONE
        Halts(blocks[going], at[going], groups, self.go_on, self.answer, moment, come_since, on_place).run()


@pytest.mark.parametrize("groups", [1, 2, 3])
@pytest.mark.parametrize("blocks", [3, 7, 20])
def test_every_block_passes_every_place_once(blocks: int, groups: int) -> None:
    road, told = _Road(blocks), list[int]()
    road.carried(groups, told.append)
    assert (road.passed == 1).all()
    # Who waits for what has come meanwhile looks again.
    assert road.answers == PLACES
    assert set(told) <= set(range(PLACES))


@pytest.mark.parametrize("groups", [1, 2])
def test_an_answer_that_fails_ends_all_groups(groups: int) -> None:
    with pytest.raises(ValueError, match="no answer"):
        _Road(20, fails=3).carried(groups)


@pytest.mark.parametrize("groups", [1, 2])
def test_who_is_told_of_progress_may_end_it(groups: int) -> None:
    def stop(place: int) -> None:
        if place >= 2:
            raise KeyboardInterrupt

    road = _Road(20)
    with pytest.raises(KeyboardInterrupt):
        road.carried(groups, stop)
    assert not road.passed.all()
