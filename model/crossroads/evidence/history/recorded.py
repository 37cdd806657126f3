"""What was recorded, put beside the weekly series: for figures and for judging a run, never for a rule.

No rule of the model may import this module: what it holds is dated after the decisions that it would inform.
"""

from __future__ import annotations

import re

import pandas as pd

from crossroads.evidence.history import reference_rows
from crossroads.evidence.history.formula import SeriesMeasure
from crossroads.evidence.history.periods import Period
from crossroads.evidence.history.record_map import Rule, load_record_map
from crossroads.world.calendar import DAYS_A_WEEK, START
from crossroads.world.observables import OBSERVABLES

_UNITS = {item.name: item.unit for item in OBSERVABLES}
_YEARS = re.compile(r"\d{4}-\d{4}")


def recorded_points() -> pd.DataFrame:
    """Return what was recorded of the weekly series, where the record map says that it is drawn.

    Returns
    -------
    points : pandas.DataFrame
        Columns `date` (the day, or the middle of the period), `series` (an observable, or what the map calls a sum of
        several), `value`, `low`, `high`, `unit` (the observable's; totals of flows are shown as weekly rates),
        `source` (a key of sources.toml); sorted by series and date. Totals of several years, and fiscal years that
        begin before the simulation and so mix peace and war, are left out.
    """
    known = load_record_map()
    rows = reference_rows.read_reference(reference_rows.own_reference(), known).rows
    wholes = reference_rows.by_name_and_date(rows)
    found = []
    for row in rows:
        rule = known.rule(row.rules, row.name)
        if rule is None or (dots := rule.drawn(row.file, row.name)) is None:
            continue
        assert rule.formula is not None
        measure = rule.formula.root
        assert isinstance(measure, SeriesMeasure)
        if (days := _drawn(row, rule, measure)) is None:
            continue
        total = measure.reading == "total"
        value, low, high = reference_rows.numbers_in(
            row, rule, known, wholes, DAYS_A_WEEK / days.days if total else 1.0
        )
        series = dots.series or measure.weights[0][0]
        unit = _UNITS.get(series) or (f"{rule.unit} per week" if total else rule.unit)
        found.append((pd.Timestamp(days.middle), series, value, low, high, unit, dots.source))
    points = pd.DataFrame(found, columns=["date", "series", "value", "low", "high", "unit", "source"])
    return points.sort_values(["series", "date", "source"]).reset_index(drop=True)


def _drawn(row: reference_rows.RecordedRow, rule: Rule, measure: SeriesMeasure) -> Period | None:
    """Return the days over which a row is drawn; None where it is not."""
    if _YEARS.fullmatch(row.date):
        return None
    days = measure.days(reference_rows.days_meant(row, rule))
    # Only fiscal years mix peace and war.
    mixed = row.date.startswith("FY") and measure.reading != "at" and days.first < START
    return None if mixed or days.last < START else days


def recorded_decisions() -> pd.DataFrame:
    """Return what the four nations decided in 1941.

    Returns
    -------
    decisions : pandas.DataFrame
        Columns `date`, `nation`, `decision`, `choice`, `source`, `confidence`, in words.
    """
    with (reference_rows.own_reference() / "recorded_decisions_1941.csv").open(encoding="utf-8") as lines:
        return pd.read_csv(lines, parse_dates=["date"])
