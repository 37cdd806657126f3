"""What the names in a scenario stand for: meetings of decisions, sources of intelligence, measures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
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
