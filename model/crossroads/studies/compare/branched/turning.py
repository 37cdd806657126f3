"""What is changed in a world that is led on: which decisions, from which day, and the scenario that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossroads.errors import LONGEST_NAME, InputError, listing, nearest, shown
from crossroads.minds.decision import NATIONS, near_name, points_by_id, points_of
from crossroads.scenario.scenario import SETTINGS, Scenario
from crossroads.telling import vocabulary
from crossroads.telling.numbers import day as in_words
from crossroads.telling.numbers import listed
from crossroads.world import calendar

SUFFIX = "_branched"
"""What the name of a branch's scenario has behind that of its run."""

FORM = "NATION.DECISION=OPTION, such as japan.course=north"


@dataclass(frozen=True, slots=True)
class Turned:
    """One decision that is changed.

    Attributes
    ----------
    point
        Id of the decision, 'nation.decision'.
    option
        What is chosen instead.
    """

    point: str
    option: str

    @property
    def title(self) -> str:
        """Who chooses what, in a few words: 'Japan: north, in full'."""
        nation = vocabulary.nation(self.point.partition(".")[0]).names.short
        return f"{nation}: {vocabulary.option(self.point, self.option)}"


def read_turned(texts: Sequence[str]) -> tuple[Turned, ...]:
    """Read what is chosen instead, each decision once.

    Raises
    ------
    InputError
        Where a nation, a decision or an option is not known, or one decision is named twice.
    """
    if not texts:
        raise InputError(f"choose: found nothing; allowed: {FORM}")
    found = tuple(_read(text) for text in texts)
    points = [one.point for one in found]
    for point in points:
        if points.count(point) > 1:
            raise InputError(f"choose: found {point} twice; allowed: each decision once")
    return found


def _read(text: str) -> Turned:
    name, equals, option = text.partition("=")
    nation, dot, _ = name.partition(".")
    if not equals or not dot:
        raise InputError(f"choose: found {shown(text)}; allowed: {FORM}")
    if nation not in NATIONS:
        hint = near_name(nation)
        raise InputError(f"choose: nation: found {shown(nation)}; allowed: {listing(NATIONS)}{hint}")
    if name not in points_by_id():
        known = [point.id for point in points_of(nation)]
        raise InputError(f"choose: decision: found {shown(name)}; allowed: {listing(known)}{nearest(name, known)}")
    options = points_by_id()[name].options
    if option not in options:
        hint = nearest(option, options)
        raise InputError(f"choose: {name}: option: found {shown(option)}; allowed: {listing(options)}{hint}")
    return Turned(name, option)


def check_day(day: dt.date, base: Scenario, turned: Sequence[Turned]) -> None:
    """Refuse a day on which a run cannot be stopped, or after which a decision never meets.

    Raises
    ------
    InputError
        Where the day lies outside the run, or a decision meets no more from it on.
    """
    horizon = base.setup.horizon
    if not calendar.START <= day < horizon:
        raise InputError(f"from: found {day}; allowed: a day from {calendar.START} to before {horizon}, the run's end")
    for one in turned:
        point = points_by_id()[one.point]
        weeks = range(calendar.week_of(day), calendar.weeks_until(horizon))
        if point.any_week or any(point.meets_in(week) for week in weeks):
            continue
        last = max(calendar.date_of(week) for week in range(calendar.week_of(day)) if point.meets_in(week))
        raise InputError(f"from: found {day}, after which {one.point} meets no more; allowed: a day to {last}")


def branch_of(base: Scenario, day: dt.date, turned: Sequence[Turned], *, keep: bool) -> Scenario:
    """Return the scenario of a run with decisions changed from a day on, and nothing before it.

    Parameters
    ----------
    base
        The scenario of the run.
    day
        The day from which it is another one. Orders given on it rule nothing out before it; what the base still orders
        of the same decisions from then on is withdrawn.
    turned
        What is chosen instead, at the first meeting from that day at which it can be.
    keep
        Whether it is chosen again at every later meeting.
    """
    stop = day.isoformat()
    points = {one.point for one in turned}
    kept = [_withdrawn(force, stop, points) for force in base.resolved["force"]]
    orders = [_order(one, stop, keep=keep) for one in turned]
    title = f"{listed([one.title for one in turned])}, from {in_words(day)}"
    content = {
        **base.resolved,
        "name": base.name[: LONGEST_NAME - len(SUFFIX)] + SUFFIX,
        "title": title,
        "extends": base.name,
        "base": {key: base.resolved[key] for key in SETTINGS},
        "force": [*kept, *orders],
    }
    return Scenario.from_resolved(content)


def _order(turned: Turned, stop: str, *, keep: bool) -> dict[str, Any]:
    nation, decision = turned.point.split(".")
    told = {"nation": nation, "decision": decision, "on": stop, "option": turned.option, "given": stop}
    return told | ({"always": True} if keep else {})


def _withdrawn(force: dict[str, Any], stop: str, points: set[str]) -> dict[str, Any]:
    """Return an order of the base, withdrawn on a day where it is of a decision that is changed from then on."""
    if f"{force['nation']}.{force['decision']}" not in points:
        return force
    return {**force, "withdrawn": min(stop, force.get("withdrawn", stop))}
