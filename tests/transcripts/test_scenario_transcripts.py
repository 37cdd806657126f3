"""Every scenario that gives orders, told up to some weeks after its last: what is read there, and what is not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import wartime
from told import history

from crossroads.minds.decision import NATIONS
from crossroads.minds.setup import Force, Setup

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.toml"))
TRANSCRIPTS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text("utf-8"))
AFTERWARDS = dt.timedelta(weeks=14)


@cache
def _setup(name: str) -> Setup:
    """Return a scenario without luck, in which nobody imagines: what it orders does not hang on either."""
    quiet = tuple((nation, "stated_odds") for nation in NATIONS)
    return dataclasses.replace(wartime.scenario_setup(name), luck=False, deciders=quiet)


def _day(force: Force) -> dt.date:
    if force.on is not None:
        return force.on
    assert force.between is not None
    return force.between[1]


@cache
def _history(name: str) -> tuple[str, ...]:
    setup = _setup(name)
    until = max(_day(force) for force in setup.forces) + AFTERWARDS
    return tuple(history(wartime.play(dataclasses.replace(setup, horizon=until), 1, ledger=True)))


def _lines(name: str) -> list[str]:
    row = TRANSCRIPTS[name]
    return [*(_lines(row["as"]) if "as" in row else []), *row.get("lines", [])]


def test_every_scenario_that_gives_orders_has_its_transcript() -> None:
    assert sorted(TRANSCRIPTS) == [name for name in SHIPPED if _setup(name).forces]


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_scenario_reads_as_its_transcript_says(name: str) -> None:
    told, never = _history(name), TRANSCRIPTS[name].get("never", [])
    assert _lines(name) or never
    assert [line for line in _lines(name) if line not in told] == []
    assert [line for line in told if any(words in line for words in never)] == []
