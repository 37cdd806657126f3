"""Faults in the evidence's files: each is one sentence that names file, record and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.evidence.load import load_records, load_sources, read_levers, read_records, read_sources

GOOD = """
["japan.oil_stock"]
value = 42_700
low = 40_000
high = 44_000
unit = "thousand barrels"
date = 1941-12-07
tier = "literature"
source = "ussbs_oil_1946"
note = "A test record."
"""


def _refusal(folder: Path, text: str) -> str:
    (folder / "some.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_records(folder, load_sources())
    return str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text(GOOD)
    record = read_records(tmp_path, load_sources())["japan.oil_stock"]
    assert (record.value, record.draw, record.used) == (42_700.0, "fixed", True)
    assert record.date.isoformat() == "1941-12-07"


@pytest.mark.parametrize(
    ("change", "into", "expected"),
    [
        ("value = 42_700", "value = 50_000", "low <= value <= high"),
        ("value = 42_700", "value = true", "value: found true; allowed: a number"),
        ("value = 42_700", "value = nan", "a finite number"),
        ("low = 40_000\n", "", "low: found nothing"),
        ('unit = "thousand barrels"', 'unit = " "', "unit: found blank text"),
        ("date = 1941-12-07", 'date = "1941"', "no quotes"),
        ("date = 1941-12-07", "date = 1941-12-07T00:00:00", "date:"),
        ('tier = "literature"', 'tier = "litrature"', "did you mean 'literature'?"),
        ('tier = "literature"', 'tier = "document"', "needs the keys document and line"),
        ('source = "ussbs_oil_1946"', 'source = "ussbs_oil"', "did you mean 'ussbs_oil_1946'?"),
        ("note =", "notes =", "notes: found the unknown key 'notes'; allowed: value, low, high, unit, "),
        ("note =", "notes =", "(did you mean 'note'?)"),
        ("note =", 'draw = "triangle"\nnote =', "did you mean 'triangular'?"),
        ("note =", 'document = "007"\nnote =', "000 to 004"),
        ('["japan.oil_stock"]', "[japan.oil_stock]", "in quotes"),
        ('["japan.oil_stock"]', '["Oil"]', "in quotes"),
    ],
)
def test_a_fault_names_file_record_and_remedy(tmp_path: Path, change: str, into: str, expected: str) -> None:
    assert change in GOOD
    message = _refusal(tmp_path, GOOD.replace(change, into))
    assert message.startswith("some.toml: record '")
    assert expected in message


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    first = GOOD.replace("42_700", "1").replace("ussbs_oil_1946", "no_work")
    second = GOOD.replace("oil_stock", "oil_use").replace("low = 40_000", "").replace("note =", "notes =")
    lines = _refusal(tmp_path, first + second).splitlines()
    assert [line.split(": ")[1:3] for line in lines] == [
        ["record 'japan.oil_stock'", "source"],
        ["record 'japan.oil_stock'", "value"],
        ["record 'japan.oil_use'", "low"],
        ["record 'japan.oil_use'", "notes"],
    ]


def test_a_record_without_a_range_cannot_be_drawn(tmp_path: Path) -> None:
    text = GOOD.replace("40_000", "42_700").replace("44_000", "42_700") + 'draw = "uniform"\n'
    assert "low = high" in _refusal(tmp_path, text)


def test_a_loguniform_record_is_above_zero(tmp_path: Path) -> None:
    text = GOOD.replace("low = 40_000", "low = 0") + 'draw = "loguniform"\n'
    assert "above 0" in _refusal(tmp_path, text)


def test_a_name_stands_in_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "earlier.toml").write_text(GOOD)
    message = _refusal(tmp_path, GOOD)
    assert "some.toml" in message and "earlier.toml" in message


def test_a_table_that_stands_twice_in_a_file_is_a_fault(tmp_path: Path) -> None:
    assert _refusal(tmp_path, GOOD + GOOD).startswith("some.toml: not valid TOML")


def test_files_of_other_tables_are_not_records(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[work]\ntitle = "not a record"\n')
    (tmp_path / "some.toml").write_text(GOOD)
    assert list(read_records(tmp_path, load_sources())) == ["japan.oil_stock"]


def test_a_source_of_an_unknown_kind_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[work]\ntitle = "T"\nauthor = "A"\nyear = "1950"\nkind = "monografh"\n')
    with pytest.raises(InputError, match=r"sources\.toml: source 'work': kind: .*did you mean 'monograph'"):
        read_sources(path)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("japan.kwantung_strenght", "did you mean 'japan.kwantung_strength'"),
        ("ussr.august_1945_force", "no rule"),
    ],
)
def test_a_lever_of_no_live_parameter_is_a_fault(tmp_path: Path, parameter: str, expected: str) -> None:
    path = tmp_path / "levers.toml"
    path.write_text(f'[some_lever]\nparameter = "{parameter}"\ntitle = "T"\nhelp = "H"\n')
    with pytest.raises(InputError, match=expected):
        read_levers(path, load_records())


def test_a_lever_says_what_its_number_is(tmp_path: Path) -> None:
    path = tmp_path / "levers.toml"
    head = '[some_lever]\nparameter = "japan.kwantung_strength"\ntitle = "T"\nhelp = "H"\n'
    path.write_text(head)
    assert read_levers(path, load_records())["some_lever"].edit(1.2).scale == 1.2
    path.write_text(f'{head}number = "value"\n')
    edit = read_levers(path, load_records())["some_lever"].edit(600_000)
    assert (edit.value, edit.scale) == (600_000, None)
    path.write_text(f'{head}number = "factor"\n')
    with pytest.raises(InputError, match="number: found 'factor'"):
        read_levers(path, load_records())
