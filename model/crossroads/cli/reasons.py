"""The command `reasons`: what Japan's choice owes to each of the documents' reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import free_name_suggested, interruptible
from crossroads.cli.options import Quiet, Seed, Workers, Worlds, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line
from crossroads.minds.imagining.kept_folder import keep_nothing

if TYPE_CHECKING:
    from crossroads.studies.reasons.result import ReasonsTable

FIGURE = "reasons"


@app.command(epilog="Example: crossroads reasons historical --worlds 500 --seed 1941 --out results/reasons")
@interruptible
def reasons(
    scenario: Annotated[
        str, typer.Argument(help="A scenario's name, or the path of a TOML file; it has to leave Japan's course free.")
    ] = "historical",
    worlds: Worlds = 1000,
    seed: Seed = 1941,
    out: Annotated[str | None, typer.Option(help="Folder to make; by default results/reasons-SCENARIO.")] = None,
    shapley: Annotated[
        bool, typer.Option("--shapley/--no-shapley", help="Work out each group's Shapley share too (takes longer).")
    ] = True,
    orders: Annotated[int, whole("orders", 2, "Orders of removal behind the Shapley shares: an even number.")] = 32,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Remove the documents' reasons for Japan's course, alone and together, and tell how its odds change.

    An interrupted command goes on where it stopped when it is given again; so does one with more orders.
    """
    # Each coalition of reasons has numbers of its own: their papers would push out all others and serve nobody again.
    keep_nothing()
    with progress_shown(quiet) as progress:
        from crossroads.scenario.files import find
        from crossroads.studies.reasons.result import PAGE, SHARES, TABLE
        from crossroads.studies.reasons.study import reasons_table

        target = Path(out if out is not None else f"results/reasons-{find(scenario).stem}")
        with free_name_suggested(target):
            made = reasons_table(
                scenario,
                worlds=worlds,
                seed=seed,
                shares=shapley,
                orders=orders,
                out=str(target) if out is None else out,
                workers=workers,
                progress=progress,
                draw=_draw,
                command=command_line(),
            )
    from crossroads.cli.pages import closing
    from crossroads.studies.reasons.page import page

    typer.echo(page(made))
    files = [
        (TABLE, "each reason and each group removed: odds, differences, intervals"),
        (SHARES, "shares of the groups"),
        (PAGE, "the page above"),
        (f"{FIGURE}.png", "the figure, also as SVG"),
    ]
    typer.echo(closing(str(target), files))


def _draw(made: ReasonsTable, folder: Path) -> None:
    from crossroads.studies.reasons import figure as plot
    from crossroads.telling import style
    from crossroads.telling.numbers import signed

    figure = plot.figure(made.drawn, made.shares, worlds=made.worlds, seed=made.seed, scenario=made.title)
    changes = made.reasons["difference_north"].to_numpy()
    strongest = made.reasons.iloc[int(abs(changes).argmax())]
    largest = signed(100 * strongest["difference_north"], 1, bare_zero=False)
    style.save(
        figure,
        folder / FIGURE,
        f"How the odds of Japan going north change when one of the documents' reasons is removed, in "
        f"{made.worlds:,} worlds of '{made.title}'. The largest change, {largest} "
        f"points, comes without this reason: {strongest['title']}.",
    )
