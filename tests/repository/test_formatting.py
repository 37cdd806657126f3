"""Numbers, dates, intervals and tables are written in one place each; pages come from templates that ship."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from checkout import PACKAGE, modules, name_of, tree

TOLD = ("telling", "studies", "validation", "play", "cli")
"""Rooms that tell people something."""

HOME, TABLES, CALENDAR = "telling.numbers", "telling.table", "world.calendar"

FORMATTED = {
    "a locale's date": re.compile(r"strftime|%d %B|%[Bb]\b"),
    "a sign by a format of its own": re.compile(r":\+,?\.\d"),
    "an interval by a format of its own": re.compile(r"\{[^{}]*:[^{}]*\.\d[^{}]*\} to \{"),
}

FILES = [path for path in modules() if name_of(path).split(".")[0] in TOLD]


@pytest.mark.parametrize("path", FILES, ids=name_of)
@pytest.mark.parametrize("what", FORMATTED)
def test_numbers_and_dates_are_written_by_one_file(path: Path, what: str) -> None:
    if name_of(path) != HOME:
        code = "\n".join(
            ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr | ast.Call)
        )
        assert FORMATTED[what].search(code) is None


def test_months_have_names_in_one_file() -> None:
    named = [name_of(path) for path in modules() if re.search(r'"August",', path.read_text("utf-8"))]
    assert named == [CALENDAR]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_tables_are_set_by_one_file(path: Path) -> None:
    helpers = {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}
    assert not helpers & {"_table", "_interval"}
    if name_of(path) != TABLES:
        told = [node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
        assert not [text for text in told if isinstance(text, str) and (text.strip() == "---" or "| ---" in text)]


def test_every_template_is_of_a_kind_whose_escaping_is_known() -> None:
    found = [path for path in PACKAGE.rglob("templates/*") if path.is_file()]
    assert len(found) >= 10 and all(path.name.endswith((".md.j2", ".txt.j2", ".html.j2")) for path in found)
