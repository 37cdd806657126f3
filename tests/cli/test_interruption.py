from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import command, crossroads, environment
from swept import SWEPT

from crossroads.runs.run import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

LOOKS, PAUSE_SECONDS = 15_000, 0.02
ENOUGH_SECONDS = 300.0
"""Both only keep a process that hangs from holding up the tests; neither is a measure of speed."""


def _interrupted(place: Path, ready: Path, *words: str, by: int = signal.SIGINT) -> tuple[int, str]:
    """Start `crossroads`, signal it when a finished part stands in `ready`; return code and stderr."""
    process = subprocess.Popen(
        command(*words),
        cwd=place,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # A shell that starts the tests in the background has Ctrl-C ignored, for them and all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # type: ignore[arg-type,return-value]
    )
    for _ in range(LOOKS):
        if any(ready.glob("*.part")):
            break
        assert process.poll() is None, process.communicate()
        time.sleep(PAUSE_SECONDS)
    else:
        process.kill()
        pytest.fail(f"no part stands in {ready.name}: {process.communicate()}")
    process.send_signal(by)
    _, told = process.communicate(timeout=ENOUGH_SECONDS)
    return process.returncode, told


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(place: Path) -> None:
    words = ["run", "quick.toml", "--worlds", "5000", "--seed", "5", "--out", "long"]
    code, told = _interrupted(place, place / "long.partial", *words)
    assert code == 130
    assert "Interrupted; finished work is kept in" in told and "Traceback" not in told
    assert not (place / "long").exists()
    resume = told.split("To go on: ")[1].strip()
    assert shlex.split(resume) == ["crossroads", *words]
    done = crossroads(place, *shlex.split(resume)[1:])
    assert done.returncode == 0, done.stderr
    resumed = Run.load(place / "long")
    assert resumed.worlds == 5_000
    assert resumed.manifest["blocks_from_an_earlier_start"] >= 1
    assert not (place / "long.partial").exists()
    assert crossroads(place, *words[:-1], "straight").returncode == 0
    assert Run.load(place / "straight").outcomes.equals(resumed.outcomes)


def test_an_interrupted_comparison_goes_on_with_its_map_date(place: Path) -> None:
    words = ["compare", "quick.toml", "other.toml", "--worlds", "100", "--out", "both"]
    code, told = _interrupted(place, place / "both.partial", *words, "--map-date", "1941-10-05")
    assert code == 130 and not (place / "both").exists()
    resume = shlex.split(told.split("To go on: ")[1])
    assert resume[-2:] == ["--map-date", "1941-10-05"]
    done = crossroads(place, *resume[1:])
    assert done.returncode == 0, done.stderr
    assert (place / "both" / "report.html").is_file()


@pytest.mark.parametrize(("by", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_request_to_end_is_answered_as_ctrl_c(place: Path, by: int, code: int) -> None:
    if signal.getsignal(by) is signal.SIG_IGN:
        pytest.skip("whoever started the tests has this signal ignored, for them and all that they start")
    words = ["run", "quick.toml", "--worlds", "5000", "--out", "long"]
    found, told = _interrupted(place, place / "long.partial", *words, by=by)
    assert found == code
    assert "Interrupted; finished work is kept in" in told and "Traceback" not in told
    assert sorted(path.name for path in place.iterdir()) == ["long.partial", "other.toml", "quick.toml"]


@SWEPT
def test_a_killed_run_leaves_its_working_folder_only(place: Path) -> None:
    words = ["run", "quick.toml", "--worlds", "5000", "--out", "long"]
    for _ in range(2):
        assert _interrupted(place, place / "long.partial", *words, by=signal.SIGKILL)[0] == -signal.SIGKILL
        left = {path.name for path in place.iterdir()} - {"other.toml", "quick.toml"}
        assert left == {"long.partial", "long.partial.lock"}
        for part in (place / "long.partial").glob("*.part"):
            part.rename(part.with_name(part.name + ".tmp"))
    assert crossroads(place, *words).returncode == 0
    assert sorted(path.name for path in place.iterdir()) == ["long", "other.toml", "quick.toml"]


def test_ctrl_c_while_the_commands_load_shows_no_traceback(place: Path) -> None:
    stop = "import sys; from crossroads.__main__ import main\n"
    stop += "class Pressed:\n    def find_spec(self, name, path=None, target=None):\n"
    stop += "        if name == sys.argv[1]: raise KeyboardInterrupt\n"
    stop += "sys.meta_path.insert(0, Pressed())\nmain()"
    for module in ("crossroads.cli.guard", "crossroads.cli.app", "typer"):
        done = subprocess.run(
            [sys.executable, "-c", stop, module], cwd=place, env=environment(), capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (130, "Interrupted; nothing was kept.\n")
