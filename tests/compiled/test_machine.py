"""Machine code that is kept is the user's own or is made anew; without it NumPy runs the laws, to the same bytes."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import another_process
import numpy as np
import pytest
import small_laws

from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.minds.imagining import kept_folder as places
from crossroads.world.portable import exp

needs_llvm = pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")

GIVEN = {"a": np.linspace(-3.0, 3.0, 40)}
P = {"rate": 0.25}


def law(a: object, p: dict[str, float]) -> object:
    return exp(a * p["rate"])  # type: ignore[operator]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(kept_code.VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what is built."""
    texts: list[str] = []
    build = machine.build
    monkeypatch.setattr(machine, "build", lambda text, level: texts.append(text) or build(text, level))
    return texts


def _right() -> bool:
    return np.array_equal(small_laws.run(law, GIVEN, P), exp(GIVEN["a"] * 0.25))


@needs_llvm
def test_code_is_made_once_and_kept_for_the_user_alone(home: Path, built: list[str]) -> None:
    assert _right() and _right()
    assert len(built) == 1
    (path,) = (home / "code").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def _foreign(path: Path) -> None:
    """Sign the code again, with a key that is not the user's."""
    content = path.read_bytes()
    digest = kept_code._signed(path.name.partition(".")[0], content[32:], b"k" * places.KEY_BYTES)
    path.write_bytes(digest + content[32:])


def _changed(place: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(bytes(content))

    return change


def _link(path: Path) -> None:
    away = path.parent.parent / "elsewhere"
    path.rename(away)
    path.symlink_to(away)


HARM: dict[str, Callable[[Path], None]] = {
    "empty": lambda path: path.write_bytes(b"") and None,
    "short": lambda path: path.write_bytes(path.read_bytes()[:20]) and None,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-100]) and None,
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0") and None,
    "changed in its digest": _changed(3),
    "changed in its code": _changed(400),
    "signed by another": _foreign,
    "a link": _link,
    "open to others": lambda path: path.chmod(0o666),
    "a new key": lambda path: places.put(path.parent.parent / places.KEY, os.urandom(places.KEY_BYTES)),
}


@needs_llvm
@pytest.mark.parametrize("harm", HARM)
def test_what_is_damaged_or_anothers_is_made_anew(home: Path, built: list[str], harm: str) -> None:
    assert _right()
    (path,) = (home / "code").iterdir()
    HARM[harm](path)
    assert _right() and len(built) == 2
    assert _right() and len(built) == 2, "what was made anew is kept"


@needs_llvm
def test_the_code_of_one_text_is_not_taken_for_anothers(home: Path, built: list[str]) -> None:
    assert _right()
    (path,) = (home / "code").iterdir()
    code = path.read_bytes()
    small_laws.run(lambda a, p: exp(a + p["rate"]), GIVEN, P)
    for other in (home / "code").iterdir():
        other.write_bytes(code)
    small_laws.run(lambda a, p: exp(a + p["rate"]), GIVEN, P)
    assert len(built) == 3


@needs_llvm
@pytest.mark.parametrize("place", ["off", "file"])
def test_where_nothing_can_be_kept_code_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[str], place: str
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(kept_code.VARIABLE, "off" if place == "off" else str(tmp_path / "file"))
    assert _right() and _right() and len(built) == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


@needs_llvm
@pytest.mark.parametrize("papers", ["off", "papers"])
def test_code_lies_where_papers_do_where_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, papers: str
) -> None:
    monkeypatch.delenv(kept_code.VARIABLE, raising=False)
    monkeypatch.setenv(places.VARIABLE, papers if papers == places.OFF else str(tmp_path / papers))
    assert _right()
    assert [path.name for path in tmp_path.rglob("code")] == ([] if papers == places.OFF else ["code"])


@needs_llvm
def test_only_the_last_codes_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_code, "_MOST_FILES", 2)
    for rate in (1.0, 2.0, 3.0):
        small_laws.run(lambda a, p, rate=rate: exp(a * rate), GIVEN, P)
    assert len(list((home / "code").iterdir())) == 2


PROGRAM = (
    another_process.DIGEST
    + """
from crossroads.engine.compiled.llvm import machine
from crossroads.engine import simulate
from crossroads.scenario.scenario import load_scenario

nations = ("japan", "ussr", "germany", "united_states")
short = {"extends": "historical", "title": "x", "question": "y", "horizon": "1941-12-28"}
setup = load_scenario(short | {"deciders": dict.fromkeys(nations, "stated_odds")}).setup
block = simulate(setup, 1941, np.arange(3))
add([block.series, dict(sorted(block.outcomes.items()))])
print(machine.way(), "|", digest.hexdigest())
"""
)
HIDDEN = 'import sys; sys.modules["llvmlite"] = None' + PROGRAM


@needs_llvm
def test_two_start_at_once_on_nothing_and_numpy_gives_the_same_bytes(home: Path) -> None:
    two = [another_process.start(PROGRAM) for _ in range(2)]
    told = [another_process.told(process) for process in two]
    assert not [path for path in home.rglob("*") if path.suffix == places.UNFINISHED]
    told += [another_process.told(another_process.start(PROGRAM, **{machine.ENVIRONMENT: "0"}))]
    told += [another_process.told(another_process.start(HIDDEN))]
    ways, digests = zip(*(line.split(" | ") for line in told), strict=True)
    assert "compiled code" in ways[0] and "CROSSROADS_COMPILED=0" in ways[2]
    assert "llvmlite is not installed" in ways[3]
    assert len(set(digests)) == 1


def test_that_numpy_runs_the_laws_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(machine, "refusal", lambda: "llvmlite is not installed")
    machine.tell.cache_clear()
    with caplog.at_level(logging.WARNING):
        machine.tell()
        machine.tell()
    machine.tell.cache_clear()
    assert caplog.messages == ["The laws are run by NumPy (llvmlite is not installed): the same results, slower."]


@pytest.mark.parametrize(
    ("version", "told"), [("0.43.0", "too old"), ("0.44.1rc2", "too old"), ("0.45.0", ""), ("1.2", "")]
)
def test_an_older_llvmlite_is_told_and_left_alone(monkeypatch: pytest.MonkeyPatch, version: str, told: str) -> None:
    import llvmlite

    monkeypatch.delenv(machine.ENVIRONMENT, raising=False)
    monkeypatch.setattr(llvmlite, "__version__", version)
    found = machine.refusal.__wrapped__()
    assert told in found and bool(found) == bool(told)
