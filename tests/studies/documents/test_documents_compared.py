"""The documents' errors tried one at a time: what stands, what is ordered, what would have shown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from crossroads.cli import documents_compared as command
from crossroads.errors import InputError
from crossroads.evidence.claims.profiles import single_errors
from crossroads.minds.decision import measure
from crossroads.studies.documents import figure, study
from crossroads.studies.documents.page import headline, page, told, would_show
from crossroads.studies.documents.result import COLUMNS, DocumentsCompared, asked
from crossroads.studies.documents.study import compare_documents, ordered_by

TRIED = ["X-13", "X-11", "X-25"]


# Of the module: what is made for single tests of this room is fought by a stand-in for the war.
@pytest.fixture(scope="module")
def made() -> DocumentsCompared:
    return compare_documents(24, 1941, errors=TRIED)


@pytest.fixture(scope="module")
def again() -> DocumentsCompared:
    return compare_documents(24, 1941, errors=["X-11"])


def rows(made: DocumentsCompared, error: str) -> pd.DataFrame:
    return made.table[made.table["error"] == error].set_index("measure")


def test_five_million_germans_take_moscow(made: DocumentsCompared) -> None:
    row = rows(made, "X-13").loc["date_moscow_falls:happens"]
    assert row["difference"] > 0.3 and row["low"] > 0 and row["p_family"] < 0.05 and not row["ordered"]
    first = made.ranked("002")[0]
    assert first.name == "X-13" and first.size > 0.3


def test_two_weeks_instead_of_ten_change_no_world(made: DocumentsCompared) -> None:
    quiet = rows(made, "X-11")
    assert (quiet["differing"] == 0).all()
    error = next(item for item in made.ranked("002") if item.name == "X-11")
    assert would_show(error) == "Not one world comes out otherwise in what is asked."
    assert (quiet.loc[quiet["kind"] == "share", "would_show"] > 0).all()


def test_what_an_error_orders_is_no_finding(made: DocumentsCompared) -> None:
    attack = rows(made, "X-25")
    assert set(attack.index[attack["ordered"].astype(bool)]) == {
        *("japan_course=north", "date_japan_attacks_ussr:happens", "date_japan_southern_war:happens")
    }
    assert attack.loc["japan_course=north", "value"] > attack.loc["japan_course=north", "base_value"]
    assert attack.loc[attack["ordered"].astype(bool), "p_family"].isna().all()
    assert "japan_course=north" not in set(made.ranked("002")[0].clear["measure"])


def test_the_same_seed_gives_the_same_table(made: DocumentsCompared, again: DocumentsCompared) -> None:
    pd.testing.assert_frame_equal(
        again.table.drop(columns="p_family"),
        made.table[made.table["error"] == "X-11"].reset_index(drop=True).drop(columns="p_family"),
    )


def test_the_page_tells_the_loud_and_the_quiet(made: DocumentsCompared) -> None:
    text = page(made)
    assert "1. **X-13** (line 11)." in text and "Nothing that can be told from luck:\n\n- **X-11**" in text
    assert "Ordered by the claim itself: " in text and "Not in the document's profile" in text
    assert headline(made).startswith("Were X-13 of document 002 true: Moscow falls in ")
    assert "## Document 001" not in text


def test_rows_are_told_in_a_hundred_worlds() -> None:
    row = pd.Series({"kind": "share", "value": 0.83, "base_value": 0.16, "difference": 0.67, "low": 0.57, "high": 0.76})
    assert told(row) == "83 of 100 worlds instead of 16 (+67.0; +57.0 to +76.0)"
    late = pd.Series({"kind": "weeks", "value": 5.0, "base_value": 9.0, "difference": -4.0, "low": -6.0, "high": -2.0})
    assert told(late) == "4.0 weeks earlier (-4.0; -6.0 to -2.0)" and told(late, spans=False) == "4.0 weeks earlier"


def test_ranking_sets_what_stands_before_what_does_not() -> None:
    """A larger difference that luck explains ranks behind a smaller one that it does not; weeks weigh by two years."""
    base = dict.fromkeys(COLUMNS, 0.0) | {"ordered": False, "kind": "share", "measure": "date_moscow_falls:happens"}
    late = base | {"kind": "weeks", "measure": "date_germany_surrenders:weeks", "difference": 26.0, "p_family": 0.001}
    table = pd.DataFrame(
        [
            base | {"error": "X-13", "difference": 0.9, "p_family": 0.4},
            base | {"error": "X-11", "difference": 0.2, "p_family": 0.001},
            late | {"error": "X-56"},
            base | {"error": "X-25", "difference": 1.0, "p_family": float("nan"), "ordered": True},
        ]
    )
    tried = {name: single_errors()[name] for name in ("X-13", "X-11", "X-56", "X-25")}
    measures = (measure("date_moscow_falls:happens"), measure("date_germany_surrenders:weeks"))
    found = DocumentsCompared(9, 1, "T", "C", table, measures, tried).ranked("002")
    assert [(item.name, item.size) for item in found[:2]] == [("X-56", 0.25), ("X-11", 0.2)]
    assert {item.size for item in found[2:]} == {0.0}


def test_every_measure_has_a_panel_and_none_is_ordered_by_a_number() -> None:
    assert set(asked()["panels"]) == set(asked()["measures"])
    assert ordered_by(single_errors()["X-13"][1]) == frozenset()
    assert ordered_by(single_errors()["X-51"][1]) == frozenset()
    assert ordered_by(single_errors()["X-17"][1]) == {
        *("japan_course", "date_japan_attacks_ussr", "date_japan_southern_war")
    }


def test_the_command_s_part_writes_and_does_not_overwrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(study, "single_errors", lambda: {"X-11": single_errors()["X-11"]})
    command.documents_compared(3, 7, "out", quiet=True)
    printed = capsys.readouterr().out
    assert printed.startswith("# What the documents' errors change") and "Written to out:" in printed
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"documents.csv", "documents.md", "documents.png", "documents.svg", "manifest.json"}
    with pytest.raises(InputError):
        command.documents_compared(3, 7, "out", quiet=True)
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_the_figure_has_a_row_an_error(made: DocumentsCompared) -> None:
    texts = {text.get_text() for text in figure.figure(made).texts}
    assert {"002", "X-13", "X-11", "X-25", "Five million Germans"} <= texts
