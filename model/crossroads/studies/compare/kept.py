"""What a comparison's folder says of how it was asked for, and what stands behind one that is made."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.ensemble import RUNS
from crossroads.runs.export import BANDS_TABLE, MOST_CSV_BYTES
from crossroads.runs.origin import ReadFrom, kept_run, source_of, sources_in
from crossroads.runs.run import Run
from crossroads.runs.storage.kinds import COMPARISON, refuse_other
from crossroads.runs.storage.manifests import ComparisonKeys, checked
from crossroads.runs.storage.seal import Sealed, opened
from crossroads.scenario.question import Question
from crossroads.scenario.scenario import Given, Scenario
from crossroads.studies.compare.three_bands import COLUMNS, NUMBERS


def kept_comparison(folder: Path) -> tuple[tuple[Scenario, ...], dict[str, Any]]:
    """Read how a finished comparison was asked for; of its files only the manifests are looked at.

    Returns
    -------
    scenarios, settings
        The scenarios, from the manifests of their runs, and what else `compare` was given.

    Raises
    ------
    InputError
        Where the folder is no comparison's, or a manifest is damaged.
    """
    path, sealed = folder / MANIFEST, opened(folder, "a comparison")
    manifest = sealed.manifest
    refuse_other(folder, manifest, COMPARISON, "a comparison, or of two runs or more,")
    keys = checked(ComparisonKeys, manifest, path)
    kept = [kept_run(folder / RUNS / name) for name in keys.scenarios]
    settings: dict[str, Any] = dict(kept[0].settings)
    settings["map_date"] = dt.date.fromisoformat(keys.map_date) if keys.map_date else None
    settings["world"] = keys.told_world
    settings["figures"] = keys.figures
    settings["bands"] = keys.bands
    settings["question"] = kept_question(sealed, keys)
    return tuple(one.scenario for one in kept), settings


def kept_scenario(run: Run, folder: Path) -> Scenario:
    """Return the scenario of one of the runs of a comparison's folder."""
    return Scenario.from_resolved(run.manifest["scenario"]["resolved"], folder / RUNS / run.scenario / MANIFEST)


def kept_bands(sealed: Sealed) -> pd.DataFrame:
    """Return the table of bands that a comparison's folder holds.

    Raises
    ------
    InputError
        Where it is missing, damaged or no such table.
    """
    content = sealed.read(BANDS_TABLE, MOST_CSV_BYTES)
    try:
        table = pd.read_csv(io.BytesIO(content), keep_default_na=False, na_values={name: [""] for name in NUMBERS})
        if tuple(table.columns) != COLUMNS:
            raise ValueError(f"columns {', '.join(map(str, table.columns))}")
        return table.astype({name: "float64" for name in NUMBERS})
    except (ValueError, UnicodeError) as error:
        allowed = f"a table with the columns {', '.join(COLUMNS)}"
        raise InputError(f"{sealed.folder / BANDS_TABLE}: found {error}; allowed: {allowed}.") from error


def kept_question(sealed: Sealed, keys: ComparisonKeys) -> Question | None:
    """Return the question that a comparison's manifest holds; None where an older one holds none."""
    if keys.question is None:
        return None
    return Question.from_kept(sealed.manifest["question"], sealed.folder / MANIFEST)


def made_of(asked: Sequence[Given | Run], question: str | Path | Question | None, kept: str) -> list[ReadFrom]:
    """Return what stands behind a comparison; nothing does where no command could name its question too.

    Parameters
    ----------
    asked
        The scenarios and finished runs as they were given, or one question.
    question
        The question that was given beside them.
    kept
        The folder whose manifest holds all of it, where it was taken from one.
    """
    if kept:
        return [source_of(kept, kept)]
    beside = question is not None and not (len(asked) == 1 and isinstance(asked[0], str | Path))
    return [ReadFrom("", "") if beside else _behind(one) for one in asked]


def _behind(one: Given | Run) -> ReadFrom:
    """Return what stands behind a scenario; behind a run that a script gives, what that was made of."""
    if not isinstance(one, Run):
        return source_of(one)
    return next(iter(sources_in(one.manifest)), ReadFrom("", ""))
