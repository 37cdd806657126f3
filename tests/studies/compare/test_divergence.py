from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import fake_war
import pandas as pd
import pytest

from crossroads.errors import InputError
from crossroads.runs.ensemble import replay
from crossroads.runs.run import Replay
from crossroads.studies.compare.divergence import MOST_WEEKS, divergence
from crossroads.telling.numbers import sentence_case
from crossroads.telling.world_events import world_events

SOUTH = "Japan goes to war in the south, the United States included"


def _replay(name: str, meetings: list[tuple[str, str, str, str, bool]], dates: dict[str, str]) -> Replay:
    """A replay of world 2 with these meetings (date, nation, decision, choice, forced) and dated outcomes."""
    plain = replay(fake_war.scenario(name), [2])
    outcomes = plain.outcomes.copy()
    for column in outcomes:
        if str(column).startswith("date_"):
            outcomes[column] = pd.Timestamp(dates[str(column)]) if str(column) in dates else pd.NaT
    keys = ("date", "nation", "decision", "choice", "forced")
    rows: list[dict[str, Any]] = [dict(zip(keys, meeting, strict=True)) | {"world": 2} for meeting in meetings]
    ledger = pd.DataFrame(rows, columns=["world", *keys]).astype({"date": "datetime64[s]"})
    return dataclasses.replace(plain, outcomes=outcomes, ledger=ledger)


def test_the_first_difference_and_what_follows() -> None:
    south = _replay(
        "south",
        [
            ("1941-06-29", "japan", "course", "indochina", False),
            ("1941-08-03", "japan", "course", "wait", False),
            ("1941-11-30", "japan", "course", "south", True),
            ("1941-12-07", "germany", "war_on_us", "declare", False),
        ],
        {"date_us_japan_war": "1941-12-07", "date_germany_surrenders": "1945-05-06"},
    )
    north = _replay(
        "north",
        [
            ("1941-06-29", "japan", "course", "indochina", False),
            ("1941-08-03", "japan", "course", "north", True),
            ("1941-11-30", "japan", "course", "wait", False),
        ],
        {"date_japan_attacks_ussr": "1941-08-31", "date_germany_surrenders": "1945-09-02"},
    )
    told = divergence(south, north, 2)
    assert told.first is not None and told.first.date == dt.date(1941, 8, 3) and told.first.base == ()
    assert told.opening == (
        "World 2 parts in the week of 3 August 1941: under 'North' Japan attacks the Soviet Union "
        "(ordered by the scenario)."
    )
    assert told.rows() == [
        ("3 August 1941", "", "Japan attacks the Soviet Union (ordered by the scenario)"),
        ("31 August 1941", "", "Japan attacks the USSR"),
        (
            "30 November 1941",
            "Japan goes to war in the south, the United States included (ordered by the scenario)",
            "",
        ),
        ("7 December 1941", "War between the US and Japan; Germany declares war on the United States", ""),
        ("6 May 1945", "Germany surrenders", ""),
        ("2 September 1945", "", "Germany surrenders"),
        ("At the end", *(sentence_case(ending) for ending in told.endings)),
    ]
    sentences = told.sentences()
    assert sentences[1] == "Week of 31 August 1941: under 'North' Japan attacks the USSR."
    assert sentences[-2].startswith("At the end, under 'South': ")


def test_what_happens_in_both_stands_in_both() -> None:
    dates = {"date_moscow_falls": "1941-10-19"}
    one = _replay("a", [("1941-08-03", "japan", "course", "north", True)], dates)
    told = divergence(_replay("b", [], dates), one, 2)
    assert told.rows()[1] == ("19 October 1941", "Moscow falls", "Moscow falls")
    assert told.sentences()[1] == "Week of 19 October 1941: under both Moscow falls."


@pytest.mark.parametrize(
    ("dates", "label"),
    [
        ({}, "The USSR goes to war on Japan"),
        ({"date_japan_attacks_ussr": "1941-08-31"}, "Soviet counter-offensive into Manchuria"),
        (
            {"date_japan_attacks_ussr": "1941-08-31", "date_far_east_armistice": "1942-03-01"},
            "The USSR breaks the armistice with Japan",
        ),
        ({"date_japan_attacks_ussr": "1946-08-31"}, "The USSR goes to war on Japan"),
    ],
)
def test_an_event_is_called_what_it_was_in_its_world(dates: dict[str, str], label: str) -> None:
    told = world_events(_replay("a", [], {**dates, "date_ussr_attacks_japan": "1945-08-12"}), 2)
    assert label in [event.label for event in told]


def test_the_same_world_has_no_story() -> None:
    meetings = [("1941-08-03", "japan", "course", "wait", False)]
    told = divergence(_replay("a", meetings, {}), _replay("b", meetings, {}), 2)
    assert told.first is None
    assert told.sentences() == ["World 2 runs the same under 'A' and 'B'."]


def test_a_repeated_choice_is_no_event() -> None:
    weeks = [f"1942-0{month}-01" for month in range(1, 9)]
    asked = [(week, "ussr", "transfers", "cautious", False) for week in weeks]
    kept = [(week, "ussr", "transfers", "none", False) for week in weeks]
    told = divergence(_replay("a", asked, {}), _replay("b", kept, {}), 2)
    assert told.first is not None and told.first.date == dt.date(1942, 1, 1)
    assert [week.date for week in told.weeks] == [told.first.date]


def test_a_long_story_keeps_what_weighs_most() -> None:
    swinging = (
        ("germany", "request", ("ask", "silent")),
        ("ussr", "transfers", ("cautious", "large")),
        ("japan", "mobilisation", ("rung_101", "rung_102")),
        ("germany", "main_effort", ("moscow", "south")),
        ("united_states", "aid_to_ussr", ("pledge", "full")),
        ("united_states", "weight", ("japan_first", "balanced")),
    )
    minor = [
        ((dt.date(1942, 1, 4) + dt.timedelta(weeks=6 * place + turn)).isoformat(), nation, decision, choice, False)
        for place, (nation, decision, options) in enumerate(swinging)
        for turn, choice in enumerate(options * 3)
    ]
    dates = [name for name in replay(fake_war.scenario(), [2]).outcomes if str(name).startswith("date_")]
    ends = {str(name): f"1945-{1 + place % 12:02d}-07" for place, name in enumerate(dates)}
    told = divergence(_replay("a", [], {}), _replay("b", minor, ends), 2)
    assert len(told.weeks) == MOST_WEEKS
    assert sum(len(week.other) for week in told.weeks if week.rank == 0) == len(dates)
    assert [week.date for week in told.weeks] == sorted(week.date for week in told.weeks)


def test_replays_must_hold_the_world() -> None:
    with pytest.raises(InputError, match="World 5 is not among"):
        divergence(_replay("a", [], {}), _replay("b", [], {}), 5)
    other = dataclasses.replace(_replay("b", [], {}), seed=4)
    with pytest.raises(InputError, match="different seeds"):
        divergence(_replay("a", [], {}), other, 2)
