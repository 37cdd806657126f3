"""What Japan imagined of each course, what the world gave, and what knowing better would have been worth.

At one conference every course is taken in turn, in the same worlds with the same luck. What was imagined comes from
the council; what the world gave is counted two years later by the same interests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from crossroads.deciders.bench import Bench
from crossroads.deciders.catalogue import DEFAULT, maker
from crossroads.deciding import choice, council
from crossroads.deciding.council import Council
from crossroads.deciding.decider import Decider, Weighing
from crossroads.deciding.decision import DecisionPoint, decision_points
from crossroads.deciding.setup import Force, Setup
from crossroads.deciding.view import View
from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.imagining.deliberation import SUBJECTS, convene, papers_of
from crossroads.imagining.forward import Way, add_step, dry_of
from crossroads.imagining.japan_course import JapanCourse
from crossroads.imagining.subject import Lanes, Start
from crossroads.world import calendar
from crossroads.world.axes import Array

Floats = NDArray[np.float64]

COURSES: tuple[str, ...] = ("north", "limited", "south", "south_without_us", "wait", "terms")
"""The courses that are compared; a move into Indochina is a step on the way to one of them."""

_SOVIET, _AMERICA = "Soviet strength", "American reaction"
_CONFIDENCE = 0.95


@dataclass(slots=True)
class _Heard:
    """What a listening decider heard at the conference."""

    view: View | None = None
    legal: Array | None = None
    weighing: Weighing | None = None


@dataclass(slots=True)
class _Listener:
    """The seat's own decider, with a note taken of one meeting."""

    decider: Decider
    week: int
    heard: _Heard = field(default_factory=_Heard)

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh as the decider does; remember the conference."""
        weighing = self.decider.weigh(point, view, legal)
        if point.id == JapanCourse.point and view.week == self.week:
            self.heard = _Heard(view, legal, weighing)
        return weighing


@dataclass(frozen=True, slots=True)
class Regret:
    """What was imagined and what came of it.

    Attributes
    ----------
    matrix
        One row a course: course, imagined, imagined_low, imagined_high (mean and 80 % of worlds, by belief),
        by_truth (imagined with true beliefs), realised, realised_low, realised_high, worlds. National stakes: the
        factions' interests by their power, 0 = as on the day.
    values
        One row a piece of knowledge: knowledge, gain, low, high (95 % interval), stakes.
    """

    scenario: str
    on: dt.date
    worlds: int
    seed: int
    matrix: pd.DataFrame
    values: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Taken:
    """One course taken: the conference, and what it was worth two years later, (world,)."""

    heard: _Heard
    realised: Floats
    america: Floats
    garrison: Floats
    """Soviet men in the Far East on the day, which Japan did not know."""
    war: War


def conference(on: dt.date) -> int:
    """Return the week of one of the conferences on Japan's course.

    Raises
    ------
    InputError
        Where none was held on that day.
    """
    point = _point()
    if on not in point.dates:
        days = ", ".join(day.isoformat() for day in point.dates)
        raise InputError(f"on: found {on.isoformat()}; allowed: the conferences of 1941: {days}")
    return calendar.week_of(on)


def regret(
    name: str,
    setup: Setup,
    *,
    on: dt.date,
    worlds: int,
    seed: int,
    done: Callable[[int], None] | None = None,
) -> Regret:
    """Take every course at one conference and compare what was imagined with what came.

    Parameters
    ----------
    name, setup
        The scenario.
    on
        Day of a conference of 1941 on Japan's course.
    worlds, seed
        Size and seed of the run.
    done
        Called with the number of courses finished.

    Raises
    ------
    InputError
        Where no conference was held on that day, or Japan's course is not open on it.
    """
    week = conference(on)
    taken: dict[str, _Taken] = {}
    for index, course in enumerate(COURSES):
        taken[course] = _take(setup, course, on, week, worlds, seed)
        if done is not None:
            done(index + 1)
    matrix, values = _compared(taken, setup)
    return Regret(name, on, worlds, seed, matrix, values)


def _point() -> DecisionPoint:
    return next(point for point in decision_points() if point.id == JapanCourse.point)


def _take(setup: Setup, course: str, on: dt.date, week: int, worlds: int, seed: int) -> _Taken:
    kept = tuple(force for force in setup.forces if (force.nation, force.decision) != ("japan", "course"))
    force = Force("japan", "course", on=on, option=course, always=course == "wait")
    subject = SUBJECTS[JapanCourse.point]
    papers = papers_of(setup.edits)
    horizon = int(papers.p["staff.course.horizon_weeks"])
    listeners: list[_Listener] = []

    def listening(bench: Bench) -> Decider:
        listeners.append(_Listener(maker(DEFAULT)(bench), week))
        return listeners[0]

    end_day = calendar.date_of(week + horizon + 1)
    changed = replace(setup, forces=(*kept, force), horizon=max(setup.horizon, end_day))
    war = War(changed, seed, np.arange(worlds), deciders={"japan": listening})
    for _ in range(week):
        war.step()
    garrison = war.state.ussr.far_east_trained + war.state.ussr.far_east_green
    war.step()
    start = Start(war.state, war.orders, war.p, {})
    way, dry = Way.none(worlds), dry_of(war.p)
    for _ in range(horizon):
        war.step()
        add_step(way, war.state, war.flows, 1.0, dry)
    heard = listeners[0].heard
    if heard.view is None:
        raise InputError(f"on: Japan's course is open in no world on {on.isoformat()}")
    lanes = Lanes(week, np.zeros(worlds), np.zeros(worlds), {}, {})
    counted = subject.count(lanes, start, war.state, way, horizon)
    realised = _worth(subject, course, counted, heard, war, papers.p)
    return _Taken(heard, realised, np.where(way.america > 0, 1.0, 0.0), garrison, war)


def _worth(subject: object, course: str, counted: dict[str, Array], heard: _Heard, war: War, known: object) -> Floats:
    """Return the national stakes of what came of a course, (world,)."""
    assert isinstance(subject, JapanCourse) and heard.view is not None
    facts = {
        "german_victory": (war.state.politics.week_ussr_out <= war.state.week).astype(np.float64),
        "soviet_attack_if_south": (war.state.politics.week_ussr_attacks_japan <= war.state.week).astype(np.float64),
        # What America did in fact is in the weeks of war.
        "us_attack_if_wait": np.zeros(war.state.worlds),
    }
    view = replace(heard.view, features=dict(heard.view.features) | facts)
    plan = {"south_without_us": "south_alone"}.get(course, course)
    rows = {name: values[None] for name, values in counted.items()}
    found = subject.worth(plan, rows, view, known)  # type: ignore[arg-type]
    held = _council(heard)
    total = np.zeros(war.state.worlds)
    for faction in range(len(held.factions)):
        for term, label in enumerate(held.terms):
            total = total + held.power[faction] * held.weights[faction, term] * found[label][0]
    return total


def _council(heard: _Heard) -> Council:
    assert heard.weighing is not None
    worlds = heard.weighing.log_odds.shape[-1]
    held = heard.weighing.council_of(np.arange(worlds))
    if held is None:
        raise InputError("regret: Japan's decider imagines nothing; allowed: the deliberating decider in Japan's seat")
    return held


def _national(held: Council) -> Floats:
    """Return the factions' utilities by power, (option, world)."""
    own = council.by_faction(held)
    total = np.zeros(own.shape[1:])
    for index in range(len(held.factions)):
        total = total + held.power[index] * own[index]
    return total


def _compared(taken: dict[str, _Taken], setup: Setup) -> tuple[pd.DataFrame, pd.DataFrame]:
    first = taken[COURSES[0]]
    assert first.heard.legal is not None and first.heard.view is not None
    where = np.flatnonzero((first.heard.legal.max(axis=0) > 0) & _all_legal(taken))
    if len(where) == 0:
        raise InputError("on: in no world is every course open on that day; an earlier conference is needed")
    held = _council(first.heard)
    realised = {course: taken[course].realised[where] for course in COURSES}
    councils = {"believed": held, **_with_knowledge(taken, setup, held)}
    by_belief, by_truth = _national(held), _national(councils["both"])
    rows = []
    for course in COURSES:
        index = held.options.index(course)
        imagined, truth = by_belief[index, where], by_truth[index, where]
        low, high = np.quantile(imagined, (0.1, 0.9))
        worst, best = np.quantile(realised[course], (0.1, 0.9))
        rows.append(
            (course, imagined.mean(), low, high, truth.mean(), realised[course].mean(), worst, best, len(where))
        )
    names = ["course", "imagined", "imagined_low", "imagined_high", "by_truth"]
    matrix = pd.DataFrame(rows, columns=[*names, "realised", "realised_low", "realised_high", "worlds"])
    return matrix, _worth_of_knowing(councils, realised, where)


def _all_legal(taken: dict[str, _Taken]) -> NDArray[np.bool_]:
    options = list(_point().options)
    legal = taken[COURSES[0]].heard.legal
    assert legal is not None
    return np.asarray(np.all([legal[options.index(course)] > 0 for course in COURSES], axis=0))


def _with_knowledge(taken: dict[str, _Taken], setup: Setup, held: Council) -> dict[str, Council]:
    """Return the council held again with true beliefs of Soviet strength, of the American reaction, and of both."""
    heard, war = taken[COURSES[0]].heard, taken[COURSES[0]].war
    assert heard.view is not None and heard.legal is not None
    papers = papers_of(setup.edits)
    men = taken[COURSES[0]].garrison
    soviet = {
        "soviet_far_east_divisions": men / papers.p["view.men_a_soviet_division"],
        "soviet_quality": war.p["far_east.soviet_quality"] / war.p["far_east.japanese_quality"] + 0.0 * men,
    }
    america = {
        "us_inseparable": taken["south_without_us"].america,
        "us_attack_if_wait": taken["wait"].america,
    }
    known = {_SOVIET: soviet, _AMERICA: america, "both": soviet | america}
    result = {}
    for name, facts in known.items():
        view = replace(heard.view, features=dict(heard.view.features) | facts)
        subject = SUBJECTS[JapanCourse.point]
        measures = papers.measures(subject, view, heard.legal)
        fresh = convene(subject, _point(), measures, view, papers.p, papers.p)
        result[name] = replace(held, values=fresh.values)
    return result


def _worth_of_knowing(
    councils: dict[str, Council], realised: dict[str, Floats], where: NDArray[np.int64]
) -> pd.DataFrame:
    """Return how much more the chosen courses would have brought, had Japan known."""
    outcome = np.stack([realised[course] for course in COURSES])

    def brought(held: Council) -> Floats:
        rows = [held.options.index(course) for course in COURSES]
        odds = council.utilities(held)[rows][:, where] / held.temperature[where]
        result: Floats = (choice.probabilities(odds, np.ones_like(odds)) * outcome).sum(axis=0)
        return result

    base = brought(councils["believed"])
    reach = float(norm.ppf(0.5 + _CONFIDENCE / 2.0))
    rows = []
    for name in (_SOVIET, _AMERICA, "both"):
        gain = brought(councils[name]) - base
        error = reach * gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else np.nan
        rows.append((name, gain.mean(), gain.mean() - error, gain.mean() + error))
    return pd.DataFrame(rows, columns=["knowledge", "gain", "low", "high"])
