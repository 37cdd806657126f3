"""A small file that stands for an enormous table is told in a line, before it fills the memory."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import fake_war
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossroads.errors import InputError
from crossroads.runs.ensemble import run
from crossroads.runs.run import Run
from crossroads.runs.storage.seal import FILES, seal
from crossroads.runs.tables.parquet import LEDGER, OUTCOME_FILE, SERIES

MOST_MEMORY = 300 << 20
ROWS_A_GROUP = 1_000_000


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    run(fake_war.scenario(), worlds=6, out=tmp_path / "run")
    return tmp_path / "run"


def _rows(schema: pa.Schema, groups: int) -> bytes:
    """Return a file of that schema with one row, over and over again."""
    values: dict[str, Any] = {"string": "x", "double": 0.0, "int64": 0, "bool": False}
    made = io.BytesIO()
    with pq.ParquetWriter(made, schema, compression="zstd") as writer:
        columns = []
        for field in schema:
            value = values.get(str(field.type), [0.0] if pa.types.is_list(field.type) else None)
            columns.append(pa.repeat(pa.scalar(value, field.type), 1))
        row = pa.Table.from_arrays(columns, schema=schema)
        many = row.take(pa.array(np.zeros(ROWS_A_GROUP, np.int32)))
        for _ in range(groups):
            writer.write_table(many, row_group_size=ROWS_A_GROUP)
    return made.getvalue()


def _texts(schema: pa.Schema) -> bytes:
    """Return a file whose first text is of 2 MB, in 200,000 rows: 400 GB."""
    name = next(field.name for field in schema if field.type == pa.string())
    whole = pa.DictionaryArray.from_arrays(pa.array(np.zeros(200_000, np.int32)), pa.array(["x" * 2_000_000]))
    made = io.BytesIO()
    others = {field.name: pa.nulls(200_000, field.type) for field in schema}
    pq.write_table(pa.table(others | {name: whole}), made, compression="zstd")
    return made.getvalue()


def _lists(schema: pa.Schema) -> bytes:
    """Return a file with one row, a list of 20 million numbers."""
    numbers = pa.ListArray.from_arrays(pa.array([0, 20_000_000], pa.int32()), pa.array(np.zeros(20_000_000)))
    made = io.BytesIO()
    pq.write_table(pa.table({"numbers": numbers}), made, compression="zstd")
    return made.getvalue()


def _forged(folder: Path, name: str, content: bytes, *, older: bool) -> None:
    """Put a file into a run's folder, under a manifest that fits it."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / name).write_bytes(content)
    if older:
        told = {key: value for key, value in manifest.items() if key not in (FILES, "digest")}
        (folder / "manifest.json").write_text(json.dumps(told | {"format": "crossroads run 1"}))
    else:
        seal(folder, manifest)


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        (SERIES, lambda schema: _rows(schema, 3)),
        (OUTCOME_FILE, lambda schema: _rows(schema, 2)),
        (LEDGER, lambda schema: _rows(pa.schema([field for field in schema if field.type == pa.string()]), 2)),
        (SERIES, _texts),
        (OUTCOME_FILE, _texts),
        (LEDGER, _texts),
        (LEDGER, _lists),
    ],
)
def test_what_unfolds_beyond_all_measure_is_told(sound: Path, name: str, bomb: Any, older: bool) -> None:
    content = bomb(pq.read_schema(sound / name))
    assert len(content) < 3_000_000, "a small file"
    _forged(sound, name, content, older=older)
    before = pa.total_allocated_bytes()
    with pytest.raises(InputError, match=r"found .* that unfold to [\d,]+ bytes.*; allowed: at most ") as refused:
        Run.load(sound)
    assert pa.total_allocated_bytes() - before < MOST_MEMORY
    assert str(sound / name) in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("name", [SERIES, OUTCOME_FILE, LEDGER])
def test_a_file_that_no_run_of_so_many_worlds_has_is_not_read(sound: Path, name: str) -> None:
    with (sound / name).open("r+b") as file:
        file.truncate(200 << 30)
    manifest = json.loads((sound / "manifest.json").read_text("utf-8"))
    told = {key: value for key, value in manifest.items() if key not in (FILES, "digest")}
    (sound / "manifest.json").write_text(json.dumps(told | {"format": "crossroads run 1"}))
    with pytest.raises(InputError, match=rf"{name}: found 214,748,364,800 bytes; allowed: at most ") as refused:
        Run.load(sound)
    assert "\n" not in str(refused.value)


def test_what_is_written_unfolds_to_a_fraction_of_what_is_allowed(sound: Path) -> None:
    from crossroads.runs.tables import unfold

    for path in sound.glob("*.parquet"):
        most = max(unfold.UNFOLDS_AT_LEAST, unfold.UNFOLDS * path.stat().st_size)
        assert pq.read_table(path).nbytes < most / 4, path.name
