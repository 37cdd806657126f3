"""The command `ask`: a hypothesis of the documents, all of them, or a question in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.cli.options import Quiet, Seed, Workers, shared, whole
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError
from crossroads.identity import command_line

if TYPE_CHECKING:
    from crossroads.studies.ask.nearest import Heard

DEFAULT_PAGE = "results/hypotheses.md"


@app.command(
    epilog='Examples: crossroads ask H12; crossroads ask all --worlds 2000; crossroads ask "would Japan go north '
    'without the oil embargo"'
)
@interruptible
def ask(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="H01 ... | all | WORDS",
            help="Names of hypotheses, or paths of their files; all; or a question in plain words.",
        ),
    ] = None,
    worlds: Annotated[
        int, whole("worlds", 2, "Number of worlds, from 2 to 10,000,000; each is fought twice in every arm.")
    ] = 2000,
    seed: Seed = 1941,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.md",
            help=f"Page to write, with table and figure beside it; for all by default {DEFAULT_PAGE}.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a page that stands already.")] = False,
    workers: Workers = None,
    listed: Annotated[bool, typer.Option("--list", help="List the hypotheses instead.")] = False,
    quiet: Quiet = False,
) -> None:
    """Answer a hypothesis of the documents: three sentences, intervals, a verdict and what would decide it.

    An interrupted command that writes a page goes on where it stopped when it is given again. The page of all stands in
    results/hypotheses.md and is made anew each time; one named by --out is not written over without --force.
    """
    asked = [text for text in what or [] if text.strip()]
    if listed == bool(asked):
        raise InputError("ask: found neither or both of a hypothesis and --list; exactly one is needed.")
    if listed:
        _list()
        return
    with progress_shown(quiet) as progress:
        from crossroads.studies.ask import nearest, study
        from crossroads.studies.ask.result import HypothesisAnswers
        from crossroads.studies.ask.writing import files_of

        if len(asked) > 1 and not all(map(nearest.is_named, asked)):
            asked = [" ".join(asked)]
        of_all = asked == [study.ALL]
        if len(asked) == 1 and not of_all and not nearest.is_named(asked[0]):
            found = nearest.heard(asked[0])
            if found.near.kind == nearest.SCENARIO:
                _tell_scenario(found)
                return
        page = out or (DEFAULT_PAGE if of_all else None)
        made = study.ask(
            asked[0],
            *asked[1:],
            worlds=worlds,
            seed=seed,
            out=page,
            force=force or out is None,  # the command's own page is made anew; another is written over only if told to
            workers=shared(workers, worlds),
            progress=progress,
            command=command_line(),
        )
    if isinstance(made, HypothesisAnswers) and not of_all:
        say("\n\n".join(each.text() for each in made))
    else:
        say(made.text())
    if page is not None:
        say("\nWritten: " + ", ".join(str(path) for path in files_of(Path(page))))


def _tell_scenario(found: Heard) -> None:
    """Say which scenario is meant, and how it is compared: that is another command's work."""
    from crossroads.telling.numbers import wrapped

    name = found.near.name
    say(wrapped(f"{found.told}", 0, 2))
    say(f"What it asks:      {command_line('show', name)}")
    say(f"What it changes:   {command_line('compare', found.base, name)}")


def _list() -> None:
    from crossroads.studies.ask.study import load_titles
    from crossroads.telling.numbers import wrapped

    for name, title, text in load_titles():
        say(wrapped(f"{name}  {title}: {text}", 0, 5))
