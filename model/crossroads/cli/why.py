"""The command `why`: where a number comes from, who disagrees, what reads it, and what it does to the answer."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.cli.options import Quiet, Seed, whole
from crossroads.cli.progress import progress_shown


@app.command(
    epilog="Examples: crossroads why japan.kwantung_strength; crossroads why oil_stock; "
    "crossroads why transfers --worlds 300"
)
@interruptible
def why(
    parameter: Annotated[
        str, typer.Argument(help="A parameter's name, a lever's, a reason's (J03), or something near one of them.")
    ],
    worlds: Annotated[
        int | None,
        whole("worlds", 2, "Pull it from end to end of its range in so many worlds, and tell what that changes."),
    ] = None,
    seed: Seed = 1941,
    question: Annotated[
        str, typer.Option(metavar="Q", help="The question in which it is pulled: a name, or the path of a TOML file.")
    ] = "north_or_south",
    quiet: Quiet = False,
) -> None:
    """Say why a number is what it is: value, range, source, who disagrees, which rule reads it, what moves it.

    Nothing is run unless --worlds is given.
    """
    from crossroads.scenario.files import find_question
    from crossroads.studies.why.named import named
    from crossroads.studies.why.page import page, pulled_page
    from crossroads.telling.documents.columns import within

    asked = named(parameter)
    find_question(question)  # a slip in its name is told, though nothing is pulled
    width = within(shutil.get_terminal_size().columns)
    if worlds is None:
        say(page(asked, width))
        return
    with progress_shown(quiet) as progress:
        from crossroads.studies.why.pulled import pull

        made = pull(asked.record, question=question, worlds=worlds, seed=seed, progress=progress)
    say(page(asked, width, pulled_page(made, width)))
