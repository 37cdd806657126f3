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
from crossroads.studies.compare.divergence import MOST_EVENTS, divergence


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
    assert told.first is not None
    assert (told.first.date, told.first.scenario) == (dt.date(1941, 8, 3), "north")
    sentences = told.sentences()
    assert sentences[0] == (
        "World 2 parts in the week of 3 August 1941: under north Japan attacks the Soviet Union "
        "(fixed by the scenario); under south it keeps the present course."
    )
    assert sentences[1].startswith("Week of 31 August 1941: Japan attacks the USSR under north; under south never")
    assert sentences[2].startswith("Week of 30 November 1941: Under south Japan goes to war in the south")
    assert (
        "Week of 6 May 1945: Germany surrenders under south; under north in the week of 2 September 1945." in sentences
    )
    assert not any("Indochina" in sentence for sentence in sentences)
    assert sentences[-2].startswith("At the horizon, under south:")


def test_the_same_world_has_no_story() -> None:
    meetings = [("1941-08-03", "japan", "course", "wait", False)]
    told = divergence(_replay("a", meetings, {}), _replay("b", meetings, {}), 2)
    assert told.first is None
    assert told.sentences() == ["World 2 runs the same under a and b."]


def test_a_repeated_choice_is_no_event() -> None:
    weeks = [f"1942-0{month}-01" for month in range(1, 9)]
    asked = [(week, "ussr", "transfers", "cautious", False) for week in weeks]
    kept = [(week, "ussr", "transfers", "none", False) for week in weeks]
    told = divergence(_replay("a", asked, {}), _replay("b", kept, {}), 2)
    assert told.first is not None and told.first.date == dt.date(1942, 1, 1)
    assert told.events == ()


def test_a_long_story_keeps_what_weighs_most() -> None:
    days = [dt.date(1942, 1, 4) + dt.timedelta(weeks=week) for week in range(12)]
    minor = [
        (day.isoformat(), nation, decision, option, False)
        for day in days
        for nation, decision, options in (
            ("germany", "request", ("ask", "silent")),
            ("ussr", "transfers", ("cautious", "large")),
            ("ussr", "aid_to_china", ("cut", "cut")),
            ("japan", "mobilisation", ("rung_101", "rung_102")),
            ("japan", "troops", ("draw_down", "draw_down")),
            ("germany", "main_effort", ("moscow", "south")),
            ("united_states", "aid_to_ussr", ("pledge", "full")),
            ("united_states", "weight", ("japan_first", "balanced")),
        )
        for option in [options[days.index(day) % 2]]
    ]
    dates = [name for name in replay(fake_war.scenario(), [2]).outcomes if str(name).startswith("date_")]
    ends = {str(name): f"1945-0{1 + place % 9}-07" for place, name in enumerate(dates)}
    told = divergence(_replay("a", [], {}), _replay("b", minor, ends), 2)
    assert len(told.events) == MOST_EVENTS
    assert sum(event.rank == 0 for event in told.events) == len(dates)
    assert [event.date for event in told.events] == sorted(event.date for event in told.events)


def test_replays_must_hold_the_world() -> None:
    with pytest.raises(InputError, match="World 5 is not among"):
        divergence(_replay("a", [], {}), _replay("b", [], {}), 5)
    other = dataclasses.replace(_replay("b", [], {}), seed=4)
    with pytest.raises(InputError, match="different seeds"):
        divergence(_replay("a", [], {}), other, 2)
