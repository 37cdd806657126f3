"""The command `crossroads explain`: decisions on record as council papers, worked out again, and turned."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossroads.cli.guard import interruptible, say
from crossroads.cli.options import FOLDER_READ, Quiet, day
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError
from crossroads.evidence.nation_ids import nation_ids
from crossroads.runs.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from crossroads.runs.run import Run
    from crossroads.runs.tables.ledger import Meeting

NOT_BORNE_OUT = 1
"""Exit code where a record does not bear out its decisions."""


def _world(text: str) -> int:
    if not str(text).isdecimal():
        raise typer.BadParameter(f"world: found {str(text)!r}; a whole number, 0 or more, is needed.")
    return int(text)


@interruptible
def explain(
    folder: Annotated[Path, FOLDER_READ],
    world: Annotated[
        int | None,
        typer.Option(parser=_world, metavar="I", help="World on record; 0, or all of them with --recompute."),
    ] = None,
    nation: Annotated[str | None, typer.Option(metavar="N", help=f"Only decisions of {nation_ids()}.")] = None,
    decision: Annotated[
        str | None, typer.Option(metavar="D", help="Only this decision, such as course or japan.course.")
    ] = None,
    date: Annotated[dt.date | None, day("date", "Only meetings on this day.")] = None,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Work the decisions out again from the record; 1 where one differs.")
    ] = False,
    flip: Annotated[
        bool, typer.Option("--flip", help="Add the smallest change of an interest or a belief that turns each.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Explain decisions on record: who saw what, what each course was imagined to bring, how it was weighed.

    Without --decision and --date it lists the decisions of one world.
    """
    from crossroads.runs.export import load_runs

    if recompute and flip:
        raise InputError("explain: found both --recompute and --flip; at most one of them is allowed.")
    with progress_shown(quiet, late=True) as progress:
        runs = load_runs(folder)
        asked: dict[str, Any] = {"nation": nation, "decision": decision, "date": date}
        if recompute:
            told, sound = _recomputed(runs, {"world": world, **asked}, progress)
        else:
            papers = decision is not None or date is not None
            told, sound = _explained(runs, {"world": world, **asked}, papers or flip, flip, progress), True
    say("\n".join(told) if recompute else "\n\n\n".join(told))
    if not sound:
        raise typer.Exit(NOT_BORNE_OUT)


def _selected(run: Run, asked: dict[str, Any]) -> pd.DataFrame:
    from crossroads.studies.explain.meetings import select

    if run.ledger.empty:
        raise InputError(f"'{run.scenario}' has no decisions on record; run it with --ledger-worlds 1 or more.")
    return select(run.ledger, **asked)


def _recomputed(runs: list[Run], asked: dict[str, Any], progress: Progress) -> tuple[list[str], bool]:
    from crossroads.studies.explain.recompute import recompute
    from crossroads.telling.numbers import wrapped

    told: list[str] = []
    sound = True
    progress.start("decisions", len(runs))
    for run in runs:
        found = recompute(_selected(run, asked))
        sound = sound and not found.mismatches
        told += [
            wrapped(f"{run.scenario}: {sentence}" if not number else sentence, 0, 2)
            for number, sentence in enumerate(found.sentences())
        ]
        progress.advance(1)
    progress.finish()
    return told, sound


def _explained(runs: list[Run], asked: dict[str, Any], papers: bool, flip: bool, progress: Progress) -> list[str]:
    from crossroads.studies.explain.meetings import meetings
    from crossroads.studies.explain.page import contents

    told: list[str] = []
    for run in runs:
        first = int(run.ledger["world"].min()) if len(run.ledger) else 0
        own = asked | {"world": first if asked["world"] is None else asked["world"]}
        chosen = meetings(_selected(run, own))
        if not papers:
            head = f"Decisions of world {own['world']} of {run.scenario}; --decision and --date give their papers."
            told.append(f"{head}\n{contents(chosen)}")
            continue
        told += _papers(run, chosen, flip, progress)
    return told


def _papers(run: Run, chosen: list[Meeting], flip: bool, progress: Progress) -> list[str]:
    from crossroads.scenario.scenario import Scenario
    from crossroads.studies.explain.earlier_meetings import odds_given_earlier, persistence_of
    from crossroads.studies.explain.flip_page import flip_text
    from crossroads.studies.explain.meetings import meetings, point_of, select
    from crossroads.studies.explain.page import paper

    setup = Scenario.from_resolved(run.manifest["scenario"]["resolved"]).setup
    world = int(chosen[0].worlds[0])
    history: dict[str, list[Meeting]] = {}
    told = []
    progress.start(f"{run.scenario}, decisions", len(chosen))
    for meeting in chosen:
        if meeting.point not in history:
            history[meeting.point] = meetings(select(run.ledger, world=world, decision=meeting.point))
        given = None
        if setup.luck and not meeting.forced[0]:
            earlier = [item for item in history[meeting.point] if item.date < meeting.date]
            given = odds_given_earlier(meeting, earlier, persistence_of(point_of(meeting), setup, run.seed, world))
        text = paper(meeting, given)
        told.append(f"{text}\n\n{flip_text(meeting, setup)}" if flip else text)
        progress.advance(1)
    progress.finish()
    return told
