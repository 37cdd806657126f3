"""What a nation imagined of each course, what the world gave, and what knowing better would have been worth.

At one meeting every course is taken in turn, in the same worlds with the same luck, and kept (`courses_taken`).
What was imagined comes from the council; what the world gave is counted two years later and weighed by the same
interests (`accounts`). Stakes are the nation's: the factions' interests by their power, 0 = as on the day.

What this cannot tell:

- Whether the interests were good ones. What no count can replace has the value that was given to it on the day, on both
  sides; nothing after the weeks that are counted counts.
- What the nation would have done next. It keeps to its course, as the papers suppose; later turns are not played.
- What it could have known. The truth is told in the pieces of the subject's `knowledge` alone, and none comes with the
  dates at which things happen.
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

from crossroads.engine import SUBJECTS, staff_papers
from crossroads.errors import InputError
from crossroads.minds import choice
from crossroads.minds.deciders.catalogue import DEFAULT
from crossroads.minds.decision import NATIONS, points_by_id
from crossroads.minds.forced import meeting_day
from crossroads.minds.imagining.realised import RealisedSubject
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.question import Question
from crossroads.scenario.question_asked import question_about
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics.intervals import wilson
from crossroads.statistics.paired import paired_difference
from crossroads.studies.regret.accounts import BELIEVED, Accounts, accounts, as_arrays, from_arrays
from crossroads.studies.regret.courses_taken import Conference
from crossroads.studies.regret.page import page
from crossroads.studies.regret.result import PAGE, Regret
from crossroads.telling import vocabulary
from crossroads.telling.numbers import frequency
from crossroads.world import calendar
from crossroads.world.axes import Floats, whole

REGRET_FORMAT = "crossroads regret 2"
"""Marks a folder as this command's; the number rises when the layout changes."""

HEAVIER = 8
"""Times the memory of a plain run's world: several wars and their councils, and an interruption costs them all."""

BYTES_A_WORLD = 3_300
"""What its part holds of a world: what each course was imagined to bring, and brought."""

HINDSIGHT = "everything, luck included"
"""The yardstick: in each world the course that brought most in it."""


_BAND = (0.1, 0.9)


def question_for(scenario: Scenario, decision: str | None = None) -> Question:
    """Return the question that is looked at, whose decision can be accounted for.

    Raises
    ------
    InputError
        Where there is no such decision, or what came of it cannot be counted; the message names those of which it can.
    """
    able = [name for name, subject in SUBJECTS.items() if isinstance(subject, RealisedSubject)]
    return question_about(scenario, decision, able, "no count of what came (its subject has no method `realised`)")


def conference(decision: str, on: dt.date, scenario: Scenario) -> Conference:
    """Return one of the dated meetings on a decision that can be accounted for.

    Raises
    ------
    InputError
        Where none was held on that day.
    """
    subject, point = SUBJECTS[decision], points_by_id()[decision]
    assert isinstance(subject, RealisedSubject)
    if on not in point.dates:
        days = ", ".join(day.isoformat() for day in point.dates)
        meetings = vocabulary.decision(decision).regret.meetings
        raise InputError(f"on: found {on.isoformat()}; allowed: the {meetings}: {days}")
    horizon = int(
        whole(staff_papers(scenario.setup.edits, scenario.setup.prelude).p[f"staff.{point.name}.horizon_weeks"])
    )
    return Conference(subject, point, calendar.week_of(on), horizon)


def regret(
    scenario: Given = "historical",
    *,
    decision: str | None = None,
    on: dt.date | None = None,
    worlds: int = 400,
    seed: int = 1941,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[Regret, Path], object] | None = None,
    command: str = "",
) -> Regret:
    """Take every course at one meeting and compare what was imagined with what came.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file. Its own orders on the decision are set aside.
    decision
        The decision, 'nation.decision'; None: the one that the scenario's question turns over.
    on
        Day of a meeting on it; None: that of its question.
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
        Where what came of the decision cannot be counted, no meeting was held on that day, the decision is not open on
        it, the nation's decider imagines nothing, or the target exists.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    chosen = as_scenario(scenario)
    number, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    question = question_for(chosen, decision)
    day = on or question.day
    meeting = conference(question.point, day, chosen)
    plan = study_plan(
        "a regret",
        scenario=chosen.name,
        scenario_digest=chosen.digest(),
        decision=question.point,
        on=day.isoformat(),
        worlds=number,
        seed=luck,
    )
    with study_folder(out, plan, command=command) as place:
        kept = _run(chosen, meeting, range(number), luck, place.work, progress or Silent())
        made = _told(chosen, question, meeting, luck, number, kept)
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                write_text(folder / PAGE, page(made))
                named = {} if decision is None else {"decision": decision}
                if draw is not None:
                    draw(made, folder)
                seal(folder, {**_manifest(made, chosen, command), **named})
    return made


def _told(
    scenario: Scenario, question: Question, meeting: Conference, seed: int, worlds: int, kept: Accounts
) -> Regret:
    on = meeting_day(meeting.point, meeting.week)
    if len(kept.worlds) == 0:
        raise InputError(
            f"on: on {on.isoformat()} every course is open in {frequency(0, worlds)}; an earlier "
            f"{vocabulary.decision(question.point).regret.meeting}, or more worlds, are needed"
        )
    return Regret(
        scenario=scenario.name,
        title=scenario.title,
        decision=question.point,
        caveat=question.caveat,
        bear_in_mind=scenario.bear_in_mind,
        on=on,
        horizon_weeks=meeting.horizon,
        worlds=worlds,
        seed=seed,
        compared=len(kept.worlds),
        until=scenario.setup.horizon,
        set_aside=sum(meeting.concerns(force) for force in scenario.setup.forces),
        matrix=_matrix(kept, meeting.subject),
        values=_worth_of_knowing(kept, meeting.subject),
        terms=_by_term(kept, meeting.subject),
    )


def _run(scenario: Scenario, meeting: Conference, worlds: range, seed: int, work: Path, progress: Progress) -> Accounts:
    check_room(study_need(len(worlds), BYTES_A_WORLD), work)
    until = calendar.date_of(meeting.weeks)
    wars = len(meeting.subject.compared)
    cell = Cell(scenario.name, scenario.setup, until, wars=wars)
    measure = functools.partial(_measured, meeting=meeting)
    design = Design((cell,), worlds, seed, block_worlds(HEAVIER), measure)
    found = carry_out(design, work, progress=progress, label=f"{scenario.name}: {wars} courses")
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
        "until": made.until.isoformat(),
        "worlds": made.worlds,
        "worlds_compared": made.compared,
        "seed": made.seed,
        "orders_on_the_course_set_aside": made.set_aside,
        "deciders": {nation: deciders.get(nation, DEFAULT) for nation in NATIONS},
        **hashes(),
        "command": command,
    }


def _odds(kept: Accounts, known: str) -> Floats:
    """Return the odds of the courses among themselves, (course, world)."""
    appeal = kept.appeal[known]
    return choice.probabilities(appeal, np.ones_like(appeal))


def _matrix(kept: Accounts, subject: RealisedSubject) -> pd.DataFrame:
    imagined, truth, realised = (stakes.sum(axis=1) for stakes in (kept.imagined, kept.by_truth, kept.realised))
    odds, best = _odds(kept, BELIEVED), realised.argmax(axis=0)
    rows: list[dict[str, Any]] = []
    for index, course in enumerate(subject.compared):
        row: dict[str, Any] = {"course": course, "imagined": imagined[index].mean()}
        row["imagined_low"], row["imagined_high"] = np.quantile(imagined[index], _BAND)
        row |= {"by_truth": truth[index].mean(), "realised": realised[index].mean()}
        row["realised_low"], row["realised_high"] = np.quantile(realised[index], _BAND)
        row["worlds"] = len(kept.worlds)
        gap = paired_difference(realised[index], imagined[index], share=False)
        row |= dict(zip(("gap", "gap_low", "gap_high"), gap.interval, strict=True))
        row |= {"odds": odds[index].mean(), "best": (best == index).mean()}
        ended = kept.undefeated[index]
        row["undefeated"] = ended.mean()
        unknown = bool(np.isnan(ended).any())
        bounds = (np.nan, np.nan) if unknown else wilson(int(ended.sum()), len(ended))
        row["undefeated_low"], row["undefeated_high"] = bounds
        rows.append(row)
    return pd.DataFrame(rows)


def _by_term(kept: Accounts, subject: RealisedSubject) -> pd.DataFrame:
    columns = {"imagined": kept.imagined, "by_truth": kept.by_truth, "realised": kept.realised}
    rows = [
        {"course": course, "term": term} | {name: float(values[row, place].mean()) for name, values in columns.items()}
        for row, course in enumerate(subject.compared)
        for place, term in enumerate(subject.terms)
    ]
    return pd.DataFrame(rows)


def _worth_of_knowing(kept: Accounts, subject: RealisedSubject) -> pd.DataFrame:
    """Return how much more the chosen courses would have brought, had it been known; luck of choice averaged out."""
    realised = kept.realised.sum(axis=1)
    base = (_odds(kept, BELIEVED) * realised).sum(axis=0)
    gains = {name: (_odds(kept, name) * realised).sum(axis=0) - base for name in subject.knowledge}
    gains[HINDSIGHT] = realised.max(axis=0) - base
    pairs = {name: paired_difference(gain, np.zeros_like(gain), share=False) for name, gain in gains.items()}
    rows = [(name, *pair.interval) for name, pair in pairs.items()]
    return pd.DataFrame(rows, columns=["knowledge", "gain", "low", "high"])
