"""Beliefs: what a nation has come to believe, carried from fortnight to fortnight by one stated rule.

    b <- b + gain x (signal - b)

A belief starts from its prior (`belief.nation.name_prior`) and moves by its gain (`..._gain`) towards what the news of
the day says. Chances move in log odds, so that they stay between 0 and 1 and count evidence by its weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.minds.sight import Rule, Sight
from crossroads.world import calendar
from crossroads.world.axes import Array, begins, whole
from crossroads.world.portable import exp, log

if TYPE_CHECKING:
    from crossroads.evidence.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Belief:
    """One belief of a nation.

    Attributes
    ----------
    signal
        What the news of the day says: log odds for a chance, else in the belief's own unit.
    chance
        Whether the belief is a probability.
    prior
        What was believed on 22 June 1941, in the unit of `signal`; None = the record `belief.nation.name_prior`.
    """

    signal: Rule
    chance: bool = True
    prior: Callable[[Parameters], Array | float] | None = None


class Beliefs:
    """What one nation believes in each world of a block.

    Parameters
    ----------
    nation
        Id of the nation.
    rules
        Name -> belief.
    p
        Parameters of the block.
    worlds
        Number of worlds.

    Attributes
    ----------
    start
        Name -> what was believed on 22 June 1941: log odds for a chance, else the quantity.
    inputs
        Name -> week of the latest report that the belief rests on.
    limit
        Log odds of the firmest belief.
    """

    def __init__(self, nation: str, rules: Mapping[str, Belief], p: Parameters, worlds: int) -> None:
        self._nation = nation
        self._rules = rules
        self._p = p
        nothing = np.zeros(worlds)
        self.limit = log_odds(p["belief.certainty"])
        self.start = {
            name: rule.prior(p) if rule.prior else prior(p, nation, name, rule.chance) for name, rule in rules.items()
        }
        self._held = {name: nothing + value for name, value in self.start.items()}
        self.inputs = {name: _known_week(nation, name) for name in rules}

    def __getitem__(self, name: str) -> Array:
        """Return a belief, shape (world,): a probability, or a quantity in its own unit."""
        held = self._held[name]
        return chance(held) if self._rules[name].chance else held

    @property
    def held(self) -> dict[str, Array]:
        """Name -> what is believed now: log odds for a chance, else the quantity; may be set whole."""
        return self._held

    @held.setter
    def held(self, held: dict[str, Array]) -> None:
        """Set all beliefs."""
        self._held = held

    def due(self, week: int) -> bool:
        """Return whether beliefs move in a week."""
        return week > 0 and bool(np.any(self._turn(week)))

    def update(self, sight: Sight) -> None:
        """Move every belief towards what is seen; all move at once, on what was believed before."""
        turn = self._turn(sight.week)
        moved: dict[str, Array] = {}
        for name, rule in self._rules.items():
            signal, week = sight.reading(rule.signal)
            gain = self._p[f"belief.{self._nation}.{name}_gain"] * turn
            held = self._held[name]
            moved[name] = held + gain * (signal - held)
            if rule.chance:
                moved[name] = np.minimum(np.maximum(moved[name], -self.limit), self.limit)
            self.inputs[name] = max(self.inputs[name], week)
        self._held = moved

    def _turn(self, week: float) -> Array:
        """Return 1 where it is time to think again: a number, or an array where worlds differ."""
        return begins(week, whole(self._p["belief.update_weeks"]))


@cache
def _known_week(nation: str, name: str) -> int:
    """Return the week in which the records of a belief could be known: what it rests on before any news."""
    records = load_records()
    names = (f"belief.{nation}.{name}_{part}" for part in ("prior", "gain"))
    found = [records[record] for record in names if record in records]
    return max(calendar.week_of(record.known or record.date) for record in found)


def prior(p: Parameters, nation: str, name: str, is_chance: bool = True) -> Array | float:
    """Return what a nation believed on 22 June 1941: log odds for a chance, else the quantity."""
    value = p[f"belief.{nation}.{name}_prior"]
    return log_odds(value) if is_chance else value


def log_odds(probability: Array | float) -> Array | float:
    """Return the log odds of a probability; certainty is cut short of infinity."""
    edge = np.finfo(np.float64).eps
    inside = np.minimum(np.maximum(probability, edge), 1.0 - edge)
    return log(inside / (1.0 - inside))


def chance(odds: Array | float) -> Array:
    """Return the probability of log odds."""
    result: Array = 1.0 / (1.0 + exp(-odds))
    return result


def settled(sight: Sight, signal: Array, yes: str, no: str) -> Array:
    """Return a signal with what is settled in it: certain where the fact `yes` holds, ruled out where `no` does."""
    limit = sight.beliefs.limit
    return np.where(sight.now(yes) > 0, limit, np.where(sight.now(no) > 0, -limit, signal))


def heard(reliability: Array | float) -> Array | float:
    """Return the share of what a source could tell that arrives: all of it from a reliability of one half on."""
    return np.minimum(2.0 * reliability, 1.0)


def corrected(reliability: Array | float) -> Array | float:
    """Return the share of a source's own error that is put right: none up to one half, all of it at 1."""
    return np.maximum(2.0 * reliability - 1.0, 0.0)


def pace(sight: Sight, front: Array, lag: Array | float, weeks: str) -> Array:
    """Return how far the German advance on Moscow is ahead of a staff's timetable, as a share of the way.

    The timetable goes with the square root of time: fast at first, at the goal after `weeks` (a record's name), and
    beyond it later, since a decision that is late counts against the attacker.
    """
    elapsed = np.maximum(sight.week - np.rint(lag), 0.0)
    result: Array = front / sight.p["view.german_success_km"] - np.sqrt(elapsed / sight.p[weeks])
    return result


def bounded(values: Array) -> Array:
    """Return values cut to the range from -1 to 1."""
    return np.minimum(np.maximum(values, -1.0), 1.0)
