"""Every reason taken away by itself: what counts as acting, on tables made by hand and on a short war."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.evidence.reasons import (
    MEASURED_COLUMNS,
    ReasonMeasured,
    load_reasons,
    measured_of,
    measured_rows,
    reasons_by_name,
)
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.reasons.each import BASES, TOLD, clearest, each_reason
from crossroads.studies.reasons.each_page import each_text
from crossroads.telling.reference_pages import pages

PLACE = [item.name for item in TOLD].index("date_moscow_falls:happens")


def _rows(**cells: str) -> dict[str, str]:
    blank = {"id": "J01", "reason": "embargo_oil", "base": "historical", "worlds": "100", "seed": "1", "program": "x"}
    return blank | {"otherwise": "0", "measure": "", "difference": "", "low": "", "high": ""} | cells


def test_courses_events_and_endings_are_told_and_no_number_is() -> None:
    names = {item.name for item in TOLD}
    assert {"japan_course=north", "date_moscow_falls:happens", "verdict=stalemate"} <= names
    assert not any(name.endswith(":weeks") or name.startswith(("military", "settlement")) for name in names)


def test_the_clearest_change_is_the_largest_that_luck_does_not_explain() -> None:
    kept = np.zeros((len(TOLD), 200))
    assert clearest(kept, kept) == ("", None)
    few, many = kept.copy(), kept.copy()
    few[0, :2] = 1.0
    assert clearest(few, kept) == ("", None)
    many[0, :30], many[PLACE, :50] = 1.0, 1.0
    name, found = clearest(many, kept)
    assert name == "date_moscow_falls:happens" and found is not None
    assert found.difference == pytest.approx(0.25) and found.low > 0


def test_rows_over_several_scenarios_are_one_reason() -> None:
    rows = [
        _rows(otherwise="10", measure="japan_course=north", difference="-0.1", low="-0.2", high="-0.05"),
        _rows(base="north_august", otherwise="2"),
    ]
    found = measured_of(rows)["embargo_oil"]
    assert found == ReasonMeasured(200, 12, "historical", "japan_course=north", -0.1, -0.2, -0.05)
    assert found.acts and found.words == "acts: 6 in 100 worlds go otherwise without it"
    quiet = measured_of([_rows(otherwise="1")] * 20)["embargo_oil"]
    assert not quiet.acts
    assert (
        quiet.words
        == "changes nothing, no course and no event that luck does not explain: 1 in 100 worlds go otherwise without it"
    )
    assert measured_of([_rows(), _rows()])["embargo_oil"].share_words == "none"
    assert measured_of([_rows(worlds="5000", otherwise="1")])["embargo_oil"].share_words == "under 0.1"


def test_a_short_war_is_measured_kept_and_told(tmp_path: Path) -> None:
    names = ("embargo_oil", "past_defeats")
    table = each_reason(("historical",), names=names, worlds=12, seed=5, out=tmp_path / "each")
    again = each_reason(("historical",), names=names, worlds=12, seed=5)
    assert tuple(table.columns) == MEASURED_COLUMNS and list(table["reason"]) == list(names)
    assert table.equals(again)
    assert (tmp_path / "each" / "reasons_measured.csv").is_file()
    text = each_text(table)
    assert "12 worlds each" in text and "J01 embargo_oil" in text
    with pytest.raises(InputError, match="worlds"):
        each_reason(("historical",), names=names, worlds=0)


def test_what_is_kept_covers_every_switch_and_no_other() -> None:
    rows = measured_rows()
    assert {row["reason"] for row in rows} == set(reasons_by_name())
    assert {row["base"] for row in rows} == set(BASES) and all(load_scenario(base) for base in BASES)
    assert {row["id"]: row["reason"] for row in rows} == {
        reason.id: reason.name for reason in load_reasons().values() if reason.name
    }
    assert all(int(row["worlds"]) >= 500 for row in rows)


def test_each_reason_says_on_its_page_whether_it_acts() -> None:
    told = [line for line in pages()["reasons.md"].splitlines() if line[:3] in {"| J", "| U", "| G", "| A"}]
    assert len(told) == len(load_reasons())
    assert all("| acts: " in line or "| changes nothing" in line for line in told)
