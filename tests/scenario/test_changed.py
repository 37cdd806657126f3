"""Tables given as arguments: the same war, the same checks and the same messages as from a file."""

from __future__ import annotations

import datetime as dt
import types
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from checkout import SCENARIOS

from crossroads import load_scenario, run
from crossroads.errors import InputError
from crossroads.runs.run import Run
from crossroads.scenario.changed import WHERE, Changes, as_scenario
from crossroads.scenario.scenario import Scenario

MOSCOW = {"nation": "germany", "decision": "main_effort", "on": dt.date(1941, 8, 21), "option": "moscow"}

CHANGES: dict[str, Any] = {
    "levers": {"oil_stock": 1.2},
    "parameters": {"oil.stock_opening": {"scale": 1.1}},
    "reasons": {"without": ["past_defeats"]},
    "force": [MOSCOW],
    "intelligence": {"sorge": {"reliability": 0.0}},
    "deciders": {"ussr": "stated_odds"},
    "uncertainty": {"luck": False},
    "prelude": {"khalkhin_gol": {"outcome": "japanese_victory"}},
    "horizon": dt.date(1945, 12, 30),
}

BAD: list[dict[str, Any]] = [
    {"levers": {"oil_stok": 1.2}},
    {"levers": 3},
    {"levers": {"oil_stock": "much"}},
    {"parameters": {"oil.stock": {"value": 1.0}}},
    {"parameters": {"oil.stock_opening": {"low": 2.0, "high": 1.0}}},
    {"reasons": {"without": ["oyl"]}},
    {"reasons": ["oil"]},
    {"force": {**MOSCOW}},
    {"force": [{**MOSCOW, "option": "moskow"}]},
    {"force": [{**MOSCOW, "on": dt.date(1939, 8, 21)}]},
    {"drop_forces": ["japan.corse"]},
    {"intelligence": {"sorge": {"reliability": 2.0}}},
    {"intelligence": {"sorge": 0}},
    {"deciders": {"japn": "stated_odds"}},
    {"uncertainty": {"structure": ("operations", "opportunity")}},
    {"prelude": {"khalkin_gol": {"removed": True}}},
    {"prelude": {"khalkhin_gol": "won"}},
    {"horizon": dt.date(1960, 1, 1)},
    {"horizon": "soon"},
    {"levers": {"oil_stok": 1.2}, "horizon": dt.date(1960, 1, 1)},
]


def test_every_table_can_be_changed() -> None:
    assert set(CHANGES) | {"drop_forces"} == set(Changes.__annotations__)
    setups = [as_scenario("historical", {table: change}).setup for table, change in CHANGES.items()]
    assert len(set(setups)) == len(CHANGES)
    freed = as_scenario("south_december", {"drop_forces": ["japan.course"]}).setup.forces
    assert freed
    assert "course" not in {force.decision for force in freed}


@pytest.mark.parametrize("table", CHANGES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_table_changes_what_it_would_in_a_file(name: str, table: str) -> None:
    given = {table: CHANGES[table]}
    try:
        # What the base asks is asked of it changed, too.
        filed = load_scenario({"extends": name, "asks": list(load_scenario(name).asks), **given})
    except InputError:  # an order that clashes with the scenario's own, or that has no place before its horizon
        with pytest.raises(InputError):
            as_scenario(name, given)
        return
    made = as_scenario(name, given)
    assert made.setup == filed.setup
    assert made.describe() == filed.describe()
    assert (made.name, made.extends) == (f"{name}_changed", name)


@pytest.mark.parametrize("given", BAD, ids=str)
def test_messages_are_those_of_a_file(given: dict[str, Any]) -> None:
    with pytest.raises(InputError) as filed:
        load_scenario({"extends": "historical", "name": WHERE, **given})
    with pytest.raises(InputError) as told:
        as_scenario("historical", given)
    assert str(told.value) == str(filed.value)


@pytest.mark.parametrize("table", [*CHANGES, "drop_forces"])
def test_none_within_a_table_is_no_way_to_leave_it_out(table: str) -> None:
    within: Any = {"uncertainty": {"luck": None}, "force": [None], "drop_forces": [None], "horizon": [None]}
    for load in (lambda given: as_scenario("historical", given), lambda given: load_scenario({"title": "A", **given})):
        with pytest.raises(InputError, match=f"{table}: found None inside it"):
            load({table: within.get(table, {"oil_stock": None})})


def test_a_table_that_no_scenario_has_is_refused_with_its_nearest_name() -> None:
    with pytest.raises(TypeError, match=r"unexpected argument 'leverz' \(did you mean 'levers'\?\)"):
        run("historical", worlds=1, leverz={"oil_stock": 1.2})  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected argument 'wrlds'"):
        run("historical", wrlds=None)  # type: ignore[call-arg]


@pytest.mark.parametrize("empty", [None, {}, [], ()])
@pytest.mark.parametrize("table", list(Changes.__annotations__))
def test_an_empty_table_changes_nothing(table: str, empty: object) -> None:
    base = load_scenario("north_august")
    assert as_scenario(base, {table: empty}) is base


def test_any_scenario_can_be_changed_and_what_is_given_stays_as_it_was() -> None:
    levers = types.MappingProxyType({"oil_stock": 1.2})
    own = load_scenario({"extends": "south_december", "name": "mine", "levers": {"kwantung_strength": 1.1}})
    made = [
        as_scenario(given, {"levers": levers, "force": (MOSCOW,)})
        for given in (own, Scenario.from_resolved(own.resolved))
    ]
    assert {scenario.setup for scenario in made} == {made[0].setup}
    assert made[0].resolved["levers"] == {"kwantung_strength": 1.1, "oil_stock": 1.2}
    assert own.resolved["levers"] == {"kwantung_strength": 1.1}
    assert dict(levers) == {"oil_stock": 1.2}
    again = as_scenario(made[0], {"levers": {"oil_stock": 1.0}})
    assert again.resolved["levers"] == {"kwantung_strength": 1.1, "oil_stock": 1.0}


def test_a_run_so_asked_for_is_that_of_the_file_and_repeats_from_its_manifest(tmp_path: Path) -> None:
    short: Any = {"levers": {"oil_stock": 1.2}, "horizon": "1941-12-28"}
    made = run("south_december", worlds=6, seed=8, out=tmp_path / "made", **short)
    filed = run({"extends": "south_december", "name": made.scenario, **short}, worlds=6, seed=8)
    pd.testing.assert_frame_equal(made.outcomes, filed.outcomes)
    kept = Run.load(tmp_path / "made").manifest
    assert kept["command"] == f"crossroads run {tmp_path}/made --worlds 6 --seed 8 --out {tmp_path}/made-again"
    repeated = Scenario.from_resolved(kept["scenario"]["resolved"])
    assert repeated.digest() == as_scenario("south_december", short).digest()
