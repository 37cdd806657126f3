"""Where things are kept on this machine from run to run; nowhere unless a folder is named.

What lies there enters a run, so that it must be the user's own: a folder or file that belongs to somebody else, or that
others may write, is not used, and what is kept is signed with a key that the user alone may read.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import tempfile
from functools import cache
from pathlib import Path

log = logging.getLogger("crossroads")

VARIABLE = "CROSSROADS_CACHE"
"""Environment variable that names the folder; not set, or set to `OFF`, nothing is kept."""


OFF = "off"

KEY, KEY_BYTES = "key", 32
UNFINISHED = ".part"

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_AT_ALL = stat.S_IRWXG | stat.S_IRWXO


def folder() -> Path | None:
    """Return where things are kept, or None where nothing is."""
    place = os.environ.get(VARIABLE, OFF)
    return None if place.lower() in ("", OFF) or not usable(Path(place), link=True) else Path(place)


def usual_folder() -> Path | None:
    """Return the user's folder for caches; None for a user without a home."""
    place = Path(os.environ.get("XDG_CACHE_HOME", ""))
    with contextlib.suppress(RuntimeError):
        place = place if place.is_absolute() else Path.home() / ".cache"
    return place / "crossroads1941" if place.is_absolute() else None


def use_usual_folder() -> None:
    """Keep things in the user's folder for caches, here and in processes started from here, unless told otherwise."""
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = str(usual_folder() or OFF)
    if folder() is None:  # said here once, and not by each process
        os.environ[VARIABLE] = OFF


def usable(place: Path, *, link: bool = False) -> bool:
    """Say whether a folder is not there yet or the user's own, which nobody else may write; tell once where it is not.

    Parameters
    ----------
    place
        The folder.
    link
        Whether it may be a link to such a folder.
    """
    try:
        status = place.stat() if link else place.lstat()
    except (OSError, ValueError):
        return True
    if stat.S_ISDIR(status.st_mode) and _own(status, _OTHERS_WRITE):
        return True
    _tell(place)
    return False


@cache
def _tell(place: Path) -> None:
    needed = "a folder of your own that only you may write is needed (chmod 700)"
    log.warning("%s: no papers are kept there; %s. %s=%s keeps none.", place, needed, VARIABLE, OFF)


def _own(status: os.stat_result, closed: int) -> bool:
    """Say whether something is the user's, and closed to others in the ways of those bits of its mode."""
    if os.name != "posix":  # there, neither owner nor mode tells who may write
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & closed


def content(path: Path, most: int, closed: int = _OTHERS_WRITE) -> bytes | None:
    """Return what a file holds; None where it is no file of the user's own, is a link, or holds more than `most`."""
    try:
        with open(path, "rb", opener=_opened) as file:
            status = os.fstat(file.fileno())
            sound = stat.S_ISREG(status.st_mode) and _own(status, closed) and status.st_size <= most
            return file.read(status.st_size) if sound else None
    except OSError:
        return None


def _opened(path: str, flags: int) -> int:
    """Open neither a link to elsewhere nor a pipe that waits for its writer."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def key(home: Path) -> bytes | None:
    """Return the user's key; None where there is none that the user alone may read."""
    found = content(home / KEY, KEY_BYTES, _OTHERS_AT_ALL)
    return found if found is not None and len(found) == KEY_BYTES else None


def new_key(home: Path) -> bytes | None:
    """Make the user's key, and return it; of two that are made at a time, the last stands."""
    put(home / KEY, os.urandom(KEY_BYTES))
    return key(home)


def put(place: Path, *parts: bytes) -> None:
    """Write a file that the user alone may read: whole, or not at all."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
