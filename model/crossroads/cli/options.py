"""Options that several commands share, and what reads numbers and days for all of them.

Bounds stay where numbers are used, in the library: its sentence is told here too where the text is no number at all.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated, Any

import typer


def whole(name: str, least: int, told: str, metavar: str = "N") -> Any:
    """Return an option that takes a whole number.

    Parameters
    ----------
    name
        What the number counts, for messages.
    least
        The lowest number allowed.
    told
        What the help says.
    metavar
        What stands for the number in the help.
    """

    def read(text: str) -> int:
        try:
            return int(text)
        except ValueError:
            from crossroads.runs.asked_numbers import number_refused

            raise typer.BadParameter(number_refused(name, text, least)) from None

    return typer.Option(parser=read, metavar=metavar, help=told)


def day(name: str, told: str, example: str = "1941-08-09", *, flag: str = "", **how: Any) -> Any:
    """Return an option that takes a day; `flag` is its name where the parameter's will not do; `how` goes to Typer."""

    def read(text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(str(text))
        except ValueError:
            found = f"found {str(text)!r}; a day written year-month-day, such as {example}, is needed."
            raise typer.BadParameter(f"{name}: {found}") from None

    return typer.Option(*filter(None, [flag]), parser=read, help=told, **{"metavar": "YYYY-MM-DD", **how})


def given(context: typer.Context, name: str) -> bool:
    """Say whether an option was given, whatever its value."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def shared(workers: int | None, worlds: int) -> int:
    """Return how many processes share the work of so many worlds: those asked for, else as many as help."""
    from crossroads.runs.ensemble import default_workers

    return default_workers(worlds) if workers is None else workers


def shared_shards(workers: int | None) -> int:
    """Return how many shards are made at a time: those asked for, else one for each processor."""
    return (os.cpu_count() or 1) if workers is None else workers


def folder(default: str) -> Any:
    """Return the option that names the folder to make; `default` is told as its name where none is given."""
    return typer.Option(help=f"Folder to make; by default {default}.")


FOLDER_READ = typer.Argument(metavar="DIR", help="Folder of a run or a comparison.")

A_SCENARIO = "A scenario's name, or the path of a TOML file"

Decision = Annotated[
    str | None, typer.Option(metavar="D", help="The decision; by default that of the scenario's question.")
]
Worlds = Annotated[
    int,
    whole("worlds", 1, "Number of worlds, from 1 to 10,000,000; world i has the same luck in every scenario."),
]
Seed = Annotated[int, whole("seed", 0, "Seed of all luck, 0 or more.")]
Workers = Annotated[
    int | None, whole("workers", 1, "Number of processes, 1 or more; chosen by itself where not given.")
]
LedgerWorlds = Annotated[
    int, whole("ledger_worlds", 0, "Keep each decision of so many first worlds, one by one: 1.3 MB of memory each.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
