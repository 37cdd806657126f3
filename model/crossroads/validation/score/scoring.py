"""How far a run is from what was recorded: errors, coverage and the ranked probability score."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.evidence.history.record_map import RecordMap, load_record_map
from crossroads.evidence.history.reference_rows import Records, own_reference, read_reference
from crossroads.runs.run import Run
from crossroads.validation.score.questions import NOT_MODELLED, NOT_SCORED, SCORED, UNKNOWN, ScoredQuestion, questions
from crossroads.validation.score.sampling import FROM_JOINED_QUANTILES, Distribution, distribution
from crossroads.world.calendar import START

LEVELS = (0.1, 0.9)
"""Ends of the interval that holds the middle 80 of 100 worlds."""

INTERVAL = 0.8

LEAST_SHARE = 0.5
"""Where fewer worlds than this have a value, the model's answer is that there is none: the row is missed."""

CLOSED = "no world has a value there: that front is closed"

UNLIKELY = 20.0
"""A number without a unit that is so many times too large or too small is taken to be in another unit, and noted."""

COLUMNS: tuple[str, ...] = (
    "status",
    "file",
    "line",
    "series",
    "date",
    "first",
    "last",
    "formula",
    "unit",
    "value",
    "low",
    "high",
    "median",
    "q10",
    "q90",
    "error",
    "relative_error",
    "in_interval",
    "median_in_range",
    "crps",
    "share_of_worlds",
    "basis",
    "counted",
    "source",
    "note",
)
"""Columns of validation.csv."""

SUMMARY_COLUMNS: tuple[str, ...] = (
    "points",
    "in_interval",
    "ranged",
    "median_in_range",
    "relative_error",
    "typical_error",
    "crps",
    "unit",
)

_ORDER = {SCORED: 0, UNKNOWN: 1, NOT_SCORED: 2, NOT_MODELLED: 3}


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """A run judged by a folder of reference series.

    Attributes
    ----------
    run
        The run.
    reference
        The folder's rows.
    table
        One row a row of the reference, columns `COLUMNS`: what the model misses first, the worst of it on top; then
        what it holds, then names that are not known, rows outside the run, and what is not modelled. `error` is
        the model's median less the recorded value, in `unit`; `relative_error` is that over the value's size.
    by_series
        Index `series`, columns `SUMMARY_COLUMNS`: scored rows, how many of them lie in the 80 % interval, how many
        have a range and in how many of these the median lies in it, median relative error and its median size,
        mean CRPS in `unit`.
    """

    run: Run
    reference: Records
    table: pd.DataFrame
    by_series: pd.DataFrame

    @property
    def scored(self) -> pd.DataFrame:
        """The rows that were put to the run."""
        return self.table.loc[self.table["status"] == SCORED]

    @property
    def counted(self) -> pd.DataFrame:
        """The scored rows without those that ask again what an earlier row asked."""
        return self.scored.loc[self.scored["counted"].astype(bool)]

    @property
    def coverage(self) -> float:
        """Share of the counted rows that lie in the model's 80 % interval (NaN where there are none)."""
        return _share(self.counted["in_interval"])

    @property
    def in_range(self) -> float:
        """Share of the counted rows with a range in which the model's median lies (NaN where there are none)."""
        return _share(self.counted["median_in_range"].dropna())

    @property
    def approximate(self) -> bool:
        """Whether some intervals were joined from weekly quantiles, for want of worlds."""
        return bool((self.scored["basis"] == FROM_JOINED_QUANTILES).any())


def validate(run: Run, against: str | Path | None = None, *, mapping: RecordMap | None = None) -> Validation:
    """Judge a run by a folder of reference series.

    Parameters
    ----------
    run
        The run. With trajectories intervals are those of its worlds; without them sums over a period and formulas of
        several observables are joined from weekly quantiles and are approximate.
    against
        The folder; None = the project's own copy.
    mapping
        What answers which name; None = the project's own.

    Raises
    ------
    InputError
        Where the folder holds no reference rows or a file of it is damaged.
    """
    known = mapping if mapping is not None else load_record_map()
    reference = read_reference(own_reference() if against is None else against, known)
    last_day = START + dt.timedelta(weeks=run.horizon_weeks, days=-1)
    asked = sorted(questions(reference.rows, known, last_day), key=lambda item: item.row.rules != "series")
    seen: set[tuple[Any, ...]] = set()
    table = pd.DataFrame([_record(run, question, seen) for question in asked], columns=list(COLUMNS))
    table = table.iloc[_places(table)].reset_index(drop=True)
    return Validation(run, reference, table, _by_series(table))


def _record(run: Run, question: ScoredQuestion, seen: set[tuple[Any, ...]]) -> dict[str, Any]:
    row, formula, days = question.row, question.formula, question.days
    record: dict[str, Any] = {
        "status": question.status,
        "file": row.file,
        "line": row.line,
        "series": row.name,
        "date": row.date,
        "unit": question.unit or row.unit,
        "value": question.value if formula is not None else row.value,
        "low": question.low if formula is not None else row.low,
        "high": question.high if formula is not None else row.high,
        "source": row.source,
        "note": question.reason or question.note,
        "counted": False,
    }
    if formula is None or days is None:
        return record
    span = formula.span(days)
    record |= {"first": span.first.isoformat(), "last": span.last.isoformat(), "formula": formula.text}
    if question.status != SCORED:
        return record
    found = distribution(run, formula, days)
    key = (formula.observables, span)
    counted = key not in seen
    seen.add(key)
    if found is None:
        return record | {"in_interval": False, "counted": counted, "share_of_worlds": 0.0, "note": CLOSED}
    judged = _judged(question, found)
    return record | judged | {"counted": counted, "note": _notes(question, found, judged["median"])}


def _notes(question: ScoredQuestion, found: Distribution, median: float) -> str:
    """Return what a reader of a scored row should know."""
    notes = [question.note] if question.note else []
    if found.share < 1:
        short = "; in too few to count as inside" if found.share < LEAST_SHARE else ""
        notes.append(
            f"{100 * found.share:.0f} % of worlds have a value there: in the others that front is closed{short}"
        )
    ratio = abs(median / question.value) if question.value and median else 1.0
    if not question.row.unit and not 1 / UNLIKELY < ratio < UNLIKELY:
        notes.append("no unit is given; that of the series was meant")
    return "; ".join(notes)


def _judged(question: ScoredQuestion, found: Distribution) -> dict[str, Any]:
    value, low, high = question.value, question.low, question.high
    median, lower, upper = (found.quantile(level) for level in (0.5, *LEVELS))
    in_range: bool | None = None
    if not (math.isnan(low) and math.isnan(high)):
        in_range = not (median < low or median > high)
    return {
        "median": median,
        "q10": lower,
        "q90": upper,
        "error": median - value,
        "relative_error": (median - value) / abs(value) if value else math.nan,
        "in_interval": lower <= value <= upper and not found.share < LEAST_SHARE,
        "median_in_range": in_range,
        "crps": found.crps(value),
        "share_of_worlds": found.share,
        "basis": found.basis,
    }


def _places(table: pd.DataFrame) -> list[int]:
    """Return the order of the rows: misses first, the furthest outside the interval on top."""
    rows = table.to_dict("records")

    def key(place: int) -> tuple[float, ...]:
        row = rows[place]
        if row["status"] != SCORED:
            return (_ORDER[row["status"]], 0.0, place)
        if np.isnan(row["median"]):
            return (_ORDER[SCORED], -math.inf, place)
        if row["in_interval"]:
            return (_ORDER[SCORED] + 0.5, -abs(row["relative_error"]) if row["value"] else 0.0, place)
        outside = max(row["q10"] - row["value"], row["value"] - row["q90"], 0.0)
        width = row["q90"] - row["q10"] or abs(row["value"]) or 1.0
        error = row["relative_error"] if row["value"] else 0.0
        return (_ORDER[SCORED], -outside / width, -abs(error))

    return sorted(range(len(rows)), key=key)


def _by_series(table: pd.DataFrame) -> pd.DataFrame:
    scored = table.loc[table["status"] == SCORED]
    rows = {}
    for name, part in scored.groupby("series", sort=True):
        relative = part["relative_error"].to_numpy(dtype=np.float64)
        known = relative[~np.isnan(relative)]
        ranged = part["median_in_range"].dropna()
        rows[name] = {
            "points": len(part),
            "in_interval": int(part["in_interval"].sum()),
            "ranged": len(ranged),
            "median_in_range": int(ranged.sum()),
            "relative_error": float(np.median(known)) if len(known) else math.nan,
            "typical_error": float(np.median(np.abs(known))) if len(known) else math.nan,
            "crps": float(part["crps"].mean()),
            "unit": part["unit"].iloc[0],
        }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(SUMMARY_COLUMNS)).rename_axis("series")
    return frame.sort_values(["in_interval", "points"], key=_misses(frame), kind="stable")


def _misses(frame: pd.DataFrame) -> Any:
    """Return a sort key that puts the series with the lowest share of hits first, long ones before short ones."""
    shares = frame["in_interval"] / frame["points"]
    return lambda column: shares if column.name == "in_interval" else -column


def _share(flags: pd.Series) -> float:
    return float(flags.astype(bool).mean()) if len(flags) else math.nan
