"""A world told as a short history: what was decided, and what came of it, in order of time."""

from __future__ import annotations

import numpy as np

from crossroads.minds.decision import decision_points
from crossroads.minds.forced import meeting_day
from crossroads.world import calendar
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOMES

NAMES = {
    "japan": "Japan",
    "ussr": "The USSR",
    "germany": "Germany",
    "united_states": "The United States",
}

Line = tuple[str, str, str]


def told(block: Block, world: int = 0) -> list[Line]:
    """Return (date, nation, choice) of each decision that changed something, and ('date', '', event) beside them."""
    lines = sorted([*_decisions(block, world), *_events(block, world)])
    return [line for _, line in lines]


def history(block: Block, world: int = 0) -> list[str]:
    """Return the lines as sentences."""
    return [f"{date}: {nation} {text}".replace(":  ", ": ") for date, nation, text in told(block, world)]


def _decisions(block: Block, world: int) -> list[tuple[tuple[str, int], Line]]:
    points = {point.id: point for point in decision_points()}
    last: dict[str, str] = {}
    lines = []
    for entry in block.ledger:
        point = points[f"{entry.nation}.{entry.decision}"]
        if entry.choice[world] < 0:
            continue
        option = entry.options[entry.choice[world]]
        # What stays as it was is no news.
        if last.get(point.id, entry.options[0]) != option:
            day = meeting_day(point, entry.week).isoformat()
            lines.append(((day, len(lines)), (day, NAMES[point.nation], point.options[option])))
        last[point.id] = option
    return lines


def _events(block: Block, world: int) -> list[tuple[tuple[str, int], Line]]:
    dated = [item for item in OUTCOMES if item.kind == "date"]
    weeks = {item.title: block.outcomes[item.name][world] for item in dated}
    return [
        # A week's events come after that day's councils.
        ((calendar.date_of(int(week)).isoformat(), 1_000), (calendar.date_of(int(week)).isoformat(), "", title))
        for title, week in weeks.items()
        if not np.isnan(week)
    ]
