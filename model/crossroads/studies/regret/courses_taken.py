"""Every course taken in turn at one meeting, in the same worlds with the same luck, and held to.

The runs differ in nothing before the meeting and in nothing but the nation's order on it: at all later ones it keeps to
its course, as the staff papers suppose. Worlds in which some course was not open on the day are left out. What came is
counted by the same staff, over as many weeks from the same day, and weighed by the same interests (`realised`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from crossroads.engine import War, simulate, staff_papers
from crossroads.errors import InputError
from crossroads.minds.council import Council
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.deciders.catalogue import DEFAULT, maker
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.forced import meeting_day
from crossroads.minds.imagining.forward import Way, dry_of, with_step
from crossroads.minds.imagining.realised import RealisedSubject, WarEnded
from crossroads.minds.imagining.subject import Lanes, Start
from crossroads.minds.setup import Force, Setup
from crossroads.minds.view import View
from crossroads.telling import vocabulary
from crossroads.world import calendar
from crossroads.world.axes import Array, Floats, Ints
from crossroads.world.observables import OUTCOME_NAMES


@dataclass(frozen=True, slots=True)
class Conference:
    """One meeting on a decision, and how far ahead it looked.

    Attributes
    ----------
    subject, point
        How the decision is imagined, and what is decided.
    week
        The week in which it is held.
    horizon
        Weeks that are imagined, and counted.
    """

    subject: RealisedSubject
    point: DecisionPoint
    week: int
    horizon: int

    @property
    def weeks(self) -> int:
        """Weeks of war from the start to the last that counts."""
        return self.week + self.horizon

    @property
    def quiet(self) -> str:
        """The option of going on as before."""
        return next(iter(self.point.options))

    def concerns(self, force: Force) -> bool:
        """Say whether a scenario's order is about this decision."""
        return (force.nation, force.decision) == (self.point.nation, self.point.name)


@dataclass(frozen=True, slots=True)
class CourseTaken:
    """One course taken: what was known and weighed, and what it was worth in the end; arrays are (world,).

    Attributes
    ----------
    view, legal, council
        The meeting: what was seen, what was open (option, world), what it was weighed with; None where the decision
        was open in no world.
    worth
        Term -> stakes of what came.
    facts
        What there was to know.
    """

    view: View | None
    legal: Array
    council: Council | None
    worth: dict[str, Array]
    facts: dict[str, Array]


@dataclass(slots=True)
class _Listener:
    """The seat's own decider, with a note taken of one meeting."""

    decider: Decider
    conference: Conference
    heard: tuple[View, Array, Weighing] | None = field(default=None)

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh as the decider does; remember the conference."""
        weighing = self.decider.weigh(point, view, legal)
        if point.id == self.conference.point.id and view.week == self.conference.week:
            self.heard = (view, legal, weighing)
        return weighing


def with_course(setup: Setup, course: str, conference: Conference) -> Setup:
    """Return the setup with a course taken on the day and kept to the end.

    The order applies on that day only and rules nothing out before it, so that what comes before is the same for
    every course.
    """
    day = meeting_day(conference.point, conference.week)
    kept = tuple(force for force in setup.forces if not conference.concerns(force))
    seat = (conference.point.nation, conference.point.name)
    taken = Force(*seat, on=day, until=day, option=course, always=True)
    held = Force(*seat, on=calendar.date_of(conference.week + 1), option=conference.quiet, always=True)
    return replace(setup, forces=(*kept, taken, held))


def take(
    setup: Setup,
    course: str,
    conference: Conference,
    seed: int,
    worlds: Ints,
    on_week: Callable[[], None],
) -> CourseTaken:
    """Take one course in a block of worlds and count what came of it.

    Parameters
    ----------
    setup
        The scenario's setup; its own orders on the decision are set aside.
    course
        One of the subject's `compared`.
    conference
        When it is taken.
    seed, worlds
        Seed, and the numbers of the block's worlds.
    on_week
        Called after every week.

    Raises
    ------
    InputError
        Where the nation's decider does not imagine its courses.
    """
    nation = conference.point.nation
    listeners: list[_Listener] = []
    own: Maker = maker(dict(setup.deciders).get(nation, DEFAULT))

    def listening(bench: Bench) -> Decider:
        listeners.append(_Listener(own(bench), conference))
        return listeners[0]

    counted = replace(with_course(setup, course, conference), horizon=calendar.date_of(conference.weeks))
    war = War(counted, seed, worlds, deciders={nation: listening})
    try:
        for _ in range(conference.week):
            war.step()
            on_week()
        start = Start(war.state, war.orders, war.p, {})
        way, dry = Way.none(len(worlds)), dry_of(war.p)
        for _ in range(conference.horizon):
            war.step()
            way = with_step(way, war.state, war.flows, 1.0, dry)
            on_week()
        return _accounted(setup, course, conference, war, start, way, listeners[0])
    finally:
        war.release()


def undefeated(setup: Setup, course: str, conference: Conference, seed: int, worlds: Ints) -> Floats:
    """Return 1 where the nation is undefeated at the horizon of the setup, having kept to a course, (world,).

    NaN for a nation of which no run tells it.
    """
    told = f"{conference.point.nation}_undefeated"
    if told not in OUTCOME_NAMES:
        return np.full(len(worlds), np.nan)
    ended = simulate(with_course(setup, course, conference), seed, worlds).outcomes[told]
    return np.asarray(ended, dtype=np.float64)


def _accounted(
    setup: Setup, course: str, conference: Conference, war: War, start: Start, way: Way, listener: _Listener
) -> CourseTaken:
    nobody, subject = np.zeros(war.state.worlds), conference.subject
    options = len(conference.point.options)
    view, legal, held = None, np.zeros((options, war.state.worlds)), None
    worth: dict[str, Array] = {}
    if listener.heard is not None:
        view, legal, weighing = listener.heard
        held = council_of(weighing, war.state.worlds, conference)
        lanes = Lanes(conference.week, nobody, nobody, {}, {})
        counted = subject.count(lanes, start, war.state, way, conference.horizon)
        worth = subject.realised(
            course, WarEnded(war.state, war.orders, counted), view, staff_papers(setup.edits, setup.prelude).p
        )
    return CourseTaken(view, legal, held, worth, subject.facts(start.state, war.state, war.p))


def council_of(weighing: Weighing, worlds: int, conference: Conference) -> Council:
    """Return the council that weighed the decision, in all worlds of a block.

    Raises
    ------
    InputError
        Where there is none that imagined the courses.
    """
    held = weighing.council_of(np.arange(worlds))
    if held is None or held.terms != conference.subject.terms:
        nation = vocabulary.nation(conference.point.nation).names.long
        raise InputError(
            f"scenario: {nation}'s decider does not imagine its courses, so that nothing can be set against what came; "
            f"allowed in {nation}'s seat: {DEFAULT}"
        )
    return held
