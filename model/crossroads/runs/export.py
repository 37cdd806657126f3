"""Write a run, or all runs of a comparison, as CSV files for other programs."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.run import Run
from crossroads.runs.storage import manifests
from crossroads.runs.storage.files import TOGETHER, check_name, whole_files, write_bytes
from crossroads.runs.storage.formats import check_format
from crossroads.runs.storage.kinds import RUN, kind_of
from crossroads.runs.storage.seal import FILES, Sealed, opened
from crossroads.runs.tables.frames import as_json, tidy_series, write_csv
from crossroads.runs.tables.ledger_table import LEDGER_COLUMNS

COMPARISON_TABLE, BANDS_TABLE = "comparison.csv", "bands.csv"

DECISION_COLUMNS: tuple[str, ...] = LEDGER_COLUMNS[: LEDGER_COLUMNS.index("seen")]

RUNS = "runs"
"""Folder of a comparison's runs."""

_KIND = "a run or a comparison"

MOST_CSV_BYTES = 64 << 20


def decimal(value: object) -> str:
    """Write a number with ten digits, more than the single precision of the series, and always with a point.

    A reader that guesses types from the first rows takes `1` for a whole number, and fails at the `0.97` below.
    """
    digits, mark, power = f"{value:.10g}".partition("e")
    return f"{digits}{'' if '.' in digits or not digits.strip('-').isdigit() else '.0'}{mark}{power}"


def load_runs(folder: str | Path) -> list[Run]:
    """Read the run of a run's folder, or the runs of a comparison's, base first.

    Raises
    ------
    InputError
        Where the folder is missing, damaged, or of neither kind.
    """
    return runs_in(opened(Path(folder), _KIND))


def runs_in(sealed: Sealed) -> list[Run]:
    """Read the runs of a folder whose manifest has been read, as `load_runs` does."""
    if kind_of(sealed.manifest) == RUN:
        return [Run.load(sealed.folder)]
    check_format(sealed, manifests.COMPARISON_FORMAT, manifests.OLDER_COMPARISON_FORMATS, _KIND)
    path = sealed.folder / MANIFEST
    keys = manifests.checked(manifests.ComparisonKeys, sealed.manifest, path)
    if len(set(keys.scenarios)) < len(keys.scenarios):
        raise InputError(f"{path}: 'scenarios' names one twice; the folder is damaged.")
    for name in keys.scenarios:
        sealed.check(f"{RUNS}/{name}/{MANIFEST}")
    runs = [Run.load(sealed.folder / RUNS / name) for name in keys.scenarios]
    for name, run in zip(keys.scenarios, runs, strict=True):
        if run.scenario != name:
            raise InputError(f"{sealed.folder / RUNS / name}: holds a run of '{run.scenario}'; it was put there later.")
    return runs


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
    check_name(to)
    runs, target = load_runs(folder), Path(to)
    tables = {
        "series.csv": series_table(runs),
        "outcomes.csv": outcomes_table(runs),
        "decisions.csv": decisions_table(runs),
    }
    copied = _tables_of_a_comparison(opened(Path(folder), _KIND))
    names = [*tables, *copied]
    standing = [target / name for name in names if (target / name).exists()]
    # Where a kill came while files were put in place, those that stand are of an earlier start.
    if standing and not (target / TOGETHER).exists():
        raise InputError(f"{standing[0]}: exists already and is not overwritten.")
    with whole_files(target) as made:
        for name, table in tables.items():
            write_csv(table, made / name, decimal)
        for name, content in copied.items():
            write_bytes(made / name, content)
        for path in standing:
            if path.read_bytes() != (made / path.name).read_bytes():
                raise InputError(f"{path}: exists already and is not overwritten.")
    return [target / name for name in names]


def _tables_of_a_comparison(sealed: Sealed) -> dict[str, bytes]:
    """Return the tables that stand beside the runs, as they are; one that is named and gone is missed."""
    known = sealed.manifest.get(FILES, ())
    found = [name for name in (COMPARISON_TABLE, BANDS_TABLE) if name in known or os.path.lexists(sealed.folder / name)]
    return {name: sealed.read(name, MOST_CSV_BYTES) for name in found}
