"""A folder of reference series, read row by row, and what a row means by the record map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from crossroads.errors import InputError, nearest, shown
from crossroads.evidence.cells import Bounds, Sheet, read_sheet
from crossroads.evidence.history.periods import FISCAL_MONTH, FORMS, Period, fiscal_year, months, read_period
from crossroads.evidence.history.record_map import Layout, RecordMap, Rule
from crossroads.world.calendar import START

Cells = dict[str, str]

_ANY = Bounds(-1e15, 1e15)
"""What a recorded number may be: no quantity of this war reaches it in any unit."""


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """One recorded number.

    Attributes
    ----------
    file, line
        Where it stands: the file's path inside the folder, and the line (1 = the header).
    rules
        The table of rules for its name: "series", "facts", "operations".
    name, date
        As written.
    period
        The days that the date means; None where it cannot be read.
    value, low, high
        The number and its range, in `unit`; NaN where a limit is not given.
    unit, source
        As written; '' where there is none.
    """

    file: str
    line: int
    rules: str
    name: str
    date: str
    period: Period | None
    value: float
    low: float
    high: float
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a folder, and the files that hold none, with the reason."""

    folder: Path
    rows: tuple[RecordedRow, ...]
    passed_over: tuple[tuple[str, str], ...] = ()


def own_reference() -> Path:
    """Return the folder of the project's own copy of the reference series."""
    return Path(str(resources.files("crossroads.evidence").joinpath("reference")))


def read_reference(folder: str | Path, mapping: RecordMap) -> Records:
    """Read every CSV file in a folder and below it.

    Parameters
    ----------
    folder
        The folder.
    mapping
        Gives the layouts that files may have.

    Raises
    ------
    InputError
        Where there is no such folder, it holds no reference rows, or a file is damaged (file, line and column).
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError(f"{place}: no such folder; a folder of reference series (CSV files) is needed.")
    rows: list[RecordedRow] = []
    passed_over: list[tuple[str, str]] = []
    paths = sorted(path for path in place.rglob("*") if path.suffix.lower() == ".csv" and path.is_file())
    for path in paths:
        name = path.relative_to(place).as_posix()
        found = _read_file(path, name, mapping)
        if isinstance(found, str):
            passed_over.append((name, found))
        else:
            rows += found
    if not rows:
        held = "no CSV file" if not paths else "; ".join(f"{name}: {reason}" for name, reason in passed_over[:3])
        raise InputError(f"{place}: holds no reference rows ({held}); needed: {_needed(mapping)}.")
    return Records(place, tuple(rows), tuple(passed_over))


def _needed(mapping: RecordMap) -> str:
    ways = (", ".join(layout.needs) for layout in mapping.layouts)
    return f"CSV files with the columns {' or '.join(ways)}"


def _read_file(path: Path, name: str, mapping: RecordMap) -> list[RecordedRow] | str:
    """Return the rows of a file, or why it holds none."""
    if reason := mapping.no_series(path.name):
        return reason
    known = {cell for each in mapping.layouts for cell in (*each.needs, each.value, each.low, each.high)}
    sheet = read_sheet(path, path, {*known, "unit", "source"})
    if sheet is None:
        return "the file is empty"
    layout = _layout(sheet, mapping)
    if layout is None:
        return (
            f"has the columns {', '.join(shown(name)[1:-1] for name in sheet.columns[:6])}; needed: {_needed(mapping)}"
        )
    rows = [
        _row(sheet, name, line, dict(zip(sheet.columns, cells, strict=True)), layout)
        for cells, line in zip(sheet.rows, sheet.lines, strict=True)
    ]
    sheet.done()
    return rows if rows else "has a header and no rows"


def _layout(sheet: Sheet, mapping: RecordMap) -> Layout | None:
    columns = sheet.columns
    for layout in mapping.layouts:
        if set(layout.needs) <= set(columns):
            return layout
    for layout in mapping.layouts:
        missing = [column for column in layout.needs if column not in columns]
        # A file that names its rows and dates and lacks only the number is damaged, not of another kind.
        if layout.name in columns and len(missing) == 1 and missing[0] in (layout.value, layout.date):
            near = nearest(missing[0], [column for column in columns if column not in layout.needs])
            found = ", ".join(shown(name)[1:-1] for name in columns[:30])
            sheet.fault(1, f"the column '{missing[0]}' is missing; found {found}{near}.")
            sheet.done()
    return None


def _row(sheet: Sheet, file: str, line: int, cells: Cells, layout: Layout) -> RecordedRow:
    """Return what a line says; what is wrong with it is noted in the sheet."""
    name = " ".join(cells[layout.name].split())  # a cell may hold more than one line
    if not name:
        sheet.fault(line, "is empty; the name of what was recorded is needed.", layout.name)
    if not cells[layout.value]:
        sheet.fault(line, "is empty; a number is needed.", layout.value)
    value, low, high = (_number(sheet, line, column, cells) for column in (layout.value, layout.low, layout.high))
    if low > high:
        beyond = f"which is more than '{layout.high}' {cells[layout.high]}"
        sheet.fault(line, f"found {cells[layout.low]}, {beyond}.", layout.low)
    elif value < low or value > high:
        ends = [f"{word} {cells[end]}" for word, end in (("from", layout.low), ("to", layout.high)) if cells.get(end)]
        sheet.fault(line, f"found {cells[layout.value]}, outside its range {' '.join(ends)}.", layout.value)
    unit = cells.get("unit", "") or layout.unit
    period = _period(sheet, line, cells, layout)
    date = "/".join(cells[column] for column in (layout.date, layout.end) if column)
    return RecordedRow(file, line, layout.rules, name, date, period, value, low, high, unit, cells.get("source", ""))


def _number(sheet: Sheet, line: int, column: str, cells: Cells) -> float:
    """Return a cell as a number; NaN where it is empty or there is no such column."""
    text = cells.get(column, "")
    return sheet.number(line, column, text, _ANY) if text else math.nan


def _period(sheet: Sheet, line: int, cells: Cells, layout: Layout) -> Period | None:
    column = layout.date
    try:
        period = read_period(cells[column])
        if not layout.end:
            return period
        column = layout.end
        last = read_period(cells[column]).last
        if last < period.first:
            raise ValueError("the end lies before the beginning")
        return Period(period.first, last)
    except (ValueError, OverflowError):
        if not layout.loose_dates:
            sheet.fault(line, f"found {shown(cells[column])}; a date such as {FORMS} is needed.", column)
        return None


def by_name_and_date(rows: Iterable[RecordedRow]) -> dict[tuple[str, str], RecordedRow]:
    """Return rows by what they are called (capitals do not matter) and their date."""
    return {(row.name.lower(), row.date): row for row in rows}


def days_meant(row: RecordedRow, rule: Rule) -> Period:
    """Return the days that a row means.

    Raises
    ------
    InputError
        Where its date cannot be read.
    """
    for date, meant in rule.periods.items():
        if date == row.date:
            return read_period(meant)
    if row.period is None:
        raise InputError(f"its date {shown(row.date)} cannot be read")
    day = row.period.last
    if rule.period is None:
        return row.period
    if rule.period == "since_start":
        return Period(min(START, day), day)
    if rule.period == "fiscal_year":
        return fiscal_year(day.year if day.month >= FISCAL_MONTH else day.year - 1)
    length = {"month": 1, "quarter": 3, "year": 12}[rule.period]
    return months(day.year, (day.month - 1) // length * length + 1, length)


def numbers_in(
    row: RecordedRow, rule: Rule, mapping: RecordMap, wholes: Mapping[tuple[str, str], RecordedRow], times: float = 1.0
) -> tuple[float, float, float]:
    """Return value, low and high in the rule's unit, each `times` as much.

    Raises
    ------
    InputError
        Where the unit is not known for such a row, or the row by which it is to be divided is missing.
    """
    if rule.share_of:
        whole = wholes.get((rule.share_of.lower(), row.date))
        if whole is None or whole.value == 0:
            raise InputError(f"it is counted as a share of '{rule.share_of}', which has no row of that date")
        # The widest range that the two ranges allow; without the other's range, the row's own.
        most = whole.high if whole.high > 0 else whole.value
        least = whole.low if whole.low > 0 else whole.value
        return row.value / whole.value * times, row.low / most * times, row.high / least * times
    factor = mapping.factor(row.unit or rule.recorded_in or rule.unit, rule.unit)
    if factor is None:
        raise InputError(f"its unit {shown(row.unit)} cannot be turned into {rule.unit}")
    factor *= times
    return row.value * factor, row.low * factor, row.high * factor
