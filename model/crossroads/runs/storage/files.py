"""Files of results: written whole or not at all, and read back with a clear message where damaged."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crossroads.errors import LONGEST_NAME, InputError, legible, path_fault
from crossroads.evidence.reading import refusal
from crossroads.runs.storage.locks import held, locked, parents_made

TOGETHER = ".crossroads.tmp"
"""Folder inside another in which the files that belong into it are put together."""

_REASONS = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "the disk quota is used up",
    "EFBIG": "the file would be larger than is allowed here",
    "EACCES": "writing there is not permitted",
    "EPERM": "writing there is not permitted",
    "EROFS": "the file system is read-only",
    "ENOTDIR": "a part of the path is a file, not a folder",
    "EEXIST": "something of that name exists already",
    "EISDIR": "it is a folder",
    "ENAMETOOLONG": "the name is too long",
}


@contextlib.contextmanager
def clear_file_errors(place: Path) -> Iterator[None]:
    """Turn every error of the file system met inside into one sentence about `place`.

    Raises
    ------
    InputError
        In place of an OSError.
    """
    import errno

    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "")
        reason = _REASONS.get(code, error.strerror or str(error))
        where = error.filename if isinstance(error.filename, str) else place
        raise InputError(f"{place}: cannot write there: {reason} ({where}).") from error


LONGEST_TARGET = 240
"""Bytes of the name of what is written: what is put together beside it has a longer one."""


def check_name(place: str | Path) -> None:
    """Refuse a name under which nothing can be written, before any work.

    Raises
    ------
    InputError
        Where a name in the path is no text, holds what cannot be shown, or is too long or dots alone.
    """
    if fault := path_fault(Path(place), LONGEST_TARGET):
        told = legible(str(place)) if len(str(place)) <= LONGEST_NAME else f"{legible(str(place)[:LONGEST_NAME])}..."
        raise InputError(
            f"'{told}': found {fault}; allowed: names that can be shown, of at most {LONGEST_TARGET} bytes."
        )


def check_target(target: Path) -> None:
    """Refuse a target that exists already, unless it is an empty folder.

    Raises
    ------
    InputError
        Where a file, or a folder that holds something, stands at `target`.
    """
    if target.is_dir():
        if any(target.iterdir()):
            raise InputError(f"{target}: exists already and is not overwritten; choose another folder.")
        if target.samefile(Path.cwd()):
            raise InputError(f"{target}: is the folder that you are in, and is not replaced; choose another folder.")
    elif target.exists() or target.is_symlink():
        raise InputError(f"{target}: is a file; a folder that does not exist yet is needed.")


def sync_tree(folder: Path) -> None:
    """Force every file below `folder`, and the folders themselves, to the disk."""
    if os.name != "posix":  # elsewhere what is opened for reading, or is a folder, cannot be synced
        return
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_names(folder: Path) -> None:
    with contextlib.suppress(OSError):
        _sync(folder)


@contextlib.contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """Give an empty folder, whatever a kill has left there; it is gone afterwards."""
    remove_folder(folder)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def whole_folder(target: Path, temporary: Path | None = None) -> Iterator[Path]:
    """Give a temporary folder that becomes `target` at the end, or vanishes on any error.

    Parameters
    ----------
    target
        The folder to make.
    temporary
        Where it is put together; what a process that was killed has left there is removed first. None: a folder
        beside `target`, held against other processes.

    Raises
    ------
    InputError
        Where the target exists already or cannot be written.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - `resolve` would follow a link to an existing folder
    if temporary is not None:
        check_target(target)
    with clear_file_errors(target), parents_made(target), contextlib.ExitStack() as stack:
        if temporary is None:
            temporary = _beside(target)
            stack.enter_context(held(temporary, target))
            check_target(target)
        with emptied(temporary):
            yield temporary
            sync_tree(temporary)
            temporary.replace(target)
        _sync_names(target.parent)


@contextlib.contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Give a temporary folder whose files are put into `folder` at the end, or vanish on any error.

    A file of the same name is replaced in one step; all else in `folder` stays as it is.

    Raises
    ------
    InputError
        Where the folder cannot be made or written.
    """
    with clear_file_errors(folder):
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with held(folder / TOGETHER, folder), emptied(folder / TOGETHER) as temporary:
                yield temporary
                sync_tree(temporary)
                for path in sorted(temporary.iterdir()):
                    path.replace(folder / path.name)
                _sync_names(folder)
        except BaseException:
            if new:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise


def _beside(path: Path) -> Path:
    """Return the one name under which a file or folder is written: what a kill has left is written over."""
    return path.with_name(f".{path.name}.tmp")


def clear_place(path: Path) -> None:
    """Take away what stands where a file of a working folder belongs, unless it is a file, which is written over."""
    if path.is_dir() and not path.is_symlink():
        remove_folder(path)
    elif not path.is_file() or path.is_symlink():
        path.unlink(missing_ok=True)


def remove_folder(folder: Path) -> None:
    """Remove a working folder and all it holds; nothing happens where it is already gone."""
    with contextlib.suppress(FileNotFoundError):
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        else:
            shutil.rmtree(folder)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary file beside `path` to write, which becomes `path` at the end, or vanishes on any error.

    Parameters
    ----------
    path
        The file to make; one that stands there is replaced in one step. Its folder is made where it does not exist.

    Raises
    ------
    InputError
        Where the file system refuses, or another process writes the same file; the message names `path`.
    """
    with clear_file_errors(path), parents_made(path):
        temporary = _beside(path)
        with locked(temporary, path):
            try:
                yield temporary
                with temporary.open("rb") as file:
                    os.fsync(file.fileno())
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file's content, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, its line ends as they are, whole or not at all.

    What is no text, as in the name of a folder that was read, is escaped.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write `content` as JSON, whole or not at all."""
    write_text(path, f"{json.dumps(content, indent=2, ensure_ascii=False, default=str)}\n")


MOST_JSON_BYTES = 8 << 20
"""Larger files are not read as JSON: the manifest of the largest run is a tenth of it."""


_HALF_A_LETTER = re.compile(r"\\u[dD][89a-fA-F]")
"""What may be half of a pair; JSON may write one alone, which is no text."""


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    InputError
        Where the file is missing, not a plain file, too large, unreadable or not a JSON object of finite numbers.
    """
    try:
        if fault := refusal(path, MOST_JSON_BYTES):
            raise InputError(f"{path}: {fault} in a file of JSON.")
        text = path.read_text("utf-8")
        content = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_once)
        if _HALF_A_LETTER.search(text):
            json.dumps(content, ensure_ascii=False).encode("utf-8")
    except RecursionError as error:
        raise InputError(f"{path}: cannot be read as JSON (its tables are nested too deeply).") from error
    except InputError:
        raise
    except UnicodeEncodeError as error:
        raise InputError(f"{path}: cannot be read as JSON (a text in it holds half a letter).") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}).") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: holds {type(content).__name__}, where a JSON object is needed.")
    return content


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table of JSON; of a key that stands there twice, nobody can say which value is meant."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)[:60]!r} stands there twice")
    return table


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON knows")
