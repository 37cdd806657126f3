"""Blocks that halt: those that wait at the same place are answered together; while some are answered, others go on."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np

from crossroads.world.axes import Ints

DONE = -1
"""Where a block stands in the program when it has come to its end."""

GROUPS = 2
"""Groups in which blocks go that wait for papers alone: while papers are written for one, the other goes on."""

WORTH_GROUPS = 1024
"""Worlds from which on they do: of fewer, both groups would lack the same papers at different times."""


class Halts:
    """Blocks on their way through a program.

    Parameters
    ----------
    blocks, at
        Their numbers, and where each waits.
    groups
        In how many groups they go, each in a thread of its own: results do not depend on it. Where somebody outside
        must see all of them at once, there is one.
    go_on
        Carries some blocks on from where they stand; returns where each then waits.
    answer
        Answers the blocks that wait at a place; never called for two groups at a time.
    moment, come_since
        Tells a moment, and whether that for which blocks wait at a place has come since one: who sets out before and
        waits after it looks again, and is not answered.
    on_place
        Told, from any thread, the place that all groups have behind them; may raise to end it.
    """

    def __init__(
        self,
        blocks: Ints,
        at: Ints,
        groups: int,
        go_on: Callable[[Ints, Ints], Ints],
        answer: Callable[[int, Ints], None],
        moment: Callable[[], int],
        come_since: Callable[[int, int], bool],
        on_place: Callable[[int], None],
    ) -> None:
        groups = min(groups, len(blocks))
        self._parts = list(zip(np.array_split(blocks, groups), np.array_split(at, groups), strict=True))
        self._go_on, self._answer, self._on_place = go_on, answer, on_place
        self._moment, self._come_since = moment, come_since
        self._places = [0] * len(self._parts)
        self._answering, self._ended = threading.Lock(), threading.Event()
        self._began = moment()

    def run(self) -> None:
        """Carry every block to the program's end."""
        if len(self._parts) == 1:
            self._carry(0)
            return
        with ThreadPoolExecutor(len(self._parts) - 1) as pool:
            # What the caller has set for its own context (NumPy's warnings) holds for all groups.
            others = [
                pool.submit(contextvars.copy_context().run, self._carry, number)
                for number in range(1, len(self._parts))
            ]
            try:
                self._carry(0)
                wait(others)
            except BaseException:
                self._ended.set()
                raise
            finally:
                # Whatever happened here, the others still read and write what belongs to the run.
                wait(others)
        for other in others:
            other.result()

    def _carry(self, number: int) -> None:
        """Carry one group to the end; where that fails, none goes on."""
        try:
            self._all_the_way(number)
        except BaseException:
            self._ended.set()
            raise

    def _meet(self, place: int, since: int, blocks: Ints) -> None:
        """Answer blocks that wait at a place, where nothing has failed and what they wait for has not come."""
        if self._ended.is_set():
            return
        try:
            self._on_place(min(self._places))
            if not self._come_since(place, since):
                self._answer(place, blocks)
        except BaseException:
            # Before anybody else's turn comes.
            self._ended.set()
            raise

    def _all_the_way(self, number: int) -> None:
        blocks, at = self._parts[number]
        # Those that wait farther on have set out earlier.
        since = np.full(len(blocks), self._began)
        while not self._ended.is_set():
            waiting = at[at != DONE]
            if not len(waiting):
                break
            place = self._places[number] = int(waiting.min())
            going = np.flatnonzero(at == place)
            with self._answering:
                self._meet(place, int(since[going].min()), blocks[going])
            since[going] = self._moment()
            at[going] = self._go_on(blocks[going], at[going])
        self._places[number] = np.iinfo(np.int64).max
