"""The pace of a sitting: 8 to 15 questions, none of them twice, none on which nothing hangs."""

from __future__ import annotations

import dataclasses
import os

import numpy as np
import pytest
from seats import point_of
from sittings import sat

from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.human import Put
from crossroads.minds.decision import NATIONS
from crossroads.minds.view import View
from crossroads.play.pacing import MOST, SETTLED, WANTED, WANTED_BY, Pacing, Treatment, recorded_days

WORLDS = range(20 if os.environ.get("CROSSROADS_SWEEP") == "all" else 3)
GAMES = [(nation, world) for nation in NATIONS for world in WORLDS]


def _put(decision: str, week: int, **odds: float) -> Put:
    point = point_of(decision)
    return Put(point, View(point.nation, week, {}), Weighing(np.zeros((len(point.options), 1))), odds)


def test_nothing_is_put_that_is_settled() -> None:
    pace = Pacing(["ussr.war_on_japan"])
    assert pace.course(_put("ussr.war_on_japan", 14, neutral=SETTLED, denounce=0.02)) is Treatment.SETTLED
    assert pace.course(_put("ussr.war_on_japan", 14, neutral=0.97, denounce=0.03)) is Treatment.PUT


def test_an_identical_question_is_not_put_again() -> None:
    pace = Pacing(["ussr.war_on_japan"])
    first = _put("ussr.war_on_japan", 14, neutral=0.84, denounce=0.16)
    pace.put(first)
    later = dataclasses.replace(first, view=View("ussr", 27, {}))
    assert pace.course(later) is Treatment.AS_BEFORE
    assert pace.course(_put("ussr.war_on_japan", 27, neutral=0.60, denounce=0.40)) is Treatment.PUT
    assert pace.course(_put("ussr.war_on_japan", 27, neutral=0.84, attack=0.16)) is Treatment.PUT
    assert pace.course(_put("ussr.war_on_japan", 16, neutral=0.60, denounce=0.40)) is Treatment.AS_BEFORE


def test_an_option_that_binds_is_put_at_once() -> None:
    pace = Pacing(["japan.course"])
    pace.put(_put("japan.course", 18, wait=0.8, stand_down_south=0.2))
    assert pace.course(_put("japan.course", 20, wait=0.3, stand_down_south=0.1, south=0.6)) is Treatment.PUT


def test_there_is_always_room_for_a_decision_that_comes_up_first() -> None:
    pace = Pacing(["ussr.war_on_japan", "ussr.fight_on"], asked=MOST - 2)
    pace.put(_put("ussr.war_on_japan", 14, neutral=0.84, denounce=0.16))
    assert pace.room == 0 and not pace.wants_bet(280)
    assert pace.course(_put("ussr.war_on_japan", 40, neutral=0.5, denounce=0.5)) is Treatment.AS_BEFORE
    assert pace.course(_put("ussr.fight_on", 40, fight=0.9, treat=0.1)) is Treatment.PUT


def test_bets_fill_what_decisions_leave() -> None:
    pace = Pacing([])
    assert pace.wants_bet(1)
    pace.bet(1)
    assert not pace.wants_bet(3) and pace.wants_bet(30)
    pace = Pacing([], asked=WANTED)
    assert not pace.wants_bet(WANTED_BY)


@pytest.mark.parametrize(("nation", "world"), GAMES)
def test_a_sitting_has_8_to_15_questions(nation: str, world: int) -> None:
    game = sat(nation, world)
    assert 8 <= len(game.sitter.asked) <= MOST == 15, game.sitter.asked
    assert len(game.session.save.answers) == len(game.sitter.asked)


@pytest.mark.parametrize(("nation", "world"), GAMES)
def test_no_question_is_asked_twice(nation: str, world: int) -> None:
    game = sat(nation, world)
    asked = [text.split("You see: ")[0] + text.split("Your staff")[-1] for text in game.sitter.asked]
    assert len(set(asked)) == len(asked)
    put: dict[str, dict[str, float]] = {}
    for taken in game.session.taken:
        if taken.course is not Treatment.PUT:
            continue
        odds = taken.put.odds
        assert len(odds) > 1 and max(odds.values()) < SETTLED
        before = put.get(taken.put.point.id)
        assert before is None or before.keys() != odds.keys() or max(abs(odds[x] - before[x]) for x in odds) >= 0.15
        put[taken.put.point.id] = odds


@pytest.mark.parametrize("world", [0, 1])
def test_the_seat_of_america_always_decides_on_oil(world: int) -> None:
    """In world 0 Japan never moves and nobody would ask; then it is asked on the last day on which it was in fact."""
    puts = [item.put for item in sat("united_states", world).session.taken if item.put.point.name == "trade"]
    assert puts and all(len(put.legal) > 1 for put in puts)
    if world == 0:
        assert max(recorded_days(point_of("united_states.trade"))).isoformat() == "1941-11-26"
        assert puts[0].day.isoformat() == "1941-11-23"


def test_what_is_not_asked_goes_on_as_before() -> None:
    session = sat("ussr", 0).session
    last: dict[str, str] = {}
    unasked = 0
    for taken in session.taken:
        point = taken.put.point.id
        if taken.course is Treatment.AS_BEFORE:
            assert taken.choice == (last[point] if last[point] in taken.put.legal else taken.put.legal[0])
            unasked += 1
        elif taken.course is Treatment.PUT:
            last[point] = taken.choice
    assert unasked > 10
