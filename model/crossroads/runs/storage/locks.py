"""One process at a time in a working folder."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

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
    with locked(lock, told or work):
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
    while True:
        file = open(lock, "r+b", buffering=0, opener=_opened)  # noqa: SIM115 - a path takes no opener
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
