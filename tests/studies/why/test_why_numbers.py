"""Where a number is read, what moves it, how it is named, and what pulling it does."""

from __future__ import annotations

import math

import pytest
from record_reads import readers

from crossroads.errors import InputError
from crossroads.evidence.load import load_levers, load_records
from crossroads.scenario.scenario import load_scenario
from crossroads.studies.why.movers import experiments_moving, levers_of, scenarios_moving, words_to_move
from crossroads.studies.why.named import named
from crossroads.studies.why.page import page, pulled_page
from crossroads.studies.why.pulled import pull
from crossroads.studies.why.reads import rules_reading


def test_every_number_that_rules_read_has_a_reader_with_words() -> None:
    names = [name for name, record in load_records().items() if record.used]
    for name in names[::40]:  # each takes a scan of the rules
        found = rules_reading(name)
        assert found, name
        assert all(
            reading.says and reading.file.split("/")[0] in ("engine", "war", "minds", "prelude", "nations")
            for reading in found
        )
        assert readers()[name]


def test_a_reader_is_a_function_that_names_the_number() -> None:
    files = {(reading.file, reading.function) for reading in rules_reading("ussr.transfer_west_troops")}
    assert ("war/powers/transfers.py", "send_west") in files
    assert rules_reading("documents.ussr_military_dead") == ()


def test_levers_scenarios_and_experiments_that_move_a_number() -> None:
    records = load_records()
    assert [lever.name for lever in levers_of(records["ussr.transfer_west_troops"])] == ["transfers"]
    assert list(experiments_moving(records["ussr.transfer_west_troops"])) == ["transfers"]
    assert list(scenarios_moving(records["reason.past_defeats"])) == ["profile_000", "without_past_defeats"]
    moved = list(scenarios_moving(records["reason.vladivostok_bombers"]))
    assert "without_bombers" in moved and "historical" not in moved


@pytest.mark.parametrize("name", ["japan.kwantung_strength", "reason.past_defeats", "politics.weight_moscow"])
def test_the_words_that_move_it_are_a_sound_scenario(name: str, tmp_path: object) -> None:
    import pathlib

    assert isinstance(tmp_path, pathlib.Path)
    path = tmp_path / "moved.toml"
    path.write_text(
        f'extends = "historical"\ntitle = "Moved"\n{words_to_move(load_records()[name])}\n', encoding="utf-8"
    )
    setup = load_scenario(path).setup
    assert any(edit.name == name for edit in setup.edits) or name.removeprefix("reason.") in setup.without


def test_every_lever_and_record_is_found_by_its_name() -> None:
    for name, lever in load_levers().items():
        assert named(name).record.name == lever.parameter
    for name in list(load_records())[::50]:
        assert named(name).record.name == name and named(name).note == ""


def test_every_number_has_a_page() -> None:
    for name in list(load_records())[::150]:
        told = page(named(name))
        assert told.startswith(f"{name}: ") and "WHO SAYS WHAT" in told and "MOVED BY" in told


def test_a_fitted_number_tells_the_fitted_sets() -> None:
    told = page(named("east.soviet_effectiveness"))
    assert "each takes it from one of 300 fitted sets (0." in told and "in 80 of 100)" in told
    assert "most often near the value" in page(named("oil.stock_opening"))


def test_what_no_document_tells_is_said_of_its_number() -> None:
    told = page(named("oil.stock_opening"))
    assert "O-09 none of the five tells it" in told and "None of the five documents speaks of it." not in told


def test_units_are_written_as_words() -> None:
    assert "diplomacy.us_entry_hazard_month: 0.0012 per month" in page(named("american_entry"))


def test_a_number_without_a_range_is_not_pulled() -> None:
    fixed = next(record for record in load_records().values() if record.used and record.low == record.high)
    with pytest.raises(InputError, match="has no range to be pulled over"):
        pull(fixed, worlds=2)


def test_pulling_pairs_the_worlds_and_tells_the_difference_of_differences(short_question: str) -> None:
    record = load_records()["ussr.transfer_west_troops"]
    made = pull(record, question=short_question, worlds=30, seed=3)
    rows = {(row.scenario, row.base): row for row in made.rows if row.measure.name.startswith("soviet_men_moved_west")}
    south, north, between = (rows[key] for key in (("s", ""), ("n", ""), ("n", "s")))
    assert south.pair.low > 0 and south.at_low == 0
    assert math.isclose(between.pair.difference, north.pair.difference - south.pair.difference, rel_tol=1e-9)
    assert math.isclose(south.pair.difference, south.at_high - south.at_low, rel_tol=1e-9)
    assert all(row.p_family >= 0 for row in made.rows) and south.p_family < 0.05
    told = pulled_page(made)
    assert "30 worlds at either end" in told and "n against s" in told
    assert made == pull(record, question=short_question, worlds=30, seed=3)
