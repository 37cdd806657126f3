"""Whatever a text holds, and whatever the stream can hold: people can read it, and nothing is steered by it."""

from __future__ import annotations

import ast
import encodings.aliases
import functools
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from checkout import PACKAGE
from command_line import SEATS
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads import __main__ as start
from crossroads.errors import JOINERS, legible
from crossroads.minds.setup import Setup
from crossroads.play import classroom
from crossroads.play.voice import folded
from crossroads.runs import ensemble
from crossroads.runs.ensemble import simulate_worlds
from crossroads.runs.tables.frames import FORMULA, write_csv
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.compare import study as compare_study
from crossroads.world.block import Block

TITLE = "Plan Ō: 南進, № 7"
STEERING = st.text(st.characters(categories=("Cc", "Cf", "Zl", "Zp")) | st.sampled_from("=+-@aŌ南 7"), max_size=30)


def codecs_of_one_byte() -> list[str]:
    found = []
    for name in sorted(set(encodings.aliases.aliases.values())):
        try:
            told = [
                "".join(map(chr, range(32, 127))).encode(name).decode(name),
                bytes(range(256)).decode(name, "replace"),
            ]
        except (LookupError, UnicodeError, TypeError, AssertionError):
            continue
        if told[0].isascii() and len(told[1]) == 256:
            found.append(name)
    return found


def answered(encoding: str, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Give the command its words in this process, its streams in an encoding that stops at what it lacks."""
    entered = io.TextIOWrapper(io.BytesIO(typed.encode(encoding, "replace")), encoding=encoding, errors="strict")
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict") for _ in range(2)]
    with (
        mock.patch.object(sys, "argv", ["crossroads", *words]),
        mock.patch.object(sys, "stdin", entered),
        mock.patch.object(sys, "stdout", streams[0]),
        mock.patch.object(sys, "stderr", streams[1]),
        pytest.raises(SystemExit) as left,
    ):
        start.main()
    told = [stream.buffer.getvalue().decode(encoding) for stream in streams]  # type: ignore[attr-defined]
    return int(left.value.code or 0), told[0], told[1]


def plan(folder: Path, title: str, question: str = "Q") -> Path:
    """Write a scenario; what it holds of words is escaped letter by letter."""
    words = {"extends": "hold_at_indochina", "title": title, "question": question}
    escaped = {key: "".join(f"\\U{ord(sign):08x}" for sign in text) for key, text in words.items()}
    lines = [f'{key} = "{text}"' for key, text in escaped.items()]
    path = folder / "plan_o.toml"
    path.write_text("\n".join([*lines, "horizon = 1941-12-28", SEATS]), encoding="utf-8")
    return path


def people_can_read(text: str) -> bool:
    return all(
        sign in f"\n\t{JOINERS}" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in text
    )


@pytest.mark.parametrize("encoding", codecs_of_one_byte())
def test_a_stream_that_lacks_letters_loses_no_answer(tmp_path: Path, encoding: str) -> None:
    path = plan(tmp_path, TITLE)
    code, told, errors = answered(encoding, "show", str(path))
    assert (code, errors) == (0, "") and "Plan " in told and ", " in told and "plan_o" in told
    code, told, errors = answered(encoding, "list")
    assert (code, errors) == (0, "") and "hold_at_indochina" in told
    code, _, errors = answered(encoding, "show", "南進.toml")
    assert code == 2 and "no such file" in errors and "Traceback" not in errors


assert classroom.simulate_worlds is simulate_worlds, "loaded before wars are stood in for: it seeks worlds of its own"

FEW = ["cp037", "cp437", "cp1252", "koi8_r", "latin_1", "mac_roman", "ascii", "cp1255"]
"""Codecs in which long commands are told, but with CROSSROADS_SWEEP=all in every one."""

TOLD = codecs_of_one_byte() if os.environ.get("CROSSROADS_SWEEP") == "all" else FEW

COMPARED = TOLD if os.environ.get("CROSSROADS_SWEEP") == "all" else FEW[:3]


@pytest.fixture(scope="module")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with two scenarios whose war is played once, and a run of it; figures have their own tests."""

    @functools.cache
    def played(place: Path | None, worlds: bytes, ledger_below: int) -> Block:
        assert place is not None
        return simulate_worlds(
            load_scenario(place).setup, 1941, np.frombuffer(worlds, dtype=int), ledger_below=ledger_below
        )

    def simulate(setup: Setup, seed: int, worlds: Any, *, ledger_below: int = 0, on_week: object = None) -> Block:
        path = next(
            path for path in (folder / "plan_o.toml", folder / "other.toml") if load_scenario(path).setup == setup
        )
        return played(path, np.asarray(worlds, dtype=int).tobytes(), ledger_below)

    def write(*given: Any, **_: Any) -> list[Path]:
        place = next(item for item in given if isinstance(item, Path))
        place.mkdir()
        return []

    folder = tmp_path_factory.mktemp("told")
    plan(folder, TITLE).rename(folder / "other.toml")
    (folder / "other.toml").write_text(
        (folder / "other.toml").read_text("utf-8").replace("hold_at_indochina", "no_pact")
    )
    plan(folder, TITLE)
    with (
        mock.patch.object(ensemble, "simulate_worlds", simulate),
        mock.patch.object(compare_study, "write_figures", write),
    ):
        assert (
            answered("utf-8", "run", str(folder / "plan_o.toml"), "--worlds", "2", "--out", str(folder / "run"), "-q")[
                0
            ]
            == 0
        )
        yield folder


@pytest.mark.parametrize("encoding", TOLD)
def test_what_is_run_explained_and_played_is_told_whatever_letters_there_are(
    told_of: Path, tmp_path: Path, encoding: str
) -> None:
    path, out = str(told_of / "plan_o.toml"), str(tmp_path / "out")
    meeting = ("--decision", "japan.course", "--date", "1941-08-09")
    for words, part in (
        (("run", path, "--worlds", "2", "--out", out, "-q"), f"Written to {out}"),
        (("explain", str(told_of / "run"), *meeting), "plan_o"),
        (("play", "japan", "--scenario", path, "--save", f"{out}.json", "-q"), f"Saved in {out}.json"),
    ):
        code, told, errors = answered(encoding, *words, typed="# \u014c\n")
        assert (code, errors) == (0, "") and part in " ".join(told.split()), words


@pytest.mark.parametrize("encoding", COMPARED)
def test_a_comparison_is_told_whatever_letters_there_are(told_of: Path, tmp_path: Path, encoding: str) -> None:
    paths = [str(told_of / name) for name in ("plan_o.toml", "other.toml")]
    code, told, errors = answered(encoding, "compare", *paths, "--worlds", "2", "--out", str(tmp_path / "out"), "-q")
    assert (code, errors) == (0, "") and "comparison.csv" in told
    assert TITLE in (tmp_path / "out" / "comparison.txt").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["cp1252"])
def test_a_run_is_told_and_its_files_are_in_utf_8(tmp_path: Path, encoding: str) -> None:
    title = "Plan Ō: 南進, № 7 \u202etxt"
    path, out = plan(tmp_path, title), tmp_path / "out"
    code, told, _ = answered(encoding, "run", str(path), "--worlds", "2", "--out", str(out), "-q")
    assert code == 0 and "Plan ?: ??, ? 7 \\u202etxt" in told
    assert json.loads((out / "manifest.json").read_text("utf-8"))["scenario"]["title"] == title


@settings(max_examples=20, deadline=None, derandomize=True)
@given(STEERING, STEERING)
def test_no_sign_that_steers_reaches_a_person(tmp_path_factory: pytest.TempPathFactory, title: str, asked: str) -> None:
    path = plan(tmp_path_factory.getbasetemp(), f"T{title}", f"Q{asked}")
    scenario = load_scenario(path)
    assert people_can_read(scenario.title + scenario.question) and scenario.resolved["title"] == f"T{title}"
    _, told, errors = answered("utf-8", "show", str(path))
    assert people_can_read(told) and people_can_read(errors)
    _, told, errors = answered("utf-8", "show", f"N{title}{asked}".replace("\0", "\1"))
    assert people_can_read(told) and people_can_read(errors)
    assert people_can_read(folded(title)) and legible(legible(title)) == legible(title)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(STEERING, min_size=1, max_size=4), STEERING)
def test_no_cell_of_text_begins_a_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], head: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "cells.csv"
    write_csv(pd.DataFrame({"a": texts, f"b{head}": -1.5, head: texts}), path)
    read = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False)
    for cell in (*read.columns, *read.to_numpy().ravel()):
        assert not FORMULA.match(cell) and people_can_read(cell)
    assert set(read.iloc[:, 1]) == {"-1.5"}


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+1+2", "-2+3", "\t=1", "=cmd|' /C calc'!A0", "＝1"])
def test_the_escape_is_an_apostrophe(tmp_path: Path, cell: str) -> None:
    write_csv(pd.DataFrame({"a": [cell, "-3.5", "+4", "-1e-3", "plain"]}), tmp_path / "t.csv")
    read = pd.read_csv(tmp_path / "t.csv", dtype=str)["a"]
    assert list(read) == [f"'{cell}", "-3.5", "+4", "-1e-3", "plain"]


def _calls(path: Path, name: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
            yield node.lineno


def test_no_other_way_leads_to_a_table_or_a_terminal() -> None:
    found = {
        (path.relative_to(PACKAGE).as_posix(), name)
        for path in PACKAGE.rglob("*.py")
        for name in ("to_csv", "echo", "secho")
        if any(_calls(path, name))
    }
    # The fit's digest of its battles is no file.
    assert found == {("runs/tables/frames.py", "to_csv"), ("validation/battles/fit.py", "to_csv")}
