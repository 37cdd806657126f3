"""The command `regret`: what Japan's courses were held to bring, what they brought, what knowing was worth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import free_name_suggested, interruptible
from crossroads.cli.options import Quiet, Seed, Worlds, day
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line

if TYPE_CHECKING:
    from crossroads.studies.regret.result import Regret

DEFAULT_DAY = dt.date(1941, 8, 9)


@app.command(epilog="Example: crossroads regret historical --on 1941-08-09 --worlds 400 --out results/regret")
@interruptible
def regret(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario's name, or the path of a TOML file; its own orders on Japan's course are set aside."
        ),
    ] = "historical",
    on: Annotated[
        dt.date,
        day(
            "on",
            "Day of a conference of 1941 on Japan's course; by default 1941-08-09.",
            metavar="DAY",
            show_default=False,
        ),
    ] = DEFAULT_DAY,
    worlds: Worlds = 400,
    seed: Seed = 1941,
    out: Annotated[str | None, typer.Option(help="Folder to make; by default results/regret-SCENARIO-DAY.")] = None,
    quiet: Quiet = False,
) -> None:
    """Take each of Japan's courses in turn and set what came beside what was imagined.

    It also tells what knowing Soviet strength, or the American reaction, would have been worth. An interrupted command
    goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.scenario.files import find
        from crossroads.studies.regret import study as lab

        default = f"results/regret-{find(scenario).stem}-{on.isoformat()}"
        target = Path(out if out is not None else default)
        with free_name_suggested(target):
            made = lab.regret(
                scenario,
                on=on,
                worlds=worlds,
                seed=seed,
                out=default if out is None else out,
                progress=progress,
                draw=_draw,
                command=command_line(),
            )
    from crossroads.cli.pages import closing
    from crossroads.studies.regret.page import page
    from crossroads.studies.regret.result import FIGURE, KNOWLEDGE, MATRIX, PAGE, TERMS

    typer.echo(page(made))
    files = [
        (MATRIX, "each course: imagined, by truth, what came, the gap"),
        (KNOWLEDGE, "what knowing would have been worth"),
        (TERMS, "the stakes of each course, term by term"),
        (PAGE, "the page above"),
        (f"{FIGURE}.png", "the figure, also as SVG"),
    ]
    typer.echo(closing(str(target), files))


def _draw(made: Regret, folder: Path) -> None:
    from crossroads.studies.regret import figure as plot
    from crossroads.studies.regret.result import FIGURE
    from crossroads.telling import style

    figure = plot.figure(made.matrix, made.values, worlds=made.worlds, scenario=made.title, on=made.on)
    style.save(figure, folder / FIGURE, plot.description(made.matrix, made.on, made.title))
