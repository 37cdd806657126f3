"""What the documents claim: all of it is there, each claim has a fate, and every fate exists."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from checkout import PACKAGE, SCENARIOS

from crossroads.errors import InputError
from crossroads.evidence.claims.about import claims_about
from crossroads.evidence.claims.fact import FATES, Fact
from crossroads.evidence.claims.flaws import DocumentError
from crossroads.evidence.claims.load import (
    document_sources,
    known_names,
    load_contradictions,
    load_errors,
    load_facts,
    load_omissions,
    mechanism_titles,
    worst_first,
)
from crossroads.evidence.load import load_records
from crossroads.minds.decision import measure

REFERENCE = "reference:"
"""What a fate begins with that is a recorded series."""

LONGEST = 25
"""Words of a claim."""

COUNTS = {"000": 22, "001": 26, "002": 85, "003": 162, "004": 17}

GOOD = """
[F002-001]
line = "5"
kind = "claim"
text = "Something was so."
taken = "as stated"
fate = "record"
by = ["japan.kwantung_strength"]
"""


def test_all_claims_errors_contradictions_and_omissions_are_there() -> None:
    assert Counter(fact.document for fact in load_facts().values()) == COUNTS
    for document, count in COUNTS.items():
        ids = [id_ for id_ in load_facts() if id_.startswith(f"F{document}-")]
        assert ids == [f"F{document}-{number:03}" for number in range(1, count + 1)]
    assert list(load_errors()) == [f"X-{number:02}" for number in range(1, 57)]
    assert list(load_contradictions()) == [f"C-{number:02}" for number in range(1, 25)]
    assert list(load_omissions()) == [f"O-{number:02}" for number in range(1, 14)]
    assert list(mechanism_titles()) == [f"S{number:02}" for number in range(1, 54)]


def test_a_mechanism_that_has_a_row_has_a_title() -> None:
    rows = {path.stem for path in (PACKAGE / "evidence" / "claims").glob("mechanisms/S*.toml")}
    assert rows <= set(mechanism_titles())


def test_claims_are_short() -> None:
    assert [fact.id for fact in load_facts().values() if len(fact.text.split()) > LONGEST] == []


def test_claims_stand_in_the_order_of_their_lines() -> None:
    for document in COUNTS:
        lines = [int(fact.line) for fact in load_facts().values() if fact.document == document]
        assert lines == sorted(lines)


def test_no_claim_is_an_orphan() -> None:
    known = {**known_names().fates, "scenario": set(SCENARIOS)}
    for fact in load_facts().values():
        assert fact.fate in FATES
        if fact.fate == "background":
            assert len(fact.why.split()) >= 4, fact.id
        elif fact.fate == "run":
            for name in fact.by:
                _check_run(name)
        else:
            assert fact.by and set(fact.by) <= known[fact.fate], fact.id


def _check_run(name: str) -> None:
    if name.startswith(REFERENCE):
        assert (PACKAGE / "evidence" / "reference" / name.removeprefix(REFERENCE)).is_file(), name
    else:
        assert measure(name).title


def test_what_is_left_out_is_carried_by_something() -> None:
    known = {**known_names().fates, "scenario": set(SCENARIOS)}
    for item in load_omissions().values():
        assert set(item.by) <= known[item.fate], item.id


def test_every_error_is_met_by_a_claim_or_is_one_of_style() -> None:
    """An error belongs to a line on which the ledger has a claim; garbled terms run through a whole document."""
    lines = {(fact.document, fact.line) for fact in load_facts().values()}
    for error in load_errors().values():
        if error.id == "X-52":
            continue
        assert {(error.document, line.strip()) for line in error.line.split(",")} & lines, error.id


def test_sides_of_contradictions_are_lines_with_claims() -> None:
    lines = {(fact.document, fact.line) for fact in load_facts().values()}
    for item in load_contradictions().values():
        assert {(side.document, side.line) for side in item.sides} <= lines, item.id
        assert len({(side.document, side.line, side.says) for side in item.sides}) == len(item.sides)


def test_every_number_of_a_document_is_claimed() -> None:
    """A record of tier 'document' is a number that some claim gives, or a reason's switch."""
    claimed = {name for fact in load_facts().values() for name in fact.records}
    numbers = {name for name, record in load_records().items() if record.tier == "document"}
    assert {name for name in numbers - claimed if not name.startswith(("reason.", "interest."))} == set()


def test_a_documents_value_lies_where_the_record_says() -> None:
    """Where a record of tier 'document' names a line, a claim that it carries stands on that line."""
    for name, record in load_records().items():
        if record.tier == "document" and not name.startswith(("reason.", "interest.")):
            own = [fact for fact in load_facts().values() if name in fact.records and fact.document == record.document]
            lines = {line.strip() for line in record.line.split(",")}
            assert {fact.line for fact in own} & lines, name


def test_the_worst_error_comes_first() -> None:
    assert [error.severity for error in worst_first(load_errors())][:5] == ["critical"] * 5
    assert worst_first(load_errors())[5].severity == "high"


def test_documents_are_sources() -> None:
    assert list(document_sources()) == list(COUNTS)


def test_claims_about_a_number_say_who_disagrees() -> None:
    about = claims_about("japan.kwantung_strength")
    assert {fact.document: value.number for fact, value in about.values} == {"002": 700_000, "003": 600_000}
    assert {error.id for error in about.errors} >= {"X-25", "X-49"}
    assert [item.id for item in about.contradictions] == ["C-01"]
    term = claims_about("diplomacy.pact_term_months")
    assert {(fact.document, value.number) for fact, value in term.values} == {("000", 8), ("003", 48), ("004", 60)}


def test_claims_about_a_reason_are_those_of_the_reason() -> None:
    facts = claims_about("reason.past_defeats").facts
    assert len(facts) >= 5 and all("J03" in fact.by for fact in facts)


def test_the_good_claim_and_error_are_read(tmp_path: Path) -> None:
    for text, name, table in ((GOOD, "002.toml", Fact), (ERROR, "errors.toml", DocumentError)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert len(table.read_all(path, "one", known_names())) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "claim"', 'kind = "clam"', "kind: found 'clam'; allowed: fact, claim"),
        (
            'by = ["japan.kwantung_strength"]',
            'by = ["japan.kwantung_strenth"]',
            "did you mean 'japan.kwantung_strength'",
        ),
        ('by = ["japan.kwantung_strength"]', "", "a claim whose fate is 'record' names what carries it"),
        ('fate = "record"', 'fate = "background"', "background only says why, and names nothing"),
        ('taken = "as stated"', 'taken = "not at all"', "rejected exactly where it is taken 'not at all'"),
        ('fate = "record"', 'fate = "records"', "fate: found 'records'; allowed: record, run"),
        ('text = "Something was so."', "", "text: found nothing"),
        ('line = "5"', 'line = "5"\ncites = "jones"', "cites: found 'jones'"),
        ("[F002-001]", "[F002-1]", "F002-1"),
        (
            'line = "5"',
            'line = "5"\nvalues = [{ name = "x", value = "1941", records = ["japan.call_up"] }]',
            "values.1.as_record: a value that is no number",
        ),
    ],
)
def test_a_bad_claim_is_refused_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    path = tmp_path / "002.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        Fact.read_all(path, "claim", known_names())
    assert told in str(refused.value) and str(refused.value).startswith("002.toml: claim 'F002-")


ERROR = """
[X-01]
document = "002"
line = "1"
says = "a"
right = "b"
basis = ["documents"]
severity = "low"
taken = "corrected"
effect = "c"
against = ["003 L45"]
records = ["japan.call_up"]
see = ["coox_1985"]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"002"', '"005"', "document: found '005'; allowed: 000, 001, 002, 003, 004"),
        ('["documents"]', '["hearsay"]', "found 'hearsay'; allowed: documents, standard histories"),
        ('["documents"]', "[]", "basis: found a list of 0; allowed: a list of at least one"),
        ('"low"', '"bad"', "severity: found 'bad'; allowed: critical, high, medium, low"),
        ('"003 L45"', '"line 45"', "against: found 'line 45'; allowed: a document and a line, such as 003 L45"),
        ('"japan.call_up"', '"japan.calls_up"', "records: found 'japan.calls_up'"),
        ('"coox_1985"', '"nobody"', "see: found 'nobody'"),
    ],
)
def test_a_bad_error_is_refused_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ERROR
    path = tmp_path / "errors.toml"
    path.write_text(ERROR.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        DocumentError.read_all(path, "error", known_names())
    assert told in str(refused.value) and str(refused.value).startswith("errors.toml: error 'X-01'")
