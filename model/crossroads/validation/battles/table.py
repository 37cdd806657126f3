"""Tables of battles: reading them, and one clear message where a cell cannot be read."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import pandas as pd

from crossroads.errors import InputError, nearest

REFERENCE: tuple[str, ...] = ("battles_cdb90_west.csv", "battles_cdb90_east_pacific.csv")
"""Battles that the calculator is fitted to, in the folder of reference data."""

UNKNOWN = frozenset({"", "na", "nan", "none", "-9999", "-9999.0"})
"""What a cell holds (in small letters) where a value is not known."""


@dataclass(frozen=True, slots=True)
class _Number:
    """What a column of numbers allows: `low` to `high`; `above` says that `low` itself is not allowed."""

    low: float
    high: float
    above: bool = False
    also: frozenset[float] = frozenset()

    def words(self) -> str:
        if math.isinf(self.high):
            return f"a number above {self.low:g}" if self.above else f"a number from {self.low:g}"
        return f"a number from {self.low:g} to {self.high:g}"

    def holds(self, value: float) -> bool:
        inside = self.low < value <= self.high if self.above else self.low <= value <= self.high
        return math.isfinite(value) and inside


_MEN = _Number(0.0, math.inf, above=True)
_COUNT = _Number(0.0, math.inf)

NUMBERS: dict[str, _Number] = {
    "days": _MEN,
    "stra": _MEN,
    "strd": _MEN,
    "tanka": _COUNT,
    "tankd": _COUNT,
    "artya": _COUNT,
    "artyd": _COUNT,
    "flya": _COUNT,
    "flyd": _COUNT,
    "surpa": _Number(-3.0, 3.0),
    "aeroa": _Number(-1.0, 1.0, also=frozenset({9.0})),
}
"""Columns of numbers that a prediction reads; in `aeroa` 9 stands for "not known"."""

POSTURES = ("HD", "PD", "FD", "DL", "WD")
"""Defender's posture: hasty, prepared or fortified defence, delay, withdrawal."""

CODES: dict[str, tuple[str, ...]] = {
    "post1": (*POSTURES, "OO", "00", "0"),
    "terra1": ("GW0", "GM0", "GB0", "RW0", "RM0", "RB0", "RD0", "FW0", "FM0", "FB0", "FD0", "000"),
    "wx1": ("DST", "WLT", "WHT", "DOT", "000"),
}
"""Codes of CDB90; of terrain and weather only the first letters count, and these are examples of whole codes."""

_CODE_PATTERNS = {
    "terra1": re.compile(r"[GRFO0][WMBDO0][A-Z0-9]?"),
    "wx1": re.compile(r"[DWO0][A-Z0-9$]{0,4}"),
}
_CODE_WORDS = {
    "post1": "HD, PD, FD, DL, WD, or OO for another posture",
    "terra1": "relief G, R, F or 0, then cover W, M, B, D or 0, then a third sign, such as RM0",
    "wx1": "D (dry), W (wet) or 0 first, such as DSTST",
}

NEEDED: tuple[str, ...] = ("actor_a", "actor_d", *NUMBERS, *CODES)
"""Columns that a table has to have; their cells may be empty, except for the two nations."""

OUTCOMES: dict[str, _Number] = {"casa": _COUNT, "casd": _COUNT, "wina": _Number(-1.0, 1.0)}
"""Columns that say how a battle ended: read for fitting and testing, never for a prediction."""


def read_table(path: Path, *, outcomes: bool = False) -> pd.DataFrame:
    """Read and check a table of battles.

    Parameters
    ----------
    path
        A CSV file with the columns `NEEDED`; others may stand beside them in any order.
    outcomes
        Read the columns `OUTCOMES` too, as numbers.

    Returns
    -------
    battles : pandas.DataFrame
        A row a battle, in the file's order. Columns of numbers are float with NaN where not known; codes are
        capital letters, "" where not known; everything else is text as it stands in the file.

    Raises
    ------
    InputError
        At the first fault: no file, no such column, or a cell that cannot be read; the message names the file,
        the row (its line in the file), the column, what was found and what is allowed.
    """
    return _read(path, path, outcomes)


def reference_battles() -> pd.DataFrame:
    """Return the battles that the calculator is fitted to, outcomes included; see `read_table`."""
    folder = resources.files("crossroads.evidence").joinpath("reference")
    parts = [_read(folder.joinpath(name), name, True) for name in REFERENCE]
    return pd.concat(parts, ignore_index=True)


def read_cells(path: Path | Traversable, shown: Path | str) -> tuple[pd.DataFrame, list[int]]:
    """Read a CSV file as text, cell by cell, so that what stands there can be written back.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in messages.

    Returns
    -------
    cells : pandas.DataFrame
        A row a line that is not blank.
    lines : list of int
        The line of the file in which each row begins; the names of the columns are in line 1.

    Raises
    ------
    InputError
        If there is no such file, or it is no table.
    """
    reader = csv.reader(io.StringIO(_text(path, shown), newline=""))
    rows, lines = [], []
    try:
        begins = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{shown}, row {reader.line_num}: this is no CSV table: {error}.") from None
    if not rows:
        raise InputError(f"{shown}: the file is empty; a first line with the names of the columns is needed.")
    names = [name.strip() for name in rows[0]]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(f"{shown}, row {lines[0]}: the column '{twice}' stands there twice; once is allowed.")
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(names):
            raise InputError(f"{shown}, row {line}: {len(row)} cells found; {len(names)} are needed.")
    return pd.DataFrame(rows[1:], columns=names, dtype=object), lines[1:]


def _read(path: Path | Traversable, shown: Path | str, outcomes: bool) -> pd.DataFrame:
    table, lines = read_cells(path, shown)
    _check_names(shown, list(table.columns), (*NEEDED, *OUTCOMES) if outcomes else NEEDED)
    if table.empty:
        raise InputError(f"{shown}: no battle stands below the names of the columns; at least one is needed.")
    for name, allowed in (NUMBERS | (OUTCOMES if outcomes else {})).items():
        table[name] = [_number(shown, n, name, cell, allowed) for n, cell in zip(lines, table[name], strict=True)]
    for name in CODES:
        table[name] = [_code(shown, n, name, cell) for n, cell in zip(lines, table[name], strict=True)]
    for name in ("actor_a", "actor_d"):
        table[name] = [_nation(shown, n, name, cell) for n, cell in zip(lines, table[name], strict=True)]
    return table


def _text(path: Path | Traversable, shown: Path | str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{shown}: there is no such file; a CSV table of battles is needed.") from None
    except UnicodeDecodeError:
        raise InputError(f"{shown}: this is no text in UTF-8; a CSV table of battles is needed.") from None
    except OSError as error:
        raise InputError(f"{shown}: the file cannot be read: {error.strerror or error}.") from None


def _check_names(shown: Path | str, names: Sequence[str], needed: Iterable[str]) -> None:
    for name in needed:
        if name not in names:
            others = [found for found in names if found not in needed]
            raise InputError(
                f"{shown}, row 1: the column '{name}' is missing{nearest(name, others)}; "
                f"needed are {', '.join(needed)} (cells may be empty)."
            )


def _number(shown: Path | str, line: int, name: str, cell: str, allowed: _Number) -> float:
    if cell.strip().lower() in UNKNOWN:
        return np.nan
    try:
        value = float(cell)
    except ValueError:
        value = np.nan
    if value in allowed.also:
        return np.nan
    if not allowed.holds(value):
        raise InputError(
            f"{shown}, row {line}, column {name}: found '{cell.strip()}'; allowed: {allowed.words()}, "
            "or an empty cell where it is not known."
        )
    return value


def _code(shown: Path | str, line: int, name: str, cell: str) -> str:
    code = cell.strip().upper()
    if code.lower() in UNKNOWN:
        return ""
    pattern = _CODE_PATTERNS.get(name)
    if pattern.fullmatch(code) if pattern else code in CODES[name]:
        return code
    raise InputError(
        f"{shown}, row {line}, column {name}: found '{cell.strip()}'{nearest(code, CODES[name])}; "
        f"allowed: {_CODE_WORDS[name]}, or an empty cell where it is not known."
    )


def _nation(shown: Path | str, line: int, name: str, cell: str) -> str:
    if cell.strip().lower() in UNKNOWN:
        raise InputError(
            f"{shown}, row {line}, column {name}: found '{cell.strip()}'; a nation is needed, such as Japan, "
            "or several joined by &."
        )
    return cell.strip()
