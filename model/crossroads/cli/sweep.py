"""The command `sweep`: an experiment carried out, on this machine or on many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import Quiet, folder, shared_shards, whole
from crossroads.cli.progress import progress_shown
from crossroads.errors import InputError
from crossroads.identity import command_line

if TYPE_CHECKING:
    from crossroads.runs.engines import Engine

ENGINES = ("pool", "dask")


@app.command(epilog="Example: crossroads sweep transfers --worlds 500 --out results/sweep-transfers")
@interruptible
def sweep(
    experiment: Annotated[str, typer.Argument(help="An experiment's name, or the path of a TOML file.")],
    worlds: Annotated[
        int | None, whole("worlds", 1, "Worlds of each point, from 1 to 10,000,000; by default as the experiment says.")
    ] = None,
    seed: Annotated[int | None, whole("seed", 0, "Seed of all luck, 0 or more; by default the experiment's.")] = None,
    out: Annotated[str | None, folder("results/sweep-EXPERIMENT")] = None,
    workers: Annotated[
        int | None, whole("workers", 1, "Shards made at a time, 1 or more; by default one for each processor.")
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="E", help="Who makes the shards: pool (this machine) or dask (this one or many).")
    ] = "pool",
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="With dask: a scheduler that runs already, such as tcp://10.0.0.5:8786."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Begin although disk, memory or time may not do.")] = False,
    quiet: Quiet = False,
) -> None:
    """Carry out an experiment: scenarios times points, the same worlds with the same luck at each.

    Work that was interrupted, in whatever way, goes on where it stopped when the same command is given again. More
    worlds are added to a finished sweep by giving it again with a larger --worlds.
    """
    if engine not in ENGINES:
        raise InputError(f"engine: found '{engine}'; allowed: {' or '.join(ENGINES)}")
    if scheduler is not None and engine != "dask":
        raise InputError(f"scheduler: found {scheduler} beside --engine {engine}; allowed: beside --engine dask")
    with progress_shown(quiet) as progress:
        from crossroads.scenario.experiment import load_experiment
        from crossroads.studies.sweep import figure as plot
        from crossroads.studies.sweep import study as lab

        chosen = load_experiment(experiment)
        count = shared_shards(workers)
        with new_folder(out, f"results/sweep-{chosen.name}") as target:
            made = lab.sweep(
                chosen,
                worlds=worlds,
                seed=seed,
                out=target,
                workers=count,
                engine=_engine(engine, scheduler),
                progress=progress,
                force=force,
                draw=plot.write,
                command=command_line(),
            )
    from crossroads.studies.sweep.page import page

    say(page(made))
    say(closing("sweep", target))
    if len(made.aside):
        raise typer.Exit(1)


def _engine(name: str, scheduler: str | None) -> str | Engine:
    """Return the engine of a name."""
    if name == "pool":
        return name
    from crossroads.runs.cluster.dask_engine import connected

    return connected(scheduler)
