"""A cluster as several machines would be one: a scheduler and workers in processes of their own, over TCP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from checkout import ROOT

PATHS = os.pathsep.join([str(ROOT / "model"), str(ROOT / "tests" / "support")])


class Cluster:
    """A scheduler, and workers that are started and ended one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--port", "0", "--scheduler-file", str(folder / "scheduler.json"), "--no-dashboard")
        self.address = self._address()

    def _start(self, kind: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": PATHS, **more}
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", *words]
        with (self.folder / f"{kind}-{len(self.processes)}.log").open("wb") as log:
            made = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=self.folder)
        self.processes.append(made)
        return made

    def _address(self) -> str:
        while not (file := self.folder / "scheduler.json").exists() or not file.read_text():
            time.sleep(0.05)
            assert self.processes[0].poll() is None, (self.folder / "scheduler-0.log").read_text()
        return str(json.loads(file.read_text())["address"])

    def worker(self, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, which is not started again when it dies."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", **more)

    def end(self) -> None:
        """End all of it."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
