"""The end of a sitting: the war beside others in columns, choices beside the council's and the record, bets judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossroads.engine import simulate
from crossroads.evidence.history.recorded import recorded_decisions
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders.human import Put
from crossroads.play.columns import Endings
from crossroads.play.judging import judgement
from crossroads.play.pacing import LAST, Treatment
from crossroads.play.saves import Game
from crossroads.play.session import Session, Taken
from crossroads.play.voice import WIDTH
from crossroads.runs.ensemble import run as run_worlds
from crossroads.runs.progress import Progress
from crossroads.runs.run import Run
from crossroads.telling.numbers import counted, day, wrapped
from crossroads.telling.vocabulary import decision
from crossroads.world.block import Block

NEAR_DAYS = 14
"""A recorded decision within so many days of a meeting is told beside it."""

DISPUTED = (
    "In fact: days as on record; numbers of dead from the literature, rounded, and those of China and of civilians "
    "widely disputed. Wars of the model mostly end some months before the one on record: compare the columns of one "
    "world, not the days."
)


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is shown when a war has been played to its horizon.

    Attributes
    ----------
    game
        What was played.
    session
        The sitting, with the decisions taken and the bets.
    block
        The record of the world.
    alone
        The same world with the seat deciding for itself, its decisions one by one.
    run
        Many worlds in which the seat decides for itself; None where none were asked for.
    """

    game: Game
    session: Session
    block: Block
    alone: Block
    run: Run | None

    def text(self) -> str:
        """Return the debrief as lines of at most 100 columns."""
        seat = load_nations()[self.game.nation]
        ends = Endings(self.game.nation, self.block, self.alone, self.run)
        parts = [
            ("How it ended", [*ends.table(), "", *_lines([ends.regret(), DISPUTED], 0)]),
            (
                f"Your choices for {seat.names.long}, beside what its council leaned to and what was decided in fact",
                _lines(self.choices()),
            ),
            ("The same world, your council deciding", _lines(self.left_to_itself())),
            ("Your bets", _lines(judgement(self.session.bets, self.block, self.session.dispatches.reports))),
        ]
        return "\n\n".join("\n".join([heading, *lines]) for heading, lines in parts)

    def choices(self) -> list[str]:
        """Return a sentence or two on each decision that was put to the person."""
        told: list[str] = []
        after: dict[int, int] = {}
        place: dict[str, int] = {}
        for taken in self.session.taken:
            point = taken.put.point.id
            if taken.course is Treatment.PUT:
                place[point] = len(told)
                told.append(_choice(taken))
            elif point in place:
                after[place[point]] = after.get(place[point], 0) + 1
        for index, count in after.items():
            told[index] += f" It stood at {counted(count, 'further meeting')} on the same question."
        return told or ["No decision came up."]

    def left_to_itself(self) -> list[str]:
        """Return what the seat's own council chose in this world, each change of mind with its day."""
        points = {taken.put.point.id: taken.put.point for taken in self.session.taken if taken.course is Treatment.PUT}
        told = []
        for point in points.values():
            held = [entry for entry in self.alone.ledger if f"{entry.nation}.{entry.decision}" == point.id]
            changes, last = [], ""
            for entry in held:
                choice = entry.options[int(entry.choice[0])] if entry.choice[0] >= 0 else last
                if choice != last:
                    changes.append(f"{point.options[choice]} ({day(entry.day)})")
                last = choice
            told.append(
                f"{point.title}: it {', then '.join(changes)}." if changes else f"{point.title}: never came up."
            )
        return told or ["No decision came up."]


def _lines(sentences: Sequence[str], indent: int = 2) -> list[str]:
    return [wrapped(sentence, indent, 2, width=WIDTH) for sentence in sentences]


def _choice(taken: Taken) -> str:
    put = taken.put
    likeliest = max(put.odds, key=lambda name: put.odds[name])
    council = f"Your council gave that {_hundred(put.odds[taken.choice])}"
    if likeliest != taken.choice:
        council += f", and {likeliest} {_hundred(put.odds[likeliest])}"
    parts = [f"{day(put.day)}, {put.point.title}: you chose {taken.choice}.", f"{council}.", in_fact(put)]
    return " ".join(part for part in parts if part)


def in_fact(put: Put) -> str:
    """Return a sentence on what was decided in fact nearest to a meeting; '' after `LAST`."""
    if put.day > LAST:
        return ""
    rows = recorded_decisions()
    nation, called = load_nations()[put.point.nation].names.short, decision(put.point.id).recorded
    rows = rows[(rows["nation"] == nation) & (rows["decision"] == called)]
    found = [
        (abs((row_day - put.day).days), row_day, str(choice))
        for row_day, choice in zip(rows["date"].dt.date, rows["choice"], strict=True)
        if abs((row_day - put.day).days) <= NEAR_DAYS and row_day <= LAST
    ]
    if not found:
        return "In fact: no decision on record near this day."
    _, when, choice = min(found)
    return f"In fact ({day(when)}): {choice}."


def _hundred(odds: float) -> str:
    return f"{100 * odds:.0f} in 100"


def debrief(session: Session, block: Block, worlds: int, progress: Progress | None = None) -> Debrief:
    """Put a finished war beside the same world and many others in which the seat decides for itself.

    Parameters
    ----------
    session, block
        The sitting, and the record of its world.
    worlds
        How many worlds; 0 = none.
    progress
        Told of world-weeks done.
    """
    game = session.save.game
    number = np.array([game.world], dtype=np.int64)
    alone = simulate(game.scenario.setup, game.seed, number, ledger_below=game.world + 1)
    run = None
    if worlds > 0:
        run = run_worlds(game.scenario, worlds=worlds, seed=game.seed, ledger_worlds=0, progress=progress)
    return Debrief(game, session, block, alone, run)
