"""Small wars for tests of single laws: a quiet world in which each thing can be set by its name.

A setting is named by its part and its field: `east.static`, `wars.japan_ussr`, `season.mud`, `luck.normal`. `week` is
the week of the state, `worlds` the number of worlds, and `p.NAME` the factor on the central value of a record. Other
arguments of a law stand in parts of the test's own. A value is a number, or one number a row (sector, axis).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any

import numpy as np
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.war.laws import front
from crossroads.war.laws.step import Wars
from crossroads.war.laws.weather import Season
from crossroads.war.opening import opening_state
from crossroads.world.luck import Luck, WeekLuck
from crossroads.world.state import GROUPS, State

Floats = wartime.Floats
Settings = Mapping[str, float | tuple[float, ...]]
Signs = int | tuple[int, ...]
Moved = Floats | dict[str, Floats]
"""What a law returns: one array, or several by name."""

MANY = 2_000
"""Worlds enough to read a hazard from the share of them in which something happens."""

RECORD = "p."


class EvenLuck(WeekLuck):
    """Luck spread evenly: uniforms in equal steps over the worlds, normals the same in all of them."""

    def __init__(self, worlds: int, normal: float, lasting: float) -> None:
        super().__init__(Luck(wartime.SEED, wartime.numbers(worlds), on=False), 0)
        self._worlds, self._every, self._ever = worlds, normal, lasting

    def normal(self, stream: str) -> Floats:
        return np.full(self._worlds, self._every)

    def normals(self, stream: str, names: tuple[str, ...]) -> Floats:
        return np.full((len(names), self._worlds), self._every)

    def uniform(self, stream: str) -> Floats:
        return (np.arange(self._worlds) + 0.5) / self._worlds

    def lasting_normal(self, stream: str) -> Floats:
        return np.full(self._worlds, self._ever)


@dataclass
class SmallWar:
    """A state with all that a law may be given beside it; `part` holds what a test adds by name."""

    p: Parameters
    state: State
    wars: Wars
    season: Season
    luck: EvenLuck
    part: dict[str, Any]


@dataclass(frozen=True)
class Sign:
    """A cause turned up, and the way a law must move, all else fixed.

    Attributes
    ----------
    what
        The test's name.
    up
        Settings that change.
    way
        1, 0 or -1; one a row where rows differ; by name where a law returns several, those not named standing still.
    amid
        Settings that hold before and after.
    """

    what: str
    up: Settings
    way: Signs | Mapping[str, Signs]
    amid: Settings = field(default_factory=dict)


def name(sign: Sign) -> str:
    return sign.what


def _filled(before: Any, value: float | tuple[float, ...]) -> Any:
    if not isinstance(before, np.ndarray):
        return value
    column = np.asarray(value, dtype=np.float64)
    return np.zeros_like(before) + (column[:, None] if column.ndim else column)


def small_war(settings: Settings, **own: Any) -> SmallWar:
    """Return a war at its opening with some things set; `own` are further parts, arrays by name."""
    values = dict(settings)
    edits = [ParameterEdit(key.removeprefix(RECORD), scale=values.pop(key)) for key in settings if key[:2] == RECORD]
    worlds, week = int(values.pop("worlds", 1)), values.pop("week", 0.0)
    normal, lasting = values.pop("luck.normal", 0.0), values.pop("luck.lasting", 0.0)
    p = wartime.parameters(1, *edits)
    zero = np.zeros(worlds)
    state = opening_state(p, worlds)
    state.week = week
    parts = {group: getattr(state, group) for group in GROUPS}
    parts["wars"] = Wars(*(zero for _ in fields(Wars)))
    parts["season"] = Season(zero, zero, zero, zero + 1.0, zero, zero, zero)
    parts |= {part: copy.copy(value) for part, value in own.items()}
    for key, value in values.items():
        part, name = key.split(".")
        setattr(parts[part], name, _filled(getattr(parts[part], name), value))
    return SmallWar(p, state, parts["wars"], parts["season"], EvenLuck(worlds, normal, lasting), parts)


def arrays(rows: int = 0, **values: float) -> dict[str, Floats]:
    """Return arrays by name, shape (world,), or (row, world)."""
    return {key: np.zeros((rows, 1) if rows else 1) + value for key, value in values.items()}


def arguments(rows: int = 0, **values: float) -> SimpleNamespace:
    """Return arguments of a law as a part of a small war, shape (world,), or (row, world)."""
    return SimpleNamespace(**arrays(rows, **values))


def fought(drive: Floats, moved: Floats, forward: Floats, back: Floats) -> front.Fought:
    """Return a week in which the line has moved so many km and these sides have attacked."""
    still = np.zeros_like(moved)
    return front.fought(drive, front.Clash(forward, back, moved), still, moved, still, 1.0, 1.0)


def check(sign: Sign, law: Callable[[Settings], Moved]) -> None:
    """Assert that a law moves as a sign says; `law` takes settings and returns what it makes of them."""
    before, after = _named(law({**sign.amid})), _named(law({**sign.amid, **sign.up}))
    ways = sign.way if isinstance(sign.way, Mapping) else {key: sign.way for key in before}
    assert set(ways) <= set(before)
    for key, value in before.items():
        way = np.asarray(ways.get(key, 0))
        moved = np.sign(after[key] - value)
        expected = np.broadcast_to(way[:, None] if way.ndim else way, moved.shape)
        np.testing.assert_array_equal(moved, expected, err_msg=f"{sign.what}: {key}")


def _named(moved: Moved) -> dict[str, Floats]:
    return moved if isinstance(moved, dict) else {"": moved}
