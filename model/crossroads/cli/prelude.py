"""The command `prelude`: what came of an edit of the road to June 1941."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, interruptible, new_folder, say
from crossroads.cli.options import A_SCENARIO, Quiet, Seed, Worlds, folder
from crossroads.cli.progress import progress_shown


@app.command(epilog="Example: crossroads prelude khalkhin_gol_won --out results/prelude-khalkhin-gol")
@interruptible
def prelude(
    scenario: Annotated[str, typer.Argument(help=f"{A_SCENARIO}, with a table [prelude.EVENT].")],
    worlds: Worlds = 1000,
    seed: Seed = 1941,
    out: Annotated[str | None, folder("results/prelude-SCENARIO")] = None,
    quiet: Quiet = False,
) -> None:
    """Tell what followed from an edit of the events before June 1941, in which share of worlds; no war is fought.

    Later events answer where the documents say that they would; what they did to relations and beliefs is what a run
    of the scenario begins with.
    """
    with progress_shown(quiet):
        from crossroads.scenario.scenario import load_scenario
        from crossroads.studies.prelude import figure as plot
        from crossroads.studies.prelude import study as lab
        from crossroads.studies.prelude.page import text

        chosen = load_scenario(scenario)
        with new_folder(out, f"results/prelude-{chosen.name}") as target:
            made = lab.prelude(chosen, worlds=worlds, seed=seed)
            made.write(target, plot.write)
    say(f"{chosen.title} ({chosen.name})")
    for sentence in chosen.bear_in_mind:
        say(sentence)
    say(text(made.followed))
    say(closing("prelude", target))
