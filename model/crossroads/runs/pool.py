"""Simulate the missing blocks of a run, in this process or in several; the results are the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.runs.blocks import Span, write_block
from crossroads.runs.progress import Progress
from crossroads.world import calendar
from crossroads.world.block import Block

Simulate = Callable[..., Block]
"""`simulate(setup, seed, worlds, ledger_below=..., on_week=...) -> Block`."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every block of one run has in common."""

    simulate: Simulate
    setup: Setup
    scenario: str
    seed: int
    ledger_below: int

    @property
    def weeks(self) -> int:
        """Number of weekly steps."""
        return calendar.weeks_until(self.setup.horizon)


def make_block(task: Task, span: Span, work: Path, on_week: Callable[[int], None] | None = None) -> None:
    """Simulate one block and write it into the working folder."""
    block = task.simulate(task.setup, task.seed, span.worlds, ledger_below=task.ledger_below, on_week=on_week)
    write_block(work, span, block, task.scenario, task.ledger_below)


def _in_this_process(task: Task, missing: Sequence[Span], work: Path, progress: Progress) -> None:
    for span in missing:
        size = span.end - span.first
        told = 0

        def on_week(_week: int, size: int = size) -> None:
            nonlocal told
            told += 1
            progress.advance(size)

        make_block(task, span, work, on_week)
        progress.advance(size * (task.weeks - told))


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


def in_processes(
    call: Callable[..., object],
    orders: Sequence[tuple[object, ...]],
    work: Path,
    workers: int,
    on_done: Callable[[int], None],
) -> None:
    """Call a function with each of several orders, in processes of their own; each call keeps its work in a file.

    Parameters
    ----------
    call
        A function of a module, so that another process finds it.
    orders
        The arguments of each call.
    work
        Where finished work is kept, for the message.
    workers
        Number of processes.
    on_done
        Told the position of each order that is done.

    Raises
    ------
    InputError
        Where a process ended of itself.
    """
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(
        max_workers=workers, mp_context=multiprocessing.get_context("spawn"), initializer=_follow_parent
    )
    try:
        futures = {pool.submit(call, *order): position for position, order in enumerate(orders)}
        for future in as_completed(futures):
            future.result()
            on_done(futures[future])
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            if child not in others:
                child.terminate()
                child.join(timeout=5)
        if isinstance(error, BrokenProcessPool):
            raise InputError(
                f"A worker process ended of itself, often for want of memory or because a script calls this "
                f"outside `if __name__ == '__main__':`. Finished worlds are kept in {work}; try workers=1."
            ) from error
        raise
    pool.shutdown()


def _in_several(task: Task, missing: Sequence[Span], work: Path, progress: Progress, workers: int) -> None:
    def on_done(position: int) -> None:
        progress.advance((missing[position].end - missing[position].first) * task.weeks)

    in_processes(make_block, [(task, span, work) for span in missing], work, workers, on_done)


def simulate_blocks(
    task: Task, blocks: Sequence[Span], work: Path, *, workers: int, progress: Progress, label: str
) -> None:
    """Simulate every block that is not finished in `work`.

    Parameters
    ----------
    task
        What the blocks have in common.
    blocks
        Every block of the run.
    work
        The working folder.
    workers
        Number of processes; 1 means this one.
    progress
        Told in world-weeks: each week where the work is done here, each block where it is done elsewhere.
    label
        What the progress calls this stage.

    Raises
    ------
    InputError
        Where a worker process ended of itself.
    """
    progress.start(label, blocks[-1].end * task.weeks)
    missing = [span for span in blocks if not span.finished(work)]
    done = blocks[-1].end - sum(span.end - span.first for span in missing)
    progress.advance(done * task.weeks)
    workers = min(workers, len(missing))
    if workers > 1:
        _in_several(task, missing, work, progress, workers)
    else:
        _in_this_process(task, missing, work, progress)
    progress.finish()
