"""Repeat one mutation: `python -m tests.fuzz KIND NUMBER --seed S`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACES = (HERE, HERE.parent / "support", HERE.parents[1] / "model")
"""Where the modules lie that are needed."""


def main() -> int:
    """Tell what becomes of the mutations asked for; return 1 where one is a failure."""
    from kinds import KINDS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Repeat mutations of a kind.")
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1941)
    parser.add_argument("--to", type=int, help="all from NUMBER to this one, failures only")
    asked = parser.parse_args()
    failed = 0
    for number in range(asked.number, (asked.to or asked.number) + 1):
        verdict = KINDS[asked.kind].verdict(asked.seed, number)
        failed += bool(verdict.failures)
        if verdict.failures or asked.to is None:
            outcome = "; ".join(verdict.failures) or verdict.refusal or "accepted"
            print(f"{asked.kind} {number} of seed {asked.seed}: {verdict.what[:300]}\n    {outcome[:1200]}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONPATH") != (places := os.pathsep.join(map(str, PLACES))):
        surroundings = os.environ | {"PYTHONPATH": places, "CROSSROADS_CACHE": "off"}
        sys.exit(subprocess.call([sys.executable, __file__, *sys.argv[1:]], env=surroundings))
    sys.exit(main())
