"""Names of what is written, and of scenarios, are looked at before any work, whatever bytes they are of."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

import fake_war
import pytest
from checkout import modules, name_of
from command_line import QUICK, answer
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from crossroads import engine
from crossroads.cli import examples
from crossroads.errors import InputError
from crossroads.play import sitting
from crossroads.runs import ensemble, export, run, study_folder
from crossroads.validation.battles import check, predict
from crossroads.validation.card.drawn import files as card

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")

COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "quick.toml", "--worlds=2", "--out={}"),
    "compare": ("compare", "north_august", "no_pact", "--worlds=2", "--out={}"),
    "tournament": ("tournament", "japan", "--deciders=stated_odds,random_legal", "--out={}"),
    "regret": ("regret", "historical", "--out={}"),
    "reasons": ("reasons", "historical", "--out={}"),
    "finding-out": ("finding-out", "historical", "--out={}"),
    "signal": ("signal", "pledge", "--out={}"),
    "tree": ("tree", "historical", "--out={}"),
    "branch": ("branch", "run", "--from=1941-08-09", "--choose=japan.course=north", "--out={}"),
    "calibrate": ("calibrate", "--out={}"),
    "report-card": ("report-card", "--out={}"),
    "examples": ("examples", "--to={}"),
    "export": ("export", "run", "--to={}"),
    "report": ("report", "run", "--out={}.html"),
    "validate": ("validate", "run", "--out={}"),
    "battle": ("battle", "battles.csv", "--out={}"),
    "battle --check": ("battle", "--check={}"),
    "play": ("play", "japan", "--save={}"),
}

BYTES = st.binary(min_size=1, max_size=20) | st.binary(min_size=200, max_size=270)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).map(str.encode)
NAMES = (BYTES | TEXTS | st.sampled_from([b"." * n for n in range(1, 5)])).filter(lambda name: b"/" not in name)
SETTINGS: Any = {"deadline": None, "derandomize": True, "phases": (Phase.explicit, Phase.generate)}
REACHED = "the work was reached"


def reached(*_: Any, **__: Any) -> NoReturn:
    raise InputError(REACHED)


def test_the_folder_that_one_is_in_may_bear_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / os.fsdecode(b"h\xfe")
    here.mkdir()
    monkeypatch.setattr(ensemble, "simulate_worlds", fake_war.simulate)
    monkeypatch.chdir(here)
    made = ensemble.run(fake_war.scenario(), worlds=2, out="run")
    assert run.Run.load(here / "run").outcomes.equals(made.outcomes)
    export.export(here / "run", "csv")
    assert sorted(path.name for path in (here / "csv").iterdir()) == ["decisions.csv", "outcomes.csv", "series.csv"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder to read from, where no work begins: it says that it was reached."""
    folder = tmp_path_factory.mktemp("names")
    (folder / "quick.toml").write_text(QUICK, encoding="utf-8")
    # What is first imported below would keep what stands in for the work, for every test after these.
    for path in modules():
        importlib.import_module(f"crossroads.{name_of(path)}".rstrip("."))
    with mock.patch.object(ensemble, "simulate_worlds", fake_war.simulate):
        ensemble.run(fake_war.scenario(), worlds=2, out=folder / "run")
    with contextlib.ExitStack() as stack:
        for owner, name in (
            (engine, "simulate"),
            (study_folder, "unfinished"),
            (card, "unfinished"),
            (export, "load_runs"),
            (run.Run, "load"),
            (check, "validate"),
            (predict, "predict"),
            (sitting, "Session"),
            (examples, "example_files"),
        ):
            stack.enter_context(mock.patch.object(owner, name, reached))
        (folder / "battles.csv").write_text(BATTLES, encoding="utf-8")
        yield folder


BATTLES = """actor_a,actor_d,stra,strd,tanka,tankd,artya,artyd,flya,flyd,days,post1,terra1,wx1,surpa,aeroa
Germany,USSR,42000.5,31000,160,90,310,280,55,40,4.5,PD,RM0,DST,0,0
"""


def refused(name: bytes, longest: int) -> bool:
    """Say by plain rules whether a name has to be refused; `.` and `..` are the folders of these names."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        return True
    steers = any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in text)
    return steers or len(name) > longest or (not text.strip(". ") and text not in (".", ".."))


@pytest.mark.parametrize("command", COMMANDS)
@settings(max_examples=6, **SETTINGS)
@given(name=NAMES)
@example(name=b"o\xfe")
@example(name=b"...")
@example(name=b"a\x07b")
@example(name=b"a" * 241)
@example(name=b"a" * 5000)
@example(name=b"plain-name")
def test_a_name_is_looked_at_before_any_work(place: Path, command: str, name: bytes) -> None:
    if not name.strip() or b"\0" in name:
        return
    before = sorted(place.rglob("*"))
    words = [word.format(os.fsdecode(name)) for word in COMMANDS[command]]
    done = answer(place, *words)
    told = done.stderr.strip()
    written = name + (b".html" if command == "report" else b"")
    assert done.returncode == 2 and told and len(told.splitlines()) <= 2 and len(told) < 1000
    assert (REACHED not in told) if refused(written, 240) else "name" not in told or "A name that is free" in told, told
    if refused(written, 240):
        assert "allowed: names that can be shown, of at most 240 bytes." in told
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_refused_work_leaves_no_folder_above_its_target(place: Path, command: str) -> None:
    before = sorted(place.rglob("*"))
    done = answer(place, *(word.format("above/the/target") for word in COMMANDS[command]))
    assert done.returncode == 2 and done.stderr.strip()
    assert sorted(place.rglob("*")) == before


@settings(max_examples=30, **SETTINGS)
@given(name=NAMES)
@example(name=b"plan\xfe")
@example(name=b"..")
@example(name=b"d\xfe/plan")
@example(name=b"a" * 101)
@example(name=b"plain-name")
def test_a_scenario_is_looked_at_before_any_work(place: Path, name: bytes) -> None:
    if b"\0" in name or not name.strip():
        return
    given, path = os.fsdecode(name) + ".toml", place / (os.fsdecode(name) + ".toml")
    if len(name) < 240:
        path.parent.mkdir(exist_ok=True)
        path.write_text(QUICK, encoding="utf-8")
    try:
        done = answer(place, "run", f"./{given}", "--worlds=2", "--out=out")
    finally:
        if len(name) < 240:
            path.unlink()
        if path.parent != place:
            path.parent.rmdir()
    bad = any(refused(part, 100) for part in os.fsencode(given).removesuffix(b".toml").split(b"/"))
    bad = bad or not name.strip(b". ")
    assert done.returncode == 2 and (REACHED not in done.stderr) == bad, done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stderr.strip().isprintable()
    assert not (place / "out.partial").exists()
