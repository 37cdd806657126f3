"""What the four nations decided in fact, until 11 December 1941, beside the decisions of the model."""

from __future__ import annotations

import datetime as dt

from crossroads.evidence.recorded import recorded_decisions
from crossroads.minds.deciders.human import Put
from crossroads.telling.numbers import day

LAST = dt.date(1941, 12, 11)
"""The last day that is compared with what happened: after it the model's wars go their own way."""

NEAR_DAYS = 14
"""A recorded decision within so many days of a meeting is told beside it."""

_RECORDED: dict[str, tuple[str, str]] = {
    "japan.course": ("Japan", "course"),
    "japan.mobilisation": ("Japan", "course"),
    "ussr.transfers": ("USSR", "send Far Eastern troops west"),
    "germany.main_effort": ("Germany", "main effort in the east"),
    "germany.promise": ("Germany", "promise support against the US"),
    "germany.war_on_us": ("Germany", "war on the US"),
    "united_states.trade": ("United States", "trade with Japan"),
    "united_states.aid_to_ussr": ("United States", "aid to the USSR"),
}
"""Decision -> nation and decision as the record calls them."""


def in_fact(put: Put) -> str:
    """Return a sentence on what was decided in fact nearest to a meeting; '' after `LAST`."""
    if put.day > LAST:
        return ""
    rows = recorded_decisions()
    nation, decision = _RECORDED.get(put.point.id, ("", ""))
    rows = rows[(rows["nation"] == nation) & (rows["decision"] == decision)]
    found = [
        (abs((row_day - put.day).days), row_day, str(choice))
        for row_day, choice in zip(rows["date"].dt.date, rows["choice"], strict=True)
        if abs((row_day - put.day).days) <= NEAR_DAYS and row_day <= LAST
    ]
    if not found:
        return "In fact: no decision on record near this day."
    _, when, choice = min(found)
    return f"In fact ({day(when)}): {choice}."
