"""Calls in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from crossroads.errors import InputError


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
