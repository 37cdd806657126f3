"""The command `documents`: what the five documents get wrong, contradict, leave out and claim."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.errors import InputError


@app.command(
    epilog="Examples: crossroads documents; crossroads documents --document 003 --severity high; "
    "crossroads documents --find Moscow --out moscow.md"
)
@interruptible
def documents(
    document: Annotated[str, typer.Option(metavar="NUMBER", help="One document, 000 to 004.")] = "",
    severity: Annotated[str, typer.Option(metavar="S", help="critical, high, medium or low.")] = "",
    kind: Annotated[str, typer.Option(metavar="K", help="errors, contradictions, omissions or facts.")] = "",
    find: Annotated[str, typer.Option(metavar="TEXT", help="Only what holds this text; claims are searched too.")] = "",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page (.md) or a table (.csv) instead of showing it.")
    ] = None,
) -> None:
    """Show what is wrong with the five documents that the project starts from, the worst first.

    Every entry says where it stands, what is right, and what it would do to the model. What became of each single
    claim is told by --kind facts.
    """
    tell_documents(document, severity, kind, find, out)


def tell_documents(document: str, severity: str, kind: str, find: str, out: Path | None) -> None:
    """Show or write what was asked of the documents; '' leaves open.

    Raises
    ------
    InputError
        For a name that is none, or a file that cannot be written.
    """
    from crossroads.telling.documents import page
    from crossroads.telling.documents.listing import Asked

    asked = Asked(document, severity, kind, find)
    width = shutil.get_terminal_size().columns
    if out is not None:
        _write(asked, out)
    elif asked.anything:
        say(page.text(asked, width))
    else:
        say(page.first_screen(width))


def _write(asked: object, out: Path) -> None:
    from crossroads.runs.storage.files import check_target, write_text
    from crossroads.telling.documents import page

    made = {".md": page.markdown, ".csv": page.table_csv}
    if out.suffix not in made:
        raise InputError(f"out: found '{out}'; allowed: a file whose name ends with .md or .csv")
    check_target(out)
    write_text(out, made[out.suffix](asked))  # type: ignore[operator]
    say(f"Written to {out}.")
