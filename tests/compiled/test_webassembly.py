"""Wars that a page runs by itself are the wars that every machine runs, to the byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine import simulate
from crossroads.engine.compiled.llvm.wasm import finished
from crossroads.minds.deciders.catalogue import STATED
from crossroads.minds.setup import Setup
from crossroads.nations import NATIONS
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOMES

WORLDS = 70
RUNNER = Path(__file__).with_name("week.mjs")


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not there")
def test_worlds_in_node_have_the_bytes_of_worlds_here(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "crossroads.runs.storage.webassembly", str(tmp_path)], check=True, timeout=300
    )
    subprocess.run(["node", str(RUNNER), str(tmp_path), str(WORLDS)], check=True, timeout=300)
    stated = Setup(deciders=tuple((kind.name, STATED) for kind, _ in NATIONS))
    block = simulate(stated, 1941, np.arange(WORLDS))
    about = json.loads((tmp_path / "week.json").read_text("utf-8"))
    assert about["series"] == list(OBSERVABLE_NAMES)
    series = np.frombuffer((tmp_path / "series.bin").read_bytes(), np.float32).reshape(block.series.shape)
    np.testing.assert_array_equal(series, block.series)
    outcomes = np.frombuffer((tmp_path / "outcomes.bin").read_bytes(), np.float64).reshape(-1, WORLDS)
    for name, values in zip(about["outcomes"], outcomes, strict=True):
        np.testing.assert_array_equal(values, block.outcomes[name], err_msg=name)
    assert set(about["outcomes"]) == {item.name for item in OUTCOMES}


def test_an_object_with_data_needs_a_linker() -> None:
    with pytest.raises(ValueError, match="linker"):
        finished(b"\0asm\1\0\0\0" + bytes([11, 1, 0]), ("run",))
