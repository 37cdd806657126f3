"""The end of a sitting: choices beside the council's and the record, the world beside many, predictions judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd

from crossroads.engine import simulate
from crossroads.evidence.history.recorded import recorded_decisions
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders.human import Put
from crossroads.play.judging import JudgedPrediction, judgement
from crossroads.play.predictions import Prediction, came_about
from crossroads.play.saves import Game
from crossroads.play.session import Session, Taken
from crossroads.play.voice import WIDTH
from crossroads.runs.ensemble import run as run_worlds
from crossroads.runs.progress import Progress
from crossroads.runs.run import Run
from crossroads.runs.storage.tables import outcomes_frame
from crossroads.scenario.question import question_of
from crossroads.telling.numbers import counted, day, frequency, month, sentence_case, wrapped
from crossroads.telling.outcomes import OUTCOME_BY_NAME, category_words, quantity_words, value_words
from crossroads.telling.vocabulary import SHOWN, decision
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOMES, Outcome

LAST = dt.date(1941, 12, 11)
"""The last day that is compared with what happened: after it the model's wars go their own way."""

NEAR_DAYS = 14
"""A recorded decision within so many days of a meeting is told beside it."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is shown when a war has been played to its horizon.

    Attributes
    ----------
    game
        What was played.
    session
        The sitting, with the decisions taken and the predictions.
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
        seat = load_nations()[self.game.nation].names.long
        parts = [
            (
                f"Your choices for {seat}, beside what its council leaned to and what was decided in fact",
                self.choices(),
            ),
            ("The same world, the seat deciding for itself", self.left_to_itself()),
            (self._beside(), self.outcomes()),
            ("Your predictions", self.foresight()),
        ]
        return "\n\n".join(
            "\n".join([heading, *(wrapped(sentence, 2, 2, width=WIDTH) for sentence in sentences)])
            for heading, sentences in parts
        )

    def choices(self) -> list[str]:
        """Return a sentence or two on each decision that was put to the person."""
        told: list[str] = []
        after: dict[int, int] = {}
        place: dict[str, int] = {}
        for taken in self.session.taken:
            if taken.standing:
                after[place[taken.put.point.id]] = after.get(place[taken.put.point.id], 0) + 1
            else:
                place[taken.put.point.id] = len(told)
                told.append(_choice(taken))
        for index, count in after.items():
            told[index] += f" Then as before at {counted(count, 'further meeting')}."
        return told or ["No decision came up."]

    def left_to_itself(self) -> list[str]:
        """Return what the seat's own council chose in this world, each change of mind with its day."""
        points = list(dict.fromkeys(taken.put.point.id for taken in self.session.taken))
        told = []
        for point in points:
            held = [entry for entry in self.alone.ledger if f"{entry.nation}.{entry.decision}" == point]
            chosen = ((entry.options[int(entry.choice[0])], entry.day) for entry in held if entry.choice[0] >= 0)
            changes = [f"{choice} ({day(next(days)[1])})" for choice, days in groupby(chosen, key=itemgetter(0))]
            told.append(f"{point}: {', then '.join(changes) or 'never came up'}.")
        return told or ["No decision came up."]

    def _beside(self) -> str:
        if self.run is None:
            return "Your world"
        seat = load_nations()[self.game.nation].names.long
        return f"Your world beside {self.run.worlds:,} in which {seat} decides for itself"

    def outcomes(self) -> list[str]:
        """Return a sentence on each outcome: in this world, and in the many."""
        # The course that the scenario's question asks about, where every run tells it.
        asked = {question_of([self.game.scenario]).course} & OUTCOME_BY_NAME.keys()
        dates = {*SHOWN["run_dates"], "date_us_germany_war"}
        dated = [outcome.name for outcome in OUTCOMES if outcome.name in dates]
        account = load_nations()[self.game.nation].account
        names = ("verdict", *asked, *dated, *account, *SHOWN["run_losses"])
        own = outcomes_frame(self.block.worlds, self.block.outcomes).iloc[0]
        return [self._outcome(OUTCOME_BY_NAME[name], own) for name in names]

    def _outcome(self, outcome: Outcome, own: pd.Series[Any]) -> str:
        value = own[outcome.name]
        if outcome.kind == "date":
            week = float(self.block.outcomes[outcome.name][0])
            return self._told(outcome, "not by the horizon" if np.isnan(week) else month(week))
        if outcome.kind == "category":
            return self._told(outcome, category_words(outcome, str(value)), str(value))
        told = self._told(outcome, quantity_words(float(value), outcome.unit))
        if self.run is None:
            return told
        lower = int((self.run.outcomes[outcome.name] < value).sum())
        return f"{told.removesuffix('.')}; less than yours in {frequency(lower, self.run.worlds)}."

    def _told(self, outcome: Outcome, own: str, category: str = "") -> str:
        """Return a sentence with an outcome's value in this world and, where there are others, in those."""
        if self.run is None:
            return f"{outcome.title}. {sentence_case(own)}."
        others = value_words(self.run, outcome, category)
        link = "the same in" if category else "the others:"
        return f"{outcome.title}. Yours: {own}; {link} {others}."

    def foresight(self) -> list[str]:
        """Return sentences on the person's predictions."""
        judged = [
            JudgedPrediction(made, came_about(made.question, self.block), self._elsewhere(made))
            for made in self.session.predictions
        ]
        return judgement(judged)

    def _elsewhere(self, made: Prediction) -> str:
        """Return in how many of the many worlds the same came about; '' where that is not on record."""
        if self.run is None or made.question.above is not None:
            return ""
        count = int((self.run.weeks(made.question.about) <= made.question.by_week).sum())
        return frequency(count, self.run.worlds)


def _choice(taken: Taken) -> str:
    put = taken.put
    likeliest = max(put.odds, key=lambda name: put.odds[name])
    council = f"Its council gave that {_hundred(put.odds[taken.choice])}"
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
