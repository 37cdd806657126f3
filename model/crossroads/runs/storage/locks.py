"""One process at a time in a working folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from crossroads.errors import InputError


@contextlib.contextmanager
def held(work: Path, told: Path | None = None) -> Iterator[None]:
    """Hold the working folder `work` for this process, where the system has file locks.

    Raises
    ------
    InputError
        Where another process holds it; the message names `told`, which is `work` itself where nothing is given.
    """
    work.parent.mkdir(parents=True, exist_ok=True)
    lock = work.with_name(work.name + ".lock")
    with _locked(lock, told or work):
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()  # while it is still held: whoever waits for this very file finds another, or none


def _locked(lock: Path, work: Path) -> IO[bytes]:
    """Open and lock the file of a lock; the one that stands there, not one that a leaver has just removed."""
    try:
        import fcntl
    except ImportError:  # a system without POSIX locks: parts are still renamed into place, each whole
        return lock.open("ab")
    while True:
        file = lock.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise InputError(
                f"{work}: another process is writing there; wait for it or choose another folder."
            ) from None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), lock.stat()):
                return file
        file.close()
