from __future__ import annotations

import json
from pathlib import Path

import fake_war
import numpy as np
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.export import export
from crossroads.runs.run import Run
from crossroads.runs.storage.seal import seal
from crossroads.world.observables import OBSERVABLES, OUTCOME_NAMES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run(fake_war.scenario(), worlds=12, out=tmp_path / "run")
    return tmp_path / "run"


def test_series_csv_has_its_columns(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "csv")
    series = pd.read_csv(tmp_path / "csv" / "series.csv")
    assert ",".join(series.columns) == "scenario,variable,unit,date,mean,q05,q10,q25,q50,q75,q90,q95"
    assert len(series) == len(OBSERVABLES) * fake_war.WEEKS
    oil = series[series["variable"] == "japan_oil_stock_mbbl"]
    assert oil["date"].iloc[0] == "1941-06-22" and oil["unit"].unique().tolist() == ["million barrels"]
    made = Run.load(folder).series["japan_oil_stock_mbbl"].sel(statistic="q90").values
    np.testing.assert_allclose(oil["q90"], made, rtol=1e-9)
    assert series[series["variable"] == OBSERVABLES[13].name]["mean"].isna().all()


def test_outcomes_csv_has_its_columns(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "csv")
    outcomes = pd.read_csv(tmp_path / "csv" / "outcomes.csv", keep_default_na=False)
    assert tuple(outcomes.columns) == ("scenario", "world", *OUTCOME_NAMES)
    made = Run.load(folder).outcomes
    assert (
        outcomes["date_moscow_falls"].tolist() == made["date_moscow_falls"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    )
    assert "" in outcomes["date_moscow_falls"].tolist()
    assert outcomes["japan_undefeated"].dtype == bool


def test_decisions_csv_has_its_columns(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "csv")
    decisions = pd.read_csv(tmp_path / "csv" / "decisions.csv")
    expected = "scenario,world,date,nation,decision,options,utilities,probabilities,choice,forced"
    assert ",".join(decisions.columns) == expected
    first = decisions.iloc[0]
    options, utilities = json.loads(first["options"]), json.loads(first["utilities"])
    assert len(options) == len(utilities) == len(json.loads(first["probabilities"]))
    assert first["choice"] in options
    assert utilities[1] is None  # not legal


def test_an_export_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "csv"
    target.mkdir()
    (target / "outcomes.csv").write_text("mine")
    with pytest.raises(InputError, match=r"outcomes\.csv: exists already"):
        export(folder, target)
    assert [path.name for path in target.iterdir()] == ["outcomes.csv"]
    assert (target / "outcomes.csv").read_text() == "mine"


@pytest.mark.parametrize("name", ["series.parquet", "outcomes.parquet", "ledger.parquet", "manifest.json"])
def test_a_damaged_folder_is_one_sentence(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=name.replace(".", r"\.")) as error:
        Run.load(folder)
    assert "\n" not in str(error.value)
    (folder / name).unlink()
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        Run.load(folder)


def test_a_foreign_table_is_refused(folder: Path) -> None:
    (folder / "series.parquet").write_bytes((folder / "outcomes.parquet").read_bytes())
    with pytest.raises(InputError, match=r"series\.parquet"):
        Run.load(folder)


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        export(tmp_path / "none", tmp_path / "csv")
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        export(tmp_path, tmp_path / "csv")
    (tmp_path / "manifest.json").write_text('{"format": "another program"}')
    with pytest.raises(InputError, match="'another program'"):
        export(tmp_path, tmp_path / "csv")
    (tmp_path / "manifest.json").write_text("[1]")
    with pytest.raises(InputError, match="a JSON object is needed"):
        export(tmp_path, tmp_path / "csv")


def test_outcomes_must_agree_with_the_manifest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    seal(folder, {key: value for key, value in manifest.items() if key not in ("files", "digest")} | {"worlds": 13})
    with pytest.raises(InputError, match=r"12 worlds.*13"):
        Run.load(folder)


def test_dates_come_back_as_weeks(folder: Path) -> None:
    made = Run.load(folder)
    block = fake_war.simulate(fake_war.scenario().setup, 1941, np.arange(12))
    np.testing.assert_array_equal(made.weeks("date_us_japan_war"), block.outcomes["date_us_japan_war"])
    with pytest.raises(InputError, match=r"not a dated outcome.*did you mean 'date_us_japan_war'"):
        made.weeks("date_us_japan_wars")
    with pytest.raises(InputError, match="not a dated outcome"):
        made.weeks("japan_undefeated")
