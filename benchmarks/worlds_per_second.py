"""Worlds per second: laws compiled, in NumPy, and as one Mesa model a world in plain numbers, in one run.

Run it with `python benchmarks/worlds_per_second.py`. It prints tables and writes nothing unless `--write FILE` names a
page that holds the two marks `<!-- table -->` and `<!-- /table -->`; the text between them is then replaced.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import mesa
import numpy as np
from plain_numbers import PlainWar

from crossroads.engine import War, simulate
from crossroads.engine.compiled import whole
from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.module import operations
from crossroads.engine.compiled.tracing.settled import SETTLED
from crossroads.engine.compiled.week import Week
from crossroads.engine.simulation import simulate as carried
from crossroads.evidence.parameters import drawn_names
from crossroads.minds.decision import NATIONS
from crossroads.minds.imagining import kept_folder as places
from crossroads.minds.imagining.papers import forget
from crossroads.minds.setup import Setup
from crossroads.runs import ensemble
from crossroads.runs.blocks import BLOCK_WORLDS, spans
from crossroads.war.opening import opening_state
from crossroads.world import portable

SEED = 1941
MARKS = ("<!-- table -->", "<!-- /table -->")
FEW = 3
"""Worlds that are run one at a time."""

STATED = Setup(deciders=tuple((nation, "stated_odds") for nation in NATIONS))
"""Nobody imagines anything: what the rest of a war costs."""

HORIZONS = (dt.date(1941, 12, 28), dt.date(1942, 12, 27), dt.date(1944, 12, 31), dt.date(1946, 12, 29))

Row = tuple[str, float, str]
"""What ran, worlds per second, and what bounds it."""


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median wall time of `work` over so many repeats."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def engine_speed(worlds: int, repeats: int, setup: Setup) -> float:
    """Return worlds per second of the engine, in the blocks that a run uses.

    No paper is in memory when it starts; whether one is on disk is the caller's affair.
    """
    blocks = [np.arange(span.start, span.stop) for span in spans(range(worlds), BLOCK_WORLDS)]

    def work() -> None:
        forget()
        for block in blocks:
            simulate(setup, SEED, block)

    return worlds / seconds(work, repeats)


def kept_speed(worlds: int, repeats: int) -> float:
    """Return worlds per second where an earlier run of the same scenario has kept its papers, reading them included."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[places.VARIABLE] = folder
        engine_speed(worlds, 1, Setup())
        speed = engine_speed(worlds, repeats, Setup())
        os.environ[places.VARIABLE] = places.OFF
    return speed


def plain_speed(repeats: int) -> float:
    """Return worlds per second of Mesa models of one world each in plain numbers."""

    def work() -> None:
        for world in range(FEW):
            war = PlainWar(world)
            for _ in range(War(STATED, SEED).weeks):
                war.step()

    PlainWar(0)
    return FEW / seconds(work, repeats)


def batch_run_speed(repeats: int) -> float:
    """Return worlds per second of `mesa.batch_run` over models of one world each, in one process."""
    worlds = {"worlds": [[world] for world in range(FEW)], "setup": STATED, "seed": SEED}
    work = lambda: mesa.batch_run(War, worlds, number_processes=1, display_progress=False)  # noqa: E731
    return FEW / seconds(work, repeats)


@contextmanager
def in_numpy() -> Iterator[None]:
    """Let NumPy run the laws."""
    available, runners = machine.available, dict(portable.RUNNERS)
    machine.available = lambda: False  # type: ignore[assignment]
    portable.RUNNERS.clear()
    try:
        yield
    finally:
        machine.available = available
        portable.RUNNERS.update(runners)


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let so many threads carry blocks."""
    usual = machine.threads
    machine.threads = lambda: count
    try:
        yield
    finally:
        machine.threads = usual


def kernel(worlds: int) -> tuple[float, float]:
    """Return the seconds of the processor that a world-week takes in compiled code, and their share of the run's."""
    inside, usual = [0.0], whole.Whole._go_on

    def timed(*given: object) -> int:
        began = time.thread_time()
        found = usual(*given)  # type: ignore[arg-type]
        inside[0] += time.thread_time() - began
        return found

    whole.Whole._go_on = timed  # type: ignore[assignment,method-assign]
    try:
        with threads(1):
            began = time.thread_time()
            carried(STATED, SEED, np.arange(worlds))
            total = time.thread_time() - began
    finally:
        whole.Whole._go_on = usual  # type: ignore[method-assign]
    return inside[0] / worlds / War(STATED, SEED).weeks, inside[0] / total


def scalar_operations() -> int:
    """Return how many operations on numbers a world-week has: report and forward step, what each week runs."""
    week = Week(drawn_names(), opening_state(War(seed=SEED).p, 1))
    known = week.contexts[SETTLED].nodes
    return sum(len(operations(week.graph, week.contexts[name], known)) for name in ("report", "advance"))


def measure(repeats: int, largest: int) -> list[Row]:
    """Return the rows of the first table."""
    os.environ[places.VARIABLE] = places.OFF
    few = min(1000, largest)
    simulate(STATED, SEED, np.arange(1))
    simulate(Setup(), SEED, np.arange(1))
    rows = [("one Mesa model a world in plain numbers, no councils", plain_speed(repeats), "Python, number by number")]
    rows.append(("`mesa.batch_run`, one model a world, no councils", batch_run_speed(repeats), "calls of NumPy"))
    with in_numpy():
        rows.append(
            (f"{few:,} worlds in NumPy, no councils", engine_speed(few, 1, STATED), "calls and memory of NumPy")
        )
    for worlds in sorted({1, few, largest}):
        with threads(1):
            speed = engine_speed(worlds, repeats, STATED)
        rows.append((f"{worlds:,} compiled, no councils, one thread", speed, "arithmetic"))
    with threads(2):
        speed = engine_speed(largest, repeats, STATED)
    rows.append((f"{largest:,} compiled, no councils, two threads", speed, "arithmetic"))
    for worlds in sorted({1, min(500, largest), largest}):
        speed = engine_speed(worlds, repeats, Setup())
        rows.append((f"{worlds:,} with councils, no paper written yet", speed, "writing papers"))
        rows.append((f"{worlds:,} with councils, papers kept", kept_speed(worlds, repeats), "arithmetic"))
    run = lambda: ensemble.run("historical", worlds=largest, ledger_worlds=0)  # noqa: E731
    rows.append((f"a whole run of {largest:,} with councils, tables included", largest / seconds(run, 1), "the same"))
    return rows


def by_size(sizes: tuple[int, ...]) -> list[tuple[str, float]]:
    """Return the microseconds a world by number of worlds, and by weeks."""
    found = [(f"{worlds:,} world{'s' * (worlds > 1)}", 1e6 / engine_speed(worlds, 1, STATED)) for worlds in sizes]
    for horizon in HORIZONS:
        setup = replace(STATED, horizon=horizon)
        weeks = War(setup, SEED).weeks
        found.append((f"1,000 worlds, {weeks} weeks", 1e6 / engine_speed(1000, 1, setup)))
    return found


def _few(number: float) -> str:
    """Return a number with as many places as it deserves."""
    return f"{number:,.2f}" if number < 10 else f"{number:,.0f}"


def as_text(rows: list[Row], sizes: list[tuple[str, float]], repeats: int) -> str:
    """Return the tables as Markdown, with the machine below them."""
    base = rows[0][1]
    lines = ["| what runs | worlds per second | times plain numbers | bounded by |", "| --- | ---: | ---: | --- |"]
    lines += [f"| {name} | {_few(speed)} | {_few(speed / base)} | {bound} |" for name, speed, bound in rows]
    lines += ["", "| compiled, no councils | microseconds a world |", "| --- | ---: |"]
    lines += [f"| {name} | {_few(taken)} |" for name, taken in sizes]
    taken, share = kernel(2000)
    count = scalar_operations()
    cost = f"{taken * 1e9:,.0f} ns of one processor, {taken / count * 1e9:.2f} ns an operation"
    cost += f". Compiled code is {share:.0%} of such a run."
    lines += ["", f"A world-week has {count:,} operations on numbers in report and forward step, elementary functions"]
    lines += [f"counted as one, what is passed over among them; with decisions and luck it takes {cost}"]
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, Mesa {mesa.__version__}"
    where = f"{platform.system()} {platform.machine()} ({machine.level()}), {os.cpu_count()} processors"
    taken_by = f"Medians of {repeats} runs" if repeats > 1 else "One run"
    lines += ["", f"{taken_by} of {War(seed=SEED).weeks} weeks; {where}; {versions}."]
    return "\n".join(lines)


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
    parser.add_argument("--large", action="store_true", help="also run 100,000 worlds")
    parser.add_argument("--write", type=Path, metavar="FILE", help="page whose tables are replaced")
    given = parser.parse_args()
    sizes = tuple(size for size in (1, 100, 1000, 10_000) if size <= given.worlds) + ((100_000,) if given.large else ())
    rows = measure(given.repeats, given.worlds)
    text = as_text(rows, by_size(sizes), given.repeats)
    print(text)
    if given.write is not None:
        write_into(given.write, text)


if __name__ == "__main__":
    main()
