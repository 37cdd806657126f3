"""The days of the map: those of the question, else the first blow, the end of its year, a year after, and the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.telling import fans
from crossroads.world import calendar

STRUCK = 4
"""Weeks after which the first blow shows on the ground."""

YEAR = 52
HALF = 0.5


def days_of(runs: Sequence[Run], question: Question) -> tuple[dt.date, ...]:
    """Return the days of the map, at most four.

    They are the question's own. Where it names none: four weeks after the first blow, the last week of that year, a
    year after the blow, and the last week in which half of the worlds that ever fight on the question's front still do.
    The first blow is the median day on which that front opens, of the scenario in which it does so first (of those in
    which it opens in half of the worlds), or the meeting that is turned over, where that comes later.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked.
    """
    if question.map_days:
        return question.map_days
    last = min(len(fans.dates(run)) for run in runs) - 1
    blow = min(max(_opens(runs, question.front), calendar.week_of(question.day)), last)
    turn = calendar.week_of(dt.date(calendar.date_of(blow).year, 12, 31))
    weeks = [blow + STRUCK, turn, blow + YEAR, _ends(runs, question.front)]
    kept: list[int] = []
    for week in weeks:
        if week <= last and (not kept or week > kept[-1]):
            kept.append(week)
    return tuple(calendar.date_of(week) for week in kept or [last])


def _opens(runs: Sequence[Run], front: str) -> int:
    """Return the week in which a front opens first, by the median of a scenario; 0 where it opens in too few worlds."""
    found = []
    for run in runs:
        opened = fans.open_worlds(run, front)
        ever = opened.any(axis=0)
        if ever.mean() >= HALF:
            found.append(int(np.median(opened.argmax(axis=0)[ever])))
    return min(found, default=0)


def _ends(runs: Sequence[Run], front: str) -> int:
    """Return the last week in which half of the worlds that ever fight on a front do, in any scenario."""
    last = 0
    for run in runs:
        opened = fans.open_worlds(run, front)
        fighting = opened.sum(axis=1)
        ever = int(opened.any(axis=0).sum())
        if ever >= HALF * run.worlds and (fighting >= HALF * ever).any():
            last = max(last, int(np.flatnonzero(fighting >= HALF * ever)[-1]))
    return last or min(len(fans.dates(run)) for run in runs) - 1
