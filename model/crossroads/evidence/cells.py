"""Tables of cells as spreadsheets write them: read whole, and refused with every fault that a person can mend."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from crossroads.errors import InputError, counted, legible, shown
from crossroads.evidence.reading import refusal

MOST_FAULTS = 20
"""Faults of one file that a message tells; beyond, it says how many more there are."""

LARGEST_TABLE = 10_000_000
"""Bytes that a table may have: more than a hundred thousand battles."""

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}

_DECIMAL = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
"""What may be thousands as well as decimals, once a table is written by the habits of more than one country."""

_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a column of numbers allows."""

    low: float
    high: float

    def words(self) -> str:
        """Say what is allowed."""
        return f"a number from {self.low:,.12g} to {self.high:,.12g}"


@dataclass(slots=True)
class Sheet:
    """A table of text, and what has been found wrong with it.

    Attributes
    ----------
    shown
        The file's name in messages.
    columns
        Names of the columns; those that were asked for are written as asked, whatever their capitals.
    rows
        The cells of each line that is not blank, without blanks at their ends.
    lines
        The line of the file in which each row begins (1 = the first).
    separator
        What stands between two cells.
    """

    shown: Path | str
    columns: list[str]
    rows: list[list[str]]
    lines: list[int]
    separator: str
    _faults: list[tuple[int, str]] = field(default_factory=list)
    _mark: str = ""

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def fault(self, line: int, told: str, column: str = "") -> None:
        """Note what is wrong with a line, or with a cell of it."""
        where = f"{self.shown}, line {line}" + (f", column '{column}'" if column else "")
        self._faults.append((line, legible(f"{where}: {told}")))

    def number(self, line: int, column: str, cell: str, allowed: Bounds, also: str = "") -> float:
        """Return a cell as a number; NaN, and a fault noted, where it is none or lies outside what is `allowed`."""
        matched = _DECIMAL.fullmatch(cell)
        mark = next((sign for sign in cell if sign in ",."), "")
        told = ""
        if matched and mark == "," and self.separator == ",":
            told = "; in a table separated by commas a number has a decimal point and no commas"
        elif matched and mark and self._mark and mark != self._mark:
            told = "; the numbers above have another decimal mark"
        elif matched and _THOUSANDS.fullmatch(cell) and (self.separator == ";" or mark == ","):
            told = "; that may be thousands or decimals: write it without the mark, or with other digits behind it"
        elif matched:
            self._mark = self._mark or mark
            value = float(cell.replace(",", "."))
            if allowed.low <= value <= allowed.high:
                return value
        self.fault(line, f"found {shown(cell)}{told}; allowed: {allowed.words()}{also}.", column)
        return math.nan

    def done(self) -> None:
        """Tell all faults at once, in the order of the lines.

        Raises
        ------
        InputError
            Where there is any.
        """
        told = [sentence for _, sentence in sorted(self._faults, key=lambda fault: fault[0])]
        if len(told) > MOST_FAULTS:
            told[MOST_FAULTS:] = [f"{self.shown}: and {counted(len(told) - MOST_FAULTS, 'fault')} more."]
        if told:
            raise InputError("\n".join(told))


def read_sheet(path: Path | Traversable, name: Path | str, known: Iterable[str]) -> Sheet | None:
    """Read a table of cells separated by commas, semicolons, tabs or bars.

    Parameters
    ----------
    path
        The file: UTF-8, or UTF-16 with its byte-order mark.
    name
        What it is called in messages.
    known
        Names of columns that are looked for, capitals or not.

    Returns
    -------
    sheet : Sheet or None
        None where the file holds nothing. Columns without a name and without cells are left out. Lines of
        another length, and names that stand there twice, are faults of the sheet.

    Raises
    ------
    InputError
        Where there is no such file, it is no text, or no table.
    """
    text = _text(path, name)
    begins, separator = 1, ""
    if told := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        begins, separator, text = 2, told[1], text[told.end() :]
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = separator or max(SEPARATORS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))
    if separator not in SEPARATORS:
        raise InputError(f"{name}, line 1: found {shown(separator)}; allowed: {', '.join(SEPARATORS.values())}.")
    rows, lines = [], []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    offset = begins - 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append([cell.strip() for cell in cells])
                lines.append(begins)
            begins = reader.line_num + 1 + offset
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num + offset}: this is no CSV table: {error}.") from None
    if not rows:
        return None
    return _sheet(name, rows, lines, separator, {one.casefold(): one for one in known})


def _sheet(name: Path | str, rows: list[list[str]], lines: list[int], separator: str, known: dict[str, str]) -> Sheet:
    columns = [known.get(cell.casefold(), cell) for cell in rows[0]]
    while columns and not columns[-1]:
        columns.pop()
    sheet = Sheet(name, columns, [], [], separator)
    for place, column in enumerate(columns):
        if column and column in columns[:place]:
            sheet.fault(lines[0], f"the column {shown(column)} stands there twice; once is allowed.")
    for row, line in zip(rows[1:], lines[1:], strict=True):
        while len(row) > len(columns) and not row[-1]:
            row.pop()
        nameless = next((cell for cell, column in zip(row, columns, strict=False) if cell and not column), "")
        if len(row) != len(columns):
            hint = f"a cell that holds {SEPARATORS[separator]} stands in double quotes"
            sheet.fault(
                line, f"{counted(len(row), 'cell')} found; {len(columns)} are needed, as in the first line ({hint})."
            )
        elif nameless:
            sheet.fault(line, f"found {shown(nameless)} in a column that has no name.")
        else:
            sheet.rows.append(row)
            sheet.lines.append(line)
    named = [place for place, column in enumerate(columns) if column]
    sheet.columns = [columns[place] for place in named]
    sheet.rows = [[row[place] for place in named] for row in sheet.rows]
    return sheet


def _text(path: Path | Traversable, name: Path | str) -> str:
    try:
        if isinstance(path, Path) and (fault := refusal(path, LARGEST_TABLE)):
            raise InputError(f"{name}: {fault}; a CSV table is needed.")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file; a CSV table is needed.") from None
    except OSError as error:
        raise InputError(f"{name}: the file cannot be read: {error.strerror or error}.") from None
    encoding = _BYTE_ORDER_MARKS.get(raw[:2], "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "ignore")
        line = len(re.findall(r"\r\n|\r|\n", before)) + 1
        raise InputError(
            f"{name}, line {line}: this is no text in {encoding.upper().removesuffix('-SIG')} (byte {error.start:,} of "
            f"the file); save the table as 'CSV UTF-8'."
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f"{name}, line {line}: a zero byte stands there, so this is no text; save it as 'CSV UTF-8'.")
    return text
