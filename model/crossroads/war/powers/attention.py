"""Divided attention: what each power keeps of its effectiveness on each of its land fronts. Arrays (world,)."""

from __future__ import annotations

from crossroads.war.laws.fronts import divided
from crossroads.war.laws.step import Wars
from crossroads.world.axes import Array, Laws
from crossroads.world.state import State


def german(state: State, wars: Wars, p: Laws) -> Array:
    """Return what Germany keeps: its fronts are the east, and the west after a landing."""
    return divided(p, wars.germany_ussr, state.west.invaded * wars.germany_us)


def soviet(state: State, wars: Wars, p: Laws) -> Array:
    """Return what the USSR keeps: its fronts are the west and the Far East."""
    return divided(p, wars.germany_ussr, state.far.open)


def japanese(state: State, wars: Wars, china_war: Array, p: Laws) -> Array:
    """Return what Japan keeps: its fronts are China, the north and the south; `china_war` how far that war is on."""
    return divided(p, china_war > 0, state.far.open, wars.japan_south)
