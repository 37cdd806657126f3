"""A comparison's folder: its table, its texts, and what its manifest says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.errors import legible
from crossroads.runs.export import COMPARISON_TABLE
from crossroads.runs.manifest import versions
from crossroads.runs.run import Run
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.manifests import COMPARISON_FORMAT
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.question import Question
from crossroads.studies.compare.chosen import write_table

FIGURES, TEXT = "figures", "comparison.txt"


def write_texts(
    folder: Path, runs: Sequence[Run], table: pd.DataFrame, question: Question, *, told: str, parting: str
) -> None:
    """Write the table, the options chosen and made, and two texts.

    Parameters
    ----------
    folder
        Where to.
    runs, table, question
        Of the comparison.
    told
        The answer and every outcome in words.
    parting
        Where one world parts.
    """
    write_csv(table, folder / COMPARISON_TABLE)
    write_table(runs, folder, question)
    write_text(folder / TEXT, legible(told))
    write_text(folder / "divergence.md", parting)


def manifest_of(runs: Sequence[Run], question: Question, **more: Any) -> dict[str, Any]:
    """Return the manifest of a comparison.

    Parameters
    ----------
    runs
        Its runs, base first.
    question
        What was asked.
    **more
        What else it is to say.
    """
    base = runs[0]
    return {
        "format": COMPARISON_FORMAT,
        "scenarios": [run.scenario for run in runs],
        "seed": base.seed,
        "worlds": base.worlds,
        "horizon": base.manifest["horizon"],
        "records_hash": base.manifest["records_hash"],
        "versions": versions(),
        **more,
        "question": question.resolved,
    }
