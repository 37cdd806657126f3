"""Every experiment runs, with few worlds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT
from PIL import Image
from swept import SWEPT, taken_at

SCRIPTS = sorted((ROOT / "experiments").glob("*.py"))
QUESTIONS = [path for path in SCRIPTS if not path.stem.startswith("refresh")]


@pytest.mark.parametrize("script", taken_at(QUESTIONS, lambda path: path in QUESTIONS[:1]), ids=lambda path: path.stem)
def test_an_experiment_answers(script: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(script), "2"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 worlds") and len(done.stdout.splitlines()) > 2
    assert list(tmp_path.iterdir()) == []


@SWEPT
def test_the_gallery_is_drawn_by_one_script(tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "experiments" / "refresh_gallery.py"), "2", str(tmp_path / "gallery")]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    drawn = sorted((tmp_path / "gallery").glob("*.png"))
    assert "north_or_south.png" in [path.name for path in drawn]
    assert sum(path.stat().st_size for path in drawn) < 1_500_000
    for path in drawn:
        with Image.open(path) as image:
            assert image.width == 1400


def test_the_kept_gallery_is_small_and_has_the_answer() -> None:
    kept = sorted((ROOT / "results" / "gallery").iterdir())
    assert "north_or_south.png" in [path.name for path in kept]
    assert sum(path.stat().st_size for path in kept) < 1_500_000


def test_every_experiment_is_listed() -> None:
    page = (ROOT / "experiments" / "README.md").read_text("utf-8")
    every = [path for path in (ROOT / "experiments").iterdir() if path.suffix in (".py", ".toml", ".ipynb")]
    assert len(every) > len(SCRIPTS) and all(f"`{path.name}`" in page for path in every)
