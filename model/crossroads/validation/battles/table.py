"""Tables of battles: reading them, and one clear message where a cell cannot be read."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from crossroads.errors import InputError, nearest, shown
from crossroads.evidence.cells import Bounds, Sheet, read_sheet
from crossroads.validation.battles.features import TOLD, named_in

REFERENCE: tuple[str, ...] = ("battles_cdb90_west.csv", "battles_cdb90_east_pacific.csv")
"""Battles that the calculator is fitted to, in the folder of reference data."""

UNKNOWN = frozenset({"", "na", "nan", "none", "-9999", "-9999.0"})
"""What a cell holds (in small letters) where a value is not known."""


def _bounds(kind: str) -> dict[str, Bounds]:
    return {name: Bounds(*ends) for name, ends in TOLD[kind].items()}


NUMBERS: dict[str, Bounds] = _bounds("numbers")
"""Columns of numbers that a prediction reads; in `aeroa` 9 stands for "not known"."""

CODES: dict[str, tuple[str, ...]] = {name: tuple(code["codes"]) for name, code in TOLD["codes"].items()}
"""Codes of CDB90; of terrain and weather only the first letters count, and these are examples of whole codes."""

NEEDED: tuple[str, ...] = ("actor_a", "actor_d", *NUMBERS, *CODES)
"""Columns that a table has to have; their cells may be empty, except for the two nations."""

OUTCOMES: dict[str, Bounds] = _bounds("outcomes")
"""Columns that say how a battle ended: read for fitting and testing, never for a prediction."""

_SIGNED = frozenset({"surpa", "aeroa", "wina"})
_UNKNOWN_AIR = "9"

MINUS_ONE = "minus one"
"""Key of a table's `attrs`: in how many cells -1 stands for a count that is not known, as CDB90 writes it."""


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
        capital letters, "" where not known; everything else is text as it stands in the file. `MINUS_ONE` is noted.

    Raises
    ------
    InputError
        Where there is no such file or column, or a cell cannot be read: a sentence for each fault (the first 20)
        names the file, the line, the column, what was found and what is allowed.
    """
    return table_of(read_cells(path, path), outcomes)


def reference_battles() -> pd.DataFrame:
    """Return the battles that the calculator is fitted to, outcomes included; see `read_table`."""
    folder = resources.files("crossroads.evidence").joinpath("reference")
    parts = [table_of(read_cells(folder.joinpath(name), name), True, source=True) for name in REFERENCE]
    return pd.concat(parts, ignore_index=True)


def read_cells(path: Path | Traversable, name: Path | str) -> Sheet:
    """Read a table of battles as text, cell by cell, so that what stands there can be written back.

    Raises
    ------
    InputError
        If there is no such file, or it is no table, or a column of `NEEDED` is missing.
    """
    sheet = read_sheet(path, name, (*NEEDED, *OUTCOMES))
    if sheet is None:
        raise InputError(f"{name}: the file is empty; a first line with the names of the columns is needed.")
    _check_names(sheet, NEEDED)
    return sheet


def table_of(sheet: Sheet, outcomes: bool = False, *, source: bool = False) -> pd.DataFrame:
    """Check the cells of a table of battles and return them as `read_table` does.

    Parameters
    ----------
    sheet, outcomes
        The cells, and whether those of `OUTCOMES` are read.
    source
        The table is the source's own, whose errors are left as they stand: a nation may be on both sides.
    """
    if outcomes:
        _check_names(sheet, (*NEEDED, *OUTCOMES))
    if not sheet.rows:
        sheet.done()
        raise InputError(f"{sheet.shown}: no battle stands below the names of the columns; at least one is needed.")
    table: dict[str, list[str] | list[float]] = {column: sheet.column(column) for column in sheet.columns}
    minus_one = 0
    for column, allowed in (NUMBERS | (OUTCOMES if outcomes else {})).items():
        table[column] = list(_numbers(sheet, column, allowed))
        found = Counter(sheet.column(column))
        minus_one += sum(count for cell, count in found.items() if _is_minus_one(column, cell))
    for column in CODES:
        table[column] = [_code(sheet, line, column, cell) for line, cell in _cells(sheet, column)]
    for column in ("actor_a", "actor_d"):
        table[column] = [_nation(sheet, line, column, cell) for line, cell in _cells(sheet, column)]
    if not source:
        _check_sides(sheet)
    sheet.done()
    read = pd.DataFrame(table, columns=sheet.columns)
    read.attrs[MINUS_ONE] = minus_one
    return read


def _cells(sheet: Sheet, column: str) -> Iterator[tuple[int, str]]:
    return zip(sheet.lines, sheet.column(column), strict=True)


def _check_names(sheet: Sheet, needed: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in sheet.columns]
    others = [found for found in sheet.columns if found not in needed]
    for name in missing:
        sheet.fault(1, f"the column '{name}' is missing{nearest(name, others)}.")
    if missing:
        sheet.fault(1, f"needed are {', '.join(needed)} (cells may be empty).")
        sheet.done()


def _is_minus_one(column: str, cell: str) -> bool:
    return column not in _SIGNED and cell in ("-1", "-1.0")


def _numbers(sheet: Sheet, column: str, allowed: Bounds) -> Iterator[float]:
    known: dict[str, float] = {}  # a large table repeats itself; a faulty cell is told wherever it stands
    for line, cell in _cells(sheet, column):
        value = known.get(cell)
        if value is None:
            unknown = cell.lower() in UNKNOWN or _is_minus_one(column, cell)
            if unknown or (column == "aeroa" and cell in (_UNKNOWN_AIR, f"{_UNKNOWN_AIR}.0")):
                value = known[cell] = math.nan
            else:
                value = sheet.number(line, column, cell, allowed, ", or an empty cell where it is not known")
                if not math.isnan(value):
                    known[cell] = value
        yield value


def _code(sheet: Sheet, line: int, column: str, cell: str) -> str:
    code = cell.upper()
    if code.lower() in UNKNOWN:
        return ""
    pattern, words = (TOLD["codes"][column].get(key) for key in ("pattern", "words"))
    if not (re.fullmatch(pattern, code) if pattern else code in CODES[column]):
        near = nearest(code, CODES[column])
        fault = f"found {shown(cell)}{near}; allowed: {words}, or an empty cell where it is not known."
        sheet.fault(line, fault, column)
    return code


def _nation(sheet: Sheet, line: int, column: str, cell: str) -> str:
    if cell.lower() in UNKNOWN:
        sheet.fault(line, f"found {shown(cell)}; a nation is needed, such as Japan, or several joined by &.", column)
    return " ".join(cell.split())  # a cell may hold more than one line


def _check_sides(sheet: Sheet) -> None:
    """Refuse a battle of a nation against itself, however it is written on either side."""
    for (line, attacker), defender in zip(_cells(sheet, "actor_a"), sheet.column("actor_d"), strict=True):
        attacking = set(named_in(" ".join(attacker.split()))) - UNKNOWN
        both = [name for name in defender.split("&") if set(named_in(" ".join(name.split()))) & attacking]
        if both:
            told = f"found {shown(defender)}, and {shown(attacker)} as the attacker (actor_a); allowed: nations other"
            sheet.fault(line, f"{told} than the attacker's, so not {shown(both[0].strip())}.", "actor_d")
