"""The kept ledger: meetings as the arrays that the councils had, and the same as a table with a row a world.

A `Meeting` is one decision and day of some worlds, and a line of the ledger's file: ids, and all numbers one after the
other, beside a text that names them and gives their shapes. A world is picked on reading.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import prod
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crossroads.minds.council import Council, apart
from crossroads.minds.decision import decision_points
from crossroads.world.block import LedgerEntry

Floats = NDArray[np.float64]

LEDGER_COLUMNS: tuple[str, ...] = (
    *("scenario", "world", "date", "nation", "decision", "options", "utilities", "probabilities", "choice", "forced"),
    *("seen", "draw", "council"),
)
"""Columns of the table with a row a meeting and world."""

_IDS = ("scenario", "date", "nation", "decision")
_TABLES = ("utilities", "probabilities", "draw")
_WHOLE_NUMBERS = ("worlds", "choice", "forced")
_COUNCIL = tuple(item.name for item in fields(Council))
_AXES = ("options", "factions", "terms", "futures", "later")
_BEFORE = tuple(name for name in _COUNCIL if name not in apart(0, 0))
"""Parts of a council before councils nested options and imagined that they would choose again."""
_SAME_IN_EVERY_WORLD = ("assent", "costly", "nest")

LEDGER_SCHEMA = pa.schema(
    [
        *((name, pa.date32() if name == "date" else pa.string()) for name in (*_IDS, "layout")),
        ("worlds", pa.list_(pa.int64())),
        ("choice", pa.list_(pa.int64())),
        ("forced", pa.list_(pa.bool_())),
        ("numbers", pa.list_(pa.float64())),
    ]
)
"""Columns of the ledger's file, format 2.

`layout` is a JSON object: the ids of the options, of what was seen, and along the axes of a `minds.council.Council`
(null: not known, not reasoned), and under `shapes` the name and shape of each array in `numbers`, the last index
running fastest.
"""

_DATES_AS_TEXTS = LEDGER_SCHEMA.set(LEDGER_SCHEMA.get_field_index("date"), pa.field("date", pa.string()))
"""The columns as files of format 2 had them at first, the day as ISO text."""

_ROWS = frozenset({"world", "seen_names", "seen_values", "council_names", "council_values"})
"""Columns that tell a file of format 1, with a row a meeting and world."""


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """One meeting of one decision point in some worlds, which are the last axis of every array.

    Attributes
    ----------
    scenario, nation, decision, options
        Ids.
    date
        The day of the meeting.
    worlds
        World numbers, rising.
    utilities, probabilities, draw, choice, forced
        As in `LedgerEntry`; no options where nothing was written down.
    seen
        View feature -> shape (world,); None where nothing was written down.
    council
        What the decision was weighed with; None where it was not reasoned.
    """

    scenario: str
    date: dt.date
    nation: str
    decision: str
    options: tuple[str, ...]
    worlds: NDArray[np.int64]
    utilities: Floats
    probabilities: Floats
    draw: Floats
    choice: NDArray[np.int64]
    forced: NDArray[np.bool_]
    seen: Mapping[str, Floats] | None
    council: Council | None

    @property
    def point(self) -> str:
        """Id of the decision: 'nation.name'."""
        return f"{self.nation}.{self.decision}"

    @property
    def legal(self) -> NDArray[np.bool_]:
        """Which options could be chosen, shape (option, world)."""
        return np.isfinite(self.utilities)

    def take(self, place: int) -> Meeting:
        """Return the meeting of one world only (its position among the worlds)."""
        mine = np.array([place])
        held = None if self.council is None else self.council.take(mine)
        seen = None if self.seen is None else {name: values[mine] for name, values in self.seen.items()}
        own = {name: getattr(self, name)[..., mine] for name in (*_TABLES, *_WHOLE_NUMBERS)}
        return replace(self, seen=seen, council=held, **own)

    def arrays(self) -> dict[str, Floats]:
        """Return all numbers by name: the three tables, then 'seen X', then 'council X'."""
        found = {name: getattr(self, name) for name in _TABLES}
        found |= {f"seen {name}": np.asarray(values, np.float64) for name, values in (self.seen or {}).items()}
        if self.council is not None:
            found |= {f"council {name}": getattr(self.council, name) for name in _COUNCIL if name not in _AXES}
        return found

    def layout(self) -> dict[str, Any]:
        """Return the names that the arrays go by."""
        held = self.council
        return {
            "options": list(self.options),
            "seen": None if self.seen is None else list(self.seen),
            "council": None if held is None else {name: list(getattr(held, name)) for name in _AXES},
        }

    def kind(self) -> tuple[Any, ...]:
        """Return what two meetings share whose worlds can stand beside one another."""
        held = self.council
        same = [] if held is None else [getattr(held, name).tolist() for name in _SAME_IN_EVERY_WORLD]
        return (*(getattr(self, name) for name in _IDS), as_text([self.layout(), same]))


def _meeting(
    ids: Mapping[str, Any], layout: Mapping[str, Any], arrays: Mapping[str, Floats], **rest: NDArray[Any]
) -> Meeting:
    """Return the meeting whose names and numbers these are."""
    council = None
    if layout["council"] is not None:
        numbers = {name.removeprefix("council "): part for name, part in arrays.items() if name.startswith("council ")}
        parts: dict[str, Any] = {name: tuple(held) for name, held in layout["council"].items()} | numbers
        if tuple(parts) == _BEFORE:
            parts = _completed(parts, apart(len(parts["options"]), parts["temperature"].size))
        if tuple(parts) != _COUNCIL:
            raise ValueError("the parts of a council are not those of this version")
        council = Council(**parts)
    seen = None if layout["seen"] is None else {name: arrays[f"seen {name}"] for name in layout["seen"]}
    tables = {name: arrays[name] for name in _TABLES}
    own = {name: _day(ids[name]) if name == "date" else str(ids[name]) for name in _IDS}
    return Meeting(options=tuple(layout["options"]), seen=seen, council=council, **own, **tables, **rest)  # type: ignore[arg-type]


def _day(value: object) -> dt.date:
    """Return the day of a row, as a table or a file of any version holds it."""
    return pd.Timestamp(value).date()  # type: ignore[arg-type]


def _completed(parts: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a council of an earlier version, with those that it had not: no nest, no later choice."""
    return {name: added[name] if name in added else parts[name] for name in _COUNCIL}


def kept(scenario: str, entries: Iterable[LedgerEntry], worlds: Sequence[int]) -> list[Meeting]:
    """Return the meetings of a block, each in the worlds in which the decision was open.

    Parameters
    ----------
    scenario
        Name of the scenario.
    entries
        The block's entries.
    worlds
        The world numbers that the entries' last axis stands for.
    """
    found = []
    for entry in entries:
        if len(met := np.flatnonzero(entry.choice >= 0)):
            assert entry.council is None or isinstance(entry.council, Council), "only a council can be kept"
            found.append(
                Meeting(
                    scenario=scenario,
                    date=entry.day,
                    nation=entry.nation,
                    decision=entry.decision,
                    options=entry.options,
                    worlds=np.asarray(worlds, dtype=np.int64)[met],
                    utilities=entry.utilities[:, met],
                    probabilities=entry.probabilities[:, met],
                    draw=entry.draw[:, met],
                    choice=entry.choice[met],
                    forced=entry.forced[met],
                    seen={name: np.asarray(values)[met] for name, values in entry.seen.items()},
                    council=None if entry.council is None else entry.council.take(met),
                )
            )
    return found


def joined(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Put the worlds of meetings of one kind beside one another; the order is that of days and decision points."""
    ranks = {point.id: position for position, point in enumerate(decision_points())}
    groups: dict[tuple[Any, ...], list[Meeting]] = {}
    for meeting in meetings:
        groups.setdefault(meeting.kind(), []).append(meeting)
    found = []
    for kind in sorted(groups, key=lambda kind: (*kind[:2], ranks.get(".".join(kind[2:4]), len(ranks)), *kind[2:])):
        first, *others = parts = groups[kind]
        if others:
            together = {
                name: part if name.removeprefix("council ") in _SAME_IN_EVERY_WORLD else np.concatenate(held, axis=-1)
                for (name, part), held in zip(
                    first.arrays().items(), zip(*(part.arrays().values() for part in parts), strict=True), strict=True
                )
            }
            whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _WHOLE_NUMBERS}
            first = _meeting({name: getattr(first, name) for name in _IDS}, first.layout(), together, **whole)
        found.append(first)
    return found


def packed(meetings: Iterable[Meeting]) -> pa.Table:
    """Return meetings as the lines of a file, the same however they came together."""
    rows = []
    for meeting in joined(meetings):
        arrays = meeting.arrays()
        layout = meeting.layout() | {"shapes": {name: part.shape for name, part in arrays.items()}}
        row = {name: getattr(meeting, name) for name in (*_IDS, *_WHOLE_NUMBERS)}
        numbers = np.concatenate([np.asarray(part, np.float64).ravel() for part in arrays.values()])
        rows.append(row | {"layout": as_text(layout), "numbers": numbers})
    columns = {name: [row[name] for row in rows] for name in LEDGER_SCHEMA.names}
    return pa.table(columns, schema=LEDGER_SCHEMA)


def unpacked(table: pa.Table) -> list[Meeting]:
    """Read the lines of a file, of this format or of format 1.

    Raises
    ------
    ValueError
        Where the columns are others, or the numbers are not as many as their names.
    """
    if set(table.column_names) >= _ROWS:
        rows = pd.DataFrame([_row_of_format_1(row) for row in table.to_pylist()], columns=list(LEDGER_COLUMNS))
        return [meeting for _, meeting in grouped(rows)]
    if not (table.schema.equals(LEDGER_SCHEMA) or table.schema.equals(_DATES_AS_TEXTS)):
        raise ValueError("the columns are not those of a ledger of this version")
    found = []
    lists = {name: table.column(name).combine_chunks() for name in (*_WHOLE_NUMBERS, "numbers")}
    for place, row in enumerate(table.select([*_IDS, "layout"]).to_pylist()):
        layout = json.loads(row["layout"])
        held = {name: column[place].values.to_numpy(zero_copy_only=False) for name, column in lists.items()}
        found.append(_meeting(row, layout, _cut(held.pop("numbers"), layout["shapes"]), **held))
    return found


def _cut(numbers: Floats, shapes: Mapping[str, Sequence[int]]) -> dict[str, Floats]:
    ends = list(itertools.accumulate((prod(shape) for shape in shapes.values()), initial=0))
    if ends[-1] != len(numbers):
        raise ValueError("the numbers of a meeting are not as many as their names")
    parts = zip(shapes.items(), itertools.pairwise(ends), strict=True)
    return {name: numbers[first:end].reshape(shape) for (name, shape), (first, end) in parts}


def _row_of_format_1(row: dict[str, Any]) -> dict[str, Any]:
    seen, council = (None if row[key] is None else json.loads(row[key]) for key in ("seen_names", "council_names"))
    if seen is not None:
        seen = dict(zip(seen, row["seen_values"], strict=True))
    if council is not None:
        council |= _cut(np.asarray(row["council_values"] or (), dtype=np.float64), council.pop("shapes"))
        if tuple(council) == _BEFORE:
            added = {"later": [], "nest": np.zeros(len(council["options"])), "later_odds": np.zeros(0)}
            council = _completed(council, added | {"nest_share": np.ones(())})
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
        if council is not None and tuple(council) != _COUNCIL:
            raise ValueError("the parts of a council are not those of this version")
        shared = (*_AXES, *_SAME_IN_EVERY_WORLD)
        parts = None if council is None else [np.asarray(council[name]).tolist() for name in shared]
        seen = list(row["seen"]) if isinstance(row["seen"], dict) else None
        layout = {"options": list(row["options"]), "seen": seen, "council": parts}
        groups.setdefault(as_text([*(str(row[name]) for name in _IDS), layout]), []).append(place)
    for text, places in groups.items():
        layout, own = json.loads(text)[-1], [rows[place] for place in places]
        arrays = {name: _beside(row[name] if row[name] is not None else () for row in own) for name in _TABLES}
        arrays |= {f"seen {name}": _beside(row["seen"][name] for row in own) for name in layout["seen"] or ()}
        if layout["council"] is not None:
            councils = [row["council"] for row in own]
            layout["council"] = {name: list(councils[0][name]) for name in _AXES}
            for name in _COUNCIL[len(_AXES) :]:
                same = np.asarray(councils[0][name], np.float64) if name in _SAME_IN_EVERY_WORLD else None
                arrays[f"council {name}"] = _beside(held[name] for held in councils) if same is None else same
        known = {name: number for number, name in reversed(list(enumerate(layout["options"])))}
        yield (
            places,
            _meeting(
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
    texts = {name: pa.array(columns[name], pa.string()).to_pandas() for name in (*_IDS, "choice") if name != "date"}
    days = np.array(columns["date"], dtype="datetime64[s]")
    return table.assign(date=days, **texts).astype({"world": "int64", "forced": "bool"})


def _rows(meeting: Meeting) -> Iterator[tuple[Any, ...]]:
    tables = [getattr(meeting, name).T for name in _TABLES]
    lists = [part.tolist() if part.size else [None] * len(meeting.worlds) for part in tables]
    seen = {name: np.asarray(values, np.float64).tolist() for name, values in (meeting.seen or {}).items()}
    axes, councils = meeting.layout()["council"], []
    if meeting.council is not None:
        for name, part in meeting.arrays().items():
            if name.startswith("council "):
                same = name.removeprefix("council ") in _SAME_IN_EVERY_WORLD
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


def as_text(names: object) -> str:
    """Write names as compact JSON."""
    return json.dumps(names, separators=(",", ":"))
