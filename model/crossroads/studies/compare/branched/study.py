"""A world of a finished run stopped on a day, one decision changed, and led on with the same luck.

The world is run again from its first week, with an order that is given on the day and rules nothing out before it
(`turning.branch_of`): so it is the same world to the bit until then. A world is fixed by its number, so nothing of the
run but its scenario and its seed is needed, and the same change can be made in as many of its worlds as are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from crossroads.errors import InputError
from crossroads.minds.decision import points_by_id
from crossroads.runs.ensemble import RUNS, order_of
from crossroads.runs.ensemble import replay as replayed
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.origin import kept_folder
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.run import Replay, Run
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import Place, study_folder
from crossroads.scenario.question import question_of
from crossroads.scenario.scenario import Scenario
from crossroads.statistics.comparing import comparison_table
from crossroads.statistics.exemplars import typical_world
from crossroads.studies.compare.branched.page import page
from crossroads.studies.compare.branched.result import PAGE, Branch
from crossroads.studies.compare.branched.turning import Turned, branch_of, check_day, read_turned
from crossroads.studies.compare.divergence import divergence
from crossroads.studies.compare.given import check_records, what_is_asked
from crossroads.studies.compare.study import Comparison
from crossroads.telling.numbers import as_date
from crossroads.world import calendar

BRANCH_FORMAT = "crossroads branch 1"
"""Marks a folder as this command's; the number rises when the layout changes."""

WAS, GOES = "As it went", "With the change"
"""What the two sides are called."""


def branch(
    run: str | Path | Run,
    *,
    day: dt.date,
    choose: Sequence[str],
    world: int | None = None,
    keep: bool = False,
    worlds: int = 0,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[Branch, Path], object] | None = None,
    command: str = "",
) -> Branch:
    """Lead a world of a finished run on from a day with decisions changed.

    Parameters
    ----------
    run
        A finished run, its folder, or its manifest.
    day
        The day from which it is another world.
    choose
        What is chosen instead, each as 'nation.decision=option', at the first meeting from that day at which it can
        be. What the run's scenario orders of the same decisions from that day on falls away.
    world
        Number of the world; None: the run's typical one.
    keep
        Whether it is chosen at every later meeting too.
    worlds
        Make the same change in so many of the run's worlds, from the first on, and compare; 0: in the one alone.
    out
        Folder to make; it must not exist. Unfinished work stands in `<out>.partial`, and the same call goes on with
        it. None keeps nothing.
    progress
        What is told of it.
    draw
        Called with the result and the folder to write into, before that is put in place.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        Where there is no such run, it was made with other records, it has no such world or day, a nation, decision or
        option is not known, or the option could not be chosen in that world from that day on.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    turned = read_turned(choose)
    finished = finished_run(run)
    base = Scenario.from_resolved(finished.manifest["scenario"]["resolved"], f"run '{finished.scenario}'")
    check_day(day, base, turned)
    _check_worlds(finished, world, worlds)
    scenario = branch_of(base, day, turned, keep=keep)
    plan = study_plan(
        "a branch",
        run=finished.manifest.get("plan"),
        scenario_digest=scenario.digest(),
        world=world,
        worlds=worlds,
    )
    told = progress or Silent()
    with study_folder(out, plan, command=command) as place:
        made = _led_on(finished, base, scenario, day, turned, world, told)
        if worlds:
            made = replace(made, comparison=_in_many(finished, base, scenario, worlds, made.world, place, told))
        if place.target is not None:
            with place.result() as folder:
                if worlds:
                    place.link(RUNS, folder)
                made.write(folder)
                write_text(folder / PAGE, page(made))
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, command), within=(RUNS,) if worlds else ())
    return made


def finished_run(run: str | Path | Run) -> Run:
    """Return a finished run, itself or that of a folder or manifest.

    Raises
    ------
    InputError
        Where there is none, or its worlds cannot be shown again.
    """
    if isinstance(run, Run):
        return run
    folder = kept_folder(run)
    if folder is None:
        raise InputError(
            f"run: found '{run}', which is no folder of a finished run and no manifest of one; allowed: the folder "
            "that crossroads run has made, or the manifest.json in it"
        )
    made = Run.load(folder)
    check_records(made, f"{folder}: ")
    return made


def _check_worlds(run: Run, world: int | None, worlds: int) -> None:
    if world is not None and not 0 <= world < run.worlds:
        raise InputError(f"world: found {world}; allowed: a number from 0 to {run.worlds - 1}, the worlds of the run")
    if worlds and not 2 <= worlds <= run.worlds:
        raise InputError(f"worlds: found {worlds}; allowed: 0, or from 2 to {run.worlds}, the worlds of the run")


def _led_on(
    run: Run,
    base: Scenario,
    scenario: Scenario,
    day: dt.date,
    turned: tuple[Turned, ...],
    world: int | None,
    progress: Progress,
) -> Branch:
    """Return one world as it went and as it goes on."""
    question = question_of([base])
    number = typical_world(run, question.typical) if world is None else world
    progress.start("the world, twice", 2)
    was = replace(replayed(base, [number], seed=run.seed), title=WAS)
    progress.advance(1)
    goes = replace(replayed(scenario, [number], seed=run.seed), title=GOES)
    progress.advance(1)
    progress.finish()
    carried = tuple(_carried(goes, was, one, day, number) for one in turned)
    story = divergence(was, goes, number, turned[0].point)
    return Branch(scenario, run.title, number, run.seed, day, turned, carried, question, was, goes, story)


def _carried(goes: Replay, was: Replay, turned: Turned, day: dt.date, world: int) -> dt.date:
    """Return the day on which a change was carried out.

    Raises
    ------
    InputError
        Where it never was: the message says what could be chosen when.
    """
    own = _meetings(goes, turned.point, day)
    done = own[own["forced"] & (own["choice"] == turned.option)]
    if len(done):
        return as_date(done["date"].iloc[0])
    could = [
        as_date(row.date).isoformat()
        for row in _meetings(was, turned.point, calendar.START).itertuples()
        if turned.option in _open(row)
    ]
    held = [f"{as_date(row.date)}: {', '.join(_open(row))}" for row in own.head(2).itertuples()]
    then = f"from then on there was to choose on {'; '.join(held)}" if held else "it was not on the table any more"
    raise InputError(
        f"choose: found {turned.point}={turned.option}, which could not be chosen in world {world} from {day} on; "
        f"{then}. As the world went it could be chosen on {', '.join(could) or 'no day'}."
    )


def _open(meeting: Any) -> list[str]:
    """Return the options that could be chosen at a meeting."""
    return [name for name, worth in zip(meeting.options, meeting.utilities, strict=True) if np.isfinite(worth)]


def _meetings(replay: Replay, point: str, day: dt.date) -> Any:
    """Return the meetings on a decision from a day on."""
    nation, decision = point.split(".")
    ledger = replay.ledger
    rows = ledger[(ledger["nation"] == nation) & (ledger["decision"] == decision)]
    return rows[[as_date(date) >= day for date in rows["date"]]]


def _in_many(
    run: Run, base: Scenario, scenario: Scenario, worlds: int, world: int, place: Place, progress: Progress
) -> Comparison:
    """Return the comparison of the run with itself changed, in its first worlds."""
    own = run if worlds == run.worlds else base
    asked = what_is_asked((own, scenario), None)
    order = order_of(
        worlds=worlds,
        seed=run.seed,
        ledger_worlds=asked.number("ledger_worlds", None),
        workers=None,
        progress=progress,
    )
    runs = asked.runs_of(order, place)
    told = world if world < worlds else None
    return Comparison(asked.scenarios, runs, comparison_table(runs), asked.question, None, None, told, "none", {})


def _manifest(made: Branch, command: str) -> dict[str, Any]:
    points = points_by_id()
    return {
        "format": BRANCH_FORMAT,
        "scenario": {
            "name": made.scenario.name,
            "title": made.scenario.title,
            "digest": made.scenario.digest(),
            "resolved": made.scenario.resolved,
        },
        "run": made.run_title,
        "world": made.world,
        "seed": made.seed,
        "from": made.day.isoformat(),
        "chosen": [
            {"decision": one.point, "title": points[one.point].title, "option": one.option, "on": day.isoformat()}
            for one, day in zip(made.turned, made.carried, strict=True)
        ],
        "worlds_compared": 0 if made.comparison is None else made.comparison.runs[0].worlds,
        **hashes(),
        "command": command,
    }
