"""The command `tournament`: several deciders in one nation's seat."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, LedgerWorlds, Quiet, Seed, Workers, Worlds, folder, shared
from crossroads.cli.progress import progress_shown
from crossroads.evidence.nation_ids import nation_ids
from crossroads.identity import command_line

EXAMPLE = "crossroads tournament japan --deciders stated_odds,random_legal --worlds 500 --seed 1941"


@app.command(epilog=f"Example: {EXAMPLE}")
@interruptible
def tournament(
    seat: Annotated[str, typer.Argument(help=f"The nation: {nation_ids()}.")],
    deciders: Annotated[
        str,
        typer.Option(metavar="A,B,...", help="Two or more deciders, with commas between; the first to compare with."),
    ],
    scenario: Annotated[str, typer.Option(help=f"{A_SCENARIO}.")] = "historical",
    worlds: Worlds = 1000,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/tournament-SEAT")] = None,
    workers: Workers = None,
    ledger_worlds: LedgerWorlds = 100,
    quiet: Quiet = False,
) -> None:
    """Put several deciders in one nation's seat, in the same worlds, and tell outcomes by decider.

    An interrupted tournament goes on where it stopped when the same command is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.studies.tournament import figure as plot
        from crossroads.studies.tournament import study as lab

        names = [name.strip() for name in deciders.split(",") if name.strip()]
        lab.check_names(seat, names)
        with new_folder(out, f"results/tournament-{seat}") as target:
            made = lab.tournament(
                seat,
                names,
                scenario=scenario,
                worlds=worlds,
                seed=seed,
                ledger_worlds=ledger_worlds,
                out=target,
                workers=shared(workers, worlds),
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )

    say(made.text())
    say(closing("tournament", target))
