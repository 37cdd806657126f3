"""How long work reports how far it has come, and how it says that it was interrupted."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
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


def command_line(words: Sequence[str] | None = None) -> str:
    """Return a command as it is typed; without words the one that was given."""
    return shlex.join(["crossroads", *(sys.argv[1:] if words is None else words)])
