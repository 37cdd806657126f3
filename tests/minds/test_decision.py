"""The table of decisions: a row that does not fit is told with file, row, key and remedy."""

from __future__ import annotations

import tomllib

import pytest

from crossroads.errors import InputError
from crossroads.minds.decision import DecisionPoint

GOOD = """
name = "course"
title = "Where to go"
table = "A council"
dates = [1941-07-02]
from = 1941-08-03
every_weeks = 2
source = "a_work"
option = { wait = "waits", go = "goes" }
"""


def _read(text: str) -> DecisionPoint:
    return DecisionPoint.read(tomllib.loads(text), "land/decisions.toml: decision 1", nation="land")


def test_a_good_row_is_read() -> None:
    point = _read(GOOD)
    assert (point.id, list(point.options), point.earliest.isoformat()) == ("land.course", ["wait", "go"], "1941-07-02")


@pytest.mark.parametrize(
    ("change", "into", "expected"),
    [
        ("title =", "titel =", "titel: found the unknown key 'titel'"),
        ('"Where to go"', '" "', "title: found blank text"),
        ("[1941-07-02]", "1941-07-02", "dates: found 1941-07-02; allowed: a list"),
        ("[1941-07-02]", '["1941-07-02"]', "dates.1: found '1941-07-02'; allowed: a date such as"),
        ("from = 1941-08-03", "from = 3", "from: found 3; allowed: a date such as"),
        ("every_weeks = 2", "every_weeks = 1.5", "every_weeks: found 1.5; allowed: a whole number"),
        ('go = "goes"', "go = 3", "option.go: found 3; allowed: text in quotation marks"),
        ('source = "a_work"', 'nation = "sea"', "nation: found the unknown key 'nation'"),
    ],
)
def test_a_fault_names_file_row_and_key(change: str, into: str, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(GOOD.replace(change, into))
    assert any(
        line.startswith(f"land/decisions.toml: decision 1: {expected}") for line in str(caught.value).splitlines()
    )
