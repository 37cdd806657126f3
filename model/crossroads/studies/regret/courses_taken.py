"""Every course taken in turn at one conference, in the same worlds with the same luck, and held to for two years.

The runs differ in nothing before the conference and in nothing but Japan's order on it: at all later conferences Japan
keeps to its course, as the staff papers suppose. Worlds in which some course was not open on the day are left out.
What came is counted by the same staff, over as many weeks from the same day, and weighed by the same interests:

- Where a paper holds a chance (a German victory, America's entry, a Soviet blow in the rear), the count holds what
  happened. Wars that came are in the weeks of war; they are not counted a second time as a risk.
- A south that spares America is charged with the war that America then made, and with having lost the first blow in it.
- What no count can replace (trust in an ally, confidence in the fleet, the pact, honour) keeps the day's value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from crossroads.engine import War
from crossroads.errors import InputError
from crossroads.evidence.parameters import Parameters
from crossroads.minds.council import Council
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.deciders.bench import Bench, Maker
from crossroads.minds.deciders.catalogue import DEFAULT, maker
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.minds.forced import meeting_day
from crossroads.minds.imagining.forward import Way, add_step, dry_of
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.imagining.subject import Lanes, Start
from crossroads.minds.setup import Force, Setup
from crossroads.minds.view import View
from crossroads.nations.japan.imagined import JapanCourse
from crossroads.world import calendar
from crossroads.world.axes import Array

Floats = NDArray[np.float64]

SUBJECT = JapanCourse()

COURSES: tuple[str, ...] = ("north", "limited", "south", "south_without_us", "wait", "terms")
"""The courses that are compared; a move into Indochina is a step on the way to one of them."""

_QUIET = "wait"
_SEAT = ("japan", "course")


@dataclass(frozen=True, slots=True)
class Conference:
    """One conference on Japan's course, and how far ahead it looked.

    Attributes
    ----------
    point
        The decision.
    week
        The week in which it is held.
    horizon
        Weeks that are imagined, and counted.
    """

    point: DecisionPoint
    week: int
    horizon: int

    @property
    def weeks(self) -> int:
        """Weeks of war from the start to the last that counts."""
        return self.week + self.horizon


@dataclass(frozen=True, slots=True)
class CourseTaken:
    """One course taken: what was known and weighed, and what it was worth in the end; arrays are (world,).

    Attributes
    ----------
    view, legal, council
        The conference: what was seen, what was open (option, world), what it was weighed with; None where Japan's
        course was open in no world.
    worth
        Term -> stakes of what came.
    america, embargo
        1 where America was at war with Japan, or had cut off its oil, by the end.
    garrison, quality
        Soviet men in the Far East on the day, and what a Soviet soldier was worth to a Japanese one.
    """

    view: View | None
    legal: Array
    council: Council | None
    worth: dict[str, Floats]
    america: Floats
    embargo: Floats
    garrison: Floats
    quality: Floats


@dataclass(slots=True)
class _Listener:
    """The seat's own decider, with a note taken of one meeting."""

    decider: Decider
    week: int
    heard: tuple[View, Array, Weighing] | None = field(default=None)

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh as the decider does; remember the conference."""
        weighing = self.decider.weigh(point, view, legal)
        if point.id == SUBJECT.point and view.week == self.week:
            self.heard = (view, legal, weighing)
        return weighing


def course_point() -> DecisionPoint:
    """Return the decision point of Japan's course."""
    return next(point for point in decision_points() if point.id == SUBJECT.point)


def set_aside(setup: Setup) -> int:
    """Return how many of a scenario's own orders on Japan's course have to be set aside."""
    return sum((force.nation, force.decision) == _SEAT for force in setup.forces)


def with_course(setup: Setup, course: str, conference: Conference) -> Setup:
    """Return the setup with a course taken on the day and kept, to the end of what is counted.

    The order applies on that day only and rules nothing out before it, so that what comes before is the same for
    every course.
    """
    day = meeting_day(conference.point, conference.week)
    kept = tuple(force for force in setup.forces if (force.nation, force.decision) != _SEAT)
    taken = Force(*_SEAT, on=day, until=day, option=course, always=True)
    held = Force(*_SEAT, on=calendar.date_of(conference.week + 1), option=_QUIET, always=True)
    return replace(setup, forces=(*kept, taken, held), horizon=calendar.date_of(conference.weeks))


def take(
    setup: Setup,
    course: str,
    conference: Conference,
    seed: int,
    worlds: NDArray[np.int64],
    on_week: Callable[[], None],
) -> CourseTaken:
    """Take one course in a block of worlds and count what came of it.

    Parameters
    ----------
    setup
        The scenario's setup; its own orders on Japan's course are set aside.
    course
        One of `COURSES`.
    conference
        When it is taken.
    seed, worlds
        Seed, and the numbers of the block's worlds.
    on_week
        Called after every week.

    Raises
    ------
    InputError
        Where Japan's decider does not imagine its courses.
    """
    listeners: list[_Listener] = []
    own: Maker = maker(dict(setup.deciders).get(_SEAT[0], DEFAULT))

    def listening(bench: Bench) -> Decider:
        listeners.append(_Listener(own(bench), conference.week))
        return listeners[0]

    war = War(with_course(setup, course, conference), seed, worlds, deciders={_SEAT[0]: listening})
    try:
        for _ in range(conference.week):
            war.step()
            on_week()
        start = Start(war.state, war.orders, war.p, {})
        way, dry = Way.none(len(worlds)), dry_of(war.p)
        for _ in range(conference.horizon):
            war.step()
            add_step(way, war.state, war.flows, 1.0, dry)
            on_week()
        return _accounted(setup, course, conference, war, start, way, listeners[0])
    finally:
        war.release()


def _accounted(
    setup: Setup, course: str, conference: Conference, war: War, start: Start, way: Way, listener: _Listener
) -> CourseTaken:
    nobody = np.zeros(war.state.worlds)
    options = len(conference.point.options)
    view, legal, held = None, np.zeros((options, war.state.worlds)), None
    worth: dict[str, Floats] = {}
    if listener.heard is not None:
        view, legal, weighing = listener.heard
        held = council_of(weighing, war.state.worlds)
        lanes = Lanes(conference.week, nobody, nobody, {}, {})
        counted = SUBJECT.count(lanes, start, war.state, way, conference.horizon)
        worth = _worth(course, counted, view, war, papers_of(setup.edits).p)
    far_east = start.state.ussr.far_east_trained + start.state.ussr.far_east_green
    politics, now = war.state.politics, war.state.week
    return CourseTaken(
        view=view,
        legal=legal,
        council=held,
        worth=worth,
        america=np.where(politics.week_us_japan <= now, 1.0, 0.0),
        embargo=np.where(politics.week_us_full_embargo <= now, 1.0, 0.0),
        garrison=far_east,
        quality=nobody + war.p["far_east.soviet_quality"] / war.p["far_east.japanese_quality"],
    )


def council_of(weighing: Weighing, worlds: int) -> Council:
    """Return the council that weighed Japan's course, in all worlds of a block.

    Raises
    ------
    InputError
        Where there is none that imagined the courses.
    """
    held = weighing.council_of(np.arange(worlds))
    if held is None or held.terms != SUBJECT.terms:
        raise InputError(
            "scenario: Japan's decider does not imagine its courses, so that nothing can be set against what came; "
            f"allowed in Japan's seat: {DEFAULT}"
        )
    return held


def _worth(course: str, counted: Mapping[str, Array], view: View, war: War, known: Parameters) -> dict[str, Floats]:
    """Return term -> stakes of what came of a course, (world,): the paper's own reckoning with counts in it."""
    state, nobody = war.state, np.zeros(war.state.worlds)
    came: dict[str, Array] = {
        "german_victory": np.where(state.politics.week_ussr_out <= state.week, 1.0, 0.0),
        "mobilised": np.minimum(war.orders.japan_rung, 1.0),
        # What the others did is in the weeks of war.
        "soviet_attack_if_south": nobody,
        "us_attack_if_wait": nobody,
    }
    after = replace(view, features=dict(view.features) | came)
    plan = {"south_without_us": "south_alone"}.get(course, course)
    found = SUBJECT.worth(plan, {name: values[None] for name, values in counted.items()}, after, known)
    result = {name: nobody + value[0] for name, value in found.items()}
    if course == "south_without_us":
        # An America that comes in all the same comes at its own time: the first blow is not Japan's.
        first_blow = known["interest.japan.initiative"] * counted["america_weeks"]
        result["naval_window"] = result["naval_window"] - first_blow
    return result
