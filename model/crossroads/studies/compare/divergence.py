"""Where one world parts under two scenarios: the first decision or event that differs, and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations
from crossroads.minds.decision import measure
from crossroads.runs.run import Measure, Replay, Run
from crossroads.statistics.exemplars import alike, typical_world
from crossroads.studies.compare.answering.short import of_whole
from crossroads.studies.explain.meetings import known_point
from crossroads.telling import numbers, outcomes, vocabulary
from crossroads.telling.numbers import as_date, day, sentence_case
from crossroads.telling.world_events import world_events
from crossroads.world.observables import VERDICT_WORDS

MOST_WEEKS = 25
"""Length of the told chain; weeks of dated outcomes are kept first, then those of decisions of consequence."""

CHANGES_A_DECISION = 3
"""Of a decision that swings to and fro only so many changes are told."""

DATED, WEIGHTY, OTHER = 0, 1, 2
"""Ranks of what is told, the first kept first: dated outcomes, decisions of consequence, others."""


@dataclass(frozen=True, slots=True)
class TwinWeek:
    """What happens in one week in one world under two scenarios.

    Attributes
    ----------
    date
        Sunday of the week.
    base, other
        What happens under each, an event an item; where nothing does, none.
    rank
        How much the weightiest of it weighs, 0 the most.
    """

    date: dt.date
    base: tuple[str, ...]
    other: tuple[str, ...]
    rank: int

    @property
    def differs(self) -> bool:
        """Whether the two differ."""
        return self.base != self.other


@dataclass(frozen=True, slots=True)
class Divergence:
    """How one world differs under two scenarios.

    Attributes
    ----------
    world
        World number.
    base, other
        Titles of the scenarios.
    first
        The first week that differs, None where the world runs the same in both.
    weeks
        Side by side what happens in both from then on, in order of time; what comes in the same week is in both.
    endings
        How the war stands at the horizon under the base and the other.
    """

    world: int
    base: str
    other: str
    first: TwinWeek | None
    weeks: tuple[TwinWeek, ...]
    endings: tuple[str, ...]

    @property
    def opening(self) -> str:
        """Return where the world parts, in a sentence."""
        if self.first is None:
            return f"World {self.world} runs the same under '{self.base}' and '{self.other}'."
        return f"World {self.world} parts in the week of {day(self.first.date)}: {self._told(self.first)}."

    def sentences(self) -> list[str]:
        """Return the story, one sentence an item, each with its date."""
        if self.first is None:
            return [self.opening]
        told = [f"Week of {day(week.date)}: {self._told(week)}." for week in self.weeks if week is not self.first]
        return [self.opening, *told, *(sentence_case(ending) for ending in self._ended())]

    def rows(self) -> list[tuple[str, ...]]:
        """Return the story side by side: day, what happens under the base, what happens under the other."""
        told: list[tuple[str, ...]] = [(day(week.date), _beside(week.base), _beside(week.other)) for week in self.weeks]
        return [*told, ("At the end", *map(sentence_case, self.endings))] if self.endings else told

    def _told(self, week: TwinWeek) -> str:
        sides = [(title, events) for title, events in ((self.base, week.base), (self.other, week.other)) if events]
        if not week.differs:
            return f"under both {_within(week.base)}"
        return "; ".join(f"under '{title}' {_within(events)}" for title, events in sides)

    def _ended(self) -> list[str]:
        ends = zip((self.base, self.other), self.endings, strict=True)
        return [f"at the end, under '{title}': {told}." for title, told in ends]


def _beside(events: Sequence[str]) -> str:
    return "; ".join([sentence_case(events[0]), *events[1:]]) if events else ""


def _within(events: Sequence[str]) -> str:
    return numbers.listed(list(events))


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


@dataclass(frozen=True, slots=True)
class _TwinEvent:
    """One event of one world: its day, what is told, its rank, and the decision that it is or comes of; '' of none."""

    date: dt.date
    text: str
    rank: int
    decision: str


def _decisions(own: pd.DataFrame, opposite: pd.DataFrame, turned: str) -> Iterator[_TwinEvent]:
    """Yield what a world's nations decide that they do not decide on the same day under the other scenario."""
    elsewhere = _choices(opposite)
    told: dict[tuple[str, str], int] = {}
    for key, (option, forced) in _changes(own).items():
        if elsewhere.get(key) == option:
            continue
        date, nation, decision = key
        told[nation, decision] = told.get((nation, decision), 0) + 1
        if told[nation, decision] > CHANGES_A_DECISION:
            continue
        name = f"{nation}.{decision}"
        text = f"{load_nations()[nation].names.long} {_phrase(name, option)}"
        text += " (ordered by the scenario)" if forced else ""
        rank = WEIGHTY if name == turned or vocabulary.decision(name).consequence else OTHER
        yield _TwinEvent(date, text, rank, name)


def _dated(replay: Replay, world: int) -> Iterator[_TwinEvent]:
    for event in world_events(replay, world):
        taken_by = measure(event.name).outcome.taken_by
        yield _TwinEvent(event.date, outcomes.within(event.label), DATED, taken_by)


def _side_by_side(sides: tuple[list[_TwinEvent], list[_TwinEvent]]) -> list[TwinWeek]:
    found = []
    for date in sorted({event.date for side in sides for event in side}):
        own = [_in_order([event for event in side if event.date == date]) for side in sides]
        base, other = (tuple(event.text for event in events) for events in own)
        found.append(TwinWeek(date, base, other, min(event.rank for events in own for event in events)))
    return found


def _in_order(week: list[_TwinEvent]) -> list[_TwinEvent]:
    """Return the events of a week: what came of earlier decisions, then decisions, then what comes of those at once."""
    decided = {event.decision for event in week if event.rank != DATED}

    def place(event: _TwinEvent) -> tuple[int, int]:
        return (1, event.rank) if event.rank != DATED else (2 if event.decision in decided else 0, 0)

    return sorted(week, key=place)


def _ending(replay: Replay, world: int) -> str:
    verdict = str(replay.outcomes.at[world, "verdict"])
    return VERDICT_WORDS.get(verdict, verdict)


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
    own, opposite = (replay.ledger[replay.ledger["world"] == world] for replay in (base, other))
    sides = (
        [*_decisions(own, opposite, turned), *_dated(base, world)],
        [*_decisions(opposite, own, turned), *_dated(other, world)],
    )
    weeks = _side_by_side(sides)
    first = next((week for week in weeks if week.differs), None)
    if first is None:
        return Divergence(world, base.title, other.title, None, (), ())
    later = [week for week in weeks if week.date > first.date]
    kept = sorted(later, key=lambda week: week.rank)[: MOST_WEEKS - 1]
    told = (first, *(week for week in later if week in kept))
    return Divergence(world, base.title, other.title, first, told, (_ending(base, world), _ending(other, world)))
