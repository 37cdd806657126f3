"""The ledger as a table with a row a meeting and world, and back from the table to meetings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from crossroads.runs.tables.ledger import (
    AXES,
    BEFORE,
    COUNCIL,
    IDS,
    SAME_IN_EVERY_WORLD,
    TABLES,
    Floats,
    Meeting,
    as_text,
    completed,
    cut,
    joined,
    kept,
    meeting_of,
    unpacked,
)
from crossroads.world.block import LedgerEntry

LEDGER_COLUMNS: tuple[str, ...] = (
    *("scenario", "world", "date", "nation", "decision", "options", "utilities", "probabilities", "choice", "forced"),
    *("seen", "draw", "council"),
)
"""Columns of the table with a row a meeting and world."""

_ROWS = frozenset({"world", "seen_names", "seen_values", "council_names", "council_values"})
"""Columns that tell a file of format 1, with a row a meeting and world."""


def meetings_of(table: pa.Table) -> list[Meeting]:
    """Return the meetings of a ledger's file, of this format or of format 1.

    Raises
    ------
    ValueError
        Where the columns are others, or the numbers are not as many as their names.
    """
    if set(table.column_names) >= _ROWS:
        rows = pd.DataFrame([_row_of_format_1(row) for row in table.to_pylist()], columns=list(LEDGER_COLUMNS))
        return [meeting for _, meeting in grouped(rows)]
    return unpacked(table)


def _row_of_format_1(row: dict[str, Any]) -> dict[str, Any]:
    seen, council = (None if row[key] is None else json.loads(row[key]) for key in ("seen_names", "council_names"))
    if seen is not None:
        seen = dict(zip(seen, row["seen_values"], strict=True))
    if council is not None:
        council |= cut(np.asarray(row["council_values"] or (), dtype=np.float64), council.pop("shapes"))
        if tuple(council) == BEFORE:
            added = {"later": [], "nest": np.zeros(len(council["options"])), "later_odds": np.zeros(0)}
            council = completed(council, added | {"nest_share": np.ones(())})
    return row | {"seen": seen, "council": council}


def grouped(ledger: pd.DataFrame) -> Iterator[tuple[list[int], Meeting]]:
    """Yield the meetings that the rows of a table come from, each with the places of its rows.

    Parameters
    ----------
    ledger
        The columns of `LEDGER_COLUMNS`.

    Raises
    ------
    ValueError
        Where a council lacks a part.
    """
    groups: dict[str, list[int]] = {}
    rows: list[dict[str, Any]] = ledger.to_dict("records")  # type: ignore[assignment]
    for place, row in enumerate(rows):
        council = row["council"] if isinstance(row["council"], dict) else None
        if council is not None and tuple(council) != COUNCIL:
            raise ValueError("the parts of a council are not those of this version")
        shared = (*AXES, *SAME_IN_EVERY_WORLD)
        parts = None if council is None else [np.asarray(council[name]).tolist() for name in shared]
        seen = list(row["seen"]) if isinstance(row["seen"], dict) else None
        layout = {"options": list(row["options"]), "seen": seen, "council": parts}
        groups.setdefault(as_text([*(str(row[name]) for name in IDS), layout]), []).append(place)
    for text, places in groups.items():
        layout, own = json.loads(text)[-1], [rows[place] for place in places]
        arrays = {name: _beside(row[name] if row[name] is not None else () for row in own) for name in TABLES}
        arrays |= {f"seen {name}": _beside(row["seen"][name] for row in own) for name in layout["seen"] or ()}
        if layout["council"] is not None:
            councils = [row["council"] for row in own]
            layout["council"] = {name: list(councils[0][name]) for name in AXES}
            for name in COUNCIL[len(AXES) :]:
                same = np.asarray(councils[0][name], np.float64) if name in SAME_IN_EVERY_WORLD else None
                arrays[f"council {name}"] = _beside(held[name] for held in councils) if same is None else same
        known = {name: number for number, name in reversed(list(enumerate(layout["options"])))}
        yield (
            places,
            meeting_of(
                own[0],
                layout,
                arrays,
                worlds=np.array([row["world"] for row in own], dtype=np.int64),
                choice=np.array([known.get(row["choice"], -1) for row in own], dtype=np.int64),
                forced=np.array([row["forced"] for row in own], dtype=np.bool_),
            ),
        )


def _beside(values: Iterable[Any]) -> Floats:
    """Return numbers of rows with the row as last axis."""
    return np.ascontiguousarray(np.moveaxis(np.asarray(list(values), dtype=np.float64), 0, -1))


def ledger_frame(scenario: str, entries: Sequence[LedgerEntry], worlds: Sequence[int]) -> pd.DataFrame:
    """Return the meetings of a block as `frame` does; see `kept` for the parameters."""
    return frame(kept(scenario, entries, worlds))


def frame(meetings: Iterable[Meeting]) -> pd.DataFrame:
    """Return meetings as a table with one row a world and meeting, ordered by world and date.

    Returns
    -------
    pd.DataFrame
        The columns of `LEDGER_COLUMNS`; `date` as datetime64[s], as the dates of outcomes; `options`, `utilities`,
        `probabilities` and `draw` hold lists, `seen` a dict, `council` a dict with the fields of a `Council` of one
        world where the decision was reasoned and None where it was not; its arrays are read-only, and rows share its
        lists of ids.
    """
    found = joined(meetings)
    rows = [row for meeting in found for row in _rows(meeting)]
    order = sorted(range(len(rows)), key=lambda place: rows[place][1:3])  # stable: days as the meetings have them
    values = zip(*(rows[place] for place in order), strict=True) if rows else [()] * len(LEDGER_COLUMNS)
    columns = dict(zip(LEDGER_COLUMNS, values, strict=True))
    table = pd.DataFrame({name: pd.Series(part, dtype="object") for name, part in columns.items()})
    texts = {name: pa.array(columns[name], pa.string()).to_pandas() for name in (*IDS, "choice") if name != "date"}
    days = np.array(columns["date"], dtype="datetime64[s]")
    return table.assign(date=days, **texts).astype({"world": "int64", "forced": "bool"})


def _rows(meeting: Meeting) -> Iterator[tuple[Any, ...]]:
    tables = [getattr(meeting, name).T for name in TABLES]
    lists = [part.tolist() if part.size else [None] * len(meeting.worlds) for part in tables]
    seen = {name: np.asarray(values, np.float64).tolist() for name, values in (meeting.seen or {}).items()}
    axes, councils = meeting.layout()["council"], []
    if meeting.council is not None:
        for name, part in meeting.arrays().items():
            if name.startswith("council "):
                same = name.removeprefix("council ") in SAME_IN_EVERY_WORLD
                whole = np.broadcast_to(part, (len(meeting.worlds), *part.shape)) if same else np.moveaxis(part, -1, 0)
                whole = np.ascontiguousarray(whole)
                whole.setflags(write=False)
                councils.append((name.removeprefix("council "), whole))
    for place, world in enumerate(meeting.worlds.tolist()):
        council = None
        if axes is not None:
            council = axes | {name: part[place] if part.ndim > 1 else part.item(place) for name, part in councils}
        yield (
            *(meeting.scenario, world, meeting.date, meeting.nation, meeting.decision, list(meeting.options)),
            *(lists[0][place], lists[1][place], meeting.options[meeting.choice[place]], bool(meeting.forced[place])),
            None if meeting.seen is None else {name: part[place] for name, part in seen.items()},
            *(lists[2][place], council),
        )
