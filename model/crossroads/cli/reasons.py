"""The command `reasons`: what a choice owes to each of the documents' reasons."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Decision, Quiet, Seed, Workers, Worlds, folder, shared, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line


@app.command(epilog="Example: crossroads reasons historical --worlds 500 --seed 1941 --out results/reasons")
@interruptible
def reasons(
    scenario: Annotated[str, typer.Argument(help=f"{A_SCENARIO}; it has to leave the decision free.")] = "historical",
    decision: Decision = None,
    worlds: Worlds = 1000,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/reasons-SCENARIO")] = None,
    shapley: Annotated[
        bool, typer.Option("--shapley/--no-shapley", help="Work out each group's Shapley share too (takes longer).")
    ] = True,
    orders: Annotated[
        int, whole("orders", 2, "Orders of removal behind the Shapley shares: an even number up to 10,000.")
    ] = 32,
    each: Annotated[
        bool,
        typer.Option("--all", help="Take away every reason of all four nations by itself: whether any event moves."),
    ] = False,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Remove the documents' reasons for a decision, alone and together, and tell how its odds change.

    The decision is the one that the scenario's question turns over: for most, Japan's course.
    With --all it is every reason that has a switch, over three scenarios, or over the one that is named if it is not
    'historical'; the table is the one that the reference page of the reasons shows.
    An interrupted command goes on where it stopped when it is given again; so does one with more orders.
    """
    if each:
        _one_by_one(scenario, worlds, seed, out, workers, quiet)
        return
    with progress_shown(quiet) as progress:
        from crossroads.scenario.files import find
        from crossroads.studies.reasons import figure as plot
        from crossroads.studies.reasons.study import reasons_table

        with new_folder(out, f"results/reasons-{find(scenario).stem}") as target:
            made = reasons_table(
                scenario,
                decision=decision,
                worlds=worlds,
                seed=seed,
                shares=shapley,
                orders=orders,
                out=target,
                workers=shared(workers, worlds * (orders if shapley else 1)),
                progress=progress,
                draw=plot.write,
                command=command_line(),
            )
    from crossroads.studies.reasons.page import page

    say(page(made))
    say(closing("reasons", target))


def _one_by_one(scenario: str, worlds: int, seed: int, out: str | None, workers: int | None, quiet: bool) -> None:
    """Take away every reason by itself, and say what that moves."""
    with progress_shown(quiet) as progress:
        from crossroads.scenario.files import find
        from crossroads.studies.reasons.each import BASES, each_reason

        named = find(scenario).stem
        bases = BASES if named == BASES[0] else (scenario,)
        with new_folder(out, "results/reasons-all") as target:
            table = each_reason(
                bases,
                worlds=worlds,
                seed=seed,
                out=target,
                workers=shared(workers, worlds * len(bases)),
                progress=progress,
                command=command_line(),
            )
    from crossroads.studies.reasons.each_page import each_text

    say(each_text(table))
    say(closing("reasons-all", target))
