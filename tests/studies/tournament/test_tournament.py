"""Outcomes by decider: one seat, the same worlds, the same other nations."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders import catalogue
from crossroads.minds.deciders.random_legal import RandomLegal
from crossroads.minds.decision import NATIONS
from crossroads.runs import ensemble
from crossroads.runs.ensemble import simulate_worlds
from crossroads.runs.progress import Interrupted
from crossroads.runs.run import Run
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.statistics.intervals import paired_numbers
from crossroads.studies.tournament import figure as plot
from crossroads.studies.tournament.study import COLUMNS, Tournament, seated, tournament
from crossroads.world.observables import OUTCOME_NAMES

SHORT = dt.date(1942, 3, 29)
PAIR = ("stated_odds", "recorded_history")
WORLDS = 24


@pytest.fixture(autouse=True)
def _real_war(_cheap_war: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the engine back: the cheap war of this folder has no deciders."""
    monkeypatch.setattr(ensemble, "simulate_worlds", simulate_worlds)


def _short(name: str = "historical") -> Scenario:
    loaded = load_scenario(name)
    return dataclasses.replace(
        loaded,
        setup=dataclasses.replace(loaded.setup, horizon=SHORT),
        resolved={**loaded.resolved, "horizon": SHORT.isoformat()},
    )


def _played(seat: str = "japan", deciders: tuple[str, ...] = PAIR, **options: object) -> Tournament:
    chosen = {"scenario": _short(), "worlds": WORLDS, "ledger_worlds": WORLDS, **options}
    return tournament(seat, deciders, **chosen)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made() -> Tournament:
    return _played()


def _choices(run: Run, nation: str, decision: str, until: str) -> pd.DataFrame:
    rows = run.ledger.loc[(run.ledger["nation"] == nation) & (run.ledger["decision"] == decision)]
    return rows.loc[rows["date"].astype(str) <= until, ["world", "date", "choice"]].reset_index(drop=True)


def test_a_tournament_reads_as_two_histories_of_the_same_worlds(made: Tournament) -> None:
    first, second = made.runs
    assert [run.scenario for run in made.runs] == list(PAIR)
    recorded = _choices(second, "japan", "course", "1941-12-11").drop_duplicates(["world", "date"])
    for _, rows in recorded.groupby("world"):
        chosen = [choice for choice, _ in itertools.groupby(rows["choice"])]
        assert chosen == ["indochina", "wait", "prepare_south", "wait", "south"]
    free = _choices(first, "japan", "course", "1941-12-11")
    assert set(free["choice"]) > {"wait", "south"} or len(set(free["choice"])) > 2
    # The others have the same deciders, the same luck, and until Japan has moved the same war.
    for nation, decision in (("germany", "request"), ("united_states", "aid_to_ussr"), ("ussr", "transfers")):
        pd.testing.assert_frame_equal(
            _choices(first, nation, decision, "1941-07-12"), _choices(second, nation, decision, "1941-07-12")
        )


def test_the_default_decider_in_the_seat_is_the_scenario_itself() -> None:
    plain = ensemble.run(_short(), worlds=WORLDS)
    setup = seated(_short(), "japan", catalogue.DEFAULT).setup
    assert dict(setup.deciders)["japan"] == catalogue.DEFAULT
    taken = ensemble.run(seated(_short(), "japan", catalogue.DEFAULT), worlds=WORLDS)
    pd.testing.assert_frame_equal(taken.outcomes, plain.outcomes)


def test_differences_are_those_of_the_runs_world_by_world(made: Tournament) -> None:
    assert tuple(made.table.columns) == COLUMNS
    rows = made.table.set_index("outcome")
    first, second = (run.outcomes["military_losses_japan"].to_numpy() for run in made.runs)
    row = rows.loc["military_losses_japan"]
    assert row["difference"] == pytest.approx((second - first).mean())
    assert (row["low"], row["high"]) == pytest.approx(paired_numbers(second - first))
    half = 1.959964 * (second - first).std(ddof=1) / np.sqrt(WORLDS)
    assert row["low"] < row["difference"] - half and row["difference"] + half < row["high"]
    south = [float((run.weeks("date_japan_southern_war") >= 0).mean()) for run in made.runs]
    assert rows.at["date_japan_southern_war:happens", "value"] == south[1] == 1.0
    assert rows.at["date_japan_southern_war:happens", "first_value"] == south[0]
    assert set(made.table["decider"]) == {PAIR[1]} and set(made.table["first"]) == {PAIR[0]}


@pytest.mark.parametrize("seat", NATIONS)
def test_every_seat_has_outcomes_with_the_people_who_die(seat: str) -> None:
    names = load_nations()[seat].outcomes
    assert set(names) <= set(OUTCOME_NAMES) and len(names) == len(set(names))
    assert f"military_losses_{seat}" in names and "civilian_deaths" in names


def test_the_table_keeps_what_matters_to_the_seat_in_its_order() -> None:
    made = _played("germany", ("stated_odds", "random_legal"), worlds=6)
    stems = [name.partition(":")[0] for name in made.table["outcome"]]
    assert list(dict.fromkeys(stems)) == load_nations()["germany"].outcomes
    told = made.text()
    assert "who decides for Germany in 'Everyone free'" in " ".join(told.split())
    assert all(len(line) <= 110 for line in told.splitlines())


def test_the_text_gives_each_deciders_own_figure_and_the_difference(made: Tournament) -> None:
    told = " ".join(made.text().split())
    assert f"{WORLDS} worlds with the same luck under each decider, seed 1941, to 29 March 1942" in told
    count = int((made.runs[0].weeks("date_japan_southern_war") >= 0).sum())
    assert f"Japan goes to war in the south Stated odds in {count} of {WORLDS} worlds" in told
    gain = 100 * (WORLDS - count) / WORLDS
    assert f"Recorded history in {WORLDS} of {WORLDS} worlds; {gain:+,.1f} in 100 worlds (" in told
    assert not {"winner", "score", "beats", "wins"} & set(told.lower().split())


def test_the_figure_names_deciders_worlds_and_every_outcome(made: Tournament, tmp_path: Path) -> None:
    drawing = plot.figure(made)
    shown = " ".join(
        text.get_text() for text in [*drawing.texts, *(text for axes in drawing.axes for text in axes.texts)]
    )
    for expected in ("Stated odds", "Recorded history", f"{WORLDS} worlds", "seed 1941", "extrapolation"):
        assert expected in " ".join(shown.split())
    assert len(drawing.axes) == len(load_nations()["japan"].outcomes)
    assert [path.name for path in plot.write(made, tmp_path)] == [f"{plot.STEM}.png", f"{plot.STEM}.svg"]


def test_a_figure_of_one_world_can_be_drawn() -> None:
    alone = _played(deciders=("stated_odds", "random_legal"), worlds=1)
    plot.figure(alone).canvas.draw()


def test_a_folder_holds_the_runs_the_table_and_the_figure(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = _played(worlds=4, out=out, draw=plot.write, command="crossroads tournament japan")
    assert sorted(path.name for path in out.iterdir()) == [
        "by_decider.csv",
        "by_decider.txt",
        "figures",
        "manifest.json",
        "runs",
    ]
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["seat"], manifest["deciders"], manifest["worlds"]) == ("japan", list(PAIR), 4)
    assert manifest["command"] == "crossroads tournament japan"
    again = Run.load(out / "runs" / PAIR[1])
    pd.testing.assert_frame_equal(again.outcomes, made.runs[1].outcomes)
    assert again.manifest["scenario"]["resolved"]["deciders"]["japan"] == PAIR[1]
    assert len(pd.read_csv(out / "by_decider.csv")) == len(made.table)
    with pytest.raises(InputError, match="exists already"):
        _played(worlds=4, out=out)


def test_an_interrupted_tournament_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    asked: list[str] = []

    def watched(setup, *rest, **more):  # type: ignore[no-untyped-def]
        asked.append(dict(setup.deciders)["japan"])
        if len(asked) == 2:
            raise KeyboardInterrupt
        return simulate_worlds(setup, *rest, **more)

    monkeypatch.setattr(ensemble, "simulate_worlds", watched)
    with pytest.raises(Interrupted) as stopped:
        _played(worlds=4, out=out, command="crossroads tournament japan")
    assert str(stopped.value).endswith("To go on: crossroads tournament japan")
    assert not out.exists()
    _played(worlds=4, out=out)
    assert asked == [PAIR[0], PAIR[1], PAIR[1]]
    assert (out / "manifest.json").is_file() and not out.with_name("out.partial").exists()


def _typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-c", "from crossroads.__main__ import main; main()", "tournament", *words]
    return subprocess.run(start, cwd=folder, capture_output=True, text=True, timeout=300)


def test_the_command_tells_outcomes_by_decider_and_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "short.toml").write_text(f'extends = "historical"\ntitle = "Short"\nhorizon = {SHORT}\n', "utf-8")
    words = ["ussr", "--deciders", "stated_odds, random_legal", "--scenario", "short.toml", "--worlds", "3", "--quiet"]
    done = _typed(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Outcomes by decider: who decides for the USSR in 'Short'")
    assert (tmp_path / "results" / "tournament-ussr" / "figures" / f"{plot.STEM}.svg").is_file()
    manifest = json.loads((tmp_path / "results" / "tournament-ussr" / "manifest.json").read_text("utf-8"))
    assert shlex.split(manifest["command"]) == ["crossroads", "tournament", *words]
    again = _typed(tmp_path, *words)
    assert again.returncode == 2 and "A name that is free: --out results/tournament-ussr-2" in again.stderr
    wrong = _typed(tmp_path, "ussr", "--deciders", "stated_odds,randomlegal")
    assert wrong.returncode == 2 and "did you mean 'random_legal'" in wrong.stderr


@pytest.mark.parametrize(
    ("seat", "deciders", "told"),
    [
        ("jpan", PAIR, "did you mean 'japan'"),
        ("japan", ("stated_odds", "recorded_histori"), "did you mean 'recorded_history'"),
        ("japan", ("stated_odds", "stated_odds"), "named twice"),
        ("japan", ("stated_odds",), "at least two"),
    ],
)
def test_bad_names_are_refused(seat: str, deciders: tuple[str, ...], told: str) -> None:
    with pytest.raises(InputError, match=told):
        tournament(seat, deciders)


def test_a_registered_decider_stays_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "DECIDERS", catalogue.DECIDERS)
    monkeypatch.setitem(catalogue.DECIDERS, "own_rule", lambda bench: RandomLegal())
    with pytest.raises(InputError, match="other processes do not know 'own_rule'"):
        _played(deciders=("stated_odds", "own_rule"), workers=2)
    made = _played(deciders=("random_legal", "own_rule"), worlds=4)
    pd.testing.assert_frame_equal(made.runs[0].outcomes, made.runs[1].outcomes)
    differences = made.table["difference"].dropna()
    assert (differences == 0).all() and made.runs[1].title == "Own rule"
