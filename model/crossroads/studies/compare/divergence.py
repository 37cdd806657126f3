"""Where one world parts under two scenarios: the first decision or event that differs, and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations
from crossroads.runs.run import Measure, Replay, Run
from crossroads.statistics.exemplars import alike, typical_world
from crossroads.studies.compare.answering.short import of_whole
from crossroads.studies.explain.meetings import known_point
from crossroads.telling import vocabulary
from crossroads.telling.numbers import as_date, day, sentence_case
from crossroads.world.observables import OUTCOMES, VERDICT_WORDS

MOST_EVENTS = 25
"""Length of the told chain; dated outcomes are kept first, then decisions of consequence."""

CHANGES_A_DECISION = 3
"""Of a decision that swings to and fro only so many changes are told."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one world: its day, the scenario it is of, the sentence, its rank (0 is told first)."""

    date: dt.date
    scenario: str
    sentence: str
    rank: int


@dataclass(frozen=True, slots=True)
class Divergence:
    """How one world differs under two scenarios.

    Attributes
    ----------
    world
        World number.
    base, other
        Names of the scenarios.
    first
        The first difference, None where the world runs the same in both.
    events
        The differences after it, in order of time.
    endings
        How the war stands at the horizon, one sentence a scenario.
    """

    world: int
    base: str
    other: str
    first: Event | None
    events: tuple[Event, ...]
    endings: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Return the story, one sentence an item, each with its date."""
        if self.first is None:
            return [f"World {self.world} runs the same under {self.base} and {self.other}."]
        told = [f"World {self.world} parts in the week of {day(self.first.date)}: {self.first.sentence}"]
        told += [f"Week of {day(event.date)}: {event.sentence}" for event in self.events]
        return told + list(self.endings)


def told_as(run: Run, world: int, typical: Sequence[Measure]) -> str:
    """Return which world of a run is told, and of how many it is one by what happens in it."""
    nearest = typical_world(run, typical) == world
    chosen = f"the one nearest to all others of '{run.title}'" if nearest else "chosen by its number"
    shared = of_whole(alike(run, world), 100)
    return f"World {world}, {chosen}: {shared} of 100 worlds share its main events. One world proves nothing."


def _changes(ledger: pd.DataFrame) -> dict[tuple[dt.date, str, str], tuple[str, bool]]:
    """Return the meetings where a choice changed something: (date, nation, decision) -> (option, forced)."""
    last: dict[tuple[str, str], str] = {}
    found: dict[tuple[dt.date, str, str], tuple[str, bool]] = {}
    for row in ledger.sort_values("date", kind="stable").itertuples(index=False):
        key = (str(row.nation), str(row.decision))
        option = str(row.choice)
        if _as_before(*key, option) or last.get(key) == option:
            continue
        last[key] = option
        found[(as_date(row.date), *key)] = (option, bool(row.forced))
    return found


def _as_before(nation: str, decision: str, option: str) -> bool:
    """Say whether an option leaves things as they are: choosing it again is no event."""
    name = f"{nation}.{decision}"
    return vocabulary.decision(name).first != "told" and option == next(iter(known_point(name).options))


def _phrase(name: str, option: str) -> str:
    return known_point(name).options[option]


def _choices(ledger: pd.DataFrame) -> dict[tuple[dt.date, str, str], str]:
    keys = zip(map(as_date, ledger["date"]), ledger["nation"], ledger["decision"], strict=True)
    return dict(zip(keys, ledger["choice"], strict=True))


def _decision_events(
    base: Replay, other: Replay, ledgers: tuple[pd.DataFrame, pd.DataFrame], turned: str
) -> list[Event]:
    changes = tuple(_changes(ledger) for ledger in ledgers)
    choices = tuple(_choices(ledger) for ledger in ledgers)
    names = (base.scenario, other.scenario)
    events: list[Event] = []
    for own, opposite in ((0, 1), (1, 0)):
        told: dict[tuple[str, str], int] = {}
        for key, (option, forced) in changes[own].items():
            elsewhere = choices[opposite].get(key)
            if elsewhere == option:
                continue
            date, nation, decision = key
            told[nation, decision] = told.get((nation, decision), 0) + 1
            if told[nation, decision] > CHANGES_A_DECISION:
                continue
            name = f"{nation}.{decision}"
            text = f"under {names[own]} {load_nations()[nation].names.long} {_phrase(name, option)}"
            text += " (fixed by the scenario)" if forced else ""
            if elsewhere is not None:
                text += f"; under {names[opposite]} it {_phrase(name, elsewhere)}"
            rank = 1 if name == turned or vocabulary.decision(name).consequence else 2
            events.append(Event(date, names[own], f"{text}.", rank))
    return events


def _dated_events(base: Replay, other: Replay, world: int) -> list[Event]:
    events: list[Event] = []
    for outcome in (item for item in OUTCOMES if item.kind == "date"):
        dates = [replay.day(world, outcome.name) for replay in (base, other)]
        if dates[0] == dates[1]:
            continue
        names = [base.scenario, other.scenario]
        happened = [(date, name) for date, name in zip(dates, names, strict=True) if date is not None]
        happened.sort()
        first, scenario = happened[0]
        if len(happened) == 2:
            later, elsewhere = happened[1]
            text = f"{outcome.title} under {scenario}; under {elsewhere} in the week of {day(later)}."
        else:
            elsewhere = names[1 - names.index(scenario)]
            text = f"{outcome.title} under {scenario}; under {elsewhere} never by the horizon."
        events.append(Event(first, scenario, text, 0))
    return events


def _endings(replays: Iterable[Replay], world: int) -> tuple[str, ...]:
    told = []
    for replay in replays:
        verdict = str(replay.outcomes.at[world, "verdict"])
        told.append(f"At the horizon, under {replay.scenario}: {VERDICT_WORDS.get(verdict, verdict)}.")
    return tuple(told)


def divergence(base: Replay, other: Replay, world: int, turned: str = "") -> Divergence:
    """Tell where a world parts under two scenarios.

    Parameters
    ----------
    base, other
        The world replayed under each scenario, with the same seed.
    world
        World number; both replays hold it.
    turned
        The decision that is asked about, which is told before all others.

    Raises
    ------
    InputError
        Where a replay does not hold the world, or the seeds differ.
    """
    for replay in (base, other):
        if world not in replay.outcomes.index:
            raise InputError(f"World {world} is not among the replayed worlds of '{replay.scenario}'.")
    if base.seed != other.seed:
        raise InputError(f"The replays have different seeds ({base.seed} and {other.seed}).")
    ledgers = (base.ledger[base.ledger["world"] == world], other.ledger[other.ledger["world"] == world])
    events = _decision_events(base, other, ledgers, turned) + _dated_events(base, other, world)
    # On one day the decision comes before the event that it causes.
    events.sort(key=lambda event: (event.date, event.rank == 0, event.rank, event.scenario, event.sentence))
    first, later = (events[0], events[1:]) if events else (None, [])
    kept = sorted(later, key=lambda event: event.rank)[:MOST_EVENTS]
    chain = tuple(replace(event, sentence=sentence_case(event.sentence)) for event in later if event in kept)
    endings = _endings((base, other), world) if events else ()
    return Divergence(world, base.scenario, other.scenario, first, chain, endings)
