"""Folders that know themselves: a manifest names size and SHA-256 of every file, and bears a digest of itself.

What is checked is what is read: a file is read once, held against its seal, and then understood. A folder that an
earlier version wrote without seals is read where its tables are still those of this version, and is told to be
unchecked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.storage.files import read_json, write_json
from crossroads.runs.storage.kinds import holds

FILES, DIGEST = "files", "digest"
"""Keys of a sealed manifest: what lies beside it, and the digest of all its other keys."""


@dataclass(frozen=True, slots=True)
class FileSeal:
    """What a file must be: its size in bytes, and the SHA-256 of them."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileSeal:
        """Return the seal of a file as it stands."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return cls(file.tell(), digest)


def digest_of(manifest: Mapping[str, Any]) -> str:
    """Return the digest of a manifest's keys but `digest`, whatever their order and spacing in the file."""
    rest = {key: value for key, value in manifest.items() if key != DIGEST}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def seal(folder: Path, manifest: Mapping[str, Any], within: Iterable[str] = ()) -> None:
    """Write the manifest of a folder that is complete but for it.

    Parameters
    ----------
    folder
        The folder.
    manifest
        What the folder is; plain values, or such as have a text.
    within
        Names of folders below that hold sealed folders: of each, its manifest alone is named, which names the rest.
    """
    inner = [folder / name for name in within]
    paths = [path for path in folder.rglob("*") if path.is_file() and not any(place in path.parents for place in inner)]
    paths += [path for place in inner for path in place.glob(f"*/{MANIFEST}")]
    files = {}
    for path in sorted(paths):
        if path != folder / MANIFEST:
            files[path.relative_to(folder).as_posix()] = asdict(FileSeal.of(path))
    told = json.loads(json.dumps({**manifest, FILES: files}, default=str, allow_nan=False))
    write_json(folder / MANIFEST, {**told, DIGEST: digest_of(told)})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A folder whose manifest has been read.

    Attributes
    ----------
    folder
        The folder.
    manifest
        Its manifest, which fits its own digest where it has one.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def checked(self) -> bool:
        """Whether the manifest says what each file must be."""
        return FILES in self.manifest

    def read(self, name: str, most: int) -> bytes:
        """Read a file of at most so many bytes whole.

        Raises
        ------
        InputError
            Where it is missing, not a plain file, too large, or not what the manifest says.
        """
        path = self.folder / name
        with self._opened(name):
            if (size := path.stat().st_size) > most:
                raise InputError(f"{path}: found {size:,} bytes; allowed: at most {most:,}.")
            content = path.read_bytes()
        self._compare(name, FileSeal(len(content), hashlib.sha256(content).hexdigest()))
        return content

    def check(self, name: str) -> Path:
        """Hold a file against its seal without keeping it, and return its path.

        Raises
        ------
        InputError
            As `read`.
        """
        path = self.folder / name
        with self._opened(name):
            if self.checked:
                self._compare(name, FileSeal.of(path))
        return path

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[None]:
        """Look at a file before it is opened: its kind, and its size, which bounds what is read."""
        path = self.folder / name
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise InputError(f"{path}: is not a plain file; the folder is damaged.")
            known = self.manifest[FILES].get(name) if self.checked else None
            if known is not None and found.st_size != known["size"]:
                raise InputError(
                    f"{path}: found {found.st_size:,} bytes; {MANIFEST} says {known['size']:,}. {_CHANGED}"
                )
            yield
        except OSError as error:
            raise InputError(
                f"{path}: is missing or cannot be read ({error.strerror or error}), though {MANIFEST} tells of it."
            ) from error

    def _compare(self, name: str, found: FileSeal) -> None:
        if not self.checked:
            return
        path, known = self.folder / name, self.manifest[FILES].get(name)
        if known is None:
            raise InputError(f"{path}: is not among the files that {MANIFEST} names; it was put there later.")
        wanted = FileSeal(known["size"], known["sha256"])
        if found != wanted:
            raise InputError(
                f"{path}: found content with SHA-256 {found.sha256[:12]}...; {MANIFEST} says {wanted.sha256[:12]}... "
                f"{_CHANGED}"
            )


_CHANGED = "It was damaged or changed after it was written."


def opened(folder: Path, what: str) -> Sealed:
    """Read the manifest of a folder and hold it against its own digest.

    Parameters
    ----------
    folder
        The folder.
    what
        What kind of folder is wanted, in words: 'a run'.

    Raises
    ------
    InputError
        Where there is no folder or no manifest, or it does not fit its digest or names no proper files.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; the folder of {what} is needed.")
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(f"{folder}: has no {MANIFEST}; it is not the folder of {what}.{holds(folder)}")
    manifest = read_json(path)
    if FILES in manifest or DIGEST in manifest:
        if manifest.get(DIGEST) != digest_of(manifest):
            raise InputError(f"{path}: 'digest' does not fit what else stands there. {_CHANGED}")
        _check_files(path, manifest.get(FILES))
    return Sealed(folder, manifest)


def _check_files(path: Path, files: object) -> None:
    """Refuse a listing that this program would not have written: a digest alone proves no good will."""
    if not isinstance(files, dict):
        raise InputError(f"{path}: 'files' is not a table of file names.")
    for name, told in files.items():
        parts = Path(name).parts
        proper = isinstance(told, dict) and isinstance(told.get("size"), int) and isinstance(told.get("sha256"), str)
        if not proper or Path(name).is_absolute() or ".." in parts or not parts:
            raise InputError(f"{path}: 'files' names {name!r} in a way that this program does not write.")
