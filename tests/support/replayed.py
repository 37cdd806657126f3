"""Helpers: let the nations watch a war that has been fought already, report by report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache

import numpy as np
import wartime

from crossroads.engine import MEMORY_WEEKS, War
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.minds.view import Memory, View

Report = Mapping[str, wartime.Floats]
WORLDS = 6


class _Keeping(Memory):
    """A memory that forgets nothing."""

    def __init__(self) -> None:
        super().__init__(MEMORY_WEEKS)
        self.reports: list[Report] = []

    def add(self, report: Report) -> None:
        self.reports.append(report)
        super().add(report)


@cache
def reports_of(scenario: str, weeks: int) -> tuple[Report, ...]:
    """Return the weekly reports of a scenario's first weeks."""
    war = War(wartime.scenario_setup(scenario, dt.date(1943, 1, 3)), wartime.SEED, wartime.numbers(WORLDS))
    war.memory = memory = _Keeping()
    for _ in range(weeks):
        war.step()
    return tuple(memory.reports)


def watching(
    reports: Iterable[Report], *edits: ParameterEdit, look: Callable[[int, Nation], None] | None = None
) -> dict[str, View]:
    """Let fresh nations watch reports week by week; return their views of the last week.

    The war itself stands still: whatever the nations come to believe, the reports stay what they are.
    """
    war = War(Setup(edits=edits), wartime.SEED, wartime.numbers(WORLDS))
    memory = Memory(MEMORY_WEEKS)
    for week, report in enumerate(reports):
        memory.add(report)
        war.week = week
        for nation in war.nations:
            nation.observe(week, memory)
            if look is not None:
                look(week, nation)
    return {nation.name: nation.view for nation in war.nations}


def spoiled(report: Report) -> Report:
    """Return a report in which every number is another one."""
    return {name: np.nan_to_num(values) * 0.5 + 0.3 for name, values in report.items()}
