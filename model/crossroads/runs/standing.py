"""Say of a folder that stands by which version it was made, and when: `python -m crossroads.runs.standing FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from crossroads.errors import InputError
from crossroads.identity import code_hash
from crossroads.runs.ensemble import RUNS
from crossroads.runs.storage.manifests import written
from crossroads.runs.storage.seal import opened


def standing(folder: Path) -> str:
    """Return how a comparison's folder came about, and whether today's program would make it the same.

    Raises
    ------
    InputError
        Where its manifest, or that of its first run, is missing or damaged.
    """
    names = opened(folder, "a comparison").manifest.get("scenarios")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"{folder}: is no comparison's folder; remove it, or name another: make compare OUT=...")
    manifest = opened(folder / RUNS / Path(str(names[0])).name, "a run").manifest
    plan = manifest.get("plan")
    same = isinstance(plan, dict) and plan.get("code_hash") == code_hash()
    since = (
        "nothing of the program has changed since"
        if same
        else "the program has changed since: made anew, it may differ"
    )
    return f"{folder}{written(manifest).replace('(', '').replace(')', '')}; {since}."


if __name__ == "__main__":
    try:
        print(standing(Path(sys.argv[1])))
    except InputError as error:
        sys.exit(str(error))
