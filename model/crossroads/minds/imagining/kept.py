"""Staff papers kept from run to run, in a folder of the user's.

A paper is the same whenever and wherever it is written, so one that has been written may be read again. Papers lie
under a key over all that they hang on: the program's source and the numbers that a staff knows. The processor, the C
library and NumPy's build are not among it, since the laws have the same bits everywhere. Each file begins with a digest
of what follows and of the place where it lies, made with a key of the user's, so that neither a damaged one is read nor
one that somebody else wrote. What cannot be read is written anew, and what cannot be kept costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
import re
import secrets
import time
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crossroads import identity
from crossroads.minds.imagining import kept_folder as places

Floats = NDArray[np.float64]

MOST_BYTES = 64_000_000
"""Size of the papers kept of one scenario."""

MOST_FILE_BYTES = 2 * MOST_BYTES

LEAST_PAPERS = 20
"""Fewer are not worth a file."""

TRIED_ONE_IN = 4
"""One process in so many works a paper of each file out again: always, it would cost a single world 3 % more."""

MOST_SCENARIOS = 8
MOST_FILES = 8
"""Files of one scenario before they are put together into one."""

ABANDONED_SECONDS = 3600.0
"""Age at which an unfinished file belongs to nobody any more."""

_SUFFIX = ".papers"
_PARTS = {"week": (np.int64, 1), "key": (np.int64, 2), "paper": (np.float64, 4)}
"""Arrays of a decision in a file: type and number of axes."""

_FOLDER, _NAME = "staff_papers", re.compile(r"[0-9a-f]{32}")
_DIGEST_BYTES = 32


Place = tuple[str, int]
"""A decision, and the week of its papers."""


class Lot(NamedTuple):
    """Papers of one decision and week: whole numbers that each is asked for by, what each says, and their file.

    Shapes are (paper, number) and (paper, measure, future, plan).
    """

    place: Place
    keys: NDArray[np.int64]
    papers: Floats
    file: Path | None = None

    @property
    def names(self) -> list[bytes]:
        """Each paper's whole numbers as bytes: what it is looked up by."""
        keys = np.ascontiguousarray(self.keys)
        found: list[bytes] = keys.view(f"V{keys.shape[1] * keys.itemsize}").reshape(-1).tolist()
        return found

    @property
    def form(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Words of a key, and the shape of what a paper says."""
        return self.keys.shape[1:], self.papers.shape[1:]

    def beside(self, known: Collection[bytes]) -> Lot:
        """Return the papers that are not known, each once."""
        own = {name: place for place, name in enumerate(self.names)}
        new = [place for name, place in own.items() if name not in known] if known else list(own.values())
        if len(new) == len(self.keys):
            return self
        return self._replace(keys=self.keys[new], papers=self.papers[new])


def tries() -> bool:
    """Say whether this process works papers out again."""
    return secrets.randbelow(TRIED_ONE_IN) == 0


class Kept:
    """The kept papers of one scenario.

    Whatever goes wrong here, a run goes on: its papers are then written anew, or not kept.

    Parameters
    ----------
    p
        Central parameters of the scenario: what its staffs know of the laws of war.
    """

    def __init__(self, p: Mapping[str, float | Floats]) -> None:
        home = places.folder()
        self._source = None if home is None else identity.loaded_source()
        self._folder: Path | None = None
        self._known: dict[Place, dict[bytes, Path | None]] = {}
        self._bytes = 0
        if home is not None and self._source is not None:
            with contextlib.suppress(Exception):
                self._folder = home / _FOLDER / _key_of(self._source, p)

    @property
    def on(self) -> bool:
        """Whether anything is kept."""
        return self._folder is not None

    def read(self) -> list[Lot]:
        """Return every paper that can be read, each once; none where nothing is kept."""
        found: list[Lot] = []
        with contextlib.suppress(Exception):
            for path in self._files():
                found += self._new(self._readable(path) or [])
            if self._folder is not None and found:
                os.utime(self._folder)
        return found

    def keep(self, fresh: list[Lot]) -> bool:
        """Add papers that were written since; silent where they cannot be kept.

        Returns
        -------
        False where they are too few for a file of their own yet.
        """
        if self._folder is None or sum(len(lot.keys) for lot in fresh) < LEAST_PAPERS:
            return self._folder is None
        with contextlib.suppress(Exception):
            new = self._new(fresh)
            # A law that was changed while this process ran is not the law by which it wrote.
            if new and self._bytes <= MOST_BYTES and identity.source_hash() == self._source and self._made():
                self._put(self._folder, new)
                _forget_old(self._folder.parent)
        return True

    def remove(self, file: Path) -> None:
        """Take away a file whose papers are not what is worked out now."""
        for known in self._known.values():
            for name in [name for name, of in known.items() if of == file]:
                del known[name]
        with contextlib.suppress(OSError):
            file.unlink()

    def _levels(self) -> list[Path]:
        return [] if self._folder is None else [self._folder.parents[1], self._folder.parent, self._folder]

    def _usable(self) -> bool:
        return all(places.usable(level, link=not depth) for depth, level in enumerate(self._levels()))

    def _made(self) -> bool:
        """Make the folder and the user's key, where they are missing; say whether both are the user's own."""
        for level in self._levels():
            level.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._usable() and bool(places.key(self._levels()[0]) or places.new_key(self._levels()[0]))

    def _new(self, lots: Iterable[Lot]) -> list[Lot]:
        """Return those papers that were not there yet, and count them."""
        new = []
        for lot in lots:
            known = self._known.setdefault(lot.place, {})
            own = lot.beside(known)
            known.update(dict.fromkeys(own.names, lot.file))
            self._bytes += own.papers.nbytes
            if len(own.keys):
                new.append(own)
        return new

    def _put(self, folder: Path, new: list[Lot]) -> None:
        before = self._files()
        if len(before) < MOST_FILES:
            self._write(folder, new)
            return
        # A file that cannot be opened now may be opened later; a damaged one reads as empty and goes.
        opened = {path: lots for path in before if (lots := self._readable(path)) is not None}
        self._write(folder, [*(lot for lots in opened.values() for lot in lots), *new])
        for path in opened:
            path.unlink(missing_ok=True)
        for path in folder.glob(f".*{places.UNFINISHED}"):
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        if self._folder is None or not self._folder.is_dir() or not self._usable():
            return []
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _digest(self, content: bytes | memoryview) -> bytes:
        """Return what only the user can have put before those bytes, and only here."""
        home, _, folder = self._levels()
        secret = places.key(home)
        if secret is None:
            raise OSError("there is no key")
        digest = hashlib.blake2b(folder.name.encode(), key=secret, digest_size=_DIGEST_BYTES)
        digest.update(content)
        return digest.digest()

    def _readable(self, path: Path) -> list[Lot] | None:
        """Return the papers of a file; none of a damaged one, and None where it cannot be opened or is another's."""
        content = places.content(path, MOST_FILE_BYTES)
        if content is None:
            return None
        with contextlib.suppress(Exception):
            told, papers = content[:_DIGEST_BYTES], memoryview(content)[_DIGEST_BYTES:]
            if hmac.compare_digest(self._digest(papers), told):
                return list(_lots_of(papers, path))
        return []

    def _write(self, folder: Path, lots: Iterable[Lot]) -> None:
        """Write papers into a file of their own."""
        content = _packed(lots)
        places.put(folder / f"{time.time_ns():020d}-{os.getpid()}{_SUFFIX}", self._digest(content), content)


def _key_of(source: str, p: Mapping[str, float | Floats]) -> str:
    """Return a name for all that a paper hangs on beside its own numbers."""
    digest = hashlib.sha256(source.encode())
    for name in sorted(p):
        digest.update(f"{name}={np.asarray(p[name], dtype=np.float64).tobytes().hex()}\n".encode())
    return digest.hexdigest()[:32]


def _lots_of(content: memoryview, path: Path) -> Iterator[Lot]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if sum(item.file_size for item in file.infolist()) > len(content):
            raise ValueError("it says that it holds more than it does")
        names = {item.filename.removesuffix(".npy").rpartition("|")[0] for item in file.infolist()}
        for point in sorted(names):
            weeks, keys, papers = (_array(file.read(f"{point}|{part}.npy"), *form) for part, form in _PARTS.items())
            if not len(keys) == len(weeks) == len(papers) > 0 or not keys.shape[1]:
                raise ValueError("it does not hold as many keys and papers as weeks")
            order = np.argsort(weeks, kind="stable")
            turns = np.flatnonzero(weeks[order][1:] != weeks[order][:-1]) + 1
            for part in np.split(order, turns):
                yield Lot((point, int(weeks[part[0]])), keys[part], papers[part], path)


def _array(raw: bytes, kind: Any, axes: int) -> NDArray[Any]:
    """Return an array that is of the type and number of axes wanted and as large as it says; else raise."""
    stream = io.BytesIO(raw)
    np.lib.format.read_magic(stream)
    shape, columns_first, found = np.lib.format.read_array_header_1_0(stream)
    if found != np.dtype(kind) or len(shape) != axes or columns_first:
        raise ValueError(f"an array of {axes} axes of {np.dtype(kind)} is needed")
    return np.frombuffer(raw, found, offset=stream.tell()).reshape(shape)


def _packed(lots: Iterable[Lot]) -> bytes:
    by_point: dict[str, list[Lot]] = {}
    known: dict[Place, set[bytes]] = {}
    # Those written here come last: what is not like them is no paper of this program, and goes.
    for lot in reversed(list(lots)):
        alike = by_point.setdefault(lot.place[0], [])
        if alike and alike[0].form != lot.form:
            continue
        there = known.setdefault(lot.place, set())
        own = lot.beside(there)
        there.update(own.names)
        alike.append(own)
    parts: dict[str, Any] = {}
    for point, found in by_point.items():
        values = (
            np.concatenate([np.full(len(lot.keys), lot.place[1], dtype=np.int64) for lot in found]),
            np.concatenate([lot.keys for lot in found]),
            np.concatenate([lot.papers for lot in found]),
        )
        parts |= {f"{point}|{part}": value for part, value in zip(_PARTS, values, strict=True)}
    held = io.BytesIO()
    np.savez(held, **parts)
    return held.getvalue()


def _forget_old(home: Path) -> None:
    """Keep the scenarios that were used last; touch nothing that is not of this kind."""
    own = (path for path in home.iterdir() if _NAME.fullmatch(path.name) and not path.is_symlink())
    folders = [path for path in own if any(path.glob(f"*{_SUFFIX}"))]
    for folder in sorted(folders, key=lambda path: path.stat().st_mtime)[:-MOST_SCENARIOS]:
        for path in [*folder.glob(f"*{_SUFFIX}"), *folder.glob(f".*{places.UNFINISHED}")]:
            path.unlink(missing_ok=True)
        # Where somebody has put something else, it stays.
        with contextlib.suppress(OSError):
            folder.rmdir()
