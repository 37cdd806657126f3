from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import seats
import wartime

from crossroads.engine import SUBJECTS
from crossroads.errors import InputError
from crossroads.minds.decider import Decider
from crossroads.minds.deciders import catalogue
from crossroads.minds.deciders.bench import Bench
from crossroads.minds.deciders.catalogue import DECIDERS, DEFAULT, SHIPPED, TITLES, maker, register, title
from crossroads.minds.deciders.random_legal import RandomLegal
from crossroads.minds.decision import decision_points
from crossroads.minds.setup import Setup


@pytest.fixture
def own_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catalogue, "DECIDERS", dict(DECIDERS))
    yield


def _make(bench: Bench) -> Decider:
    return RandomLegal()


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_decider_weighs_every_decision_world_by_world(name: str) -> None:
    """Odds are finite, of the shape asked for, and a world's own whatever other worlds are asked beside it."""
    war, views = seats.views(week=6)
    decider = maker(name)(Bench(Setup(), war.p, war.luck, SUBJECTS, war.papers))
    for point in decision_points():
        legal = np.ones((len(point.options), 4))
        weighing = decider.weigh(point, views[point.nation], legal)
        assert weighing.log_odds.shape == legal.shape
        assert np.isfinite(weighing.log_odds).all(), point.id


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_world_is_the_same_alone_and_among_others(name: str) -> None:
    setup = Setup(horizon=seats.NEW_YEAR, deciders=(("japan", name), ("ussr", name)))
    assert wartime.same_bits(wartime.play(setup, 6), wartime.play(setup, [2, 5]), (2, 5))


def test_every_shipped_decider_has_a_title() -> None:
    assert set(TITLES) >= SHIPPED and DEFAULT in SHIPPED
    assert title("stated_odds") == "Stated odds"
    assert title("my_own_rule") == "My own rule"


def test_an_unknown_decider_is_told_with_its_nearest_name() -> None:
    with pytest.raises(InputError, match="did you mean 'stated_odds'"):
        maker("stated_ods")


def test_a_decider_of_ones_own_can_be_registered(own_catalogue: None) -> None:
    register("my_own_rule", _make)
    assert maker("my_own_rule") is _make
    register("my_own_rule", _make)
    with pytest.raises(InputError, match="one of the project's own"):
        register("stated_odds", _make)
    with pytest.raises(InputError, match="small letters"):
        register("My own", _make)
