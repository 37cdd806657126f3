"""Tables of battles are read as they stand, and refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.validation.battles.table import NEEDED, OUTCOMES, read_table


def _written(cells: pd.DataFrame, folder: Path) -> Path:
    path = folder / "battles.csv"
    cells.to_csv(path, index=False)
    return path


def test_the_reference_battles(battles: pd.DataFrame) -> None:
    assert len(battles) == 166 and battles["isqno"].is_unique
    assert (battles["wina"] != 0).sum() == 152
    assert (battles["wina"] == 1).mean() == pytest.approx(0.58, abs=0.01)


def test_what_is_not_known_is_kept_as_such(cells: pd.DataFrame, tmp_path: Path) -> None:
    cells.loc[0, ["stra", "post1"]] = ""
    cells.loc[1, "artyd"] = "-9999.0"
    cells.loc[2, "aeroa"] = "9.0"
    cells.loc[3, "terra1"] = "rm0"
    read = read_table(_written(cells, tmp_path))
    assert np.isnan(read.loc[0, "stra"]) and read.loc[0, "post1"] == ""
    assert np.isnan(read.loc[1, "artyd"]) and np.isnan(read.loc[2, "aeroa"])
    assert read.loc[3, "terra1"] == "RM0" and len(read) == len(cells)


def test_outcomes_are_not_needed_and_not_read(cells: pd.DataFrame, tmp_path: Path) -> None:
    path = _written(cells.drop(columns=[*OUTCOMES, "kmda", "isqno"]), tmp_path)
    assert len(read_table(path)) == len(cells)
    with pytest.raises(InputError, match="'casa' is missing"):
        read_table(path, outcomes=True)
    spoilt = cells.assign(casa="unreadable", wina="?")
    assert len(read_table(_written(spoilt, tmp_path))) == len(cells)


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("stra", "many", "column 'stra': found 'many'; allowed: a number from 1 to 20,000,000"),
        ("strd", "0", "column 'strd': found '0'; allowed: a number from 1 to 20,000,000"),
        ("tanka", "-3", "column 'tanka': found '-3'; allowed: a number from 0"),
        ("flyd", "inf", "column 'flyd': found 'inf'"),
        ("surpa", "7", "found '7'; allowed: a number from -3 to 3"),
        ("post1", "HHD", r"found 'HHD' \(did you mean 'HD'\?\); allowed: HD, PD"),
        ("terra1", "XX0", "column 'terra1': found 'XX0'"),
        ("wx1", "QST", r"found 'QST' \(did you mean 'DST'\?\)"),
        ("actor_d", " ", "column 'actor_d': found ''; a nation is needed"),
    ],
)
def test_a_bad_cell_is_named(cells: pd.DataFrame, tmp_path: Path, column: str, cell: str, told: str) -> None:
    cells.loc[4, column] = cell
    with pytest.raises(InputError, match=rf"battles\.csv, line 6, .*{told}"):
        read_table(_written(cells, tmp_path))


@pytest.mark.parametrize(
    ("attacker", "defender", "twice"),
    [
        ("Germany", "Germany", "Germany"),
        ("germany", " GERMANY ", "GERMANY"),
        ("Germany & Italy", "Great Britain & Italy", "Italy"),
        ("USA", "United States", "United States"),
        ("Ruritania", "France & ruritania", "ruritania"),
        ("Great  Britain", "Great Britain", "Great Britain"),
        ("Germany", "USSR", None),
        ("Germany & Italy", "Great Britain & USA", None),
        ("Ruritania", "Graustark", None),
    ],
)
def test_a_nation_on_both_sides_is_refused(
    cells: pd.DataFrame, tmp_path: Path, attacker: str, defender: str, twice: str | None
) -> None:
    cells.loc[4, ["actor_a", "actor_d"]] = [attacker, defender]
    path = _written(cells, tmp_path)
    if twice is None:
        assert read_table(path).loc[4, "actor_d"] == defender
        return
    with pytest.raises(InputError) as refused:
        read_table(path)
    told = str(refused.value)
    assert told.count("\n") == 0 and told.startswith(f"{path}, line 6, column 'actor_d': found {defender.strip()!r}")
    assert told.endswith(f"; allowed: nations other than the attacker's, so not {twice!r}.")


def test_a_nation_that_is_missing_on_both_sides_is_told_as_missing(cells: pd.DataFrame, tmp_path: Path) -> None:
    cells.loc[4, ["actor_a", "actor_d"]] = ""
    with pytest.raises(InputError, match="a nation is needed") as refused:
        read_table(_written(cells, tmp_path))
    assert "other than" not in str(refused.value)


@pytest.mark.parametrize("name", NEEDED)
def test_a_column_that_is_missing_is_named(cells: pd.DataFrame, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=rf"the column '{name}' is missing \(did you mean '{name}_'"):
        read_table(_written(cells.rename(columns={name: f"{name}_"}), tmp_path))


def test_what_is_no_table_is_refused(cells: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with pytest.raises(InputError, match="no such file"):
        read_table(path)
    header = ",".join(cells.columns)
    for text, told in (
        ("", "the file is empty"),
        (header + "\n", "no battle stands below"),
        (header + ",stra\n", "the column 'stra' stands there twice"),
        (header + "\n\n1,2\n", "line 3: 2 cells found; 33 are needed"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=told):
            read_table(path)
    path.write_bytes(b"\xff\x00\x81")
    with pytest.raises(InputError, match="no text in UTF-8"):
        read_table(path)
