"""What may be kept on this machine from run to run: in which folder, and of which version of the program."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VARIABLE = "CROSSROADS_CACHE"
"""Environment variable that names the folder; not set, or set to `OFF`, nothing is kept."""

OFF = "off"

_KINDS = (".py", ".toml")
_LOADED = time.time()


def folder() -> Path | None:
    """Return where things are kept, or None where nothing is."""
    place = os.environ.get(VARIABLE, OFF)
    return None if place.lower() in ("", OFF) else Path(place)


def use_usual_folder() -> None:
    """Keep things in the user's folder for caches, here and in processes started from here, unless told otherwise."""
    if VARIABLE in os.environ:
        return
    place = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not place.is_absolute():
        try:
            place = Path.home() / ".cache"
        except RuntimeError:  # a user without a home
            os.environ[VARIABLE] = OFF
            return
    os.environ[VARIABLE] = str(place / "crossroads1941")


def keep_nothing() -> None:
    """Keep nothing from here on, here and in processes started from here."""
    os.environ[VARIABLE] = OFF


@cache
def code_hash() -> str:
    """Return a SHA-256 over the package's source and its tables of records and decisions."""
    return source_hash()


def source_hash() -> str:
    """Return `code_hash` as the files are now."""
    digest = hashlib.sha256()
    home = Path(__file__).parents[1]
    for path in _sources():
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def loaded_source() -> str | None:
    """Return the hash of the source that this process has loaded.

    None where that cannot be told: files were changed since, or there are none (a program packed into one file).
    """
    try:
        paths = list(_sources())
        if not paths or max(path.stat().st_mtime for path in paths) > _LOADED:
            return None
        return source_hash()
    except OSError:
        return None


def _sources() -> Iterator[Path]:
    """Yield the package's files; not those that an editor puts beside them."""
    for path in sorted(Path(__file__).parents[1].rglob("*")):
        if path.suffix in _KINDS and not path.name.startswith(".") and path.is_file():
            yield path
