"""`crossroads compare` of the folders of finished runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import OTHER, QUICK, answer

WORDS = ("--figures", "none", "-q")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's own with two scenarios and their finished runs."""
    place = tmp_path_factory.mktemp("finished")
    for name, text in (("quick", QUICK), ("other", OTHER)):
        (place / f"{name}.toml").write_text(text, encoding="utf-8")
        done = answer(place, "run", f"{name}.toml", "--worlds", "4", "--seed", "7", "-q")
        assert done.returncode == 0, done.stderr
    return place


def test_folders_of_finished_runs_are_compared(finished: Path) -> None:
    whole = answer(finished, "compare", "quick.toml", "other.toml", "--worlds=4", "--seed=7", "--out=whole", *WORDS)
    done = answer(finished, "compare", "results/quick", "./results/other/", *WORDS)
    assert done.returncode == 0 and done.stderr == ""
    folder = finished / "results" / "quick-vs-other"
    assert done.stdout.replace("results/quick-vs-other", "whole") == whole.stdout
    wanted = (finished / "whole" / "comparison.csv").read_bytes()
    assert (folder / "comparison.csv").read_bytes() == wanted
    mixed = answer(finished, "compare", "quick.toml", "results/other", "--out", "mixed", *WORDS)
    assert mixed.returncode == 0 and (finished / "mixed" / "comparison.csv").read_bytes() == wanted
    again = answer(finished, "compare", "mixed", *WORDS)
    assert again.returncode == 0 and (finished / "mixed-again" / "comparison.csv").read_bytes() == wanted


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("results/quick", "results/other", "--worlds", "5"), "worlds: found 5, but the run of 'quick' is finished"),
        (("results/quick", "results/other", "--seed", "1941"), "seed: found 1941, but the run of 'quick' is finished"),
        (("results/quick",), "written by 'crossroads run'; the folder of a comparison, or of two runs or more, is"),
        (("results/quick", "results"), "scenario: found 'results', which is no scenario"),
        (("results/quick", "./results"), "results: has no manifest.json; it is not the folder of a run"),
        (("results/quick", "results/quick"), "'quick' is named twice"),
    ],
)
def test_what_cannot_be_compared_is_told_in_one_message(finished: Path, words: tuple[str, ...], told: str) -> None:
    before = sorted(finished.rglob("*"))
    done = answer(finished, "compare", *words, "-q")
    assert done.returncode == 2 and told in done.stderr and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert sorted(finished.rglob("*")) == before


def test_the_help_says_so(place: Path) -> None:
    told = " ".join(answer(place, "compare", "--help").stdout.split())
    assert "folders of finished runs" in told and "crossroads compare results/south results/north" in told
