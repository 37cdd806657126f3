"""What the names in a scenario stand for: meetings of decisions, sources of intelligence, measures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from crossroads.errors import InputError, shown
from crossroads.evidence.load import load_records
from crossroads.evidence.tables import Faults, Key, fault, told
from crossroads.minds.decision import measure, points_by_id
from crossroads.world import calendar


@cache
def meeting_from(point_id: str, day: dt.date) -> dt.date | None:
    """Return the first dated or regular meeting of a decision on or after `day` (None = never again)."""
    point = points_by_id()[point_id]
    days = [date for date in point.dates if date >= day]
    if point.first_regular is not None:
        step = calendar.DAYS_A_WEEK * point.every_weeks
        ahead = max(0, math.ceil((day - point.first_regular).days / step))
        days.append(point.first_regular + dt.timedelta(days=step * ahead))
    return min(days, default=None)


def point_of(force: Mapping[str, Any]) -> str:
    """Return the id of the decision that a forced one is of."""
    return f"{force['nation']}.{force['decision']}"


def replaces(child: Mapping[str, Any], parent: Mapping[str, Any]) -> bool:
    """Say whether a forced decision stands in place of an inherited one.

    It does where both are of one decision and bear the same `on`, or are single orders for the same meeting.
    """
    if point_of(child) != point_of(parent) or "on" not in child or "on" not in parent:
        return False
    if child["on"] == parent["on"]:
        return True
    if child.get("always") or parent.get("always"):
        return False
    meetings = [meeting_from(point_of(child), dt.date.fromisoformat(force["on"])) for force in (child, parent)]
    return meetings[0] is not None and meetings[0] == meetings[1]


def _span(force: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the meetings that an order can bind."""
    if "between" in force:
        first, last = (dt.date.fromisoformat(day) for day in force["between"])
        return first, last
    first = dt.date.fromisoformat(force["on"])
    if force.get("always"):
        return first, dt.date.fromisoformat(force["until"]) if "until" in force else dt.date.max
    last = meeting_from(point_of(force), first) or dt.date.max
    return (first if points_by_id()[point_of(force)].any_week else last), last


def contradict(order: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two orders ask for different things of a meeting that both can bind, whatever their form."""
    if point_of(order) != point_of(other) or all(order.get(key) == other.get(key) for key in ("option", "odds")):
        return False
    spans = _span(order), _span(other)
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    if first > last:
        return False
    meeting = meeting_from(point_of(order), first)
    return points_by_id()[point_of(order)].any_week or (meeting is not None and meeting <= last)


def kept_of(
    inherited: Sequence[Mapping[str, Any]], own: Sequence[Mapping[str, Any]], drops: Collection[str]
) -> list[Mapping[str, Any]]:
    """Return the orders of its base that a file keeps: those it neither drops nor replaces."""
    return [old for old in inherited if point_of(old) not in drops and not any(replaces(force, old) for force in own)]


def force_clashes(own: Mapping[int, Mapping[str, Any]], inherited: Sequence[Mapping[str, Any]]) -> Faults:
    """Find orders of a file, by their places, that cannot stand beside one before them, or one that the base keeps."""
    for place, force in own.items():
        key = ("force", place, "on" if "on" in force else "between")
        before = (
            at for at, other in own.items() if at < place and (replaces(force, other) or contradict(force, other))
        )
        found = f"an order that can bind the same meeting of {point_of(force)} as"
        if (earlier := next(before, None)) is not None:
            yield key, fault(f"{found} [[force]] {earlier + 1}", "one order for a meeting")
        elif any(contradict(force, old) for old in inherited):
            dropped = f'drop_forces = ["{point_of(force)}"] takes the base\'s away'
            yield key, fault(f"{found} one of its base", f"one order for a meeting; {dropped}")


def reliability_record(source: str) -> str:
    """Return the name of the record that holds how reliable a source of intelligence is."""
    return f"intelligence.{source}_reliability"


def intelligence_sources() -> list[str]:
    """Return the names of the sources of intelligence that have such a record."""
    before, after = reliability_record("|").split("|")
    return [
        name.removeprefix(before).removesuffix(after)
        for name, record in load_records().items()
        if record.used and name.startswith(before) and name.endswith(after)
    ]


def measure_faults(key: Key, names: Sequence[str], horizon: dt.date, *, shares: bool = False) -> Faults:
    """Check measures of the war: each is one, none stands twice, and runs reach the day on which it is read off.

    With `shares` a category has to be asked for by its value, since a sentence can hold one number only.
    """
    for place, text in enumerate(names):
        try:
            found = measure(text)
        except InputError as error:
            yield (*key, place), told(error)
            continue
        if text in names[:place]:
            yield (*key, place), fault(f"{shown(text)} a second time", "each measure once")
        if found.day is not None and found.day >= horizon:
            yield (*key, place), fault(f"'{text}'", f"a day before {horizon}, when runs end")
        if shares and found.kind == "category":
            values = " or ".join(f"{text}={value}" for value in found.outcome.categories[:2])
            yield (*key, place), fault(f"'{text}'", f"one of its values, such as {values}")
