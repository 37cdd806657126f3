"""How nations decide, as a scenario changes it: reasons, intelligence, deciders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_records
from crossroads.evidence.reasons import reasons_by_name
from crossroads.minds.deciders.catalogue import DECIDERS, DEFAULT
from crossroads.minds.setup import Setup
from crossroads.scenario.checks import intelligence_sources, reliability_record
from crossroads.scenario.scenario import Scenario, load_scenario

OTHER = next(name for name in DECIDERS if name != DEFAULT)
"""A decider that a nation does not have of itself."""

NO_PACT = '[reasons]\nwithout = ["neutrality_pact"]\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def made(text: str, name: str = "case") -> Scenario:
    Path(f"{name}.toml").write_text(text, "utf-8")
    return load_scenario(f"{name}.toml")


def errors_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        made(text)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("name", reasons_by_name())
def test_every_reason_can_be_taken_away(name: str) -> None:
    setup = made(f'[reasons]\nwithout = ["{name}"]').setup
    assert setup.edits == (ParameterEdit(f"reason.{name}", value=0.0),)
    assert setup.without == (name,)


def test_reasons_stand_in_the_order_of_the_table_each_once() -> None:
    setup = made('[reasons]\nwithout = ["pincer", "neutrality_pact", "embargo_oil", "pincer"]').setup
    assert setup.without == ("embargo_oil", "neutrality_pact", "pincer")
    assert [edit.name for edit in setup.edits] == ["reason.embargo_oil", "reason.neutrality_pact", "reason.pincer"]


def test_the_sources_of_intelligence_are_those_with_a_record() -> None:
    assert {"sorge", "magic", "far_east_estimates", "german_reporting"} <= set(intelligence_sources())
    assert all(reliability_record(name) in load_records() for name in intelligence_sources())


def test_intelligence_and_deciders_reach_the_setup() -> None:
    text = f'[intelligence.sorge]\nreliability = 0.25\n[deciders]\nussr = "{OTHER}"\njapan = "{OTHER}"\n'
    setup = made(text).setup
    assert setup.edits == (ParameterEdit("intelligence.sorge_reliability", value=0.25),)
    assert setup.deciders == (("japan", OTHER), ("ussr", OTHER))


def test_a_child_adds_to_what_its_base_takes_away_and_puts_back() -> None:
    made(NO_PACT + f'[intelligence.sorge]\nreliability = 0\n[deciders]\njapan = "{OTHER}"', "base")
    child = made(
        'extends = "base"\n[reasons]\nwithout = ["past_defeats"]\n[intelligence.magic]\nreliability = 1\n'
        f'[deciders]\ngermany = "{OTHER}"'
    ).setup
    assert child.without == ("past_defeats", "neutrality_pact")
    assert child.deciders == (("japan", OTHER), ("germany", OTHER))
    assert {edit.name: edit.value for edit in child.edits} == {
        "intelligence.magic_reliability": 1.0,
        "intelligence.sorge_reliability": 0.0,
        "reason.neutrality_pact": 0.0,
        "reason.past_defeats": 0.0,
    }
    again = made(
        'extends = "base"\n[reasons]\nrestore = ["neutrality_pact"]\n[intelligence.sorge]\nreliability = 1\n'
        f'[deciders]\njapan = "{DEFAULT}"'
    ).setup
    assert again.without == () and again.deciders == (("japan", DEFAULT),)
    assert again.edits == (ParameterEdit("intelligence.sorge_reliability", value=1.0),)


@pytest.mark.parametrize(
    ("base", "child", "edit"),
    [
        (NO_PACT, '[parameters."reason.neutrality_pact"]\nvalue = 1', ParameterEdit("reason.neutrality_pact", 1.0)),
        ('[parameters."reason.neutrality_pact"]\nvalue = 1', NO_PACT, ParameterEdit("reason.neutrality_pact", 0.0)),
        (
            "[intelligence.magic]\nreliability = 0",
            '[parameters."intelligence.magic_reliability"]\nvalue = 1',
            ParameterEdit("intelligence.magic_reliability", 1.0),
        ),
        (
            '[parameters."intelligence.magic_reliability"]\nvalue = 1',
            "[intelligence.magic]\nreliability = 0",
            ParameterEdit("intelligence.magic_reliability", 0.0),
        ),
    ],
)
def test_a_childs_change_of_a_number_stands_whatever_table_its_base_used(
    base: str, child: str, edit: ParameterEdit
) -> None:
    made(base, "base")
    setup = made(f'extends = "base"\n{child}').setup
    assert setup.edits == (edit,)
    assert setup.without == (("neutrality_pact",) if edit.name.startswith("reason") and edit.value == 0 else ())


def test_a_number_set_in_the_base_can_be_put_back() -> None:
    made('[parameters."reason.neutrality_pact"]\nvalue = 0', "base")
    assert made('extends = "base"\n[reasons]\nrestore = ["neutrality_pact"]').setup == Setup()


def test_what_is_changed_is_told_in_words() -> None:
    recorded = load_records()["intelligence.sorge_reliability"]
    told = made(NO_PACT + f'[intelligence.sorge]\nreliability = 0\n[deciders]\njapan = "{OTHER}"', "base").describe()
    assert told[0].startswith("Without the documents' reason 'neutrality_pact' (J11): the pact was in force")
    assert told[1].startswith("Intelligence 'sorge': intelligence.sorge_reliability (reliability): 0 ")
    assert f"instead of {recorded.value:g}" in told[1]
    assert told[2] == f"Japan: decides by '{OTHER}' instead of '{DEFAULT}'."
    assert made('extends = "base"').describe() == ["Changes nothing against base."]
    back = made(f'extends = "base"\n[reasons]\nrestore = ["neutrality_pact"]\n[deciders]\njapan = "{DEFAULT}"')
    assert back.describe() == [
        "The documents' reason 'neutrality_pact' (J11) is at work again.",
        f"Japan: decides by '{DEFAULT}' instead of '{OTHER}'.",
    ]
    moved = made('extends = "base"\n[parameters."intelligence.sorge_reliability"]\nscale = 1').describe()
    assert moved == ["intelligence.sorge_reliability (reliability): every draw times 1 (centre 0.6 instead of 0)."]


def test_each_changes_the_digest_and_survives_a_manifest() -> None:
    plain = made('title = "x"').digest()
    texts = (NO_PACT, "[intelligence.magic]\nreliability = 0.5", f'[deciders]\nussr = "{OTHER}"')
    digests = {made(text).digest() for text in texts}
    assert len(digests) == len(texts) and plain not in digests
    made(NO_PACT, "base")
    scenario = made('extends = "base"\n' + "\n".join(['[reasons]\nwithout = ["embargo_oil"]', *texts[1:]]))
    again = Scenario.from_resolved(json.loads(json.dumps(scenario.resolved, sort_keys=True)))
    assert (again.setup, again.resolved, again.digest()) == (scenario.setup, scenario.resolved, scenario.digest())
    assert again.describe() == scenario.describe()


def test_a_manifest_of_a_version_without_these_tables_is_read() -> None:
    made('title = "x"', "base")
    scenario = made('extends = "base"\nhorizon = 1945-12-30')
    old = {key: value for key, value in scenario.resolved.items() if key not in ("reasons", "intelligence", "deciders")}
    old["base"] = {
        key: value
        for key, value in old["base"].items()
        if key in ("horizon", "force", "parameters", "levers", "uncertainty")
    }
    assert Scenario.from_resolved(old).digest() == scenario.digest()


def test_a_manifest_that_names_the_set_of_laws_is_read() -> None:
    made('title = "x"', "base")
    scenario = made('extends = "base"\nhorizon = 1945-12-30')
    old = json.loads(json.dumps(scenario.resolved))
    for table in (old, old["base"]):
        table["uncertainty"]["structure"] = "default"
    again = Scenario.from_resolved(old)
    assert (again.digest(), again.describe()) == (scenario.digest(), scenario.describe())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("reasons = 3", ["reasons: found 3", "a table"]),
        ('[reasons]\nwithout = "pincer"', ["reasons: without: found 'pincer'", "a list"]),
        ("[reasons]\nwithout = [3]", ["reasons: without.1: found 3", "text"]),
        ('[reasons]\nwithot = ["pincer"]', ["unknown key 'withot'", "did you mean 'without'"]),
        ('[reasons]\nwithout = ["pincher"]', ["reasons: without: found 'pincher'", "did you mean 'pincer'"]),
        ('[reasons]\nwithout = ["J11"]', ["found 'J11'", "did you mean 'neutrality_pact'"]),
        ('[reasons]\nwithout = ["G04"]', ["found 'G04', a reason that cannot matter", "before 22 June 1941"]),
        ('[reasons]\nrestore = ["pincer"]', ["reasons: restore", "only beside extends"]),
        (
            'extends = "historical"\n[reasons]\nrestore = ["pincer"]',
            ["reasons: restore: found 'pincer', which historical keeps at work", "allowed: none"],
        ),
        (
            NO_PACT + '[parameters."reason.neutrality_pact"]\nvalue = 1',
            ["reasons: without: neutrality_pact: found a second change of reason.neutrality_pact"],
        ),
        ("intelligence = 3", ["intelligence: found 3", "a table"]),
        ("[intelligence.sorg]\nreliability = 0", ["intelligence.sorg: found 'sorg'", "did you mean 'sorge'"]),
        ("[intelligence]\nsorge = 0.5", ["intelligence.sorge: found 0.5", "a table with reliability"]),
        ("[intelligence.sorge]", ["intelligence.sorge: found no reliability", "from 0 (silent) to 1"]),
        ("[intelligence.sorge]\nreliability = 1.2", ["intelligence.sorge: reliability: found 1.2", "from 0 to 1"]),
        ("[intelligence.sorge]\nreliability = -0.1", ["intelligence.sorge: reliability: found -0.1", "from 0 to 1"]),
        ("[intelligence.sorge]\nreliability = 'all'", ["reliability: found 'all'", "a number"]),
        ("[intelligence.sorge]\nreliabilty = 0", ["unknown key 'reliabilty'", "did you mean 'reliability'"]),
        (
            '[intelligence.sorge]\nreliability = 0\n[parameters."intelligence.sorge_reliability"]\nvalue = 1',
            ["intelligence.sorge: found a second change of intelligence.sorge_reliability"],
        ),
        ("deciders = 'random_legal'", ["deciders: found 'random_legal'", "a table"]),
        (f"[deciders]\njapann = '{DEFAULT}'", ["deciders: found 'japann'", "did you mean 'japan'"]),
        ("[deciders]\njapan = 'stated_od'", ["deciders: japan: found 'stated_od'", "did you mean 'stated_odds'"]),
        ("[deciders]\njapan = 3", ["deciders: japan: found 3", "text in quotation marks", "stated_odds"]),
    ],
)
def test_one_error_one_line(text: str, words: list[str]) -> None:
    lines = errors_of(text)
    assert len(lines) == 1, lines
    assert lines[0].startswith("case.toml: ")
    for word in [*words, "allowed:"]:
        assert word in lines[0]


def test_all_errors_are_told_at_once() -> None:
    text = '[reasons]\nwithout = ["a", "b"]\n[intelligence.x]\nreliability = 3\n[deciders]\nx = "y"\njapan = "z"'
    assert len(errors_of(text)) == 6


def test_a_reason_both_taken_away_and_put_back_is_an_error() -> None:
    made(NO_PACT, "base")
    lines = errors_of('extends = "base"\n' + NO_PACT + 'restore = ["neutrality_pact"]')
    assert any("which without switches off" in line for line in lines)
