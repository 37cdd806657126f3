"""The command `validate`: a run beside a folder of reference series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.documents_checked import documents_checked
from crossroads.cli.guard import closing, free_name_suggested, interruptible, say
from crossroads.cli.options import Quiet, Seed, whole
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError, free_name

if TYPE_CHECKING:
    from crossroads.validation.score.scoring import Validation

STAGES = 3
TABLE, PAGE, FIGURE = "validation.csv", "validation.md", "validation"


@app.command(epilog="Example: crossroads validate results/as_it_happened --against my/series --out results/validation")
@interruptible
def validate(
    run: Annotated[str | None, typer.Argument(help="The folder of a run.", metavar="RUN")] = None,
    against: Annotated[
        str | None,
        typer.Option(
            help="Folder of reference series (CSV: date, series, value, low, high); by default the project's own."
        ),
    ] = None,
    out: Annotated[
        str | None, typer.Option(help="Folder to make; by default a new one, results/validation-RUN.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="The numbers of the five documents that no rule reads, in place of RUN.")
    ] = False,
    worlds: Annotated[int, whole("worlds", 1, "With --documents: worlds of each run, 1 or more.")] = 1000,
    seed: Seed = 1941,
    quiet: Quiet = False,
) -> None:
    """Set a run beside what was recorded: what it misses first, then what it holds.

    Names that are not known and rows outside the run are listed, not refused. With --documents the runs that the
    documents' numbers need are made anew, and nothing is kept of them.
    """
    if documents:
        if run is not None or against is not None:
            given = "a run" if run is not None else "--against"
            raise InputError(f"documents: found {given} beside --documents; allowed: --documents alone")
        documents_checked(worlds, seed, out, quiet=quiet)
        return
    if run is None:
        raise InputError("run: found nothing; allowed: the folder of a run, or --documents in its place")
    with progress_shown(quiet) as progress:
        from crossroads.runs.run import Run
        from crossroads.runs.storage.files import check_name
        from crossroads.validation.score.scoring import validate as judge

        if out is not None:
            check_name(out)
        progress.start("validate", STAGES)
        loaded = Run.load(run)
        usual = Path("results") / f"validation-{Path(run).resolve().name}"
        target = Path(out) if out is not None else free_name(usual) if usual.exists() else usual
        progress.advance(1)
        made = judge(loaded, against)
        progress.advance(2)
        with free_name_suggested(target):
            _write(made, target)
        progress.advance(STAGES)
        progress.finish()
    from crossroads.validation.score.page import text

    say(text(made))
    say("")
    say(closing("validate", target))


def _write(made: Validation, target: Path) -> None:
    from crossroads.runs.export import decimal
    from crossroads.runs.storage.files import whole_folder, write_text
    from crossroads.runs.tables.frames import write_csv
    from crossroads.telling import style
    from crossroads.validation.score import figure as plot
    from crossroads.validation.score.page import page

    with whole_folder(target) as folder:
        write_csv(made.table, folder / TABLE, decimal)
        write_text(folder / PAGE, page(made, f"{FIGURE}.png"))
        style.save(plot.figure(made), folder / FIGURE, plot.description(made))
