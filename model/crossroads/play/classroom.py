"""The classroom world: the world that is played where none is named, chosen by a rule.

Of a scenario's first worlds it is one in which the embargo is laid, the seat's great decisions come up, and Japan takes
the course that it takes most often; of these, the one in which Germany and Japan surrender nearest to the middle of
all. The rule's numbers and names stand in `classroom.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from pydantic.dataclasses import dataclass

from crossroads.evidence.reading import packaged
from crossroads.play.seats import seat_of
from crossroads.runs.ensemble import simulate_worlds
from crossroads.scenario.scenario import Scenario
from crossroads.telling.word_forms import CLOSED
from crossroads.world.block import Block


@dataclass(frozen=True, slots=True, config=CLOSED)
class ClassroomRule:
    """By what a world is chosen.

    Attributes
    ----------
    worlds
        How many of the first worlds are looked at.
    least
        A condition that fewer of them meet is left out: a scenario may rule it out.
    happens
        Dated outcomes that come.
    likeliest
        Categories that are those of most worlds.
    ends
        Dated outcomes that come near the middle of all worlds, never counted as the horizon.
    told
        The rule in words, after 'a world with'.
    """

    worlds: int
    least: int
    happens: Sequence[str]
    likeliest: Sequence[str]
    ends: Sequence[str]
    told: str


@cache
def classroom_rule() -> ClassroomRule:
    """Return the rule."""
    return ClassroomRule(**packaged("play/classroom.toml"))


def classroom_world(scenario: Scenario, seed: int, nation: str) -> int:
    """Return the number of the classroom world of a scenario for a seat.

    Parameters
    ----------
    scenario
        The scenario; the seat's council decides in it.
    seed
        Seed of the worlds.
    nation
        The seat.
    """
    block = simulate_worlds(scenario.setup, seed, np.arange(classroom_rule().worlds))
    return chosen_world(block, seat_of(nation).reaches)


def chosen_world(block: Block, reaches: Sequence[str] = ()) -> int:
    """Return the number of the world that the rule chooses among those of a block.

    Parameters
    ----------
    block
        The worlds.
    reaches
        Dated outcomes that have to come beside those of the rule.
    """
    rule = classroom_rule()
    left = np.ones(len(block.worlds), dtype=bool)
    for name in dict.fromkeys((*rule.happens, *reaches)):
        left = _narrowed(left, ~np.isnan(block.outcomes[name]), rule.least)
    for name in rule.likeliest:
        values = block.outcomes[name]
        found, counts = np.unique(values[left], return_counts=True)
        left = _narrowed(left, values == found[np.argmax(counts)], rule.least)
    apart = np.zeros(len(left))
    for name in rule.ends:
        weeks = np.nan_to_num(block.outcomes[name], nan=float(block.series.shape[1]))
        apart += np.abs(weeks - np.median(weeks))
    return int(block.worlds[np.argmin(np.where(left, apart, np.inf))])


def _narrowed(left: np.ndarray, wanted: np.ndarray, least: int) -> np.ndarray:
    """Return the worlds left that also meet a condition; all that are left where hardly any does."""
    both = left & wanted
    return both if both.sum() >= least else left
