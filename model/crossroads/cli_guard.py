"""What stands around every command: Ctrl-C, folders that exist already, readers of a pipe that have gone."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from crossroads.errors import InputError
from crossroads.progress import Interrupted

P = ParamSpec("P")
R = TypeVar("R")


def interruptible(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a Ctrl-C that nothing below has answered into the one exception that `main` knows."""

    @functools.wraps(command)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            raise Interrupted(None) from None

    return inner


@contextmanager
def free_name_suggested(target: Path) -> Iterator[None]:
    """Add a free folder's name to the message where `target` stands already.

    Raises
    ------
    InputError
        The one met inside, with a line more.
    """
    try:
        yield
    except InputError as error:
        about_target = str(error).startswith(f"{os.path.abspath(target)}:")  # noqa: PTH100 - as `folder_path`
        if not (about_target and target.is_dir()):
            raise
        number = 2
        while (free := target.with_name(f"{target.name}-{number}")).exists():
            number += 1
        raise InputError(f"{error}\nA name that is free: --out {free}") from None


def flush_quietly() -> None:
    """Write out what is left, in silence where nobody reads it any more or nothing can be written."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
