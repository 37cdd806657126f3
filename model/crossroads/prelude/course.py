"""How each event of the prelude ended, world by world, once a scenario edits some of them.

Unedited, everything happened as it did. Each event has a uniform of its own, world by world, which lies below the
chance of what happened; edited, it ends so again where the uniform lies below its new chance. So an event that nothing
speaks against any more or any less ends as it did, in every world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.evidence.edits import PreludeEdit
from crossroads.evidence.parameters import Parameters
from crossroads.prelude.events import Event, load_events
from crossroads.prelude.sizes import cause, chance
from crossroads.world.axes import Flags, Floats, Ints
from crossroads.world.luck import persistent_uniforms
from crossroads.world.portable import exp

MIDDLE = 0.5
"""Where luck is off, every uniform lies here."""


def stream(event: str) -> str:
    """Return the stream by which an event ends as it did, or otherwise."""
    return f"prelude:{event}"


def stream_otherwise(event: str) -> str:
    """Return the stream by which it is found how an event ended that did not end as it did."""
    return f"prelude:{event}|otherwise"


@dataclass(frozen=True, slots=True)
class PreludeCourse:
    """How the events ended.

    Attributes
    ----------
    endings
        Event -> number of its outcome in each world, in the order of the event's outcomes, int (world,).
    scales
        Event -> how great it was beside the recorded one.
    edited
        Events that the scenario itself changes.
    """

    endings: Mapping[str, Ints]
    scales: Mapping[str, float]
    edited: frozenset[str]

    def ended(self, event: str, outcome: str) -> Flags:
        """Return in which worlds an event ended so, (world,)."""
        found: Flags = self.endings[event] == list(load_events()[event].outcomes).index(outcome)
        return found

    def level(self, event: str, outcome: str) -> Floats:
        """Return how much of an outcome there was: 0, or how great the event was, (world,)."""
        found: Floats = np.where(self.ended(event, outcome), self.scales.get(event, 1.0), 0.0)
        return found

    def beyond(self, event: str, outcome: str) -> Floats:
        """Return how much more of an outcome there was than was recorded, (world,)."""
        found: Floats = self.level(event, outcome) - float(load_events()[event].recorded == outcome)
        return found


def course(edits: Iterable[PreludeEdit], p: Parameters, seed: int, worlds: Ints, *, luck: bool = True) -> PreludeCourse:
    """Return how the events ended.

    Parameters
    ----------
    edits
        What a scenario changes.
    p
        The block's parameters, of which those of the prelude are read.
    seed, worlds
        Seed of the run, and the worlds' numbers, (world,).
    luck
        Whether worlds have luck of their own; if not, each event ends as is likeliest for a uniform in the middle.
    """
    given = {edit.event: edit for edit in edits}
    made = PreludeCourse({}, {name: edit.scale for name, edit in given.items()}, frozenset(given))
    endings: dict[str, Ints] = {}
    for name, event in load_events().items():
        own = given.get(name)
        forced = own.outcome if own is not None else None
        if forced is None:
            endings[name] = _ending(event, made, p, seed, worlds, luck)
        else:
            endings[name] = np.full(len(worlds), list(event.outcomes).index(forced), dtype=np.int64)
        made = PreludeCourse(endings, made.scales, made.edited)
    return made


def _ending(event: Event, before: PreludeCourse, p: Parameters, seed: int, worlds: Ints, luck: bool) -> Ints:
    """Return the number of an event's outcome, by what came before it, (world,)."""
    names = list(event.outcomes)
    recorded = names.index(event.recorded)
    shifts = np.zeros((len(names), len(worlds)))
    for answer in event.answers:
        beyond = before.beyond(answer.to, answer.when)
        if beyond.any():
            row = names.index(answer.makes)
            shifts[row] += cause(answer.by, p) * beyond
    moved = (shifts != 0).any(axis=0)
    if not moved.any():
        return np.full(len(worlds), recorded, dtype=np.int64)
    sure = np.broadcast_to(chance(event.chance, p), worlds.shape)
    weights = np.stack([sure if row == recorded else (1.0 - sure) / (len(names) - 1) for row in range(len(names))])
    weights = weights * exp(shifts)
    kept = weights[recorded] / weights.sum(axis=0)
    uniform, other = (
        persistent_uniforms(seed, of(event.name), worlds) if luck else np.full(len(worlds), MIDDLE)
        for of in (stream, stream_otherwise)
    )
    as_it_was = ~moved | (uniform * sure < kept)
    rows = [row for row in range(len(names)) if row != recorded]
    heaped = np.cumsum(weights[rows], axis=0)
    place = (other * heaped[-1] >= heaped[:-1]).sum(axis=0)
    found: Ints = np.where(as_it_was, recorded, np.array(rows)[place])
    return found
