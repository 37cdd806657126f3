"""Luck, knowledge and structure are told apart: on worlds made up with known shares of each, they come out again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from crossroads.statistics.bands import bands
from crossroads.statistics.intervals import normal_quantile

N = 20_000


def made_up(knowledge: float, structure: float, luck: float, seed: int, worlds: int = N) -> tuple[np.ndarray, ...]:
    """Return two sets of worlds with the same parameters and law, and the law."""
    rng = np.random.default_rng(seed)
    law = (rng.uniform(size=worlds) < 0.4).astype(float)
    known = knowledge * rng.normal(size=worlds) + structure * (law - 0.4) / math.sqrt(0.24)
    return known + luck * rng.normal(size=worlds), known + luck * rng.normal(size=worlds), law


@pytest.mark.parametrize(("knowledge", "structure", "luck"), [(1, 2, 3), (2, 0.5, 1), (1, 1.5, 3)])
def test_each_band_has_its_own_width(knowledge: float, structure: float, luck: float) -> None:
    values, twins, law = made_up(knowledge, structure, luck, seed=3)
    found = bands(values, twins, {"law": law}, share=False)
    reach = 2 * normal_quantile(0.9)
    assert found.knowledge[1] - found.knowledge[0] == pytest.approx(reach * knowledge, rel=0.1)
    assert found.structure[1] - found.structure[0] == pytest.approx(reach * structure, rel=0.08)
    spread = math.sqrt(knowledge**2 + structure**2 + luck**2)
    assert found.luck[1] - found.luck[0] == pytest.approx(2 * 1.96 * spread / math.sqrt(N), rel=0.03)
    assert found.hangs_on == "law"


def test_more_worlds_narrow_luck_alone() -> None:
    wide, narrow = (
        bands(values, twins, {"law": law}, share=False)
        for values, twins, law in (made_up(2, 1, 3, 5, worlds) for worlds in (2_000, 32_000))
    )
    assert (narrow.luck[1] - narrow.luck[0]) / (wide.luck[1] - wide.luck[0]) == pytest.approx(1 / 4, rel=0.1)
    for name in ("knowledge", "structure"):
        one, other = getattr(wide, name), getattr(narrow, name)
        assert (other[1] - other[0]) / (one[1] - one[0]) == pytest.approx(1, abs=0.25)


def test_a_share_that_hangs_on_nothing_known_has_luck_alone() -> None:
    rng = np.random.default_rng(2)
    one, other = (rng.uniform(size=(2, N)) < 0.3).astype(float)
    law = (rng.uniform(size=N) < 0.5).astype(float)
    found = bands(one, other, {"law": law}, share=True)
    assert found.mean == pytest.approx(0.3, abs=0.02)
    assert found.luck[0] < 0.3 < found.luck[1]
    assert found.knowledge[1] - found.knowledge[0] < 0.12 and found.structure[1] - found.structure[0] < 0.03


def test_a_share_that_is_known_by_its_parameters() -> None:
    rng = np.random.default_rng(4)
    chance = rng.beta(2, 6, size=N)
    one, other = (rng.uniform(size=(2, N)) < chance).astype(float)
    found = bands(one, other, {}, share=True)
    low, high = np.quantile(chance, (0.1, 0.9))
    assert found.knowledge == pytest.approx((low, high), abs=0.02)
    assert found.structure == (found.mean, found.mean) and found.hangs_on == ""


def test_ends_stay_within_what_can_be() -> None:
    always = np.ones(50)
    found = bands(always, always, {"law": np.arange(50) % 2.0}, share=True)
    assert found.mean == 1 and found.luck[1] == 1 and found.knowledge == (1, 1) and found.structure == (1, 1)
    sure = (np.arange(50) % 2).astype(float)  # each world the same twice: all is known
    assert bands(sure, sure, {}, share=True).knowledge == (0.0, 1.0)
    counts = np.array([0.0, 0, 0, 0, 90, 100])
    low, high = bands(counts, counts, {}, share=False).knowledge
    assert low >= 0 and high <= 100


def test_what_cannot_be_told_is_left_open() -> None:
    nan = np.full(5, np.nan)
    empty = bands(nan, nan, {}, share=False)
    assert math.isnan(empty.mean) and all(map(math.isnan, (*empty.luck, *empty.knowledge)))
    alone = bands(np.array([1.0]), np.array([0.0]), {}, share=True)
    assert alone.mean == 1 and all(map(math.isnan, alone.knowledge))
    values = np.array([1.0, np.nan, 0.0, 1.0])
    told = bands(values, None, {}, share=True)
    assert told.mean == pytest.approx(2 / 3) and all(map(math.isnan, told.knowledge))
    partly = bands(values, np.array([1.0, 1.0, np.nan, 1.0]), {"law": np.ones(4)}, share=True)
    assert partly.mean == pytest.approx(2 / 3) and partly.hangs_on == ""


def test_so_few_worlds_leave_so_much_room() -> None:
    """What the parameters and the laws add is seldom more than its reach, whatever so few worlds happen to show."""
    reach = normal_quantile(0.9)
    within, lawful, told = 0, 0, 300
    for seed in range(told):
        values, twins, law = made_up(0.5, 0.4, 2, seed, 200)
        found = bands(values, twins, {"law": law}, share=False)
        assert found.knowledge_reach[0] <= found.knowledge[0] <= found.knowledge[1] <= found.knowledge_reach[1]
        assert found.structure_reach[0] <= found.structure[0] <= found.structure[1] <= found.structure_reach[1]
        within += found.knowledge_reach[1] - found.mean >= 0.999 * reach * 0.5
        lawful += found.structure_reach[1] - found.mean >= 0.999 * reach * 0.4
    assert within >= 0.94 * told and lawful >= 0.94 * told


def test_nothing_known_is_not_told_as_certain() -> None:
    rng = np.random.default_rng(8)
    one, other = (rng.uniform(size=(2, 200)) < 0.3).astype(float)
    found = bands(one, other, {"law": (rng.uniform(size=200) < 0.5).astype(float)}, share=True)
    assert found.knowledge_reach[1] - found.knowledge_reach[0] > 0.1
    assert found.structure_reach[1] - found.structure_reach[0] > 0.05
