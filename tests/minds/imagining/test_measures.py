"""What is counted of an imagined plan: everything else held, one thing in the war turned up a little."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from crossroads.engine import SUBJECTS
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Start
from crossroads.war.advance import FLOW_NAMES
from crossroads.war.opening import opening_state
from crossroads.world.axes import FAR_EAST_AXES, SECTORS, Array
from crossroads.world.state import GROUPS, Orders, State

MEASURES: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("stakes.toml").read_text("utf-8"))[
    "measures"
]
"""Decision -> measure -> what turns it up (+) or down (-)."""

WEEKS = 50
PLACES = {"east": SECTORS, "far": FAR_EAST_AXES}
LEVELS = {"east.front": 300.0, "far.front": 0.0, "pacific.distance": 4_000.0, "ussr.far_east_trained": 300_000.0}
ARMY_IN_MANCHURIA = 600_000.0


@pytest.fixture(scope="module")
def p() -> Parameters:
    return draw_parameters((), 1941, np.zeros(1, dtype=np.int64), knowledge=False)


def _stocks(state: State) -> Iterator[tuple[str, str, Array]]:
    """Yield group, name and array of what can be turned up; events have dates."""
    for group in GROUPS:
        for name, value in getattr(state, group).__dict__.items():
            if not name.startswith("week_"):
                yield group, name, value


def _rows(when: str, state: State) -> dict[str, Array]:
    """Return 'when.group.name.place' -> (lane,)."""
    rows: dict[str, Array] = {}
    for group, name, value in _stocks(state):
        for index, row in enumerate(np.atleast_2d(value)):
            place = f".{PLACES[group][index]}" if value.ndim > 1 else ""
            rows[f"{when}.{group}.{name}{place}"] = row
    return rows


def _flat(p: Parameters, lanes: int, moved: float) -> State:
    """Return a state of which everything is half of something, with fronts that have moved so far."""
    state = opening_state(p, lanes)
    for group, name, value in _stocks(state):
        level = LEVELS.get(f"{group}.{name}", 0.5)
        setattr(getattr(state, group), name, np.full(value.shape, level))
    state.japan.manchuria[:] = ARMY_IN_MANCHURIA
    state.east.front += moved
    state.far.front += moved
    return state


def _counted(decision: str, p: Parameters, moved: float) -> tuple[list[str], dict[str, Array]]:
    """Return names of things, and the measures: lane 0 as it stands, lane i with the i-th thing turned up."""
    lanes = 2 * len(_rows("", _flat(p, 1, 0.0))) + len(fields(Way)) + len(FLOW_NAMES)
    start, end = _flat(p, lanes, 0.0), _flat(p, lanes, moved)
    counts = {item.name: np.full(lanes, 0.5) for item in fields(Way) if item.name != "flows"}
    way = Way(**counts, flows={name: np.full(lanes, 0.5) for name in FLOW_NAMES})
    rows = {**_rows("start", start), **_rows("end", end), **_of_way(way)}
    for lane, row in enumerate(rows.values(), 1):
        row[lane] += 0.1 * max(abs(row[lane]), 1.0)
    begun = Start(start, Orders.opening(lanes), p, {})
    found = SUBJECTS[decision].count(Lanes(20, np.zeros(lanes), np.zeros(lanes), {}, {}), begun, end, way, WEEKS)
    return list(rows), {name: value + np.zeros(lanes) for name, value in found.items()}


def _of_way(way: Way) -> dict[str, Array]:
    counted = {item.name: getattr(way, item.name) for item in fields(way) if item.name != "flows"} | way.flows
    return {f"way.{name}": values for name, values in counted.items()}


def test_every_measure_has_its_row() -> None:
    assert {decision: list(rows) for decision, rows in MEASURES.items()} == {
        decision: list(subject.measures) for decision, subject in SUBJECTS.items()
    }


@pytest.mark.parametrize("decision", SUBJECTS)
def test_a_measure_moves_as_the_table_says(decision: str, p: Parameters) -> None:
    # Fronts that went forward, and fronts that fell back: some measures look at one of them only.
    moves: dict[str, set[str]] = {measure: set() for measure in SUBJECTS[decision].measures}
    for moved in (50.0, -50.0):
        names, counted = _counted(decision, p, moved)
        assert set(counted) == set(moves)
        for measure, values in counted.items():
            ways = np.sign(np.round(values[1:] - values[0], 15))
            moves[measure] |= {("+" if way > 0 else "-") + name for name, way in zip(names, ways, strict=True) if way}
    assert {measure: sorted(found) for measure, found in moves.items()} == {
        measure: sorted(_spelled(text)) for measure, text in MEASURES[decision].items()
    }


def _spelled(text: str) -> list[str]:
    """Return the moves of a row, with `SECTOR` and `AXIS` written out."""
    found = []
    for word in text.split():
        for mark, places in (("SECTOR", SECTORS), ("AXIS", FAR_EAST_AXES)):
            if mark in word:
                found += [word.replace(mark, place) for place in places]
                break
        else:
            found.append(word)
    return found
