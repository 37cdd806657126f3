"""What the documentation names is shipped: `examples` writes it whole, and every file of it is taken by its command."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from checkout import ROOT, blocks
from command_line import answer

from crossroads.cli import examples
from crossroads.runs.storage import files as storage
from crossroads.scenario import files
from crossroads.scenario.scenario import load_scenario

SHIPPED = ROOT / "examples"
SCENARIOS = sorted((SHIPPED / "scenarios").glob("*.toml"))
TYPED = [shlex.split(line) for block in blocks(SHIPPED / "README.md", "sh") for line in block.splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the examples were written."""
    place = tmp_path_factory.mktemp("shipped")
    made = answer(place, "examples", "--to", "examples")
    assert made.returncode == 0, made.stderr
    assert "examples/README.md" in made.stdout
    return place


def held(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_all_is_written_as_it_is_shipped(place: Path) -> None:
    assert held(place / "examples") == held(SHIPPED) == examples.example_files()
    again = answer(place, "examples", "--to", "examples")
    assert again.returncode == 0 and "stand there already" in again.stdout


@pytest.mark.parametrize("changed", ["more.txt", "battles.csv"])
def test_a_folder_of_other_files_is_left_as_it_is(place: Path, tmp_path: Path, changed: str) -> None:
    assert answer(tmp_path, "examples", "--to", "mine").returncode == 0
    (tmp_path / "mine" / changed).write_text("mine\n", encoding="utf-8")
    before = held(tmp_path / "mine")
    refused = answer(tmp_path, "examples", "--to", "mine")
    assert refused.returncode == 2 and "exists already and is not overwritten" in refused.stderr
    assert held(tmp_path / "mine") == before


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def full(path: Path, content: bytes) -> None:
        written.append(path)
        if len(written) == 4:
            raise OSError(28, "No space left on device")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    monkeypatch.setattr(storage, "write_bytes", full)
    refused = answer(tmp_path, "examples", "--to", "mine")
    assert refused.returncode == 2 and len(written) == 4
    assert held(tmp_path) == {}


def test_an_installation_without_examples_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "site" / "crossroads")
    refused = answer(tmp_path, "examples", "--to", "mine")
    assert refused.returncode == 2 and "holds none" in refused.stderr


def test_an_installed_package_has_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "site" / "crossroads" / "_examples"
    copy.mkdir(parents=True)
    (copy / "battles.csv").write_text("name\n", encoding="utf-8")
    monkeypatch.setattr(files, "_PACKAGE", tmp_path / "site" / "crossroads")
    assert files.examples_folder() == copy


def test_its_page_names_every_file_and_no_other() -> None:
    text = (SHIPPED / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE))
    assert named == {
        *(path.relative_to(SHIPPED).as_posix() for path in SCENARIOS),
        "battles.csv",
        "reference/",
    }
    typed = {word.removeprefix("examples/") for words in TYPED for word in words if word.startswith("examples/")}
    assert typed == {name.rstrip("/") for name in named}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_changes_one_thing_within_what_is_on_record(path: Path) -> None:
    scenario = load_scenario(path)
    assert scenario.question and scenario.name not in files.known_files()
    told = answer(ROOT, "show", str(path)).stdout
    changed = told.partition("Against ")[2].partition("File:")[0]
    assert len(re.findall(r"^  - ", changed, flags=re.MULTILINE)) == 1
    assert "outside its recorded range" not in told


def test_the_readme_shows_a_scenario_that_is_shipped() -> None:
    shown = [block for block in blocks(ROOT / "README.md", "toml") if "extends" in block]
    assert shown
    assert [
        block for block in shown if not any(_told(block) == _told(path.read_text("utf-8")) for path in SCENARIOS)
    ] == []


def _told(text: str) -> dict[str, object]:
    """Return what a scenario's text says but for why, which is told in words around it."""
    return {name: value for name, value in tomllib.loads(text).items() if name != "why"}


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_every_command_of_its_page_runs(place: Path, words: list[str]) -> None:
    few = ["2" if before == "--worlds" else word for before, word in zip(["", *words], words, strict=False)]
    done = answer(place, *few[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
