"""The command `mechanisms`: pull what the documents speak of, one by one, and see what moves."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import Quiet, Seed, Worlds, folder, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line


@app.command(epilog="Example: crossroads mechanisms S02 S20 --worlds 500 --out results/mechanisms")
@interruptible
def mechanisms(
    names: Annotated[
        list[str] | None, typer.Argument(help="Mechanisms by id, such as S20; by default all.", metavar="[ID]...")
    ] = None,
    worlds: Worlds = 500,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/mechanisms")] = None,
    workers: Annotated[
        int | None, whole("workers", 1, "Processes, 1 or more; by default this one, with a thread for each processor.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Pull mechanisms of the documents in paired worlds, and hold what moved against what was stated before any run.

    An interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.studies.mechanisms import study as lab
        from crossroads.studies.mechanisms.page import write

        with new_folder(out, "results/mechanisms") as target:
            made = lab.pulled(
                names or (),
                worlds=worlds,
                seed=seed,
                out=target,
                workers=workers,
                progress=progress,
                command=command_line(),
                draw=write,
            )
    say(made.text())
    say(closing("mechanisms", target))
