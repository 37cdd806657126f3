"""The kept ledger as its file holds it: packed in columns of numbers, straight from the entries of a block.

What a nation saw, and what it weighed, are lists of numbers, beside a text that names them: the text is the same in
many rows, and is stored and read once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crossroads.minds.council import Council
from crossroads.minds.decision import decision_points
from crossroads.world import calendar
from crossroads.world.block import LedgerEntry

LEDGER_COLUMNS: tuple[str, ...] = (
    "scenario",
    "world",
    "date",
    "nation",
    "decision",
    "options",
    "utilities",
    "probabilities",
    "choice",
    "forced",
    "seen",
    "draw",
    "council",
)
"""Columns of the table with a row a meeting."""

_NUMBERS = pa.list_(pa.float64())
_NAMES = pa.dictionary(pa.int32(), pa.string())

LEDGER_SCHEMA = pa.schema(
    [
        ("scenario", pa.string()),
        ("world", pa.int64()),
        ("date", pa.string()),
        ("nation", pa.string()),
        ("decision", pa.string()),
        ("options", pa.list_(pa.string())),
        ("utilities", _NUMBERS),
        ("probabilities", _NUMBERS),
        ("choice", pa.string()),
        ("forced", pa.bool_()),
        ("seen_names", _NAMES),
        ("seen_values", _NUMBERS),
        ("draw", _NUMBERS),
        ("council_names", _NAMES),
        ("council_values", _NUMBERS),
    ]
)
"""Columns of the packed ledger.

`seen_names` is a JSON list of the names of `seen_values`. `council_names` is a JSON object: the ids along the axes of a
`deciding.council.Council`, and under `shapes` the name and shape of each of its arrays, which stand in `council_values`
one after the other, the last index running fastest. Both are null where a decision was not reasoned.
"""

AXES = ("options", "factions", "terms", "futures")
"""Parts of a council that are ids; all others are numbers."""

SHAPES = "shapes"
"""Key of the names and shapes of the numbers, in the text that names a council's."""

_SAME_IN_EVERY_WORLD = ("assent", "costly")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows of one entry, one a world in which the decision was open."""

    entry: LedgerEntry
    worlds: NDArray[np.int64]
    met: NDArray[np.int64]
    date: str
    rank: int

    def by_row(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values of shape (..., world) as shape (row, number)."""
        return values[..., self.met].reshape(-1, len(self.met)).T

    def seen(self) -> tuple[str, NDArray[np.float64]]:
        """Return the names of what was seen, and the numbers, shape (row, name)."""
        values = [np.asarray(item, dtype=np.float64) for item in self.entry.seen.values()]
        numbers = np.stack(values) if values else np.empty((0, len(self.entry.choice)))
        return as_text(list(self.entry.seen)), numbers[:, self.met].T

    def council(self) -> tuple[str | None, NDArray[np.float64]]:
        """Return the names of what was weighed (None: it was not), and the numbers, shape (row, number)."""
        council = self.entry.council
        if council is None:
            return None, np.empty((len(self.met), 0))
        assert isinstance(council, Council), "only a council can be kept"
        axes: dict[str, list[str]] = {}
        shapes: dict[str, list[int]] = {}
        parts = []
        for item in fields(council):
            value = getattr(council, item.name)
            if item.name in AXES:
                axes[item.name] = list(value)
            elif item.name in _SAME_IN_EVERY_WORLD:
                shapes[item.name] = list(value.shape)
                parts.append(np.broadcast_to(value.ravel(), (len(self.met), value.size)))
            else:
                shapes[item.name] = list(value.shape[:-1])
                parts.append(self.by_row(value))
        return as_text({**axes, SHAPES: shapes}), np.concatenate(parts, axis=1)


def packed_entries(scenario: str, entries: Sequence[LedgerEntry], worlds: Sequence[int]) -> pa.Table:
    """Pack ledger entries, one row a world and meeting, ordered by world and date.

    Parameters
    ----------
    scenario
        Name of the scenario.
    entries
        The block's entries.
    worlds
        The world numbers that the entries' last axis stands for.

    Returns
    -------
    pa.Table
        The columns of `LEDGER_SCHEMA`. Meetings at which the decision was not open are left out.
    """
    sheets = _sheets(entries, np.asarray(worlds, dtype=np.int64))
    number, order = _in_order(sheets)
    columns = {
        "scenario": pa.repeat(pa.scalar(scenario, pa.string()), len(order)),
        **_single_values(sheets, number, order),
        **_lists_of_numbers(sheets, number, order),
    }
    return pa.table({name: columns[name] for name in LEDGER_SCHEMA.names}, schema=LEDGER_SCHEMA)


def _in_order(sheets: list[_Sheet]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sheet of each row as the sheets follow one another, and the order that the ledger has the rows in."""
    number = np.repeat(np.arange(len(sheets)), [len(sheet.met) for sheet in sheets])
    days = np.array([sheet.date for sheet in sheets], dtype="datetime64[D]")
    ranks = np.array([sheet.rank for sheet in sheets], dtype=np.int64)
    world = _joined((sheet.worlds for sheet in sheets), np.int64)
    return number, np.lexsort((ranks[number], days[number], world))


def _single_values(sheets: list[_Sheet], number: NDArray[np.int64], order: NDArray[np.int64]) -> dict[str, pa.Array]:
    place = pa.array(number[order])
    options = pa.array([list(sheet.entry.options) for sheet in sheets], pa.list_(pa.string()))
    chosen = _joined((sheet.entry.choice[sheet.met] for sheet in sheets), np.int64)
    first = options.offsets.to_numpy()[:-1]  # of a sheet's options among those of all
    texts = {
        "date": [sheet.date for sheet in sheets],
        "nation": [sheet.entry.nation for sheet in sheets],
        "decision": [sheet.entry.decision for sheet in sheets],
    }
    return {
        **{name: pa.array(values, pa.string()).take(place) for name, values in texts.items()},
        "world": pa.array(_joined((sheet.worlds for sheet in sheets), np.int64)[order]),
        "options": options.take(place),
        "choice": options.values.take(pa.array((first[number] + chosen)[order])),
        "forced": pa.array(_joined((sheet.entry.forced[sheet.met] for sheet in sheets), np.bool_)[order]),
    }


def _lists_of_numbers(sheets: list[_Sheet], number: NDArray[np.int64], order: NDArray[np.int64]) -> dict[str, pa.Array]:
    row, place = pa.array(order), number[order].tolist()
    seen, councils = [sheet.seen() for sheet in sheets], [sheet.council() for sheet in sheets]
    reasoned = [text is not None for text, _ in councils]
    return {
        "utilities": _lists([sheet.by_row(sheet.entry.utilities) for sheet in sheets]).take(row),
        "probabilities": _lists([sheet.by_row(sheet.entry.probabilities) for sheet in sheets]).take(row),
        "draw": _lists([sheet.by_row(sheet.entry.draw) for sheet in sheets]).take(row),
        "seen_names": named(seen[sheet][0] for sheet in place),
        "seen_values": _lists([numbers for _, numbers in seen]).take(row),
        "council_names": named(councils[sheet][0] for sheet in place),
        "council_values": _lists([numbers for _, numbers in councils], reasoned).take(row),
    }


def _sheets(entries: Sequence[LedgerEntry], worlds: NDArray[np.int64]) -> list[_Sheet]:
    ranks = {point.id: position for position, point in enumerate(decision_points())}
    sheets = []
    for entry in entries:
        met = np.flatnonzero(entry.choice >= 0)
        if len(met):
            date = (entry.date or calendar.date_of(entry.week)).isoformat()
            rank = ranks.get(f"{entry.nation}.{entry.decision}", len(ranks))
            sheets.append(_Sheet(entry, worlds[met], met, date, rank))
    return sheets


def _joined(parts: Iterable[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=kind), *parts])


def _lists(tables: list[NDArray[np.float64]], kept: list[bool] | None = None) -> pa.Array:
    """Return the rows of tables, each of shape (row, number), as lists; those of a table not `kept` are null."""
    rows = [len(table) for table in tables]
    lengths = np.repeat(np.array([table.shape[1] for table in tables], dtype=np.int64), rows)
    values = _joined((table.ravel() for table in tables), np.float64)
    return cut(values, lengths, None if kept is None else np.repeat(np.array(kept, dtype=bool), rows))


def cut(values: NDArray[np.float64], lengths: NDArray[np.int64], kept: NDArray[np.bool_] | None = None) -> pa.Array:
    """Cut numbers into lists of the given lengths; a list not `kept` is null, and has the length 0."""
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    null = None if kept is None else pa.array(~kept)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(values, pa.float64()), mask=null)


def named(texts: Iterable[str | None]) -> pa.Array:
    """Return texts, each distinct one stored once and numbered as it appears: a ledger's file is always the same."""
    number: dict[str, int] = {}
    codes = [None if text is None else number.setdefault(text, len(number)) for text in texts]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(list(number), pa.string()))


def as_text(names: object) -> str:
    """Write names as compact JSON."""
    return json.dumps(names, separators=(",", ":"))
