"""The command `signal`: what a receiver made of a message that was meant, of the same as a bluff, and of none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Quiet, Seed, Worlds, folder
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line


@app.command(epilog="Examples: crossroads signal kantokuen --worlds 200; crossroads signal pledge")
@interruptible
def signal(
    message: Annotated[
        str, typer.Argument(metavar="SIGNAL", help="kantokuen or pledge, or the path of a TOML file.")
    ] = "kantokuen",
    scenario: Annotated[str, typer.Option(help=f"{A_SCENARIO}, in which it is sent.")] = "historical",
    worlds: Worlds = 200,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/signal-SIGNAL")] = None,
    quiet: Quiet = False,
) -> None:
    """Send a message that is meant, the same as a bluff, and none, and read what its receiver believed and did.

    An interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.studies.strategy.signal import figure as plot
        from crossroads.studies.strategy.signal import study as lab
        from crossroads.studies.strategy.signal.page import page

        with new_folder(out, f"results/signal-{Path(message).stem}") as target:
            made = lab.signal(
                message,
                scenario=scenario,
                worlds=worlds,
                seed=seed,
                out=target,
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    say(page(made))
    say(closing("signal", target))
