"""Parquet files are not unfolded before it is known how large their tables are."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

UNFOLDS, UNFOLDS_AT_LEAST = 200, 16 << 20
"""How often a file's size its table may take in memory, and bytes that any may; a million equal worlds take 60."""


class TooLargeError(ValueError):
    """A small file stands for a table that would fill the memory."""


def unfolded(content: bytes) -> pa.Table:
    """Read a Parquet file whose table unfolds to no more than such a file may hold.

    Looked at first are the numbers that the file tells of itself; then the texts, each read once however often it
    stands there: a few kilobytes can stand for a billion rows.

    Raises
    ------
    TooLargeError
        With what was found, and what is allowed.
    """
    most = max(UNFOLDS_AT_LEAST, UNFOLDS * len(content))
    head = pq.read_metadata(pa.BufferReader(content))
    groups = [head.row_group(number) for number in range(head.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(head.num_columns)]
    values = max(sum(chunk.num_values for chunk in chunks), head.num_rows * head.num_columns)
    _allow(max(8 * values, sum(group.total_byte_size for group in groups)), f"{head.num_rows:,} rows", most, content)
    texts = {chunk.path_in_schema for chunk in chunks if chunk.physical_type == "BYTE_ARRAY"}
    table = pq.ParquetFile(
        pa.BufferReader(content), read_dictionary=sorted(texts)
    ).read()  # each text once, however often
    size = table.nbytes + sum(map(_text_bytes, table.columns))
    _allow(size, f"texts in {head.num_rows:,} rows", most, content)
    return table.cast(pa.schema([(field.name, _plain(field.type)) for field in table.schema], table.schema.metadata))


def _allow(found: int, what: str, most: int, content: bytes) -> None:
    if found > most:
        raise TooLargeError(
            f"found {what} that unfold to {found:,} bytes, in a file of {len(content):,}; allowed: at most {most:,}"
        )


def _text_bytes(column: pa.ChunkedArray) -> int:
    total = 0
    for chunk in column.chunks:
        inner = chunk.flatten() if pa.types.is_list(chunk.type) else chunk
        if pa.types.is_dictionary(inner.type):
            lengths = pc.binary_length(inner.dictionary).cast(pa.int64())
            total += pc.sum(lengths.take(inner.indices)).as_py() or 0
    return total


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return kind.value_type if pa.types.is_dictionary(kind) else kind
