from __future__ import annotations

import math
from pathlib import Path

import pytest
from validation_runs import HEADER, folder

from crossroads.errors import InputError
from crossroads.evidence.history.record_map import load_record_map
from crossroads.evidence.history.reference_rows import read_reference

GOOD = "1942-01-04,soviet_front_strength,4000000,,,men\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + GOOD + "1942-01-11,soviet_front_strength,many,,,men\n", ("line 3", "column 'value'", "'many'")),
        (HEADER + "1942-01-11,soviet_front_strength,,1,2,men\n", ("line 2", "column 'value'", "empty")),
        (HEADER + "1942-01-11,soviet_front_strength,nan,1,2,men\n", ("line 2", "column 'value'", "'nan'")),
        (HEADER + "1942-01-11,soviet_front_strength,1_000,1,2,men\n", ("line 2", "column 'value'")),
        (HEADER + "1942-01-11,soviet_front_strength,5,x,2,men\n", ("line 2", "column 'low'", "'x'")),
        (HEADER + "1942-01-11,soviet_front_strength,5,9,2,men\n", ("line 2", "column 'low'", "more than")),
        (HEADER + "1942-02-30,soviet_front_strength,5,,,men\n", ("line 2", "column 'date'", "'1942-02-30'", "FY1941")),
        (HEADER + "1942-01-11,,5,,,men\n", ("line 2", "column 'series'", "empty")),
        (HEADER + "1942-01-11,soviet_front_strength,4,000,000,1,2,men\n", ("line 2", "8 cells", "6")),
        ("date,series,values,low,high\n" + "1942,x,1,,\n", ("line 1", "'value' is missing", "did you mean 'values'")),
        ("date,series,value,value\n1942,x,1,1\n", ("line 1", "'value' stands there twice")),
        ("operation,start,end,total\nA,1942-02-01,1942-01-01,5\n", ("line 2", "column 'end'")),
    ],
)
def test_a_damaged_file_is_told_with_line_and_column(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as refused:
        read_reference(folder(tmp_path / "held", text), load_record_map())
    assert "series.csv" in str(refused.value)
    for words in told:
        assert words in str(refused.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    place = folder(tmp_path / "held", HEADER + GOOD)
    (place / "series.csv").write_bytes(b"date,series,value\n1942,\xff\xfe,1\n")
    with pytest.raises(InputError, match=r"series\.csv, line 2: this is no text in UTF-8"):
        read_reference(place, load_record_map())


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "foreign"])
def test_a_folder_without_rows_is_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "held"
    if kind == "file":
        place.write_text("x", encoding="utf-8")
    elif kind == "empty":
        place.mkdir()
    elif kind == "foreign":
        folder(place, "a,b\n1,2\n")
    with pytest.raises(InputError, match="held"):
        read_reference(place, load_record_map())


def test_layouts_spaces_marks_and_subfolders_are_read(tmp_path: Path) -> None:
    place = folder(tmp_path / "held", "\ufeffdate , series,value\n\n 1942-01-04 ,soviet_front_strength, 4e6\n")
    facts = 'id,quantity,date,value,unit,low,high\n1,"Japan army total, all",late 1943,2,men,,\n'
    folder(place / "deep", facts, "facts.csv")
    folder(place, "operation,start,end,total,total_low,total_high\nA,1942-01-01,1942-02-01,5,4,6\n", "operations.csv")
    folder(place, "a,b\n1,2\n", "other.csv")
    folder(place, "", "empty.csv")
    folder(place, HEADER, "bare.csv")
    found = read_reference(place, load_record_map())
    rows = {row.file: row for row in found.rows}
    assert set(rows) == {"series.csv", "deep/facts.csv", "operations.csv"}
    assert rows["series.csv"].value == 4e6 and math.isnan(rows["series.csv"].low) and rows["series.csv"].line == 3
    assert rows["deep/facts.csv"].period is None and rows["deep/facts.csv"].name == "Japan army total, all"
    assert rows["operations.csv"].period is not None and rows["operations.csv"].period.days == 32
    reasons = dict(found.passed_over)
    assert set(reasons) == {"other.csv", "empty.csv", "bare.csv"} and "columns a, b" in reasons["other.csv"]
