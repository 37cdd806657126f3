"""Questions: what is asked of a pair of scenarios, and how it is told; a TOML file of `scenarios/questions`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crossroads.errors import InputError, legible, shown, together
from crossroads.evidence.lever import Dial
from crossroads.evidence.load import dial
from crossroads.evidence.nations import load_nations
from crossroads.evidence.reading import packaged
from crossroads.minds.decision import measure, points_by_id
from crossroads.scenario.asking import asks_of
from crossroads.scenario.files import (
    IN_PLACE,
    QUESTIONS,
    find_question,
    known_questions,
    own_files,
    read,
    stands_in_place,
)
from crossroads.scenario.question_checks import MOST_MAP_DAYS, MOST_PANELS, QuestionTable, kept_faults
from crossroads.scenario.scenario import Scenario, reads_of
from crossroads.scenario.words import borne_in_mind
from crossroads.world import calendar
from crossroads.world.measure import WEEKS, Measure
from crossroads.world.observables import OUTCOMES

CAVEAT = "Model worlds, not history."
"""The sentence under every figure and page of a question that gives none of its own."""

_READ_OFF = dt.date(1941, 12, 7)
"""The day on which it is read off where a question turns no decision over."""

FRONT = "front_"
"""What the names of series of fronts, in km, have in common."""

_HANGS_ON = 3

_WAR = ("front_moscow_axis_km", "soviet_front_strength", "us_distance_to_tokyo_km", "japan_carriers")

_NEUTRAL = "neutral.toml"
"""What is asked of scenarios that no question is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of scenarios, and how it is told.

    Attributes
    ----------
    name, title, text
        The file's name, a heading, and the question itself; the name is '' where no file asks it.
    caveat, caution
        One sentence under every figure, and what pages say at more length.
    decision
        'NATION.DECISION@DAY', the meeting that is turned over; '' where no single decision is asked about.
    read_off
        The day on which the course taken is read off.
    options
        The decision's options in the order in which they are told.
    scenarios
        Names, base first.
    asks
        The headline, in the order of the war.
    answers
        Those of `asks` of which the answer speaks: what the scenarios ask for themselves, else all.
    typical
        What makes a world typical.
    hangs_on
        Measures with a few words each, by which it is told what the answer hangs on.
    titles
        Name of a measure -> words for the lead figure.
    dials
        Parameters that no data pin down.
    panels
        Series that are drawn week by week.
    map_days
        Days of the map, at most `MOST_MAP_DAYS`; none: those that follow from the runs.
    colours
        Scenario -> the colour that figures draw it in.
    resolved
        Everything as JSON can hold it, as manifests keep it.
    path
        The file, None where there is none.
    """

    name: str
    title: str
    text: str
    caveat: str
    caution: str
    decision: str
    read_off: dt.date
    options: tuple[str, ...]
    scenarios: tuple[str, ...]
    asks: tuple[Measure, ...]
    answers: tuple[Measure, ...]
    typical: tuple[Measure, ...]
    hangs_on: tuple[tuple[Measure, str], ...]
    titles: Mapping[str, str]
    dials: tuple[Dial, ...]
    panels: tuple[str, ...]
    map_days: tuple[dt.date, ...]
    colours: Mapping[str, str]
    resolved: dict[str, Any]
    path: Path | None = None

    @property
    def bear_in_mind(self) -> tuple[str, ...]:
        """What stands beside every answer to it: that it is not the project's own, where it bears the name of one."""
        file = self.resolved.get("own_file")
        return borne_in_mind([f"The file {file} {IN_PLACE} question of that name."] if file else [])

    @property
    def point(self) -> str:
        """Id of the decision that is turned over, 'nation.decision'; '' where there is none."""
        return self.decision.partition("@")[0]

    @property
    def nation(self) -> str:
        """Id of the nation whose decision it is; '' where there is none."""
        return self.point.partition(".")[0]

    @property
    def day(self) -> dt.date:
        """The day of the meeting that is turned over; that of the reading where no decision is asked about."""
        return dt.date.fromisoformat(self.decision.partition("@")[2] or self.read_off.isoformat())

    @property
    def course(self) -> str:
        """The column that tells which option each world took; '' where no decision is asked about."""
        told = (outcome.name for outcome in OUTCOMES if self.point and outcome.decision == self.point)
        return next(told, f"{self.point}@{self.read_off}" if self.point else "")

    @property
    def course_title(self) -> str:
        """Words for what `course` tells: "Japan's course at the end of 1941"; '' where no decision is asked about."""
        if not self.point:
            return ""
        ends = (self.read_off.month, self.read_off.day) == (calendar.END_OF_1941.month, calendar.END_OF_1941.day)
        day = f"at the end of {self.read_off.year}" if ends else f"on {calendar.in_words(self.read_off)}"
        return f"{points_by_id()[self.point].title} {day}"

    @property
    def course_day(self) -> dt.date:
        """The day on whose evening `course` tells the option that stands."""
        return (measure(self.course).day if self.course else None) or calendar.END_OF_1941

    @property
    def tells_course(self) -> bool:
        """Whether options taken are told one by one: where a question asks, or every run holds what was taken."""
        return bool(self.course) and bool(self.name or "@" not in self.course)

    @property
    def front(self) -> str:
        """The series of the front that is asked about, in km; where none is, that of the war's main front.

        It is the first that is asked for, that the nation that decides looks at, or that is drawn.
        """
        nation = load_nations()[self.nation].panels if self.nation else []
        asked = [item.outcome.name.partition("@")[0] for item in self.asks]
        return next((name for name in (*asked, *nation, *self.panels) if FRONT in name), _WAR[0])

    @property
    def reads(self) -> tuple[str, ...]:
        """What runs are asked for beside their outcomes."""
        told = (*self.asks, *self.typical, *(item for item, _ in self.hangs_on))
        return reads_of([*(item.name for item in told), *([self.course] if self.course else [])])

    def tells(self, name: str) -> bool:
        """Say whether a measure belongs to this question: that of a decision only where it is asked about."""
        outcome = measure(name).outcome
        return not outcome.decision or outcome.name in {self.course, *(item.outcome.name for item in self.asks)}

    def with_asks_of(self, scenarios: Sequence[Scenario]) -> Question:
        """Return the question with what its scenarios ask for themselves before its own measures.

        The answer speaks of that alone, unless the question names all the scenarios: then it is what was asked.

        Parameters
        ----------
        scenarios
            The scenarios, base first; the base asks nothing here.
        """
        own = [name for scenario in scenarios[1:] for name in asks_of(scenario, self.scenarios)]
        asked = [one.name for name in dict.fromkeys(own) for one in measure(name).each()]
        if not asked:
            return self
        known = {item.name for item in self.asks}
        more = [name for name in asked if name not in known]
        names = {scenario.name for scenario in scenarios}
        answers = {} if names <= set(self.scenarios) else {"answers": asked}
        content = {**self.resolved, "asks": [*more, *self.resolved["asks"]], **answers}
        return self.from_resolved(content, self.path)

    def held_by(self, columns: Iterable[str]) -> Question:
        """Return the question without what runs with these columns of outcomes do not hold."""
        held = set(columns)
        asks, answers, typical = (
            tuple(item for item in items if item.outcome.name in held)
            for items in (self.asks, self.answers, self.typical)
        )
        told = tuple((item, words) for item, words in self.hangs_on if item.outcome.name in held)
        return replace(self, asks=asks, answers=answers or asks, typical=typical, hangs_on=told)

    @classmethod
    def from_kept(cls, content: Mapping[str, Any], kept_in: Path | str) -> Question:
        """Build a question from what a manifest keeps of it, whoever wrote that.

        Raises
        ------
        InputError
            Where it is no question of this version; the message names the file that keeps it.
        """
        try:
            made = cls.from_resolved(content)
            for key, found in kept_faults(content):
                raise InputError(f"{QuestionTable.in_words(key)}: {found.message()}")
            return made
        except (ValueError, KeyError, TypeError) as error:  # names and days that are none; an `InputError` is one
            reason = str(error) if isinstance(error, InputError) else f"found what is no question ({shown(str(error))})"
            allowed = "" if isinstance(error, InputError) else "; allowed: a question as a comparison keeps it"
            raise InputError(f"{kept_in}: 'question': {reason}{allowed}") from error

    @classmethod
    def from_resolved(cls, content: Mapping[str, Any], path: Path | None = None) -> Question:
        """Build a question from what a manifest keeps of it, what is left out worked out.

        Raises
        ------
        InputError
            Where it names what this version does not have.
        """
        turned, _, day = str(content.get("decision") or "").partition("@")
        read_off = dt.date.fromisoformat(content.get("read_off") or day or _READ_OFF.isoformat())
        asks = tuple(one for name in content["asks"] for one in measure(name).each())
        panels = [item.outcome.name.partition("@")[0] for item in asks if item.day and not item.outcome.decision]
        panels += (turned and load_nations()[turned.partition(".")[0]].panels) or _WAR
        options = list(points_by_id()[turned].options) if turned else []
        hangs_on = content.get("hangs_on") or {
            item.name: item.title[0].lower() + item.title[1:] if item.title.startswith("The ") else item.title
            for item in asks[:_HANGS_ON]
        }
        caveat = content.get("caveat") or CAVEAT
        return cls(
            name=content["name"],
            title=legible(content["title"]),
            text=legible(content["text"]),
            caveat=legible(caveat),
            caution=legible(content.get("caution") or caveat),
            decision=content.get("decision") or "",
            read_off=read_off,
            options=tuple(content.get("options") or options),
            scenarios=tuple(content["scenarios"]),
            asks=asks,
            answers=tuple(measure(name) for name in content.get("answers") or ()) or asks,
            typical=tuple(measure(name) for name in content.get("typical") or _typical(asks)),
            hangs_on=tuple((measure(name), words) for name, words in hangs_on.items()),
            titles=content.get("titles") or {},
            dials=tuple(dial(name) for name in content.get("dials") or ()),
            panels=tuple(content.get("panels") or dict.fromkeys(panels))[:MOST_PANELS],
            map_days=tuple(dt.date.fromisoformat(day) for day in content.get("map_days") or ())[:MOST_MAP_DAYS],
            colours=content.get("colours") or {},
            resolved=dict(content),
            path=path,
        )


def _typical(asks: Sequence[Measure]) -> Iterator[str]:
    """Yield by what a world is typical of a question that does not say: how the war stands, then what is asked."""
    yield "verdict"
    names = (
        f"{item.outcome.name}:{WEEKS}" if item.outcome.kind == "date" else item.outcome.name
        for item in asks
        if item.outcome.name != "verdict"
    )
    yield from dict.fromkeys(names)


def load_question(name_or_path: str | Path) -> Question:
    """Read a question.

    Parameters
    ----------
    name_or_path
        A name, looked for in the `questions` beside scenarios; or the path of a TOML file.

    Raises
    ------
    InputError
        If there is no such file, or for the errors in it: one line each, all of the file at once.
    """
    path = find_question(name_or_path)
    try:
        table = QuestionTable.read(read(path), str(path), path)
    except InputError as error:
        raise together(str(error).splitlines()) from None
    content = table.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    own = {"own_file": str(path)} if stands_in_place(path, QUESTIONS) else {}
    return Question.from_resolved({"name": path.stem, **content, **own}, path)


def own_question(name: str) -> Question:
    """Read one of the project's own questions, whatever ./scenarios/questions holds."""
    return load_question((own_files(name, QUESTIONS) or [find_question(name)])[0])


def list_questions() -> list[Question]:
    """Return every question that can be called by name, sorted by name."""
    return [load_question(path) for path in known_questions().values()]


def question_of(scenarios: Sequence[Scenario]) -> Question:
    """Return the question that scenarios are compared by where none was asked for.

    It is the one question that names them all; else the one that they are all about; else what differs between them.

    Parameters
    ----------
    scenarios
        The scenarios, base first.
    """
    names = {scenario.name for scenario in scenarios}
    about = {scenario.about for scenario in scenarios}
    known = []
    # One scenario is named by many questions: only what it is about is asked.
    asked = {name: path for name, path in known_questions().items() if len(names) > 1 or name in about}
    for name, path in asked.items():
        try:
            known.append(load_question(path))
        except InputError:
            if about == {name}:
                raise
    naming = [question for question in known if len(names) > 1 and names <= set(question.scenarios)]
    told = [question for question in known if about == {question.name}]
    for found in (naming, told):
        if len(found) == 1:
            return found[0]
    return neutral(scenarios)


def neutral(scenarios: Sequence[Scenario]) -> Question:
    """Return a question made of what differs between scenarios: the decision forced otherwise, or none."""
    forced = [scenario.resolved["force"] for scenario in scenarios]
    apart = [force for own in forced for force in own if not all(force in other for other in forced)]
    turned = sorted(
        {(str(force.get("on") or force["between"][0]), f"{force['nation']}.{force['decision']}") for force in apart}
    )
    points = {point for _, point in turned}
    nation = points.pop().partition(".")[0] if len(points) == 1 else ""
    plain = packaged(f"scenario/{_NEUTRAL}")
    losses = {outcome.name for outcome in OUTCOMES} & {f"military_losses_{nation}"}
    return Question.from_resolved(
        {
            "name": "",
            "title": " and ".join(scenario.title for scenario in scenarios),
            "text": " ".join(scenario.question for scenario in scenarios[1:] if scenario.question),
            "decision": f"{turned[0][1]}@{turned[0][0]}" if nation else None,
            "scenarios": [scenario.name for scenario in scenarios],
            **plain,
            "asks": [*plain["asks"], *sorted(losses)],
        }
    )


def asked(scenario: Scenario, question: Question) -> Scenario:
    """Return a scenario whose runs also hold what a question asks of them."""
    reads = dict.fromkeys((*scenario.setup.reads, *question.reads))
    late = [name for name in reads if (day := measure(name).day) is not None and day >= scenario.setup.horizon]
    if late:
        raise InputError(
            f"question '{question.title}': found {late[0]}, a day that '{scenario.name}' does not reach; "
            f"allowed: days before {scenario.setup.horizon}"
        )
    return replace(scenario, setup=replace(scenario.setup, reads=tuple(reads)))
