from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import seats

from crossroads.errors import InputError
from crossroads.minds.choice import probabilities
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.scripted import Line, Scripted, script
from crossroads.minds.deciders.stated_odds import StatedOdds

NORTH = (
    ("japan.mobilisation", dt.date(1941, 7, 2), "rung_101"),
    ("japan.mobilisation", dt.date(1941, 7, 16), "rung_102"),
    ("japan.mobilisation", dt.date(1941, 8, 9), "keep"),
    ("japan.course", dt.date(1941, 7, 2), "wait"),
    ("japan.course", dt.date(1941, 8, 9), "north"),
)


def test_a_script_reads_as_it_was_written() -> None:
    block = seats.played(script(NORTH), "japan", horizon=dt.date(1941, 9, 7))
    for world in range(8):
        assert seats.decided(block, "japan", world) == [
            "1941-07-02: orders the first step: reinforce the Kwantung Army",
            "1941-07-16: orders the second step: bring the Kwantung Army to readiness for war",
            "1941-08-09: attacks the Soviet Union",
            "1941-08-09: keeps the army in Manchuria as it is",
        ]


def test_what_is_not_written_is_weighed_as_before() -> None:
    war, views = seats.views(week=0)
    point = seats.point_of("japan.course")
    legal = np.ones((len(point.options), 4))
    written = Scripted((Line("japan.course", dt.date(1941, 8, 9), "north"),), StatedOdds(war.p))
    plain = StatedOdds(war.p).weigh(point, views["japan"], legal)
    np.testing.assert_array_equal(written.weigh(point, views["japan"], legal).log_odds, plain.log_odds)


def _first_conference(legal: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the odds of 2 July by a script that says 'south', and by stated odds alone, where all else is legal."""
    war, views = seats.views(week=1)
    point = seats.point_of("japan.course")
    allowed = np.array([[legal.get(option, 1.0)] * 4 for option in point.options])
    rest = StatedOdds(war.p)
    scripted = Scripted((Line("japan.course", dt.date(1941, 7, 2), "south"),), rest)
    odds = [
        probabilities(decider.weigh(point, views["japan"], allowed).log_odds, allowed) for decider in (scripted, rest)
    ]
    return odds[0], odds[1]


def test_what_is_written_is_certain() -> None:
    odds, _ = _first_conference({})
    south = list(seats.point_of("japan.course").options).index("south")
    np.testing.assert_array_equal(odds[south], 1.0)
    np.testing.assert_array_equal(np.delete(odds, south, axis=0), 0.0)


def test_what_is_not_legal_is_passed_over() -> None:
    odds, plain = _first_conference({"south": 0.0})
    np.testing.assert_allclose(odds, plain, atol=1e-12)


def test_a_spell_holds_at_every_meeting_up_to_its_last_day_and_a_later_line_prevails() -> None:
    held = (
        Line("japan.course", dt.date(1941, 7, 2), "wait", dt.date(1941, 12, 31)),
        Line("japan.course", dt.date(1941, 9, 6), "indochina"),
    )
    block = seats.played(script(held), "japan")
    for world in range(8):
        courses = [
            line for line in seats.decided(block, "japan", world) if " step: " not in line and "Manchur" not in line
        ]
        assert courses == [
            "1941-09-06: moves into southern Indochina",
            "1941-10-16: keeps the present course",
        ]


def test_a_council_that_the_script_overrules_is_not_handed_on() -> None:
    class Reasons:
        def weigh(self, point, view, legal):  # type: ignore[no-untyped-def]
            return Weighing(np.zeros_like(legal), council="a council")  # type: ignore[arg-type]

    _, views = seats.views(week=1)
    point = seats.point_of("japan.course")
    legal = np.ones((len(point.options), 4))
    decider = Scripted((Line("japan.course", dt.date(1941, 7, 2), "wait"),), Reasons())
    assert decider.weigh(point, views["japan"], legal).council is None
    other = seats.point_of("japan.mobilisation")
    assert decider.weigh(other, views["japan"], legal[: len(other.options)]).council is not None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (Line("japan.cours", dt.date(1941, 7, 2), "wait"), "did you mean 'japan.course'"),
        (Line("japan.course", dt.date(1941, 7, 2), "nort"), "did you mean 'north'"),
        (Line("japan.mobilisation", dt.date(1941, 7, 6), "keep"), "has no meeting on 1941-07-06"),
        (
            Line("japan.mobilisation", dt.date(1941, 7, 20), "keep", dt.date(1941, 8, 2)),
            "from 1941-07-20 to 1941-08-02",
        ),
        (Line("japan.course", dt.date(1941, 8, 9), "wait", dt.date(1941, 7, 2)), "a day not before it"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused(line: Line, told: str) -> None:
    with pytest.raises(InputError, match=told):
        script([line])
