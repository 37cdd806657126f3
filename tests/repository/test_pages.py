"""What the pages tell a reader to type exists and works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from checkout import PACKAGE, ROOT, blocks, make_targets, pages
from command_line import environment

from crossroads.__main__ import app
from crossroads.minds.decision import decision_points
from crossroads.scenario.experiment import load_experiment
from crossroads.scenario.scenario import load_scenario

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def commands(path: Path) -> list[list[str]]:
    """Return what a page tells a reader to type: `crossroads ...`, `make ...`, in blocks and in backquotes."""
    text = path.read_text("utf-8")
    typed = [line for block in blocks(path, "sh", "console", "bash") for line in block.splitlines()]
    # Outside blocks only what stands in backquotes is meant to be typed.
    typed += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    found = []
    for line in typed:
        line = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
        if re.match(r"(make|crossroads)( |$)", line):
            found.append(shlex.split(line.split("  #")[0]))
    return found


TYPED = [(path, words) for path in pages() for words in commands(path)]


def _id(value: object) -> str:
    return value.name if isinstance(value, Path) else " ".join(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(("page", "words"), TYPED, ids=_id)
def test_a_command_in_a_page_exists(page: Path, words: list[str]) -> None:
    if words[0] == "make":
        asked = [word for word in words[1:] if "=" not in word]
        assert set(asked) <= make_targets()
        return
    if len(words) == 1 or words[1].startswith("-"):
        assert set(words[1:]) <= {"--help", "--version"}
        return
    assert words[1] in COMMANDS, f"{page.name} names the command {words[1]}"
    options = {name for option in COMMANDS[words[1]].params for name in option.opts} | {"--help"}
    assert {word.split("=")[0] for word in words[2:] if word.startswith("--")} <= options


def test_the_readme_names_commands() -> None:
    named = {" ".join(words[:2]) for path, words in TYPED if path.name == "README.md" and path.parent == ROOT}
    assert {"make compare", "make test", "crossroads run", "crossroads compare", "crossroads show"} <= named


def test_links_lead_to_files() -> None:
    for path in pages():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if not re.match(r"[a-z]+:", target):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} leads to {target}"


def _few_worlds(text: str) -> str:
    return re.sub(r"worlds=[\d_]+", "worlds=6", text)


@pytest.mark.parametrize("page", [page for page in pages() if blocks(page, "python")], ids=lambda page: page.name)
def test_python_in_a_page_runs(page: Path, tmp_path: Path) -> None:
    for text in blocks(page, "python"):
        done = subprocess.run(
            [sys.executable, "-c", UNDRAWN + _few_worlds(text)],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr


def test_the_readme_has_python() -> None:
    assert blocks(ROOT / "README.md", "python")


UNDRAWN = "import undrawn; undrawn.later()\n"
"""Figures are written and not drawn: how they look has tests of its own."""

LONG = ("reasons", "regret", "tournament", "report-card", "sweep", "finding-out", "signal", "ask")
"""Commands of many wars: each is run by a test of its own, and that its words exist is tested above."""


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    """Each `crossroads` line of the README's shell blocks, in order, in one folder, with few worlds."""
    for block in blocks(ROOT / "README.md", "toml"):
        (tmp_path / "my_war.toml").write_text(block, encoding="utf-8")
    ran = 0
    for block in blocks(ROOT / "README.md", "sh"):
        for line in block.splitlines():
            words = shlex.split(line.split("  #")[0].removeprefix(".venv/bin/"))
            if not words or words[0] != "crossroads" or words[1] in LONG:
                continue
            words = ["2" if before == "--worlds" else word for before, word in zip(["", *words], words, strict=False)]
            shell = [sys.executable, "-c", f"{UNDRAWN}from crossroads.__main__ import main; main()", *words[1:]]
            done = subprocess.run(shell, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            ran += 1
    assert ran >= 4


def test_scenarios_in_pages_are_sound(tmp_path: Path) -> None:
    sound = 0
    for page in pages():
        for number, text in enumerate(blocks(page, "toml")):
            if "extends" in text:
                path = tmp_path / f"{page.stem.lower()}_{number}.toml"
                path.write_text(text, encoding="utf-8")
                assert load_scenario(path).describe()
                sound += 1
    assert sound >= 2
    assert decision_points()


def test_experiments_in_pages_are_sound() -> None:
    found = [
        (page, text) for page in pages() for text in blocks(page, "toml") if "measures" in text and "scenarios" in text
    ]
    for _, text in found:
        assert load_experiment(tomllib.loads(text)).dimensions[0].described
    assert len(found) >= 2


def test_make_lists_its_targets() -> None:
    done = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for target in ("compare", "test", "check", "bench", "gallery", "docs", "validate", "calibrate", "clean"):
        assert re.search(rf"^ +make {target}\s+\w", done.stdout, flags=re.MULTILINE)


def test_make_refuses_an_old_python(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexec " + sys.executable + ' -c "import sys; sys.version_info = (3, 9); $(echo "$2")"\n')
    old.chmod(0o755)
    words = ["make", "-C", str(ROOT), f"VENV={tmp_path / 'venv'}", f"PYTHON={old}", "compare"]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode != 0 and "Python 3.11 or later is needed" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_make_compare_leaves_what_stands(tmp_path: Path) -> None:
    ready = tmp_path / "venv"
    (ready / "bin").mkdir(parents=True)
    (ready / "bin" / "python").touch()
    (ready / ".ready").touch()
    out = tmp_path / "out"
    out.mkdir()
    (out / "comparison.txt").write_text("what was found\n", encoding="utf-8")
    words = ["make", "-C", str(ROOT), f"VENV={ready}", f"OUT={out}", "compare"]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "MAKEFLAGS": ""})
    assert done.returncode == 0, done.stderr
    assert "what was found" in done.stdout and "nothing removed" in done.stdout
    assert [path.name for path in out.iterdir()] == ["comparison.txt"]


def test_continuous_integration_calls_the_readmes_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK) and "make test" in script.read_text("utf-8")
    assert "make test" in (ROOT / "README.md").read_text("utf-8")


def test_the_package_holds_its_data() -> None:
    assert {path.suffix for path in (PACKAGE / "evidence" / "data").iterdir()} == {".toml", ".npz"}
    assert (PACKAGE / "studies" / "compare" / "reported" / "templates" / "report.html.j2").is_file()
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel == {
        "packages": ["model/crossroads"],
        "force-include": {name: f"crossroads/_{name}" for name in ("scenarios", "experiments", "examples")},
    }
