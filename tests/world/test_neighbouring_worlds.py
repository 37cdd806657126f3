"""Worlds 0 to 99, one beside the other: each has its own luck, and the same together as alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from crossroads.world.axes import Floats
from crossroads.world.luck import CHUNK_WEEKS, Luck, WeekLuck, persistent_normals, persistent_uniforms

SEED = 1941
WORLDS = np.arange(100)
WEEKS = (0, 7, CHUNK_WEEKS, 200)
NAMES = ("north", "centre", "south")

OF_A_WEEK: dict[str, Callable[[WeekLuck, int], Floats]] = {
    "normal": lambda luck, worlds: luck.normal("a"),
    "uniform": lambda luck, worlds: luck.uniform("a"),
    "normals": lambda luck, worlds: luck.normals("a", NAMES),
    "normals_once": lambda luck, worlds: luck.normals_once("a", 6, np.arange(worlds)),
    "lasting_normal": lambda luck, worlds: luck.lasting_normal("a"),
    "lasting_normals": lambda luck, worlds: luck.lasting_normals("a", NAMES),
    "lasting_uniforms": lambda luck, worlds: luck.lasting_uniforms("a", NAMES),
    "numbered": lambda luck, worlds: luck.numbered("a", 2.0),
    "redrawn": lambda luck, worlds: luck.redrawn("a", "b", NAMES, 1.4),
}
"""Kind of draw -> what draws it, of one week's luck for a number of worlds."""


def _drawn(kind: str, worlds: np.ndarray, week: int) -> Floats:
    return OF_A_WEEK[kind](Luck(SEED, worlds).week(week), len(worlds))


def test_every_kind_of_draw_is_among_them() -> None:
    drawing = {name for name in vars(WeekLuck) if not name.startswith("_")}
    assert drawing == set(OF_A_WEEK) | {"once"}, "`once` draws nothing of its own"


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("kind", OF_A_WEEK)
def test_a_hundred_worlds_together_are_each_as_alone(kind: str, week: int) -> None:
    together = _drawn(kind, WORLDS, week)
    alone = np.concatenate([_drawn(kind, np.array([world]), week) for world in WORLDS], axis=-1)
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("kind", OF_A_WEEK)
def test_no_two_of_a_hundred_worlds_share_their_luck(kind: str, week: int) -> None:
    for row in np.atleast_2d(_drawn(kind, WORLDS, week)):
        assert len(np.unique(row)) == len(WORLDS)


@pytest.mark.parametrize("draw", [persistent_uniforms, persistent_normals])
def test_what_never_changes_differs_between_neighbours_too(
    draw: Callable[[int, str, np.ndarray], Floats],
) -> None:
    together = draw(SEED, "parameter:x", WORLDS)
    alone = np.concatenate([draw(SEED, "parameter:x", np.array([world])) for world in WORLDS])
    np.testing.assert_array_equal(together, alone)
    assert len(np.unique(together)) == len(WORLDS)


def test_a_world_takes_nothing_from_its_neighbour_of_another_week() -> None:
    """A counter that runs on from world to world, or from week to week, would give one world another's luck."""
    luck = Luck(SEED, WORLDS)
    drawn = np.stack([luck.normal("a", week) for week in range(2 * CHUNK_WEEKS)])
    # float32 has few enough normals for some to fall together by chance.
    assert len(np.unique(drawn)) > 0.99 * drawn.size
