"""The command that gives a person a nation's seat."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible
from crossroads.cli.options import Quiet, whole
from crossroads.cli.progress import progress_shown
from crossroads.evidence.nation_ids import nation_ids


@app.command(epilog="Examples: crossroads play japan; crossroads play ussr --world 7 --decisions all")
@interruptible
def play(
    nation: Annotated[
        str | None,
        typer.Argument(help=f"The seat: {nation_ids()}; may be left out with --resume."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            help="A scenario's name, or the path of a TOML file; by default historical. Orders to the seat fall."
        ),
    ] = None,
    seed: Annotated[int | None, whole("seed", 0, "Seed of all luck; by default 1941.")] = None,
    world: Annotated[int | None, whole("world", 0, "Number of the world; by default the classroom world.")] = None,
    decisions: Annotated[
        str | None,
        typer.Option(
            metavar="main|all", help="Which decisions you take; by default main, your council takes the rest."
        ),
    ] = None,
    worlds: Annotated[
        int,
        whole("worlds", 0, "At the end, your world beside N in which the seat decides for itself; 0 leaves this out."),
    ] = 200,
    script: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers, one a line, in place of a terminal's.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File to keep the war in; by default play_NATION_SCENARIO_SEED_WORLD.json."),
    ] = None,
    resume: Annotated[Path | None, typer.Option(metavar="FILE", help="Go on with the war saved in FILE.")] = None,
    quiet: Quiet = False,
) -> None:
    """Take a nation's seat in one world: see what it saw, foresee, choose, and look back at the end.

    A war that was left goes on where it stopped when the same command is given again.
    """
    from crossroads.play.sitting import Seating
    from crossroads.play.sitting import play as sit
    from crossroads.play.voice import voice

    order = Seating(nation, scenario, seed, world, decisions, save, resume, worlds)
    sit(order, voice(script), lambda: progress_shown(quiet))
