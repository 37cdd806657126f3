"""Finished runs are compared as they are: the same tables as of their scenarios, and nothing simulated again."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_war
import numpy as np
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.ensemble import run
from crossroads.runs.origin import repetition
from crossroads.runs.progress import Interrupted, Silent
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.scenario.scenario import Given, Scenario
from crossroads.studies.compare.kept import kept_comparison
from crossroads.studies.compare.report import write_folder_report
from crossroads.studies.compare.study import Comparison, compare

SOUTH = fake_war.scenario("south")
NORTH = fake_war.scenario("north", north=True)
WORLDS = 12
DAY = "front_moscow_axis_km@1941-12-07"

Pair = tuple[Given | Run, Given | Run]


def _run(scenario: Scenario, **how: Any) -> Run:
    return run(scenario, **{"worlds": WORLDS} | how)


def _folder(scenario: Scenario, place: Path, **how: Any) -> Path:
    _run(scenario, out=place / f"finished {scenario.name}", **how)
    return place / f"finished {scenario.name}"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished run of each, and `whole`, their scenarios compared."""
    place = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
        for scenario in (SOUTH, NORTH):
            _folder(scenario, place)
        compare(SOUTH, NORTH, worlds=WORLDS, out=place / "whole", figures="none")
    return place


FORMS: dict[str, Callable[[Path, Path], Pair]] = {
    "runs": lambda *_: (_run(SOUTH), _run(NORTH)),
    "runs that were read": lambda south, north: (Run.load(south), Run.load(north)),
    "names of folders": lambda south, north: (str(south), str(north)),
    "paths": lambda south, north: (south, north / "manifest.json"),
    "a folder and a run": lambda south, _: (south, _run(NORTH)),
    "a folder and a scenario": lambda south, _: (south, NORTH),
    "a scenario and a run": lambda *_: (SOUTH, _run(NORTH)),
}


def _files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".parquet", ".csv", ".txt", ".md", ".npy"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many worlds each block had that was simulated."""
    counts: list[int] = []

    def simulate(setup: Any, seed: int, worlds: Any, **how: Any) -> Any:
        counts.append(len(worlds))
        return fake_war.simulate(setup, seed, worlds, **how)

    monkeypatch.setattr(ensemble, "simulate_worlds", simulate)
    return counts


@pytest.mark.parametrize("form", FORMS)
def test_finished_runs_give_the_bytes_of_their_scenarios(
    tmp_path: Path, finished: Path, form: str, simulated: list[int]
) -> None:
    before = _files(finished)
    given = FORMS[form](finished / "finished south", finished / "finished north")
    simulated.clear()
    made = compare(*given, out=tmp_path / "both", figures="none")
    assert _files(tmp_path / "both") == _files(finished / "whole")
    assert sum(simulated) == 2 + (WORLDS if "scenario" in form else 0)  # the told world of each
    assert _files(finished) == before and [path.name for path in tmp_path.iterdir()] == ["both"]
    read = Comparison.load(tmp_path / "both")
    pd.testing.assert_frame_equal(read.table, made.table)
    assert read.text() == made.text() and read.answer() == made.answer() and read.story() == made.story()


def test_finished_runs_are_compared_in_memory_too(finished: Path, simulated: list[int]) -> None:
    made = compare(finished / "finished south", Run.load(finished / "finished north"), figures="none")
    assert not simulated and made.folder is None
    pd.testing.assert_frame_equal(made.table, Comparison.load(finished / "whole").table)


def test_the_folder_tells_where_it_came_from_and_repeats_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = [str(_folder(one, Path())) for one in (SOUTH, NORTH)]
    made = compare(*folders, out="both", figures="none")
    manifest = json.loads(Path("both/manifest.json").read_text("utf-8"))
    words = (
        f"crossroads compare 'finished south' 'finished north' --worlds {WORLDS} --seed 1941 --figures none --out both"
    )
    assert manifest["command"] == words
    assert repetition(made.origin, Path("both"), "compare", "both") == (words, "")
    shutil.rmtree("finished north")
    assert "finished north is gone" in repetition(made.origin, Path("both"), "compare", "both")[1]
    scenarios, settings = kept_comparison(Path("both"))
    compare(*scenarios, **settings, out="again")
    assert Path("again/comparison.csv").read_bytes() == Path("both/comparison.csv").read_bytes()


def test_every_figure_and_a_page_are_made_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a question of a decision that the runs were not asked for, whose options are told nowhere."""
    drawn: list[str] = []

    def note(drawing: Any, stem: Path, text: str) -> list[Path]:
        drawn.append(stem.name)
        return []

    monkeypatch.setattr("crossroads.telling.style.save", note)
    pair = [_folder(one, tmp_path, keep_trajectories=True, worlds=12) for one in (SOUTH, NORTH)]
    made = compare(*pair, out=tmp_path / "both", question="moscow_or_kiev")
    kept = Run.load(tmp_path / "both" / "runs" / "north").trajectories
    assert kept is not None and kept.identical(Run.load(pair[1]).trajectories)
    assert drawn == ["moscow_or_kiev"] and "front_moscow_axis_km" not in made.text()
    assert not (tmp_path / "both" / "chosen_and_made.csv").exists()
    write_folder_report(tmp_path / "both", tmp_path / "both.html", Silent())
    assert {"endings", "differences", "theatres", "exemplars_north"} <= set(drawn)
    assert f"crossroads compare {tmp_path / 'both'} " in (tmp_path / "both.html").read_text("utf-8")


def _with(made: Run, **keys: Any) -> Run:
    return dataclasses.replace(made, manifest={**made.manifest, **keys})


LATER = fake_war.scenario("later", horizon=fake_war.HORIZON.replace(year=1943))
REFUSED: dict[str, tuple[Callable[[], tuple[Any, ...]], str]] = {
    "seeds": (lambda: (_run(SOUTH), _run(NORTH, seed=2)), r"'north' and 'south' differ in seed \(2 and 1941\)\. World"),
    "worlds": (
        lambda: (_run(SOUTH), _run(NORTH, worlds=9)),
        r"hold different worlds \(9 worlds and 12 worlds\)\. World",
    ),
    "horizons": (
        lambda: (_run(SOUTH), _run(LATER)),
        r"'later' and 'south' differ in horizon .* anew, with the other's",
    ),
    "records": (lambda: (_run(SOUTH), _with(_run(NORTH), records_hash="0")), "differ in records_hash"),
    "records of today": (lambda: (_with(_run(SOUTH), records_hash="0"), NORTH), r"other parameter records .* anew"),
    "one run twice": (lambda: (_run(SOUTH), _run(SOUTH)), "'south' is named twice"),
    "a run and its own scenario": (lambda: (SOUTH, _run(SOUTH)), "'south' is named twice"),
    "one run": (lambda: (_run(SOUTH),), "needs at least two scenarios; 1 was given"),
    "a scenario of another horizon": (lambda: (_run(SOUTH), LATER), "needs one horizon"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_runs_that_are_no_pairs_are_refused(tmp_path: Path, case: str, simulated: list[int]) -> None:
    made, message = REFUSED[case]
    given = made()
    simulated.clear()
    with pytest.raises(InputError, match=message):
        compare(*given, out=tmp_path / "out")
    assert not simulated and not list(tmp_path.iterdir())


@pytest.mark.parametrize("numbers", [{"worlds": 13}, {"seed": 2}, {"ledger_worlds": 3}, {"worlds": "12"}])
def test_numbers_that_finished_runs_do_not_have_are_refused(numbers: dict[str, Any]) -> None:
    pair = (_run(SOUTH), _run(NORTH))
    with pytest.raises(InputError, match=r"but the run of 'south' is finished and has .*; leave .* out, or name"):
        compare(*pair, **numbers)
    made = compare(*pair, worlds=WORLDS, seed=1941, ledger_worlds=100)
    assert made.told["worlds"] == WORLDS


def test_a_scenario_beside_a_run_is_run_in_its_worlds() -> None:
    made = compare(_run(SOUTH, seed=7, worlds=5, ledger_worlds=2), NORTH)
    assert [(one.worlds, one.seed, one.manifest["ledger_worlds"]) for one in made.runs] == [(5, 7, 2)] * 2
    more = compare(_run(SOUTH, worlds=5, ledger_worlds=2), NORTH, ledger_worlds=4)
    assert [one.manifest["ledger_worlds"] for one in more.runs] == [2, 4]


def test_folders_of_another_kind_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    south = _folder(SOUTH, tmp_path)
    compare(SOUTH, NORTH, worlds=3, out=tmp_path / "both", figures="none")
    with pytest.raises(InputError, match=r"written by 'crossroads compare'; the folder of a run is .*runs/north"):
        compare(south, tmp_path / "both")
    regret = tmp_path / "regret"
    regret.mkdir()
    (regret / "manifest.json").write_text('{"format": "crossroads regret 1"}')
    with pytest.raises(InputError, match="written by 'crossroads regret'; the folder of a run is needed"):
        compare(south, regret)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: has no manifest.json; it is not the folder of a run"):
        compare(south, str(tmp_path / "empty"))
    (south / "ledger.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"ledger.parquet: found 0 bytes"):
        compare(south, NORTH)


def test_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Two changes of one scenario bear one name; so does a file that was edited between two runs."""
    same, changed = fake_war.scenario("same"), fake_war.scenario("same", north=True)
    made = compare(SOUTH, _run(same), _run(changed), worlds=WORLDS, out=tmp_path / "three", figures="none")
    assert [one.scenario for one in made.runs] == ["south", "same", "same-2"]
    assert [one.title for one in made.runs] == ["South", "Same (same)", "Same (same-2)"]
    assert set(made.runs[2].ledger["scenario"]) == {"same-2"} and made.runs[2].series.attrs["scenario"] == "same-2"
    whole = compare(SOUTH, _run(fake_war.scenario("one")), NORTH, worlds=WORLDS)
    names = {"one": "same", "north": "same-2"}
    pd.testing.assert_frame_equal(whole.table.replace({"scenario": names}), made.table)
    read = Comparison.load(tmp_path / "three")
    assert [(one.scenario, one.title) for one in read.runs] == [(one.scenario, one.title) for one in made.runs]
    assert read.story() == made.story()
    scenarios, settings = kept_comparison(tmp_path / "three")
    pd.testing.assert_frame_equal(compare(*scenarios, **settings).table, made.table)
    # A scenario that is still to be run keeps its name.
    assert [one.scenario for one in compare(_run(same), changed).runs] == ["same-2", "same"]


def _asked(made: Run, low: float) -> Run:
    values = np.arange(made.worlds) + low
    return dataclasses.replace(made, outcomes=made.outcomes.assign(**{DAY: values}))


QUESTION = Question.from_resolved(
    {
        "name": "mine",
        "title": "Mine",
        "text": "How far?",
        "scenarios": ["south", "north"],
        "asks": [DAY, "date_moscow_falls:happens"],
    }
)


def test_a_question_is_told_by_what_finished_runs_hold(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runs = (_run(SOUTH), _run(NORTH))
    made = compare(*runs, question=QUESTION, out=tmp_path / "both", figures="none")
    assert f"do not hold {DAY}, and are told without" in caplog.text
    assert "Moscow falls in" in made.answer().sentences[0] and DAY not in set(made.table["outcome"])
    read = Comparison.load(tmp_path / "both")
    assert read.answer() == made.answer() and read.text() == made.text()
    with pytest.raises(InputError, match=rf"question 'Mine': the finished runs do not hold {DAY}; crossroads compare"):
        compare(*runs, question=Question.from_resolved({**QUESTION.resolved, "asks": [DAY]}))
    caplog.clear()
    held = compare(_asked(runs[0], 5.0), _asked(runs[1], 8.0), question=QUESTION)
    assert held.table.set_index("outcome").at[DAY, "difference"] == 3.0 and not caplog.text
    assert "Front on the Moscow axis" in held.short_text()
    # What one alone was asked for is not compared.
    assert DAY not in set(compare(_asked(runs[0], 5.0), runs[1], question=QUESTION).table["outcome"])


def test_an_interrupted_comparison_of_a_run_and_a_scenario_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    south = _folder(SOUTH, tmp_path)
    compare(south, NORTH, out=tmp_path / "whole", figures="none")

    def stop(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ensemble, "replay", stop)
        patch.setattr("crossroads.studies.compare.compared.replay", stop)
        with pytest.raises(Interrupted):
            compare(south, NORTH, out=tmp_path / "out", figures="none")
    assert (tmp_path / "out.partial" / "runs" / "south").is_dir()
    with pytest.raises(InputError, match="the finished runs that are given changed since"):
        compare(_with(Run.load(south), plan={"seed": 1941, "worlds": WORLDS}), NORTH, out=tmp_path / "out")
    (tmp_path / "out.partial" / "runs" / "south" / "series.parquet").write_bytes(b"")
    compare(south, NORTH, out=tmp_path / "out", figures="none")
    assert _files(tmp_path / "out") == _files(tmp_path / "whole")


def test_runs_of_another_state_of_the_program_are_told_of(caplog: pytest.LogCaptureFixture) -> None:
    made = _run(SOUTH)
    older = _with(made, plan={**made.manifest["plan"], "code_hash": "0"})
    compare(older, _run(NORTH))
    assert "'south' was run by another state of the program (written by version" in caplog.text
    assert "'north'" not in caplog.text
