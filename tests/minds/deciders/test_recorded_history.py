from __future__ import annotations

import datetime as dt

import pytest
import seats
import wartime

from crossroads.evidence.load import load_sources
from crossroads.evidence.nations import nation_tables
from crossroads.minds.deciders.catalogue import DECIDERS
from crossroads.minds.deciders.scripted import recorded_lines
from crossroads.minds.decision import NATIONS, points_of
from crossroads.world import calendar

LAST = dt.date(1941, 12, 11)

HISTORY = {
    "japan": [
        "1941-07-02: moves into southern Indochina",
        "1941-07-02: orders the first step: reinforce the Kwantung Army",
        "1941-07-16: orders the second step: bring the Kwantung Army to readiness for war",
        "1941-08-09: keeps the present course",
        "1941-08-09: keeps the army in Manchuria as it is",
        "1941-09-06: makes ready for war in the south while talks go on",
        "1941-10-16: keeps the present course",
        "1941-12-01: goes to war in the south, the United States included",
    ],
    "ussr": ["1941-06-29: sends a few divisions west", "1941-10-12: sends the best divisions west"],
    "germany": [
        "1941-06-29: asks Japan to attack the Soviet Union",
        "1941-08-21: puts the main effort in the south",
        "1941-09-21: puts the main effort on Moscow",
        "1941-11-29: promises Japan support against the United States",
        "1941-12-07: declares war on the United States",
    ],
    "united_states": [
        "1941-06-24: pledges aid to the USSR",
        "1941-08-03: cuts off all oil to Japan",
        "1941-10-01: gives the USSR full lend-lease",
    ],
}


def _on_record(nation: str, line: str) -> bool:
    """Say whether the record has a choice for the meeting that a line of a history tells of."""
    day, _, phrase = line.partition(": ")
    point = next(point for point in points_of(nation) if phrase in point.options.values())
    week = calendar.week_of(dt.date.fromisoformat(day))
    return any(written.covers(point, week) for written in recorded_lines())


@pytest.mark.parametrize("nation", NATIONS)
def test_four_recorded_nations_read_as_the_record_does(nation: str) -> None:
    block = seats.played(DECIDERS["recorded_history"], *NATIONS)
    for world in range(8):
        told = seats.decided(block, nation, world)
        assert [line for line in told if _on_record(nation, line)] == HISTORY[nation], world


def test_the_record_agrees_with_the_scenario_of_the_record() -> None:
    """They say the same of every meeting, but for the embargo, whose meeting a scenario can call."""
    forces = wartime.scenario_setup("as_it_happened").forces
    lines = recorded_lines()
    for force in forces:
        assert force.on is not None
        name = f"{force.nation}.{force.decision}"
        covering = [
            line
            for line in lines
            if line.decision == name
            and line.covers(seats.point_of(name), calendar.week_of(force.on))
            and name != "united_states.trade"
        ]
        if name != "united_states.trade":
            assert covering and covering[-1].option == force.option, (name, force.on)


def test_nothing_is_recorded_after_the_declarations_of_december() -> None:
    assert all((line.until or line.on) <= LAST for line in recorded_lines())
    block = seats.played(DECIDERS["recorded_history"], *NATIONS, worlds=48, horizon=dt.date(1942, 9, 6))
    later = {line for world in range(48) for line in seats.decided(block, "japan", world) if line > LAST.isoformat()}
    assert len(later) > 1


def test_every_recorded_choice_names_a_source() -> None:
    tables = [table for _, table in nation_tables("recorded.toml")]
    assert len(tables) == len(NATIONS)
    assert {row["source"] for table in tables for row in table["choice"]} <= set(load_sources())
