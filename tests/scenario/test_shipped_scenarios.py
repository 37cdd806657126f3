"""The scenarios of the repository and those of its guide."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from checkout import ROOT
from checkout import SCENARIOS as NAMES

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_records
from crossroads.scenario.checks import meeting_from
from crossroads.scenario.files import known_files
from crossroads.scenario.scenario import Scenario, load_scenario

GUIDE = ROOT / "docs" / "how-to" / "write-a-scenario.md"
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def of(name: str) -> Scenario:
    return load_scenario(ROOT / "scenarios" / f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_loads_and_speaks_for_itself(name: str) -> None:
    scenario = of(name)
    assert scenario.title and scenario.question.endswith("?") and scenario.why.endswith(".")
    assert scenario.describe()
    again = Scenario.from_resolved(json.loads(json.dumps(scenario.resolved)))
    assert again.setup == scenario.setup


@pytest.mark.parametrize("name", [name for name in NAMES if name != "historical"])
def test_every_scenario_is_a_difference_from_historical(name: str) -> None:
    scenario, steps = of(name), 0
    assert not scenario.describe()[0].startswith("Changes nothing")
    while scenario.extends is not None:
        scenario, steps = of(scenario.extends), steps + 1
    assert scenario.name == "historical" and steps > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_parameter_of_a_shipped_scenario_is_an_empty_change(name: str) -> None:
    scenario = of(name)
    base = of(scenario.extends) if scenario.extends else None
    if base is not None:
        assert scenario.setup != base.setup


def test_titles_and_questions_are_all_different() -> None:
    scenarios = [of(name) for name in NAMES]
    assert len({scenario.title for scenario in scenarios}) == len(NAMES)
    assert len({scenario.question for scenario in scenarios}) == len(NAMES)
    assert set(NAMES) <= set(known_files())


def test_historical_leaves_everyone_free() -> None:
    assert of("historical").setup.forces == () and of("historical").setup.edits == ()


def test_south_december_and_as_it_happened_bind_japan_alike() -> None:
    south = [force for force in of("south_december").setup.forces if force.nation == "japan"]
    happened = of("as_it_happened").setup.forces
    assert {force.nation for force in of("south_december").setup.forces} == {"japan", "germany"}
    assert [force for force in happened if force.nation == "japan"] == south
    assert {force.nation for force in happened} == {"japan", "ussr", "germany", "united_states"}


def test_what_happened_ends_on_11_december_1941() -> None:
    last = dt.date(1941, 12, 11)
    for force in of("as_it_happened").setup.forces:
        assert force.on is not None and force.on <= last
        assert force.always == (force.until is not None)
        assert force.until is None or force.until <= last


def test_what_happened_follows_the_recorded_decisions() -> None:
    """Each recorded choice of 1941 that is an option of the model is forced at its meeting."""
    recorded = {
        ("1941-07-16", "mobilisation", "rung_102"),
        ("1941-08-21", "main_effort", "south"),
        ("1941-10-01", "aid_to_ussr", "full"),
        ("1941-10-12", "transfers", "large"),
        ("1941-11-29", "promise", "promise"),
        ("1941-12-01", "course", "south"),
    }
    path = ROOT / "model/crossroads/evidence/reference/recorded_decisions_1941.csv"
    with path.open(encoding="utf-8") as file:
        days = {row["date"] for row in csv.DictReader(file)}
    forced = {(str(force.on), force.decision, force.option) for force in of("as_it_happened").setup.forces}
    assert recorded <= forced
    assert {day for day, _, _ in recorded} <= days


def test_waiting_covers_every_conference_of_two_years() -> None:
    (force,) = [force for force in of("wait").setup.forces if force.nation == "japan"]
    assert force.on == meeting_from("japan.course", dt.date(1941, 6, 22))
    assert force.until == dt.date(1942, 12, 31)


@pytest.mark.parametrize(
    "name", ["south_december", "north_august", "north_only", "north_july", "north_limited", "north_spring_1942", "wait"]
)
def test_courses_of_japan_stand_on_the_same_german_orders(name: str) -> None:
    ordered = [force for force in of(name).setup.forces if force.nation == "germany"]
    assert ordered == list(of("berlin_as_recorded").setup.forces)
    happened = of("as_it_happened").setup.forces
    assert ordered == [force for force in happened if force.decision == "main_effort"]


@pytest.mark.parametrize("name", ["south_december", "north_august", "north_only"])
def test_berlin_is_free_in_the_variants_and_nothing_else_differs(name: str) -> None:
    free, ordered = of(f"{name}_free_berlin").setup, of(name).setup
    assert free.forces == tuple(force for force in ordered.forces if force.nation != "germany")
    assert (free.edits, free.deciders, free.horizon) == (ordered.edits, ordered.deciders, ordered.horizon)


def test_typhoon_early_changes_the_diversion_only() -> None:
    early, happened = of("typhoon_early").setup.forces, of("as_it_happened").setup.forces
    (changed,) = [force for force in early if force not in happened]
    assert (changed.decision, changed.option, changed.on) == ("main_effort", "moscow", dt.date(1941, 8, 21))
    assert len(early) == len(happened)


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("sorge_silent", "intelligence.sorge_reliability", 0.0),
        ("magic_silent", "intelligence.magic_reliability", 0.0),
        ("tokyo_counts_right", "intelligence.far_east_estimates_reliability", 1.0),
        ("without_past_defeats", "reason.past_defeats", 0.0),
        ("without_bombers", "reason.vladivostok_bombers", 0.0),
        ("bold_japan", "deciding.reference_dependent_japan", 1.0),
    ],
)
def test_a_scenario_of_minds_changes_one_number_of_one_mind(name: str, parameter: str, value: float) -> None:
    setup = of(name).setup
    assert setup.edits == (ParameterEdit(parameter, value=value),)
    assert setup.forces == () and setup.deciders == ()
    assert load_records()[parameter].value != value


def test_japan_that_imagines_nothing_differs_by_its_decider_alone() -> None:
    setup = of("unthinking_japan").setup
    assert setup.deciders == (("japan", "stated_odds"),)
    assert setup.edits == () and setup.forces == ()


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_guides_examples_load(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "example.toml"
    path.write_text(text, "utf-8")
    assert not load_scenario(path).describe()[0].startswith("Changes nothing")


def test_the_guide_has_examples_of_every_table() -> None:
    together = "\n".join(EXAMPLES)
    for key in (
        "[[force]]",
        "[parameters.",
        "[levers]",
        "[uncertainty]",
        "odds",
        "when",
        "drop_forces",
        "until",
    ):
        assert key in together
