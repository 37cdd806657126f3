"""Files of results: written whole or not at all, and read back with a clear message where damaged."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from crossroads.errors import InputError
from crossroads.runs.ledger import Meeting, frame, grouped, packed, unpacked
from crossroads.runs.tables import STATISTICS, statistics_dataset, tidy_series
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

MANIFEST, SERIES, OUTCOME_FILE, LEDGER = (
    "manifest.json",
    "series.parquet",
    "outcomes.parquet",
    "ledger.parquet",
)

Table = TypeVar("Table", xr.Dataset, pd.DataFrame)

_REASONS = {
    "ENOSPC": "the disk is full",
    "EDQUOT": "the disk quota is used up",
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
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_in_place(folder: Path, target: Path) -> None:
    """Sync `folder` and rename it to `target` in one step."""
    sync_tree(folder)
    folder.replace(target)
    with contextlib.suppress(OSError):
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def whole_folder(target: Path, temporary: Path | None = None) -> Iterator[Path]:
    """Give a temporary folder that becomes `target` at the end, or vanishes on any error.

    Parameters
    ----------
    target
        The folder to make.
    temporary
        Where it is put together; what a process that was killed has left there is removed first. None: a new
        folder beside `target`.

    Raises
    ------
    InputError
        Where the target exists already or cannot be written.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 - `resolve` would follow a link to an existing folder
    check_target(target)
    with clear_file_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if temporary is None:
            temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        else:
            remove_folder(temporary)
            temporary.mkdir()
        try:
            temporary.chmod(0o755)
            yield temporary
            put_in_place(temporary, target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


def remove_folder(folder: Path) -> None:
    """Remove a working folder and all it holds; nothing happens where it is already gone."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write `content` as JSON to a temporary name, sync, and rename to `path`."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False, default=str)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    InputError
        Where the file is missing, unreadable or not a JSON object.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as JSON ({error}).") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: holds {type(content).__name__}, where a JSON object is needed.")
    return content


def write_tables(
    folder: Path, scenario: str, series: xr.Dataset, outcomes: pd.DataFrame, ledger: pd.DataFrame | Iterable[Meeting]
) -> None:
    """Write the three tables of a run into `folder` as Parquet."""
    _write_frame(tidy_series(series, scenario), folder / SERIES)
    _write_frame(outcomes, folder / OUTCOME_FILE)
    write_ledger(ledger, folder / LEDGER)


def _write_frame(frame: pd.DataFrame, path: Path) -> None:
    pq.write_table(pa.Table.from_pandas(frame), path)


def write_ledger(ledger: pd.DataFrame | Iterable[Meeting], path: Path | IO[bytes]) -> None:
    """Write a ledger, a table or meetings, as Parquet; the file is the same however the meetings came together."""
    meetings = (meeting for _, meeting in grouped(ledger)) if isinstance(ledger, pd.DataFrame) else ledger
    pq.write_table(packed(meetings), path, use_dictionary=False, compression="zstd")  # few numbers are repeated


def read_meetings(path: Path | IO[bytes]) -> list[Meeting]:
    """Read the meetings that `write_ledger` wrote, in this version or the one before."""
    return unpacked(pq.ParquetFile(path).read())


def read_ledger(path: Path) -> pd.DataFrame:
    """Read a ledger as a table (see `runs.ledger.frame`)."""
    return frame(read_meetings(path))


def read_tables(folder: Path) -> tuple[xr.Dataset, pd.DataFrame, pd.DataFrame]:
    """Read the series, outcomes and ledger of a run.

    Raises
    ------
    InputError
        Where a file is missing, damaged, or not of this program.
    """
    return (
        _sound(folder / SERIES, _read_series),
        _sound(folder / OUTCOME_FILE, _read_outcomes),
        _sound(folder / LEDGER, read_ledger),
    )


def _sound(path: Path, reader: Callable[[Path], Table]) -> Table:
    try:
        return reader(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"{path}: is missing, damaged or not a table of a run ({reason}).") from error


def _read_series(path: Path) -> xr.Dataset:
    frame = pq.ParquetFile(path).read().to_pandas()
    if tuple(frame["variable"].unique()) != OBSERVABLE_NAMES:
        raise ValueError("the variables are not the observables of this version")
    weeks = len(frame) // len(OBSERVABLE_NAMES)
    values = frame[list(STATISTICS)].to_numpy(dtype=np.float64)
    cube = values.reshape(len(OBSERVABLE_NAMES), weeks, len(STATISTICS)).transpose(0, 2, 1)
    return statistics_dataset(np.ascontiguousarray(cube))


def _read_outcomes(path: Path) -> pd.DataFrame:
    frame: pd.DataFrame = pq.ParquetFile(path).read().to_pandas()
    columns = tuple(str(name) for name in frame.columns)
    asked = columns[len(OUTCOME_NAMES) :]
    if (
        columns[: len(OUTCOME_NAMES)] != OUTCOME_NAMES
        or not all("@" in name for name in asked)
        or frame.index.name != "world"
    ):
        raise ValueError("the columns are not the outcomes of this version")
    return frame
