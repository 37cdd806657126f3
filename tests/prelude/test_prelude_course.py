"""What happens once an event is edited: nothing without a cause, and as often as the odds have it."""

from __future__ import annotations

import numpy as np
import wartime

from crossroads.evidence.edits import PreludeEdit
from crossroads.evidence.load import load_records
from crossroads.prelude.course import PreludeCourse, course
from crossroads.prelude.events import load_events

WORLDS = 4000
P = wartime.parameters(WORLDS, knowledge=True)
CENTRAL = wartime.parameters(WORLDS)


def ran(*edits: PreludeEdit, knowledge: bool = True, luck: bool = True) -> PreludeCourse:
    return course(edits, P if knowledge else CENTRAL, wartime.SEED, wartime.numbers(WORLDS), luck=luck)


def share(made: PreludeCourse, event: str, outcome: str) -> float:
    return float(made.ended(event, outcome).mean())


def test_without_an_edit_everything_was_as_it_was() -> None:
    made = ran()
    assert all(made.ended(name, event.recorded).all() for name, event in load_events().items())


def test_an_event_that_is_held_as_it_was_changes_nothing() -> None:
    for name, event in load_events().items():
        made = ran(PreludeEdit(name, event.recorded))
        assert all(made.ended(other, told.recorded).all() for other, told in load_events().items()), name


def test_nothing_answers_that_came_before() -> None:
    made = ran(PreludeEdit("khalkhin_gol", "japanese_victory"))
    names = list(load_events())
    for name in names[: names.index("khalkhin_gol")]:
        assert made.ended(name, load_events()[name].recorded).all(), name


def test_an_answer_comes_as_often_as_its_odds_have_it() -> None:
    """With luck alone: log odds of signing are those of `likely`, less a strong cause."""
    records = load_records()
    likely, strong = records["prelude.chance_likely"].value, records["prelude.cause_strong"].value
    odds = likely / (1 - likely) / np.exp(strong)
    expected = 1 - odds / (1 + odds)
    # The uniform lies below the chance of what happened: of those worlds, so many sign no more.
    expected = 1 - (1 - expected) / likely
    found = share(ran(PreludeEdit("barbarossa_disclosure", "told"), knowledge=False), "neutrality_pact", "not_signed")
    assert abs(found - expected) < 3 * np.sqrt(expected * (1 - expected) / WORLDS)


def test_an_edit_that_speaks_the_more_against_it_takes_the_worlds_of_the_lesser_as_well() -> None:
    """The same uniform decides: a draw and a victory are the same luck under different odds."""
    draw, victory = (ran(PreludeEdit("khalkhin_gol", outcome)) for outcome in ("draw", "japanese_victory"))
    lost = [made.ended("neutrality_pact", "not_signed") for made in (draw, victory)]
    assert 0.05 < lost[0].mean() < lost[1].mean()
    assert not (lost[0] & ~lost[1]).any()


def test_later_events_answer_as_the_documents_say() -> None:
    """003 L42: no defeat, no German-Soviet pact, or notice of the attack, and the pact of 1941 is less likely."""
    for edit in (
        PreludeEdit("khalkhin_gol", "japanese_victory"),
        PreludeEdit("khalkhin_gol", "not_fought"),
        PreludeEdit("german_soviet_pact", "not_signed"),
        PreludeEdit("barbarossa_disclosure", "told"),
    ):
        assert 0.2 < share(ran(edit), "neutrality_pact", "not_signed") < 0.9, edit
    early = ran(PreludeEdit("pact_of_1932", "accepted"))
    assert 0.15 < share(early, "khalkhin_gol", "not_fought") < 0.7, "003 L25: a pact might have spared 1939"
    alone = ran(PreludeEdit("mongolia_protocol", "not_signed"))
    assert share(alone, "khalkhin_gol", "soviet_victory") < 0.8, "003 L41: the USSR fought to fulfil the protocol"
    assert share(alone, "khalkhin_gol", "japanese_victory") > share(alone, "khalkhin_gol", "draw")
    assert share(ran(PreludeEdit("german_soviet_pact", "not_signed")), "hiranuma_cabinet", "stays") > 0.3


def test_a_greater_event_is_answered_the_more_and_one_of_no_size_not_at_all() -> None:
    shares = [
        share(ran(PreludeEdit("barbarossa_disclosure", "told", scale)), "neutrality_pact", "not_signed")
        for scale in (0.0, 0.5, 1.0, 2.0)
    ]
    assert shares[0] == 0.0 and shares == sorted(shares) and shares[3] > shares[1] + 0.2


def test_without_luck_every_world_has_the_likeliest_course() -> None:
    made = ran(PreludeEdit("barbarossa_disclosure", "told"), knowledge=False, luck=False)
    assert all(len(set(ending.tolist())) == 1 for ending in made.endings.values())


def test_a_world_is_the_same_in_every_block() -> None:
    few = np.array([7, 3000, 12])
    edit = PreludeEdit("pact_of_1932", "accepted")
    own = course((edit,), P.take(few), wartime.SEED, few)
    whole = ran(edit)
    for name, ending in own.endings.items():
        assert (ending == whole.endings[name][few]).all(), name
