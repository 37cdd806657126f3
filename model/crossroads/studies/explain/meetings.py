"""Meetings on record, each of one world: found by world, nation, decision and day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.minds.decision import NATIONS, DecisionPoint, decision_points, near_name, points_by_id
from crossroads.runs.tables.ledger import Meeting
from crossroads.runs.tables.ledger_table import grouped

MOST_DAYS_NAMED = 12
"""So many days of meetings are named where none was held on the day asked for."""


def known_point(name: str) -> DecisionPoint:
    """Return the decision 'nation.name' that a ledger names.

    Raises
    ------
    InputError
        Where this version does not know it.
    """
    if (point := points_by_id().get(name)) is None:
        raise InputError(f"the ledger names a decision that this version does not know: {name}.")
    return point


def point_of(meeting: Meeting) -> DecisionPoint:
    """Return the decision point that a meeting is of.

    Raises
    ------
    InputError
        Where this version does not have the decision or one of its options.
    """
    point = known_point(meeting.point)
    if not set(meeting.options) <= set(point.options) or (meeting.choice < 0).any():
        raise InputError(f"the ledger names options of {point.id} that this version does not know.")
    return point


def phrase(meeting: Meeting, option: int) -> str:
    """Return the words of an option, as in "Japan X"."""
    return point_of(meeting).options[meeting.options[option]]


def likeliest(meeting: Meeting) -> int:
    """Return the place of the option with the greatest odds, in the first world."""
    return int(np.argmax(meeting.probabilities[:, 0]))


def meetings(ledger: pd.DataFrame) -> list[Meeting]:
    """Return every meeting of a ledger, each of one world, in its order.

    Raises
    ------
    InputError
        Where a meeting is not of this version (see `point_of`).
    """
    found: dict[int, Meeting] = {}
    for places, meeting in grouped(ledger if "council" in ledger else ledger.assign(council=None)):
        point_of(meeting)
        found |= {place: meeting.take(position) for position, place in enumerate(places)}
    return [found[place] for place in sorted(found)]


def select(
    ledger: pd.DataFrame,
    *,
    world: int | None = None,
    nation: str | None = None,
    decision: str | None = None,
    date: dt.date | None = None,
) -> pd.DataFrame:
    """Return the rows of a ledger that are asked for, in its order.

    Parameters
    ----------
    ledger
        A run's ledger.
    world, nation, decision, date
        What the rows must have; None = any. A decision is written 'name' or 'nation.name'.

    Raises
    ------
    InputError
        Where no such world, nation, decision or day is on record; the message says which are.
    """
    rows = ledger
    if world is not None:
        rows = rows[rows["world"] == world]
        if rows.empty:
            raise InputError(f"world: found {world}; the decisions on record are those of {_worlds(ledger)}.")
    nation, decision = _checked(nation, decision)
    for column, wanted in (("nation", nation), ("decision", decision)):
        rows = rows if wanted is None else rows[rows[column] == wanted]
    if rows.empty and len(ledger):
        raise InputError(
            f"{'.'.join(part for part in (nation, decision) if part)}: no such meeting is on record there."
        )
    if date is not None:
        held, rows = rows, rows[rows["date"] == pd.Timestamp(date)]
        if rows.empty:
            raise InputError(f"date: no such meeting was held on {date.isoformat()}{_days(held)}.")
    return rows


def _checked(nation: str | None, decision: str | None) -> tuple[str | None, str | None]:
    if decision is not None and "." in decision:
        owner, decision = decision.split(".", 1)
        if nation not in (None, owner):
            raise InputError(f"decision: found '{owner}.{decision}', which is not a decision of '{nation}'.")
        nation = owner
    if nation is not None and nation not in NATIONS:
        raise InputError(f"nation: found '{nation}'{near_name(nation)}; allowed: {', '.join(NATIONS)}.")
    names = [point.name for point in decision_points() if nation in (None, point.nation)]
    if decision is not None and decision not in names:
        raise InputError(f"decision: found '{decision}'{near_name(decision, names)}; allowed: {', '.join(names)}.")
    return nation, decision


def _worlds(ledger: pd.DataFrame) -> str:
    numbers = ledger["world"].unique()
    return f"worlds {numbers.min()} to {numbers.max()}" if len(numbers) else "no world"


def _days(held: pd.DataFrame) -> str:
    days = sorted(set(held["date"]))
    shown = ", ".join(day.date().isoformat() for day in days[:MOST_DAYS_NAMED])
    return f"; days on record: {shown}{' and later' if len(days) > MOST_DAYS_NAMED else ''}" if days else ""
