"""What the program is and was called with; what it may keep on this machine, where, and of which version."""

from __future__ import annotations

import hashlib
import shlex
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

MANIFEST = "manifest.json"
"""The file in which a folder that was made says what it is."""

_KINDS = (".py", ".toml")
_LOADED = time.time()


def command_line(*words: str) -> str:
    """Return a command as it can be given (again): that of the words, or without any the one that was given."""
    return shlex.join(["crossroads", *(words or sys.argv[1:])])


@cache
def code_hash() -> str:
    """Return a SHA-256 over the package's source and its tables of records and decisions."""
    return source_hash()


def source_hash() -> str:
    """Return `code_hash` as the files are now."""
    digest = hashlib.sha256()
    home = Path(__file__).parent
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
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in _KINDS and not path.name.startswith(".") and path.is_file():
            yield path
