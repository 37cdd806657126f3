"""The command `examples`: the tables and scenarios that the documentation names, written to a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import interruptible, say
from crossroads.errors import InputError

README = "README.md"


@app.command(epilog="Example: crossroads examples --to examples")
@interruptible
def examples(
    to: Annotated[Path, typer.Option(metavar="DIR", help="Folder to make; it must not hold other files.")],
) -> None:
    """Write small files to begin with: five scenarios, a table of battles, recorded series, and a page on them."""
    from crossroads.runs.storage.files import check_name

    check_name(to)
    if _stands(to):
        say(f"{to}: the examples stand there already.")
        return
    say(f"Written to {to}: {', '.join(_write(to))}.\nWhat they are, and the commands that take them: {to / README}")


def example_files() -> dict[str, bytes]:
    """Return what each file of the folder holds, by its path in the folder, sorted.

    Raises
    ------
    InputError
        Where the installation has no examples.
    """
    from crossroads.scenario.files import examples_folder

    folder = examples_folder()
    if folder is None:
        raise InputError("examples: this installation holds none; install the project anew.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in (".md", ".csv", ".toml"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _stands(target: Path) -> bool:
    """Say whether a folder holds the examples as they are, and nothing else."""
    if not target.is_dir():
        return False
    held = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if not path.is_dir()}
    wanted = example_files()
    return held.keys() == wanted.keys() and all(held[name].read_bytes() == content for name, content in wanted.items())


def _write(target: Path) -> list[str]:
    """Write the folder, whole or not at all, and return the names of its files."""
    from crossroads.runs.storage.files import whole_folder, write_bytes

    found = example_files()
    with whole_folder(target) as folder:
        for name, content in found.items():
            write_bytes(folder / name, content)
    return list(found)
