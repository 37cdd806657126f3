"""A council that imagines that it will choose again, and options that differ in little but their day."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
import tables
import wartime
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from crossroads.engine import SUBJECTS
from crossroads.minds import choice
from crossroads.minds.council import Council, log_odds, utilities
from crossroads.minds.imagining.realised import RealisedSubject
from crossroads.minds.view import View
from crossroads.world.block import LedgerEntry

WORLDS = 24
COURSE = "japan.course"
SUBJECT = SUBJECTS[COURSE]


def _conferences() -> list[LedgerEntry]:
    return wartime.meetings(tables.past_new_year("historical", WORLDS), COURSE)


def _held(entry: LedgerEntry) -> tuple[Council, np.ndarray, np.ndarray]:
    """Return the council, what was legal, and which worlds met."""
    met = np.flatnonzero((entry.choice >= 0) & ~entry.forced)
    council = entry.council
    assert council is not None
    return council.take(met), (entry.probabilities[:, met] > 0).astype(np.float64), met


@given(
    arrays.arrays(float, (6, 5), elements=st.floats(-300, 300)),
    arrays.arrays(bool, (6, 5)),
    arrays.arrays(bool, (6,)),
)
def test_at_a_share_of_one_a_nest_changes_nothing_to_the_bit(
    stakes: np.ndarray, legal: np.ndarray, nest: np.ndarray
) -> None:
    found = choice.nested(stakes, legal.astype(float), nest.astype(float), 1.0)
    np.testing.assert_array_equal(found, stakes)


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_twins_in_a_nest_count_as_one_option_and_a_share(share: float) -> None:
    """By hand: two equal options of a nest have together the weight 2 to the power of the share, against one of 1."""
    odds = choice.probabilities(
        choice.nested(np.zeros((3, 1)), np.ones((3, 1)), np.array([1.0, 1.0, 0.0]), share), np.ones((3, 1))
    )
    assert odds[2, 0] == pytest.approx(1.0 / (1.0 + 2.0**share))
    assert odds[0, 0] == odds[1, 0]


def test_inside_a_nest_an_advantage_counts_for_more() -> None:
    stakes = np.array([[0.0], [0.2], [0.0]])
    legal, nest = np.ones((3, 1)), np.array([1.0, 1.0, 0.0])
    wide, narrow = (choice.probabilities(choice.nested(stakes, legal, nest, share), legal) for share in (1.0, 0.4))
    assert narrow[1, 0] / narrow[0, 0] == pytest.approx(np.exp(0.2 / 0.4))
    assert wide[1, 0] / wide[0, 0] == pytest.approx(np.exp(0.2))


def test_what_is_not_legal_adds_nothing_to_its_nest() -> None:
    stakes = np.array([[0.0], [5.0], [0.0]])
    legal = np.array([[1.0], [0.0], [1.0]])
    odds = choice.probabilities(choice.nested(stakes, legal, np.array([1.0, 1.0, 0.0]), 0.4), legal)
    np.testing.assert_allclose(odds[:, 0], [0.5, 0.0, 0.5])


def test_odds_of_the_course_are_those_of_its_nest() -> None:
    looked_at = 0
    for entry in _conferences():
        council, legal, met = _held(entry)
        odds = choice.probabilities(log_odds(council, legal), legal)
        np.testing.assert_allclose(entry.probabilities[:, met], odds, atol=1e-12)
        plain = choice.probabilities(utilities(council) / council.temperature, legal)
        looked_at += int(np.abs(plain - odds).max() > 0.02)
    assert looked_at > 5


def test_the_odds_of_a_later_choice_are_on_record_and_add_up() -> None:
    for entry in _conferences():
        council, _, _ = _held(entry)
        assert council.later == SUBJECT.prospects
        np.testing.assert_allclose(council.later_odds.sum(axis=0), 1.0)


def test_a_refusal_never_raises_the_hope_of_relief() -> None:
    """What is believed only falls, and has fallen where refusals came."""
    seen = [(entry.seen["relief"], entry.seen["refusals"]) for entry in _conferences()]
    for (before, _), (after, _) in itertools.pairwise(seen):
        assert (after <= before + 1e-12).all()
    (first, none), (last, many) = seen[0], seen[-1]
    assert (none == 0).all() and (many > 0).any()
    assert (last < first)[many > 1].all()
    np.testing.assert_array_equal(last[many == 0], first[many == 0])


Stakes = dict[str, dict[str, np.ndarray]]


def _asked(**changes: float) -> tuple[View, dict[str, np.ndarray]]:
    """Return what was seen at a conference under embargo, some of it changed, and what plans may have brought."""
    entry = tables.meeting(tables.past_new_year("historical", WORLDS), COURSE, dt.date(1941, 10, 16))
    under = np.flatnonzero((entry.choice >= 0) & (entry.seen["embargo"] > 0))
    assert len(under) > 5
    features = {name: np.asarray(values)[under] for name, values in entry.seen.items()}
    features |= {name: np.full(len(under), value) for name, value in changes.items()}
    rng = np.random.default_rng(7)
    shape = (len(SUBJECT.futures), len(SUBJECT.plans), len(under))
    measures = {name: rng.uniform(0.1, 0.9, shape) for name in SUBJECT.measures}
    return View("japan", entry.week, features), measures


def _stakes(**changes: float) -> Stakes:
    view, measures = _asked(**changes)
    odds = {"hold": np.array(0.2), "south_without_us": np.array(0.1), "south": np.array(0.7)}
    return SUBJECT.foreseen(measures, view, wartime.parameters(), odds)


UNHOPED = {"relief": 0.0, "south_window": 1.0, "south_window_later": 1.0, "south_prepared": 0.0}


def test_without_hope_window_or_preparation_stakes_are_those_of_courses_taken_at_once() -> None:
    """To wait is to hold, and the south is what its plan brings: with a nest of share 1 the odds are a plain logit."""
    found, (view, measures) = _stakes(**UNHOPED), _asked(**UNHOPED)
    assert isinstance(SUBJECT, RealisedSubject)
    for option in ("wait", "south"):
        counted = {name: rows[:, SUBJECT.plan(option)] for name, rows in measures.items()}
        for term, value in SUBJECT.worth(option, counted, view, wartime.parameters()).items():  # type: ignore[attr-defined]
            np.testing.assert_array_equal(found[option][term], value, err_msg=f"{option} {term}")


def test_a_closing_window_takes_its_part_of_what_the_south_would_gain_and_of_nothing_else() -> None:
    found, half = _stakes(**UNHOPED), _stakes(**UNHOPED | {"south_window": 0.5})
    for term, value in found["south"].items():
        lost = value - half["south"][term]
        gain = np.maximum(value - found["wait"][term], 0.0)
        expected = 0.5 * gain if term in ("oil", "southern_resources", "southern_sphere") else 0.0 * gain
        np.testing.assert_allclose(lost, expected, atol=1e-12, err_msg=term)


def test_to_stand_ready_is_relief_or_else_the_later_choice() -> None:
    """By hand: relief x what is eased + (1 - relief) x the plans by the odds of choosing them, less idle strain."""
    some, never, always = (_stakes(**UNHOPED | {"relief": chance}) for chance in (0.3, 0.0, 1.0))
    for term in never["wait"]:
        if term == "readiness":
            np.testing.assert_allclose(some["prepare_south"][term], -(0.7 * 0.2 + 0.3))
            continue
        fails = 0.2 * never["wait"][term] + 0.1 * never["south_without_us"][term] + 0.7 * never["south"][term]
        eased = always["wait"][term]
        np.testing.assert_allclose(some["prepare_south"][term], 0.3 * eased + 0.7 * fails, atol=1e-12, err_msg=term)
        np.testing.assert_allclose(some["wait"][term], 0.3 * eased + 0.7 * never["wait"][term], atol=1e-12)


def test_who_stands_ready_waits_for_what_it_could_still_do() -> None:
    idle, ready = _stakes(**UNHOPED), _stakes(**UNHOPED | {"south_prepared": 1.0})
    for term, value in ready["wait"].items():
        np.testing.assert_array_equal(value, idle["prepare_south"][term], err_msg=term)
        np.testing.assert_array_equal(ready["stand_down_south"][term], idle["wait"][term])
