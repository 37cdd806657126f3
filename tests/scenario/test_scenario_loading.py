"""Scenarios: finding them, laying them over their base, handing them on."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from pathlib import Path

import pytest

from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.setup import Force, Setup
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.world import calendar

NORTH = """
title = "North"
[[force]]
nation = "japan"
decision = "course"
on = 1941-08-09
option = "north"
"""

KWANTUNG = "japan.kwantung_strength"
KOREA = "japan.korea_army_strength"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str) -> Path:
    path = Path(f"{name}.toml")
    path.write_text(text, "utf-8")
    return path


def test_a_minimal_file_changes_nothing() -> None:
    scenario = load_scenario(write("plain_case", "title = 'Plain'"))
    assert scenario.setup == Setup()
    assert (scenario.name, scenario.title, scenario.extends) == ("plain_case", "Plain", None)


def test_a_file_without_a_title_is_called_by_its_name() -> None:
    assert load_scenario(write("plain_case", "horizon = 1945-12-30")).title == "Plain case"


def test_a_force_reaches_the_setup() -> None:
    setup = load_scenario(write("north", NORTH)).setup
    assert setup.forces == (Force("japan", "course", on=dt.date(1941, 8, 9), option="north"),)


def test_odds_conditions_and_repeated_orders_reach_the_setup() -> None:
    text = """
    [[force]]
    nation = "japan"
    decision = "course"
    when = "front_moscow_axis_km > 900"
    between = [1941-07-05, 1941-08-10]
    odds = { north = 0.5 }
    [[force]]
    nation = "united_states"
    decision = "trade"
    on = 1941-06-29
    until = 1941-12-31
    always = true
    option = "keep"
    """
    repeated, conditional = load_scenario(write("both", text)).setup.forces
    assert repeated.always and repeated.until == dt.date(1941, 12, 31)
    assert conditional.between == (dt.date(1941, 7, 5), dt.date(1941, 8, 10))
    assert conditional.odds == {"north": 0.5} and conditional.option is None
    assert conditional.when is not None and conditional.when.names == {"front_moscow_axis_km"}


def test_parameters_levers_horizon_and_uncertainty_reach_the_setup() -> None:
    text = f"""
    horizon = 1948-01-04
    [parameters."{KOREA}"]
    low = 40_000
    high = 60_000
    [levers]
    kwantung_strength = 1.1
    [uncertainty]
    luck = false
    """
    setup = load_scenario(write("many", text)).setup
    assert setup.edits == (ParameterEdit(KOREA, low=40_000, high=60_000), ParameterEdit(KWANTUNG, scale=1.1))
    assert (setup.horizon, setup.luck, setup.knowledge) == (dt.date(1948, 1, 4), False, True)


def test_a_parameter_without_quotation_marks_is_understood() -> None:
    setup = load_scenario(write("bare", f"[parameters.{KWANTUNG}]\nvalue = 700_000")).setup
    assert setup.edits == (ParameterEdit(KWANTUNG, value=700_000),)


def test_a_child_inherits_adds_and_overrides() -> None:
    write("base", f"horizon = 1947-01-05\n{NORTH}[levers]\nkwantung_strength = 1.1\n[uncertainty]\nluck = false")
    text = f"""
    extends = "base"
    [[force]]
    nation = "japan"
    decision = "mobilisation"
    on = 1941-07-02
    option = "rung_101"
    [parameters."{KWANTUNG}"]
    value = 600_000
    """
    setup = load_scenario(write("child", text)).setup
    assert [force.option for force in setup.forces] == ["rung_101", "north"]
    assert setup.edits == (ParameterEdit(KWANTUNG, value=600_000),)
    assert setup.horizon == dt.date(1947, 1, 5) and not setup.luck


@pytest.mark.parametrize("day", ["1941-08-09", "1941-08-01"])
def test_a_childs_order_for_the_same_meeting_replaces_its_bases(day: str) -> None:
    write("base", NORTH)
    child = NORTH.replace("1941-08-09", day).replace('"north"', '"wait"')
    setup = load_scenario(write("child", 'extends = "base"' + child)).setup
    assert [force.option for force in setup.forces] == ["wait"]


def test_an_order_for_a_later_meeting_stands_beside() -> None:
    write("base", NORTH)
    child = NORTH.replace("1941-08-09", "1941-09-06").replace('"north"', '"wait"')
    setup = load_scenario(write("child", 'extends = "base"' + child)).setup
    assert [force.option for force in setup.forces] == ["north", "wait"]


def test_dropped_orders_leave_the_decision_free() -> None:
    write("base", NORTH)
    setup = load_scenario(write("child", 'extends = "base"\ndrop_forces = ["japan.course"]')).setup
    assert setup.forces == ()


def test_names_are_looked_for_here_before_the_checkout(tmp_path: Path) -> None:
    assert load_scenario("historical").title == "Everyone free"
    (tmp_path / "scenarios").mkdir()
    write("scenarios/historical", "title = 'Mine'")
    assert load_scenario("historical").title == "Mine"


def test_a_base_is_looked_for_beside_the_file_first(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    write("class/base", NORTH)
    scenario = load_scenario(str(write("class/child", 'extends = "base"')))
    assert len(scenario.setup.forces) == 1
    assert load_scenario(write("class/other", 'extends = "historical"')).setup == Setup()


def test_a_byte_order_mark_is_no_obstacle() -> None:
    path = Path("marked.toml")
    path.write_bytes(b"\xef\xbb\xbftitle = 'Marked'\n")
    assert load_scenario(path).title == "Marked"


def test_resolved_is_json_and_leads_back() -> None:
    write("base", NORTH)
    extra = f'extends = "base"\n[parameters."{KWANTUNG}"]\nscale = 1.05\n[[force]]\nnation = "germany"\n'
    extra += 'decision = "main_effort"\nwhen = "front_moscow_axis_km > 900"\nbetween = [1941-08-21, 1941-10-01]\n'
    scenario = load_scenario(write("child", extra + "odds = { moscow = 0.7 }"))
    again = Scenario.from_resolved(json.loads(json.dumps(scenario.resolved, sort_keys=True)))
    assert again.setup == scenario.setup
    assert again.resolved == scenario.resolved
    assert again.describe() == scenario.describe()
    assert again.digest() == scenario.digest()
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_the_digest_follows_what_is_run_and_not_the_words() -> None:
    first = load_scenario(write("case", NORTH)).digest()
    assert load_scenario(write("case", NORTH.replace('"North"', '"Attack"'))).digest() == first
    assert load_scenario(write("case", NORTH.replace("08-09", "09-06"))).digest() != first


def test_the_default_horizon_is_the_calendars() -> None:
    assert load_scenario(write("plain", "title = 'Plain'")).setup.horizon == calendar.HORIZON


def test_a_shorter_horizon_than_an_inherited_order_survives_the_manifest(tmp_path: Path) -> None:
    path = tmp_path / "short.toml"
    path.write_text('extends = "no_embargo"\ntitle = "Short"\nhorizon = 1942-03-29\n', encoding="utf-8")
    scenario = load_scenario(path)
    again = Scenario.from_resolved(scenario.resolved)
    assert again.setup == scenario.setup
    assert again.digest() == scenario.digest()
