"""The developers' tools count rightly, and set aside what differs between two runs but no number of a result."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import house
import pytest
import same_bytes
from checkout import ROOT
from same_bytes_digest import contents, normalised, stream

START = '''"""A package of three files."""

from made_up.rooms import hall

LIMIT = 3
"""What it is."""


def start(a: int, b: int, c: int, d: int, e: int, f: int) -> int:
    """Add up."""
    # A remark is no code.
    return hall.weigh(
        a + b + c + d + e + f
    )
'''

HALL = '''"""A hall."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from made_up import start


class Door: ...


def weigh(number: int) -> int:
    """Weigh."""
    from ..start import LIMIT

    text = """told

    here"""
    return number + LIMIT + len(text)
'''


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    package = tmp_path / "made_up"
    (package / "rooms").mkdir(parents=True)
    (package / "__init__.py").write_text('"""Nothing but a word."""\n', "utf-8")
    (package / "start.py").write_text(START, "utf-8")
    (package / "rooms" / "hall.py").write_text(HALL, "utf-8")
    return package


def test_lines_arrows_and_circles_are_counted(made_up: Path) -> None:
    found = house.numbers(made_up)
    assert (found["files"], found["folders"], found["rooms"]) == (3, 2, 3)
    assert house.code_lines(START) == 6 and house.code_lines(HALL) == 9
    assert found["lines of code"] == 15
    assert found["arrows"] == ["rooms -> start.py", "start.py -> rooms"]
    assert found["arrows between folders, however deep"] == 2
    assert found["circles of files"] == [["made_up.rooms.hall", "made_up.start"]]
    assert found["functions with 6 or more parameters"] == 1 and found["classes of one name"] == []


def test_the_house_is_told_as_lines_and_as_json(made_up: Path) -> None:
    shell = [sys.executable, str(ROOT / "tools" / "house.py"), "--package", str(made_up)]
    told = subprocess.run(shell, capture_output=True, text=True, check=True).stdout
    assert "3  files" in told and "made_up.rooms.hall, made_up.start" in told and "->" not in told
    listed = json.loads(subprocess.run([*shell, "--json", "--arrows"], capture_output=True, check=True).stdout)
    assert listed["arrows"] == ["rooms -> start.py", "start.py -> rooms"]


def test_what_changed_is_missing_or_new_is_listed() -> None:
    before = {"run: $ list": "a", "run/series": "b", "run/ledger": "c"}
    after = {"run: $ list": "a", "run/series": "x", "run/page": "c"}
    assert same_bytes.compare(before, after) == ["missing: run/ledger", "new: run/page", "differs: run/series"]
    assert same_bytes.compare(before, before) == []


def test_the_place_and_the_time_are_set_aside_but_no_result() -> None:
    places = {"/tmp/made/run": "<folder>"}
    told = "Written to /tmp/made/run/x in 12 s at 2031-05-07T10:00:00+00:00 by numpy 2.4.6: 1941-08-09, 12.5 weeks."
    assert normalised(told, places) == (
        "Written to <folder>/x in <duration> at <time> by numpy <version>: 1941-08-09, 12.5 weeks."
    )
    results = '{"worlds": 64, "mean": 6.4, "weeks": 288, "shares": [0.109375, 12.0], "horizon": "1946-12-29"}'
    assert normalised(results, places) == results
    manifest = '{"seconds": 6.4, "version": "0.1.0", "code_hash": "' + "5f" * 32 + '"}'
    assert normalised(manifest, places) == '{"seconds": <seconds>, "version": "<version>", "code_hash": "<digest>"}'
    assert stream("quick: 40 % done, about 3 s left\nquick: done in 4 s\n40 % of worlds.\n") == "40 % of worlds.\n"


def test_a_table_counts_by_its_columns_and_a_number_to_its_last_bit(tmp_path: Path) -> None:
    import pandas as pd

    given = []
    for name, last in (("one", 0.3), ("two", 0.1 + 0.2)):
        pd.DataFrame({"day": ["1941-08-09"], "mean": [last]}).to_parquet(tmp_path / f"{name}.parquet", index=False)
        given.append(contents(tmp_path / f"{name}.parquet", {}))
    assert list(given[0]) == ["columns", "column day", "column mean"]
    assert [name for name in given[0] if given[0][name] != given[1][name]] == ["column mean"]
