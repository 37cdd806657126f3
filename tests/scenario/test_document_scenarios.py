"""Scenarios told as a document tells the war, with single errors, and with authors' numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from refused import faults_of

from crossroads import run
from crossroads.evidence.claims.profiles import load_profiles, single_errors
from crossroads.evidence.claims.rivals import rival_sets
from crossroads.scenario.scenario import Scenario, load_scenario

TERM = "diplomacy.pact_term_months"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def loaded(**keys: object) -> Scenario:
    return load_scenario({"extends": "historical", "name": "case", **keys})


def edits(scenario: Scenario) -> dict[str, object]:
    return {edit.name: edit for edit in scenario.setup.edits}


def test_a_profile_is_the_tables_that_it_says() -> None:
    told = load_scenario("profile_000")
    assert told.resolved["parameters"][TERM] == {"value": 8}
    assert told.resolved["reasons"]["without"] == ["past_defeats"]
    orders = {(force.nation, force.decision, force.option) for force in told.setup.forces}
    assert ("ussr", "war_on_japan", "attack") in orders and ("japan", "course", "south") in orders
    assert told.extends == "historical" and told.resolved["base"]["parameters"] == {}


@pytest.mark.parametrize("name", load_profiles())
def test_every_profile_can_be_shown_undone_and_kept(name: str) -> None:
    whole = loaded(profile=name)
    shipped = load_scenario(f"profile_{name}").setup
    assert (shipped.forces, shipped.edits, shipped.without) == (
        whole.setup.forces,
        whole.setup.edits,
        whole.setup.without,
    )
    headings = [heading for heading, _ in whole.claims]
    assert f"What document {name} says, and this run follows" in headings
    told = "\n".join(sentence for _, sentences in whole.claims for sentence in sentences)
    profile = load_profiles()[name]
    assert all(item.text in told for item in [*profile.changes, *profile.agrees, *profile.cannot])
    again = Scenario.from_resolved(whole.resolved)
    assert again.digest() == whole.digest() and again.claims == whole.claims
    for error in {change.error for change in profile.taken} - {""}:
        without = loaded(profile=name, without_errors=[error])
        assert without.digest() != whole.digest(), error
        assert any(heading.startswith("Its errors that are undone") for heading, _ in without.claims)


@pytest.mark.parametrize("name", single_errors())
def test_every_error_can_be_tried_alone(name: str) -> None:
    alone, base = loaded(with_errors=[name]), load_scenario("historical")
    change = single_errors()[name][1]
    assert set(alone.resolved["parameters"]) == set(change.says.get("parameters", ()))
    assert len(alone.setup.forces) == len(change.says.get("force", ()))
    assert alone.setup != base.setup and alone.describe() != ["Changes nothing against historical."]


@pytest.mark.parametrize("name", rival_sets())
def test_every_author_s_numbers_can_be_chosen(name: str) -> None:
    chosen = loaded(values=[name])
    says = rival_sets()[name][1].says["parameters"]
    assert chosen.resolved["parameters"] == says
    assert any(f"'{name}'" in sentence for _, sentences in chosen.claims for sentence in sentences)


def test_all_errors_undone_leave_the_document_s_other_claims() -> None:
    right = load_scenario("profile_000_corrected")
    assert TERM not in edits(right) and "belief.ussr.japan_attacks_prior" in edits(right)
    assert right.setup == loaded(profile="000", without_errors=["all"]).setup


def test_a_file_s_own_tables_stand_over_the_document_s() -> None:
    own = loaded(profile="000", parameters={TERM: {"value": 48}})
    assert own.resolved["parameters"][TERM] == {"value": 48}
    freed = loaded(profile="000", drop_forces=["japan.course"])
    assert not [force for force in freed.setup.forces if force.nation == "japan"]
    over = loaded(values=["kwantung_document_002"], profile="003")
    assert over.resolved["parameters"]["japan.kwantung_strength"] == {"value": 700_000}


def test_a_base_s_orders_make_room_where_they_are_dropped() -> None:
    (line,) = faults_of('extends = "kantokuen_bluff"\nprofile = "000"\n')
    assert "bad.toml: profile: [[force]]" in line and 'drop_forces = ["japan.course"]' in line
    told = load_scenario(
        {"extends": "kantokuen_bluff", "name": "case", "profile": "000", "drop_forces": ["japan.course"]}
    )
    assert [force.option for force in told.setup.forces if force.decision == "course"] == ["south"]
    assert [force.option for force in told.setup.forces if force.decision == "mobilisation"] == ["rung_101", "rung_102"]


def test_a_child_of_a_profile_inherits_the_war_and_not_the_claims() -> None:
    child = load_scenario({"extends": "profile_000", "name": "child"})
    assert child.setup == load_scenario("profile_000").setup and child.claims == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('profile = "005"', ["profile: found '005'", "000, 001, 002, 003, 004"]),
        ("profile = 2", ["profile: found 2"]),
        ('without_errors = ["X-13"]', ["without_errors: found it without profile"]),
        ('profile = "002"\nwithout_errors = ["X-02"]', ["without_errors.1: found 'X-02'", "X-13"]),
        ('profile = "002"\nwithout_errors = ["X-09"]', ["found 'X-09', which profile 002 leaves out"]),
        ('profile = "002"\nwithout_errors = ["all", "X-13"]', ["found 'all' beside others"]),
        ('profile = "002"\nwithout_errors = ["X-13", "X-13"]', ["found 'X-13' a second time"]),
        ('with_errors = ["X-99"]', ["with_errors.1: found 'X-99'"]),
        ('with_errors = ["X-10"]', ["which several documents make", "003:X-10, 004:X-10"]),
        ('profile = "002"\nwith_errors = ["X-13"]', ["with_errors: found it beside profile"]),
        ('with_errors = "X-13"', ["with_errors: found 'X-13'", "a list"]),
        ('values = ["kwantung_coox", "kwantung_document_002"]', ["beside its rival 'kwantung_coox'"]),
        ('values = ["kwantung_cox"]', ["values.1: found 'kwantung_cox'", "did you mean 'kwantung_coox'"]),
        ('[levers]\nprofile = "002"', ["profile: found below [levers]", "above the first table"]),
    ],
)
def test_bad_claims_are_refused(text: str, words: list[str]) -> None:
    lines = faults_of(f'extends = "historical"\n{text}\n')
    assert any(all(word in line for word in words) for line in lines), lines


def test_a_document_s_numbers_reach_the_worlds() -> None:
    """002's five million Germans carry Moscow in 1941; the base's three million seldom do."""
    asks = ["date_moscow_falls:happens"]
    five = run("historical", worlds=20, ledger_worlds=0, horizon="1941-12-28", with_errors=["X-13"])
    three = run("historical", worlds=20, ledger_worlds=0, horizon="1941-12-28")
    falls = [float(made.measured()[asks[0]].mean()) for made in (five, three)]
    assert falls[0] > falls[1] + 0.3
