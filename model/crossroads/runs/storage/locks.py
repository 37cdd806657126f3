"""One process at a time in a working folder."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from crossroads.errors import InputError

MOST_TRIES = 100
"""So often a folder that another process took away while it was still empty is made again."""


@contextlib.contextmanager
def parents_made(path: Path) -> Iterator[None]:
    """Make the folders above a path; those that are still empty at the end, since nothing came of it, go again."""
    new = []
    for folder in path.parents:
        if folder.exists():
            break
        new.append(folder)
    _make(path.parent)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # one that holds something stays, and so do those above it
            for folder in new:
                folder.rmdir()


def _make(folder: Path) -> None:
    """Make a folder and those above it, also where others take them away meanwhile, empty as they are."""
    for _ in range(MOST_TRIES):
        with contextlib.suppress(FileNotFoundError, FileExistsError):  # the latter where it goes between two looks
            folder.mkdir(parents=True, exist_ok=True)
            return
    folder.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def held(work: Path, told: Path | None = None) -> Iterator[None]:
    """Hold the working folder `work` for this process, where the system has file locks.

    Raises
    ------
    InputError
        Where another process holds it; the message names `told`, which is `work` itself where nothing is given.
    """
    lock = work.with_name(work.name + ".lock")
    with parents_made(work), locked(lock, told or work):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()  # while it is still held: whoever waits for this very file finds another, or none


def _opened(path: str, _flags: int) -> int:
    """Open neither a link to elsewhere nor a pipe that waits for its reader."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)


def locked(lock: Path, work: Path) -> contextlib.AbstractContextManager[object]:
    """Open and lock a file, made where there is none; the one that stands there, not one that was just taken away.

    Raises
    ------
    InputError
        Where another process holds it; the message names `work`.
    """
    try:
        import fcntl
    except ImportError:  # a system without POSIX locks: parts are still renamed into place, each whole
        return contextlib.nullcontext()
    tries = 0
    while True:
        try:
            file = open(lock, "r+b", buffering=0, opener=_opened)  # noqa: SIM115 - a path takes no opener
        except FileNotFoundError:  # whoever else wrote into this folder left it empty and took it away
            if (tries := tries + 1) > MOST_TRIES:
                raise
            _make(lock.parent)
            continue
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise InputError(f"{lock}: found what is no plain file, where {work.name} is written; move it away.")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise InputError(
                f"{work}: another process is writing there; wait for it, or choose another name."
            ) from None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), lock.lstat()):
                return file
        file.close()
