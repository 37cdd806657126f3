"""The command `report-card`: how far the model can be trusted, on one page, misses first."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, say
from crossroads.cli.options import Quiet, Seed, Workers, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line

WORLDS = {"default": 1000, "least": 20}
"""The shipped number and the least allowed; a test holds that it is the library's, which is loaded only when needed."""


@app.command("report-card", epilog="Example: crossroads report-card --worlds 1000 --out docs/reference")
@interruptible
def report_card(
    worlds: Annotated[int, whole("worlds", WORLDS["least"], "Worlds of the main run, 20 to 10,000.")] = WORLDS[
        "default"
    ],
    seed: Seed = 1941,
    out: Annotated[
        str, typer.Option(help="Folder for report_card.md and its figures; an earlier card there is replaced.")
    ] = "docs/reference",
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Write the report card: what the model misses first, what it leaves open, what its answer hangs on.

    It runs the recorded decisions and sets the worlds beside the targets and the reference series; turns single
    causes with every decision held fixed; and sets the numbers that no data settle low and high, south and north.
    An interrupted command goes on where it stopped when it is given again.
    """
    with progress_shown(quiet) as progress:
        from crossroads.runs.asked_numbers import whole_number
        from crossroads.validation.card.card import checked_worlds
        from crossroads.validation.card.drawn import files as drawn
        from crossroads.validation.card.verdict import processes

        checked_worlds(worlds)
        whole_number("seed", seed, 0)
        if workers is not None:
            whole_number("workers", workers, 1)
        card, _ = drawn.report_card(
            out, worlds=worlds, seed=seed, workers=workers or processes(), progress=progress, command=command_line()
        )
    from crossroads.telling.numbers import wrapped

    answers = card.answers
    missed = ", ".join(row.target.id for row in answers.rows if not row.met) or "none"
    say(wrapped(f"Targets met: {answers.met} of {len(answers.rows)}. Missed, the furthest first: {missed}."))
    say("")
    say(closing("report-card", out))
