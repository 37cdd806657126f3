"""The kept ledger as a table with a row a meeting: unpacked from the columns of its file, and packed again."""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
from collections.abc import Iterator
from dataclasses import fields
from math import prod
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crossroads.minds.council import Council
from crossroads.runs.ledger import AXES, LEDGER_COLUMNS, LEDGER_SCHEMA, SHAPES, as_text, cut, named

_COUNCIL_PARTS = tuple(item.name for item in fields(Council))
_NUMBERS_OF_COUNCIL = tuple(name for name in _COUNCIL_PARTS if name not in AXES)


def unpacked(table: pa.Table) -> pd.DataFrame:
    """Unpack a ledger.

    Parameters
    ----------
    table
        The columns of `LEDGER_SCHEMA`.

    Returns
    -------
    pd.DataFrame
        The columns of `LEDGER_COLUMNS`. `options`, `utilities`, `probabilities` and `draw` hold lists, `seen` a dict.
        `council` holds a dict with the keys of `Council.plain` where the decision was reasoned, and None where it was
        not; its arrays are read-only, and rows share its lists of ids.

    Raises
    ------
    ValueError
        Where the columns are others, or the numbers of a row are not as many as their names.
    """
    if not table.schema.equals(LEDGER_SCHEMA):
        raise ValueError("the columns are not those of a ledger of this version")
    whole = table.unify_dictionaries()
    with _collector_at_rest():
        columns: dict[str, Any] = {
            name: _column_values(whole.column(name)) for name in LEDGER_COLUMNS if name in LEDGER_SCHEMA.names
        }
        columns["seen"] = _seen(whole)
        columns["council"] = _councils(whole)
    frame = pd.DataFrame({name: columns[name] for name in LEDGER_COLUMNS}, columns=list(LEDGER_COLUMNS))
    return frame.astype({"world": "int64", "forced": "bool", "seen": "object", "council": "object"})


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Make many lasting objects without the searches for dead ones that their number would set off."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _column_values(column: pa.ChunkedArray) -> Any:
    if not pa.types.is_list(column.type):
        return column.to_pandas()
    array = column.combine_chunks()
    values = array.values.to_numpy(zero_copy_only=False).tolist()  # far quicker than row by row
    return [values[first:end] for first, end in _bounds(array)]


def _bounds(array: pa.ListArray) -> Iterator[tuple[int, int]]:
    return itertools.pairwise(array.offsets.to_numpy().tolist())


def _parts(table: pa.Table, name: str) -> tuple[list[Any], list[int], pa.ListArray]:
    """Return what the distinct texts of `name` say, which of them each row has (-1: none), and the rows' numbers."""
    names = table.column(f"{name}_names").combine_chunks()
    said = [json.loads(text) for text in names.dictionary.to_pylist()]
    return said, names.indices.fill_null(-1).to_pylist(), table.column(f"{name}_values").combine_chunks()


def _seen(table: pa.Table) -> list[dict[str, float] | None]:
    said, codes, lists = _parts(table, "seen")
    values = lists.values.to_numpy(zero_copy_only=False).tolist()
    return [
        None if code < 0 else dict(zip(said[code], values[first:end], strict=True))
        for code, (first, end) in zip(codes, _bounds(lists), strict=True)
    ]


def _councils(table: pa.Table) -> list[dict[str, Any] | None]:
    said, codes, lists = _parts(table, "council")
    values = lists.values.to_numpy(zero_copy_only=False)
    ids, layouts = [], []
    for council in said:
        shapes = council.pop(SHAPES)
        if (*council, *shapes) != _COUNCIL_PARTS:
            raise ValueError("the parts of a council are not those of this version")
        ends = [0, *itertools.accumulate(prod(shape) for shape in shapes.values())]
        ids.append(council)
        layouts.append((ends[-1], list(zip(shapes, ends, ends[1:], map(tuple, shapes.values()), strict=False))))
    found: list[dict[str, Any] | None] = []
    for code, (first, end) in zip(codes, _bounds(lists), strict=True):
        if code < 0:
            found.append(None)
            continue
        length, layout = layouts[code]
        if end - first != length:
            raise ValueError("the numbers of a council are not as many as their names")
        numbers = values[first:end]
        row = dict(ids[code])
        for name, start, stop, shape in layout:
            row[name] = numbers[start:stop].reshape(shape) if shape else numbers.item(start)
        found.append(row)
    return found


def packed(ledger: pd.DataFrame) -> pa.Table:
    """Pack a ledger with the columns of `LEDGER_COLUMNS` into those of `LEDGER_SCHEMA`."""
    rows = {name: ledger[name].tolist() for name in LEDGER_COLUMNS}
    columns = {
        name: pa.array(rows[name], LEDGER_SCHEMA.field(name).type)
        for name in LEDGER_COLUMNS
        if name in LEDGER_SCHEMA.names
    }
    columns["seen_names"], columns["seen_values"] = _packed_seen(rows["seen"])
    columns["council_names"], columns["council_values"] = _packed_councils(rows["council"])
    return pa.table({name: columns[name] for name in LEDGER_SCHEMA.names}, schema=LEDGER_SCHEMA)


def _packed_seen(rows: list[Any]) -> tuple[pa.Array, pa.Array]:
    known: dict[tuple[str, ...], str] = {}
    texts: list[str | None] = []
    values: list[float] = []
    lengths: list[int] = []
    for seen in rows:
        if not isinstance(seen, dict):
            texts.append(None)
            lengths.append(0)
            continue
        names = tuple(seen)
        if names not in known:
            known[names] = as_text(list(names))
        texts.append(known[names])
        values.extend(seen.values())
        lengths.append(len(names))
    return _packed_lists(texts, np.array(values, dtype=np.float64), lengths)


def _packed_councils(rows: list[Any]) -> tuple[pa.Array, pa.Array]:
    known: dict[tuple[Any, ...], str] = {}
    texts: list[str | None] = []
    parts: list[NDArray[np.float64]] = [np.empty(0)]
    lengths: list[int] = []
    for council in rows:
        if not isinstance(council, dict):
            texts.append(None)
            lengths.append(0)
            continue
        arrays = [np.asarray(council[name], dtype=np.float64) for name in _NUMBERS_OF_COUNCIL]
        shapes = tuple(array.shape for array in arrays)
        names = (*(tuple(council[name]) for name in AXES), shapes)
        if names not in known:
            known[names] = as_text(
                {name: council[name] for name in AXES} | {SHAPES: dict(zip(_NUMBERS_OF_COUNCIL, shapes, strict=True))}
            )
        texts.append(known[names])
        parts += [array.ravel() for array in arrays]
        lengths.append(sum(array.size for array in arrays))
    return _packed_lists(texts, np.concatenate(parts), lengths)


def _packed_lists(
    texts: list[str | None], values: NDArray[np.float64], lengths: list[int]
) -> tuple[pa.Array, pa.Array]:
    kept = np.array([text is not None for text in texts], dtype=bool)
    return named(texts), cut(values, np.array(lengths, dtype=np.int64), kept)
