"""Mechanisms pulled: rows are read with care, and a result says what it was held against."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from command_line import answer

from crossroads.errors import InputError
from crossroads.evidence.claims import mechanism_rows
from crossroads.evidence.claims.mechanism_rows import load_mechanisms, read_mechanism
from crossroads.studies.mechanisms import study
from crossroads.studies.mechanisms.measuring import quantity
from crossroads.studies.mechanisms.page import amount, reference
from crossroads.studies.mechanisms.verdicts import AS_STATED, NOTHING, OTHER_WAY, verdict

ROW = """
title = "The Neutrality Pact"
documents = { "003" = "42-46" }
where = ["war/powers/diplomacy.py"]
lever = "scenario no_pact"
far = ["date_moscow_falls:happens"]

[[expects]]
text = "Without the pact Tokyo is likelier to go north"
base = "historical"
change = { parameters = { "diplomacy.neutrality_pact_in_force" = { value = 0 } }, horizon = "1942-01-04" }
from_change = { horizon = "1942-01-04" }
measure = "odds:japan.course=north"
sign = "+"
source = "003 L46"
why = "It bound Tokyo."
"""


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of rows that holds one."""
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / "S02.toml").write_text(ROW)
    monkeypatch.setattr(mechanism_rows, "rows_folder", lambda: folder)
    load_mechanisms.cache_clear()
    yield folder
    load_mechanisms.cache_clear()


def test_what_was_stated_is_held_against_what_moves(rows: Path) -> None:
    made = study.pulled(["s02"], worlds=60)
    near, far = (made.table.iloc[place] for place in (0, 1))
    assert near["verdict"] == AS_STATED and 0 < near["low"] <= near["difference"] <= near["high"] < 1
    assert near["stated"] == made.rows[0].expects[0].digest() and far["stated"] == ""
    assert math.isclose(near["value"] - near["base_value"], near["difference"], abs_tol=1e-9)
    assert far["measure"] == "date_moscow_falls:happens" and far["verdict"] == "far"
    assert "1 of 1 mechanism" in made.text() and "points of the odds" in made.text()
    page = reference(made.rows, made.table)
    assert (
        "**1 of 1 move their near outcome as stated**" in page
        and "| **S02** The Neutrality Pact | 003 L42-46 |" in page
    )


def test_a_wrong_sign_is_a_miss_and_stands_first(rows: Path) -> None:
    (rows / "S02.toml").write_text(ROW.replace('sign = "+"', 'sign = "-"'))
    made = study.pulled(worlds=60)
    assert made.table.iloc[0]["verdict"] == OTHER_WAY
    page = reference(made.rows, made.table)
    assert page.index("S02 The Neutrality Pact**: the other way") < page.index("## All of them")


@pytest.mark.parametrize(
    ("sign", "low", "high", "told"),
    [
        ("+", 0.1, 0.2, AS_STATED),
        ("-", -0.2, -0.1, AS_STATED),
        ("+", -0.2, -0.1, OTHER_WAY),
        ("-", 0.1, 0.2, OTHER_WAY),
        ("+", 0.0, 0.2, NOTHING),
        ("-", -0.1, 0.1, NOTHING),
        ("+", math.nan, math.nan, NOTHING),
    ],
)
def test_verdicts(sign: str, low: float, high: float, told: str) -> None:
    assert verdict(sign, low, high) == told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sign = "+"', 'sign = "up"', ["sign", "found 'up'"]),
        ('"003" = "42-46"', '"005" = "42"', ["documents", "found '005'"]),
        ("war/powers/diplomacy.py", "war/powers/diplomcy.py", ["where", "diplomcy"]),
        ('why = "It bound Tokyo."', "", ["why", "needed"]),
        ('why = "It bound Tokyo."', 'why = "w"\nlow = 2.0\nhigh = 1.0', ["low", "low first"]),
    ],
)
def test_a_row_that_does_not_fit_is_one_clear_line(rows: Path, old: str, new: str, said: list[str]) -> None:
    (rows / "S02.toml").write_text(ROW.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_mechanism(rows / "S02.toml")
    assert str(caught.value).startswith("S02.toml: ") and all(words in str(caught.value) for words in said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("odds:japan.curse=north", "japan.course"),
        ("odds:japan.course=nort", "north"),
        ("believed:japan.oil@soon", "a day such as"),
        ("date_moscow_fals", "date_moscow_falls"),
    ],
)
def test_what_cannot_be_measured_is_named(name: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        quantity(name)


def test_numbers_are_told_to_three_figures() -> None:
    assert amount(0.1234, "share of worlds") == "+12.3"
    assert amount(-14827.5, "men") == "-14,800" and amount(9.284, "km") == "+9.28" and amount(0.0, "km") == "0"


def test_the_command_names_a_mechanism_that_is_not_there(tmp_path: Path) -> None:
    refused = answer(tmp_path, "mechanisms", "S99", "--quiet")
    assert refused.returncode == 2 and "'S99'" in refused.stderr and not (tmp_path / "results").exists()


def test_every_row_can_be_laid_over_its_base_and_measured() -> None:
    """Rows of the package: every base, change and measure exists."""
    for row in load_mechanisms().values():
        for item in row.expects:
            what = quantity(item.measure)
            asks = [] if what.war is None else [item.measure]
            for change in (item.change, item.from_change):
                assert study.laid(item.base, change, asks).setup is not None
        assert all(quantity(name).war is not None for name in row.far)
