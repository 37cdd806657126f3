"""Worlds per second: one array model of many worlds against one Mesa model a world.

Run it with `python benchmarks/worlds_per_second.py`. It prints a table and writes nothing unless `--write FILE` names
a page that holds the two marks `<!-- table -->` and `<!-- /table -->`; the text between them is then replaced.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import mesa
import numpy as np

from crossroads.engine import War, simulate
from crossroads.minds.decision import NATIONS
from crossroads.minds.imagining import kept_folder as places
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.setup import Setup
from crossroads.runs import ensemble
from crossroads.runs.blocks import BLOCK_WORLDS, spans

SEED = 1941
MARKS = ("<!-- table -->", "<!-- /table -->")
SINGLE_MODELS = 5
SINGLE_WORLDS = 24
STATED = Setup(deciders=tuple((nation, "stated_odds") for nation in NATIONS))
"""Nobody imagines anything: what the rest of a war costs."""


class SingleWar(War):
    """One world as a Mesa model of its own, in the form that `mesa.batch_run` takes.

    Parameters
    ----------
    world
        Number of the world.
    """

    def __init__(self, world: int = 0) -> None:
        super().__init__(Setup(), SEED, np.array([world], dtype=np.int64))
        # `batch_run` wants a collector; the war keeps its own record, so this one has nothing to collect.
        self.datacollector = mesa.DataCollector()

    def step(self) -> None:
        """Carry the world through a week; stop at the horizon."""
        super().step()
        self.running = self.week < self.weeks


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median wall time of `work` over so many repeats."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def batch_run_speed(repeats: int) -> float:
    """Return worlds per second of `mesa.batch_run` in one process."""
    simulate(Setup(), SEED, np.arange(1))
    work = lambda: mesa.batch_run(  # noqa: E731 - a name for what is timed
        SingleWar, {"world": range(SINGLE_MODELS)}, number_processes=1, display_progress=False
    )
    return SINGLE_MODELS / seconds(work, repeats)


def engine_speed(worlds: int, repeats: int, setup: Setup) -> float:
    """Return worlds per second of the engine in this process, in the blocks that a run uses.

    No paper is in memory when it starts; whether one is on disk is the caller's affair.
    """
    blocks = [np.arange(span.start, span.stop) for span in spans(range(worlds), BLOCK_WORLDS)]

    def work() -> None:
        papers_of.cache_clear()
        for block in blocks:
            simulate(setup, SEED, block)

    return worlds / seconds(work, repeats)


def single_speed(setup: Setup, singles: int) -> float:
    """Return worlds per second of one world alone: the median of some worlds, since they differ by half.

    No paper is in memory when a world starts; whether one is on disk is the caller's affair.
    """
    taken = []
    for world in range(singles):
        papers_of.cache_clear()
        taken.append(seconds(partial(simulate, setup, SEED, np.array([world])), 1))
    return 1.0 / statistics.median(taken)


def speed_of(worlds: int, repeats: int, setup: Setup, singles: int) -> float:
    """Return worlds per second of a model of so many worlds; of `singles` worlds one by one, where it is one."""
    return single_speed(setup, singles) if worlds == 1 else engine_speed(worlds, repeats, setup)


def kept_speed(worlds: int, repeats: int, singles: int) -> float:
    """Return worlds per second where an earlier run of the same scenario has kept its papers, reading them included."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[places.VARIABLE] = folder
        speed_of(worlds, 1, Setup(), singles)
        speed = speed_of(worlds, repeats, Setup(), singles)
        os.environ[places.VARIABLE] = places.OFF
    return speed


def ensemble_speed(worlds: int, workers: int, repeats: int) -> float:
    """Return worlds per second of a whole run: luck, war, statistics and tables, in several processes."""
    work = lambda: ensemble.run("historical", worlds=worlds, ledger_worlds=0, workers=workers)  # noqa: E731
    return worlds / seconds(work, repeats)


def peak_memory_mb() -> float:
    """Return the largest memory that this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def _few(speed: float) -> str:
    """Return worlds per second with as many places as they deserve."""
    return f"{speed:,.2f}" if speed < 10 else f"{speed:,.0f}"


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}" if ratio < 10 else f"{ratio:,.0f}"


def measure(repeats: int, largest: int, large: bool) -> list[tuple[str, str, str]]:
    """Return the rows of the table: what ran, worlds per second, and how many times `mesa.batch_run`."""
    os.environ[places.VARIABLE] = places.OFF
    base = batch_run_speed(repeats)
    singles = min(SINGLE_WORLDS, largest)
    rows = [("one Mesa model a world, `mesa.batch_run`, one process", f"{base:,.2f}", "1")]
    for worlds in sorted({1, min(1000, largest), largest}):
        speed = speed_of(worlds, repeats, Setup(), singles)
        plain = speed_of(worlds, repeats, STATED, singles)
        name = f"one model of {worlds:,} worlds" if worlds > 1 else f"one world alone (median of {singles})"
        name = f"{name}, one process"
        rows.append((name, _few(speed), _times(speed / base)))
        share = f"{max(1.0 - speed / plain, 0.0):.0%}"
        rows.append(
            (
                f"the same with nobody deliberating (deliberation: {share} of the time)",
                _few(plain),
                _times(plain / base),
            )
        )
        again = kept_speed(worlds, repeats, singles)
        rows.append(("the same with papers kept by an earlier run", _few(again), _times(again / base)))
    speed = ensemble_speed(largest, 2, repeats)
    rows.append((f"a whole run of {largest:,} worlds, two processes", _few(speed), _times(speed / base)))
    if large:
        worlds = 100_000
        speed = ensemble_speed(worlds, 1, 1)
        name = f"a whole run of {worlds:,} worlds, one process, peak memory {peak_memory_mb():,.0f} MB"
        rows.append((name, _few(speed), _times(speed / base)))
    return rows


def as_text(rows: list[tuple[str, str, str]], repeats: int) -> str:
    """Return the rows as a Markdown table with the machine below it."""
    lines = ["| what runs | worlds per second | times `mesa.batch_run` |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {speed} | {ratio} |" for name, speed, ratio in rows]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, Mesa {mesa.__version__}"
    weeks = War().weeks
    return "\n".join([*lines, "", f"Medians of {repeats} runs of {weeks} weeks; {machine}; {versions}."])


def write_into(page: Path, text: str) -> None:
    """Replace what stands between the two marks of `page`."""
    content = page.read_text("utf-8")
    if any(content.count(mark) != 1 for mark in MARKS):
        sys.exit(f"{page}: must hold the marks {MARKS[0]} and {MARKS[1]} once each")
    before, rest = content.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="Measure worlds per second on this machine.")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the median is taken")
    parser.add_argument("--worlds", type=int, default=10_000, help="worlds of the largest of the usual runs")
    parser.add_argument("--large", action="store_true", help="also run 100,000 worlds and tell the peak memory")
    parser.add_argument("--write", type=Path, metavar="FILE", help="page whose table is replaced")
    given = parser.parse_args()
    text = as_text(measure(given.repeats, given.worlds, given.large), given.repeats)
    print(text)
    if given.write is not None:
        write_into(given.write, text)


if __name__ == "__main__":
    main()
