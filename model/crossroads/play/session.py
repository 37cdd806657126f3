"""The sitting: one world carried week by week, the seat's decisions put to a person as they come up."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from crossroads.engine import War
from crossroads.errors import InputError, nearest
from crossroads.minds.deciders.catalogue import DECIDERS, DEFAULT
from crossroads.minds.deciders.human import Ask, Put, human
from crossroads.minds.decision import points_of
from crossroads.play.briefing import briefing
from crossroads.play.news import News
from crossroads.play.predictions import Prediction, PredictionQuestion, Questions
from crossroads.play.saves import Answer, Game, Save
from crossroads.play.voice import Left, Voice
from crossroads.telling.numbers import day, sentence_case
from crossroads.telling.vocabulary import decision
from crossroads.world.block import Block

HOLD = "hold"
"""The answer that makes a standing order: as before, until something changes or a year has passed."""

QUIT = "quit"
HELP = ("help", "?")

HOLD_WEEKS = 52

_PLAIN = re.compile(r"[0-9.eE+\-]+ *%?")
"""What odds are written with; Python also reads other scripts' digits and underscores."""

EXPLAINED = (
    "Answer with an option's number or name. 'hold' goes on as before at this and later meetings of this decision, "
    "until you hear that something has changed or a year has passed. 'quit' saves and leaves."
)

ENDED = "Your standing order for this decision has ended."


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision of the seat as it was taken.

    Attributes
    ----------
    put
        The decision.
    choice
        Id of the option.
    standing
        True where a standing order took it.
    """

    put: Put
    choice: str
    standing: bool


@dataclass(frozen=True, slots=True)
class _Order:
    week: int
    heard: int


class Session:
    """One sitting: plays a saved war again to where it was left, and goes on from there.

    Parameters
    ----------
    save
        The war, with the answers so far; answers are added to it.
    voice
        The person.
    """

    def __init__(self, save: Save, voice: Voice) -> None:
        self.save = save
        self.voice = voice
        self.taken: list[Taken] = []
        self.predictions: list[Prediction] = []
        self._given = list(save.answers)
        self._position = 0
        self._orders: dict[str, _Order] = {}
        self._last: dict[str, str] = {}
        self._lapsed = ""
        game = save.game
        self.war = war_of(game, self.ask)
        self.news = News(game.nation)
        self.questions = Questions(self.war.weeks, self._happened)

    def play(self) -> Block:
        """Carry the war to its horizon.

        Returns
        -------
        The record of the one world.

        Raises
        ------
        Left
            Where the person leaves the seat; `save.answers` holds what was answered.
        InputError
            At a bad answer of a script, or where saved answers do not fit.
        """
        seat = next(nation for nation in self.war.nations if nation.name == self.save.game.nation)
        while self.war.week < self.war.weeks:
            self.war.step()
            self.news.watch(seat.view)
        if self._position < len(self._given):
            raise self._unfit("the end of the war")
        return self.war.block()

    def ask(self, put: Put) -> str:
        """Take a decision: by a standing order, from the saved answers, or from the person."""
        self.news.watch(put.view)
        point = put.point.id
        standing = self._stands(put)
        if standing:
            choice = self._as_before(put)
        else:
            question = self.questions.next(put)
            answer = self._saved(put, question) or self._asked(put, question)
            if question is not None and answer.odds is not None:
                self.predictions.append(Prediction(question, put.day, answer.odds))
            self.news.mark_told(put.day)
            self._lapsed, choice = "", answer.choice
            if choice == HOLD:
                self._orders[point] = _Order(put.view.week, len(self.news.heard))
                choice = self._as_before(put)
        self._last[point] = choice
        self.taken.append(Taken(put, choice, standing))
        return choice

    def _stands(self, put: Put) -> bool:
        """Say whether a standing order still takes this decision; drop it where it no longer does."""
        order = self._orders.get(put.point.id)
        if order is None:
            return False
        if len(self.news.heard) == order.heard and put.view.week - order.week < HOLD_WEEKS:
            return True
        del self._orders[put.point.id]
        self._lapsed = put.point.id
        return False

    def _as_before(self, put: Put) -> str:
        """Return what was chosen last where it can be chosen again, else the option that goes on as before."""
        last = self._last.get(put.point.id, "")
        return last if last in put.legal else put.legal[0]

    def _saved(self, put: Put, question: PredictionQuestion | None) -> Answer | None:
        if self._position >= len(self._given):
            if self.save.finished:
                told = f"{put.point.id} on {put.day.isoformat()}"
                raise InputError(f"{self.save.path}: says that its war is finished, and holds no answer for {told}.")
            return None
        answer = self._given[self._position]
        fits = (answer.date, answer.decision) == (put.day.isoformat(), put.point.id)
        fits = fits and answer.choice in (*put.legal, HOLD) and (answer.odds is None) == (question is None)
        if not fits:
            raise self._unfit(f"{put.point.id} on {put.day.isoformat()}")
        self._position += 1
        return answer

    def _unfit(self, met: str) -> InputError:
        answer = self._given[self._position]
        return InputError(
            f"{self.save.path}: answer {self._position + 1} ({answer.decision} on {answer.date}, '{answer.choice}') "
            f"does not fit the war, which has come to {met}."
        )

    def _asked(self, put: Put, question: PredictionQuestion | None) -> Answer:
        say = self.voice.say
        lines = self.news.since_last_told()
        if self._lapsed == put.point.id:
            lines.append(ENDED)
        say("\n".join(["", *lines, *([""] if lines else []), briefing(put), ""]))
        odds = None if question is None else self._odds(question)
        choice = self._choice(put)
        asked = "" if question is None else question.text
        answer = Answer(date=put.day.isoformat(), decision=put.point.id, choice=choice, odds=odds, asked=asked)
        self._given.append(answer)
        self._position += 1
        self.save.answers.append(answer)
        if self.voice.again:
            self.save.write()
        return answer

    def _hear(self, prompt: str) -> str:
        while True:
            answer = self.voice.hear(prompt).lower()
            if answer == QUIT:
                raise Left
            if answer not in HELP:
                return answer
            self.voice.say(EXPLAINED)

    def _odds(self, question: PredictionQuestion) -> float:
        while True:
            answer = self._hear(f"Your odds (0-100) {question.text}: ")
            try:
                odds = float(answer.removesuffix("%").strip()) if _PLAIN.fullmatch(answer) else -1.0
            except ValueError:
                odds = -1.0
            if 0.0 <= odds <= 100.0:
                return odds / 100.0
            self._refuse(f"found '{answer}' for odds {question.text}; a number from 0 to 100 is needed")

    def _choice(self, put: Put) -> str:
        numbers = {str(number): name for number, name in enumerate(put.legal, 1)}
        allowed = (*put.legal, HOLD, QUIT)
        while True:
            answer = self._hear(f"Your choice (1-{len(numbers)}, or {HOLD}, {QUIT}, help): ")
            if answer in numbers or answer in allowed:
                return numbers.get(answer, answer)
            self._refuse(
                f"found '{answer}' for {put.point.id} on {day(put.day)}; allowed: 1 to {len(numbers)}, "
                f"{', '.join(allowed)}{nearest(answer, allowed)}"
            )

    def _refuse(self, message: str) -> None:
        """Tell of a bad answer: a person can answer again, a script cannot."""
        if not self.voice.again:
            raise InputError(f"{self.voice.place()}: {message}.")
        self.voice.say(f"{sentence_case(message)}.")

    def _happened(self) -> set[str]:
        """Return the dated outcomes that have happened by this week."""
        found = self.war.block().outcomes
        return {name for name, weeks in found.items() if name.startswith("date_") and weeks[0] <= self.war.week}


def war_of(game: Game, ask: Ask) -> War:
    """Return the one-world war of a game, whose decisions are put to `ask`."""
    setup = game.scenario.setup
    usual = DECIDERS[dict(setup.deciders).get(game.nation, DEFAULT)]
    points = [point.id for point in points_of(game.nation) if game.decisions == "all" or decision(point.id).main]
    maker = human(ask, usual, points)
    return War(setup, game.seed, np.array([game.world], dtype=np.int64), deciders={game.nation: maker})
