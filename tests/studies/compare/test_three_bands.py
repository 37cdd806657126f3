"""A comparison tells luck, knowledge and rival laws apart: kept, the same from any block, refused if damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crossroads import compare
from crossroads.errors import InputError
from crossroads.runs import twice
from crossroads.runs.ensemble import run
from crossroads.runs.export import BANDS_TABLE, export
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.compare import three_bands
from crossroads.studies.compare.kept import kept_comparison
from crossroads.studies.compare.study import Comparison

SHORT = {"extends": "south_december", "title": "South", "horizon": "1942-02-15"}
NORTH = {"extends": "north_august", "title": "North", "horizon": "1942-02-15"}


@pytest.fixture
def made(tmp_path: Path) -> Comparison:
    return compare(
        _named("south"), _named("north"), worlds=40, seed=7, out=tmp_path / "both", figures="none", bands=True
    )


def _named(name: str) -> Any:
    return load_scenario({**(SHORT if name == "south" else NORTH), "name": name})


def test_each_difference_of_the_question_has_its_bands(made: Comparison) -> None:
    assert made.bands is not None
    assert list(made.bands.columns) == list(three_bands.COLUMNS)
    told = made.told_rows()
    assert made.bands["outcome"].tolist() == told["outcome"].tolist()
    assert made.bands["luck_low"].tolist() == told["low"].tolist()
    for low, high in (("knowledge_low", "knowledge_high"), ("structure_low", "structure_high")):
        known = made.bands[made.bands[low].notna()]
        assert len(known) and (known[low] <= known["difference"] + 1e-9).all()
        assert (known["difference"] <= known[high] + 1e-9).all()


def test_the_other_luck_is_that_of_worlds_no_run_holds(made: Comparison) -> None:
    """World i is fought again as world i + `ANOTHER_LUCK`, with the parameters of world i."""
    name = "military_losses_ussr"
    cell = twice.cell_of("again", _named("north"), [name], wars=1)
    worlds = np.arange(6, dtype=np.int64)
    found = twice.measured(cell, 7, worlds, lambda _: None, names=name, lucks="both")
    own = run(_named("north"), worlds=6, seed=7).outcomes[name].to_numpy()
    np.testing.assert_array_equal(found[twice.VALUES][0], own)
    assert (found[twice.VALUES][0] != found[twice.TWINS][0]).all()


def test_a_folder_keeps_them(made: Comparison) -> None:
    assert made.folder is not None and made.bands is not None
    kept = Comparison.load(made.folder)
    assert kept.bands is not None
    pd.testing.assert_frame_equal(kept.bands, made.bands, check_dtype=False)
    assert kept.sure() == made.sure() and kept.sure()
    assert kept_comparison(made.folder)[1]["bands"] is True
    text = (made.folder / "comparison.txt").read_text("utf-8")
    assert "leaves it within" in text and "rival laws" in text
    assert "Were the parameters known" in (made.folder / "report.html").read_text("utf-8")


def test_without_being_asked_there_are_none(tmp_path: Path) -> None:
    plain = compare(_named("south"), _named("north"), worlds=4, seed=7, out=tmp_path / "plain", figures="none")
    assert plain.bands is None and plain.sure() == []
    assert not (tmp_path / "plain" / BANDS_TABLE).exists()


def test_the_same_bytes_from_any_block(made: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(three_bands, "block_worlds", lambda: 7)
    compare(_named("south"), _named("north"), worlds=40, seed=7, out=tmp_path / "again", figures="none", bands=True)
    assert made.folder is not None
    own, again = ((folder / BANDS_TABLE).read_bytes() for folder in (made.folder, tmp_path / "again"))
    assert own == again


def test_a_table_that_was_changed_is_refused(made: Comparison) -> None:
    assert made.folder is not None
    path = made.folder / BANDS_TABLE
    content = path.read_bytes()
    try:
        path.write_bytes(content.replace(b"outcome", b"outcame", 1))
        with pytest.raises(InputError, match=r"bands\.csv"):
            Comparison.load(made.folder)
    finally:
        path.write_bytes(content)


def test_they_are_exported_and_missed(made: Comparison, tmp_path: Path) -> None:
    assert made.folder is not None
    path = made.folder / BANDS_TABLE
    assert (tmp_path / "csv" / BANDS_TABLE) in export(made.folder, tmp_path / "csv")
    assert (tmp_path / "csv" / BANDS_TABLE).read_bytes() == path.read_bytes()
    path.unlink()
    with pytest.raises(InputError, match=r"bands\.csv: is missing"):
        export(made.folder, tmp_path / "again")


def test_an_end_beyond_the_horizon_is_not_spoken_of(made: Comparison) -> None:
    assert "surrenders" not in str(made.answer())
