from __future__ import annotations

import numpy as np
import pytest
import wartime
from told import history, told

WORLDS = 8

AS_IT_HAPPENED = [
    "1941-06-29: Germany asks Japan to attack the Soviet Union",
    "1941-06-29: The USSR sends a few divisions west",
    "1941-07-02: Japan moves into southern Indochina",
    "1941-07-02: Japan orders the first step: reinforce the Kwantung Army",
    "1941-07-16: Japan orders the second step: bring the Kwantung Army to readiness for war",
    "1941-07-27: The United States cuts off all oil to Japan",
    "1941-07-27: The United States imposes a full embargo on Japan",
    "1941-08-21: Germany puts the main effort in the south",
    "1941-09-21: Germany puts the main effort on Moscow",
    "1941-10-01: The United States gives the USSR full lend-lease",
    "1941-10-12: The USSR sends the best divisions west",
    "1941-11-29: Germany promises Japan support against the United States",
    "1941-12-01: Japan goes to war in the south, the United States included",
    "1941-12-07: Germany declares war on the United States",
    "1941-12-07: Japan goes to war in the south",
    "1941-12-07: War between the United States and Japan",
]

NORTH_IN_AUGUST = [
    "1941-07-02: Japan orders the first step: reinforce the Kwantung Army",
    "1941-07-16: Japan orders the second step: bring the Kwantung Army to readiness for war",
    "1941-08-09: Japan attacks the Soviet Union",
    "1941-08-24: Japan attacks the USSR",
]


@pytest.mark.parametrize("world", range(WORLDS))
def test_as_it_happened_reads_as_the_record_does(world: int) -> None:
    lines = history(wartime.played("as_it_happened", WORLDS), world)
    assert [line for line in AS_IT_HAPPENED if line not in lines] == []
    until = [line for line in lines if line < "1941-12-08"]
    assert not [line for line in until if "attacks the USSR" in line or "American terms" in line]


@pytest.mark.parametrize("world", range(WORLDS))
def test_north_in_august_reads_as_its_scenario_says(world: int) -> None:
    lines = history(wartime.played("north_august", WORLDS), world)
    assert [line for line in NORTH_IN_AUGUST if line not in lines] == []


def test_the_war_with_germany_follows_pearl_harbor_within_the_week() -> None:
    for world in range(WORLDS):
        lines = history(wartime.played("as_it_happened", WORLDS), world)
        assert "1941-12-07: War between the United States and Germany" in lines


def test_a_history_is_in_order_of_time_and_ends() -> None:
    for name in ("as_it_happened", "north_august", "historical"):
        histories = [told(wartime.played(name, WORLDS), world) for world in range(WORLDS)]
        for lines in histories:
            days = [date for date, _, _ in lines]
            assert days == sorted(days)
            # Where Japan waits for years there is less to tell.
            assert len(lines) > 8
            events = [text for _, nation, text in lines if not nation]
            assert len(events) == len(set(events))
        # A Japan that waits under a trade by licence, and a front in the east that outlasts the run, is a rare world.
        assert sum(any(not nation for _, nation, _ in lines) for lines in histories) >= WORLDS - 1
        assert np.median([len(lines) for lines in histories]) > 20


def test_what_was_decided_comes_before_what_came_of_it() -> None:
    block = wartime.played("historical", 64)
    pairs = [
        ("japan.course", {"north", "limited"}, "date_japan_attacks_ussr"),
        ("japan.course", {"south", "south_without_us"}, "date_japan_southern_war"),
        ("united_states.trade", {"full", "partial"}, "date_us_full_embargo"),
        ("ussr.war_on_japan", {"attack"}, "date_ussr_attacks_japan"),
    ]
    for decision, options, outcome in pairs:
        ordered = np.full(64, np.inf)
        for entry in wartime.meetings(block, decision):
            for world, option in enumerate(wartime.chosen(entry)):
                if option in options:
                    ordered[world] = min(ordered[world], entry.week)
        came = block.outcomes[outcome]
        # War with America stops its oil without any order.
        by_war = came == block.outcomes["date_us_japan_war"] if "embargo" in outcome else np.zeros(64, bool)
        happened = np.isfinite(came) & ~by_war
        assert happened.any(), outcome
        assert (ordered[happened] <= came[happened]).all(), outcome
