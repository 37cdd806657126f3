"""The tests find their helpers in one folder, by names of their own, and hang on no clock."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from checkout import ROOT, tree
from hypothesis import settings
from processors import processors

TESTS = ROOT / "tests"
SUPPORT = TESTS / "support"

# Written in parts, so that this file does not meet its own rule.
SEARCH_PATH = re.compile(r"\bsys\." + r"path\b|from sys import .*\bpath\b|\b" + "syspath_" + "prepend")

SECONDS = frozenset({"perf_counter", "monotonic", "time", "clock_gettime"})
"""What the module `time` tells of a wall clock; `process_time` counts the work that was done."""

DAYS = frozenset({"now", "utcnow", "today"})
"""What the module `datetime` tells of one."""


def _files() -> list[Path]:
    return sorted(TESTS.rglob("*.py"))


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in _files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_test_edits_where_modules_are_looked_for() -> None:
    assert _lines_with(SEARCH_PATH) == []
    assert SEARCH_PATH.search("sys." + "path.insert(0, folder)") and not SEARCH_PATH.search("sys.meta_path.insert")


def _from_the_root(module: ast.Module) -> list[str]:
    """Return what is imported by way of the repository's root, which is found where one stands in it alone."""
    names = [node.module or "" for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and not node.level]
    names += [each.name for node in ast.walk(module) if isinstance(node, ast.Import) for each in node.names]
    return [name for name in names if name.split(".")[0] in ("tests", "model", "experiments", "benchmarks")]


def test_no_test_hangs_on_the_folder_it_is_started_in() -> None:
    assert {str(path): found for path in _files() if (found := _from_the_root(tree(path)))} == {}
    assert _from_the_root(ast.parse("import os\nfrom tests.war import x\nfrom told import y")) == ["tests.war"]


def test_what_tests_share_lies_in_one_folder() -> None:
    """All but tests, fixtures, and what is started by its name: the writers of what is golden and the fuzz."""
    apart = [
        str(path.relative_to(TESTS))
        for path in _files()
        if path.parent != SUPPORT and path.name != "conftest.py" and not path.name.startswith("test_")
    ]
    assert [name for name in apart if not name.startswith("fuzz/")] == ["golden/answers.py", "golden/refresh.py"]


def test_every_file_has_a_name_of_its_own() -> None:
    """Tests are imported by bare name: of two files with one name, one would hide the other."""
    names = Counter(path.name for path in _files() if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []


def _clocks(module: ast.Module) -> list[str]:
    """Return the names in a file that read a wall clock, called or handed on: 'time.monotonic', 'perf_counter_ns'."""
    read = []
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).split(".")[-1]
            seconds = owner == "time" and node.attr.removesuffix("_ns") in SECONDS
            if seconds or (owner in ("date", "datetime") and node.attr in DAYS):
                read.append(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            read += [alias.name for alias in node.names if alias.name.removesuffix("_ns") in SECONDS]
    return read


def test_no_test_reads_a_wall_clock() -> None:
    """A busy machine may make a test slow, never wrong: speed belongs to the benchmarks."""
    read = {str(path.relative_to(ROOT)): _clocks(tree(path)) for path in _files()}
    assert {name: clocks for name, clocks in read.items() if clocks} == {}


def test_the_rule_knows_a_clock() -> None:
    read = "import time\nfrom time import perf_counter_ns\nbegan = time.monotonic()\nday = dt.date.today()"
    assert _clocks(ast.parse(read)) == ["perf_counter_ns", "time.monotonic", "dt.date.today"]
    assert _clocks(ast.parse("import time\ntime.sleep(1)\nwork = time.process_time()")) == []


def test_examples_of_properties_have_no_deadline() -> None:
    assert settings().deadline is None


@pytest.mark.parametrize(("told", "most"), [("100000 100000", 1), ("150000 100000", 2), ("5000 100000", 1)])
def test_no_more_processes_test_than_a_container_may_run(tmp_path: Path, told: str, most: int) -> None:
    (tmp_path / "cpu.max").write_text(f"{told}\n", "ascii")
    able = processors(tmp_path / "none")
    assert able >= 1
    assert processors(tmp_path / "cpu.max") == min(able, most)
    for nothing in ("max 100000", "", "two"):
        (tmp_path / "cpu.max").write_text(nothing, "ascii")
        assert processors(tmp_path / "cpu.max") == able
