"""The command `sweep`: on this machine and in several processes, refused in one line, gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import QUICK, answer, crossroads
from kill_and_resume import told

ASKED = """
title = "Oil"
scenarios = ["short"]
measures = ["date_us_japan_war", "military_losses_japan"]
worlds = 6
[levers]
oil_stock = {values = [0.5, 2]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "short.toml").write_text(QUICK, "utf-8")
    (tmp_path / "asked.toml").write_text(ASKED, "utf-8")
    return tmp_path


def test_a_sweep_by_processes_is_that_of_one(folder: Path) -> None:
    for name, workers, start in (("one", "1", answer), ("two", "2", crossroads)):
        words = ("sweep", "asked.toml", "--out", name, "--workers", workers, "--quiet")
        done = start(folder, *words)
        assert done.returncode == 0, done.stderr
        assert "Oil" in done.stdout and f"Written to {name}:" in done.stdout
    one, two = told(folder / "one"), told(folder / "two")
    assert [name for name in one if one[name] != two.get(name)] in ([], ["manifest.json"]) and one.keys() == two.keys()
    before = told(folder / "one")
    again = answer(folder, "sweep", "asked.toml", "--out", "one", "--quiet")
    assert again.returncode == 2 and "holds this very sweep already; nothing was done" in again.stderr
    assert "A name that is free: --out one-2" in again.stderr and told(folder / "one") == before
    csv = answer(folder, "export", "one", "--to", "csv")
    assert csv.returncode == 0 and (folder / "csv" / "worlds.csv").exists()
    assert answer(folder, "run", "one", "--out", "three").returncode == 2


@pytest.mark.parametrize(
    ("words", "told_words"),
    [
        (("transfer",), "experiment: found 'transfer', which is no experiment; allowed:"),
        (("gone.toml",), "gone.toml: found no such file; allowed: an experiment's name or the path of a .toml file"),
        (("transfers", "--engine", "ray"), "engine: found 'ray'; allowed: pool or dask"),
        (("transfers", "--scheduler", "tcp://a:1"), "scheduler: found tcp://a:1 beside --engine pool"),
        (("transfers", "--worlds", "0"), "worlds is 0; a whole number from 1 to 10,000,000 is needed."),
        (("transfers", "--worlds", "many"), "worlds is 'many'"),
        (("short.toml",), "short.toml: the unknown key"),
        (("asked.toml", "--out", "."), "exists already and is no sweep"),
    ],
)
def test_what_cannot_be_is_refused_in_few_words(folder: Path, words: tuple[str, ...], told_words: str) -> None:
    done = answer(folder, "sweep", *words, "--quiet")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert told_words.split(": ")[-1] in done.stderr, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["asked.toml", "short.toml"]


def test_experiments_are_listed_and_shown(folder: Path) -> None:
    listed = answer(folder, "list").stdout
    assert "Experiments, which `crossroads sweep` carries out" in listed
    assert "garrison\n    How strong must the Soviet Far East be to be left alone?" in listed
    shown = answer(folder, "show", "garrison").stdout
    assert "ussr.far_east_opening (levers): Soviet men in the Far East" in shown
    assert "To carry it out: crossroads sweep garrison" in shown
    own = answer(folder, "show", "asked.toml").stdout
    assert "2 points, 6 worlds each, each world fought twice" in own and "crossroads sweep asked.toml" in own
