"""One change of a sound file: of its bytes, its lines and values, its dialect, or what the file is."""

from __future__ import annotations

import copy
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Rng = np.random.Generator
Change = Callable[[bytes, Rng], bytes]

LONG = "7" * 5000
DIGITS = "@digits"
"""Stands for a whole number of so many digits, which Python itself refuses to write."""

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2.5, -0.3, 1e308, 9e15, float("nan"), float("inf"), DIGITS, LONG),
    *("", "x", "\x00", "\u202e", "../..", "1941-13-77", "1941-08-09", "nan", "12", [], {}, [[]], {"a": 1}, ["x", "x"]),
)
"""What is put in the place of a value of JSON."""

CELLS = (
    *("", "-1", "0", "1e290", "1e999", "nan", "inf", "4_2", "٤٢", "4,5", "1,234", " 7 ", "-0", "0x10", "5e8", "x"),
    *("\x00", '"', "=1+1", "1941-13-77", "1941-02-30", "9999-12-31", "Germany", "\u202e", "7" * 400, "a" * 70_000),
)
"""What is put in the place of a cell of CSV."""

TOML_VALUES = (
    *(
        '""',
        '"x"',
        "0",
        "-1",
        "1",
        "2.5",
        "1e308",
        "-1e-320",
        "nan",
        "inf",
        "-inf",
        "true",
        "[]",
        "{}",
        "[[]]",
        "1e999",
    ),
    *("1941-08-09", "1941-13-09", "1942-02-22", "1812-06-24", "9999-12-31", "1941-08-09T10:00:00", "07:32:00"),
    *('"north"', '"japan"', '["japan.course"]', LONG, f'"{"x" * 2_000_000}"', '"\\u0000"', '"\\u202e"', "[0.5, 2.0]"),
    *(
        "1e999",
        "{ low = 1, high = 0 }",
        "[" * 3000 + "]" * 3000,
        '"japan_oil_stock_mbbl > 1e999"',
        '"x" "y"',
        "'''",
        "0.4",
        "3",
    ),
)
"""What is put in the place of a value of TOML."""


def pick(rng: Rng, things: Sequence[Any]) -> Any:
    """Return one of some things, as it is."""
    return things[int(rng.integers(len(things)))]


def flip(content: bytes, rng: Rng) -> bytes:
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 4))):
        changed[int(rng.integers(len(changed)))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def cut(content: bytes, rng: Rng) -> bytes:
    return content[: int(rng.integers(len(content)))]


def lengthen(content: bytes, rng: Rng) -> bytes:
    return content + rng.bytes(int(rng.integers(1, 40)))


def scramble(content: bytes, rng: Rng) -> bytes:
    first = int(rng.integers(len(content)))
    return content[:first] + rng.bytes(16) + content[first + 16 :]


def double(content: bytes, rng: Rng) -> bytes:
    return content + content


def empty(content: bytes, rng: Rng) -> bytes:
    return b""


BYTES: tuple[Change, ...] = (flip, flip, cut, lengthen, scramble, double, empty)


def lines(content: bytes, rng: Rng) -> bytes:
    """Drop, repeat, move or join lines."""
    every = content.split(b"\n")
    one, other = int(rng.integers(len(every))), int(rng.integers(len(every)))
    match int(rng.integers(4)):
        case 0:
            del every[one]
        case 1:
            every.insert(other, every[one])
        case 2:
            every[one], every[other] = every[other], every[one]
        case _:
            every[one : one + 2] = [b"".join(every[one : one + 2])]
    return b"\n".join(every)


def toml_value(content: bytes, rng: Rng) -> bytes:
    """Put another value behind a key."""
    every = content.decode().split("\n")
    keyed = [place for place, line in enumerate(every) if re.match(r"[\w.\"-]+ *= *\S", line)]
    place = pick(rng, keyed)
    every[place] = f"{every[place].split('=')[0]}= {pick(rng, TOML_VALUES)}"
    return "\n".join(every).encode()


def toml_key(content: bytes, rng: Rng) -> bytes:
    """Misspell, quote, deepen or repeat a key or the name of a table."""
    every = content.decode().split("\n")
    place = pick(rng, [at for at, line in enumerate(every) if "=" in line or line.startswith("[")])
    line = every[place]
    letters = [at for at, letter in enumerate(line.split(" =")[0]) if letter.isalpha()]
    at = pick(rng, letters)
    more = (line[:at] + line[at + 1 :], f"{line[:at]}é{line[at:]}", f"{line[:at]}.{line[at:]}", f"{line}\n{line}")
    every[place] = pick(rng, (*more, line.upper(), f"{line[:at]}'\"{line[at:]}", line.swapcase(), f"# {line}"))
    return "\n".join(every).encode()


def toml_number(content: bytes, rng: Rng) -> bytes:
    """Scale a number, or turn its sign."""
    found = list(re.finditer(rb"(?<![\w.-])\d+(\.\d+)?(?![\w.-])", content))
    if not found:
        return toml_value(content, rng)
    hit = pick(rng, found)
    factor = pick(rng, (-1.0, 0.0, 1e-300, 0.1, 0.5, 1.01, 3.0, 1e3, 1e200))
    return content[: hit.start()] + repr(float(hit[0]) * factor).encode() + content[hit.end() :]


TOML: tuple[Change, ...] = (toml_value, toml_value, toml_value, toml_key, toml_number, lines)


def cell(content: bytes, rng: Rng) -> bytes:
    """Put something else into a cell."""
    rows = [row.split(",") for row in content.decode().split("\n") if row]
    row = pick(rng, rows)
    row[int(rng.integers(len(row)))] = str(pick(rng, CELLS))
    return "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass") + b"\n"


def column(content: bytes, rng: Rng) -> bytes:
    """Drop, repeat, move or rename a column, or leave cells out."""
    rows = [row.split(",") for row in content.decode().split("\n") if row]
    one = int(rng.integers(len(rows[0])))
    match int(rng.integers(4)):
        case 0:
            rows = [row[:one] + row[one + 1 :] for row in rows]
        case 1:
            rows = [[*row, row[one % len(row)]] for row in rows]
        case 2:
            rows[0][one] = rows[0][one][:-1]
        case _:
            rows[-1] = rows[-1][:one]
    return "\n".join(",".join(row) for row in rows).encode() + b"\n"


def _delimited(mark: str) -> Change:
    return lambda content, rng: content.replace(b",", mark.encode())


def _coded(codec: str) -> Change:
    return lambda content, rng: content.decode().encode(codec, "replace")


DIALECTS: tuple[Change, ...] = (
    *map(_delimited, (";", "\t", "|", " ; ")),
    *map(_coded, ("utf-16", "utf-8-sig", "utf-32")),
    lambda content, rng: content.replace(b"\n", b"\r\n"),
    lambda content, rng: content.replace(b"\n", b"\r"),
    lambda content, rng: content.replace(b"\n", b"\n\n"),
    lambda content, rng: content.replace(b"\n", b",,\n"),
    lambda content, rng: b"sep=,\n" + content,
    lambda content, rng: content.split(b"\n")[0].upper() + b"\n" + content.split(b"\n", 1)[1],
    lambda content, rng: content.replace(b".", b",").replace(b",", b";", 0),
)
"""Other ways to write the same table: read as it is, or refused. The last loses the decimal points."""

CSV: tuple[Change, ...] = (cell, cell, cell, column, lines)


def _paths(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [found for key, value in items for found in ((*path, key), *_paths(value, (*path, key)))]


def json_edit(content: Any, rng: Rng) -> tuple[Any, tuple[Any, ...]]:
    """Put something else at one path of a JSON document, or take it out, or rename it; return it and the path."""
    changed = copy.deepcopy(content)
    top = pick(rng, list(changed))
    path = pick(rng, [path for path in _paths(changed) if path[0] == top])
    place = changed
    for key in path[:-1]:
        place = place[key]
    match int(rng.integers(6)):
        case 0:
            del place[path[-1]]
        case 1 if isinstance(place, dict):
            place[f"{path[-1]}x"] = place.pop(path[-1])
        case _:
            place[path[-1]] = pick(rng, VALUES)
    return changed, path


def json_text(content: Any) -> bytes:
    return json.dumps(content).replace(f'"{DIGITS}"', LONG).encode()


def deep(content: bytes, rng: Rng) -> bytes:
    """Nest lists or tables deeper than a reader may go."""
    return pick(rng, (b"[", b'{"a":')) * int(rng.integers(900, 60_000))


def array(content: bytes, rng: Rng) -> bytes:
    """Write a `.npy` file of another type, shape or content, or spoil its header."""
    values = np.load(io.BytesIO(content))
    match int(rng.integers(7)):
        case 0:
            with np.errstate(invalid="ignore"):  # what is not finite is no whole number
                changed = values.astype(pick(rng, ("complex64", "float64", "int16", "U3", "bool")))
        case 1:
            changed = values[:-2]
        case 2:
            changed = values[:, :-1]
        case 3:
            changed = values.ravel()
        case 4:
            changed = values.copy()
            changed.flat[int(rng.integers(values.size))] = pick(rng, (np.inf, 7.0, 1e30))
        case 5:
            return content.replace(b"}", b" ", 1)
        case _:
            return content.replace(b"False", pick(rng, (b"True ", b"Fals,", b"[[[[[")), 1)
    written = io.BytesIO()
    np.save(written, changed)
    return written.getvalue()


def table(content: bytes, rng: Rng) -> bytes:
    """Write a Parquet file with rows, columns, types or values changed."""
    frame = pq.read_table(io.BytesIO(content))
    name = pick(rng, frame.column_names)
    at = frame.column_names.index(name)
    match int(rng.integers(7)):
        case 0:
            changed = frame.drop_columns([name])
        case 1:
            changed = frame.slice(0, int(rng.integers(frame.num_rows)))
        case 2:
            changed = frame.take(pa.array(range(frame.num_rows))[::-1])
        case 3:
            changed = pa.concat_tables([frame, frame])
        case 4:
            changed = frame.set_column(at, name, pa.array([pick(rng, ([1], [])) for _ in range(frame.num_rows)]))
        case 5:
            changed = frame.set_column(at, name, pa.nulls(frame.num_rows, frame.schema.field(name).type))
        case _:
            odd = pick(rng, (-5e5, 9e299, float("inf"), "1941-13-77", "nobody", True, 2.5, pd.Timestamp("1950-01-01")))
            changed = frame.set_column(at, name, pa.array([odd] * frame.num_rows))
    written = io.BytesIO()
    pq.write_table(changed.replace_schema_metadata(frame.schema.metadata), written)
    return written.getvalue()


def instead(path: Path, rng: Rng) -> str:
    """Put something in a file's place that is no plain file of its content; return what in words."""
    content = path.read_bytes()
    path.unlink()
    what = pick(rng, ("nothing", "a folder", "a pipe", "a link to nothing", "an endless link", "a circle", "zeros"))
    match what:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case "a link to nothing":
            path.symlink_to(path.with_name("none"))
        case "an endless link":
            path.symlink_to("/dev/zero")
        case "a circle":
            path.symlink_to(path)
        case "zeros":
            path.write_bytes(b"\0" * len(content))
    return str(what)
