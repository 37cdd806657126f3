"""`crossroads battle` as a person types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from crossroads.validation.battles.predict import ADDED


def _battle(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    start = "from crossroads.__main__ import main; main()"
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    typed = [sys.executable, "-c", start, "battle", *words]
    return subprocess.run(typed, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def place(cells: pd.DataFrame, tmp_path: Path) -> Path:
    cells.to_csv(tmp_path / "battles.csv", index=False)
    return tmp_path


def test_a_table_is_predicted_and_kept_as_it_stood(place: Path, cells: pd.DataFrame) -> None:
    done = _battle(place, "battles.csv", "--out", "made/predictions.csv")
    assert done.returncode == 0, done.stderr
    assert "36 battles" in done.stdout and "judged too kindly" in done.stdout
    written = pd.read_csv(place / "made" / "predictions.csv", dtype=str, keep_default_na=False)
    assert list(written.columns) == [*cells.columns, *ADDED]
    pd.testing.assert_frame_equal(written[list(cells.columns)], cells)
    assert written["p_attacker_wins"].astype(float).between(0, 1).all()
    first = (place / "made" / "predictions.csv").read_bytes()
    # Predictions may be made again, from a table or from predictions.
    assert _battle(place, "made/predictions.csv", "--out", "again.csv").returncode == 0
    assert (place / "again.csv").read_bytes() == first
    assert _battle(place, "battles.csv", "--out", "again.csv").returncode == 0


def test_no_file_of_the_user_is_lost(place: Path) -> None:
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    before = (place / "battles.csv").read_bytes()
    for out, told in (
        ("battles.csv", "which is the table itself"),
        ("notes.txt", "holds no predictions"),
        (".", "which is a folder"),
        ("notes.txt/x.csv", "which is a file; a folder is needed"),
    ):
        done = _battle(place, "battles.csv", "--out", out)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr
    assert (place / "battles.csv").read_bytes() == before and (place / "notes.txt").read_text() == "mine"


def test_bad_words_are_answered_in_one_line(place: Path, cells: pd.DataFrame) -> None:
    cells.loc[0, "post1"] = "HHD"
    cells.to_csv(place / "bad.csv", index=False)
    for words, told in (
        ([], "battle: found no table"),
        (["nowhere.csv"], "nowhere.csv: there is no such file"),
        (["bad.csv"], "bad.csv, line 2, column 'post1': found 'HHD' (did you mean 'HD'?)"),
        (["--refit", "--out", "x.csv"], "out: found 'x.csv' without a table"),
        (["--check", "bad.csv"], "check: found 'bad.csv', which is a file"),
    ):
        done = _battle(place, *words)
        assert done.returncode == 2 and told in done.stderr, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1 and not done.stdout


def test_the_help_has_an_example(place: Path) -> None:
    done = _battle(place, "--help")
    assert done.returncode == 0 and "Example: crossroads battle my_battles.csv" in done.stdout
