"""The command `regret`: what courses were held to bring, what they brought, what knowing was worth."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Decision, Quiet, Seed, Worlds, day, folder
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line


@app.command(epilog="Example: crossroads regret historical --on 1941-08-09 --worlds 400 --out results/regret")
@interruptible
def regret(
    scenario: Annotated[
        str, typer.Argument(help=f"{A_SCENARIO}; its own orders on the decision are set aside.")
    ] = "historical",
    decision: Decision = None,
    on: Annotated[
        dt.date | None,
        day("on", "Day of a dated meeting on the decision; by default that of the question.", metavar="DAY"),
    ] = None,
    worlds: Worlds = 400,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/regret-SCENARIO-DAY")] = None,
    quiet: Quiet = False,
) -> None:
    """Take each course of a decision in turn and set what came beside what was imagined.

    The decision is the one that the scenario's question turns over: for most, Japan's course. It also tells what
    knowing the truth would have been worth, for Japan's course that about Soviet strength or the American reaction. An
    interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.scenario.scenario import load_scenario
        from crossroads.studies.regret import figure as plot
        from crossroads.studies.regret import study as lab

        chosen = load_scenario(scenario)
        meeting = on or lab.question_for(chosen, decision).day
        with new_folder(out, f"results/regret-{chosen.name}-{meeting}") as target:
            made = lab.regret(
                chosen,
                decision=decision,
                on=meeting,
                worlds=worlds,
                seed=seed,
                out=target,
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    from crossroads.studies.regret.page import page

    say(page(made))
    say(closing("regret", target))
