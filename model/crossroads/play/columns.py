"""The end of a war in columns: yours, the same world with the council deciding, in fact, and in other worlds."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from crossroads.errors import counted
from crossroads.evidence.nations import load_nations
from crossroads.evidence.reading import packaged
from crossroads.play.seats import seat_words
from crossroads.runs.run import Run
from crossroads.telling.numbers import people, percent, quantity, rounded, sentence_case, week_day
from crossroads.telling.outcomes import OUTCOME_BY_NAME
from crossroads.telling.vocabulary import SHOWN, outcome
from crossroads.world.block import Block
from crossroads.world.observables import OUTCOMES, Outcome

NEVER = "not by the end"

WIDTHS = (25, 18, 18, 18, 12)
"""Columns of the table: what is told, yours, the council's, in fact, other worlds."""

NOTICED = {"date": 4.0, "index": 0.05, "share": 0.02, "months": 1.0}
"""Kind or unit -> by how much a value has to differ for the sentence of regret; people by a fiftieth, others at all."""

_PEOPLE = ("dead and missing", "people")


@cache
def in_fact() -> dict[str, dict[str, str]]:
    """Return what happened in fact, by outcome: in words (`told`), and the key of the work that says so (`source`)."""
    return packaged("play/in_fact.toml")


def _fact(item: Outcome) -> str:
    """Return what happened in fact; of an event without an entry that it never came, of an amount nothing."""
    known = in_fact().get(item.name)
    return known["told"] if known else ("never" if item.kind == "date" else "-")


@dataclass(frozen=True, slots=True)
class Endings:
    """Two ends of one world side by side.

    Attributes
    ----------
    nation
        The seat.
    own, alone
        The record of the world as it was played, and with the seat's council deciding.
    run
        Many worlds in which the seat decides for itself; None where none were asked for.
    """

    nation: str
    own: Block
    alone: Block
    run: Run | None

    def rows(self) -> list[str]:
        """Return the outcomes that are told, those of people last."""
        told = {*SHOWN["by_the_horizon"], *SHOWN["run_dates"], *in_fact()}
        dates = [item.name for item in OUTCOMES if item.kind == "date" and item.name in told]
        came = [name for name in dates if name in in_fact() or not self._never(name)]
        return ["verdict", *came, *load_nations()[self.nation].account, *SHOWN["run_losses"]]

    def _never(self, name: str) -> bool:
        return all(np.isnan(block.outcomes[name][0]) for block in (self.own, self.alone))

    def table(self) -> list[str]:
        """Return the lines of the table, at most 100 columns wide."""
        heads = ["", "yours", "your council's", "in fact", "" if self.run is None else "others"]
        lines = [_line(heads)]
        for name in self.rows():
            item = OUTCOME_BY_NAME[name]
            cells = [_label(item), *(self._words(item, block) for block in (self.own, self.alone))]
            lines += [_line(part) for part in _folded([*cells, _fact(item), self._elsewhere(item)])]
        if self.run is not None:
            told = (
                f"Others: {counted(self.run.worlds, 'world')} in which the seat decides for itself: in how many of 100"
            )
            lines += ["", told, "it comes by the end, or the verdict is yours; of amounts the middle one."]
        return lines

    def _words(self, item: Outcome, block: Block) -> str:
        value = float(block.outcomes[item.name][0])
        if item.kind == "date":
            return NEVER if np.isnan(value) else week_day(value)
        if item.kind == "category":
            return outcome(item.name).values.get(item.categories[int(value)], item.categories[int(value)])
        return _amount(value, item.unit)

    def _elsewhere(self, item: Outcome) -> str:
        if self.run is None:
            return ""
        column, value = self.run.outcomes[item.name], float(self.own.outcomes[item.name][0])
        if item.kind not in ("date", "category"):
            return _amount(float(column.median()), item.unit)
        same = column.notna() if item.kind == "date" else column == item.categories[int(value)]
        return f"{100 * float(same.mean()):.0f} of 100"

    def regret(self) -> str:
        """Return a sentence on which of the two ends the seat itself would have wanted, with the dead beside it."""
        seat = load_nations()[self.nation]
        for entry in seat.standing:
            names = entry.removeprefix("-").split()
            pair = [_worth(block, names) for block in (self.own, self.alone)]
            item = OUTCOME_BY_NAME[names[0]]
            if _alike(pair[0], pair[1], item):
                continue
            better = (pair[0] > pair[1]) != entry.startswith("-")
            told = (
                f"By what {seat.names.long} counts first your war is the {'better' if better else 'worse'} of the two: "
            )
            yours, theirs = (self._last_of(names, block) for block in (self.own, self.alone))
            return f"{told}{yours}; with your council deciding, {theirs}. {self._dead(better=better)}"
        return f"By what {seat.names.long} counts, both wars end alike. {self._dead()}"

    def _last_of(self, names: Sequence[str], block: Block) -> str:
        """Return the outcome of several that counts, in words."""
        worth = [_worth(block, [name]) for name in names]
        item = OUTCOME_BY_NAME[names[int(np.argmax(worth))]]
        if item.kind == "flag":
            return f"{_label(item)}: {'yes' if block.outcomes[item.name][0] > 0 else 'no'}"
        return f"{_label(item)}: {self._words(item, block)}"

    def _dead(self, *, better: bool = False) -> str:
        total = [
            sum(float(block.outcomes[name][0]) for name in SHOWN["run_losses"]) for block in (self.own, self.alone)
        ]
        apart = total[0] - total[1]
        if abs(apart) < 0.001 * total[1]:
            return f"About as many people die in both, {people(total[0], 2)}, soldiers and civilians."
        link = "more" if apart > 0 else "fewer"
        dead = (
            f"{people(abs(apart), 2)} {link} people die in yours, soldiers and civilians, {people(total[0], 2)} in all."
        )
        return f"But {dead}" if better and apart > 0 else dead


def _worth(block: Block, names: Sequence[str]) -> float:
    """Return the greatest or last of some outcomes; a day that never comes is later than any."""
    return max(float(np.nan_to_num(block.outcomes[name][0], nan=np.inf)) for name in names)


def _alike(own: float, other: float, item: Outcome) -> bool:
    if own == other:
        return True
    if item.unit in _PEOPLE:
        return abs(own - other) < 0.02 * max(own, other)
    return abs(own - other) < NOTICED.get(item.kind, NOTICED.get(item.unit, 0.0))


def _amount(value: float, unit: str) -> str:
    if unit in _PEOPLE:
        return people(value, 3) if value < 1e6 else f"{rounded(value / 1e6):,.3g} million"
    if unit in ("share", "share of worlds"):
        return percent(value)
    return f"{value:.2f}" if unit == "index" else quantity(value, unit)


def _label(item: Outcome) -> str:
    event = seat_words().events.get(item.name)
    return event.row if event is not None and event.row else sentence_case(outcome(item.name).label)


def _folded(cells: Sequence[str]) -> list[list[str]]:
    """Return a row of cells as rows of cells that fit."""
    parts: list[list[str]] = [textwrap.wrap(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    return [[part[row] if row < len(part) else "" for part in parts] for row in range(max(map(len, parts)))]


def _line(cells: Sequence[Any]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
