"""The committed page of the mechanisms: all of them, from a run, against what was stated before it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from crossroads.evidence.claims.mechanism_rows import load_mechanisms
from crossroads.studies.mechanisms.page import reference, verdict_of
from crossroads.studies.mechanisms.verdicts import AS_STATED, NOTHING

ROOT = Path(__file__).resolve().parents[2]
PAGE, TABLE = (ROOT / "docs" / "reference" / f"mechanisms{suffix}" for suffix in (".md", ".csv"))
ROWS = "model/crossroads/evidence/claims/mechanisms"
ALL = [f"S{number:02}" for number in range(1, 54)]
LEAST_MOVED = 48


@cache
def table() -> pd.DataFrame:
    return pd.read_csv(TABLE, keep_default_na=True, dtype={"stated": str, "sign": str})


def test_all_mechanisms_of_the_documents_are_there() -> None:
    assert list(load_mechanisms()) == ALL
    assert list(dict.fromkeys(table()["mechanism"])) == ALL


def test_each_was_held_against_what_its_row_states_today() -> None:
    near = table()[table()["near"]]
    for name, row in load_mechanisms().items():
        assert list(near.loc[near["mechanism"] == name, "stated"]) == [item.digest() for item in row.expects], name


def test_the_page_is_what_the_table_gives() -> None:
    made = table().astype({"text": object}).where(table().notna(), other=float("nan"))
    # A cell that begins with a sign and no number bears an apostrophe, for spreadsheets.
    made["sign"] = made["sign"].fillna("").str.removeprefix("'")
    assert PAGE.read_text("utf-8") == reference(tuple(load_mechanisms().values()), made)


def test_most_move_as_stated_and_what_does_not_says_what_would_have_shown() -> None:
    parts = {name: rows for name, rows in table().groupby("mechanism")}
    verdicts = {name: verdict_of(rows) for name, rows in parts.items()}
    assert sum(verdict == AS_STATED for verdict in verdicts.values()) >= LEAST_MOVED, verdicts
    for name, verdict in verdicts.items():
        if verdict == NOTHING:
            first = parts[name].iloc[0]
            assert first["would_show"] > 0 or first["difference"] == 0, name


def _commit(path: str) -> str:
    done = subprocess.run(["git", "log", "-1", "--format=%H", "--", path], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def test_no_row_is_younger_than_the_run_that_tried_it() -> None:
    run = _commit("docs/reference/mechanisms.csv")
    shallow = subprocess.run(["git", "rev-parse", "--is-shallow-repository"], cwd=ROOT, capture_output=True, text=True)
    if not run or shallow.stdout.strip() != "false":
        pytest.skip("no history here")
    for name in ALL:
        row = _commit(f"{ROWS}/{name}.toml")
        older = subprocess.run(["git", "merge-base", "--is-ancestor", row, run], cwd=ROOT, capture_output=True)
        assert row and older.returncode == 0, name


def test_the_readme_counts_what_the_pages_hold() -> None:
    told = " ".join((ROOT / "README.md").read_text("utf-8").split())
    verdicts = [verdict_of(rows) for _, rows in table().groupby("mechanism")]
    assert f"{len(verdicts)} mechanisms" in told and f"; {verdicts.count(AS_STATED)} move it as stated" in told
    first = (ROOT / "results" / "hypotheses.md").read_text("utf-8").splitlines()[2]
    counts = first.split(": ")[1].split(" hypotheses")[0].split(".")[0].replace(" and ", ", ")
    assert counts in told, counts
