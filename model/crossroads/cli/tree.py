"""The command `tree`: a decision tree drawn from worlds that were run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Quiet, folder, given, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line


@app.command(epilog="Examples: crossroads tree historical --worlds 1000; crossroads tree results/historical")
@interruptible
def tree(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(metavar="RUN|SCENARIO", help=f"The folder of a finished run; or {A_SCENARIO}, which is run."),
    ],
    levels: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="What the tree asks, level by level, a TOML file; by default that of the question."
        ),
    ] = None,
    worlds: Annotated[int, whole("worlds", 1, "Number of worlds of a scenario; a finished run has its own.")] = 1000,
    seed: Annotated[int, whole("seed", 0, "Seed of all luck of a scenario.")] = 1941,
    least: Annotated[
        int | None, whole("least", 1, "Merge branches with fewer worlds; by default a fiftieth of all, at least 5.")
    ] = None,
    out: Annotated[str | None, folder("results/tree-NAME")] = None,
    quiet: Quiet = False,
) -> None:
    """Draw a decision tree: who turned where, in how many of 100 worlds, and what it came to for the nation.

    An interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.studies.strategy.tree import figure as plot
        from crossroads.studies.strategy.tree import study as lab
        from crossroads.studies.strategy.tree.page import page

        with new_folder(out, f"results/tree-{Path(source).stem}") as target:
            made = lab.tree(
                source,
                levels=levels,
                worlds=worlds if given(context, "worlds") else None,
                seed=seed if given(context, "seed") else None,
                least=least,
                out=target,
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    say(page(made))
    say(closing("tree", target))
