"""The sitting: one world carried week by week, with dispatches, bets, and the seat's decisions as they come up."""

from __future__ import annotations

import operator
from collections import Counter
from dataclasses import dataclass

import numpy as np

from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.minds.deciders.catalogue import DECIDERS, DEFAULT
from crossroads.minds.deciders.human import Ask, Put, human
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.play.asking import Asking
from crossroads.play.bets import Bet, MadeBet, candidates, chosen, is_settled
from crossroads.play.briefing import briefing
from crossroads.play.dispatch import Dispatches
from crossroads.play.judging import settled_words
from crossroads.play.pacing import Pacing, Treatment, take_the_initiative
from crossroads.play.saves import Answer, Game, Save
from crossroads.play.voice import Voice
from crossroads.telling.vocabulary import decision
from crossroads.world import calendar
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision of the seat as it was taken.

    Attributes
    ----------
    put
        The decision.
    choice
        Id of the option.
    course
        Whether it was put to the person, was settled, or was left as it was.
    """

    put: Put
    choice: str
    course: Treatment


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
        self.bets: list[MadeBet] = []
        self._asking = Asking(voice)
        self._position = 0
        self._last: dict[str, str] = {}
        self._about: Counter[str] = Counter()
        self._open: list[MadeBet] = []
        game = save.game
        points = own_points(game)
        self.dispatches = Dispatches(game.nation)
        self.pace = Pacing([point.id for point in points], bounded=game.decisions != "all")
        self.war = war_of(game, self.ask)
        self.seat = next(nation for nation in self.war.nations if nation.name == game.nation)
        take_the_initiative(self.seat, points, self._has_come_up)

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
        while self.war.week < self.war.weeks:
            self.war.step()
            self._follow()
        if self._position < len(self.save.answers):
            raise self._unfit("the end of the war")
        return self.war.block()

    def ask(self, put: Put) -> str:
        """Take a decision: from the saved answers, from the person, or without them where nothing hangs on it."""
        self.dispatches.watch(put.view)
        past = self.dispatches.seat.past.get(put.point.name) in self.dispatches.happened
        course = Treatment.PAST if past else self.pace.course(put)
        if course is Treatment.PUT:
            self._send(put.view.week, always=False)
            self.pace.put(put)
            choice = self._chosen(put)
        else:
            choice = self._untold(put, course)
        if course is Treatment.PUT:
            self._last[put.point.id] = choice
        self.taken.append(Taken(put, choice, course))
        return choice

    def _has_come_up(self, point: DecisionPoint) -> bool:
        return any(taken.put.point.id == point.id for taken in self.taken)

    def _untold(self, put: Put, course: Treatment) -> str:
        """Return what is done where the person is not asked; what is settled and changes something is told.

        As before is what was chosen last, where it can be chosen again, else the option that goes on as before. What is
        settled before the person was ever asked, or past, is what the council would do.
        """
        point, quiet = put.point, put.legal[0]
        last = self._last.get(point.id, "")
        best = max(put.odds, key=lambda name: put.odds[name])
        if last and course is not Treatment.PAST:
            return last if last in put.legal else quiet
        if best != quiet and course is Treatment.SETTLED:
            self.dispatches.hear(put.view.week, f"your council, of one mind, {point.options[best]}")
        return best

    def _follow(self) -> None:
        """Take in the week that has passed: what is known of it, what is told of it, and what can be bet on."""
        week, block = self.war.week - 1, self.war.block()
        series = {name: float(block.series[row, week, 0]) for row, name in enumerate(OBSERVABLE_NAMES)}
        series |= {name: float(operator.attrgetter(name)(self.war.state)[0]) for name in self.dispatches.of_the_state}
        dates = {name: float(weeks[0]) for name, weeks in block.outcomes.items() if name.startswith("date_")}
        dead = self.dispatches.seat.dead
        self.dispatches.watch(self.seat.view)
        self.dispatches.follow(week, series, dates, float(block.outcomes[dead][0]) if dead else 0.0)
        if not self.dispatches.due(week):
            return
        self._send(week + 1, always=True)
        self._settle(week, block)
        if not self.dispatches.is_out and self.pace.wants_bet(week):
            self._bet()

    def _send(self, week: int, always: bool) -> None:
        """Send what there is to tell at the start of a week; beside a decision only what is news."""
        on = calendar.date_of(week)
        told = self.dispatches.text(on, least_to_tell=not always)
        if told:
            self._say(f"\n{told}")
            self.dispatches.sent(on)

    def _settle(self, week: int, block: Block) -> None:
        for made in [made for made in self._open if is_settled(made.bet, block, week)]:
            self._open.remove(made)
            self._say(settled_words(made, block, self.dispatches.reports))

    def _bet(self) -> None:
        """Ask for odds on what is most open, where anything is."""
        week = self.war.week
        known = self.dispatches
        lines = known.lines(), known.reported_lines()
        possible = list(candidates(known.seat, week, self.war.weeks, known.happened, *lines))
        found = chosen(self.war, self.seat.name, possible, self._about)
        if found is None:
            return
        bet, chance = found
        answer = self._saved_bet(bet)
        if answer is None:
            self._must_be_open(f"a bet of {bet.on.isoformat()}")
            odds = self._asking.odds(bet.text)
            answer = self._keep(Answer(date=bet.on.isoformat(), odds=odds, asked=bet.text))
        self.pace.bet(week - 1)
        self._about[bet.about] += 1
        assert answer.odds is not None
        made = MadeBet(bet, answer.odds, chance)
        self.bets.append(made)
        self._open.append(made)

    def _saved_bet(self, bet: Bet) -> Answer | None:
        if self._position >= len(self.save.answers):
            return None
        answer = self.save.answers[self._position]
        if (answer.date, answer.decision, answer.choice, answer.asked) != (bet.on.isoformat(), "", "", bet.text):
            raise self._unfit(f"a bet of {bet.on.isoformat()}, {bet.text}")
        if answer.odds is None:
            raise self._unfit(f"a bet of {bet.on.isoformat()}, {bet.text}")
        self._position += 1
        return answer

    def _chosen(self, put: Put) -> str:
        answer = self._saved_choice(put)
        if answer is None:
            self.voice.say("\n".join(["", briefing(put), ""]))
            choice = self._asking.choice(put)
            answer = self._keep(Answer(date=put.day.isoformat(), decision=put.point.id, choice=choice))
        return answer.choice

    def _saved_choice(self, put: Put) -> Answer | None:
        save = self.save
        if self._position >= len(save.answers):
            self._must_be_open(f"{put.point.id} on {put.day.isoformat()}")
            return None
        answer = save.answers[self._position]
        fits = (answer.date, answer.decision) == (put.day.isoformat(), put.point.id)
        if not (fits and answer.choice in put.legal and answer.odds is None and not answer.asked):
            raise self._unfit(f"{put.point.id} on {put.day.isoformat()}")
        self._position += 1
        return answer

    def _must_be_open(self, asked: str) -> None:
        """Refuse a saved war that says that it is finished where it holds no answer."""
        if self.save.finished:
            raise InputError(f"{self.save.path}: says that its war is finished, and holds no answer for {asked}.")

    def _keep(self, answer: Answer) -> Answer:
        self.save.answers.append(answer)
        self._position += 1
        if self.voice.again:
            self.save.write()
        return answer

    def _say(self, text: str) -> None:
        """Show what is told between questions, save where it was shown before the war was left."""
        if self._position >= len(self.save.answers) and not self.save.finished:
            self.voice.say(text)

    def _unfit(self, met: str) -> InputError:
        answer = self.save.answers[self._position]
        return InputError(
            f"{self.save.path}: answer {self._position + 1} ({answer.told}) does not fit the war, which has come to "
            f"{met}."
        )


def own_points(game: Game) -> list[DecisionPoint]:
    """Return the decisions that are put to the person."""
    return [point for point in points_of(game.nation) if game.decisions == "all" or decision(point.id).main]


def war_of(game: Game, ask: Ask) -> War:
    """Return the one-world war of a game, whose decisions are put to `ask`."""
    setup = game.scenario.setup
    usual = DECIDERS[dict(setup.deciders).get(game.nation, DEFAULT)]
    maker = human(ask, usual, [point.id for point in own_points(game)])
    return War(setup, game.seed, np.array([game.world], dtype=np.int64), deciders={game.nation: maker})
