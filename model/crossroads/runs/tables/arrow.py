"""Columns of Arrow made of arrays and read as arrays, without pandas: loading it takes as long as a few worlds.

Arrow's own ways from Python's lists and to NumPy's arrays load pandas, to see whether it was meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_NUMPY: dict[pa.DataType, type[np.generic]] = {pa.int64(): np.int64, pa.int32(): np.int32, pa.float64(): np.float64}

_FOR_PANDAS = {
    pa.string(): ("object", "str"),
    pa.date32(): ("datetime", "datetime64[s]"),
    pa.float64(): ("float64", "float64"),
    pa.int64(): ("int64", "int64"),
    pa.bool_(): ("bool", "bool"),
}
"""Type of a column -> what pandas calls it, and NumPy."""

Floats = NDArray[np.float64]


def numbers(values: NDArray[Any], kind: pa.DataType | None = None, known: NDArray[np.bool_] | None = None) -> pa.Array:
    """Return a column of numbers; those that are not `known` are null."""
    kind = kind or pa.float64()
    own = np.ascontiguousarray(values, dtype=_NUMPY.get(kind, np.int32))
    return pa.Array.from_buffers(kind, own.size, [_bits(known), pa.py_buffer(own)])


def measured(values: Floats) -> pa.Array:
    """Return a column of numbers; NaN is null."""
    known = ~np.isnan(values)
    return numbers(values, known=None if known.all() else known)


def whole_numbers(values: NDArray[Any]) -> pa.Array:
    """Return a column of whole numbers."""
    return numbers(values, pa.int64())


def flags(values: NDArray[np.bool_]) -> pa.Array:
    """Return a column of what is true or false."""
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, _bits(np.asarray(values, dtype=np.bool_))])


def days(values: NDArray[np.datetime64]) -> pa.Array:
    """Return a column of days; NaT is null."""
    whole = values.astype("datetime64[D]")
    known = ~np.isnat(whole)
    return numbers(np.where(known, whole.view(np.int64), 0), pa.date32(), None if known.all() else known)


def texts(values: Sequence[str | None]) -> pa.Array:
    """Return a column of texts; None is null."""
    encoded = [(value or "").encode() for value in values]
    known = np.array([value is not None for value in values], dtype=np.bool_)
    content = pa.py_buffer(b"".join(encoded))
    bits = None if known.all() else _bits(known)
    return pa.Array.from_buffers(pa.string(), len(encoded), [bits, pa.py_buffer(_ends(map(len, encoded))), content])


def lists(parts: Sequence[NDArray[Any]], column: Callable[[NDArray[Any]], pa.Array]) -> pa.Array:
    """Return a column of lists, each a part; `column` makes that of their entries."""
    ends = numbers(_ends(map(len, parts)), pa.int32())
    return pa.ListArray.from_arrays(ends, column(np.concatenate(parts) if parts else np.empty(0)))


def entries(column: pa.ListArray) -> list[NDArray[Any]]:
    """Return the lists of a column as arrays; no entry may be null.

    Raises
    ------
    ValueError
        Where a list or an entry is null.
    """
    if column.null_count or column.values.null_count:
        raise ValueError("a list lacks an entry")
    ends = _array(column.offsets)
    values = _array(column.values)
    return [values[first:end] for first, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


def _array(column: pa.Array) -> NDArray[Any]:
    content, first, count = column.buffers()[1], column.offset, len(column)
    if column.type == pa.bool_():
        bits = np.unpackbits(np.frombuffer(content or b"", dtype=np.uint8), bitorder="little")
        return bits[first : first + count].astype(np.bool_)
    kind = _NUMPY[column.type]
    return np.frombuffer(content, dtype=kind)[first : first + count] if content and count else np.empty(0, dtype=kind)


def _ends(lengths: Iterable[int]) -> NDArray[np.int32]:
    """Return where each part begins, and where the last ends."""
    ends = np.cumsum([0, *lengths], dtype=np.int64)
    if ends[-1] > np.iinfo(np.int32).max:
        raise pa.ArrowCapacityError(f"a column has {ends[-1]:,} entries; allowed: 2,147,483,647")
    return ends.astype(np.int32)


def _bits(known: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))


def for_pandas(schema: pa.Schema, index: str = "") -> pa.Schema:
    """Return columns with what pandas reads of them: which is the index, and of what kind each is."""
    columns = [_named(field.name, *_FOR_PANDAS[field.type]) for field in schema]
    names = {**_named(None, "unicode", "str"), "metadata": {"encoding": "UTF-8"}}
    told = {"index_columns": [index] if index else [], "column_indexes": [names], "columns": columns}
    return schema.with_metadata({"pandas": json.dumps({**told, "creator": {"library": "crossroads"}})})


def _named(name: str | None, pandas: str, numpy: str) -> dict[str, Any]:
    return {"name": name, "field_name": name, "pandas_type": pandas, "numpy_type": numpy, "metadata": None}
