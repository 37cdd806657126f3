"""A part of a study's work: one file of arrays, whole or not there, known by a SHA-256 when it is read again.

The first line is the digest of all that follows; the second says what the part is (its key) and where each array lies;
then come the arrays, each as plain bytes, so that a few rows of a large one can be read without the rest.
"""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.runs.storage.files import whole_file

PART_FORMAT = "crossroads part 1"

SUFFIX = ".part"

_ALIGNED = 64
"""Arrays begin at multiples of so many bytes."""

_DIGITS = 64
"""Characters of a SHA-256."""


@dataclass(frozen=True, slots=True)
class _Lies:
    """Where an array lies in its file: first byte, type and shape."""

    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PartFile:
    """A part that is on disk, whole.

    Attributes
    ----------
    path
        The file.
    arrays
        Name -> where the array lies.
    """

    path: Path
    arrays: dict[str, _Lies]

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of an array."""
        return self.arrays[name].shape

    def read(self, name: str) -> NDArray[Any]:
        """Read a whole array."""
        lies = self.arrays[name]
        return self._values(lies, lies.offset, prod(lies.shape)).reshape(lies.shape)

    def rows(self, name: str, first: int, count: int) -> NDArray[Any]:
        """Read `count` rows from row `first`, all axes but the last counted as one; shape (row, last axis).

        Plain reads are used, not a memory map, so that the memory in use stays small whatever the size of a part.
        """
        lies = self.arrays[name]
        width = lies.shape[-1]
        offset = lies.offset + first * width * lies.dtype.itemsize
        return self._values(lies, offset, count * width).reshape(count, width)

    def _values(self, lies: _Lies, offset: int, count: int) -> NDArray[Any]:
        return np.fromfile(self.path, dtype=lies.dtype, count=count, offset=offset)


def write_part(path: Path, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a part, whole or not at all.

    Parameters
    ----------
    path
        The file.
    key
        What the part is: it is read again under the same key only.
    arrays
        Name -> array of plain numbers or truth values.
    """
    plain = {name: np.asarray(value, order="C") for name, value in arrays.items()}
    head = _head(key, plain)
    digest = hashlib.sha256()
    for piece in _pieces(head, plain):
        digest.update(piece)
    with whole_file(path) as temporary, temporary.open("wb") as file:
        file.write(digest.hexdigest().encode("ascii") + b"\n")
        for piece in _pieces(head, plain):
            file.write(piece)


def _head(key: str, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    told = {name: {"dtype": value.dtype.str, "shape": value.shape} for name, value in arrays.items()}
    line = json.dumps({"format": PART_FORMAT, "key": key, "arrays": told}).encode("ascii")
    room = -(_DIGITS + 1 + len(line) + 1) % _ALIGNED
    return line + b" " * room + b"\n"


def _pieces(head: bytes, arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes | memoryview]:
    """Yield what follows the first line, piece by piece."""
    yield head
    for value in arrays.values():
        if value.dtype.hasobject:
            raise TypeError("a part holds plain numbers, no objects")
        if value.size:
            yield value.reshape(-1).view(np.uint8).data
        yield bytes(-value.nbytes % _ALIGNED)


def open_part(path: Path, key: str) -> PartFile | None:
    """Return the part in a file; None where there is none, it is damaged, or it is another's.

    Parameters
    ----------
    path
        The file.
    key
        What the part has to be.
    """
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            told = file.readline(_DIGITS + 1)
            if told != hashlib.file_digest(file, "sha256").hexdigest().encode("ascii") + b"\n":
                return None
            file.seek(_DIGITS + 1)
            head = file.readline()
    except OSError:
        return None
    try:
        told = json.loads(head)
        if told["format"] != PART_FORMAT or told["key"] != key:
            return None
        arrays = _arrays(told["arrays"], _DIGITS + 1 + len(head))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # no part, though its digest is sound
        return None
    return PartFile(path, arrays) if _end(arrays, _DIGITS + 1 + len(head)) == path.stat().st_size else None


def _arrays(told: Mapping[str, Mapping[str, Any]], offset: int) -> dict[str, _Lies]:
    found: dict[str, _Lies] = {}
    for name, each in told.items():
        lies = _Lies(_end(found, offset), np.dtype(each["dtype"]), tuple(map(operator.index, each["shape"])))
        if lies.dtype.hasobject or min(lies.shape, default=0) < 0:
            raise ValueError("a part holds plain numbers, no objects")
        found[name] = lies
    return found


def _end(arrays: Mapping[str, _Lies], offset: int) -> int:
    """Return the first byte after some arrays, which begin at `offset`."""
    for lies in arrays.values():
        size = lies.dtype.itemsize * prod(lies.shape)
        offset = lies.offset + size + -size % _ALIGNED
    return offset
