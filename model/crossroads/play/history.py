"""What the four nations decided in fact, until 11 December 1941, beside the decisions of the model."""

from __future__ import annotations

import datetime as dt

from crossroads.evidence.history.recorded import recorded_decisions
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders.human import Put
from crossroads.telling.numbers import day
from crossroads.telling.vocabulary import decision

LAST = dt.date(1941, 12, 11)
"""The last day that is compared with what happened: after it the model's wars go their own way."""

NEAR_DAYS = 14
"""A recorded decision within so many days of a meeting is told beside it."""


def in_fact(put: Put) -> str:
    """Return a sentence on what was decided in fact nearest to a meeting; '' after `LAST`."""
    if put.day > LAST:
        return ""
    rows = recorded_decisions()
    nation, called = load_nations()[put.point.nation].names.short, decision(put.point.id).recorded
    rows = rows[(rows["nation"] == nation) & (rows["decision"] == called)]
    found = [
        (abs((row_day - put.day).days), row_day, str(choice))
        for row_day, choice in zip(rows["date"].dt.date, rows["choice"], strict=True)
        if abs((row_day - put.day).days) <= NEAR_DAYS and row_day <= LAST
    ]
    if not found:
        return "In fact: no decision on record near this day."
    _, when, choice = min(found)
    return f"In fact ({day(when)}): {choice}."
