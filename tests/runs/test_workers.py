"""Runs in several processes: a worker that dies is told of, and none outlives an interrupt."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import fake_war
import pytest

from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.ensemble import run

MODEL = Path(ensemble.__file__).parents[2]


def test_a_worker_that_dies_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.ends_of_itself)
    with pytest.raises(InputError, match="ended of itself"):
        run(fake_war.scenario(), worlds=32, out=tmp_path / "run", workers=2)
    assert not (tmp_path / "run").exists()


def _alive_in_group(group: int) -> list[str]:
    listing = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


@pytest.mark.skipif(shutil.which("ps") is None, reason="needs ps to look for processes that are left")
def test_an_interrupt_ends_the_workers(tmp_path: Path) -> None:
    """A real Ctrl-C to a real process with two workers: it ends soon, and no worker outlives it."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "import fake_war\n"
        "from crossroads.runs import blocks, ensemble\n"
        "from crossroads.runs.progress import Interrupted\n"
        "ensemble.simulate_worlds, blocks.BLOCK_WORLDS = fake_war.slow, 4\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        f"        ensemble.run(fake_war.scenario(), worlds=8, workers=2, out={str(tmp_path / 'run')!r},\n"
        "                     command='crossroads run made_up --worlds 8')\n"
        "    except Interrupted as stop:\n"
        "        print(stop)\n"
        "        sys.exit(130)\n"
    )
    found = {**os.environ, "PYTHONPATH": os.pathsep.join([str(MODEL), str(Path(fake_war.__file__).parent)])}
    process = subprocess.Popen(
        [sys.executable, str(script)], env=found, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    try:
        assert [process.stdout.readline() for _ in range(2)] == [f"{fake_war.SIMULATING}\n"] * 2
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=fake_war.NEVER_SECONDS / 2)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 130
    assert "crossroads run made_up --worlds 8" in output
    assert not (tmp_path / "run").exists()
    for _ in range(100):
        if not (alive := _alive_in_group(process.pid)):
            break
        time.sleep(0.1)
    assert not alive


def test_the_default_number_of_processes() -> None:
    assert ensemble.default_workers(ensemble.WORLDS_IN_ONE_PROCESS) == 1
    assert 1 <= ensemble.default_workers(10**6) <= ensemble.MOST_WORKERS
