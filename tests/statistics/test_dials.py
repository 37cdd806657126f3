"""What an answer hangs on: thirds of the worlds by the value that each has drawn."""

from __future__ import annotations

import numpy as np
import pytest
from asked import NORTH_OR_SOUTH

from crossroads.evidence.lever import Dial
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs.run import Run
from crossroads.statistics.thirds import THIRDS, by_thirds, sentences
from crossroads.studies.compare.study import compare

DIALS = NORTH_OR_SOUTH.dials
TOLD = [item for item, _ in NORTH_OR_SOUTH.hangs_on]


@pytest.fixture(scope="module")
def runs() -> tuple[Run, ...]:
    return tuple(compare("south_december", "north_august", worlds=60, seed=7).runs)


def test_every_dial_is_a_parameter_that_worlds_draw() -> None:
    drawn = draw_parameters((), 7, np.arange(5), True)
    assert all(isinstance(drawn[dial.parameter], np.ndarray) for dial in DIALS)


def test_thirds_hold_every_world_once_and_are_in_order_of_the_dial(runs: tuple[Run, ...]) -> None:
    table = by_thirds(runs, DIALS, TOLD)
    one = table[(table["parameter"] == DIALS[0].parameter) & (table["measure"] == "japan_undefeated")]
    assert list(one["third"]) == list(THIRDS)
    assert one["worlds"].sum() == 60
    assert (one["drawn_high"].to_numpy()[:-1] <= one["drawn_low"].to_numpy()[1:]).all()


def test_thirds_average_to_the_whole_difference(runs: tuple[Run, ...]) -> None:
    table = by_thirds(runs, DIALS, TOLD)
    one = table[(table["parameter"] == DIALS[1].parameter) & (table["measure"] == "japan_undefeated")]
    whole = runs[1].outcomes["japan_undefeated"].mean() - runs[0].outcomes["japan_undefeated"].mean()
    assert np.average(one["difference"], weights=one["worlds"]) == pytest.approx(whole)


def test_a_parameter_that_no_world_draws_is_left_out(runs: tuple[Run, ...]) -> None:
    assert by_thirds(runs, [Dial("pacific.atomic_bomb_programme", "the programme")], TOLD).empty


def test_each_sentence_names_its_dial_and_gives_intervals(runs: tuple[Run, ...]) -> None:
    told = sentences(by_thirds(runs, DIALS, TOLD), NORTH_OR_SOUTH.hangs_on)
    assert len(told) == len(DIALS)
    assert all(" to " in sentence and "north_august" in sentence for sentence in told)
