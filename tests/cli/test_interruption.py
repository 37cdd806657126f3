from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command_line import command, crossroads, environment

from crossroads.results import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

ENOUGH_SECONDS = 120.0


def _interrupted(place: Path, ready: Path, *words: str) -> tuple[int, str]:
    """Start `crossroads`, press Ctrl-C when a finished block stands under `ready`; return code and stderr."""
    process = subprocess.Popen(
        command(*words), cwd=place, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    began = time.monotonic()
    while not any(path.is_dir() and path.suffix != ".tmp" for path in ready.glob("block_*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - began < ENOUGH_SECONDS
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=ENOUGH_SECONDS)
    return process.returncode, told


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(place: Path) -> None:
    words = ["run", "quick.toml", "--worlds", "200", "--seed", "5", "--out", "long"]
    code, told = _interrupted(place, place / "long.partial", *words)
    assert code == 130
    assert "Interrupted; finished work is kept in" in told and "Traceback" not in told
    assert not (place / "long").exists()
    resume = told.split("To go on: ")[1].strip()
    assert shlex.split(resume) == ["crossroads", *words]
    done = crossroads(place, *shlex.split(resume)[1:])
    assert done.returncode == 0, done.stderr
    resumed = Run.load(place / "long")
    assert resumed.worlds == 200
    assert resumed.manifest["blocks_from_an_earlier_start"] >= 1
    assert not (place / "long.partial").exists()
    assert crossroads(place, *words[:-1], "straight").returncode == 0
    assert Run.load(place / "straight").outcomes.equals(resumed.outcomes)


def test_an_interrupted_comparison_goes_on_with_its_map_date(place: Path) -> None:
    words = ["compare", "quick.toml", "other.toml", "--worlds", "100", "--out", "both"]
    ready = place / "both.partial" / "runs" / "quick.partial"
    code, told = _interrupted(place, ready, *words, "--map-date", "1941-10-05")
    assert code == 130 and not (place / "both").exists()
    resume = shlex.split(told.split("To go on: ")[1])
    assert resume[-2:] == ["--map-date", "1941-10-05"]
    done = crossroads(place, *resume[1:])
    assert done.returncode == 0, done.stderr
    assert (place / "both" / "report.html").is_file()
