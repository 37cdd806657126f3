"""Who does the work of many parts: this process, threads, or processes of their own; the results are the same.

An engine is a function `engine(call, orders, workers, tally)`. It calls `call(order, on_week)` once for each order, in
whatever order it likes, and tells the tally of weeks and of orders that are done. What a call makes, it keeps in a file
of its own: nothing comes back through the engine, so that whatever stops it loses no finished part.
"""

from __future__ import annotations

import contextlib
import contextvars
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from crossroads.errors import InputError
from crossroads.runs.blocks import OnWeek
from crossroads.runs.progress import Progress

Call = Callable[[Any, OnWeek], None]
"""Carries out one order; a function of a module, so that another process finds it."""


MARK = ".here-"
"""What the name of a file begins with by which workers elsewhere know a study's folder; it is gone when they are."""


@dataclass(frozen=True, slots=True)
class Work:
    """A call in two halves, for engines whose workers may share no disk with the study.

    Attributes
    ----------
    measure
        `measure(order, on_week)` returns what was found; it leaves nothing behind.
    keep
        `keep(order, found)` writes it where the study is.
    """

    measure: Callable[[Any, OnWeek], Any]
    keep: Callable[[Any, Any], None]

    def __call__(self, order: Any, on_week: OnWeek) -> None:
        """Carry out both halves here."""
        self.keep(order, self.measure(order, on_week))


class Tally:
    """Counts the weeks of each order and tells a progress of them; an order that is done has had them all.

    Parameters
    ----------
    progress
        What is told, in world-weeks.
    sizes
        Worlds of each order.
    weeks
        Weeks of each order.
    """

    def __init__(self, progress: Progress, sizes: Sequence[int], weeks: Sequence[int]) -> None:
        self._progress = progress
        self._sizes = sizes
        self._left = list(weeks)
        self._lock = threading.Lock()

    def week(self, position: int) -> None:
        """Count one week of an order."""
        self._tell(position, 1)

    def done(self, position: int) -> None:
        """Count what is left of an order."""
        self._tell(position, self._left[position])

    def _tell(self, position: int, weeks: int) -> None:
        with self._lock:
            told = min(weeks, self._left[position])
            self._left[position] -= told
            if told:
                self._progress.advance(self._sizes[position] * told)


class Engine(Protocol):
    """What carries out the orders of a study."""

    def __call__(self, call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
        """Carry out every order with at most so many workers."""


def serial(call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
    """Carry out one order after the other in this process, however many workers are allowed."""
    for position, order in enumerate(orders):

        def on_week(_week: int, position: int = position) -> None:
            tally.week(position)

        call(order, on_week)
        tally.done(position)


class _Stopped(BaseException):  # no fault of an order: it ends a thread whose work nobody waits for any longer
    pass


def threads(call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
    """Carry out the orders in threads of this process.

    A thread cannot be ended from outside: at Ctrl-C, or where another fails, it ends with its week.
    """
    stopped = threading.Event()

    def one(position: int, order: Any) -> None:
        def on_week(_week: int) -> None:
            if stopped.is_set():
                raise _Stopped
            tally.week(position)

        call(order, on_week)
        tally.done(position)

    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        # Each with the caller's own settings, which threads do not inherit.
        futures = [
            pool.submit(contextvars.copy_context().run, one, position, order) for position, order in enumerate(orders)
        ]
        wait(futures, return_when=FIRST_EXCEPTION)
        _raise_first(futures)
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _raise_first(futures: Sequence[Future[None]]) -> None:
    for future in futures:
        if future.done():
            future.result()


UNGUARDED = 78
"""The exit code of a process that would have started its parent's script once more."""


class UnguardedError(InputError, SystemExit):
    """A script lacks its guard: as the script ends by it, Python shows the message alone, and no traceback."""

    def __init__(self, message: str) -> None:
        SystemExit.__init__(self, message)


def _unheard(_week: int) -> None:
    """Hear nothing: weeks in other processes are told when their part is done."""


def processes(call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
    """Carry out the orders in processes of their own.

    Raises
    ------
    InputError
        Where a process ended of itself.
    """
    end_if_started_again()
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(
        max_workers=workers, mp_context=multiprocessing.get_context("spawn"), initializer=_follow_parent
    )
    try:
        with _main_that_is_a_file():
            futures = {pool.submit(call, order, _unheard): position for position, order in enumerate(orders)}
        for future in as_completed(futures):
            future.result()
            tally.done(futures[future])
    except BaseException as error:
        children = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for child in {*children, *multiprocessing.active_children()} - set(others):
            child.terminate()
            child.join(timeout=5)
        if isinstance(error, BrokenProcessPool):
            if UNGUARDED in [child.exitcode for child in children]:
                raise UnguardedError(
                    "A script that asks for more than one process must do so below a line `if __name__ == "
                    "'__main__':`, since each process reads the script too; or ask for workers=1."
                ) from None
            raise InputError(
                "A worker process ended of itself, often for want of memory. Finished worlds are kept; try workers=1."
            ) from error
        raise
    pool.shutdown()


def _follow_parent() -> None:
    """Leave Ctrl-C and a closed terminal to the parent, and end when the parent has ended."""
    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def end_if_started_again() -> None:
    """End this process where it runs its parent's script once more, which lacks its guard.

    A process that is spawned reads the script that started it. A script that calls a study outside `if __name__ ==
    "__main__":` would start it again there; the parent tells what is missing, in one message.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        os._exit(UNGUARDED)


@contextlib.contextmanager
def _main_that_is_a_file() -> Iterator[None]:
    """Hide the name of a script that is no file (it came by standard input), which no other process could read."""
    main = sys.modules["__main__"]
    name = getattr(main, "__file__", None)
    if name is None or Path(name).is_file():
        yield
        return
    del main.__file__
    try:
        yield
    finally:
        main.__file__ = name


ENGINES: Mapping[str, Engine] = {"serial": serial, "threads": threads, "processes": processes}
"""Engines by name."""


def engine_of(engine: str | Engine | None, workers: int) -> Engine:
    """Return an engine by name; None: this process for one worker, else processes.

    Raises
    ------
    InputError
        Where there is none of that name.
    """
    if engine is None:
        return processes if workers > 1 else serial
    if not isinstance(engine, str):
        return engine
    if engine not in ENGINES:
        raise InputError(f"engine: found '{engine}'; allowed: {', '.join(ENGINES)}")
    return ENGINES[engine]
