"""What a person asks of the compiler in words that it does not know is told in a line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "crossroads", "run", "historical", "--worlds", "1", "--ledger-worlds", "0", "--out"]


@pytest.mark.parametrize("asked", ["x86-64v3", "avx2", "no"])
def test_an_unknown_level_is_refused(tmp_path: Path, asked: str) -> None:
    pytest.importorskip("llvmlite")
    named = os.environ | {"CROSSROADS_COMPILED": asked}
    done = subprocess.run([*COMMAND, str(tmp_path / "run")], env=named, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"CROSSROADS_COMPILED: found '{asked}'; allowed: x86-64-v4" in " ".join(done.stderr.split())


def test_a_file_in_the_place_of_the_folder_for_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("", encoding="utf-8")
    shell = [sys.executable, "-m", "crossroads.runs.storage.webassembly", str(tmp_path / "here")]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "here" in done.stderr
