"""A sweep: each point is the run it says it is, and what came of it hangs on nothing but what was asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from kill_and_resume import told

from crossroads import run
from crossroads.errors import InputError
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs import ensemble, twice
from crossroads.runs.engines import serial
from crossroads.studies.sweep import figure, shards
from crossroads.studies.sweep.page import page
from crossroads.studies.sweep.result import Sweep, export_worlds
from crossroads.studies.sweep.study import sweep

ASKED: dict[str, Any] = {
    "title": "Oil and the German army",
    "question": "What do they move?",
    "scenarios": ["historical", "no_embargo"],
    "measures": ["date_moscow_falls", "military_losses_ussr", "japan_course"],
    "worlds": 30,
    "levers": {"oil_stock": {"values": [0.5, 2.0]}},
    "uncertainties": {"german_army": {"low": 0.9, "high": 1.1, "steps": 3}},
}


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SHARD_WORLDS", 12)
    monkeypatch.setattr(twice, "draw_parameters", _drawn_once)


_DRAWN: dict[tuple[Any, ...], Any] = {}


def _drawn_once(edits: Any, seed: int, worlds: Any, knowledge: bool) -> Any:
    """Draw parameters as the war does, each block once: to draw them takes longer than the cheap war."""
    key = (tuple(edits), seed, worlds.tobytes(), knowledge)
    if key not in _DRAWN:
        _DRAWN[key] = draw_parameters(edits, seed, worlds, knowledge)
    return _DRAWN[key]


def test_a_row_is_the_plain_run_of_its_scenario() -> None:
    made = sweep(ASKED)
    alone, at_a_point = run("no_embargo", worlds=30), run("no_embargo", worlds=30, levers={"oil_stock": 2.0})
    np.testing.assert_array_equal(
        made.outcomes("military_losses_ussr", "no_embargo")[4], at_a_point.outcomes["military_losses_ussr"]
    )
    table = made.table.set_index(["scenario", "point", "measure"])
    row = table.loc[("no_embargo", -1, "military_losses_ussr")]
    assert row["value"] == pytest.approx(float(alone.outcomes["military_losses_ussr"].mean()))
    assert np.isnan(row["difference"])
    happens = float(alone.outcomes["date_moscow_falls"].notna().mean())
    assert table.loc[("no_embargo", -1, "date_moscow_falls:happens")]["value"] == pytest.approx(happens)
    assert len(made.table) == 2 * 7 * made.table["measure"].nunique()
    assert made.points.shape == (6, 3)


def test_order_and_engine_change_no_byte(tmp_path: Path) -> None:
    def backwards(call: Any, orders: Any, workers: int, tally: Any) -> None:
        serial(call, list(reversed(orders)), workers, _Unheard())

    for name, engine in (("one", None), ("two", backwards), ("three", "threads")):
        sweep(ASKED, out=tmp_path / name, engine=engine, draw=figure.write)
    one, two, three = (told(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two == three
    assert {"sweep.csv", "effects.csv", "worlds.parquet", "sweep.txt", "figures/japan_course.png"} <= set(one)


class _Unheard:
    def week(self, position: int) -> None:
        """Hear nothing."""

    def done(self, position: int) -> None:
        """Hear nothing."""


def test_more_worlds_are_added_to_a_finished_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep(ASKED, out=tmp_path / "grown")
    made: list[int] = []
    real = ensemble.simulate_worlds

    def counted(setup: Any, seed: int, worlds: Any, **how: Any) -> Any:
        made.append(len(worlds))
        return real(setup, seed, worlds, **how)

    monkeypatch.setattr(ensemble, "simulate_worlds", counted)
    sweep(ASKED, out=tmp_path / "grown", worlds=48)
    # Two whole shards of each row stand; what is made anew is the third, which was cut short, and the fourth.
    assert sum(made) == 14 * 2 * (48 - 24)
    sweep(ASKED, out=tmp_path / "at_once", worlds=48)
    assert told(tmp_path / "grown") == told(tmp_path / "at_once")


def test_what_stands_already_is_not_made_again(tmp_path: Path) -> None:
    sweep(ASKED, out=tmp_path / "held")
    before = told(tmp_path / "held")
    for how, words in (
        ({}, "holds this very sweep already; nothing was done"),
        ({"worlds": 5}, "holds 30 worlds of each point; nothing was done. More worlds than 30"),
        ({"seed": 5}, "holds another sweep (the seed: 1941 then, 5 now)"),
    ):
        with pytest.raises(InputError) as refused:
            sweep(ASKED, out=tmp_path / "held", **how)
        assert words in str(refused.value)
    with pytest.raises(InputError, match=r"holds another sweep .what the experiment asks changed since"):
        sweep({**ASKED, "bands": False}, out=tmp_path / "held")
    plan = tmp_path / "held" / "plan.json"
    sound = plan.read_bytes()
    plan.write_bytes(sound.replace(b"a sweep", b"a sweeX"))
    with pytest.raises(InputError, match=r"plan\.json: found content with SHA-256 .* damaged"):
        sweep(ASKED, out=tmp_path / "held", worlds=48)
    plan.write_bytes(sound)
    (tmp_path / "else").mkdir()
    with pytest.raises(InputError, match="exists already and is no sweep"):
        sweep(ASKED, out=tmp_path / "else")
    run("wait", worlds=2, out=tmp_path / "run")
    with pytest.raises(InputError, match="exists already and is no sweep"):
        sweep(ASKED, out=tmp_path / "run")
    assert told(tmp_path / "held") == before and not (tmp_path / "held.partial").exists()


def test_a_shard_that_fails_is_set_aside_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = ensemble.simulate_worlds

    def broken(setup: Any, seed: int, worlds: Any, **how: Any) -> Any:
        if worlds[0] == 12 and any(edit.scale == 0.5 for edit in setup.edits):
            raise FloatingPointError("a front ran\naway")
        return real(setup, seed, worlds, **how)

    monkeypatch.setattr(ensemble, "simulate_worlds", broken)
    made = sweep(ASKED, out=tmp_path / "out")
    assert len(made.aside) == 6 and set(made.aside["first_world"]) == {12}
    assert set(made.aside["error"]) == {"FloatingPointError: a front ran away"}
    told_page = " ".join(page(made).split())
    assert "6 shards failed and were set aside" in told_page and "a front ran away" in told_page
    lacking = made.table[(made.table["point"] == 0) & (made.table["measure"] == "military_losses_ussr")].iloc[0]
    assert lacking["worlds"] == 18 and lacking["pairs"] == 18
    assert np.isnan(made.outcomes("military_losses_ussr")[0, 12:24]).all()
    kept = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert kept["shards_set_aside"] == 6
    traces = list((tmp_path / "out" / "shards").glob("*.failed"))
    assert len(traces) == 6 and "in broken" in json.loads(traces[0].read_text())["trace"]
    monkeypatch.setattr(ensemble, "simulate_worlds", real)
    whole = sweep(ASKED, out=tmp_path / "out")
    assert not len(whole.aside) and not list((tmp_path / "out" / "shards").glob("*.failed"))
    sweep(ASKED, out=tmp_path / "undisturbed")
    assert told(tmp_path / "out") == told(tmp_path / "undisturbed")


def test_a_full_disk_stops_it_and_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crossroads.runs import design

    real, left = design.write_part, [9]

    def full(*given: Any) -> None:
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        real(*given)

    monkeypatch.setattr(design, "write_part", full)
    with pytest.raises(InputError, match="cannot write there: the disk is full"):
        sweep(ASKED, out=tmp_path / "out")
    assert len(list((tmp_path / "out.partial" / "shards").glob("*.part"))) == 9
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(design, "write_part", real)
    sweep(ASKED, out=tmp_path / "out")
    sweep(ASKED, out=tmp_path / "undisturbed")
    assert told(tmp_path / "out") == told(tmp_path / "undisturbed")


def test_a_folder_is_read_again_as_it_was(tmp_path: Path) -> None:
    made = sweep(ASKED, out=tmp_path / "out")
    again = Sweep.load(tmp_path / "out")
    pd.testing.assert_frame_equal(again.table, made.table, check_dtype=False, rtol=1e-12)
    pd.testing.assert_frame_equal(again.effects, made.effects, check_dtype=False, rtol=1e-12)
    assert again.told | {"experiment": ""} == made.told | {"experiment": ""}
    np.testing.assert_array_equal(again.experiment.points, made.experiment.points)
    assert page(again) == page(made)
    in_memory = sweep(ASKED)
    for name in ("military_losses_ussr", "japan_course=north"):
        for scenario in (None, "no_embargo"):
            np.testing.assert_array_equal(again.outcomes(name, scenario), in_memory.outcomes(name, scenario))
    with pytest.raises(InputError, match=r"measure: found 'military_losses_usr'.*did you mean 'military_losses_ussr'"):
        again.outcomes("military_losses_usr")
    with (tmp_path / "out" / "sweep.csv").open("r+b") as file:
        file.seek(300)
        file.write(b"9")
    with pytest.raises(InputError, match=r"sweep\.csv"):
        Sweep.load(tmp_path / "out")
    with pytest.raises(InputError, match="the folder of a sweep is needed"):
        run("wait", worlds=2, out=tmp_path / "run")
        Sweep.load(tmp_path / "run")


def test_the_worlds_go_to_other_programs(tmp_path: Path) -> None:
    made = sweep(ASKED, out=tmp_path / "out")
    written = export_worlds(tmp_path / "out", tmp_path / "csv")
    assert {path.name for path in written} == {"sweep.csv", "effects.csv", "points.csv", "dimensions.csv", "worlds.csv"}
    worlds = pd.read_csv(tmp_path / "csv" / "worlds.csv")
    assert len(worlds) == 14 * 30 and list(worlds.columns[:5]) == [
        "scenario",
        "point",
        "oil_stock",
        "german_army",
        "world",
    ]
    own = worlds[(worlds["scenario"] == "no_embargo") & (worlds["point"] == 3)]
    np.testing.assert_array_equal(own["military_losses_ussr"], made.outcomes("military_losses_ussr", "no_embargo")[3])
    assert worlds[worlds["point"] == -1]["oil_stock"].isna().all()
    with pytest.raises(InputError, match="exists already and is not overwritten"):
        export_worlds(tmp_path / "out", tmp_path / "csv")


def test_worlds_are_written_for_spreadsheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario's name begins no formula, and what is a number with a point has one in every cell."""
    monkeypatch.chdir(tmp_path)
    Path("=1+1.toml").write_text('extends = "historical"\n')
    measures = ["ussr_far_east_share_held", "date_germany_surrenders:weeks"]
    sweep({**ASKED, "scenarios": ["./=1+1.toml"], "measures": measures}, out="kept")
    export_worlds("kept", "out")
    lines = Path("out/worlds.csv").read_text("utf-8").splitlines()
    assert all(line.startswith("'=1+1,") for line in lines[1:])
    assert all("." in cell for line in lines[1:] for cell in line.split(",")[-2:])
    assert lines[0].count("scenario") == 1 and not any("scenario" in line for line in lines[1:])


def test_effects_are_the_same_worlds_at_either_end() -> None:
    made = sweep(ASKED)
    row = made.effects.set_index(["scenario", "dimension", "measure"]).loc[
        ("historical", "oil_stock", "military_losses_ussr")
    ]
    losses = made.outcomes("military_losses_ussr")
    low, high = losses[:3].mean(axis=0), losses[3:].mean(axis=0)
    assert row["difference"] == pytest.approx(float((high - low).mean()))
    assert (row["from_number"], row["to_number"]) == (0.5, 2.0)


@pytest.mark.parametrize(
    ("dimensions", "drawn"),
    [
        ({"levers": {"oil_stock": {"values": [0.1, 0.5, 1, 2]}}, "uncertainties": {}}, "as it stands"),
        ({"scenarios": ["historical"]}, "pale number"),
        ({"levers": {"oil_stock": {"low": 0.5, "high": 2}}, "sample": "sobol", "points": 4}, "hollow"),
    ],
)
def test_figures_are_drawn_and_titled_by_what_was_found(tmp_path: Path, dimensions: dict[str, Any], drawn: str) -> None:
    made = sweep({**ASKED, **dimensions})
    written = figure.write(made, tmp_path)
    assert len(written) == 6 and {path.suffix for path in written} == {".png", ".svg"}
    text = written[1].read_text()
    assert "Moscow falls in" in text and drawn.split()[0] in text
    assert "of worlds at" in text


def test_one_world_a_point_and_no_bands() -> None:
    asked = {**ASKED, "worlds": 1, "bands": False, "scenarios": ["historical"]}
    made = sweep(asked)
    assert made.outcomes("military_losses_ussr").shape == (6, 1)
    assert made.table["knowledge_low"].isna().all() and made.table["p"].isna().all()
    assert "intervals show luck alone" in " ".join(page(made).split())
    given = {**asked, "levers": {"oil_stock": {"low": 0.5, "high": 2.0}}, "uncertainties": {}}
    assert sweep(given, points=[[0.5], [1.0], [2.0]]).outcomes("military_losses_ussr").shape == (3, 1)


def test_what_takes_days_is_refused_with_figures_and_may_be_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crossroads.runs import progress
    from crossroads.runs.storage import room

    monkeypatch.setattr(room, "LONGEST_HOURS", 24)
    monkeypatch.setattr("crossroads.studies.sweep.study.LEAST_LEFT", 10)
    monkeypatch.setattr(progress.Pace, "seconds_for_all", lambda self: 1e6)
    many = {**ASKED, "uncertainties": {"german_army": {"low": 0.9, "high": 1.1, "steps": 6}}}
    with pytest.raises(InputError, match=r"would take about .* hours .* allowed: at most 24.*--force"):
        sweep(many, out=tmp_path / "out")
    assert len(list((tmp_path / "out.partial" / "shards").glob("*.part"))) > 0
    sweep(many, out=tmp_path / "out", force=True)
    monkeypatch.setattr(room, "_memory", lambda: 1000)
    with pytest.raises(InputError, match=r"of memory; this machine has 1.0 kB"):
        sweep(ASKED, out=tmp_path / "small")
    sweep(ASKED, out=tmp_path / "small", force=True)
