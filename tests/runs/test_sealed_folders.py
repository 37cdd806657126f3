"""A folder knows its files: whatever happens to one of them is told with its name, or changes nothing that is read."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_war
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from crossroads.errors import InputError
from crossroads.runs import blocks, ensemble
from crossroads.runs.ensemble import run
from crossroads.runs.export import load_runs
from crossroads.runs.progress import Interrupted
from crossroads.runs.run import Run
from crossroads.runs.storage.manifests import COMPARISON_FORMAT
from crossroads.runs.storage.seal import digest_of, seal
from crossroads.runs.study_folder import Place
from crossroads.world.block import Block

MUTATIONS, OF_WORK = (1_000, 300) if "CROSSROADS_FUZZ_SEED" in os.environ else (150, 15)
"""Of finished folders, and of unfinished work, where each takes a run."""

Mutation = Callable[[Path, np.random.Generator, Path], None]


def _flip(path: Path, rng: np.random.Generator, other: Path) -> None:
    content = bytearray(path.read_bytes())
    content[rng.integers(len(content))] ^= 1 << int(rng.integers(8))
    path.write_bytes(content)


def _cut(path: Path, rng: np.random.Generator, other: Path) -> None:
    path.write_bytes(path.read_bytes()[: int(rng.integers(path.stat().st_size))])


def _lengthen(path: Path, rng: np.random.Generator, other: Path) -> None:
    path.write_bytes(path.read_bytes() + rng.bytes(int(rng.integers(1, 40))))


def _swap(path: Path, rng: np.random.Generator, other: Path) -> None:
    shutil.copyfile(other, path)


def _remove(path: Path, rng: np.random.Generator, other: Path) -> None:
    path.unlink()


def _replace_by_folder(path: Path, rng: np.random.Generator, other: Path) -> None:
    path.unlink()
    path.mkdir()


def _scramble(path: Path, rng: np.random.Generator, other: Path) -> None:
    content = bytearray(path.read_bytes())
    first = int(rng.integers(len(content)))
    content[first : first + 16] = rng.bytes(16)
    path.write_bytes(content)


KINDS: tuple[Mutation, ...] = (_flip, _flip, _cut, _lengthen, _swap, _remove, _replace_by_folder, _scramble)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of six worlds, and a comparison of both."""
    place = tmp_path_factory.mktemp("sound")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crossroads.runs.ensemble.simulate_worlds", fake_war.simulate)
        for name, north in (("one", False), ("other", True)):
            run(fake_war.scenario(name, north), worlds=6, out=place / name, keep_trajectories=True)
    both = place / "both"
    for name in ("one", "other"):
        shutil.copytree(place / name, both / "runs" / name)
    (both / "comparison.csv").write_text("outcome\n")
    seal(both, {"format": COMPARISON_FORMAT, "scenarios": ["one", "other"]}, within=("runs",))
    return place


def _same(found: Run, sound: Run) -> None:
    pd.testing.assert_frame_equal(found.outcomes, sound.outcomes)
    pd.testing.assert_frame_equal(found.ledger, sound.ledger)
    xr.testing.assert_identical(found.series, sound.series)
    assert found.manifest == sound.manifest
    assert (found.trajectories is None) == (sound.trajectories is None)
    if found.trajectories is not None and sound.trajectories is not None:
        xr.testing.assert_identical(found.trajectories.load(), sound.trajectories.load())


def test_sound_folders_are_read_as_they_were(folders: Path) -> None:
    one, other = load_runs(folders / "both")
    _same(one, Run.load(folders / "one"))
    _same(other, Run.load(folders / "other"))


@pytest.mark.parametrize("name", ("one", "both"))
def test_damage_is_told_with_the_file_or_has_no_effect(folders: Path, tmp_path: Path, name: str) -> None:
    """Flips, cuts, swaps, edits of every file; a change that nothing reads, such as white space, may pass."""
    sound = load_runs(folders / name)
    files = sorted(path.relative_to(folders / name) for path in (folders / name).rglob("*") if path.is_file())
    read = [path for path in files if path.name != "comparison.csv"]
    refused = 0
    for number in range(MUTATIONS // 2):
        rng = np.random.default_rng([1941, len(name), number])
        copy = tmp_path / str(number)
        shutil.copytree(folders / name, copy, copy_function=os.link)
        path = copy / read[number % len(read)]
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        counterpart = folders / ("other" if "other" not in path.parts else "one") / path.name
        other = counterpart if counterpart.is_file() else folders / "other" / "trajectories" / path.name
        KINDS[int(rng.integers(len(KINDS)))](path, rng, other)
        try:
            found = load_runs(copy)
            for ours, theirs in zip(found, sound, strict=True):
                _same(ours, theirs)
        except InputError as error:
            refused += 1
            assert path.name in str(error) or path.parent.name in str(error), (path, error)
            assert len(str(error).splitlines()) == 1
        shutil.rmtree(copy)
    assert refused > 0.8 * (MUTATIONS // 2)


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run of 50 worlds, and one of which three blocks of four are finished."""
    place = tmp_path_factory.mktemp("unfinished")
    done = 0

    def stopping(*args: Any, **options: Any) -> Block:
        nonlocal done
        if done == 3:
            raise KeyboardInterrupt
        done += 1
        return fake_war.simulate(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_WORLDS", 16)
        patch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
        run(fake_war.scenario(), worlds=50, out=place / "whole", keep_trajectories=True)
        patch.setattr(ensemble, "simulate_worlds", stopping)
        with pytest.raises(Interrupted):
            run(fake_war.scenario(), worlds=50, out=place / "run", keep_trajectories=True)
    return place


def test_damage_to_unfinished_work_is_told_or_made_good(
    unfinished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens to a file of unfinished work, going on ends in the undisturbed bytes, or names the file."""
    monkeypatch.setattr(blocks, "BLOCK_WORLDS", 16)
    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    sound, work = Run.load(unfinished / "whole"), unfinished / "run.partial"
    files = sorted(path.relative_to(work) for path in work.rglob("*") if path.is_file() and path.stat().st_size)
    refused = 0
    for number in range(OF_WORK):
        rng = np.random.default_rng([1941, 3, number])
        place = tmp_path / str(number)
        shutil.copytree(work, place / "run.partial")
        path = place / "run.partial" / files[number % len(files)]
        other = place / "run.partial" / files[(number + 1) % len(files)]
        KINDS[int(rng.integers(len(KINDS)))](path, rng, other)
        try:
            run(fake_war.scenario(), worlds=50, out=place / "run", keep_trajectories=True)
            found = Run.load(place / "run")
            pd.testing.assert_frame_equal(found.outcomes, sound.outcomes)
            pd.testing.assert_frame_equal(found.ledger, sound.ledger)
            xr.testing.assert_identical(found.series, sound.series)
            assert sorted(item.name for item in place.iterdir()) == ["run"]
        except InputError as error:
            refused += 1
            assert "run.partial" in str(error) and len(str(error).splitlines()) <= 2, error
        shutil.rmtree(place)
    assert refused < 0.5 * OF_WORK


def test_a_finished_run_of_unfinished_work_is_taken_as_it_was_written_or_made_anew(
    unfinished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Every file of it is mangled in turn; a sound run of another seed, or another scenario's, is not taken either."""
    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    options: dict[str, Any] = {"ledger_worlds": 100, "keep_trajectories": True, "workers": None, "progress": None}
    order = ensemble.order_of(worlds=50, seed=1941, **options)
    sound = Run.load(unfinished / "whole")
    run(fake_war.scenario(), worlds=50, seed=7, out=tmp_path / "strange", keep_trajectories=True)
    run(fake_war.scenario("other"), worlds=50, out=tmp_path / "other", keep_trajectories=True)
    place = Place(tmp_path / "both.partial", tmp_path / "both")
    folder = place.work / ensemble.RUNS / fake_war.scenario().name
    files = sorted(path.relative_to(unfinished / "whole") for path in (unfinished / "whole").rglob("*.*"))
    copied = [unfinished / "whole", *(unfinished / "whole" for _ in files), tmp_path / "strange", tmp_path / "other"]
    for number, source in enumerate(copied):
        shutil.rmtree(place.work, ignore_errors=True)
        shutil.copytree(source, folder)
        if 0 < number <= len(files):
            rng = np.random.default_rng([1941, 4, number])
            KINDS[number % len(KINDS)](folder / files[number - 1], rng, folder / files[number - 2])
        caplog.clear()
        ensemble.runs_of([fake_war.scenario()], order, place)
        assert [record.getMessage().count("\n") for record in caplog.records] == ([0] if number else [])
        assert not number or str(folder) in caplog.text
        _same(dataclasses.replace(Run.load(folder), manifest=sound.manifest), sound)


@pytest.mark.parametrize(
    "key", ("worlds", "seed", "horizon", "scenario", "forced_decisions", "versions", "records_hash")
)
@pytest.mark.parametrize("value", (None, True, -1, 2.5, "", "x", [], {}, "forty"))
def test_a_manifest_sealed_anew_is_still_checked(folders: Path, tmp_path: Path, key: str, value: object) -> None:
    """Who edits a manifest and its digest too is told what the key allows, in one line."""
    copy = tmp_path / "copy"
    shutil.copytree(folders / "one", copy, copy_function=os.link)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    sound = manifest[key]
    manifest[key] = value
    manifest["digest"] = digest_of(manifest)
    (copy / "manifest.json").unlink()
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    if isinstance(value, (str, list, dict)) and type(value) is type(sound) and key not in ("horizon", "scenario"):
        Run.load(copy)
        return
    with pytest.raises(InputError, match=key) as told:
        Run.load(copy)
    assert "manifest.json" in str(told.value) and len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize("name", ("../one", "/tmp", "..", ".", "", "one/../one", "a\\b"))
def test_a_comparison_reads_nothing_outside_its_runs(folders: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "both"
    shutil.copytree(folders / "both", copy, copy_function=os.link)
    (copy / "manifest.json").unlink()
    seal(copy, {"format": COMPARISON_FORMAT, "scenarios": ["one", name]}, within=("runs",))
    with pytest.raises(InputError, match=r"manifest\.json: 'scenarios\.1'"):
        load_runs(copy)


@pytest.mark.parametrize(
    "text", ('{"a":' * 60_000, "[" * 90_000, "NaN", '{"seed": ' + "9" * 5_000 + "}", "\x00", "nul")
)
def test_what_is_no_manifest_is_told_in_a_line(folders: Path, tmp_path: Path, text: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folders / "one", copy, copy_function=os.link)
    (copy / "manifest.json").unlink()
    (copy / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"manifest\.json: (cannot be read as JSON|holds)") as told:
        Run.load(copy)
    assert len(str(told.value)) < 400


def test_a_folder_of_the_version_before_is_read_and_said_to_be_unchecked(
    folders: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folders / "one", copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    older = {key: value for key, value in manifest.items() if key not in ("files", "digest")}
    older |= {"format": "crossroads run 1", "started": "2026-01-02T03:04:05+00:00"}
    (copy / "manifest.json").write_text(json.dumps(older), "utf-8")
    outcomes = pd.read_parquet(copy / "outcomes.parquet")
    for name in outcomes:
        if str(name).startswith("date_"):
            outcomes[name] = outcomes[name].map(lambda day: "" if day is None else day.isoformat()).astype("str")
    outcomes.to_parquet(copy / "outcomes.parquet")
    found = Run.load(copy)
    pd.testing.assert_frame_equal(found.outcomes, Run.load(folders / "one").outcomes)
    told = caplog.text
    assert "older version" in told and "days ago" in told and f"crossroads run {copy}" in told
    (copy / "manifest.json").write_text(json.dumps(older | {"format": "crossroads run 0"}), "utf-8")
    with pytest.raises(InputError, match=r"'format' is 'crossroads run 0'.*days ago.*crossroads run"):
        Run.load(copy)
