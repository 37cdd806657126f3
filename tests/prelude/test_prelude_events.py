"""The events as data: whole, in order, each reached by an edit and each doing something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import wartime

from crossroads.errors import InputError
from crossroads.evidence.edits import PreludeEdit
from crossroads.evidence.load import load_records
from crossroads.prelude.asked import EventTable, faults_of
from crossroads.prelude.course import course
from crossroads.prelude.events import Event, load_events
from crossroads.prelude.june import departures, moved
from crossroads.prelude.quantities import load_quantities, moved_records
from crossroads.scenario.scenario import load_scenario

EVENTS = load_events()
WORLDS = 300
NAMED = {
    "khalkhin_gol": "japanese_victory",
    "barbarossa_disclosure": "told",
    "pact_of_1932": "accepted",
    "german_soviet_pact": "not_signed",
}
"""Names that scenarios and experiments hold on to."""

ENDINGS = [(name, outcome) for name, event in EVENTS.items() for outcome in event.others]


def changed(edit: PreludeEdit) -> set[str]:
    """Return the records that an edit moves in some world."""
    p = wartime.parameters(WORLDS, knowledge=True)
    found = moved(p, departures(course((edit,), p, wartime.SEED, wartime.numbers(WORLDS)), p), WORLDS)
    return {name for name, values in found.items() if not np.array_equal(values, np.broadcast_to(p[name], WORLDS))}


@pytest.mark.parametrize(("name", "outcome"), ENDINGS)
def test_every_ending_is_reached_by_an_edit_and_moves_something(name: str, outcome: str) -> None:
    scenario = load_scenario({"extends": "historical", "name": "edited", "prelude": {name: {"outcome": outcome}}})
    assert scenario.setup.prelude == (PreludeEdit(name, outcome),)
    assert changed(scenario.setup.prelude[0]), f"{name} = {outcome} moves nothing"


@pytest.mark.parametrize("name", [name for name, event in EVENTS.items() if event.absent])
def test_what_can_be_taken_away_is(name: str) -> None:
    scenario = load_scenario({"extends": "historical", "name": "edited", "prelude": {name: {"removed": True}}})
    assert scenario.setup.prelude == (PreludeEdit(name, EVENTS[name].absent),)


def test_the_names_that_others_hold_on_to_are_there() -> None:
    for name, outcome in NAMED.items():
        assert outcome in EVENTS[name].outcomes
    assert EVENTS["german_soviet_pact"].absent == "not_signed"


def test_every_record_of_the_prelude_is_used_by_an_event_or_a_quantity() -> None:
    words = {move.by.removeprefix("-") for event in EVENTS.values() for move in event.moves}
    causes = {answer.by.removeprefix("-") for event in EVENTS.values() for answer in event.answers}
    through = [move for item in load_quantities().values() for move in item.moves]
    named = {f"prelude.effect_{word}" for word in words} | {f"prelude.{word}" for word in words}
    named |= {f"prelude.cause_{word}" for word in causes} | {f"prelude.chance_{e.chance}" for e in EVENTS.values()}
    named |= {f"prelude.{move.word}" for move in through} | {f"prelude.{i.most}" for i in load_quantities().values()}
    in_code = {"prelude.changkufeng_japanese_loss", "prelude.aid_in_loans"}
    own = {name for name in load_records() if name.startswith("prelude.")}
    assert own - named - in_code == set()


def test_every_quantity_is_moved_by_an_event_and_through_records() -> None:
    moved_by = {move.on for event in EVENTS.values() for move in event.moves}
    assert set(load_quantities()) - moved_by == {"pact_age"}, "the age hangs on days alone"
    assert set(moved_records()) <= set(load_records())


BROKEN = {
    "an outcome that is none": ({"recorded": "lost"}, "recorded: found 'lost'; allowed: won, drawn"),
    "a cause that is none": (
        {"answers": [{"to": "pact", "when": "x", "makes": "won", "by": "weak"}]},
        "answers: found 'pact'; allowed: manchuria",
    ),
    "an ending that it has not": (
        {"answers": [{"to": "manchuria", "when": "x", "makes": "won", "by": "weak"}]},
        "answers: found 'x'; allowed: seized, not_seized",
    ),
    "a word that is none": ({"chance": "sure"}, "chance: found 'sure'; allowed: nearly_sure, likely"),
    "a quantity that is none": (
        {"moves": [{"outcome": "won", "on": "tensoin", "by": "weak"}]},
        "moves: found 'tensoin'; allowed: one of 20 names",
    ),
    "a size that is none": (
        {"moves": [{"outcome": "won", "on": "tension", "by": "huge"}]},
        "moves: found 'huge'; allowed: a word of size",
    ),
    "no source": ({"documents": {}}, "documents: found neither documents nor omissions"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_data_is_refused_in_a_sentence(case: str) -> None:
    raw = {
        "date": EVENTS["khalkhin_gol"].date,
        "title": "A battle",
        "note": "A note.",
        "documents": {"003": "41"},
        "recorded": "won",
        "chance": "likely",
        "outcomes": {"won": "Won", "drawn": "Drawn"},
        "moves": [{"outcome": "won", "on": "tension", "by": "weak"}],
    }
    before = {"manchuria": EVENTS["manchuria"]}
    assert Event.read(raw, "events", before, name="battle").others == ("drawn",)
    wrong, told = BROKEN[case]
    with pytest.raises(InputError) as caught:
        Event.read(raw | wrong, "events", before, name="battle")
    assert told in str(caught.value)


def test_an_outcome_that_has_no_size_cannot_be_resized() -> None:
    assert list(faults_of("matsuoka", EventTable(scale=2.0)))
    assert not list(faults_of("matsuoka", EventTable(outcome="stays", scale=2.0)))


WRONG: dict[str, tuple[str, str]] = {
    "unknown event": ('[prelude.khalkin_gol]\noutcome = "draw"', "(did you mean 'khalkhin_gol'?)"),
    "unknown outcome": ('[prelude.khalkhin_gol]\noutcome = "japan_victory"', "(did you mean 'japanese_victory'?)"),
    "nothing": ("[prelude.khalkhin_gol]", "found an empty table; allowed: outcome"),
    "both": ('[prelude.khalkhin_gol]\noutcome = "draw"\nremoved = true', "found outcome with removed"),
    "not removed": ("[prelude.khalkhin_gol]\nremoved = false", "removed: found false; allowed: true"),
    "not there to remove": ("[prelude.attack_of_1938]\nremoved = true", "allowed: outcome = "),
    "too great": ("[prelude.khalkhin_gol]\nscale = 50", "scale: found 50; allowed: a number from 0 to 5"),
    "less than nothing": ("[prelude.khalkhin_gol]\nscale = -1", "scale: found -1; allowed: a number from 0 to 5"),
    "no table": ("[prelude]\nkhalkhin_gol = 3", "found 3; allowed: a table with outcome"),
    "unknown key": ("[prelude.khalkhin_gol]\nsize = 3", "found the unknown key 'size'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_scenario_that_asks_what_cannot_be_is_told_so(case: str, tmp_path: Path) -> None:
    text, told = WRONG[case]
    path = tmp_path / "case.toml"
    path.write_text(f'extends = "historical"\n{text}\n', "utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert told in str(caught.value) and str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
