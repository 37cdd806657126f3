"""Progress on standard error: a bar in a terminal, a line now and then elsewhere, nothing where asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from crossroads.runs.progress import Progress, Silent

TOLD_FROM = 0.05
"""Share of the work from which on the time left is told; from less it is a guess."""

FIRST_LINE_SECONDS = 1.0
"""Work shorter than this says nothing where there is no terminal."""

LINE_SECONDS = 10.0
"""Seconds between two lines where there is no terminal."""


def duration(seconds: float) -> str:
    """Return a length of time in words: '40 s', '3 min', '1 h 20 min'."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class ProgressLines:
    """Progress as plain lines, for logs and pipes.

    Parameters
    ----------
    stream
        Where the lines go.
    clock
        Gives seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._label = ""
        self._total = 0
        self._done = 0
        self._began = self._next = clock()
        self._told = False

    def start(self, label: str, total: int) -> None:
        """Begin a stage of `total` units."""
        self._label, self._total, self._done, self._told = label, total, 0, False
        self._began = self._clock()
        self._next = self._began + FIRST_LINE_SECONDS

    def advance(self, done: int) -> None:
        """Report `done` further units; write a line where one is due."""
        self._done += done
        now = self._clock()
        if now < self._next or not 0 < self._done < self._total:
            return
        left = (now - self._began) * (self._total - self._done) / self._done
        # What comes first (code that is made, papers that are written) takes longer than what follows.
        known = self._done >= TOLD_FROM * self._total
        self._say(f"{100 * self._done // self._total} % done" + (f", about {duration(left)} left" if known else ""))
        self._next = now + LINE_SECONDS

    def finish(self) -> None:
        """End the stage."""
        if self._told:
            self._say(f"done in {duration(self._clock() - self._began)}")

    def _say(self, text: str) -> None:
        self._told = True
        print(f"{self._label}: {text}", file=self._stream, flush=True)


class Heedless:
    """A stream that drops what cannot be written: progress is no reason to lose a run.

    Parameters
    ----------
    stream
        Where the text goes while that is possible.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text`, or drop it."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Pass on what has been written, or let it be."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _bar(stream: TextIO, late: bool) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    shown = RichProgress(*columns, console=Console(file=stream), transient=True)
    # Loading the engine takes a moment too: the bar pulses until the first stage begins.
    waiting = shown.add_task("getting ready", total=None)
    began = time.monotonic()

    class Bar:
        """Tells a bar of rich about the stages of the work."""

        def __init__(self) -> None:
            self._task = waiting

        def start(self, label: str, total: int) -> None:
            shown.remove_task(self._task)
            self._task = shown.add_task(label, total=total)

        def advance(self, done: int) -> None:
            shown.advance(self._task, done)
            if time.monotonic() - began > FIRST_LINE_SECONDS and not shown.finished:
                shown.start()

        def finish(self) -> None:
            shown.refresh()

    if not late:
        shown.start()
    try:
        yield Bar()
    finally:
        if shown.live.is_started:
            shown.stop()


@contextmanager
def progress_shown(quiet: bool, stream: TextIO | None = None, late: bool = False) -> Iterator[Progress]:
    """Give the progress that suits the place: nothing, a bar in a terminal, or lines elsewhere.

    Parameters
    ----------
    quiet
        True shows nothing.
    stream
        Where to; standard error by default. Where that is closed or full, nothing is shown.
    late
        Whether a bar waits until the work has taken a while, as lines do: for work that is mostly short.
    """
    given = stream or sys.stderr
    where = cast(TextIO, Heedless(given))
    if quiet or given is None:
        yield Silent()
    elif where.isatty():
        with _bar(where, late) as bar:
            yield bar
    else:
        yield ProgressLines(where)
