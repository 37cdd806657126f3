"""Where the command line starts: light, so that a Ctrl-C in the first moments finds somebody to answer it."""

from __future__ import annotations

import gc
import logging
import os
import sys
from pathlib import Path
from typing import Any

RARELY = (100_000, 20, 100)
"""New containers after which Python looks for circles among them, and how seldom among older ones.

Reading tables makes hundreds of thousands that are in no circle, and to look after every 700 is a twelfth of the time.
"""

INTERRUPTED = 130
"""Exit code of what Ctrl-C stopped."""

_SETTINGS = ("MPLBACKEND", "SOURCE_DATE_EPOCH")
"""What Matplotlib reads when it is loaded. A figure bears no date, and one that is no number would end the work."""

MORE = (
    "ask",
    "reasons",
    "regret",
    "prelude",
    "branch",
    "tree",
    "finding_out",
    "signal",
    "sweep",
    "mechanisms",
    "tournament",
    "play",
    "validate",
    "battle",
    "calibrate",
    "report_card",
    "examples",
    "documents",
    "why",
)
"""Modules whose commands come beside those of `cli.app`."""


def __getattr__(name: str) -> Any:
    """Give `app`, the commands themselves, on first use: they take longer to load than this."""
    if name != "app":
        raise AttributeError(f"module 'crossroads.__main__' has no attribute '{name}'")
    return _commands()


def _commands() -> Any:
    """Load the commands; each module of `MORE` adds its own to those of `cli.app`."""
    import importlib

    from crossroads.cli.app import app

    for name in MORE:
        importlib.import_module(f"crossroads.cli.{name}")
    return app


def _only(word: str) -> Any:
    """Load one command alone, or all where there is none of that name: to build the others takes longer than to run."""
    import copy
    import importlib

    from crossroads.cli.app import app

    module = word.replace("-", "_")
    if module in MORE:
        importlib.import_module(f"crossroads.cli.{module}")
    named = [command for command in app.registered_commands if _called(command) == word]
    if not named:
        return _commands()
    alone = copy.copy(app)
    alone.registered_commands = named
    return alone


def _called(command: Any) -> str:
    return str(command.name or command.callback.__name__.replace("_", "-"))


def _start() -> int:
    app = _only(next(iter(sys.argv[1:]), ""))
    # Not standalone: bad words on the command line are then told in the same voice as all other bad input.
    return int(app(prog_name="crossroads", standalone_mode=False) or 0)


def _no_setting_of_figures() -> None:
    """Let figures hang on no setting of the user's: Matplotlib reads some variables and a file when it is loaded."""
    own = Path(__file__).parent / "telling" / "data" / "figures.mplstyle"
    for name in _SETTINGS:
        os.environ.pop(name, None)
    # Where it keeps its fonts is its own affair: what it says of a folder that it cannot write helps nobody here.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    os.environ["MATPLOTLIBRC"] = str(own)
    if Path("matplotlibrc").exists():  # of whatever kind: in the current folder it goes before all variables
        import contextlib
        import importlib

        with contextlib.chdir(own.parent):
            importlib.import_module("matplotlib")


def main() -> None:
    """Run the command line.

    It exits with 2 on bad input, with 130 on Ctrl-C (143 and 129 where the system asked it to end or the
    terminal was closed), each with a message and no traceback.
    """
    _no_setting_of_figures()
    gc.set_threshold(*RARELY)
    try:
        from crossroads.cli.guard import answered
        from crossroads.minds.imagining.kept_folder import use_usual_folder

        use_usual_folder()
        code = answered(_start)
    except KeyboardInterrupt:
        print("Interrupted; nothing was kept.", file=sys.stderr)
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
