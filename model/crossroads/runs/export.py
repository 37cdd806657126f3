"""Write a run, or all runs of a comparison, as CSV files for other programs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from crossroads.errors import InputError
from crossroads.runs.files import MANIFEST, clear_file_errors, read_json
from crossroads.runs.run import Run
from crossroads.runs.tables import as_json, tidy_series

COMPARISON_FORMAT = "crossroads comparison 1"
"""Marks a folder as a comparison's; the number rises when the layout changes."""

COMPARISON_TABLE = "comparison.csv"

DECISION_COLUMNS: tuple[str, ...] = (
    "scenario",
    "world",
    "date",
    "nation",
    "decision",
    "options",
    "utilities",
    "probabilities",
    "choice",
    "forced",
)

FLOATS = "%.10g"
"""Digits kept in the CSV files: more than the single precision of the series."""


def load_runs(folder: str | Path) -> list[Run]:
    """Read the run of a run's folder, or the runs of a comparison's, base first.

    Raises
    ------
    InputError
        Where the folder is missing, damaged, or of neither kind.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError(f"{place}: no such folder; the folder of a run or a comparison is needed.")
    if not (place / MANIFEST).is_file():
        raise InputError(f"{place}: has no {MANIFEST}; it is not the folder of a run or a comparison.")
    manifest = read_json(place / MANIFEST)
    if manifest.get("format") != COMPARISON_FORMAT:
        return [Run.load(place)]
    names = manifest.get("scenarios")
    if not isinstance(names, list) or not names:
        raise InputError(f"{place / MANIFEST}: lacks 'scenarios'; the folder is damaged.")
    return [Run.load(place / "runs" / str(name)) for name in names]


def series_table(runs: list[Run]) -> pd.DataFrame:
    """Return the rows of series.csv: one a scenario, variable and week."""
    return pd.concat([tidy_series(run.series, run.scenario) for run in runs], ignore_index=True)


def outcomes_table(runs: list[Run]) -> pd.DataFrame:
    """Return the rows of outcomes.csv: one a scenario and world."""
    parts = []
    for run in runs:
        part = run.outcomes.reset_index()
        part.insert(0, "scenario", run.scenario)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def decisions_table(runs: list[Run]) -> pd.DataFrame:
    """Return the rows of decisions.csv: one a scenario, world and meeting; lists as JSON."""
    rows = pd.concat([run.ledger[list(DECISION_COLUMNS)] for run in runs], ignore_index=True)
    for name in ("options", "utilities", "probabilities"):
        rows[name] = [as_json(value) for value in rows[name]]
    return rows


def export(folder: str | Path, to: str | Path) -> list[Path]:
    """Write series.csv, outcomes.csv and decisions.csv of a folder (and comparison.csv, where it has one).

    An illegal option's utility, which is no finite number, is `null` in the JSON of decisions.csv.

    Parameters
    ----------
    folder
        Folder of a run or a comparison.
    to
        Folder to write into, made where it does not exist. Files that exist are never overwritten.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError
        Where the folder is not sound, a file exists already, or `to` cannot be written.
    """
    runs, target = load_runs(folder), Path(to)
    tables = {
        "series.csv": series_table(runs),
        "outcomes.csv": outcomes_table(runs),
        "decisions.csv": decisions_table(runs),
    }
    comparison = Path(folder) / COMPARISON_TABLE
    with clear_file_errors(target):
        target.mkdir(parents=True, exist_ok=True)
        names = [*tables, COMPARISON_TABLE] if comparison.is_file() else list(tables)
        for name in names:
            if (target / name).exists():
                raise InputError(f"{target / name}: exists already and is not overwritten.")
        for name in names:
            temporary = target / f".{name}.tmp"
            try:
                if name in tables:
                    tables[name].to_csv(temporary, index=False, float_format=FLOATS, lineterminator="\n")
                else:
                    temporary.write_bytes(comparison.read_bytes())
                temporary.replace(target / name)
            finally:
                temporary.unlink(missing_ok=True)
    return [target / name for name in names]
