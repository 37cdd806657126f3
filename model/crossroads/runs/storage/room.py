"""What a run needs of disk and memory: told before a large one begins, and refused where it is not there."""

from __future__ import annotations

import ctypes
import functools
import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crossroads.errors import InputError
from crossroads.world.observables import OBSERVABLES, OUTCOMES

log = logging.getLogger(__name__)

COPIES_IN_MEMORY = 4
"""How often the outcomes of all worlds stand in memory at the end of a run."""

LEDGER_DISK, LEDGER_MEMORY = 60_000, 1_300_000
"""Bytes of a world whose decisions are kept one by one, to the end of 1946: in its part and in the run."""

PROCESS_MEMORY = 800_000_000
"""Bytes that a process takes that carries large blocks of worlds, however many there are."""

TOLD_FROM = 2 << 30
"""Bytes from which a need is told before the work."""

ROW_MEMORY = 2_000
"""Bytes of a world of one row of a sweep while it is counted and told."""

LONGEST_HOURS, TOLD_FROM_SECONDS = 24, 300
"""Hours that work may take unless it is forced, and seconds from which it is told how long it will."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a run needs, in bytes."""

    disk: int
    memory: int


def need(worlds: int, weeks: int, ledger_worlds: int, keep_trajectories: bool) -> Need:
    """Return what a run needs: the weekly series of each world stand in parts until all is done.

    Parameters
    ----------
    worlds, weeks
        Its worlds, and the weeks of each.
    ledger_worlds
        Of how many first worlds each decision is kept.
    keep_trajectories
        Whether the series of each world stay.
    """
    told = min(worlds, ledger_worlds)
    series = worlds * weeks * len(OBSERVABLES) * 4
    outcomes = worlds * len(OUTCOMES) * 8
    disk = series * (2 if keep_trajectories else 1) + 2 * outcomes + told * LEDGER_DISK
    return Need(disk, COPIES_IN_MEMORY * outcomes + told * LEDGER_MEMORY)


def study_need(worlds: int, bytes_a_world: int) -> Need:
    """Return what a study needs whose parts hold so many bytes of each world: they are joined in memory.

    Parameters
    ----------
    worlds
        Its worlds, those of all cells together.
    bytes_a_world
        What its parts hold of each.
    """
    return Need(worlds * bytes_a_world, 2 * worlds * bytes_a_world)


def sweep_need(bytes_of_shards: int, worlds: int) -> Need:
    """Return what a sweep needs: its shards twice on disk, the second time as a table; one row at a time in memory.

    Parameters
    ----------
    bytes_of_shards
        What its shards hold.
    worlds
        Worlds of each row.
    """
    return Need(2 * bytes_of_shards, worlds * ROW_MEMORY)


def check_time(seconds: float, *, force: bool = False) -> None:
    """Tell how long a large piece of work will take; refuse one of more than a day unless it is forced.

    Parameters
    ----------
    seconds
        What is left, as the first of it went.
    force
        Begin all the same.

    Raises
    ------
    InputError
        Where it would take more than `LONGEST_HOURS`.
    """
    hours = seconds / 3600
    if hours > LONGEST_HOURS and not force:
        raise InputError(
            f"This would take about {hours:,.0f} hours on this machine, as its first worlds went; allowed: at most "
            f"{LONGEST_HOURS}. Fewer points or worlds, more workers, or --force are needed. What is done is kept."
        )
    if seconds > TOLD_FROM_SECONDS:
        words = f"{hours:,.1f} hours" if hours >= 1 else f"{seconds / 60:.0f} minutes"
        log.warning("This will take about %s, as its first worlds went.", words)


def check_room(needed: Need, work: Path, *, force: bool = False) -> None:
    """Refuse a run that neither disk nor memory can hold; tell what a large one needs.

    Parameters
    ----------
    needed
        What it needs in all.
    work
        Its working folder; what an earlier start has left there is not needed again.
    force
        Begin all the same.

    Raises
    ------
    InputError
        Where there is less, with what is needed and what is there.
    """
    disk, memory = _words(needed.disk), _words(needed.memory)
    there = sum(path.stat().st_size for path in work.glob("*") if path.is_file())
    free, whole = shutil.disk_usage(work).free, _memory()
    if needed.disk > free + there and not force:
        raise InputError(
            f"{work.parent}: so many worlds need about {disk} on disk, where {_words(free)} are free; "
            "fewer worlds, or another folder, are needed."
        )
    if needed.memory > whole and not force:
        raise InputError(
            f"so many worlds, or kept decisions of so many (ledger_worlds), need about {memory} of memory; "
            f"this machine has {_words(whole)}."
        )
    if max(needed.disk, needed.memory) > TOLD_FROM:
        always = _words(PROCESS_MEMORY)
        log.warning("This needs about %s on disk, and %s of memory beside the %s of any process.", disk, memory, always)


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another C library, or a system that has none to ask
        return None
    return trim


def hand_back() -> None:
    """Hand memory that is free back to the system.

    The C library of Linux keeps what threads have used, a little more after each block of a run; no other is asked.
    """
    if (trim := _trim()) is not None:
        trim(0)


def _memory() -> int:
    """Return the bytes of memory of this machine; where the system does not say, more than any run needs."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 1 << 60


def _words(size: int) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return f"{size / 1e3:,.1f} kB"
