"""Slips of the pen that people make, and the hint that each must get."""

from __future__ import annotations

from pathlib import Path

import pytest
from refused import faults_of

from crossroads.errors import InputError
from crossroads.minds.decision import near_name
from crossroads.scenario.scenario import load_scenario


def of(nation: str, decision: str, option: str = "keep", day: str = "1941-09-11") -> str:
    return f'[[force]]\nnation = "{nation}"\ndecision = "{decision}"\non = {day}\noption = "{option}"\n'


def parameter(name: str, key: str = "value") -> str:
    return f'[parameters."{name}"]\n{key} = 1\n'


ABOVE = "allowed: above the first table"

SLIPS = [
    *((of(name, "trade"), "united_states") for name in ("usa", "USA", "US", "U.S.", "America", "American")),
    *((of(name, "trade"), "united_states") for name in ("the United States", "United States", "Washington")),
    *((of(name, "transfers", "none"), "ussr") for name in ("Soviet Union", "Russia", "soviets", "SU", "UdSSR")),
    *((of(name, "transfers", "none"), "ussr") for name in ("USSR", "U.S.S.R.", "the Soviet Union", "Moscow")),
    *((of(name, "course", "north"), "japan") for name in ("JAPAN", "Japanese", "Nippon", "Tokyo", "jpan")),
    *((of(name, "promise", "none"), "germany") for name in ("Germny", "Reich", "Third Reich", "Deutschland", "german")),
    *((of(name, "trade"), "united_states") for name in ("Americans", "the Americans", "amerika")),
    *((of(name, "transfers", "none"), "ussr") for name in ("Soviet-Union", "red army", "Sowjetunion", "cccp")),
    *((of(name, "course", "north"), "japan") for name in ("Imperial Japan", "imperial-army")),
    *((of(name, "promise", "none"), "germany") for name in ("Germans", "the Wehrmacht")),
    (of("japan", "Course", "north"), "course"),
    (of("japan", "japan.course", "north"), "course"),
    (of("japan", "mobilization", "keep"), "mobilisation"),
    (of("japan", "end war", "sue"), "end_war"),
    (of("ussr", "transfer", "none"), "transfers"),
    (of("germany", "maineffort", "moscow"), "main_effort"),
    (of("japan", "course", "North"), "north"),
    (of("japan", "course", "indo-china"), "indochina"),
    (of("japan", "course", "south without us"), "south_without_us"),
    (of("united_states", "trade", "full embargo"), "full"),
    ("[levers]\noil_stok = 1.1\n", "oil_stock"),
    ("[levers]\noil-stock = 1.1\n", "oil_stock"),
    ("[levers]\nOilStock = 1.1\n", "oil_stock"),
    ("[lever]\noil_stock = 1.1\n", "levers"),
    (parameter("kwantung_strength"), "japan.kwantung_strength"),
    (parameter("Japan.kwantung_strength"), "japan.kwantung_strength"),
    (parameter("japan.kwantung-strength"), "japan.kwantung_strength"),
    (parameter("Nippon.kwantung_strength"), "japan.kwantung_strength"),
    (parameter("japan.kwantung_strength", "values"), "value"),
    ("[intelligence.sorg]\nreliability = 0.5\n", "sorge"),
    ("[intelligence.Magic]\nreliability = 0.5\n", "magic"),
    ('[deciders]\nAmerica = "stated_odds"\n', "united_states"),
    ('[deciders]\njapan = "deliberate"\n', "deliberation"),
    ('[deciders]\njapan = "stated odds"\n', "stated_odds"),
    ("[forces]\n", "force"),
    ("[[Force]]\n", "force"),
    ("[parameter]\n", "parameters"),
    ("[decider]\n", "deciders"),
    ('titel = "x"\n', "title"),
    ('Title = "x"\n', "title"),
    ("horison = 1942-02-15\n", "horizon"),
    ('extend = "wait"\n', "extends"),
    ('about = "north_south"\n', "north_or_south"),
    ('about = "Moscow or Kiev"\n', "moscow_or_kiev"),
    ('asks = ["verdikt"]\n', "verdict"),
    ("[uncertainty]\nlukc = false\n", "luck"),
]

MISPLACED = [
    ('[levers]\nquestion = "what if?"\n', "question"),
    ("[levers]\nhorizon = 1942-02-15\n", "horizon"),
    (of("japan", "course", "north", "1941-08-09") + "horizon = 1942-02-15\n", "horizon"),
    (of("japan", "course", "north", "1941-08-09") + 'title = "x"\n', "title"),
    ('[uncertainty]\nextends = "wait"\n', "extends"),
    ('[reasons]\nabout = "north_or_south"\n', "about"),
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("text", "meant"), SLIPS)
def test_a_slip_leads_to_what_was_meant(text: str, meant: str) -> None:
    assert any(f"(did you mean '{meant}'?)" in line for line in faults_of(text)), faults_of(text)


@pytest.mark.parametrize(("text", "key"), MISPLACED)
def test_a_key_of_the_file_below_a_table_is_told_where_it_stands(text: str, key: str) -> None:
    lines = faults_of(text)
    assert any(line.startswith(f"bad.toml: {key}: found below [") and ABOVE in line for line in lines), lines


def test_no_nation_is_taken_for_one_that_is_no_part_of_the_model() -> None:
    for name in ("Britain", "China", "Italy", "France"):
        assert "did you mean" not in faults_of(of(name, "course"))[0]


@pytest.mark.parametrize(
    ("name", "meant"), [("usa.trade", "united_states.trade"), ("Russia.transfers", "ussr.transfers"), ("US.x", None)]
)
def test_decisions_are_found_by_what_people_call_their_nations(name: str, meant: str | None) -> None:
    allowed = ["united_states.trade", "ussr.transfers", "japan.course"]
    assert meant is None or near_name(name, allowed) == f" (did you mean '{meant}'?)"


@pytest.mark.parametrize(
    ("name", "meant"), [("waite", "wait"), ("Wait", "wait"), ("north-or-south", "north_or_south"), ("hstorical", None)]
)
def test_scenarios_and_questions_are_found_by_a_near_name(name: str, meant: str | None) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    assert f"(did you mean '{meant or 'historical'}'?)" in str(caught.value)
