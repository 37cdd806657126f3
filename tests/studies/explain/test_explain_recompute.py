from __future__ import annotations

from pathlib import Path

import made_councils
import numpy as np
import pandas as pd
import pytest

from crossroads.minds.council import utilities
from crossroads.runs.tables.parquet import write_ledger
from crossroads.runs.tables.reading import read_ledger
from crossroads.studies.explain.meetings import meetings, select
from crossroads.studies.explain.recompute import recompute


@pytest.fixture
def kept(tmp_path: Path) -> pd.DataFrame:
    write_ledger(made_councils.ledger(), tmp_path / "ledger.parquet")
    return read_ledger(tmp_path / "ledger.parquet")


def test_every_decision_comes_out_of_a_ledger_read_back(kept: pd.DataFrame) -> None:
    found = recompute(kept)
    assert found.mismatches == ()
    assert (found.decisions, found.worlds, found.reasoned, found.forced) == (30, 5, 25, 5)
    assert found.sentences()[0].startswith("30 of 30 decisions in 5 worlds")


def test_a_council_comes_back_to_the_bit(kept: pd.DataFrame) -> None:
    made = made_councils.council(0, 5)
    read = meetings(select(kept, world=3, decision="course"))[0].council
    assert read is not None
    np.testing.assert_array_equal(read.values[..., 0], made.values[..., 3])
    np.testing.assert_allclose(utilities(read)[:, 0], utilities(made)[:, 3], rtol=1e-12)
    assert kept[kept["decision"] == "request"]["council"].tolist() == [None] * 5


def _spoilt(kept: pd.DataFrame, column: str, place: int, value: object) -> pd.DataFrame:
    rows = kept.copy()
    rows[column] = [value if number == place else item for number, item in enumerate(kept[column])]
    return rows


def _first_reasoned(kept: pd.DataFrame) -> int:
    return int(np.flatnonzero((kept["decision"] == "course") & ~kept["forced"])[0])


def test_what_was_altered_is_found(kept: pd.DataFrame) -> None:
    place = _first_reasoned(kept)
    row = kept.iloc[place]
    council = dict(row["council"])
    council["veto"] = council["veto"] + 0.01
    found = recompute(_spoilt(kept, "council", place, council)).mismatches
    assert [(item.world, item.date, item.decision) for item in found] == [(0, row["date"].date(), "course")]
    assert "utilities" in found[0].parts
    odds = row["probabilities"][::-1]
    assert "odds" in recompute(_spoilt(kept, "probabilities", place, odds)).mismatches[0].parts
    other = next(name for name in row["options"] if name != row["choice"])
    found = recompute(_spoilt(kept, "choice", place, other)).mismatches
    assert [item.parts for item in found] == [("choice",)]


def test_a_decision_that_a_scenario_took_is_checked_too(kept: pd.DataFrame) -> None:
    place = int(np.flatnonzero(kept["forced"])[0])
    assert recompute(_spoilt(kept, "choice", place, "wait")).mismatches[0].parts == ("choice",)


def test_equal_odds_without_luck_are_no_mismatch() -> None:
    rows = made_councils.ledger(1)
    place = int(np.flatnonzero(rows["decision"] == "request")[0])
    rows = _spoilt(rows, "utilities", place, [0.3, 0.3 + 1e-15])
    rows = _spoilt(rows, "probabilities", place, [0.5, 0.5])
    rows = _spoilt(rows, "draw", place, [0.0, 0.0])
    assert recompute(_spoilt(rows, "choice", place, "ask")).mismatches == ()
