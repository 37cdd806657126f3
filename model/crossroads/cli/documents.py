"""The command `documents`: what the five documents get wrong, contradict, leave out and claim."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.cli.options import Quiet, whole
from crossroads.errors import InputError

if TYPE_CHECKING:
    from crossroads.telling.documents.listing import AskedOfDocuments


@app.command(
    epilog="Examples: crossroads documents; crossroads documents --document 003 --severity high; "
    "crossroads documents --find Moscow --out moscow.md; crossroads documents --compare --worlds 500"
)
@interruptible
def documents(
    document: Annotated[str, typer.Option(metavar="NUMBER", help="One document, 000 to 004.")] = "",
    severity: Annotated[str, typer.Option(metavar="S", help="critical, high, medium or low.")] = "",
    kind: Annotated[str, typer.Option(metavar="K", help="errors, contradictions, omissions or facts.")] = "",
    find: Annotated[str, typer.Option(metavar="TEXT", help="Only what holds this text; claims are searched too.")] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write a page (.md) or a table (.csv) instead of showing it; with --compare a folder."
        ),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Try each error alone in paired worlds, and tell which change the outcome."),
    ] = False,
    worlds: Annotated[int | None, whole("worlds", 1, "With --compare: worlds of each error; by default 1000.")] = None,
    seed: Annotated[int | None, whole("seed", 0, "With --compare: seed of all luck; by default 1941.")] = None,
    quiet: Quiet = False,
) -> None:
    """Show what is wrong with the five documents that the project starts from, the worst first.

    Every entry says where it stands, what is right, and what it would do to the model. What became of each single
    claim is told by --kind facts.
    """
    if not compare:
        for name, given in (("worlds", worlds), ("seed", seed)):
            if given is not None:
                raise InputError(f"{name}: found {given} without --compare; allowed: beside --compare")
        tell_documents(document, severity, kind, find, out)
        return
    for name, asked in {"document": document, "severity": severity, "kind": kind, "find": find}.items():
        if asked:
            raise InputError(
                f"{name}: found '{asked}' beside --compare; allowed: without it, since all errors are tried"
            )
    from crossroads.cli.documents_compared import documents_compared

    documents_compared(
        1000 if worlds is None else worlds, 1941 if seed is None else seed, str(out) if out else None, quiet=quiet
    )


def tell_documents(document: str, severity: str, kind: str, find: str, out: Path | None) -> None:
    """Show or write what was asked of the documents; '' leaves open.

    Raises
    ------
    InputError
        For a name that is none, or a file that cannot be written.
    """
    from crossroads.telling.documents import page
    from crossroads.telling.documents.listing import AskedOfDocuments

    asked = AskedOfDocuments(document, severity, kind, find)
    width = shutil.get_terminal_size().columns
    if out is not None:
        _write(asked, out)
    elif asked.anything:
        say(page.text(asked, width))
    else:
        say(page.first_screen(width))


def _write(asked: AskedOfDocuments, out: Path) -> None:
    from crossroads.runs.storage.files import check_name, write_text
    from crossroads.telling.documents import page

    if out.suffix not in (".md", ".csv"):
        raise InputError(f"out: found '{out}'; allowed: a file whose name ends with .md or .csv")
    check_name(out)
    if out.exists() or out.is_symlink():
        raise InputError(f"out: found '{out}', which exists already and is not overwritten; choose another name.")
    write_text(out, page.markdown(asked) if out.suffix == ".md" else page.table_csv(asked))
    say(f"Written to {out}.")
