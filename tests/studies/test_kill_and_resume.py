"""Every study survives being killed: what it leaves in the end is what an undisturbed one leaves, to the byte."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import kill_and_resume
import pytest
from kill_and_resume import differences, start, told, torment
from kill_and_resume_studies import STUDIES, Study
from swept import taken_at

from crossroads.runs import blocks
from crossroads.studies.compare import study as compare_study

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes of its own")

KILLS = 2 if os.environ.get("CROSSROADS_SWEEP") == "all" else 1

TESTED = [name for name in STUDIES if name != "report-card"]
"""The report card is a run, the causes and the verdict together; its own test kills it once."""


LONG = ("causes", "fit")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, and one small file in place of a comparison's figures, which have their own tests."""

    def write(*given: Any, **_: Any) -> list[Path]:
        folder = next(item for item in given if isinstance(item, Path))
        folder.mkdir()
        (folder / "figure.svg").write_text("<svg/>")
        return [folder / "figure.svg"]

    monkeypatch.setattr(blocks, "BLOCK_WORLDS", kill_and_resume.BLOCK_WORLDS)
    monkeypatch.setattr(compare_study, "write_figures", write)


@pytest.mark.parametrize("name", taken_at(TESTED, lambda name: name not in LONG))
def test_a_study_that_is_killed_goes_on_and_leaves_the_same_bytes(tmp_path: Path, name: str) -> None:
    record = torment(STUDIES[name], tmp_path, KILLS, seed=7)
    assert record.faults == ()
    assert record.kills == KILLS and record.starts >= KILLS


def test_a_fault_would_be_found(tmp_path: Path) -> None:
    """A study that leaves what a kill interrupted, or counts its starts, is told of."""

    def forgetful(out: Path, workers: int) -> None:
        out.mkdir(exist_ok=True)
        (out / "starts.txt").open("a").write("once more\n")
        os.fsync(os.open(out, os.O_RDONLY))

    study = Study("forgetful", forgetful, in_place=True)
    assert torment(study, tmp_path, 1, seed=1).faults == ("starts.txt differs",)
    (tmp_path / "failing").mkdir()
    with pytest.raises(RuntimeError, match="ended with status"):
        start(Study("failing", lambda out, workers: 1 / 0), tmp_path / "failing", 1, "week", 1)


def test_manifests_are_compared_without_their_times(tmp_path: Path) -> None:
    for name, seconds, worlds in (("one", 1, 5), ("two", 2, 5), ("three", 3, 6)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(f'{{"run": {{"seconds": {seconds}}}, "worlds": {worlds}}}')
    one, two, three = (told(tmp_path / name) for name in ("one", "two", "three"))
    assert differences(one, two) == [] and differences(three, one) == ["manifest.json differs"]
    assert differences({}, one) == ["manifest.json is missing"]
    assert differences(one, {}) == ["manifest.json is one too many"]
