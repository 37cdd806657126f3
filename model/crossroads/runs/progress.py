"""How long work reports how far it has come, and how it says that it was interrupted."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Progress(Protocol):
    """What long work tells of its progress.

    One `start`, any number of `advance`, one `finish`, for each stage of the work. While worlds are simulated
    the unit is the world-week (one world moved on by one week).
    """

    def start(self, label: str, total: int) -> None:
        """Begin a stage of `total` units."""

    def advance(self, done: int) -> None:
        """Report `done` further units since the last call."""

    def finish(self) -> None:
        """End the stage."""


class Silent:
    """A progress that says nothing."""

    def start(self, label: str, total: int) -> None:
        """Say nothing."""

    def advance(self, done: int) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""


class Interrupted(Exception):  # noqa: N818 - it is the user's wish, not an error
    """Work was stopped by the user; what was finished is kept.

    Attributes
    ----------
    folder
        Working folder with the finished part, None where nothing was kept.
    command
        Command that goes on from there, '' where nothing was kept or none is known.
    """

    def __init__(self, folder: Path | None, command: str = "") -> None:
        self.folder = folder
        self.command = command
        if folder is None:
            message = "Interrupted; nothing was kept."
        else:
            on = f"To go on: {command}" if command else "The same call goes on with it."
            message = f"Interrupted; finished work is kept in {folder}. {on}"
        super().__init__(message)


class Pace:
    """Passes on what it is told, and remembers how fast the second half of a stage went.

    What is made once (compiled laws, first papers) falls into the first half, and is no measure of the rest.

    Parameters
    ----------
    told
        Who is told.
    clock
        Gives seconds.
    """

    def __init__(self, told: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        self._told = told
        self._clock = clock
        self._total = self._done = 0
        self._steps: list[tuple[int, float]] = []

    def start(self, label: str, total: int) -> None:
        """Begin a stage of `total` units."""
        self._total, self._done, self._steps = total, 0, []
        self._told.start(label, total)

    def advance(self, done: int) -> None:
        """Report `done` further units."""
        self._done += done
        self._steps.append((self._done, self._clock()))
        self._told.advance(done)

    def finish(self) -> None:
        """End the stage."""
        self._told.finish()

    def seconds_for_all(self) -> float | None:
        """Return how long the whole stage would take at the pace of its second half; None where that cannot be told."""
        later = [step for step in self._steps if step[0] >= self._total / 2]
        if len(later) < 2 or later[-1][0] == later[0][0]:
            return None
        return (later[-1][1] - later[0][1]) / (later[-1][0] - later[0][0]) * self._total
