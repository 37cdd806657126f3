"""How a nation looks at the week's report: rules that make features, each noting the newest report it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import methodcaller
from typing import Protocol

import numpy as np

from crossroads.evidence.nations import load_nations
from crossroads.evidence.parameters import Parameters
from crossroads.minds.view import Memory
from crossroads.world.axes import Array
from crossroads.world.luck import WeekLuck


class Held(Protocol):
    """What a nation has come to believe, by name; chances as probabilities."""

    @property
    def start(self) -> Mapping[str, Array | float]:
        """Name -> what was believed on 22 June 1941: log odds for a chance, else the quantity."""

    @property
    def inputs(self) -> Mapping[str, int]:
        """Name -> week of the latest report that the belief rests on."""

    @property
    def limit(self) -> Array | float:
        """Log odds of the firmest belief."""

    def __getitem__(self, name: str, /) -> Array:
        """Return a belief, shape (world,)."""


class Sight:
    """What one nation looks with in one week: reports and beliefs, read by the rules of its sheet.

    Parameters
    ----------
    nation
        Id of the nation.
    memory
        The reports up to this week.
    p, luck
        Parameters, and this week's luck.
    sheet
        Feature -> the rule that makes it. A rule may ask for other features; each is made once.
    beliefs
        What the nation has come to believe.
    """

    __slots__ = ("_latest", "_memory", "_nation", "_sheet", "beliefs", "features", "inputs", "luck", "p", "week")

    def __init__(
        self, nation: str, memory: Memory, p: Parameters, luck: WeekLuck, sheet: Mapping[str, Rule], beliefs: Held
    ) -> None:
        self._nation = nation
        self._memory = memory
        self._sheet = sheet
        self._latest = _NEVER
        self.p = p
        self.luck = luck
        self.beliefs = beliefs
        self.week = memory.week
        self.features: dict[str, Array] = {}
        self.inputs: dict[str, int] = {}

    def __getitem__(self, name: str) -> Array:
        """Return a feature, made by its rule when first asked for."""
        value = self.features.get(name)
        if value is None:
            value, self.inputs[name] = self.reading(self._sheet[name])
            self.features[name] = value
        self._note(self.inputs[name])
        return value

    def reading(self, rule: Rule) -> tuple[Array, int]:
        """Return what a rule makes, and the week of the latest report that it looked at."""
        outer, self._latest = self._latest, _NEVER
        value = rule(self)
        own, self._latest = self._latest, outer
        return value, own

    def now(self, name: str) -> Array:
        """Return a fact as it is this week."""
        self._note(self._memory.week)
        return self._memory.now(name)

    def lagged(self, name: str, lag: Array | float) -> Array:
        """Return a measurement as it was `lag` weeks ago."""
        self._note(self._memory.latest(lag))
        return self._memory.lagged(name, lag)

    def opening(self, name: str) -> Array:
        """Return a measurement as it was on 22 June 1941."""
        self._note(0)
        return self._memory.opening(name)

    def record(self, name: str) -> Array | float:
        """Return one of the numbers by which the nation believes, `belief.NATION.name`."""
        return self.p[f"belief.{self._nation}.{name}"]

    def belief(self, name: str) -> Array:
        """Return what the nation has come to believe of something; chances as probabilities."""
        self._note(self.beliefs.inputs[name])
        return self.beliefs[name]

    def all(self) -> tuple[dict[str, Array], dict[str, int]]:
        """Return every feature of the sheet, and the week of the latest report behind each."""
        for name in self._sheet:
            self[name]
        return self.features, self.inputs

    def _note(self, week: int) -> None:
        if week > self._latest:
            self._latest = week


Rule = Callable[[Sight], Array]
"""How a feature is made of what can be seen: an array (world,)."""


_NEVER = -np.iinfo(np.int64).max
"""The week of what rests on no report at all."""


def reports(nation: str) -> dict[str, Rule]:
    """Return a rule for each of the facts that a nation knows as they are."""
    return {name: methodcaller("now", name) for name in load_nations()[nation].facts}


def held(names: Iterable[str]) -> dict[str, Rule]:
    """Return a rule for each of some beliefs that enter the view as they are."""
    return {name: methodcaller("belief", name) for name in names}
