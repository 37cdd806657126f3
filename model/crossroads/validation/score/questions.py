"""From recorded rows to questions that a run can answer: which formula, which days, which number in which unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crossroads.errors import MOST_LINES, InputError
from crossroads.evidence.history.formula import Formula, parse_formula
from crossroads.evidence.history.periods import Period
from crossroads.evidence.history.record_map import RecordMap, Rule
from crossroads.evidence.history.reference_rows import RecordedRow, by_name_and_date, days_meant, numbers_in
from crossroads.world.calendar import START
from crossroads.world.observables import OBSERVABLES

_FLOWS = {item.name: item for item in OBSERVABLES if item.kind == "flow"}

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


def questions(rows: Iterable[RecordedRow], mapping: RecordMap, last_day: dt.date) -> list[ScoredQuestion]:
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
    wholes = by_name_and_date(listed)
    rules = {each: mapping.rule(*each) for each in dict.fromkeys((row.rules, row.name) for row in listed)}
    strange = [each for each, rule in rules.items() if rule is None]
    near = {each: f"; nearest '{mapping.nearest(*each)}'" for each in strange[:MOST_LINES]}  # each is a long search
    found = []
    for row in listed:
        rule = rules[row.rules, row.name]
        if rule is None:
            told = f"no such observable{near.get((row.rules, row.name), '')}"
            found.append(ScoredQuestion(row, UNKNOWN, told))
        else:
            found.append(_question(row, rule, mapping, wholes, last_day))
    return found


def _question(
    row: RecordedRow, rule: Rule, mapping: RecordMap, wholes: Mapping[tuple[str, str], RecordedRow], last_day: dt.date
) -> ScoredQuestion:
    if rule.formula is None:
        return ScoredQuestion(row, NOT_MODELLED, rule.not_modelled)
    rule = _total_of(rule, row.unit, mapping)
    try:
        days = days_meant(row, rule)
        value, low, high = numbers_in(row, rule, mapping, wholes)
    except InputError as error:
        return ScoredQuestion(row, NOT_SCORED, str(error))
    assert rule.formula is not None
    span = rule.formula.span(days)
    outside = _outside(span, last_day)
    status = NOT_SCORED if outside else SCORED
    return ScoredQuestion(row, status, outside, rule.formula, days, rule.unit, value, low, high, rule.note)


def _total_of(rule: Rule, unit: str, mapping: RecordMap) -> Rule:
    """Return `rule` asking for the total of a flow where the row's unit is one of totals, else `rule` itself.

    Only rules of observables' own names change: those ask for the weekly rate.
    """
    flow = _FLOWS.get(rule.match[0])
    if not unit or flow is None or mapping.factor(unit, rule.unit) is not None:
        return rule
    whole = flow.unit.removesuffix(" per week")
    if mapping.factor(unit, whole) is None:
        return rule
    return Rule(match=rule.match, formula=parse_formula(f"total({flow.name})"), unit=whole)


def _outside(span: Period, last_day: dt.date) -> str:
    """Return why days lie outside a run; '' where they do not."""
    if span.first < START:
        begins = "is" if span.first == span.last else "begins"
        return f"{begins} before week 0 (22 June 1941)"
    if span.last > last_day:
        ends = "is" if span.first == span.last else "ends"
        return f"{ends} after the run's last day ({last_day.isoformat()})"
    return ""
