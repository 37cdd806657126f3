"""The folder of a study: checked, locked, resumed, put in place whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import made_up
import pytest

from crossroads.errors import InputError
from crossroads.runs import study_folder as folders
from crossroads.runs.progress import Interrupted
from crossroads.runs.study_folder import folder_path, held, study_folder, unfinished, working_folder

PLAN: dict[str, Any] = {"study": "a tournament", "scenario": "historical", "worlds": 50, "seed": 1941, "code_hash": "a"}


def _written(target: Path) -> None:
    with study_folder(target, PLAN) as place, place.result() as folder:
        (folder / "page.txt").write_text("told")


def test_a_finished_study_leaves_its_target_alone(tmp_path: Path) -> None:
    _written(tmp_path / "deep" / "study")
    assert made_up.names(tmp_path / "deep") == ["study"]
    assert made_up.names(tmp_path / "deep" / "study") == ["page.txt"]


def test_without_a_target_nothing_is_kept() -> None:
    with study_folder(None, PLAN) as place:
        assert place.work.is_dir() and place.target is None
    assert not place.work.exists()
    with pytest.raises(Interrupted, match="nothing was kept"), study_folder(None, PLAN):
        raise KeyboardInterrupt


def test_interrupted_work_is_kept_and_told_of(tmp_path: Path) -> None:
    with (
        pytest.raises(Interrupted) as stop,
        study_folder(tmp_path / "study", PLAN, command="crossroads x") as place,
        place.result(),
    ):
        (place.work / "a.part").write_text("kept")
        raise KeyboardInterrupt
    assert made_up.names(tmp_path) == ["study.partial"]
    assert made_up.names(tmp_path / "study.partial") == ["a.part", "plan.json"]
    assert stop.value.folder == tmp_path / "study.partial" and stop.value.command == "crossroads x"
    with study_folder(tmp_path / "study", PLAN) as place:
        assert (place.work / "a.part").read_text() == "kept"


def test_an_error_in_the_end_leaves_no_target(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="the disk is full"),
        study_folder(tmp_path / "study", PLAN) as place,
        place.result() as folder,
    ):
        (place.work / "a.part").write_text("kept")
        (folder / "half.txt").write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert made_up.names(tmp_path) == ["study.partial"]
    assert made_up.names(tmp_path / "study.partial") == ["a.part", "plan.json"]


def test_work_refused_before_anything_was_done_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such course"), study_folder(tmp_path / "study", PLAN):
        raise InputError("no such course")
    assert made_up.names(tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"seed": 7}, r"\(the seed: 1941 then, 7 now\)\. Repeat the earlier command, choose another folder"),
        ({"scenario": "x", "worlds": 9}, "the scenario: historical then, x now; the number of worlds: 50 then, 9 now"),
        ({"code_hash": "b"}, r"\(the program's code changed since\)\. Choose another folder, or remove study.partial"),
        ({"study": "a run"}, "a tournament and a run are two kinds of work"),
    ],
)
def test_work_of_another_plan_is_refused_and_told_what_differs(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(Interrupted), study_folder(tmp_path / "study", PLAN):
        raise KeyboardInterrupt
    with pytest.raises(InputError, match=told), study_folder(tmp_path / "study", PLAN | changed):
        pytest.fail("it began")
    _written(tmp_path / "study")


def test_a_target_that_exists_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    _written(tmp_path / "study")
    with pytest.raises(InputError, match="exists already"), study_folder(tmp_path / "study", PLAN):
        pytest.fail("it began")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file"), study_folder(tmp_path / "file", PLAN):
        pytest.fail("it began")
    assert made_up.names(tmp_path) == ["file", "study"]


def test_a_folder_that_is_no_working_folder_is_let_be(tmp_path: Path) -> None:
    (tmp_path / "study.partial").mkdir()
    (tmp_path / "study.partial" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not a working folder"), study_folder(tmp_path / "study", PLAN):
        pytest.fail("it began")
    assert (tmp_path / "study.partial" / "mine.txt").read_text() == "mine"


def test_two_processes_do_not_share_a_working_folder(tmp_path: Path) -> None:
    with (
        held(working_folder(tmp_path / "study")),
        pytest.raises(InputError, match="another process is writing"),
        study_folder(tmp_path / "study", PLAN),
    ):
        pytest.fail("it began")
    _written(tmp_path / "study")


def test_what_a_kill_leaves_of_a_removed_folder_is_a_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "study.partial"
    with unfinished(work, PLAN):
        for name in ("a.part", "b.part", "z.part"):
            (work / name).write_text("kept")
    unlink = Path.unlink

    def killed(path: Path, **rest: bool) -> None:
        if path.name == "b.part":
            raise KeyboardInterrupt
        unlink(path, **rest)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "unlink", killed)
        folders.drop(work)
    _written(tmp_path / "study")
    assert made_up.names(tmp_path) == ["study"]


def test_a_plan_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch, pytest.raises(InputError, match="the disk is full"):
        patch.setattr(os, "fsync", full)
        _written(tmp_path / "study")
    assert made_up.names(tmp_path) == []
    _written(tmp_path / "study")


@pytest.mark.parametrize("plan", ["", "[" * 90_000, '{"a": 1', "7\x00", "NaN"])
def test_a_plan_that_cannot_be_read_is_told_with_what_helps(tmp_path: Path, plan: str) -> None:
    work = working_folder(tmp_path / "out")
    work.mkdir()
    (work / folders.PLAN).write_text(plan)
    told = r"plan\.json: cannot be read as JSON.* Remove out\.partial to start anew\.$"
    with pytest.raises(InputError, match=told), study_folder(tmp_path / "out", {"worlds": 3}):
        pass
    assert (work / folders.PLAN).read_text() == plan


def test_a_path_without_a_name_is_refused() -> None:
    for out in ("", "/"):
        with pytest.raises(InputError, match="not the name of a folder"):
            folder_path(out)
