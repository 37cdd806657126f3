"""Scored rows as points beside the weekly series, for figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from crossroads.evidence.history.formula import SeriesMeasure, parse_formula
from crossroads.evidence.history.periods import Period
from crossroads.evidence.history.record_map import RecordMap, load_record_map
from crossroads.validation.score.scoring import Validation
from crossroads.world.observables import OBSERVABLES

_UNITS = {item.name: item.unit for item in OBSERVABLES}


def points(made: Validation, *, mapping: RecordMap | None = None) -> pd.DataFrame:
    """Return the counted rows that one observable alone answers, in that observable's unit.

    Returns
    -------
    points : pandas.DataFrame
        Columns `series` (an observable), `date` (the day, or the middle of the period), `value`, `low`, `high`
        (totals of flows as weekly rates), `inside` (in the run's 80 % interval or not); sorted by series and date.
        Sums and quotients of observables have no panel and are left out.
    """
    known = mapping if mapping is not None else load_record_map()
    found = [_point(row, known) for row in made.counted.to_dict("records")]
    columns = ["series", "date", "value", "low", "high", "inside"]
    frame = pd.DataFrame([point for point in found if point], columns=columns)
    return frame.sort_values(["series", "date"], kind="stable").reset_index(drop=True)


def _point(row: dict[Any, Any], mapping: RecordMap) -> dict[str, Any] | None:
    root = parse_formula(row["formula"]).root
    if not isinstance(root, SeriesMeasure) or len(root.weights) > 1 or root.weights[0][1] != 1.0:
        return None
    observable = root.weights[0][0]
    days = Period(dt.date.fromisoformat(row["first"]), dt.date.fromisoformat(row["last"]))
    total = root.reading == "total"
    unit = f"{row['unit']} per week" if total else row["unit"]
    factor = mapping.factor(unit, _UNITS[observable])
    if factor is None:
        return None
    if total:
        factor *= 7 / days.days
    numbers = {key: float(row[key]) * factor for key in ("value", "low", "high")}
    return {"series": observable, "date": pd.Timestamp(days.middle), **numbers, "inside": bool(row["in_interval"])}
