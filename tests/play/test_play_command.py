from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from seat import command, environment

WORDS = ("play", "japan", "--scenario", "short.toml", "--worlds", "0", "--world", "2")


def _run(place: Path, *words: str, told: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), cwd=place, env=environment(), capture_output=True, text=True, timeout=300, input=told
    )


def test_a_script_is_played_by_the_command(place: Path) -> None:
    (place / "answers.txt").write_text("2\n" * 40, encoding="utf-8")
    done = _run(place, *WORDS, "--script", "answers.txt")
    assert done.returncode == 0, done.stderr
    assert "You take the seat of Japan" in done.stdout and "Brier measure" in done.stdout
    assert (place / "play_japan_short_1941_2.json").is_file()
    assert _run(place, "play", "--resume", "play_japan_short_1941_2.json", "--worlds", "0", told="").returncode == 0


def test_lines_of_standard_input_are_answers(place: Path) -> None:
    done = _run(place, *WORDS, told="wait\n30\nquit\n")
    assert done.returncode == 0 and "Saved in play_japan_short_1941_2.json" in done.stdout
    done = _run(place, *WORDS, told="sideways\n")
    assert done.returncode == 2
    assert done.stderr.startswith("standard input, line 1: found 'sideways'") and "Traceback" not in done.stderr


def test_bad_words_are_answered_with_2(place: Path) -> None:
    for words, told in ((("play", "jpan"), "did you mean 'japan'"), ((*WORDS, "--script", "no.txt"), "no.txt")):
        done = _run(place, *words, told="")
        assert done.returncode == 2 and told in done.stderr and len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_keeps_the_war(place: Path) -> None:
    process = subprocess.Popen(
        command(*WORDS),
        cwd=place,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write("wait\n30\n")
    process.stdin.flush()
    seen = ""
    while "Your choice" not in seen:
        line = process.stdout.readline()
        assert line, process.communicate()
        seen += line
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "To go on: crossroads play --resume play_japan_short_1941_2.json --worlds 0" in told
    assert (place / "play_japan_short_1941_2.json").is_file() and "Traceback" not in told
