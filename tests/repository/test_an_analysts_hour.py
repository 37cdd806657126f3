"""The tutorial of sweeps, carried out as it is written, with fewer points and worlds; and the notebook."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT, blocks
from dask_cluster import Cluster
from kill_and_resume import told
from swept import SWEPT, taken_at

TUTORIAL = ROOT / "docs" / "tutorials" / "an-analysts-hour.md"

NOTEBOOKS = sorted([*(ROOT / "experiments").glob("*.ipynb"), *(ROOT / "docs").rglob("*.ipynb")])

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="ends processes of its own")


def _few(line: str) -> str:
    """Leave the first and the last number of a list."""
    return re.sub(r"= \[([^,\]]+), .*, ([^,\]]+)\]$", r"= [\1, \2]", line)


@SWEPT
def test_the_tutorial_of_sweeps(tmp_path: Path) -> None:
    (text,) = blocks(TUTORIAL, "toml")
    short = "\n".join(_few(line) for line in text.splitlines())
    assert short != text.rstrip() and "sixty" in TUTORIAL.read_text("utf-8")
    (tmp_path / "oil_or_strength.toml").write_text(short, "utf-8")
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    try:
        doomed, _ = cluster.worker(), cluster.worker()
        for line in (line for block in blocks(TUTORIAL, "sh") for line in block.splitlines()):
            words = shlex.split(line.replace("tcp://127.0.0.1:8786", cluster.address))
            words = ["6" if before == "--worlds" else word for before, word in zip(["", *words], words, strict=False)]
            if words[1] == "sweep" and "--worlds" not in words:
                words += ["--worlds", "4"]
            if "--scheduler" in words:
                doomed.send_signal(signal.SIGKILL)
            shell = [sys.executable, "-m", "crossroads", *words[1:]]
            done = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
    finally:
        cluster.end()
    results = tmp_path / "results"
    one, other = told(results / "oil_or_strength"), told(results / "on_two")
    assert {name for name in one if one[name] != other.get(name)} <= {"manifest.json"} and one.keys() == other.keys()
    assert "figures/date_japan_attacks_ussr_happens.png" in one
    assert {path.name for path in (results / "oil_or_strength-csv").iterdir()} >= {"sweep.csv", "worlds.csv"}


@pytest.mark.parametrize(
    "path", taken_at(NOTEBOOKS, lambda path: path.parent.name == "tutorials"), ids=lambda path: path.name
)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert code and all(not cell.get("outputs") for cell in cells)
    short = re.sub(r"worlds=\d+", "worlds=6", code)
    done = subprocess.run([sys.executable, "-c", short], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
