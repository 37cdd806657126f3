"""The command as a person starts it: a process of its own, with small blocks and no drawing so that tests are quick.

Words that are refused, and pages that run nothing, are asked for in this process: a new one would only load.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from crossroads import __main__ as start
from crossroads.minds.imagining.kept_folder import OFF, VARIABLE

PAPERS = "CROSSROADS_PAPERS_OF_THE_TRIAL"
"""Variable with the folder in which commands keep papers, for as long as the tests run."""

START = (
    "import undrawn; undrawn.later(); from crossroads.runs import blocks; blocks.BLOCK_WORLDS = 20; "
    "from crossroads.__main__ import main; main()"
)

SEATS = """
[deciders]
japan = "stated_odds"
ussr = "stated_odds"
germany = "stated_odds"
united_states = "stated_odds"
"""
"""What the command does with runs is tested here, not what nations think: deliberation would take most of the time."""

QUICK = (
    """
extends = "south_december"
title = "A short war"
question = "What has happened by the spring of 1942?"
horizon = 1942-03-29
"""
    + SEATS
)

OTHER = (
    """
extends = "north_august"
title = "A short war in the north"
horizon = 1942-03-29
"""
    + SEATS
)


def command(*words: str) -> list[str]:
    """Return the words that start `crossroads` with this interpreter."""
    return [sys.executable, "-c", START, *words]


def environment() -> dict[str, str]:
    """Return an environment with a wide, plain terminal, and these helpers at hand."""
    places = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(Path(__file__).parent))))
    kept = os.environ.get(PAPERS, OFF)
    plain = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUNBUFFERED": ""}
    return {**os.environ, VARIABLE: kept, **plain, "PYTHONPATH": places}


def crossroads(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `crossroads` in `folder` to its end."""
    return subprocess.run(command(*words), cwd=folder, env=environment(), capture_output=True, text=True, timeout=300)


def answer(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Give `crossroads` the same words within this process, guard and all."""
    out, errors = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["crossroads", *words]),
        mock.patch.dict(os.environ, environment()),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
    ):
        try:
            start.main()
        except SystemExit as left:
            code = int(left.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), errors.getvalue())
