from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from validation_runs import HEADER, folder

from crossroads.validation.score.scoring import COLUMNS

SHORT = 'extends = "as_it_happened"\ntitle = "A short war"\nhorizon = 1942-03-29\n'
ROWS = "1941-09-11,soviet_front_strength,3463000,3289850,3636150,men\n1941-09-11,german_panzers,5,,,tanks\n"


def crossroads(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    shell = [sys.executable, "-m", "crossroads", *words]
    return subprocess.run(shell, cwd=place, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run of a short war, and a folder of reference series."""
    made = tmp_path_factory.mktemp("validate")
    (made / "short.toml").write_text(SHORT, encoding="utf-8")
    done = crossroads(made, "run", "short.toml", "--worlds", "5", "--keep-trajectories", "--out", "short", "--quiet")
    assert done.returncode == 0, done.stderr
    folder(made / "held", HEADER + ROWS)
    return made


def test_a_run_is_set_beside_a_folder(place: Path) -> None:
    done = crossroads(place, "validate", "short", "--against", "held", "--out", "beside")
    assert done.returncode == 0, done.stderr
    assert "A short war (short), 5 worlds, seed 1941, against the series of 'held'." in done.stdout
    assert "warning: german_panzers: no such observable; nearest" in done.stdout
    names = {path.name for path in (place / "beside").iterdir()}
    assert names == {"validation.csv", "validation.md", "validation.png", "validation.svg"}
    table = pd.read_csv(place / "beside" / "validation.csv")
    assert tuple(table.columns) == COLUMNS and list(table["status"]) == ["scored", "unknown"]
    run = pd.read_parquet(place / "short" / "series.parquet").query("variable == 'soviet_front_strength'")
    week = run.set_index("date").loc[[dt.date(1941, 9, 7), dt.date(1941, 9, 14)], "q50"]
    assert week.min() * 0.98 <= table["median"][0] <= week.max() * 1.02
    again = crossroads(place, "validate", "short", "--against", "held", "--out", "beside")
    assert again.returncode == 2 and "A name that is free: --out beside-2" in again.stderr


def test_without_names_the_own_copy_and_a_free_folder_are_taken(place: Path) -> None:
    for name in ("validation-short", "validation-short-2"):
        done = crossroads(place, "validate", "short")
        assert done.returncode == 0, done.stderr
        assert "the project's own reference series" in done.stdout and f"Written to results/{name}:" in done.stdout
        assert (place / "results" / name / "validation.md").is_file()


def test_bad_input_is_answered_in_one_line(place: Path) -> None:
    folder(place / "bad", HEADER + "1941-09-11,soviet_front_strength,three,,,men\n")
    for words, told in (
        (["short", "--against", "nowhere"], "nowhere: no such folder"),
        (["nowhere"], "nowhere: no such folder; the folder of a run is needed"),
        (["short", "--against", "bad"], "series.csv, line 2, column 'value': found 'three'"),
    ):
        done = crossroads(place, "validate", *words)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_the_help_has_an_example(place: Path) -> None:
    assert "Example: crossroads validate" in crossroads(place, "validate", "--help").stdout
