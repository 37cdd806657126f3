"""Machine code kept from run to run, in the user's folder for caches.

A damaged object would kill the process without a word, and a foreign one would run: what is kept is signed with a key
that the user alone may read, and what is not signed so is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from crossroads.minds.imagining import kept_folder as places

VARIABLE = "CROSSROADS_CODE"
"""Environment variable that names a folder for code alone; not set, code lies where papers do, or in the user's usual
folder where nothing is said of papers either; `off` keeps none."""

_FOLDER, _SUFFIX = "code", ".object"
_DIGEST_BYTES = 32
_MOST_BYTES = 64_000_000
_MOST_FILES = 256

_BETWEEN = b"\0"
"""What stands between facts and the names of code, or between several of them."""


def home() -> Path | None:
    """Return the folder in which code is kept, or None where none is."""
    asked = os.environ.get(VARIABLE)
    if asked is not None:
        place = None if asked.lower() in ("", places.OFF) else Path(asked)
    elif places.VARIABLE in os.environ:
        place = places.folder()
    else:
        place = places.usual_folder()
    return place if place is not None and places.usable(place, link=True) else None


def read(name: str) -> bytes | None:
    """Return what is kept under a name; None where there is nothing, or nothing that this user has kept there."""
    place = home()
    secret = places.key(place) if place else None
    if place is None or secret is None or not places.usable(place / _FOLDER):
        return None
    found = places.content(place / _FOLDER / f"{name}{_SUFFIX}", _MOST_BYTES)
    if found is None:
        return None
    told, content = found[:_DIGEST_BYTES], found[_DIGEST_BYTES:]
    return content if hmac.compare_digest(_signed(name, content, secret), told) else None


def write(name: str, content: bytes) -> None:
    """Keep something under a name; what cannot be kept is made again by the next process."""
    place = home()
    if place is None:
        return
    with contextlib.suppress(OSError):
        (place / _FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = places.key(place) or places.new_key(place)
        if secret is not None and places.usable(place / _FOLDER):
            places.put(place / _FOLDER / f"{name}{_SUFFIX}", _signed(name, content, secret), content)
            _forget_old(place / _FOLDER)


def read_with_facts(name: str) -> tuple[str, list[bytes]] | None:
    """Return what `write_with_facts` has kept under a name: the facts, and all code; None where any of it is gone."""
    kept = read(name)
    if kept is None:
        return None
    facts, *places = kept.split(_BETWEEN)
    code = [found for place in places if (found := read(place.decode())) is not None]
    return (facts.decode(), code) if len(code) == len(places) else None


def write_with_facts(name: str, facts: str, places: Sequence[str]) -> None:
    """Keep facts, as text, with the names under which the code is kept that they are about."""
    write(name, _BETWEEN.join([facts.encode(), *(place.encode() for place in places)]))


def _signed(name: str, content: bytes, secret: bytes) -> bytes:
    return hashlib.blake2b(name.encode() + content, key=secret, digest_size=_DIGEST_BYTES).digest()


def _forget_old(folder: Path) -> None:
    """Keep what was made last."""
    files = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
