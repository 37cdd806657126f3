"""The classroom world: chosen by a stated rule, and the one that is played where none is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from seat import Player, always, first

from crossroads.minds.decision import NATIONS
from crossroads.play.classroom import chosen_world, classroom_rule, classroom_world
from crossroads.play.seats import seat_of
from crossroads.play.sitting import Seating, play
from crossroads.runs.ensemble import simulate_worlds
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOME_NAMES

HISTORICAL = load_scenario("historical")


@pytest.mark.parametrize("nation", NATIONS)
def test_the_world_is_what_the_rule_says(nation: str) -> None:
    rule = classroom_rule()
    world = classroom_world(HISTORICAL, 1941, nation)
    block = simulate_worlds(HISTORICAL.setup, 1941, np.arange(rule.worlds))
    for name in ("date_us_full_embargo", *seat_of(nation).reaches):
        assert not np.isnan(block.outcomes[name][world]), name
    courses, laid = block.outcomes["japan_course"], ~np.isnan(block.outcomes["date_us_full_embargo"])
    assert courses[world] == np.bincount(courses[laid].astype(int)).argmax()
    for name in rule.ends:
        weeks = np.nan_to_num(block.outcomes[name], nan=288.0)
        assert abs(weeks[world] - np.median(weeks)) <= 26, name


def _block(**outcomes: list[float]) -> Block:
    count = len(next(iter(outcomes.values())))
    found = {name: np.full(count, np.nan) for name in OUTCOME_NAMES} | {"japan_course": np.zeros(count)}
    found |= {name: np.array(values, dtype=np.float64) for name, values in outcomes.items()}
    return Block(np.arange(count), np.zeros((1, 288, count), dtype=np.float32), found, (), {}, {})


def test_ends_near_the_middle_decide_among_those_that_fit() -> None:
    block = _block(
        date_us_full_embargo=[np.nan, 6, 6, 6, 6, 6, 6],
        date_germany_surrenders=[200, 150, 198, 240, 260, 190, 200],
        date_japan_surrenders=[220, 220, 221, 230, 225, 220, 221],
        japan_course=[3, 3, 3, 3, 3, 3, 0],
    )
    assert chosen_world(block) == 2


def test_a_condition_that_a_scenario_rules_out_is_left_out() -> None:
    block = _block(date_germany_surrenders=[100, 200, 210], date_japan_surrenders=[100, 200, 300])
    assert chosen_world(block, ["date_us_japan_war"]) == 1


def test_it_is_played_where_no_world_is_named_and_says_so(place: Path) -> None:
    named = Player(first(1, always("wait")))
    save = play(Seating("japan", scenario="short.toml", save=Path("a.json"), worlds=0), named)
    assert save.game.world == classroom_world(load_scenario("short.toml"), 1941, "japan")
    told = " ".join(named.text.split())
    assert f"It is the classroom world: of the first {classroom_rule().worlds}, one with an embargo on oil" in told
    other = Player(first(1, always("wait")))
    assert play(Seating("japan", scenario="short.toml", world=3, save=Path("b.json"), worlds=0), other).game.world == 3
    assert "classroom" not in other.text
