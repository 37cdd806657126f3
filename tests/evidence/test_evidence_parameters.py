"""Drawing parameters: a world's draw is its own, lies in the range, and answers edits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.fitted import NO_ENSEMBLE
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.evidence.record import Record

WORLDS = np.arange(400)
DRAWN = "japan.kwantung_strength"
FIXED = "ussr.transfer_west_troops"
SHARE = "germany.share_tied_by_united_states"


def _draw(*edits: ParameterEdit, worlds: NDArray[np.int64] = WORLDS, knowledge: bool = True) -> Parameters:
    return draw_parameters(edits, 1941, worlds, knowledge)


def test_every_record_that_a_rule_reads_is_there_and_no_other() -> None:
    assert set(_draw().names) == {name for name, record in load_records().items() if record.used}


def test_draws_lie_in_their_range_and_fill_it() -> None:
    parameters = draw_parameters((), 1941, WORLDS, True, NO_ENSEMBLE)
    for name, record in load_records().items():
        if not record.used:
            continue
        value = parameters[name]
        if record.draw == "fixed":
            assert value == record.value
            continue
        assert isinstance(value, np.ndarray) and value.shape == WORLDS.shape
        assert record.low <= value.min() and value.max() <= record.high
        assert np.ptp(value) > 0.5 * (record.high - record.low)


def test_a_triangular_draw_has_the_mean_of_its_triangle() -> None:
    record = load_records()[SHARE]
    drawn = np.asarray(_draw(worlds=np.arange(4_000))[SHARE])
    assert np.isclose(drawn.mean(), (record.low + record.value + record.high) / 3, rtol=0.03)
    below = (record.value - record.low) / (record.high - record.low)
    assert np.isclose((drawn < record.value).mean(), below, atol=0.03)


@pytest.mark.parametrize("part", [[7], [3, 4, 5], [399, 0, 12, 11]])
def test_a_world_draws_the_same_in_any_block_to_the_last_bit(part: list[int]) -> None:
    edits = (ParameterEdit(SHARE, low=0.1, high=0.2), ParameterEdit(DRAWN, scale=1.1))
    whole, piece = _draw(*edits), _draw(*edits, worlds=np.array(part))
    for name in whole:
        assert np.array_equal(np.asarray(whole.take(part)[name]), np.asarray(piece[name])), name


def test_another_seed_draws_other_parameters() -> None:
    other = draw_parameters((), 1942, WORLDS, True)
    assert not np.array_equal(np.asarray(_draw()[DRAWN]), np.asarray(other[DRAWN]))


def test_parameters_are_drawn_apart_from_each_other() -> None:
    pair = np.corrcoef(np.asarray(_draw()[DRAWN]), np.asarray(_draw()[SHARE]))[0, 1]
    assert abs(pair) < 0.2


def test_an_edit_of_one_parameter_leaves_the_others() -> None:
    plain, edited = _draw(), _draw(ParameterEdit(DRAWN, value=500_000))
    assert edited[DRAWN] == 500_000
    for name in plain:
        if name != DRAWN:
            assert np.array_equal(np.asarray(plain[name]), np.asarray(edited[name])), name


def test_scale_multiplies_each_draw() -> None:
    scaled = np.asarray(_draw(ParameterEdit(DRAWN, scale=1.1))[DRAWN])
    assert np.allclose(scaled, 1.1 * np.asarray(_draw()[DRAWN]), rtol=1e-12)
    assert _draw(ParameterEdit(FIXED, scale=0.5))[FIXED] == 0.5 * load_records()[FIXED].value


def test_a_scaled_share_stays_a_share() -> None:
    scaled = np.asarray(_draw(ParameterEdit(SHARE, scale=10))[SHARE])
    assert scaled.max() == 1.0 and scaled.min() < 1.0


def test_low_and_high_stretch_the_same_uniforms() -> None:
    plain = np.asarray(_draw()[DRAWN])
    moved = np.asarray(_draw(ParameterEdit(DRAWN, low=500_000, high=700_000))[DRAWN])
    assert 500_000 <= moved.min() < 560_000 and moved.max() <= 700_000
    assert np.array_equal(np.argsort(plain), np.argsort(moved))


def test_the_most_likely_value_moves_into_the_new_range() -> None:
    moved = np.asarray(_draw(ParameterEdit(DRAWN, low=660_000))[DRAWN])
    assert moved.min() >= 660_000
    # With the peak at the low end, the lower half holds three quarters of the worlds.
    assert np.isclose((moved < 680_000).mean(), 0.75, atol=0.08)


def test_a_fixed_record_given_a_range_is_drawn_evenly() -> None:
    drawn = np.asarray(_draw(ParameterEdit(FIXED, low=0, high=400_000))[FIXED])
    assert np.isclose(drawn.mean(), 200_000, rtol=0.1)
    assert np.isclose((drawn < 100_000).mean(), 0.25, atol=0.07)


def test_without_uncertain_knowledge_every_parameter_is_its_central_value() -> None:
    parameters = _draw(ParameterEdit(SHARE, low=0.4), ParameterEdit(FIXED, value=0), knowledge=False)
    assert parameters[DRAWN] == load_records()[DRAWN].value
    assert parameters[SHARE] == 0.4
    assert parameters[FIXED] == 0


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (ParameterEdit("japan.kwantung_strenth", value=1), "did you mean 'japan.kwantung_strength'"),
        (ParameterEdit("ussr.august_1945_force", value=1), "no rule reads it"),
        (ParameterEdit(DRAWN), "exactly one"),
        (ParameterEdit(DRAWN, value=1, scale=2), "exactly one"),
        (ParameterEdit(DRAWN, value=-1), "not negative"),
        (ParameterEdit(DRAWN, value=float("nan")), "finite"),
        (ParameterEdit(DRAWN, scale=-0.1), "not negative"),
        (ParameterEdit(SHARE, value=1.2), "found 1.2; allowed: a share.* from 0 to 1"),
        (ParameterEdit(DRAWN, low=800_000), "low no higher than high"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_a_reason(edit: ParameterEdit, expected: str) -> None:
    with pytest.raises(InputError, match=expected) as caught:
        _draw(edit)
    assert edit.name in str(caught.value)


USED = [record for record in load_records().values() if record.used]


@pytest.mark.parametrize("record", USED, ids=lambda record: record.name)
def test_what_is_found_reads_otherwise_than_what_is_allowed(record: Record) -> None:
    """The least step beyond a bound is told with as many digits as tell the two apart, in words that fit the form."""
    least, most = record.limits
    steps = [("value", float(np.nextafter(np.float32(most), np.float32(np.inf))))]
    steps += [("low", float(np.nextafter(np.float32(least), np.float32(-np.inf))))] if least > 0 else []
    for form, number in steps:
        edit = ParameterEdit(record.name, **{form: number})
        for _, found, allowed in record.refusals(edit):
            assert float(found.replace(",", "")) == pytest.approx(number, rel=1e-12)
            assert found not in allowed.split() and "what gives" not in allowed
    for _, _, allowed in record.refusals(ParameterEdit(record.name, scale=1e9)):
        assert "factor" in allowed or "switch" in allowed


def test_parameters_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(_draw()[DRAWN])[0] = 1.0


def test_take_picks_worlds_by_place_or_mask() -> None:
    parameters = _draw()
    mask = np.asarray(parameters[DRAWN]) > 650_000
    assert np.asarray(parameters.take(mask)[DRAWN]).min() > 650_000
    assert np.asarray(parameters.take([2])[DRAWN]).shape == (1,)
    assert parameters.take([2])[FIXED] == parameters[FIXED]


def test_an_unknown_name_is_a_key_error_that_suggests_the_nearest() -> None:
    with pytest.raises(KeyError, match="kwantung_strength"):
        _draw()["japan.kwantung_strengths"]
    assert _draw().get("japan.nothing_of_the_kind") is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ussr.forming_weeks", 0.0, "at least"),
        ("east.fresh_front_weeks", 0.0, "at least"),
        ("interest.japan.course.temperature", 0.0, "at least"),
        ("deciders.expected_utility_temperature", 0.0, "at least"),
        ("staff.course.soviet_quality_step", 0.0, "at least"),
        ("staff.cover_wanted", 0.0, "at least"),
        ("germany.army_east_opening", 1e300, "at most"),
        ("pacific.japan_yards", 1e300, "at most"),
    ],
)
def test_an_edit_that_would_break_the_arithmetic_is_refused(name: str, value: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        draw_parameters([ParameterEdit(name, value=value)], 1, np.arange(2), True)
