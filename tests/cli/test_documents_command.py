from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path
from unittest import mock

import pytest
from command_line import answer, crossroads

from crossroads.cli.documents import tell_documents
from crossroads.evidence.claims.load import load_errors, load_facts
from crossroads.telling.documents import page
from crossroads.telling.documents.columns import table
from crossroads.telling.documents.listing import AskedOfDocuments, entries, fates_counted
from crossroads.telling.documents.reference import reference_page

KEPT = Path(__file__).parents[2] / "docs" / "reference" / "documents.md"


def test_the_first_screen_shows_the_documents_and_the_worst_errors(place: Path) -> None:
    done = crossroads(place, "documents")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Five documents, 312 claims; 56 errors, 24 contradictions, 13 gaps."
    assert [line[:3] for line in lines[3:8]] == ["000", "001", "002", "003", "004"]
    assert re.findall(r"^X-\d\d", done.stdout, re.MULTILINE) == ["X-01", "X-02", "X-03", "X-09", "X-10"]
    assert "crossroads documents --severity high" in done.stdout and "--find Moscow" in done.stdout


def test_one_document_shows_its_own_errors_the_worst_first(place: Path) -> None:
    told = answer(place, "documents", "--document", "003").stdout
    found = re.findall(r"^X-\d\d", told, re.MULTILINE)
    # What two documents have wrong alike is told of both.
    assert set(found) == {error.id for error in load_errors().values() if "003" in error.documents}
    assert found[0] == "X-10" and "X-43" in found[:8]
    severities = re.findall(r"^(CRITICAL|HIGH|MEDIUM|LOW) \(\d+\)", told.split("CONTRADICTIONS")[0], re.MULTILINE)
    assert severities == ["CRITICAL", "HIGH", "MEDIUM", "LOW"]


def test_a_search_finds_claims_too(place: Path) -> None:
    told = answer(place, "documents", "--find", "175,000").stdout
    assert "F003-118" in told and "record: ussr.transfer_west_troops" in told and "C-18" in told
    assert "F000-001" not in told
    nothing = answer(place, "documents", "--find", "zeppelin")
    assert nothing.returncode == 0 and "Nothing is listed for: with 'zeppelin'" in nothing.stdout


def test_filters_are_taken_together(place: Path) -> None:
    told = answer(place, "documents", "--kind", "errors", "--severity", "high", "--document", "002").stdout
    expected = [error.id for error in load_errors().values() if error.severity == "high" and "002" in error.documents]
    assert re.findall(r"^X-\d\d", told, re.MULTILINE) == expected and "CONTRADICTIONS" not in told


def test_all_claims_are_told_with_their_fates(place: Path) -> None:
    told = answer(place, "documents", "--kind", "facts").stdout
    assert len(re.findall(r"^F00\d-\d{3}", told, re.MULTILINE)) == len(load_facts())
    assert "background only: " in told and "rejected: X-01" in told


@pytest.mark.parametrize("width", [40, 59, 60, 80, 109, 110, 150])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for kind, items in entries(AskedOfDocuments(find="a")).items():
        assert max(map(len, table(kind, items, width).splitlines())) <= width, kind


def test_a_page_and_a_table_are_written_once(place: Path) -> None:
    done = answer(place, "documents", "--out", "made/errors.csv")
    assert done.returncode == 0 and "Written to made/errors.csv" in done.stdout
    rows = list(csv.DictReader(io.StringIO((place / "made" / "errors.csv").read_text("utf-8"))))
    assert tuple(rows[0]) == page.CSV_COLUMNS and len(rows) == 56 + 24 + 13 + 312
    assert {row["severity"] for row in rows if row["kind"] == "errors"} == {"critical", "high", "medium", "low"}
    assert answer(place, "documents", "--severity", "critical", "--out", "worst.md").returncode == 0
    text = (place / "worst.md").read_text("utf-8")
    assert "X-09" in text and "X-13" not in text and "(sources.md" not in text
    before = (place / "worst.md").read_bytes()
    again = answer(place, "documents", "--out", "worst.md")
    assert again.returncode == 2 and "exists already and is not overwritten" in again.stderr
    assert (place / "worst.md").read_bytes() == before


def test_bad_words_are_answered_in_one_line(place: Path) -> None:
    for words, told in (
        (["--document", "3"], "document: found '3'; allowed: 000, 001, 002, 003, 004"),
        (["--severity", "hihg"], "severity: found 'hihg'; allowed: critical, high, medium, low (did you mean 'high'?)"),
        (["--kind", "error"], "kind: found 'error'; allowed: errors, contradictions, omissions, facts"),
        (["--kind", "facts", "--severity", "low"], "severity: found 'low' beside --kind facts, which has none"),
        (["--out", "errors.txt"], "out: found 'errors.txt'; allowed: a file whose name ends with .md or .csv"),
    ):
        done = answer(place, "documents", *words)
        assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert len(done.stderr.splitlines()) == 1 and not done.stdout
    assert not list(place.glob("errors*"))


def test_the_terminals_width_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with mock.patch.dict(os.environ, {"COLUMNS": "66"}):
        tell_documents("004", "", "", "", None)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 66


def test_every_claim_is_counted_once_by_its_fate() -> None:
    counted = fates_counted()
    assert sum(sum(counts.values()) for counts in counted.values()) == len(load_facts())
    assert counted["rejected"]["000"] == 5 and counted["record"]["003"] >= 20


def test_the_page_in_the_tree_is_up_to_date() -> None:
    stale = "out of date: run `python -m crossroads.telling.documents.reference docs/reference`"
    assert KEPT.read_text("utf-8") == reference_page(), stale


def test_rows_of_the_page_have_as_many_cells_as_their_head() -> None:
    width = 0
    for line in reference_page().splitlines():
        cells = line.replace("\\|", "").count("|") if line.startswith("|") else 0
        assert not (cells and width) or cells == width, line
        width = cells
