"""What `make compare` says of a folder that stands already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.identity import MANIFEST, code_hash
from crossroads.runs.standing import standing


def made(folder: Path, code: str, version: str, started: str) -> Path:
    (folder / "runs" / "wait").mkdir(parents=True)
    (folder / MANIFEST).write_text(json.dumps({"format": "crossroads comparison 1", "scenarios": ["wait"]}), "utf-8")
    run = {"plan": {"code_hash": code}, "versions": {"crossroads": version}, "started": started}
    (folder / "runs" / "wait" / MANIFEST).write_text(json.dumps(run), "utf-8")
    return folder


def test_version_age_and_whether_it_would_come_out_the_same(tmp_path: Path) -> None:
    old = standing(made(tmp_path / "old", "0" * 64, "0.1.0", "2026-01-01T00:00:00+00:00"))
    assert "written by version 0.1.0, " in old and "days ago; the program has changed since" in old
    own = standing(made(tmp_path / "own", code_hash(), "0.2.0", "2126-01-01T00:00:00+00:00"))
    assert own.endswith("today; nothing of the program has changed since.")


@pytest.mark.parametrize("text", ["{}", "[", '{"scenarios": []}', '{"scenarios": ["../../etc"]}', '{"scenarios": [3]}'])
def test_a_folder_that_is_none_is_told_in_a_line(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        standing(tmp_path)
    assert len(str(caught.value).splitlines()) == 1
