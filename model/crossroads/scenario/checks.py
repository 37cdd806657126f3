"""What the names in a scenario stand for: meetings of decisions, sources of intelligence, measures."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.world import calendar


@cache
def points_by_id() -> dict[str, DecisionPoint]:
    """Return 'nation.decision' -> its decision point."""
    return {point.id: point for point in decision_points()}


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


def read_measure(text: str) -> object:
    """Read the words of a measure of the war.

    Raises
    ------
    InputError
        Where they are no measure's; the message begins with 'found'.
    """
    if not text.strip():
        raise InputError("found blank text; allowed: the name of a measure")
    return text
