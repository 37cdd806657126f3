"""The command `calibrate`: fit parameter sets to 1941-42 and, judged on 1943, to 1941-43."""

from __future__ import annotations

from typing import Annotated

import typer

from crossroads.cli.app import app
from crossroads.cli.guard import closing, free_name_suggested, interruptible, say
from crossroads.cli.options import Quiet, Seed, Workers, shared, whole
from crossroads.cli.progress import progress_shown
from crossroads.identity import command_line

SETTINGS = {"worlds": 21_000, "rounds": 10, "members": 300}
"""The shipped settings; a test holds that they are those of the library, which is loaded only when it is needed."""


@app.command(epilog="Example: crossroads calibrate --worlds 3000 --rounds 5 --out results/trial")
@interruptible
def calibrate(
    worlds: Annotated[int, whole("worlds", 70, "Worlds a round, 70 or more; 7 judge a set.")] = SETTINGS["worlds"],
    rounds: Annotated[int, whole("rounds", 2, "Rounds of a search, 2 to 1,000.", "R")] = SETTINGS["rounds"],
    members: Annotated[int, whole("members", 4, "Members of the ensemble, 4 to 100,000.", "M")] = SETTINGS["members"],
    seed: Seed = 1941,
    out: Annotated[str, typer.Option(help="Folder to make.")] = "results/calibration",
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Fit parameter sets to the war of 1941-42, judge them on 1943, then fit others to 1941-43.

    The scenario is as_it_happened_to_1943; each fit is four searches, under rival laws. An interrupted calibration goes
    on where it stopped when the same command is given again. Nothing is installed: the report says how.
    """
    with progress_shown(quiet) as progress:
        from pathlib import Path

        from crossroads.validation.fit.calibrate import calibrate as fit

        with free_name_suggested(Path(out)):
            made = fit(
                worlds=worlds,
                rounds=rounds,
                members=members,
                seed=seed,
                out=out,
                workers=shared(workers, worlds),
                progress=progress,
                command=command_line(),
            )
    from crossroads.validation.fit.page import told

    say(told(made))
    say("")
    say(closing("calibrate", out))
