"""What Japan imagined of each course, what the world gave, and what knowing better would have been worth.

At one conference every course is taken in turn, in the same worlds with the same luck, and kept (`courses_taken`).
What was imagined comes from the council; what the world gave is counted two years later and weighed by the same
interests (`accounts`). Stakes are the nation's: the factions' interests by their power, 0 = as on the day.

What this cannot tell:

- Whether the interests were good ones. What no count can replace (the pact, honour, trust in an ally, confidence in the
  fleet) has the value that Tokyo gave it on the day, on both sides; nothing after the two years counts.
- What Japan would have done next. It keeps to its course, as the papers suppose; later turns are not played.
- What it could have known. The truth is told about Soviet strength (the garrison, its worth, the call-up behind it) and
  about the American reaction (whether America would come in, whether it would cut off the oil): how the war between
  Germany and the USSR would go stays a belief. No piece comes with the dates at which things happen.
- That America might attack a Japan that waits: no rule of the model lets it, so that this fear is never borne out.
- How another table would have used the truth. Knowing more of one thing can make a choice worse while other beliefs are
  wrong, so a gain may be negative.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.evidence.load import records_hash
from crossroads.minds import choice
from crossroads.minds.deciders.catalogue import DEFAULT
from crossroads.minds.decision import NATIONS
from crossroads.minds.imagining.papers import papers_of
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.ensemble import as_scenario, whole_number
from crossroads.runs.manifest import study_plan, versions
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.scenario.scenario import Scenario
from crossroads.statistics.intervals import mean_interval
from crossroads.studies.regret.accounts import (
    AMERICA,
    BELIEVED,
    BOTH,
    SOVIET,
    Accounts,
    accounts,
    as_arrays,
    from_arrays,
)
from crossroads.studies.regret.courses_taken import COURSES, SUBJECT, Conference, Floats, course_point, set_aside
from crossroads.studies.regret.page import page
from crossroads.studies.regret.result import PAGE, Regret
from crossroads.world import calendar

REGRET_FORMAT = "crossroads regret 1"
"""Marks a folder as this command's; the number rises when the layout changes."""

ON = dt.date(1941, 8, 9)
"""The conference that is looked at where nothing is said."""

HEAVIER = 40
"""Times the memory of a plain run's world: six wars and their councils are held, and an interruption costs them all."""

HINDSIGHT = "everything, luck included"
"""The yardstick: in each world the course that brought most in it."""


_BAND = (0.1, 0.9)


def conference(on: dt.date, scenario: Scenario) -> Conference:
    """Return one of the conferences of 1941 on Japan's course.

    Raises
    ------
    InputError
        Where none was held on that day.
    """
    point = course_point()
    if on not in point.dates:
        days = ", ".join(day.isoformat() for day in point.dates)
        raise InputError(f"on: found {on.isoformat()}; allowed: the conferences of 1941: {days}")
    horizon = int(papers_of(scenario.setup.edits).p[f"staff.{point.name}.horizon_weeks"])
    return Conference(point, calendar.week_of(on), horizon)


def regret(
    scenario: str | Path | Scenario = "historical",
    *,
    on: dt.date = ON,
    worlds: int = 400,
    seed: int = 1941,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[Regret, Path], object] | None = None,
    command: str = "",
) -> Regret:
    """Take every course at one conference and compare what was imagined with what came.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file. Its own orders on Japan's course are set aside.
    on
        Day of a conference of 1941 on Japan's course.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    out
        Folder to make, with the tables, the page and a manifest; it must not exist. Unfinished work stands in
        `<out>.partial`, and the same call goes on with it. None keeps nothing.
    progress
        What is told of it; the unit is the world-week.
    draw
        Called with the result and the folder to write into, before that is put in place.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        Where no conference was held on that day, Japan's course is not open on it, Japan's decider imagines nothing,
        or the target exists.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    chosen = as_scenario(scenario)
    number, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    meeting = conference(on, chosen)
    plan = study_plan(
        "a regret",
        scenario=chosen.name,
        scenario_digest=chosen.digest(),
        on=on.isoformat(),
        worlds=number,
        seed=luck,
    )
    with study_folder(out, plan, command=command) as place:
        kept = _run(chosen, meeting, range(number), luck, place.work, progress or Silent())
        made = _told(chosen, meeting, on, number, luck, kept)
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                (folder / PAGE).write_text(page(made), encoding="utf-8")
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, chosen, command))
    return made


def _told(scenario: Scenario, meeting: Conference, on: dt.date, worlds: int, seed: int, kept: Accounts) -> Regret:
    if len(kept.worlds) == 0:
        raise InputError(
            f"on: on {on.isoformat()} every course is open in no world of {worlds:,}; an earlier conference, or more "
            "worlds, are needed"
        )
    return Regret(
        scenario=scenario.name,
        title=scenario.title,
        on=on,
        horizon_weeks=meeting.horizon,
        worlds=worlds,
        seed=seed,
        compared=len(kept.worlds),
        set_aside=set_aside(scenario.setup),
        matrix=_matrix(kept),
        values=_worth_of_knowing(kept),
        terms=_by_term(kept),
    )


def _run(scenario: Scenario, meeting: Conference, worlds: range, seed: int, work: Path, progress: Progress) -> Accounts:
    until = calendar.date_of(meeting.weeks)
    cell = Cell(scenario.name, scenario.setup, until, wars=len(COURSES))
    measure = functools.partial(_measured, meeting=meeting)
    design = Design((cell,), worlds, seed, block_worlds(HEAVIER), measure)
    found = carry_out(design, work, progress=progress, label=f"{scenario.name}: {len(COURSES)} courses")
    return from_arrays(np.asarray(worlds), found[cell.name])


def _measured(
    cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek, *, meeting: Conference
) -> dict[str, NDArray[Any]]:
    return as_arrays(accounts(cell.setup, meeting, seed, worlds, lambda: on_week(0)), worlds)


def _manifest(made: Regret, scenario: Scenario, command: str) -> dict[str, Any]:
    deciders = dict(scenario.setup.deciders)
    return {
        "format": REGRET_FORMAT,
        "scenario": {"name": made.scenario, "title": made.title, "digest": scenario.digest()},
        "on": made.on.isoformat(),
        "horizon_weeks": made.horizon_weeks,
        "worlds": made.worlds,
        "worlds_compared": made.compared,
        "seed": made.seed,
        "orders_on_the_course_set_aside": made.set_aside,
        "deciders": {nation: deciders.get(nation, DEFAULT) for nation in NATIONS},
        "records_hash": records_hash(),
        "versions": versions(),
        "command": command,
    }


def _odds(kept: Accounts, known: str) -> Floats:
    """Return the odds of the courses among themselves, (course, world)."""
    appeal = kept.appeal[known]
    return choice.probabilities(appeal, np.ones_like(appeal))


def _matrix(kept: Accounts) -> pd.DataFrame:
    imagined, truth, realised = (stakes.sum(axis=1) for stakes in (kept.imagined, kept.by_truth, kept.realised))
    odds, best = _odds(kept, BELIEVED), realised.argmax(axis=0)
    rows: list[dict[str, Any]] = []
    for index, course in enumerate(COURSES):
        row: dict[str, Any] = {"course": course, "imagined": imagined[index].mean()}
        row["imagined_low"], row["imagined_high"] = np.quantile(imagined[index], _BAND)
        row |= {"by_truth": truth[index].mean(), "realised": realised[index].mean()}
        row["realised_low"], row["realised_high"] = np.quantile(realised[index], _BAND)
        row["worlds"] = len(kept.worlds)
        row["gap"], row["gap_low"], row["gap_high"] = mean_interval(realised[index] - imagined[index])
        row |= {"odds": odds[index].mean(), "best": (best == index).mean()}
        rows.append(row)
    return pd.DataFrame(rows)


def _by_term(kept: Accounts) -> pd.DataFrame:
    columns = {"imagined": kept.imagined, "by_truth": kept.by_truth, "realised": kept.realised}
    rows = [
        {"course": course, "term": term} | {name: float(values[row, place].mean()) for name, values in columns.items()}
        for row, course in enumerate(COURSES)
        for place, term in enumerate(SUBJECT.terms)
    ]
    return pd.DataFrame(rows)


def _worth_of_knowing(kept: Accounts) -> pd.DataFrame:
    """Return how much more the chosen courses would have brought, had Japan known; luck of the choice averaged out."""
    realised = kept.realised.sum(axis=1)
    base = (_odds(kept, BELIEVED) * realised).sum(axis=0)
    gains = {name: (_odds(kept, name) * realised).sum(axis=0) - base for name in (SOVIET, AMERICA, BOTH)}
    gains[HINDSIGHT] = realised.max(axis=0) - base
    rows = [(name, *mean_interval(gain)) for name, gain in gains.items()]
    return pd.DataFrame(rows, columns=["knowledge", "gain", "low", "high"])
