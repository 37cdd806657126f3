"""The tests find their helpers in one folder, by names of their own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from checkout import ROOT

TESTS = ROOT / "tests"
SUPPORT = TESTS / "support"

# Written in parts, so that this file does not meet its own rule.
SEARCH_PATH = re.compile(r"\bsys\." + r"path\b|from sys import .*\bpath\b|\b" + "syspath_" + "prepend")


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


def test_what_tests_share_lies_in_one_folder() -> None:
    """All but tests, fixtures and the golden numbers' writer, which is started by its name."""
    apart = [
        str(path.relative_to(TESTS))
        for path in _files()
        if path.parent != SUPPORT and path.name != "conftest.py" and not path.name.startswith("test_")
    ]
    assert apart == ["golden/refresh.py"]


def test_every_file_has_a_name_of_its_own() -> None:
    """Tests are imported by bare name: of two files with one name, one would hide the other."""
    names = Counter(path.name for path in _files() if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []
