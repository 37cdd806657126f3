"""What may be kept on this machine from run to run: in which folder, and of which version of the program."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

VARIABLE = "CROSSROADS_CACHE"
"""Environment variable that names the folder; not set, or set to `OFF`, nothing is kept."""

OFF = "off"

_KINDS = (".py", ".toml")


def folder() -> Path | None:
    """Return where things are kept, or None where nothing is."""
    place = os.environ.get(VARIABLE, OFF)
    return None if place in ("", OFF) else Path(place)


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


@cache
def code_hash() -> str:
    """Return a SHA-256 over the package's source and its tables of records and decisions."""
    digest = hashlib.sha256()
    home = Path(__file__).parents[1]
    for path in sorted(home.rglob("*")):
        if path.suffix in _KINDS:
            digest.update(path.relative_to(home).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
