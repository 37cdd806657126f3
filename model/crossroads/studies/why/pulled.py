"""A number pulled from its low to its high end in a question's scenarios: what that does to the answer."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.record import Record
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design
from crossroads.runs.design import carry_out
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.study_folder import study_folder
from crossroads.runs.twice import VALUES, cell_of, measured
from crossroads.scenario.question import load_question
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.statistics.family import holm, p_value
from crossroads.statistics.paired import PairedDifference, paired_difference, smallest_difference
from crossroads.world.axes import Floats
from crossroads.world.calendar import weeks_until
from crossroads.world.measure import Measure

QUESTION = "north_or_south"
"""The question in which a number is pulled where none is named."""

LOW, HIGH = "low", "high"

BLOCK = 1000
"""Worlds of a part."""


@dataclass(frozen=True, slots=True)
class PulledMeasure:
    """What pulling a number does to one measure.

    Attributes
    ----------
    scenario
        In which it was pulled.
    base
        The scenario with which it is compared, where it is the difference between two that changes; else ''.
    measure
        What is counted.
    at_low, at_high
        Its mean at either end, in the measure's unit.
    pair
        The paired difference, high less low.
    p_family
        p of the difference among all that are told.
    """

    scenario: str
    base: str
    measure: Measure
    at_low: float
    at_high: float
    pair: PairedDifference
    p_family: float

    @property
    def would_show(self) -> float:
        """The smallest difference that so many worlds would show four times in five; NaN where no world differs."""
        if not self.pair.deviation > 0:
            return math.nan
        return smallest_difference(self.pair.deviation, self.pair.worlds)


@dataclass(frozen=True, slots=True)
class PulledNumber:
    """A number pulled from end to end.

    Attributes
    ----------
    record
        The number.
    question
        Name of the question.
    worlds, seed
        Worlds at each end in each scenario, and the seed of all luck.
    rows
        What moved: first in each scenario, then in the differences between them.
    """

    record: Record
    question: str
    worlds: int
    seed: int
    rows: tuple[PulledMeasure, ...]


def pull(
    record: Record, *, question: str = QUESTION, worlds: int = 300, seed: int = 1941, progress: Progress | None = None
) -> PulledNumber:
    """Pull a number from its low to its high end in the same worlds, and count what the question asks.

    Parameters
    ----------
    record
        The number.
    question
        Name of a question, or the path of its file: its scenarios, base first, and its measures.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    progress
        Told of world-weeks done.

    Raises
    ------
    InputError
        Where no rule reads the number, where it has no range, or for bad numbers.
    """
    if not record.used:
        raise InputError(f"why: no rule reads {record.name}: it is kept for comparison, and pulling it moves nothing.")
    if record.low == record.high:
        raise InputError(f"why: {record.name} has no range to be pulled over; a scenario can set it all the same.")
    count, luck = whole_number("worlds", worlds, 2), whole_number("seed", seed, 0)
    asked = load_question(question)
    scenarios = [load_scenario(name) for name in asked.scenarios]
    measures = [part for item in asked.asks for part in item.each()]
    bound = functools.partial(measured, names="\n".join(item.name for item in measures), lucks="own")
    cells = tuple(_cell(scenario, record, end, measures) for scenario in scenarios for end in (LOW, HIGH))
    plan = Design(cells, range(count), luck, BLOCK, bound)
    with study_folder(None, {}) as place:
        found = carry_out(plan, place.work, progress=progress or Silent(), label=f"pulling {record.name}")
    values = {name: np.asarray(cell[VALUES], dtype=np.float64) for name, cell in found.items()}
    rows = [row for scenario in scenarios for row in _rows(scenario, measures, values)]
    rows += [row for scenario in scenarios[1:] for row in _between(scenario, scenarios[0], measures, values)]
    adjusted = holm(np.array([row.p_family for row in rows]))
    told = tuple(replace(row, p_family=float(p)) for row, p in zip(rows, adjusted, strict=True))
    return PulledNumber(record, asked.name or str(question), count, luck, told)


def _name(scenario: Scenario, end: str) -> str:
    return f"{scenario.name}-{end}"


def _cell(scenario: Scenario, record: Record, end: str, measures: list[Measure]) -> Cell:
    edit = ParameterEdit(record.name, value=record.low if end == LOW else record.high)
    kept = tuple(item for item in scenario.setup.edits if item.name != record.name)
    pulled = replace(scenario, setup=replace(scenario.setup, edits=(*kept, edit)))
    return cell_of(_name(scenario, end), pulled, [item.name for item in measures], wars=1)


def _rows(scenario: Scenario, measures: list[Measure], values: dict[str, Floats]) -> Iterator[PulledMeasure]:
    low, high = (values[_name(scenario, end)] for end in (LOW, HIGH))
    weeks = float(weeks_until(scenario.setup.horizon))
    for place, item in enumerate(measures):
        pair = paired_difference(
            high[place], low[place], share=item.kind == "share", most=item.largest_difference(weeks)
        )
        yield _row(scenario.name, "", item, low[place], high[place], pair)


def _between(
    scenario: Scenario, base: Scenario, measures: list[Measure], values: dict[str, Floats]
) -> Iterator[PulledMeasure]:
    """Yield how the difference between two scenarios, the answer itself, changes from one end to the other."""
    low, high = (values[_name(scenario, end)] - values[_name(base, end)] for end in (LOW, HIGH))
    weeks = float(weeks_until(scenario.setup.horizon))
    for place, item in enumerate(measures):
        most = 2 * item.largest_difference(weeks)
        pair = paired_difference(high[place], low[place], share=False, most=most)
        yield _row(scenario.name, base.name, item, low[place], high[place], pair)


def _row(scenario: str, base: str, item: Measure, low: Floats, high: Floats, pair: PairedDifference) -> PulledMeasure:
    known = ~(np.isnan(low) | np.isnan(high))
    at_low, at_high = (float(values[known].mean()) if known.any() else math.nan for values in (low, high))
    share = item.kind == "share" and not base
    return PulledMeasure(scenario, base, item, at_low, at_high, pair, p_value(pair, share=share))
