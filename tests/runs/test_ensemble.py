from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import fake_war
import numpy as np
import pandas as pd
import pytest

from crossroads.engine.compiled.llvm import machine
from crossroads.errors import InputError
from crossroads.runs import asked_numbers, assembly, blocks, ensemble, study_folder
from crossroads.runs.ensemble import replay, run
from crossroads.runs.progress import Interrupted
from crossroads.runs.run import Run
from crossroads.world.observables import OBSERVABLE_NAMES

MODEL = Path(ensemble.__file__).parents[1]


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the manifest, which holds times."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


class Counter:
    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done: list[int] = []
        self.finished = 0

    def start(self, label: str, total: int) -> None:
        self.stages.append((label, total))
        self.done.append(0)

    def advance(self, done: int) -> None:
        self.done[-1] += done

    def finish(self) -> None:
        self.finished += 1


def test_a_run_holds_what_the_worlds_did(tmp_path: Path) -> None:
    made = run(fake_war.scenario(), worlds=40, seed=5, ledger_worlds=7, out=tmp_path / "deep" / "run")
    block = fake_war.simulate(fake_war.scenario().setup, 5, np.arange(40))
    assert made.worlds == 40 and made.seed == 5 and made.horizon_weeks == fake_war.WEEKS
    values = made.series["soviet_front_strength"].sel(statistic="q50").values
    np.testing.assert_allclose(values, np.median(block.series[2].astype(np.float64), axis=-1))
    np.testing.assert_array_equal(made.weeks("date_moscow_falls"), block.outcomes["date_moscow_falls"])
    assert made.outcomes["japan_undefeated"].tolist() == (block.outcomes["japan_undefeated"] > 0.5).tolist()
    assert set(made.ledger["world"]) == set(range(6))  # the sixth world's point is never open


def test_files_do_not_depend_on_blocks_or_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = {"worlds": 37, "seed": 11, "ledger_worlds": 25, "keep_trajectories": True}
    run(fake_war.scenario(), out=tmp_path / "small", **order)
    run(fake_war.scenario(), out=tmp_path / "two", workers=2, **order)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 1000)
    run(fake_war.scenario(), out=tmp_path / "large", **order)
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 5)
    memory = run(fake_war.scenario(), **order)
    memory.save(tmp_path / "memory")
    expected = _files(tmp_path / "small")
    assert len(expected) == 3 + len(OBSERVABLE_NAMES)
    for name in ("two", "large", "memory"):
        assert _files(tmp_path / name) == expected


def test_a_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    made = run(fake_war.scenario("x", north=True), worlds=20, out=tmp_path / "x", keep_trajectories=True)
    read = Run.load(tmp_path / "x")
    assert read.series.identical(made.series)
    pd.testing.assert_frame_equal(read.outcomes, made.outcomes)
    assert read.ledger.drop(columns="seen").equals(made.ledger.drop(columns="seen"))
    assert str(read.ledger["seen"].tolist()) == str(made.ledger["seen"].tolist())
    assert read.manifest == made.manifest
    assert read.trajectories is not None and made.trajectories is not None
    assert read.trajectories.identical(made.trajectories)
    base = read.trajectories["japan_carriers"].variable._data
    while not isinstance(base, np.memmap) and getattr(base, "base", None) is not None:
        base = base.base
    assert isinstance(base, np.memmap)


def test_the_manifest_says_what_was_run(tmp_path: Path) -> None:
    run(fake_war.scenario("x", north=True), worlds=20, seed=3, out=tmp_path / "x")
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_text("utf-8"))
    assert manifest["scenario"]["resolved"]["force"][0]["option"] == "north"
    assert manifest["seed"] == 3 and manifest["worlds"] == 20 and manifest["horizon"] == "1942-02-01"
    assert set(manifest["versions"]) == {"crossroads", "numpy", "mesa", "python"}
    assert manifest["laws"] == machine.way() and manifest["laws"]["run_by"] in ("compiled code", "NumPy")
    (forced,) = manifest["forced_decisions"]
    assert (forced["applied_in_worlds"], forced["not_applied_in_worlds"]) == (18, 2)
    assert manifest["shares_of_choices"] == {"japan.course": {"north": 1.0}}
    assert manifest["outcomes"]["civilian_deaths"]["unit"] == "people"


def test_a_replay_is_the_same_world(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = fake_war.scenario()
    made = run(scenario, worlds=40, seed=9, ledger_worlds=40, keep_trajectories=True)
    again = replay(scenario, [33, 4, 4], seed=9)
    assert again.outcomes.index.tolist() == [4, 33]
    pd.testing.assert_frame_equal(again.outcomes, made.outcomes.loc[[4, 33]])
    assert made.trajectories is not None
    for name in again.series:
        np.testing.assert_array_equal(again.series[name].values, made.trajectories[name].sel(world=[4, 33]).values.T)
    kept = made.ledger[made.ledger["world"].isin([4, 33])].reset_index(drop=True)
    assert str(again.ledger.to_dict("list")) == str(kept.to_dict("list"))
    with pytest.raises(InputError, match="at least one world"):
        replay(scenario, [], seed=9)


def test_progress_is_told_in_full() -> None:
    counter = Counter()
    run(fake_war.scenario(), worlds=40, progress=counter)
    assert counter.stages[0] == ("made_up", 40 * fake_war.WEEKS)
    assert counter.done == [total for _, total in counter.stages]
    assert counter.finished == len(counter.stages) == 2


def _stopping_after(blocks: int) -> Any:
    done = 0

    def simulate(*args: Any, **options: Any) -> Any:
        nonlocal done
        if done == blocks:
            raise KeyboardInterrupt
        done += 1
        return fake_war.simulate(*args, **options)

    return simulate


def test_an_interrupted_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, out = fake_war.scenario(), tmp_path / "my run"
    run(scenario, worlds=50, out=tmp_path / "whole")
    monkeypatch.setattr(ensemble, "simulate_worlds", _stopping_after(2))
    with pytest.raises(Interrupted) as stop:
        run(scenario, worlds=50, out=out, command="crossroads run made_up")
    assert not out.exists()
    assert stop.value.folder == tmp_path / "my run.partial"
    assert str(stop.value).endswith("To go on: crossroads run made_up")
    simulated: list[int] = []

    def counting(setup: Any, seed: int, worlds: Any, **options: Any) -> Any:
        simulated.append(int(worlds[0]))
        return fake_war.simulate(setup, seed, worlds, **options)

    monkeypatch.setattr(ensemble, "simulate_worlds", counting)
    again = run(scenario, worlds=50, out=out)
    assert simulated == [25, 37]
    assert again.manifest["blocks_from_an_earlier_start"] == 2
    assert _files(out) == _files(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my run", "whole"]


def test_half_a_block_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stopping_after(1))
    with pytest.raises(Interrupted):
        run(fake_war.scenario(), worlds=32, out=tmp_path / "run")
    (tmp_path / "run.partial" / ".made_up-16.part.tmp").write_bytes(b"half")
    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    assert run(fake_war.scenario(), worlds=32, out=tmp_path / "run").worlds == 32


def test_other_unfinished_work_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stopping_after(1))
    with pytest.raises(Interrupted):
        run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    with pytest.raises(InputError, match=r"\(the seed: 1941 then, 7 now\)\. Repeat the earlier.*to start anew"):
        run(fake_war.scenario(), worlds=50, seed=7, out=tmp_path / "run")
    with pytest.raises(
        InputError, match=r"\(the scenario: made_up then, x now; the number of worlds: 50 then, 9 now\)"
    ):
        run(fake_war.scenario("x", north=True), worlds=9, out=tmp_path / "run")
    with pytest.raises(InputError, match=r"\(what the scenario changes changed since\)\. Choose another folder"):
        run(fake_war.scenario("made_up", north=True), worlds=50, out=tmp_path / "run")


@pytest.mark.parametrize(
    ("part", "words"),
    [("records_hash", "the parameter records changed since"), ("code_hash", "the program's code changed since")],
)
def test_what_a_person_cannot_read_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, words: str
) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stopping_after(1))
    with pytest.raises(Interrupted):
        run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    plan = tmp_path / "run.partial" / study_folder.PLAN
    plan.write_text(json.dumps(json.loads(plan.read_text("utf-8")) | {part: "0" * 64}), "utf-8")
    with pytest.raises(InputError) as error:
        run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    assert f"({words})" in str(error.value) and "0000" not in str(error.value)


def test_a_comparison_s_work_is_not_a_run_s(tmp_path: Path) -> None:
    (tmp_path / "run.partial").mkdir()
    (tmp_path / "run.partial" / study_folder.PLAN).write_text(json.dumps({"scenarios": ["a", "b"]}), "utf-8")
    with pytest.raises(InputError, match="a comparison and a run are two kinds of work") as error:
        run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    assert "None" not in str(error.value)


def test_a_process_that_was_killed_leaves_one_folder_that_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", _stopping_after(1))
    with pytest.raises(Interrupted):
        run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    half = tmp_path / "run.partial" / study_folder.ASSEMBLED
    half.mkdir()
    (half / "outcomes.parquet").write_bytes(b"half")
    seen: list[list[str]] = []

    def looking(*args: Any, **options: Any) -> Any:
        seen.append(sorted(path.name for path in tmp_path.iterdir()))
        return fake_war.simulate(*args, **options)

    monkeypatch.setattr(ensemble, "simulate_worlds", looking)
    run(fake_war.scenario(), worlds=50, out=tmp_path / "run")
    assert seen[0] == ["run.partial", "run.partial.lock"]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert Run.load(tmp_path / "run").worlds == 50


def test_the_folder_that_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    made = run(fake_war.scenario(), worlds=2)
    for out in (".", tmp_path / "here"):
        with pytest.raises(InputError, match="here: is the folder that you are in"):
            run(fake_war.scenario(), worlds=2, out=out)
        with pytest.raises(InputError, match="here: is the folder that you are in"):
            made.save(out)
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    scenario = fake_war.scenario()
    run(scenario, worlds=4, out=tmp_path / "run")
    before = _files(tmp_path / "run")
    with pytest.raises(InputError, match="this very run already"):
        run(scenario, worlds=4, out=tmp_path / "run")
    with pytest.raises(InputError, match="exists already"):
        run(scenario, worlds=5, out=tmp_path / "run")
    assert _files(tmp_path / "run") == before
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        run(scenario, worlds=4, out=tmp_path / "file")
    with pytest.raises(InputError, match="cannot write there"):
        run(scenario, worlds=4, out=tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run(fake_war.scenario(), worlds=4, out=tmp_path / "empty")
    assert Run.load(tmp_path / "empty").worlds == 4


@pytest.mark.parametrize(
    ("place", "code", "words"),
    [
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("write_ledger", errno.EACCES, "not permitted"),
    ],
)
def test_a_disk_that_refuses_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, code: int, words: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    target: Any = os if place == "fsync" else assembly
    monkeypatch.setattr(target, place, refuse)
    with pytest.raises(InputError, match=words) as error:
        run(fake_war.scenario(), worlds=4, out=tmp_path / "run")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "run").exists()


def test_a_disk_that_fills_at_the_end_leaves_nothing_at_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("crossroads.runs.storage.files.sync_tree", refuse)
        with pytest.raises(InputError, match="the disk is full"):
            run(fake_war.scenario(), worlds=40, out=tmp_path / "run")
    assert [path.name for path in tmp_path.iterdir()] == ["run.partial"]
    again = run(fake_war.scenario(), worlds=40, out=tmp_path / "run")
    assert again.manifest["blocks_from_an_earlier_start"] == 4


@pytest.mark.parametrize(
    "order",
    [
        {"worlds": 0},
        {"worlds": -3},
        {"worlds": 2.5},
        {"worlds": True},
        {"worlds": "10"},
        {"worlds": asked_numbers.MOST["worlds"] + 1},
        {"worlds": 10**5000},
        {"seed": 10**18},
        {"seed": 10**5000},
        {"seed": -1},
        {"workers": 0},
        {"ledger_worlds": -1},
    ],
)
def test_numbers_that_make_no_sense_are_refused(order: dict[str, Any]) -> None:
    with pytest.raises(
        InputError, match=f"^{next(iter(order))} is .*; a whole number (of at least|from) [01]"
    ) as error:
        run(fake_war.scenario(), **order)
    assert len(str(error.value)) < 200


def test_a_target_without_a_name_is_refused() -> None:
    for out in ("", "/"):
        with pytest.raises(InputError, match="not the name of a folder"):
            run(fake_war.scenario(), worlds=2, out=out)


def test_two_processes_do_not_share_a_working_folder(tmp_path: Path) -> None:
    with (
        study_folder.held(tmp_path / "run.partial"),
        pytest.raises(InputError, match="another process is writing"),
    ):
        run(fake_war.scenario(), worlds=2, out=tmp_path / "run")
    assert run(fake_war.scenario(), worlds=2, out=tmp_path / "run").worlds == 2


@pytest.mark.parametrize("name", asked_numbers.MOST)
def test_every_number_with_an_upper_bound_is_held_to_it(name: str) -> None:
    most = asked_numbers.MOST[name]
    assert asked_numbers.whole_number(name, most, 1) == most
    for value in (most + 1, 10**17, 10**30):
        with pytest.raises(InputError, match=f"^{name} is .*; a whole number from 1 to {most:,} is needed"):
            asked_numbers.whole_number(name, value, 1)
