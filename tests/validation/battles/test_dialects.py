"""The same table in the habits of any spreadsheet gives the same battles, or is refused with the cause."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossroads.errors import InputError
from crossroads.evidence.cells import MOST_FAULTS
from crossroads.evidence.history.record_map import load_record_map
from crossroads.evidence.history.reference_rows import read_reference
from crossroads.validation.battles.fit import Fit
from crossroads.validation.battles.predict import predict
from crossroads.validation.battles.table import MINUS_ONE, NEEDED, NUMBERS, read_table

HABITS = list(
    itertools.product(
        (",", ";", "\t", "|", ":"),
        (".", ","),
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"),
        ("\n", "\r\n"),
        ("lower", "upper", "title"),
        (0, 1, 3),
        (False, True),
    )
)
CAUSES = {
    "utf-16-le": "zero byte|this is no text in UTF-8",
    "cp1252": "this is no text in UTF-8",
    ":": "is missing|found ':'",
    ",": "a number has a decimal point and no commas",
}


def sound(cells: pd.DataFrame) -> pd.DataFrame:
    kept = cells[list(NEEDED)].head(6).copy()
    kept["days"] = ["4.5", "1.25", "0.5", "2", "3.75", "1"]
    kept["name"] = ["Küstrin; then, Łódź | west", "a:b", "", "Čop", "\u5357\u9032", "x"]
    return kept


def written(table: pd.DataFrame, habit: tuple[object, ...]) -> bytes:
    separator, mark, encoding, end, case, empty, stated = habit
    rows = [[getattr(name, str(case))() for name in table.columns] + [""] * int(str(empty))]
    for row in table.itertuples(index=False):
        texts = [
            text.replace(".", str(mark)) if name in NUMBERS else text
            for name, text in zip(table.columns, row, strict=True)
        ]
        rows.append(texts + [""] * int(str(empty)))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=str(separator), lineterminator=str(end)).writerows(rows)
    text = (f"sep={separator}{end}" if stated else "") + out.getvalue()
    return text.encode(str(encoding), errors="replace")


def test_any_dialect_gives_the_same_battles_or_the_cause(cells: pd.DataFrame, fit: Fit, tmp_path: Path) -> None:
    table, path = sound(cells), tmp_path / "battles.csv"
    path.write_bytes(written(table, (",", ".", "utf-8", "\n", "lower", 0, False)))
    plain = read_table(path)
    expected = predict(plain, fit)
    read = 0
    picked = np.random.default_rng(1941).permutation(len(HABITS))[:260]
    for habit in (HABITS[place] for place in picked):
        path.write_bytes(written(table, habit))
        causes = [CAUSES[str(sign)] for sign in (habit[2], habit[0] if habit[0] == ":" else "") if sign in CAUSES]
        if habit[:2] == (",", ","):
            causes.append(CAUSES[","])
        if causes:
            with pytest.raises(InputError, match="|".join(causes)):
                read_table(path)
            continue
        found = read_table(path)
        assert list(found["actor_a"]) == list(plain["actor_a"])
        pd.testing.assert_frame_equal(found[list(NEEDED)], plain[list(NEEDED)])
        read += 1
    pd.testing.assert_frame_equal(predict(found, fit)[list(expected.columns[-10:])], expected[expected.columns[-10:]])
    assert read > 50


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(NUMBERS)), st.text(max_size=12) | st.floats().map(repr) | st.integers().map(str))
def test_any_cell_is_a_number_in_bounds_or_told(tmp_path_factory: pytest.TempPathFactory, name: str, cell: str) -> None:
    path = tmp_path_factory.getbasetemp() / "one_cell.csv"
    row = dict.fromkeys(NEEDED, "") | {"actor_a": "Germany", "actor_d": "USSR", name: cell}
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([list(row), list(row.values())])
    try:
        value = read_table(path).loc[0, name]
    except InputError as refused:
        assert str(path) in str(refused) and ("line 2" in str(refused) or "zero byte" in str(refused))
    else:
        assert np.isnan(value) or NUMBERS[name].low <= value <= NUMBERS[name].high
        assert np.isnan(value) or cell.strip().isascii()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    lines=st.lists(st.binary(max_size=20), max_size=6),
    end=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    lead=st.binary(max_size=9),
)
def test_the_line_of_what_is_no_text_is_its_own(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes, lead: bytes
) -> None:
    """Also where the byte is the first of its line, and whatever ends the lines before."""
    plain = [bytes(byte & 0x5F | 0x20 for byte in line) for line in (*lines, lead)]
    path = tmp_path_factory.getbasetemp() / "no_text.csv"
    path.write_bytes(end.join(plain) + b"\xd6sterreich" + end)
    with pytest.raises(InputError, match=f", line {len(plain)}: this is no text in UTF-8"):
        read_table(path)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("aB &\n\r\t\x0b\x85\u2028"), min_size=1, max_size=12).filter(str.strip))
def test_a_nation_of_several_lines_is_told_in_one(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / "lines.csv"
    row = dict.fromkeys(NEEDED, "") | {"actor_a": f"x{name}y", "actor_d": "USSR"}
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(row), list(row.values())])
    assert [read_table(path).loc[0, "actor_a"]] == " ".join(f"x{name}y".split()).splitlines()


def test_ratios_lie_within_what_the_losses_allow(cells: pd.DataFrame, fit: Fit, tmp_path: Path) -> None:
    rng = np.random.default_rng(1941)
    table = pd.concat([cells] * 4, ignore_index=True)
    for name in ("days", "stra", "strd"):
        low, high = np.log([NUMBERS[name].low, NUMBERS[name].high])
        table[name] = [f"{np.exp(x):.6g}" for x in rng.uniform(low, high, len(table))]
    table.to_csv(path := tmp_path / "battles.csv", index=False)
    found = predict(read_table(path), fit)
    least = found["attacker_losses_q10"] / found["defender_losses_q90"]
    most = found["attacker_losses_q90"] / found["defender_losses_q10"]
    both = (found["attacker_losses_q10"] == found["stra"]) & (found["defender_losses_q10"] == found["strd"])
    assert both.any()
    for level in ("q10", "median", "q90"):
        ratio = found[f"loss_ratio_{level}"]
        assert (ratio >= least * (1 - 1e-9)).all() and (ratio <= most * (1 + 1e-9)).all()
        np.testing.assert_allclose(ratio[both], (found["stra"] / found["strd"])[both])


def test_minus_one_is_unknown_in_counts_alone_and_counted(cells: pd.DataFrame, tmp_path: Path) -> None:
    cells.loc[0, ["flya", "strd"]] = "-1"
    cells.loc[1, "surpa"] = "-1"
    cells.to_csv(path := tmp_path / "battles.csv", index=False)
    read = read_table(path)
    assert read.loc[0, ["flya", "strd"]].isna().all() and read.loc[1, "surpa"] == -1
    assert read.attrs[MINUS_ONE] == 2


def test_all_faults_are_told_at_once_and_twenty_at_most(cells: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "battles.csv"
    cells.loc[0, ["stra", "post1", "days"]] = ["4_2", "HHD", "٤"]
    cells.to_csv(path, index=False)
    with pytest.raises(InputError) as refused:
        read_table(path)
    assert len(str(refused.value).splitlines()) == 3
    cells.assign(post1="HHD", wx1="QQQ").to_csv(path, index=False)
    with pytest.raises(InputError) as refused:
        read_table(path)
    told = str(refused.value).splitlines()
    assert len(told) == MOST_FAULTS + 1 and told[-1].endswith(f"{2 * len(cells) + 2 - MOST_FAULTS} faults more.")


@pytest.mark.parametrize("cell", ["4,500", "42.000", "1.234,5"])
def test_what_may_be_thousands_is_not_guessed(cells: pd.DataFrame, tmp_path: Path, cell: str) -> None:
    cells.loc[0, "stra"] = cell
    cells.to_csv(path := tmp_path / "battles.csv", index=False, sep=";")
    with pytest.raises(InputError, match=f"line 2, column 'stra': found '{cell}'"):
        read_table(path)


def test_a_reference_series_has_the_same_reader(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    text = "Date;SERIES;Value;Low;High;;\r\n1942-01-04;soviet_front_strength;4,5;4;5,5;;\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(text.encode(encoding))
        (row,) = read_reference(tmp_path, load_record_map()).rows
        assert (row.value, row.low, row.high, row.line) == (4.5, 4.0, 5.5, 2)
    path.write_text("date,series,value,low,high\n1942,x,9,1,2\n1942,,x,3,2\n1942-99,x,1e99,,\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_reference(tmp_path, load_record_map())
    told = str(refused.value)
    for words in ("found 9, outside its range from 1 to 2", "column 'series': is empty", "found 'x'", "'low': found 3"):
        assert words in told
    assert "line 4, column 'value': found '1e99'" in told and "found '1942-99'" in told
