from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crossroads.world.luck import CHUNK_WEEKS, Luck, persistent_normals, persistent_uniforms

MANY = np.arange(20_000)


@pytest.fixture(scope="module")
def luck() -> Luck:
    return Luck(1941, MANY)


def test_normals_are_standard_normal_in_every_week_of_a_chunk(luck: Luck) -> None:
    for week in (0, CHUNK_WEEKS // 2, CHUNK_WEEKS - 1, CHUNK_WEEKS, 286):
        drawn = luck.normal("east.drive.centre", week)
        assert stats.kstest(drawn, "norm").pvalue > 1e-4
        assert abs(drawn.mean()) < 0.03 and abs(drawn.std() - 1.0) < 0.03


def test_uniforms_are_uniform_and_never_reach_their_ends(luck: Luck) -> None:
    drawn = luck.uniform("ussr.collapse", 7)
    assert stats.kstest(drawn, "uniform").pvalue > 1e-4
    assert drawn.min() > 0.0 and drawn.max() < 1.0


def test_streams_weeks_and_kinds_are_independent(luck: Luck) -> None:
    # The two halves of a chunk share pairs of uniforms in the transform: they must not be correlated either.
    drawn = np.stack(
        [
            luck.normal("east.drive.centre", 3),
            luck.normal("east.drive.centre", 3 + CHUNK_WEEKS // 2),
            luck.normal("east.drive.centre", 4),
            luck.normal("east.drive.north", 3),
            luck.lasting_normal("east.drive.centre"),
            luck.uniform("east.drive.centre", 3),
        ]
    )
    for values in (drawn, np.square(drawn)):
        away = np.corrcoef(values) - np.eye(len(drawn))
        assert np.abs(away).max() < 0.04


def test_neighbouring_worlds_are_independent(luck: Luck) -> None:
    drawn = luck.normal("east.drive.centre", 11)
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 0.03


def test_another_seed_is_another_luck() -> None:
    drawn = [Luck(seed, MANY).normal("weather", 3) for seed in (1941, 1942)]
    assert abs(np.corrcoef(*drawn)[0, 1]) < 0.03


@settings(max_examples=40, deadline=None)
@given(
    worlds=st.lists(st.integers(0, 10**9), min_size=1, max_size=12, unique=True),
    seed=st.integers(0, 2**40),
    week=st.integers(0, 500),
)
def test_a_world_has_its_luck_in_any_company_and_order(worlds: list[int], seed: int, week: int) -> None:
    together = Luck(seed, np.array(worlds))
    for position, world in enumerate(worlds):
        alone = Luck(seed, np.array([world]))
        assert together.normal("a", week)[position] == alone.normal("a", week)[0]
        assert together.uniform("a", week)[position] == alone.uniform("a", week)[0]
        assert together.lasting_normal("a")[position] == alone.lasting_normal("a")[0]


def test_a_week_keeps_its_luck_whatever_was_drawn_before_it() -> None:
    worlds = np.arange(5)
    straight, wandering = Luck(7, worlds), Luck(7, worlds)
    wanted = straight.normal("a", 40).copy()
    for week in (0, 200, 39):
        wandering.normal("b", week)
        wandering.uniform("a", week)
    np.testing.assert_array_equal(wandering.normal("a", 40), wanted)


def test_lasting_draws_do_not_hang_on_the_week() -> None:
    luck = Luck(7, np.arange(5))
    np.testing.assert_array_equal(luck.week(0).lasting_normal("x"), luck.week(333).lasting_normal("x"))


def test_luck_that_is_off_is_the_median() -> None:
    off = Luck(7, np.arange(5), on=False).week(3)
    assert (off.normal("a") == 0).all() and (off.lasting_normal("a") == 0).all()
    assert (off.uniform("a") == 0.5).all()


def test_persistent_draws_have_their_distributions() -> None:
    assert stats.kstest(persistent_uniforms(1, "parameter:x", MANY), "uniform").pvalue > 1e-4
    assert stats.kstest(persistent_normals(1, "x", MANY), "norm").pvalue > 1e-4


def test_sub_streams_belong_to_their_names_not_to_their_places() -> None:
    week = Luck(7, np.arange(5)).week(3)
    forward, backward = week.normals("drive", ("north", "south")), week.normals("drive", ("south", "north"))
    np.testing.assert_array_equal(forward, backward[::-1])
