"""Judging by group: coverage, bias and score are what they are called; rival laws keep to their members."""

from __future__ import annotations

import datetime as dt

import calibration_cases
import numpy as np
import pytest

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.history.record_map import Target
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.validation.fit.groups import ALL, FIRST_YEAR, after, by_group, z_scores
from crossroads.validation.fit.structures import RIVALS, SEARCHES, with_values

WORLDS = 4_000


def _targets(count: int, values: np.ndarray) -> tuple[Target, ...]:
    one = calibration_cases.targets()[0]
    return tuple(
        one.model_copy(update={"id": f"t{place}", "value": value, "low": value - 0.01, "high": value + 0.01})
        for place, value in enumerate(values[:count])
    )


def _answered(bias: float, spread: float) -> tuple[tuple[Target, ...], np.ndarray]:
    """Return numbers drawn from a standard normal, and worlds that hold them possible with a bias and a spread."""
    random = np.random.default_rng(3)
    seen = random.standard_normal(200)
    worlds = bias + spread * random.standard_normal((200, WORLDS))
    return _targets(200, seen), worlds


def test_worlds_that_differ_as_the_record_does_hold_four_numbers_in_five() -> None:
    group = by_group(*_answered(0.0, 1.0))[-1]
    assert group.name == ALL and group.numbers == 200
    assert 0.74 < group.inside / group.numbers < 0.86
    assert group.chance > 0.1
    assert abs(group.bias) < 0.2 and 0.85 < group.spread < 1.15


@pytest.mark.parametrize(("bias", "spread"), [(1.5, 1.0), (0.0, 0.3)])
def test_worlds_that_are_off_or_too_sure_are_rejected_and_score_worse(bias: float, spread: float) -> None:
    right, wrong = by_group(*_answered(0.0, 1.0))[-1], by_group(*_answered(bias, spread))[-1]
    assert wrong.chance < 0.1
    assert wrong.crps > right.crps
    assert wrong.spread > right.spread


def test_numbers_that_move_together_are_judged_together() -> None:
    """Twenty numbers that are one: all inside, or all outside, is no wonder; by itself each would make it one."""
    random = np.random.default_rng(5)
    one = np.repeat(random.standard_normal((1, WORLDS)), 20, axis=0)
    apart = random.standard_normal((20, WORLDS))
    inside, outside = np.zeros(20), np.full(20, 1.6)
    alike = [by_group(_targets(20, seen), one)[-1] for seen in (inside, outside)]
    assert [group.inside for group in alike] == [20, 0]
    assert all(group.chance < 0.05 for group in alike)
    assert alike[0].together == 1.0 and 0.3 < alike[1].together < 0.5
    for seen in (inside, outside):
        alone = by_group(_targets(20, seen), apart)[-1]
        assert alone.together < 0.05
        assert alone.together == pytest.approx(alone.chance, abs=0.03)


def test_z_is_positive_where_the_record_lies_above() -> None:
    targets = _targets(2, np.array([2.0, -2.0]))
    z = z_scores(targets, np.random.default_rng(4).standard_normal((2, WORLDS)))
    np.testing.assert_allclose(z, [2.0, -2.0], atol=0.1)


def test_numbers_after_a_day_are_judged_alone() -> None:
    targets, worlds = _answered(0.0, 1.0)
    dates = ["1941-12-05"] * 150 + ["1942-04-20"] * 30 + ["1943-07-09"] * 20
    dated = tuple(item.model_copy(update={"date": day}) for item, day in zip(targets, dates, strict=True))
    both, late = after(FIRST_YEAR, dated, worlds), after(dt.date(1942, 12, 31), dated, worlds)
    assert (both[-1].numbers, late[-1].numbers) == (50, 20)
    assert late == by_group(dated[180:], worlds[180:])
    assert after(dt.date(1943, 12, 31), dated, worlds) == ()


def test_every_pair_of_rival_laws_is_searched_once() -> None:
    assert len({tuple(search.structure.items()) for search in SEARCHES}) == 2 ** len(RIVALS) == len(SEARCHES)
    values = load_records()
    assert SEARCHES[0].structure == {name: values[name].value for name in RIVALS}
    assert len({search.name for search in SEARCHES}) == len(SEARCHES)


def _mixture() -> Ensemble:
    plain = Ensemble(("east.axis_speed",), np.array([[90.0, 91.0, 92.0, 93.0]]), np.full(4, 0.25))
    laws = np.array([[search.structure[name] for search in SEARCHES] for name in RIVALS])
    return Ensemble((*plain.names, *RIVALS), np.concatenate([plain.values, laws]), plain.weights)


@pytest.mark.parametrize(("law", "value"), [(RIVALS[0], 1.0), (RIVALS[0], 0.0), (RIVALS[1], 0.0)])
def test_worlds_under_one_law_take_the_numbers_that_were_fitted_under_it(law: str, value: float) -> None:
    ensemble, worlds = _mixture(), np.arange(400)
    drawn = draw_parameters((ParameterEdit(law, value=value),), 1, worlds, True, ensemble)
    found = {float(speed) for speed in np.unique(drawn["east.axis_speed"])}
    row = ensemble.names.index(law)
    assert found == {float(speed) for speed in ensemble.values[0][ensemble.values[row] == value]}
    assert drawn[law] == value


def test_members_know_no_law_that_was_never_searched() -> None:
    plain = Ensemble(("east.axis_speed",), np.array([[90.0, 91.0]]), np.full(2, 0.5))
    assert plain.under({RIVALS[0]: 0.0}) is plain
    held = with_values(plain, {RIVALS[0]: 1.0})
    assert held.under({RIVALS[0]: 0.0}) is held, "nobody was found under it: the numbers stay as they are"
    assert (held.values[1] == 1.0).all()
