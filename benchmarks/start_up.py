"""How soon a command that runs nothing answers: `python benchmarks/start_up.py`.

It prints a table and writes nothing. The time of the processor is that of the command alone; the time on the clock also
hangs on what else the machine does. The quickest of some starts is given: the others waited for something.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

COMMANDS = ("--help", "list", "show historical")
START = "from crossroads.__main__ import main; main()"


def start_seconds(words: Sequence[str]) -> tuple[float, float]:
    """Start a command once; return the seconds on the clock and those of the processor, user's and system's."""
    before = os.times()
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", START, *words], check=True, stdout=subprocess.DEVNULL)
    clock = time.perf_counter() - began
    after = os.times()
    user = after.children_user - before.children_user
    return clock, user + after.children_system - before.children_system


def rows(repeats: int) -> list[tuple[str, str, str]]:
    """Return each command with the least clock and processor time of so many starts, in seconds."""
    found = []
    for command in COMMANDS:
        taken = [start_seconds(command.split()) for _ in range(repeats)]
        clock, processor = (min(times) for times in zip(*taken, strict=True))
        found.append((f"crossroads {command}", f"{clock:.2f}", f"{processor:.2f}"))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how soon a command that runs nothing answers.")
    parser.add_argument("--repeats", type=int, default=5, help="starts of which the quickest is given")
    given = parser.parse_args()
    print("| what starts | seconds on the clock | seconds of the processor |")
    print("| --- | ---: | ---: |")
    for name, clock, processor in rows(given.repeats):
        print(f"| `{name}` | {clock} | {processor} |")


if __name__ == "__main__":
    main()
