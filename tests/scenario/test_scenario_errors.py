"""Bad scenario files: one clear line for each error, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from refused import faults_of

from crossroads.errors import InputError
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.scenario.scenario import Scenario, load_scenario

COURSE = '[[force]]\nnation = "japan"\ndecision = "course"\n'
KWANTUNG = '[parameters."japan.kwantung_strength"]\n'
TIED = '[parameters."germany.share_tied_by_united_states"]\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("titel = 'x'", ["bad.toml: titel", "unknown key 'titel'", "did you mean 'title'"]),
        ("'[key]' = 3", ["bad.toml: [key]: found the unknown key '[key]'"]),
        ("'' = 3", ["bad.toml: : found the unknown key ''"]),
        ("title = 3", ["bad.toml: title: found 3", "text"]),
        ("title = ' '", ["title", "blank"]),
        ("horizon = 1951-01-07", ["horizon: found 1951-01-07", "1950-12-31"]),
        ("horizon = 1941-08-09", ["horizon", "1941-12-28"]),
        ("force = 3", ["force: found 3", "double brackets"]),
        ("[force]\nnation = 'japan'", ["force: found a table", "double brackets"]),
        ("force = [3]", ["[[force]] 1: found 3", "a table"]),
        ("drop_forces = ['japan.course']", ["drop_forces", "extends"]),
        (
            COURSE + "on = 1941-08-09\noption = 'nroth'",
            ["[[force]] 1: option: found 'nroth'", "did you mean 'north'"],
        ),
        (COURSE + "on = 1941-08-09", ["option: found nothing", "wait, indochina, north"]),
        (COURSE + "on = 1941-08-09\noption = 'north'\nodds = {south = 0.1}", ["both", "one of the two"]),
        (COURSE + "on = 1941-08-09\nodds = {}", ["odds: found an empty table"]),
        (COURSE + "on = 1941-08-09\nodds = {nroth = 0.1}", ["odds: found 'nroth'", "did you mean 'north'"]),
        (COURSE + "on = 1941-08-09\nodds = {north = -0.1}", ["odds.north: found -0.1", "from 0 to 1"]),
        (COURSE + "on = 1941-08-09\nodds = {north = 0.7, south = 0.4}", ["add up to 1.1", "at most 1"]),
        (COURSE + "option = 'north'", ["on: found nothing", "between"]),
        (COURSE + "on = '9 August'\noption = 'north'", ["on: found '9 August'", "year-month-day"]),
        (COURSE + "on = 1941\noption = 'north'", ["on: found 1941", "year-month-day"]),
        (COURSE + "on = 1941-07-01\noption = 'north'", ["on: found 1941-07-01", "1941-07-02"]),
        (COURSE + "on = 1947-07-01\noption = 'north'", ["on: found 1947-07-01", "1946-12-29"]),
        (COURSE + "on = 1941-08-09\nuntil = 1941-08-20\noption = 'north'", ["until", "always"]),
        (
            COURSE + "on = 1941-09-06\nuntil = 1941-08-20\nalways = true\noption = 'north'",
            ["until", "from 1941-09-06"],
        ),
        (
            COURSE + "on = 1941-08-09\nalways = 'yes'\noption = 'north'",
            ["always: found 'yes'", "true or false"],
        ),
        (COURSE + "when = 'soviet_cohesion < 1'\noption = 'north'", ["between: found nothing"]),
        (COURSE + "between = [1941-07-05, 1941-08-10]\noption = 'north'", ["when: found nothing"]),
        (COURSE + "when = 'soviet_cohesion < 1'\nbetween = [1941-07-05]\noption = 'north'", ["two dates"]),
        (
            COURSE + "when = 'soviet_cohesoin < 1'\nbetween = [1941-07-05, 1941-08-10]\noption = 'north'",
            ["when", "'soviet_cohesoin'", "did you mean 'soviet_cohesion'"],
        ),
        (
            COURSE + "when = 'soviet_cohesion < 1'\nbetween = [1941-08-10, 1941-07-05]\noption = 'north'",
            ["between: found 1941-07-05 after 1941-08-10"],
        ),
        (
            "[[force]]\nnation = 'japan'\ndecision = 'curse'\non = 1941-08-09",
            ["'curse'", "did you mean 'course'"],
        ),
        (
            "[[force]]\nnation = 'japann'\ndecision = 'course'\non = 1941-08-09",
            ["'japann'", "did you mean 'japan'"],
        ),
        ("[[force]]\ndecision = 'course'\non = 1941-08-09", ["nation: found nothing"]),
        ('[parameters."japan.kwantung_strenght"]\nvalue = 1', ["did you mean 'japan.kwantung_strength'"]),
        ('[parameters]\n"japan.kwantung_strength" = 1', ["found 1", "a table with value"]),
        (KWANTUNG, ["an empty table", "value alone"]),
        (KWANTUNG + "value = 1\nscale = 2", ["scale with value", "value alone"]),
        (KWANTUNG + "low = 1", ["found low", "low with high"]),
        (KWANTUNG + "low = 2\nhigh = 1", ["low: found 2 above high = 1"]),
        (KWANTUNG + "value = '700,000'", ["value: found '700,000'", "a number"]),
        (KWANTUNG + "value = true", ["value: found true", "a number"]),
        (KWANTUNG + "value = nan", ["value: found nan", "finite"]),
        (KWANTUNG + "value = -1", ["value: found -1", "not negative"]),
        (KWANTUNG + "scale = -1", ["scale: found -1", "not negative"]),
        (TIED + "value = 1.2", ["value: found 1.2", "share of German strength from 0 to 1"]),
        (TIED + "scale = 40", ["scale: found 40", "share of German strength from 0 to 1"]),
        ("[levers]\nkwantung_strenght = 1.1", ["levers", "did you mean 'kwantung_strength'"]),
        ("[levers]\nkwantung_strength = 'more'", ["levers: kwantung_strength: found 'more'", "a number"]),
        ("[levers]\nkwantung_strength = inf", ["levers: kwantung_strength: found inf"]),
        (
            "[levers]\nkwantung_strength = 2\n" + KWANTUNG + "value = 600_000",
            ["a second change of japan.kwantung_strength"],
        ),
        ("[uncertainty]\nluck = 'off'", ["uncertainty: luck: found 'off'", "true or false"]),
        ("[uncertainty]\nstructure = 'defualt'", ["uncertainty: structure", "did you mean 'default'"]),
        ("[uncertainty]\nlukc = false", ["unknown key 'lukc'", "did you mean 'luck'"]),
        ("title = 'a", ["bad.toml: line 1", "TOML"]),
        ("", ["title, extends", "changes anything", "at least a title or extends"]),
        ("why = 'Out of interest.'\nforce = []\n[levers]", ["title, extends", "at least a title or extends"]),
        ("title = 'x'\n[levers]\nkwantung_strength = " + "9" * 5000, ["line 3", "too many digits"]),
        ("[levers]\nkwantung_strength = " + "9" * 4000, ["levers: found a whole number of too many digits"]),
        (KWANTUNG + "value = 0x" + "f" * 5000, ["parameters: found a whole number of too many digits"]),
        ("[parameters." + ".".join("a" * 3000) + "]\nvalue = 1", ["bad.toml: found lists or tables nested too deeply"]),
        ("extends = ''", ["bad.toml: extends: '': found blank text"]),
        ("extends = '.'", ["bad.toml: extends: '.': found a folder"]),
        ("extends = './else'", ["bad.toml: extends: './else': found no suffix"]),
        ("extends = '" + "a" * 300 + "'", ["bad.toml: extends: 'aaa", "name too long"]),
        (
            "title = 'a'\nhorizon = 1947-02-30",
            ["bad.toml: line 2: horizon", "1947-02-30", "no day of the calendar"],
        ),
        ("extends = 'hsitorical'", ["bad.toml: extends: found 'hsitorical'", "did you mean 'historical'"]),
        ("extends = 'bad'", ["extends: found 'bad', this file itself"]),
    ],
)
def test_one_error_one_line(text: str, words: list[str]) -> None:
    lines = faults_of(text)
    assert len(lines) == 1, lines
    assert lines[0].startswith("bad.toml: ")
    for word in [*words, "allowed:"]:
        assert word in lines[0]


def test_all_errors_of_a_file_are_told_at_once() -> None:
    text = (
        "titel = 'x'\nextends = 'nowhere_to_be_found'\n"
        + COURSE
        + "on = 1941-01-01\noption = 'nroth'\nextra = 3\n"
        + COURSE
        + "option = 'north'\n"
        + KWANTUNG
        + "value = 'many'\n[levers]\nnothing_like_it = 2\n[uncertainty]\nluck = 3\n"
    )
    lines = faults_of(text)
    keys = ["titel", "extends", "1: extra", "1: option", "1: on", "2: on", "value", "levers", "luck"]
    assert len(lines) == len(keys)
    for key in keys:
        assert any(key in line for line in lines), key


def test_two_orders_for_one_meeting_are_refused() -> None:
    text = COURSE + "on = 1941-08-09\noption = 'north'\n" + COURSE + "on = 1941-08-01\noption = 'south'\n"
    assert "same meeting of japan.course as [[force]] 1" in faults_of(text)[0]


def test_a_longer_circle_is_named() -> None:
    Path("one.toml").write_text("extends = 'two'", "utf-8")
    Path("two.toml").write_text("extends = 'bad'", "utf-8")
    assert "the circle bad -> one -> two -> bad" in faults_of("extends = 'one'")[0]


def test_a_chain_of_files_has_an_end() -> None:
    for number in range(1500):
        Path(f"link{number}.toml").write_text(f"extends = 'link{number + 1}'", "utf-8")
    Path("link1500.toml").write_text("title = 'The last'", "utf-8")
    assert faults_of("extends = 'link0'") == [
        "link18.toml: extends: found a chain of more than 20 files, each extending the next; "
        "allowed: at most 20 in a chain"
    ]
    assert load_scenario("link1481.toml").title == "Link1481"


@pytest.mark.parametrize("number", ["9" * 1900, "1e999", "-1e999", "0x" + "f" * 1900])
def test_a_number_beyond_all_comparison_is_refused(number: str) -> None:
    with pytest.raises(InputError, match="a number too large to compare") as caught:
        parse_condition(f"front_moscow_axis_km > {number}", condition_names())
    assert len(str(caught.value)) < 400


def test_a_decision_that_the_base_leaves_free_cannot_be_dropped() -> None:
    line = faults_of("extends = 'historical'\ndrop_forces = ['japan.course', 'japan.curse']")
    assert "historical leaves free" in line[0]
    assert "did you mean 'japan.course'" in line[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nort_august", "did you mean 'north_august'"),
        ("absent.toml", "found no such file"),
        ("folder", "which is no scenario"),
        ("./folder", "found a folder"),
        ("notes.txt", "found the suffix '.txt'"),
        ("", "scenario: found blank text"),
        (".", "found a folder"),
    ],
)
def test_a_file_that_is_none(name: str, words: str) -> None:
    Path("folder").mkdir()
    Path("notes.txt").write_text("title = 'x'", "utf-8")
    with pytest.raises(InputError, match=words):
        load_scenario(name)


def test_bytes_that_are_no_text() -> None:
    Path("bad.toml").write_bytes(b"\x89PNG\xff\x00\x12")
    with pytest.raises(InputError, match=r"bad\.toml: found bytes that are not text"):
        load_scenario("bad.toml")


@pytest.mark.parametrize("content", [{}, {"name": "x"}, {"name": "x", "force": 3}])
def test_a_manifest_without_a_scenario_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(InputError, match="as a manifest keeps it"):
        Scenario.from_resolved(content)


@pytest.mark.parametrize("key", ["parameters", "levers", "reasons", "intelligence", "deciders", "uncertainty", "force"])
@pytest.mark.parametrize("junk", [-0.3, "x", [1], True])
def test_a_kept_base_is_as_sound_as_the_scenario_that_is_kept_with_it(key: str, junk: object) -> None:
    kept = load_scenario("north_only").resolved
    with pytest.raises(InputError, match=rf"manifest\.json: resolved: base: .{{0,2}}{key}"):
        Scenario.from_resolved(kept | {"base": kept["base"] | {key: junk}}, "manifest.json")
