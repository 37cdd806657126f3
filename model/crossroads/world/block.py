"""What one block of worlds leaves behind: series, outcomes, ledger entries, events; and what takes the series down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crossroads.world import calendar
from crossroads.world.axes import Flags, Floats, Ints
from crossroads.world.observables import OBSERVABLES


class Reasoning(Protocol):
    """What a decision was weighed with, as far as a record needs to know it."""

    def take(self, worlds: Ints) -> Reasoning:
        """Return the reasoning of some worlds only (positions along the last axis)."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One meeting of one decision point, for the first worlds of a block.

    Arrays have the world as last axis and hold only the ledger's worlds.

    Attributes
    ----------
    week
        Week of the meeting.
    nation, decision
        Ids.
    options
        Option ids, in the order of the table.
    utilities, probabilities
        Shape (option, world). Utilities are in stakes against the quiet option where the decider reasons, else log
        odds up to a constant; -inf and 0 where an option was not legal or ruled out.
    draw
        The Gumbel noise of each option, shape (option, world).
    choice
        Index into `options`, shape (world,); -1 where the point was not open in that world.
    forced
        True where a scenario took the decision (or set its odds), shape (world,).
    seen
        What the nation saw: view feature -> shape (world,).
    date
        Day of the meeting, where it is not the week's Sunday.
    council
        What the decision was weighed with (`deciding.council.Council`, in the ledger's worlds), where the decider
        reasons.
    """

    week: int
    nation: str
    decision: str
    options: tuple[str, ...]
    utilities: Floats
    probabilities: Floats
    draw: Floats
    choice: Ints
    forced: Flags
    seen: dict[str, Floats]
    date: dt.date | None = None
    council: Reasoning | None = None

    @property
    def day(self) -> dt.date:
        """The day of the meeting."""
        return self.date or calendar.date_of(self.week)


@dataclass(frozen=True, slots=True)
class Block:
    """The record of a block of worlds.

    Attributes
    ----------
    worlds
        World numbers, shape (world,).
    series
        float32, shape (observable, week, world), in the order of `observables.OBSERVABLES`.
    outcomes
        Outcome name -> float64 array, shape (world,): week index or NaN for dates, 0/1 for flags, index into
        `categories` for categories; then the columns that the setup asks for (NaN where there is nothing to read).
    ledger
        Entries in order of time, for the block's worlds whose number is below the ledger's limit.
    choices
        'nation.decision' -> 'option' -> number of worlds of the block that ever chose it (all worlds).
    not_applied
        Index of a forced decision in the setup -> number of the block's worlds in which it never applied.
    """

    worlds: Ints
    series: NDArray[np.float32]
    outcomes: dict[str, Floats]
    ledger: tuple[LedgerEntry, ...]
    choices: dict[str, dict[str, int]]
    not_applied: dict[int, int]


def joined(worlds: Ints, places: Sequence[Ints], blocks: Sequence[Block]) -> Block:
    """Return the record of worlds that were run in parts.

    Parameters
    ----------
    worlds
        Numbers of all worlds.
    places
        Positions among them of the worlds of each part; every position is in one of them.
    blocks
        The records of the parts; entries of a ledger are taken from the first.
    """
    placed = np.concatenate(places)
    # Where they are in order already nothing is moved: the series are large.
    order = slice(None) if np.array_equal(placed, np.arange(len(worlds))) else np.argsort(placed)
    choices: dict[str, dict[str, int]] = {}
    not_applied: dict[int, int] = {}
    for block in blocks:
        for decision, options in block.choices.items():
            counts = choices.setdefault(decision, dict.fromkeys(options, 0))
            for option, count in options.items():
                counts[option] += count
        for force, count in block.not_applied.items():
            not_applied[force] = not_applied.get(force, 0) + count
    return Block(
        worlds=worlds,
        series=np.concatenate([block.series for block in blocks], axis=2)[:, :, order],
        outcomes={
            name: np.concatenate([block.outcomes[name] for block in blocks])[order] for name in blocks[0].outcomes
        },
        ledger=blocks[0].ledger,
        choices=choices,
        not_applied=not_applied,
    )


class Recorder:
    """Keeps the series of one block of worlds.

    Parameters
    ----------
    weeks, worlds
        Size of the record: every week of the run, every world of the block.
    """

    def __init__(self, weeks: int, worlds: int) -> None:
        self.series: NDArray[np.float32] = np.empty((len(OBSERVABLES), weeks, worlds), dtype=np.float32)
        self._index = {item.name: number for number, item in enumerate(OBSERVABLES)}

    def record(self, week: int, values: Mapping[str, Floats]) -> None:
        """Write the observables of one week.

        Raises
        ------
        KeyError
            For a name that is no observable.
        """
        for name, value in values.items():
            self.series[self._index[name], week] = value
