"""With every decision held fixed, causes have the effects that they should have; the open ones are only reported."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from swept import SWEPT

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.validation.card.causes import CAUSES, DOSES, Effect, frozen_effects
from crossroads.validation.card.frozen_readings import READINGS

WORLDS = 160
Table = dict[tuple[str, str], Effect]

FRONTS = [
    (cause.id, reading)
    for cause in CAUSES
    for reading in ("front_december", "front_april")
    if reading in cause.expected and not cause.id.startswith("transfers")
]


class Counting:
    """A progress that counts."""

    def __init__(self) -> None:
        self.total = self.done = self.ended = 0

    def start(self, label: str, total: int) -> None:
        self.total = total

    def advance(self, done: int) -> None:
        self.done += done

    def finish(self) -> None:
        self.ended += 1


@pytest.fixture(scope="module")
def told() -> Counting:
    return Counting()


@pytest.fixture(scope="module")
def table(told: Counting) -> Table:
    return {(effect.cause.id, effect.reading.id): effect for effect in frozen_effects(WORLDS, seed=7, progress=told)}


def test_every_cause_has_every_reading_with_its_interval(table: Table) -> None:
    assert len(table) == len(CAUSES) * len(READINGS)
    for effect in table.values():
        assert effect.pair.worlds == WORLDS
        assert effect.pair.low <= effect.pair.difference <= effect.pair.high
        assert math.isfinite(effect.pair.low) and math.isfinite(effect.pair.high)


@pytest.mark.parametrize(("change", "outcome"), FRONTS)
def test_the_front_before_moscow_answers_as_it_should(table: Table, change: str, outcome: str) -> None:
    effect = table[change, outcome]
    assert effect.expected in (-1, 1)
    assert effect.pair.clear and effect.pair.difference * effect.expected > 0


def test_no_effect_clearly_goes_the_wrong_way(table: Table) -> None:
    wrong = [key for key, effect in table.items() if effect.pair.clear and effect.pair.difference * effect.expected < 0]
    assert wrong == []


def test_men_from_the_far_east_keep_the_front_further_west_the_more_they_are(table: Table) -> None:
    doses = [table[f"transfers_{dose}", "front_december"] for dose in DOSES]
    assert doses[-1].pair.clear and doses[-1].pair.difference < 0
    assert doses[-1].pair.difference < doses[0].pair.difference


def test_men_from_the_far_east_strengthen_the_field_army_by_no_more_than_they_are(table: Table) -> None:
    pairs = {dose: table[f"transfers_{dose}", "soviet_strength"].pair for dose in DOSES}
    # By spring some have fallen, and a fuller army calls fewer up: a hundred thousand are hardly seen.
    assert all(pair.high > 0 and pair.low < 1000.0 * dose for dose, pair in pairs.items())
    most = DOSES[-1]
    assert pairs[most].clear and 0 < pairs[most].difference < 1000.0 * most


def test_fewer_called_up_means_a_smaller_field_army(table: Table) -> None:
    assert table["soviet_mobilisation", "soviet_strength"].pair.low > 0


@SWEPT
def test_neither_blocks_nor_a_later_horizon_change_a_number() -> None:
    whole = frozen_effects(5, seed=3)
    assert frozen_effects(5, seed=3, block=3) == whole
    assert frozen_effects(5, seed=3, horizon=dt.date(1942, 6, 7)) == whole


def test_progress_ends_where_it_said(table: Table, told: Counting) -> None:
    assert table
    assert told.total == told.done > 0
    assert told.ended == 1


def test_steps_from_the_recorded_values_stay_inside_the_recorded_ranges() -> None:
    records = load_records()
    for parameter, cause in (
        ("east.soviet_effectiveness", "soviet_effectiveness"),
        ("ussr.mobilisation_rate", "soviet_mobilisation"),
        ("germany.army_east_opening", "german_strength"),
        ("supply.axis_delivery", "german_rail"),
        ("weather.winter_severity", "winter"),
    ):
        record = records[parameter]
        step = float(next(item for item in CAUSES if item.id == cause).high_title.split()[0]) / 100.0
        assert record.low <= record.value * (1.0 - step) * 1.001
        assert record.value * (1.0 + step) <= record.high * 1.001


def test_bad_input_is_one_sentence() -> None:
    with pytest.raises(InputError, match="worlds: found 1; 2 or more are allowed"):
        frozen_effects(1)
    with pytest.raises(InputError, match="horizon: found 1942-01-04; 1942-04-26 or later is allowed"):
        frozen_effects(4, horizon=dt.date(1942, 1, 4))
    with pytest.raises(InputError, match="block: found 0; 1 or more worlds"):
        frozen_effects(4, block=0)
