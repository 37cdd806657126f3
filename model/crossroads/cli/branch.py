"""The command `branch`: a world of a finished run stopped on a day, a decision changed, and led on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import Quiet, day, folder, whole
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError
from crossroads.identity import command_line


@app.command(
    epilog="Example: crossroads branch results/historical --world 41 --from 1941-08-09 --choose japan.course=north"
)
@interruptible
def branch(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The folder of a finished run, or its manifest.")],
    from_: Annotated[dt.date | None, day("from", "The day on which the world is stopped.", flag="--from")] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NATION.DECISION=OPTION",
            help="What is chosen instead, at the first meeting from that day at which it can be; may be repeated.",
        ),
    ] = None,
    world: Annotated[int | None, whole("world", 0, "Number of the world; by default the run's typical one.")] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Choose it at every later meeting too; else the nation is free again.")
    ] = False,
    worlds: Annotated[
        int, whole("worlds", 0, "Change it in the first N worlds of the run too, and compare; 0: in the one alone.")
    ] = 0,
    all_worlds: Annotated[bool, typer.Option("--worlds-all", help="Change it in all worlds of the run too.")] = False,
    out: Annotated[str | None, folder("results/branch-RUN-DAY")] = None,
    quiet: Quiet = False,
) -> None:
    """Stop a world of a finished run on a day, change a decision, and lead it on with the same luck.

    Until that day nothing differs, to the bit; from then on both courses are told side by side. An interrupted
    command goes on where it stopped when it is given again.
    """
    if from_ is None:
        raise InputError("from: found nothing; allowed: --from with the day on which the world is stopped")
    with progress_shown(quiet) as progress:
        from crossroads.runs.storage.files import check_name
        from crossroads.studies.compare.branched import figure as plot
        from crossroads.studies.compare.branched import study as lab
        from crossroads.studies.compare.branched.page import page

        if out is not None:  # the default name hangs on the run, which is long to read
            check_name(out)
        finished = lab.finished_run(run)
        with new_folder(out, f"results/branch-{finished.scenario}-{from_}") as target:
            made = lab.branch(
                finished,
                day=from_,
                choose=choose or [],
                world=world,
                keep=keep,
                worlds=finished.worlds if all_worlds else worlds,
                out=target,
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    say(page(made))
    say(closing("branch", target))
