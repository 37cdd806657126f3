"""A run keeps the numbers of its parts, and makes its tables of them when they are asked for: to the same values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossroads.errors import InputError
from crossroads.runs import ensemble
from crossroads.runs.run import Run
from crossroads.runs.tables import arrow

TABLES = ("series", "outcomes", "ledger")


def _at_hand(run: Run) -> Run:
    """Return the run with every table put together."""
    return dataclasses.replace(run)


def _fresh() -> Run:
    return ensemble.run("historical", worlds=3, ledger_worlds=2, horizon=dt.date(1942, 3, 1))


def test_numbers_are_the_same_before_and_after_a_table_is_made() -> None:
    fresh = _fresh()
    table = _at_hand(fresh)
    assert fresh.columns == table.columns and fresh.worlds == table.worlds
    assert fresh.horizon_weeks == table.horizon_weeks
    other = _fresh()
    assert other.arrays.outcomes is not None and table.arrays.outcomes is None
    for name in other.columns:
        np.testing.assert_array_equal(other.numbers(name), table.numbers(name), err_msg=name)
    for name, measure in other.measures.items():
        np.testing.assert_array_equal(other.values(measure), table.values(measure), err_msg=name)


def test_a_folder_is_the_same_before_and_after_its_tables_are_made(tmp_path: Path) -> None:
    first, then = _fresh(), _at_hand(_fresh())
    files = []
    for place, run in (("first", first), ("then", then), ("loaded", None)):
        run = run or Run.load(tmp_path / "then")
        run.save(tmp_path / place)
        files.append({name: (tmp_path / place / f"{name}.parquet").read_bytes() for name in TABLES})
    assert files[0] == files[1] == files[2]
    assert first.arrays.statistics is not None, "to write a run none of its tables is needed"


def test_a_table_that_was_changed_by_hand_is_what_counts(tmp_path: Path) -> None:
    run = _fresh()
    name = "military_losses_japan"
    before = run.numbers(name).copy()
    run.outcomes.loc[1, name] = 7.0
    assert run.numbers(name)[1] == 7.0 != before[1]
    run.save(tmp_path / "changed")
    assert Run.load(tmp_path / "changed").outcomes.loc[1, name] == 7.0


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (lambda run: {"outcomes": run.outcomes.iloc[::-1]}, "worlds are not numbered from 0"),
        (lambda run: {"outcomes": run.outcomes.iloc[1:]}, "worlds are not numbered from 0"),
        (lambda run: {"series": run.series.isel(date=slice(None, None, -1))}, "week by week"),
        (
            lambda run: {"outcomes": run.outcomes.assign(date_moscow_falls=np.datetime64("1941-11-12", "s"))},
            "'date_moscow_falls' holds 1941-11-12, no Sunday",
        ),
    ],
    ids=["turned round", "one left out", "weeks turned round", "a Wednesday"],
)
def test_what_no_file_holds_is_not_written(tmp_path: Path, changed: Any, found: str) -> None:
    run = _fresh()
    with pytest.raises(InputError, match=found):
        dataclasses.replace(run, **changed(run)).save(tmp_path / "run")
    assert not list(tmp_path.iterdir())


def test_numbers_cannot_be_changed_behind_its_back() -> None:
    run = _fresh()
    for name in ("military_losses_japan", "date_moscow_falls"):
        with pytest.raises(ValueError, match="read-only"):
            run.numbers(name)[0] = 3.0


def test_two_threads_may_ask_for_a_table_at_once() -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(10):
                run = _fresh()
                found = list(pool.map(lambda _, run=run: (run.series.sizes["date"], len(run.outcomes)), range(8)))
                assert set(found) == {(run.horizon_weeks, run.worlds)}
    finally:
        sys.setswitchinterval(usual)


def test_a_word_that_a_category_has_not_is_refused_when_it_is_counted() -> None:
    run = _fresh()
    run.outcomes["verdict"] = pd.Series(["peace in our time"] * 3, dtype="str")
    with pytest.raises(ValueError, match="'verdict' holds 'peace in our time', which is none of its values"):
        run.numbers("verdict")


def test_a_copy_is_the_run() -> None:
    made = _fresh()
    copied: Run = pickle.loads(pickle.dumps(made))
    pd.testing.assert_frame_equal(copied.outcomes, made.outcomes)
    assert copied.series.identical(made.series) and len(copied.ledger) == len(made.ledger) > 0
    with pytest.raises(AttributeError, match="a run has no attribute 'verdicts'"):
        _ = made.verdicts  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="'date_moscow_fell' is not a dated outcome"):
        made.weeks("date_moscow_fell")


TEXTS = st.lists(st.none() | st.text(max_size=8).filter(lambda text: text.isprintable()), max_size=12)
PARTS = st.lists(st.lists(st.integers(-5, 5), max_size=5), max_size=6)


@given(texts=TEXTS, parts=PARTS, days=st.lists(st.none() | st.dates(), max_size=9))
def test_columns_are_those_that_arrow_makes(
    texts: list[str | None], parts: list[list[int]], days: list[dt.date | None]
) -> None:
    assert arrow.texts(texts).equals(pa.array(texts, pa.string()))
    sundays = np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], "datetime64[s]")
    assert arrow.days(sundays).equals(pa.array(days, pa.date32()))
    numbers = [np.array(part, dtype=np.float64) for part in parts]
    held = arrow.lists(numbers, arrow.measured)
    assert held.equals(pa.array(parts, pa.list_(pa.float64())))
    flags = [np.array(part) > 0 for part in parts]
    for made, given_ones in ((held, numbers), (arrow.lists(flags, arrow.flags), flags)):
        found = arrow.entries(made)
        assert len(found) == len(given_ones)
        for mine, theirs in zip(found, given_ones, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_what_is_not_known_is_null_and_a_list_that_lacks_an_entry_is_refused() -> None:
    column = arrow.measured(np.array([1.0, np.nan, 3.0]))
    assert column.to_pylist() == [1.0, None, 3.0] and column.null_count == 1
    with pytest.raises(ValueError, match="lacks an entry"):
        arrow.entries(pa.array([[1.0, None]], pa.list_(pa.float64())))
