"""Dispatches: three lines at most, from the seat's own side, and never silent while a front of its own moves."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import os
import re

import numpy as np
import pytest
from sittings import sat

from crossroads.minds.decision import NATIONS
from crossroads.minds.view import View
from crossroads.play.dispatch import Dispatches
from crossroads.play.seats import seat_of, seat_words
from crossroads.play.sentences import MOST_LINES
from crossroads.play.voice import WIDTH
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

WORLDS = range(20 if os.environ.get("CROSSROADS_SWEEP") == "all" else 2)
GAMES = [(nation, world) for nation in NATIONS for world in WORLDS]

FOE_STRENGTHS = {
    "japan": ("soviet_", "us_carriers", "us_army"),
    "ussr": ("german_", "axis_", "kwantung_", "japan"),
    "germany": ("soviet_", "us_"),
    "united_states": ("japan", "kwantung_", "german_", "soviet_"),
}


def _view(nation: str, week: int, **features: float) -> View:
    return View(nation, week, {name: np.array([float(value)]) for name, value in features.items()})


def _series(**known: float) -> dict[str, float]:
    return {**dict.fromkeys((*OBSERVABLE_NAMES, "economy.southern_capture"), math.nan), **known}


def _japan(**known: float) -> Dispatches:
    """Return what Tokyo has been told after a first week."""
    dispatches = Dispatches("japan")
    dispatches.watch(_view("japan", 0, freeze=0, oil_months_left=28, german_front_moscow_km=0))
    dispatches.follow(0, _series(**known), {}, 0.0)
    dispatches.sent(dt.date(1941, 7, 6))
    return dispatches


def _later(
    dispatches: Dispatches, week: int, dead: float = 0.0, dates: dict[str, float] | None = None, **known: float
) -> str:
    dispatches.watch(_view("japan", week, freeze=0, oil_months_left=28, german_front_moscow_km=0))
    dispatches.follow(week, _series(**known), dates or {}, dead)
    return dispatches.text(dt.date(1941, 10, 5))


def test_an_advance_is_told_with_where_it_stands_and_what_it_costs() -> None:
    told = _later(_japan(), 14, 41_000, {"date_japan_attacks_ussr": 9.0}, far_east_front_maritime_km=56.0)
    assert "Your army has crossed the border into the Soviet Union." in told
    assert "advanced 56 km on the road to Vladivostok" in " ".join(told.split())
    assert "stand 56 km beyond the Soviet border" in " ".join(told.split())
    assert "41,000 of your soldiers" in " ".join(told.split())


def test_a_line_beyond_a_border_is_told_by_its_side_and_never_by_a_sign() -> None:
    dispatches = _japan()
    _later(dispatches, 14, far_east_front_maritime_km=56.0)
    dispatches.sent(dt.date(1941, 10, 5))
    told = " ".join(_later(dispatches, 20, far_east_front_maritime_km=-25.0).split())
    assert "The Soviet forces have driven yours back 81 km on the road to Vladivostok" in told
    assert "the line is 25 km inside Manchuria" in told and "-25" not in told
    front = seat_words().fronts["front_moscow_axis_km"]
    assert front.stands(-458.2) == "458 km west of the border of June 1941"
    assert front.stands(975.0) == "975 km east of the border of June 1941"
    assert front.stands(-0.4) == "on the border of June 1941"


@pytest.mark.parametrize("nation", NATIONS)
def test_the_soviet_answer_to_an_attack_is_a_counter_offensive(nation: str) -> None:
    answered, unprovoked = Dispatches(nation), Dispatches(nation)
    answered.follow(40, _series(), {"date_japan_attacks_ussr": 9.0, "date_ussr_attacks_japan": 40.0}, 0.0)
    unprovoked.follow(40, _series(), {"date_ussr_attacks_japan": 40.0}, 0.0)
    assert "the Soviet counter-offensive into Manchuria has begun" in [what for _, what in answered.heard]
    assert not any("counter-offensive" in what for _, what in unprovoked.heard) and unprovoked.heard


def test_what_was_undone_and_done_again_is_told_once() -> None:
    dispatches = Dispatches("japan")
    for week, asks in enumerate([0, 1, 0, 1]):
        dispatches.watch(_view("japan", week, germany_asks=asks, german_front_moscow_km=0))
    assert [what for _, what in dispatches.heard] == ["Germany asks you to attack the Soviet Union"]
    own = Dispatches("germany")
    for week, asks in enumerate([0, 1]):
        own.watch(_view("germany", week, germany_asks=asks))
    assert own.heard == []


def test_a_battle_of_carriers_is_an_event() -> None:
    dispatches = Dispatches("japan")
    at_war = {"date_us_japan_war": 20.0}
    for week, carriers in enumerate((10.0, 10.0, 6.0), 21):
        dispatches.watch(_view("japan", week, german_front_moscow_km=0))
        dispatches.follow(week, _series(japan_carriers=carriers, us_distance_to_tokyo_km=6_000.0), at_war, 0.0)
    assert "Carriers have met in battle: you have lost 4" in [what for _, what in dispatches.heard]


@pytest.mark.parametrize("nation", NATIONS)
def test_a_seat_knows_its_own_side_alone(nation: str) -> None:
    """No strength of the other side is among what a seat knows as it is; it comes by the view, with its errors."""
    seat = seat_of(nation)
    own = (*seat.fronts, *(item.series for item in seat.own))
    assert own and set(own) <= {*OBSERVABLE_NAMES, "economy.southern_capture"}
    assert [name for name in own if name.startswith(FOE_STRENGTHS[nation])] == []
    assert seat.dead in OUTCOME_NAMES and {about for about, _ in seat.bets} <= set(OUTCOME_NAMES)


@pytest.mark.parametrize("nation", NATIONS)
def test_what_a_seat_cannot_see_changes_no_word(nation: str) -> None:
    """The same war with every number changed that is not the seat's own is told in the same words."""
    seat, told = seat_of(nation), []
    own = {*seat.fronts, *(item.series for item in seat.own)}
    block = sat(nation, 0).block
    for spoilt in (1.0, 3.7):
        dispatches, said = Dispatches(nation), []
        for week in range(120):
            series = {name: float(block.series[row, week, 0]) for row, name in enumerate(OBSERVABLE_NAMES)}
            series = {name: value * (1.0 if name in own else spoilt) for name, value in series.items()}
            dispatches.watch(View(nation, week, dict.fromkeys(dispatches.reported, np.zeros(1))))
            dates = {name: float(weeks[0]) for name, weeks in block.outcomes.items() if name.startswith("date_")}
            dispatches.follow(week, series | {"economy.southern_capture": 0.5}, dates, 1e4 * week)
            if dispatches.due(week):
                on = dt.date(1941, 6, 29) + dt.timedelta(weeks=week)
                said.append(dispatches.text(on))
                dispatches.sent(on)
        told.append(said)
    assert told[0] == told[1] and len(told[0]) >= 9


@pytest.mark.parametrize(("nation", "world"), GAMES)
def test_a_dispatch_has_three_lines_and_one_comes_each_quarter(nation: str, world: int) -> None:
    told = sat(nation, world).sitter.dispatches
    for text in told:
        lines = text.splitlines()
        assert len(lines) <= MOST_LINES == 3 and all(len(line) <= WIDTH for line in lines), text
    days = [dt.datetime.strptime(re.match(r"\d+ \w+ \d+", text)[0], "%d %B %Y").date() for text in told]  # type: ignore[index]
    out = sat(nation, world).session.dispatches.is_out
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(days)]
    # A film strip after the seat's war is over tells events alone.
    assert max(gaps) <= 125 or out


@pytest.mark.parametrize(("nation", "world"), GAMES)
def test_no_dispatch_says_that_nothing_has_moved_while_a_front_has(nation: str, world: int) -> None:
    """Of a front that has moved since the last dispatch, by the record of the war, every dispatch tells a move."""
    game, checked = sat(nation, world), 0
    before: dict[str, float] = {}
    for text in game.sitter.dispatches:
        flat = " ".join(text.split())
        told = re.search(r"forces have (advanced|driven)", flat)
        assert not (told and ("Nothing new on your side" in flat or "stands where it stood" in flat)), flat
        day = dt.datetime.strptime(re.match(r"\d+ \w+ \d+", flat)[0], "%d %B %Y").date()  # type: ignore[index]
        week = (day - dt.date(1941, 6, 22)).days // 7 - 1
        lines = {
            name: float(game.block.series[OBSERVABLE_NAMES.index(name), week, 0]) for name in seat_of(nation).fronts
        }
        moved = [
            name
            for name, line in lines.items()
            if abs(line - before.get(name, math.nan)) >= seat_words().fronts[name].least
            and all(game.block.outcomes[first][0] <= week for first in seat_words().fronts[name].begins)
            and not any(game.block.outcomes[last][0] <= week for last in seat_words().fronts[name].ends)
        ]
        over = any(game.block.outcomes[name][0] <= week for name in seat_of(nation).out)
        over = over or all(game.block.outcomes[name][0] <= week for name in seat_words().over)
        if moved and not over:
            assert told, (moved, flat)
            checked += 1
        before = lines
    assert checked >= 3 or nation in ("japan", "united_states")


def test_an_attack_in_the_north_is_followed_by_how_it_goes() -> None:
    for world in range(3):
        told = [" ".join(text.split()) for text in sat("japan", world, ("north",)).sitter.dispatches]
        crossed = next(place for place, text in enumerate(told) if "crossed the border" in text)
        after = " ".join(told[crossed : crossed + 3])
        assert re.search(r"on the road to Vladivostok and stand \d+ km beyond the Soviet border", after), after
        assert "Dead or missing since" in after
