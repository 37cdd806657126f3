"""Meetings as a ledger's rows keep them: found by world, nation, decision and day, and read back as arrays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.errors import InputError, nearest
from crossroads.minds.council import Council, from_plain
from crossroads.minds.decision import NATIONS, DecisionPoint, decision_points
from crossroads.world.axes import Array

MOST_DAYS_NAMED = 12
"""So many days of meetings are named where none was held on the day asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class HeldMeeting:
    """One meeting of one decision point in one world, as the record keeps it.

    Attributes
    ----------
    scenario, world, date
        Where and when.
    point
        The decision point.
    options
        Option ids, in the order of the arrays.
    utilities, probabilities, draw
        As in `LedgerEntry`, shape (option,).
    choice
        Index into `options`.
    forced
        True where a scenario took the decision or set its odds.
    seen
        View feature -> value.
    council
        What it was weighed with (arrays of one world); None where it was not reasoned.
    """

    scenario: str
    world: int
    date: dt.date
    point: DecisionPoint
    options: tuple[str, ...]
    utilities: Array
    probabilities: Array
    draw: Array
    choice: int
    forced: bool
    seen: dict[str, float]
    council: Council | None

    @property
    def legal(self) -> NDArray[np.bool_]:
        """Which options could be chosen, shape (option,)."""
        return np.isfinite(self.utilities)

    @property
    def likeliest(self) -> int:
        """Index of the option with the greatest odds."""
        return int(np.argmax(self.probabilities))

    def phrase(self, option: int) -> str:
        """Return the words of an option, as in "Japan X"."""
        return self.point.options[self.options[option]]


def meeting_of(row: Any) -> HeldMeeting:
    """Return the meeting that a row of a ledger keeps.

    Parameters
    ----------
    row
        A row with the columns of `LEDGER_COLUMNS` as attributes, such as `DataFrame.itertuples` gives.

    Raises
    ------
    InputError
        Where the row names a decision or an option that this version does not have.
    """
    point = _point(str(row.nation), str(row.decision))
    options = tuple(row.options)
    if not set(options) <= set(point.options) or row.choice not in options:
        raise InputError(f"the ledger names options of {point.id} that this version does not know: {row.choice}.")
    return HeldMeeting(
        scenario=str(row.scenario),
        world=int(row.world),
        date=dt.date.fromisoformat(row.date),
        point=point,
        options=options,
        utilities=legal_or_least(row.utilities),
        probabilities=np.asarray(row.probabilities, dtype=np.float64),
        draw=np.asarray(row.draw, dtype=np.float64),
        choice=options.index(row.choice),
        forced=bool(row.forced),
        seen=dict(row.seen),
        council=from_plain(row.council) if isinstance(row.council, dict) else None,
    )


def legal_or_least(utilities: list[float] | Array) -> Array:
    """Return recorded utilities, shape (..., option); what is no number is -inf: an option that was not legal."""
    values = np.asarray(utilities, dtype=np.float64)
    return np.where(np.isnan(values), -np.inf, values)


def meetings(ledger: pd.DataFrame) -> Iterator[HeldMeeting]:
    """Yield every meeting of a ledger, in its order."""
    for row in ledger.itertuples(index=False):
        yield meeting_of(row)


def _point(nation: str, decision: str) -> DecisionPoint:
    for point in decision_points():
        if point.nation == nation and point.name == decision:
            return point
    raise InputError(f"the ledger names a decision that this version does not know: {nation}.{decision}.")


def select(
    ledger: pd.DataFrame,
    *,
    world: int | None = None,
    nation: str | None = None,
    decision: str | None = None,
    date: dt.date | None = None,
) -> pd.DataFrame:
    """Return the rows of a ledger that are asked for, in its order.

    Parameters
    ----------
    ledger
        A run's ledger.
    world, nation, decision, date
        What the rows must have; None = any. A decision is written 'name' or 'nation.name'.

    Raises
    ------
    InputError
        Where no such world, nation, decision or day is on record; the message says which are.
    """
    rows = ledger
    if world is not None:
        rows = rows[rows["world"] == world]
        if rows.empty:
            raise InputError(f"world: found {world}; the decisions on record are those of {_worlds(ledger)}.")
    nation, decision = _checked(nation, decision)
    if nation is not None:
        rows = rows[rows["nation"] == nation]
    if decision is not None:
        rows = rows[rows["decision"] == decision]
    if rows.empty and len(ledger):
        raise InputError(
            f"{'.'.join(part for part in (nation, decision) if part)}: no such meeting is on record there."
        )
    if date is not None:
        held, rows = rows, rows[rows["date"] == date.isoformat()]
        if rows.empty:
            raise InputError(f"date: no such meeting was held on {date.isoformat()}{_days(held)}.")
    return rows


def _checked(nation: str | None, decision: str | None) -> tuple[str | None, str | None]:
    if decision is not None and "." in decision:
        owner, decision = decision.split(".", 1)
        if nation not in (None, owner):
            raise InputError(f"decision: found '{owner}.{decision}', which is not a decision of '{nation}'.")
        nation = owner
    if nation is not None and nation not in NATIONS:
        raise InputError(f"nation: found '{nation}'{nearest(nation, NATIONS)}; allowed: {', '.join(NATIONS)}.")
    names = [point.name for point in decision_points() if nation in (None, point.nation)]
    if decision is not None and decision not in names:
        raise InputError(f"decision: found '{decision}'{nearest(decision, names)}; allowed: {', '.join(names)}.")
    return nation, decision


def _worlds(ledger: pd.DataFrame) -> str:
    numbers = ledger["world"].unique()
    return f"worlds {numbers.min()} to {numbers.max()}" if len(numbers) else "no world"


def _days(held: pd.DataFrame) -> str:
    days = sorted(held["date"].unique())
    shown = ", ".join(days[:MOST_DAYS_NAMED])
    return f"; days on record: {shown}{' and later' if len(days) > MOST_DAYS_NAMED else ''}" if days else ""
