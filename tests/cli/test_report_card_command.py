"""The command `report-card`: what it refuses, what it says, and what a Ctrl-C leaves."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest
from command_line import answer, command, environment

from crossroads.cli.report_card import WORLDS
from crossroads.validation.card import card


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--worlds", "19"], "worlds is 19; a whole number from 20 to 10,000 is needed."),
        (["--worlds", "10001"], "worlds is 10001; a whole number from 20 to 10,000 is needed."),
        (["--worlds", "many"], "worlds is 'many'; a whole number"),
        (["--seed", "-1"], "seed is -1; a whole number"),
        (["--workers", "0"], "workers is 0; a whole number"),
        (["--out", "taken"], "which is no report card and is not overwritten"),
        (["--out", "taken/report_card.md"], "which is a file; a folder is needed"),
        (["--speed", "2"], "No such option: --speed"),
        (["more"], "unexpected extra argument"),
    ],
)
def test_bad_input_is_answered_in_one_line(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "report_card.md").write_text("# A page of mine\n", encoding="utf-8")
    done = answer(tmp_path, "report-card", *words)
    assert done.returncode == 2 and told in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"taken"}


def test_the_help_has_an_example(tmp_path: Path) -> None:
    done = answer(tmp_path, "report-card", "--help")
    assert done.returncode == 0 and "Example: crossroads report-card" in done.stdout
    assert "report-card" in answer(tmp_path, "--help").stdout


def test_the_shipped_numbers_are_the_librarys() -> None:
    assert WORLDS["least"] == card.LEAST and card.make_card.__defaults__ == (WORLDS["default"], 1941)


def test_ctrl_c_keeps_what_is_done_and_names_the_command_that_goes_on(tmp_path: Path) -> None:
    words = ["report-card", "--worlds", "2000", "--out", "card"]
    started = subprocess.Popen(
        command(*words), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    work = tmp_path / "card" / "report_card.partial"
    while not any(work.glob("*.part")):
        assert started.poll() is None, started.communicate()
        time.sleep(0.02)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=300)
    assert started.returncode == 130 and "Traceback" not in errors
    assert f"finished work is kept in {work}. To go on: crossroads {' '.join(words)}" in errors
    assert [path.name for path in (tmp_path / "card").iterdir()] == ["report_card.partial"]
