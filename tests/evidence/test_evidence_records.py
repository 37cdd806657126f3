"""The evidence as it stands: every number has its unit, range, date and source, every source its use."""

from __future__ import annotations

import math

import pytest

from crossroads.evidence.history.recorded import recorded_points
from crossroads.evidence.load import hash_of, load_levers, load_records, load_sources
from crossroads.evidence.record import Record
from crossroads.minds.decision import decision_points
from crossroads.play.columns import in_fact
from crossroads.prelude.sizes import READ

# The rows of the documents' parameter summary, and the records that keep them.
DOCUMENT_ROWS = {
    "Kwantung Army": ["japan.kwantung_strength"],
    "Korea Army": ["japan.korea_army_strength"],
    "troops sent west": ["ussr.transfer_west_troops"],
    "Soviet Far East": ["ussr.far_east_strength_document"],
    "share tied down in China": ["china.share_of_japanese_army"],
    "German invasion force": ["germany.invasion_force_document"],
    "southern operation": ["japan.southern_operation_force"],
    "German share tied by the US": ["germany.share_tied_by_united_states"],
    "belief before 1939": ["japan.quality_belief_prior"],
    "belief after 1939": ["japan.quality_belief"],
    "Khalkhin Gol losses": ["documents.khalkhin_gol_japanese_loss"],
    "pact term": ["diplomacy.pact_term_months"],
    "pact to invasion": ["documents.pact_to_invasion_days"],
    "Yalta lag": ["diplomacy.yalta_lag_months"],
    "August 1945": ["ussr.august_1945_force", "ussr.august_1945_tanks", "ussr.august_1945_aircraft"],
    "fall of Manchuria": ["documents.manchuria_collapse_days"],
    "rungs": ["documents.mobilisation_rungs"],
    "Soviet military dead": ["documents.ussr_military_dead"],
    "Soviet dead": ["documents.ussr_total_dead"],
    "Japanese dead": ["documents.japan_military_dead"],
    "loans to China": ["documents.soviet_loans_to_china", "documents.soviet_loan_third"],
    "squadrons in China": [
        "documents.soviet_squadrons_in_china",
        "documents.soviet_fighter_squadrons_in_china",
    ],
    "railway price": ["documents.railway_price_ratio", "documents.railway_price_asked"],
    "fisheries": ["documents.fishery_share_1928", "documents.fishery_share_1931"],
    "Sakhalin oil": ["japan.sakhalin_oil_share"],
    "oil stock": ["documents.oil_stock_months"],
    "industrial ratio": ["documents.us_industrial_ratio"],
    "American entry": ["diplomacy.us_entry_hazard_month"],
    "winter troops": ["far_east.winter_quality_bonus"],
    "Japan's reasons": ["documents.reasons_of_japan"],
    "pact and threat": ["diplomacy.pact_perceived_threat_cut"],
}


@pytest.mark.parametrize("record", load_records().values(), ids=lambda record: record.name)
def test_a_record_says_what_it_is_and_where_it_comes_from(record: Record) -> None:
    assert record.low <= record.value <= record.high
    assert record.unit.strip() and record.source in load_sources()
    assert 1904 < record.date.year < 1951
    # A sentence is the least that lets a reader judge a number.
    assert len(record.note) > 15, "a record needs a note"


def test_a_share_lies_between_none_and_all() -> None:
    for record in load_records().values():
        if record.unit.startswith("share"):
            assert record.low >= 0 and record.high <= 1, record.name


@pytest.mark.parametrize("row", DOCUMENT_ROWS)
def test_every_number_of_the_documents_is_kept_with_its_line(row: str) -> None:
    for name in DOCUMENT_ROWS[row]:
        record = load_records()[name]
        assert record.document and record.line


def test_the_documents_give_31_rows_of_numbers() -> None:
    assert len(DOCUMENT_ROWS) == 31


def test_what_the_documents_only_say_in_words_is_an_assumption_of_the_project() -> None:
    worded = ("japan.sakhalin_oil_share", "diplomacy.us_entry_hazard_month", "far_east.winter_quality_bonus")
    for name in worded:
        assert load_records()[name].tier == "assumption"
        assert load_records()[name].source == "crossroads_prior"


def test_the_second_document_s_figure_lies_in_the_range_of_the_first() -> None:
    kwantung = load_records()["japan.kwantung_strength"]
    assert (kwantung.low, kwantung.high) == (600_000, 700_000)
    assert "002" in kwantung.note


def test_parts_of_the_documents_add_up() -> None:
    numbers = {name: record.value for name, record in load_records().items()}
    loans = [numbers[f"documents.soviet_loan_{which}"] for which in ("first", "second", "third")]
    assert sum(loans) == numbers["documents.soviet_loans_to_china"]
    squadrons = [numbers[f"documents.soviet_{kind}_squadrons_in_china"] for kind in ("fighter", "bomber")]
    assert sum(squadrons) == numbers["documents.soviet_squadrons_in_china"]
    ratio = numbers["documents.railway_price_accepted"] / numbers["documents.railway_price_asked"]
    assert math.isclose(ratio, numbers["documents.railway_price_ratio"])


def test_every_source_is_cited_or_marked_as_general() -> None:
    cited = {record.source for record in load_records().values()}
    cited |= {point.source for point in decision_points()}
    cited |= set(recorded_points()["source"])
    cited |= {told["source"] for told in in_fact().values()}
    assert cited <= set(load_sources())
    idle = [key for key, source in load_sources().items() if key not in cited and not source.general]
    assert idle == []


def test_every_lever_moves_a_number_that_the_rules_read() -> None:
    for lever in load_levers().values():
        assert load_records()[lever.parameter].used
        assert lever.title and lever.help.endswith(".")


def test_no_two_levers_move_the_same_number() -> None:
    moved = [lever.parameter for lever in load_levers().values()]
    assert len(moved) == len(set(moved))


def test_numbers_under_the_documents_prefix_are_for_comparison_or_sizes_of_events_before_the_war() -> None:
    for name, record in load_records().items():
        if name.startswith("documents."):
            assert record.used == (name in READ), name


@pytest.mark.parametrize(
    ("name", "change", "moves"),
    [
        ("japan.kwantung_strength", {"value": 660_000.0}, True),
        ("japan.kwantung_strength", {"high": 690_000.0}, True),
        ("japan.kwantung_strength", {"draw": "uniform"}, True),
        ("japan.kwantung_strength", {"note": "Another sentence."}, False),
        ("ussr.august_1945_force", {"value": 1_500_000.0}, False),
    ],
)
def test_the_hash_changes_with_what_can_move_a_result_only(name: str, change: dict[str, object], moves: bool) -> None:
    records = dict(load_records())
    records[name] = records[name].model_copy(update=change)
    assert (hash_of(records) != hash_of(load_records())) is moves
