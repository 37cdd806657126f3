"""A war fought again under its own orders is the same war; under changed ones nobody answers the change."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import load_scenario
from crossroads.validation.card.frozen import FrozenWar, fight_again, freeze, reordered, scaled, with_parameter
from crossroads.validation.card.frozen_transfers import LAST_WEEK, men_sent_west
from crossroads.war.laws.step import Flows
from crossroads.world import calendar
from crossroads.world.axes import CENTRE
from crossroads.world.state import GROUPS, Orders, State, replace

SPRING = dt.date(1942, 4, 26)


class Kept:
    """Keeps every state and the Soviet losses of every step."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.losses: list[np.ndarray] = []

    def look(self, weeks: int, state: State, flows: Flows | None) -> None:
        assert weeks == len(self.states)
        self.states.append(state)
        if flows is not None:
            self.losses.append(flows["soviet_losses_east"])


def setup_of(name: str, horizon: dt.date = SPRING) -> Setup:
    return dataclasses.replace(load_scenario(name).setup, horizon=horizon)


def same_bits(first: State, second: State) -> bool:
    return first.week == second.week and all(
        np.array_equal(value, getattr(getattr(second, group), name), equal_nan=True)
        for group in GROUPS
        for name, value in getattr(first, group).__dict__.items()
    )


@pytest.fixture(scope="module")
def war() -> FrozenWar:
    return freeze(setup_of("as_it_happened"), 1941, np.arange(24))


def front(war: FrozenWar, day: dt.date) -> np.ndarray:
    kept = Kept()
    fight_again(war, kept.look)
    return kept.states[calendar.week_of(day)].east.front[CENTRE]


@pytest.mark.parametrize("name", ["as_it_happened", "historical", "north_august"])
def test_an_unchanged_war_is_the_base_war_to_the_bit(name: str) -> None:
    base, again = Kept(), Kept()
    war = freeze(setup_of(name, dt.date(1943, 1, 3)), 1941, np.array([3, 0, 17, 900_001, 5, 8]), base.look)
    last = fight_again(war, again.look)
    assert len(base.states) == len(again.states) == war.weeks + 1
    assert all(same_bits(*pair) for pair in zip(base.states, again.states, strict=True))
    assert same_bits(last, base.states[-1])
    np.testing.assert_array_equal(base.losses, again.losses)


def test_the_check_for_equal_bits_sees_the_last_digit(war: FrozenWar) -> None:
    state = fight_again(war)
    nudged = replace(state, ussr=replace(state.ussr, dead=np.nextafter(state.ussr.dead, np.inf)))
    assert same_bits(state, state) and not same_bits(state, nudged)


def test_scaling_by_one_changes_no_bit(war: FrozenWar) -> None:
    assert same_bits(fight_again(scaled("east.soviet_effectiveness", 1.0)(war)), fight_again(war))


def test_a_world_is_the_same_in_any_block(war: FrozenWar) -> None:
    alone = freeze(setup_of("as_it_happened"), 1941, np.array([13]))
    change = scaled("supply.axis_delivery", 1.2)
    assert same_bits(fight_again(change(alone)), fight_again(change(war)).take(np.array([13])))


def test_a_change_leaves_the_war_that_it_was_made_of(war: FrozenWar) -> None:
    before = fight_again(war)
    fight_again(men_sent_west(400_000.0)(scaled("weather.winter_severity", 1.3)(war)))
    assert same_bits(fight_again(war), before)


def test_the_orders_stay_whatever_the_war_does(war: FrozenWar) -> None:
    assert scaled("germany.army_east_opening", 1.3)(war).orders is war.orders


def test_a_harder_winter_is_not_felt_before_it_comes(war: FrozenWar) -> None:
    harder = scaled("weather.winter_severity", 1.3)(war)
    september, april = dt.date(1941, 9, 21), dt.date(1942, 4, 19)
    np.testing.assert_array_equal(front(harder, september), front(war, september))
    assert (front(harder, april) != front(war, april)).any()


def test_other_orders_can_be_put_in_their_place(war: FrozenWar) -> None:
    def defence(week: int, orders: Orders) -> Orders:
        return replace(orders, german_effort=np.full_like(orders.german_effort, -1.0)) if week >= 4 else orders

    stopped = reordered(defence)(war)
    assert (front(stopped, dt.date(1941, 7, 20)) == front(war, dt.date(1941, 7, 20))).all()
    assert (front(stopped, dt.date(1941, 12, 7)) - front(war, dt.date(1941, 12, 7))).mean() < -50.0, "km"


@pytest.mark.parametrize("men", [0.0, 100_000.0, 400_000.0])
def test_as_many_men_are_sent_west_as_are_asked_for(war: FrozenWar, men: float) -> None:
    kept = Kept()
    fight_again(men_sent_west(men)(war), kept.look)
    moved = [state.ussr.moved_west for state in kept.states]
    np.testing.assert_allclose(moved[LAST_WEEK + 1], men, atol=1.0)
    np.testing.assert_allclose(moved[-1], men, atol=1.0)
    assert (np.diff(moved, axis=0) >= 0).all()


def test_more_men_than_there_are_cannot_be_sent(war: FrozenWar) -> None:
    last = fight_again(men_sent_west(50_000_000.0)(war))
    assert (last.ussr.moved_west < 3_000_000.0).all()
    assert (last.ussr.far_east_trained >= 0).all()


def test_without_orders_nobody_is_sent(war: FrozenWar) -> None:
    quiet = reordered(lambda _, orders: replace(orders, ussr_transfers=np.zeros_like(orders.ussr_transfers)))(war)
    assert (fight_again(men_sent_west(200_000.0)(quiet)).ussr.moved_west == 0).all()


def test_bad_input_is_one_sentence(war: FrozenWar) -> None:
    with pytest.raises(InputError, match=r"'weather.winter_severty' \(did you mean 'weather.winter_severity'\?\)"):
        scaled("weather.winter_severty", 1.1)(war)
    with pytest.raises(InputError, match="unknown parameter"):
        with_parameter(war, "no.such", 1.0)
    with pytest.raises(InputError, match="one for each of 24 worlds"):
        with_parameter(war, "weather.winter_severity", np.ones(3))
    with pytest.raises(InputError, match="finite number"):
        with_parameter(war, "weather.winter_severity", float("nan"))
    with pytest.raises(InputError, match="factor: found -1"):
        scaled("weather.winter_severity", -1.0)
    with pytest.raises(InputError, match="0 or more men"):
        men_sent_west(-5.0)
