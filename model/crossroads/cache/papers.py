"""Staff papers kept from run to run, in a folder of the machine on which they were written.

A paper is the same whenever it is written, so one that has been written may be read again. Papers lie under a key over
all that they hang on: the program's source, the numbers that a staff knows, NumPy and the processor. What cannot be
read is written anew, and what cannot be kept costs time and nothing else: no result depends on this folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossroads import cache

Floats = NDArray[np.float64]

MOST_PAPERS = 60_000
"""Papers kept of one scenario: about a hundred megabytes."""

LEAST_PAPERS = 20
"""Fewer are not worth a file."""

MOST_SCENARIOS = 8
MOST_FILES = 8
"""Files of one scenario before they are put together into one."""

_SUFFIX, _UNFINISHED = ".npz", ".part"
_PARTS = ("week", "key", "paper")
_FOLDER, _NAME = "staff_papers", re.compile(r"[0-9a-f]{32}")
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


class Written(NamedTuple):
    """One paper: its decision, its week, its column of whole numbers as bytes, and what it says."""

    point: str
    week: int
    key: bytes
    paper: Floats


class Kept:
    """The kept papers of one scenario.

    Parameters
    ----------
    p
        Central parameters of the scenario: what its staffs know of the laws of war.
    """

    def __init__(self, p: Mapping[str, float | Floats]) -> None:
        home = cache.folder()
        self._folder = None if home is None else home / _FOLDER / _key_of(p)
        self._count = 0

    @property
    def on(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def read(self) -> Iterator[Written]:
        """Yield every paper that can be read; none where nothing is kept."""
        for path in self._files():
            with contextlib.suppress(*_BROKEN):
                found = list(_papers_of(path))
                self._count += len(found)
                yield from found

    def keep(self, fresh: list[Written]) -> bool:
        """Add papers that were written since; silent where the folder cannot be written.

        Returns
        -------
        False where nothing is kept, or where they are too few for a file of their own yet, or too many for the folder.
        """
        if self._folder is None or len(fresh) < LEAST_PAPERS or self._count + len(fresh) > MOST_PAPERS:
            return False
        self._count += len(fresh)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            before = self._files()
            if len(before) < MOST_FILES:
                _write(self._folder, fresh)
            else:
                _write(self._folder, [*(paper for path in before for paper in _readable(path)), *fresh])
                for path in [*before, *self._folder.glob(f".*{_UNFINISHED}")]:
                    path.unlink(missing_ok=True)
            _forget_old(self._folder.parent)
        return True

    def _files(self) -> list[Path]:
        if self._folder is None or not self._folder.is_dir():
            return []
        return sorted(self._folder.glob(f"*{_SUFFIX}"))


def _key_of(p: Mapping[str, float | Floats]) -> str:
    """Return a name for all that a paper hangs on beside its own numbers."""
    digest = hashlib.sha256(cache.code_hash().encode())
    processor = np.show_config(mode="dicts")["SIMD Extensions"]
    digest.update(f"{np.__version__} {platform.machine()} {platform.system()} {processor}".encode())
    for name in sorted(p):
        digest.update(f"{name}={np.asarray(p[name], dtype=np.float64).tobytes().hex()}\n".encode())
    return digest.hexdigest()[:32]


def _readable(path: Path) -> list[Written]:
    with contextlib.suppress(*_BROKEN):
        return list(_papers_of(path))
    return []


def _papers_of(path: Path) -> Iterator[Written]:
    """Yield the papers of one file.

    Raises
    ------
    ValueError
        Where the parts of the file do not belong together.
    """
    with np.load(path, allow_pickle=False) as file:
        for point in sorted({name.rpartition("|")[0] for name in file.files}):
            weeks, keys, papers = (file[f"{point}|{part}"] for part in _PARTS)
            if not len(weeks) == len(keys) == len(papers) or keys.dtype != np.int64:
                raise ValueError(f"{path}: the parts of '{point}' are not of one length")
            for week, key, paper in zip(weeks.tolist(), keys, papers, strict=True):
                yield Written(point, week, key.tobytes(), paper)


def _write(folder: Path, papers: Iterable[Written]) -> None:
    """Write papers into a file of their own: whole, or not at all."""
    by_point: dict[str, dict[tuple[int, bytes], Floats]] = {}
    for point, week, key, paper in papers:
        by_point.setdefault(point, {})[week, key] = paper
    parts: dict[str, NDArray[Any]] = {}
    for point, found in by_point.items():
        values = (
            np.array([week for week, _ in found], dtype=np.int64),
            np.stack([np.frombuffer(key, dtype=np.int64) for _, key in found]),
            np.stack(list(found.values())),
        )
        parts |= {f"{point}|{part}": value for part, value in zip(_PARTS, values, strict=True)}
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **parts)
        Path(name).replace(folder / f"{time.time_ns():020d}-{os.getpid()}{_SUFFIX}")
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _forget_old(home: Path) -> None:
    """Keep the scenarios that were written last; touch nothing that is not of this kind."""
    folders = [path for path in home.iterdir() if _NAME.fullmatch(path.name) and any(path.glob(f"*{_SUFFIX}"))]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-MOST_SCENARIOS]:
        for path in [*folder.glob(f"*{_SUFFIX}"), *folder.glob(f".*{_UNFINISHED}")]:
            path.unlink(missing_ok=True)
        # Where somebody has put something else, it stays.
        with contextlib.suppress(OSError):
            folder.rmdir()
