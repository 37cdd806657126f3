"""The working folder of an ensemble: finished blocks of worlds, and the plan that they belong to.

A block is written under a temporary name, synced, and renamed, so that a block that bears its name is whole.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.runs.files import read_json, read_meetings, remove_folder, sync_tree, write_json, write_ledger
from crossroads.runs.ledger import Meeting, kept
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOME_NAMES

PLAN = "plan.json"

ASSEMBLED = "assembled"
"""Folder inside a working folder in which the finished run is put together."""

_VALUES = {
    "scenario": "the scenario",
    "scenarios": "the scenarios",
    "worlds": "the number of worlds",
    "seed": "the seed",
    "ledger_worlds": "the number of worlds whose decisions are kept",
}
"""Parts of a plan whose values a person knows."""

_CONTENTS = {
    "scenario_digest": "what the scenario changes",
    "scenario_digests": "what the scenarios change",
    "records_hash": "the parameter records",
}
"""Parts of a plan that are told by name only; every other part is told as the program's code."""


@dataclass(frozen=True, slots=True)
class Span:
    """A block of consecutive worlds: its number in the run, its first world, and the world after its last."""

    number: int
    first: int
    end: int

    @property
    def worlds(self) -> NDArray[np.int64]:
        """World numbers, shape (world,)."""
        return np.arange(self.first, self.end, dtype=np.int64)

    def folder(self, work: Path) -> Path:
        """Return the folder of the block inside the working folder `work`."""
        return work / f"block_{self.number:06d}"

    def finished(self, work: Path) -> bool:
        """Say whether the block is on disk, whole."""
        return self.folder(work).is_dir()


def spans(worlds: int, block_worlds: int) -> list[Span]:
    """Cut `worlds` worlds into blocks of at most `block_worlds`: one, or an even number of nearly equal ones.

    Two processes then end together; how many there are does not enter, so that a run can be taken up by more or fewer.
    """
    blocks = -(-worlds // block_worlds)
    blocks += blocks % 2 if blocks > 1 else 0
    edges = [worlds * number // blocks for number in range(blocks + 1)]
    return [Span(number, first, last) for number, (first, last) in enumerate(itertools.pairwise(edges))]


def write_block(work: Path, span: Span, block: Block, scenario: str, ledger_below: int) -> None:
    """Write one block into the working folder; the rename at the end marks it as finished."""
    folder = span.folder(work)
    temporary = folder.with_name(folder.name + ".tmp")
    remove_folder(temporary)
    temporary.mkdir()
    np.save(temporary / "series.npy", np.ascontiguousarray(block.series, dtype=np.float32))
    outcomes = np.stack([np.asarray(block.outcomes[name], dtype=np.float64) for name in OUTCOME_NAMES])
    np.save(temporary / "outcomes.npy", outcomes)
    known = [int(world) for world in block.worlds if world < ledger_below]
    write_ledger(kept(scenario, block.ledger, known), temporary / "ledger.parquet")
    counts: dict[str, Any] = {
        "choices": block.choices,
        "not_applied": {str(index): count for index, count in block.not_applied.items()},
    }
    write_json(temporary / "counts.json", counts)
    sync_tree(temporary)
    temporary.replace(folder)


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """A `.npy` file of float32 with the world as last axis, read and written a few weeks at a time.

    Plain reads are used, not a memory map, so that the memory in use stays small whatever the size of a run.
    """

    path: Path
    start: int
    shape: tuple[int, ...]

    @classmethod
    def open(cls, path: Path) -> SeriesFile:
        """Look up where the values of an existing file begin."""
        mapped = np.lib.format.open_memmap(path, mode="r")
        if mapped.dtype != np.float32:
            raise InputError(f"{path}: holds {mapped.dtype}, where float32 is needed; the file is damaged.")
        return cls(path, int(mapped.offset), mapped.shape)

    @classmethod
    def new(cls, path: Path, shape: tuple[int, ...]) -> SeriesFile:
        """Make a file of zeros."""
        np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape).flush()
        return cls.open(path)

    def read(self, row: int, count: int) -> NDArray[np.float32]:
        """Read `count` rows from row `row`, all leading axes counted as one; shape (row, world)."""
        worlds = self.shape[-1]
        place = self.start + row * worlds * np.dtype(np.float32).itemsize
        values = np.fromfile(self.path, dtype=np.float32, count=count * worlds, offset=place)
        return values.reshape(count, worlds)

    def write(self, row: int, rows: NDArray[np.float32]) -> None:
        """Write rows, shape (row, world), from row `row` on."""
        with self.path.open("r+b") as file:
            file.seek(self.start + row * self.shape[-1] * rows.itemsize)
            file.write(rows.tobytes())


def open_series(work: Path, blocks: Sequence[Span]) -> list[SeriesFile]:
    """Return the series of every block, each of shape (observable, week, world)."""
    return [SeriesFile.open(span.folder(work) / "series.npy") for span in blocks]


def read_outcomes(work: Path, blocks: Sequence[Span]) -> dict[str, NDArray[np.float64]]:
    """Read the outcomes of every world: outcome name -> shape (world,)."""
    parts = [np.load(span.folder(work) / "outcomes.npy") for span in blocks]
    table = np.concatenate(parts, axis=1)
    return {name: table[position] for position, name in enumerate(OUTCOME_NAMES)}


def read_ledgers(work: Path, blocks: Sequence[Span], ledger_below: int) -> list[Meeting]:
    """Read the ledger of the worlds below `ledger_below`, block by block."""
    wanted = [span for span in blocks if span.first < ledger_below] or list(blocks[:1])
    return [meeting for span in wanted for meeting in read_meetings(span.folder(work) / "ledger.parquet")]


def read_counts(work: Path, blocks: Sequence[Span]) -> tuple[dict[str, dict[str, int]], dict[int, int]]:
    """Add up over blocks how many worlds chose each option, and how many never met a forced decision."""
    choices: dict[str, dict[str, int]] = {}
    not_applied: dict[int, int] = {}
    for span in blocks:
        counts = read_json(span.folder(work) / "counts.json")
        for decision, options in counts["choices"].items():
            total = choices.setdefault(decision, {})
            for option, count in options.items():
                total[option] = total.get(option, 0) + int(count)
        for index, count in counts["not_applied"].items():
            not_applied[int(index)] = not_applied.get(int(index), 0) + int(count)
    ordered = {decision: dict(sorted(choices[decision].items())) for decision in sorted(choices)}
    return ordered, dict(sorted(not_applied.items()))


def open_plan(work: Path, plan: dict[str, Any]) -> None:
    """Make the working folder for `plan`, or check that an existing one is for the same plan.

    Raises
    ------
    InputError
        Where the folder holds the blocks of another plan; the message names what differs.
    """
    if work.exists() and not work.is_dir():
        raise InputError(f"{work}: is a file, where the working folder is needed; move it away.")
    if (work / PLAN).is_file():
        found = read_json(work / PLAN)
        if found != plan:
            told, repeatable = _differences(found, plan)
            again = "Repeat the earlier command, choose" if repeatable else "Choose"
            raise InputError(
                f"{work}: holds unfinished work of another plan ({told}). "
                f"{again} another folder, or remove {work.name} to start anew."
            )
        return
    if work.is_dir() and any(path.name != "lock" for path in work.iterdir()):
        raise InputError(f"{work}: is not a working folder of this program; move it away.")
    work.mkdir(parents=True, exist_ok=True)
    write_json(work / PLAN, plan)


def _differences(found: dict[str, Any], plan: dict[str, Any]) -> tuple[str, bool]:
    """Say in words how two plans differ, and whether the earlier command would still go on with `found`."""
    if ("scenario" in found) != ("scenario" in plan):
        return "a comparison and a run are two kinds of work", True
    differing = [key for key in {**plan, **found} if found.get(key) != plan.get(key)]
    values = [key for key in _VALUES if key in differing and found.get(key) is not None]
    told = [f"{_VALUES[key]}: {_in_words(found[key])} then, {_in_words(plan[key])} now" for key in values]
    named = {"scenario", "scenarios"} & set(values)
    # Another scenario changes other things, which need not be said.
    hidden = {"scenario_digest", "scenario_digests"} if named else set()
    rest = [_CONTENTS.get(key, "the program's code") for key in differing if key not in _VALUES and key not in hidden]
    told += [f"{what} changed since" for what in dict.fromkeys(rest)]
    return "; ".join(told), not rest


def _in_words(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)


@contextlib.contextmanager
def held(work: Path) -> Iterator[None]:
    """Hold the working folder `work` for this process, where the system has file locks.

    Raises
    ------
    InputError
        Where another process holds it.
    """
    work.parent.mkdir(parents=True, exist_ok=True)
    lock = work.with_name(work.name + ".lock")
    with lock.open("w") as file:
        if not _lock(file):
            raise InputError(f"{work}: another process is writing there; wait for it or choose another folder.")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()


def _lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without POSIX locks: blocks are still renamed into place, each whole
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
