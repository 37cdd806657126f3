"""The benchmarks measure what they say, and write only where they are told to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from checkout import ROOT
from swept import SWEPT

SCRIPT = ROOT / "benchmarks" / "worlds_per_second.py"


def _bench(*words: str) -> subprocess.CompletedProcess[str]:
    shell = [sys.executable, str(SCRIPT), "--repeats", "1", "--worlds", "3", *words]
    return subprocess.run(shell, capture_output=True, text=True, timeout=300)


@SWEPT
def test_it_prints_and_writes_a_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- /table -->\nafter\n", encoding="utf-8")
    done = _bench("--write", str(page))
    assert done.returncode == 0, done.stderr
    text = page.read_text("utf-8")
    assert text.startswith("before\n<!-- table -->\n| what runs |") and text.endswith("<!-- /table -->\nafter\n")
    assert "old" not in text
    rows = [
        line.split("|")[1:4] for line in done.stdout.splitlines() if line.startswith("| 3 compiled, no councils, two")
    ]
    ((_, speed, ratio),) = rows
    assert float(speed) > 0 and float(ratio) > 0


def test_the_page_has_the_marks() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert text.count("<!-- table -->") == 1 and text.count("<!-- /table -->") == 1


def test_the_start_of_each_command_is_timed() -> None:
    shell = [sys.executable, str(ROOT / "benchmarks" / "start_up.py"), "--repeats", "1"]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:4] for line in done.stdout.splitlines() if line.startswith("| `crossroads")]
    assert [name.strip(" `") for name, _, _ in rows] == [
        f"crossroads {word}" for word in ("--help", "list", "show historical")
    ]
    assert all(float(clock) > 0 and float(processor) > 0 for _, clock, processor in rows)
