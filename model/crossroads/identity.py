"""What the program is and was called with; what it may keep on this machine, where, and of which version."""

from __future__ import annotations

import hashlib
import os
import shlex
import stat
import sys
import time
from functools import cache, lru_cache
from pathlib import Path

MANIFEST = "manifest.json"
"""The file in which a folder that was made says what it is."""

_KINDS = (".py", ".toml")
_HOME = Path(__file__).parent
_LOADED = time.time()
_NANOSECONDS = 1e9

File = tuple[str, int, int]
"""Path of a file within the package, when it was last written (nanoseconds), and its bytes."""


def command_line(*words: str) -> str:
    """Return a command as it can be given (again): that of the words, or without any the one that was given."""
    return shlex.join(["crossroads", *(words or sys.argv[1:])])


@cache
def code_hash() -> str:
    """Return a SHA-256 over the package's source and its tables of records and decisions."""
    return source_hash()


def source_hash() -> str:
    """Return `code_hash` as the files are now."""
    return _hash_of(_sources())


def loaded_source() -> str | None:
    """Return the hash of the source that this process has loaded.

    None where that cannot be told: files were changed since, or there are none (a program packed into one file).
    """
    try:
        files = _sources()
        if not files or max(changed for _, changed, _ in files) > _LOADED * _NANOSECONDS:
            return None
        return _hash_of(files)
    except OSError:
        return None


@lru_cache(maxsize=2)
def _hash_of(files: tuple[File, ...]) -> str:
    """Return the hash of files that are read once as long as none of them is written anew."""
    digest = hashlib.sha256()
    for name, _, _ in files:
        digest.update(name.encode())
        digest.update(_HOME.joinpath(name).read_bytes())
    return digest.hexdigest()


def _sources() -> tuple[File, ...]:
    """Return the package's files, by name; not those that an editor puts beside them."""
    found: list[File] = []
    for folder, _, names in os.walk(_HOME):
        within = Path(folder).relative_to(_HOME).as_posix()
        for name in names:
            if name.endswith(_KINDS) and not name.startswith("."):
                try:
                    seen = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 (hundreds: a Path each is slow)
                except FileNotFoundError:  # a link to nothing
                    continue
                if stat.S_ISREG(seen.st_mode):
                    found.append((f"{within}/{name}", seen.st_mtime_ns, seen.st_size))
    return tuple(sorted(found))
