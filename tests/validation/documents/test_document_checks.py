"""The documents' unread numbers beside the model's: each kind of answer, hits and misses, and the command."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import answer, crossroads

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.validation.documents import compared
from crossroads.validation.documents.checks import DocumentCheck, document_checks, without_counterpart
from crossroads.validation.documents.compared import DocumentsChecked, check_documents
from crossroads.validation.documents.page import page


@pytest.fixture(scope="module")
def made() -> DocumentsChecked:
    return check_documents(30, 1941)


def test_misses_come_first_and_the_furthest_on_top(made: DocumentsChecked) -> None:
    hits = list(made.table["hit"])
    assert hits == sorted(hits) and False in hits and True in hits
    off = made.table.loc[~made.table["hit"].astype(bool), "off_by"].abs()
    assert list(off) == sorted(off, reverse=True)
    assert set(made.table["record"]) == set(document_checks())


def test_a_hit_is_a_median_in_the_record_s_range(made: DocumentsChecked) -> None:
    for _, row in made.table.iterrows():
        record = load_records()[row["record"]]
        assert row["hit"] == (record.low <= row["answer"] <= record.high), row["record"]
        assert row["answer_low"] <= row["answer"] <= row["answer_high"]


def test_known_answers(made: DocumentsChecked) -> None:
    """What records alone answer is worked out by hand here."""
    rows = made.table.set_index("record")
    assert rows.loc["documents.pact_to_invasion_days", "answer"] == pytest.approx(7 * 8.29)
    assert 1_200_000 < rows.loc["ussr.far_east_strength_document", "answer"] < 1_400_000
    assert rows.loc["documents.reasons_of_japan", "answer"] == 6
    assert rows.loc["documents.soviet_loans_to_china", "answer"] == 250_000_000
    assert rows.loc["documents.railway_price_ratio", "answer"] == pytest.approx(67.5 / 250)
    assert not rows.loc["documents.japan_military_dead", "hit"]
    assert rows.loc["germany.invasion_force_document", "hit"]


def test_days_are_counted_where_both_come_and_months_by_use() -> None:
    days = DocumentCheck.read(
        {
            "title": "t",
            "scenario": "as_it_happened",
            "how": "days",
            "of": ["date_moscow_falls", "date_leningrad_falls"],
        },
        "x",
        name="documents.manchuria_collapse_days",
    )
    weeks = {"date_moscow_falls:weeks": np.array([10.0, 10.0]), "date_leningrad_falls:weeks": np.array([13.0, 9999.0])}
    assert list(compared._answer(days, weeks)) == [21.0]
    months = document_checks()["documents.oil_stock_months"]
    found = dict(zip(months.of, (np.array([40.0, np.nan]), np.array([0.5, 0.5])), strict=True))
    assert list(compared._answer(months, found)) == [pytest.approx(40 / (0.5 * 4.345))]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"how": "guess"}, "how: found 'guess'"),
        ({"of": ["military_losses_japna"]}, "military_losses_japna"),
        ({"scenario": ""}, "scenario: found '' for 'number'"),
    ],
)
def test_a_check_that_does_not_fit_is_refused(change: dict[str, object], words: str) -> None:
    right = {"title": "t", "scenario": "wait", "how": "number", "of": ["military_losses_japan"]}
    with pytest.raises(InputError) as caught:
        DocumentCheck.read({**right, **change}, "x", name="documents.japan_military_dead")
    assert words in str(caught.value)
    with pytest.raises(InputError, match="no record of that name with a document"):
        DocumentCheck.read(right, "x", name="oil.stock_opening")


def test_nothing_is_both_checked_and_without_a_counterpart() -> None:
    assert document_checks().keys() & without_counterpart().keys() == set()


def test_the_page_and_the_command(made: DocumentsChecked, tmp_path: Path) -> None:
    text = page(made)
    assert text.index("## Misses") < text.index("## Hits") < text.index("## Without a counterpart")
    done = crossroads(tmp_path, "validate", "--documents", "--worlds", "2", "--out", "out", "--quiet")
    assert done.returncode == 0, done.stderr
    assert "## Misses" in done.stdout and "Written to out:" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"documents_checked.csv", "documents_checked.md"}
    for words, told in (
        (["--documents", "--out", "out"], "out"),
        (["--documents", "out"], "documents: found a run beside --documents"),
        ([], "run: found nothing; allowed: the folder of a run, or --documents"),
    ):
        bad = answer(tmp_path, "validate", *words)
        assert bad.returncode == 2 and told in bad.stderr and "Traceback" not in bad.stderr, bad.stderr
