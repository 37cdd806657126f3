"""The command `finding-out`: what knowing the truth of each thing would have been worth to each nation."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Quiet, Seed, Worlds, folder
from crossroads.cli.progress import progress_shown
from crossroads.evidence.nation_ids import nation_ids
from crossroads.identity import command_line


@app.command(
    "finding-out", epilog="Example: crossroads finding-out historical --nation japan --worlds 200 --out results/known"
)
@interruptible
def finding_out(
    scenario: Annotated[str, typer.Argument(help=f"{A_SCENARIO}.")] = "historical",
    nation: Annotated[
        list[str] | None, typer.Option(metavar="N", help=f"Only this nation, of {nation_ids()}; may be repeated.")
    ] = None,
    worlds: Worlds = 100,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/finding-out-SCENARIO")] = None,
    quiet: Quiet = False,
) -> None:
    """Tell each nation the truth about each thing that it did not know, and count what that gains it.

    An interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.scenario.scenario import load_scenario
        from crossroads.studies.strategy.knowing import figure as plot
        from crossroads.studies.strategy.knowing import study as lab
        from crossroads.studies.strategy.knowing.page import page

        chosen = load_scenario(scenario)
        with new_folder(out, f"results/finding-out-{chosen.name}") as target:
            made = lab.knowing(
                chosen,
                nations=nation or (),
                worlds=worlds,
                seed=seed,
                out=target,
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    say(page(made))
    say(closing("finding-out", target))
