"""What happened in one world, event by event: each by what it was in that world."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from crossroads.runs.run import Replay
from crossroads.telling import vocabulary
from crossroads.world.observables import OUTCOMES


class WorldEvent(NamedTuple):
    """A dated outcome of one world: its day, its name, and what it is called."""

    date: dt.date
    name: str
    label: str


def world_events(replay: Replay, world: int) -> list[WorldEvent]:
    """Return the dated outcomes of one world in order of time.

    One event may have several names: where Japan has attacked before, what the USSR begins is a counter-offensive.

    Parameters
    ----------
    replay, world
        A replay, and the number of one of its worlds.
    """
    names = [item.name for item in OUTCOMES if item.kind == "date"]
    days = {name: day for name in names if (day := replay.day(world, name)) is not None}
    found = [WorldEvent(day, name, _label(name, day, days)) for name, day in days.items()]
    return sorted(found, key=lambda event: event.date)


def _label(name: str, day: dt.date, days: dict[str, dt.date]) -> str:
    words = vocabulary.outcome(name)
    earlier = [(days[other], called) for other, called in words.after.items() if other in days and days[other] < day]
    return max(earlier)[1] if earlier else words.label
