"""Every decision of a record worked out again from the record alone: utilities, odds, choice."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.minds import choice
from crossroads.minds.council import Council, utilities
from crossroads.studies.explain.meetings import unpacked
from crossroads.telling.numbers import counted
from crossroads.world.axes import Array

TOLERANCE = 1e-9
"""Rounding that is allowed: a block of worlds and a single one may differ in the last digits."""

_NAMES = ("options", "factions", "terms", "futures")
_WHOLE = ("assent", "costly")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A decision that the record does not bear out, and in what: 'utilities', 'odds', 'choice'."""

    scenario: str
    world: int
    date: str
    nation: str
    decision: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of working the decisions out again.

    Attributes
    ----------
    decisions, worlds
        How many were looked at.
    reasoned
        Those with a council, whose utilities were worked out again too.
    forced
        Those that a scenario took, whose odds are taken from the record.
    mismatches
        Those that the record does not bear out, in its order.
    """

    decisions: int
    worlds: int
    reasoned: int
    forced: int
    mismatches: tuple[Mismatch, ...]

    def sentences(self) -> list[str]:
        """Return the result in words, the decisions that do not come out one by one."""
        agree = self.decisions - len(self.mismatches)
        told = [
            f"{agree:,} of {self.decisions:,} decisions in {counted(self.worlds, 'world')} come "
            f"out of the record as they stand in it: utilities of {self.reasoned:,} that were reasoned, odds of "
            f"{self.decisions - self.forced:,} that were free, and the choice of all."
        ]
        for item in self.mismatches:
            told.append(
                f"Not so: {item.scenario}, world {item.world}, {item.date}, {item.nation}.{item.decision}: "
                f"{', '.join(item.parts)}."
            )
        return told


def recompute(ledger: pd.DataFrame) -> Recomputed:
    """Work every decision of a ledger out again from its record alone.

    Utilities come from the council (`minds.council.utilities`), odds from the utilities, the choice from odds and
    draw. Options whose utility is -inf were not legal. Where a scenario took the decision its odds are part of the
    record; where a decision was not reasoned its utilities are.

    Parameters
    ----------
    ledger
        A table with the columns of `LEDGER_COLUMNS`.
    """
    found: dict[int, tuple[str, ...]] = {}
    for places in _alike(ledger):
        rows = ledger.iloc[places]
        for place, parts in zip(places, _differences(rows), strict=True):
            if parts:
                found[place] = parts
    mismatches = []
    for place in sorted(found):
        row = ledger.iloc[place]
        mismatches.append(
            Mismatch(row["scenario"], int(row["world"]), row["date"], row["nation"], row["decision"], found[place])
        )
    reasoned = sum(isinstance(council, dict) for council in ledger["council"])
    return Recomputed(
        len(ledger), int(ledger["world"].nunique()), reasoned, int(ledger["forced"].sum()), tuple(mismatches)
    )


def _alike(ledger: pd.DataFrame) -> list[list[int]]:
    """Return places of rows whose options and councils have the same shape: they are worked out together."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    columns = (ledger["nation"], ledger["decision"], ledger["options"], ledger["council"])
    for place, (nation, decision, options, council) in enumerate(zip(*columns, strict=True)):
        shape: tuple[Any, ...] = ()
        if isinstance(council, dict):
            shape = tuple(tuple(council[name]) for name in (*_NAMES, *_WHOLE))
        groups.setdefault((nation, decision, tuple(options), shape), []).append(place)
    return list(groups.values())


def _differences(rows: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return for each of some rows of one shape what does not come out."""
    recorded = unpacked(rows["utilities"].tolist()).T
    odds, draw = (np.asarray(rows[name].tolist(), dtype=np.float64).T for name in ("probabilities", "draw"))
    forced = rows["forced"].to_numpy(dtype=bool)
    legal = np.isfinite(recorded)
    own, temperature = recorded, np.ones(len(rows))
    if isinstance(rows["council"].iloc[0], dict):
        council = stacked(rows["council"].tolist())
        own, temperature = utilities(council), council.temperature
    worked_out = np.where(forced, odds, choice.probabilities(own / temperature, legal.astype(np.float64)))
    options = rows["options"].iloc[0]
    chosen = np.array([options.index(name) if name in options else -1 for name in rows["choice"]])
    agree: dict[str, NDArray[np.bool_]] = {
        "utilities": np.all(~legal | _near(own, np.where(legal, recorded, 0.0)), axis=0),
        "odds": np.all(_near(worked_out, odds), axis=0),
        "choice": _chosen(worked_out, draw, chosen),
    }
    return [tuple(part for part, right in agree.items() if not right[place]) for place in range(len(rows))]


def _near(found: Array, recorded: Array) -> NDArray[np.bool_]:
    return np.asarray(np.abs(found - recorded) <= TOLERANCE * (1.0 + np.abs(recorded)))


def _chosen(odds: Array, draw: Array, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say where the choice on record is the one that odds and draw make (or one of two that they leave equal)."""
    made = choice.choose(odds, draw)
    with np.errstate(divide="ignore"):
        appeal = np.log(odds) + draw
    places = np.arange(len(chosen))
    equal = appeal[chosen, places] >= appeal[made, places] - TOLERANCE
    return np.asarray((chosen >= 0) & ((made == chosen) | equal))


def stacked(councils: list[dict[str, Any]]) -> Council:
    """Return recorded councils of one shape as one, a world each."""
    first = councils[0]
    values: dict[str, Any] = {name: tuple(first[name]) for name in _NAMES}
    values |= {name: np.asarray(first[name], dtype=np.float64) for name in _WHOLE}
    for item in fields(Council):
        if item.name not in values:
            parts = np.asarray([council[item.name] for council in councils], dtype=np.float64)
            values[item.name] = np.moveaxis(parts, 0, -1)
    return Council(**values)
