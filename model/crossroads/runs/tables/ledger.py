"""The kept ledger: meetings as the arrays that the councils had, and the lines of a file.

A `Meeting` is one decision and day of some worlds, and a line of the ledger's file: ids, and all numbers one after the
other, beside a text that names them and gives their shapes. A world is picked on reading.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import prod
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crossroads.minds.council import Council, apart
from crossroads.minds.decision import decision_points
from crossroads.runs.tables import arrow
from crossroads.world.block import LedgerEntry

Floats = NDArray[np.float64]

IDS = ("scenario", "date", "nation", "decision")
TABLES = ("utilities", "probabilities", "draw")
_WHOLE_NUMBERS = ("worlds", "choice", "forced")
COUNCIL = tuple(item.name for item in fields(Council))
AXES = ("options", "factions", "terms", "futures", "later")
BEFORE = tuple(name for name in COUNCIL if name not in apart(0, 0))
"""Parts of a council before councils nested options and imagined that they would choose again."""
SAME_IN_EVERY_WORLD = ("assent", "costly", "nest")

LEDGER_SCHEMA = pa.schema(
    [
        *((name, pa.date32() if name == "date" else pa.string()) for name in (*IDS, "layout")),
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

_COLUMNS: dict[str, Callable[[list[Any]], pa.Array]] = {
    **dict.fromkeys((*IDS, "layout"), arrow.texts),
    "date": lambda days: arrow.days(np.array(days, dtype="datetime64[D]")),
    **dict.fromkeys(("worlds", "choice"), functools.partial(arrow.lists, column=arrow.whole_numbers)),
    "forced": functools.partial(arrow.lists, column=arrow.flags),
    "numbers": functools.partial(arrow.lists, column=arrow.numbers),
}
"""Column -> what makes it, of the values of its lines."""

_DATES_AS_TEXTS = LEDGER_SCHEMA.set(LEDGER_SCHEMA.get_field_index("date"), pa.field("date", pa.string()))
"""The columns as files of format 2 had them at first, the day as ISO text."""


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
        own = {name: getattr(self, name)[..., mine] for name in (*TABLES, *_WHOLE_NUMBERS)}
        return replace(self, seen=seen, council=held, **own)

    def arrays(self) -> dict[str, Floats]:
        """Return all numbers by name: the three tables, then 'seen X', then 'council X'."""
        found = {name: getattr(self, name) for name in TABLES}
        found |= {f"seen {name}": np.asarray(values, np.float64) for name, values in (self.seen or {}).items()}
        if self.council is not None:
            found |= {f"council {name}": getattr(self.council, name) for name in COUNCIL if name not in AXES}
        return found

    def layout(self) -> dict[str, Any]:
        """Return the names that the arrays go by."""
        held = self.council
        return {
            "options": list(self.options),
            "seen": None if self.seen is None else list(self.seen),
            "council": None if held is None else {name: list(getattr(held, name)) for name in AXES},
        }

    def kind(self) -> tuple[Any, ...]:
        """Return what two meetings share whose worlds can stand beside one another."""
        held = self.council
        same = [] if held is None else [getattr(held, name).tolist() for name in SAME_IN_EVERY_WORLD]
        return (*(getattr(self, name) for name in IDS), as_text([self.layout(), same]))


def meeting_of(
    ids: Mapping[str, Any], layout: Mapping[str, Any], arrays: Mapping[str, Floats], **rest: NDArray[Any]
) -> Meeting:
    """Return the meeting whose names and numbers these are."""
    council = None
    if layout["council"] is not None:
        numbers = {name.removeprefix("council "): part for name, part in arrays.items() if name.startswith("council ")}
        parts: dict[str, Any] = {name: tuple(held) for name, held in layout["council"].items()} | numbers
        if tuple(parts) == BEFORE:
            parts = completed(parts, apart(len(parts["options"]), parts["temperature"].size))
        if tuple(parts) != COUNCIL:
            raise ValueError("the parts of a council are not those of this version")
        council = Council(**parts)
    seen = None if layout["seen"] is None else {name: arrays[f"seen {name}"] for name in layout["seen"]}
    tables = {name: arrays[name] for name in TABLES}
    own = {name: _day(ids[name]) if name == "date" else str(ids[name]) for name in IDS}
    return Meeting(options=tuple(layout["options"]), seen=seen, council=council, **own, **tables, **rest)  # type: ignore[arg-type]


def _day(value: object) -> dt.date:
    """Return the day of a row, as a table or a file of any version holds it."""
    if isinstance(value, dt.datetime):  # of pandas as well
        return value.date()
    return value if isinstance(value, dt.date) else dt.datetime.fromisoformat(str(value)).date()


def completed(parts: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a council of an earlier version, with those that it had not: no nest, no later choice."""
    return {name: added[name] if name in added else parts[name] for name in COUNCIL}


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
                name: part if name.removeprefix("council ") in SAME_IN_EVERY_WORLD else np.concatenate(held, axis=-1)
                for (name, part), held in zip(
                    first.arrays().items(), zip(*(part.arrays().values() for part in parts), strict=True), strict=True
                )
            }
            whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _WHOLE_NUMBERS}
            first = meeting_of({name: getattr(first, name) for name in IDS}, first.layout(), together, **whole)
        found.append(first)
    return found


def packed(meetings: Iterable[Meeting]) -> pa.Table:
    """Return meetings as the lines of a file, the same however they came together."""
    rows = []
    for meeting in joined(meetings):
        arrays = meeting.arrays()
        layout = meeting.layout() | {"shapes": {name: part.shape for name, part in arrays.items()}}
        row = {name: getattr(meeting, name) for name in (*IDS, *_WHOLE_NUMBERS)}
        numbers = np.concatenate([np.asarray(part, np.float64).ravel() for part in arrays.values()])
        rows.append(row | {"layout": as_text(layout), "numbers": numbers})
    columns = [_COLUMNS[name]([row[name] for row in rows]) for name in LEDGER_SCHEMA.names]
    return pa.Table.from_arrays(columns, schema=LEDGER_SCHEMA)


def unpacked(table: pa.Table) -> list[Meeting]:
    """Read the lines of a file.

    Raises
    ------
    ValueError
        Where the columns are others, or the numbers are not as many as their names.
    """
    if not (table.schema.equals(LEDGER_SCHEMA) or table.schema.equals(_DATES_AS_TEXTS)):
        raise ValueError("the columns are not those of a ledger of this version")
    found = []
    lists = {name: arrow.entries(table.column(name).combine_chunks()) for name in (*_WHOLE_NUMBERS, "numbers")}
    for place, row in enumerate(table.select([*IDS, "layout"]).to_pylist()):
        layout = json.loads(row["layout"])
        held: dict[str, NDArray[Any]] = {name: column[place] for name, column in lists.items()}
        found.append(meeting_of(row, layout, cut(held.pop("numbers"), layout["shapes"]), **held))
    return found


def cut(numbers: Floats, shapes: Mapping[str, Sequence[int]]) -> dict[str, Floats]:
    """Return arrays of given shapes, cut from all their numbers one after the other.

    Raises
    ------
    ValueError
        Where the numbers are not as many.
    """
    ends = list(itertools.accumulate((prod(shape) for shape in shapes.values()), initial=0))
    if ends[-1] != len(numbers):
        raise ValueError("the numbers of a meeting are not as many as their names")
    parts = zip(shapes.items(), itertools.pairwise(ends), strict=True)
    return {name: numbers[first:end].reshape(shape) for (name, shape), (first, end) in parts}


def as_text(names: object) -> str:
    """Write names as compact JSON."""
    return json.dumps(names, separators=(",", ":"))
