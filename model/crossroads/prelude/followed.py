"""What came of an edit of the prelude: how often each event ended how, and where relations stood in June 1941."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.setup import Setup
from crossroads.prelude.course import PreludeCourse, course
from crossroads.prelude.events import Event, load_events
from crossroads.prelude.june import departures, is_edited, moved
from crossroads.prelude.quantities import load_quantities
from crossroads.world.axes import Floats

WORLDS, SEED = 1000, 1941
"""The worlds in which an edit is looked at where no run says which."""

BAND = (0.1, 0.9)
"""Quantiles between which most worlds lie."""

FEW = 0.01
"""A relation that stood otherwise in a smaller share of the worlds is not told."""


@dataclass(frozen=True, slots=True)
class EventFollowed:
    """How one event ended.

    Attributes
    ----------
    event
        The event.
    edited
        Whether the scenario itself changed it.
    scale
        How great it was beside the recorded one.
    counts
        Outcome -> number of worlds, in the order of the event's outcomes.
    """

    event: Event
    edited: bool
    scale: float
    counts: dict[str, int]

    @property
    def is_as_it_was(self) -> bool:
        """Whether it ended as it did in every world, at its own size."""
        return self.scale == 1.0 and set(self.counts) <= {self.event.recorded}

    @property
    def otherwise(self) -> dict[str, int]:
        """Outcomes that it did not have, with the number of worlds in which they came, the most frequent first."""
        others = {name: count for name, count in self.counts.items() if name != self.event.recorded}
        return dict(sorted(others.items(), key=lambda item: -item[1]))


@dataclass(frozen=True, slots=True)
class RelationMoved:
    """Where one relation or belief stood in June 1941.

    Attributes
    ----------
    name, title, unit
        Its id, words for the record by which it is seen, and that record's unit.
    recorded, edited
        Mean over the worlds, low and high end of the middle 80 % of them: as recorded, and with the edit.
    worlds
        Number of worlds in which it stood otherwise.
    """

    name: str
    title: str
    unit: str
    recorded: tuple[float, float, float]
    edited: tuple[float, float, float]
    worlds: int


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of an edit.

    Attributes
    ----------
    worlds, seed
        How many worlds were looked at, from number 0, and the seed of their luck.
    events
        Every event, in the order of their days.
    relations
        The relations and beliefs that stood otherwise in at least one world of a hundred.
    """

    worlds: int
    seed: int
    events: tuple[EventFollowed, ...]
    relations: tuple[RelationMoved, ...]

    @property
    def changed(self) -> tuple[EventFollowed, ...]:
        """The events that the scenario changed, or that ended otherwise in some world."""
        return tuple(item for item in self.events if item.edited or not item.is_as_it_was)


def followed(setup: Setup, worlds: int = WORLDS, seed: int = SEED) -> Followed | None:
    """Return what came of a scenario's edit of the prelude; None where it edits none.

    Parameters
    ----------
    setup
        What the scenario changes.
    worlds, seed
        As of a run: its worlds 0 to `worlds` - 1 are looked at.
    """
    if not is_edited(setup.edits, setup.prelude):
        return None
    numbers = np.arange(worlds, dtype=np.int64)
    p = draw_parameters(setup.edits, seed, numbers, setup.knowledge)
    made = course(setup.prelude, p, seed, numbers, luck=setup.luck)
    events = tuple(_event(event, made) for event in load_events().values())
    return Followed(worlds, seed, events, _relations(p, made, worlds))


def _event(event: Event, made: PreludeCourse) -> EventFollowed:
    counts = np.bincount(made.endings[event.name], minlength=len(event.outcomes))
    held = {name: int(count) for name, count in zip(event.outcomes, counts, strict=True) if count}
    return EventFollowed(event, event.name in made.edited, made.scales.get(event.name, 1.0), held)


def _relations(p: Parameters, made: PreludeCourse, worlds: int) -> tuple[RelationMoved, ...]:
    departed = departures(made, p)
    after = moved(p, departed, worlds)
    found = []
    for name, item in load_quantities().items():
        if name not in departed or not item.shown:
            continue
        before = np.broadcast_to(np.asarray(p[item.shown], dtype=np.float64), worlds)
        otherwise = int((after[item.shown] != before).sum())
        if otherwise >= FEW * worlds:
            unit = load_records()[item.shown].unit
            stood, stands = _stand(before), _stand(after[item.shown])
            found.append(RelationMoved(name, item.shown_as, unit, stood, stands, otherwise))
    return tuple(found)


def _stand(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, BAND)
    return float(values.mean()), float(low), float(high)
