"""Where things are kept on this machine from run to run; nowhere unless a folder is named."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "CROSSROADS_CACHE"
"""Environment variable that names the folder; not set, or set to `OFF`, nothing is kept."""


OFF = "off"


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
