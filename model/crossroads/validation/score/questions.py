"""From recorded rows to questions that a run can answer: which formula, which days, which number in which unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crossroads.errors import InputError
from crossroads.evidence.periods import FISCAL_MONTH, Period, fiscal_year, months, read_period
from crossroads.validation.score import mapping as rules
from crossroads.validation.score.formula import Formula
from crossroads.validation.score.reference import RecordedRow
from crossroads.world.calendar import START

SCORED, UNKNOWN, NOT_SCORED, NOT_MODELLED = "scored", "unknown", "not scored", "not modelled"
"""What became of a row."""


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """A row, with what of the model answers it.

    Attributes
    ----------
    row
        The row.
    status
        `SCORED` where it can be put to a run, else one of the other three.
    reason
        Why it is not put to a run; '' where it is.
    formula, days
        What answers, and the days meant by the row; None where nothing does.
    unit
        The formula's unit, in which `value`, `low` and `high` are (low and high NaN where not given).
    note
        What differs between what was recorded and what the model counts.
    """

    row: RecordedRow
    status: str
    reason: str = ""
    formula: Formula | None = None
    days: Period | None = None
    unit: str = ""
    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    note: str = ""


def questions(rows: Iterable[RecordedRow], mapping: rules.Mapping, last_day: dt.date) -> list[ScoredQuestion]:
    """Return the question that each row puts to a run.

    Parameters
    ----------
    rows
        The rows of the reference.
    mapping
        The rules.
    last_day
        Last day of the run.
    """
    listed = list(rows)
    wholes = {(row.name.lower(), row.date): row for row in listed}
    return [_question(row, mapping, wholes, last_day) for row in listed]


def _question(
    row: RecordedRow, mapping: rules.Mapping, wholes: Mapping[tuple[str, str], RecordedRow], last_day: dt.date
) -> ScoredQuestion:
    rule = mapping.rule(row.rules, row.name)
    if rule is None:
        return ScoredQuestion(row, UNKNOWN, f"no such observable; nearest '{mapping.nearest(row.rules, row.name)}'")
    if rule.formula is None:
        return ScoredQuestion(row, NOT_MODELLED, rule.not_modelled)
    rule = rules.total_of(rule, row.unit, mapping)
    try:
        days = _days(row, rule)
        value, low, high = _numbers(row, rule, mapping, wholes)
    except InputError as error:
        return ScoredQuestion(row, NOT_SCORED, str(error))
    assert rule.formula is not None
    span = rule.formula.span(days)
    outside = _outside(span, last_day)
    status = NOT_SCORED if outside else SCORED
    return ScoredQuestion(row, status, outside, rule.formula, days, rule.unit, value, low, high, rule.note)


def _days(row: RecordedRow, rule: rules.Rule) -> Period:
    """Return the days that a row means.

    Raises
    ------
    InputError
        Where its date cannot be read.
    """
    for date, meant in rule.periods:
        if date == row.date:
            return read_period(meant)
    if row.period is None:
        raise InputError(f"its date '{row.date}' cannot be read")
    day = row.period.last
    if rule.around is None:
        return row.period
    if rule.around == "since_start":
        return Period(min(START, day), day)
    if rule.around == "fiscal_year":
        return fiscal_year(day.year if day.month >= FISCAL_MONTH else day.year - 1)
    length = {"month": 1, "quarter": 3, "year": 12}[rule.around]
    return months(day.year, (day.month - 1) // length * length + 1, length)


def _numbers(
    row: RecordedRow, rule: rules.Rule, mapping: rules.Mapping, wholes: Mapping[tuple[str, str], RecordedRow]
) -> tuple[float, float, float]:
    """Return value, low and high in the rule's unit.

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
        return row.value / whole.value, row.low / most, row.high / least
    factor = mapping.factor(row.unit or rule.recorded_in, rule.unit)
    if factor is None:
        raise InputError(f"its unit '{row.unit}' cannot be turned into {rule.unit}")
    return row.value * factor, row.low * factor, row.high * factor


def _outside(span: Period, last_day: dt.date) -> str:
    """Return why days lie outside a run; '' where they do not."""
    if span.first < START:
        begins = "is" if span.first == span.last else "begins"
        return f"{begins} before week 0 (22 June 1941)"
    if span.last > last_day:
        ends = "is" if span.first == span.last else "ends"
        return f"{ends} after the run's last day ({last_day.isoformat()})"
    return ""
