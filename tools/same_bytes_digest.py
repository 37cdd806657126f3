"""What `same_bytes` hashes of a file or a text, and what it sets aside."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROGRESS = re.compile(r"^.+: (?:\d+ % done, about .+ left|done in \d.*)\n?", re.MULTILINE)
FONTS = re.compile(r"^.*(?:font cache|fontManager).*\n?", re.MULTILINE)
TIME = re.compile(r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
VERSION = re.compile(
    r"\b((?:crossroads|mesa|numpy|python|scipy|pandas|matplotlib|version)[\"']?[:=]? ?[\"']?)\d+(?:\.\w+)+", re.I
)
DURATION = re.compile(r"\b((?:in|about|took|after) )\d+(?:\.\d+)? (?:s|seconds|min|minutes)\b")
SECONDS = re.compile(r"(\"?\bseconds\"?\s*[:=]\s*)\d+(?:\.\d+)?")
PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
IDENTIFIER = re.compile(r"(?<=[\"#])([a-z]{1,8})([0-9a-f]{10})(?=[\")])")


def normalised(text: str, places: Mapping[str, str]) -> str:
    """Return `text` without what differs between two runs of one program: paths, times, versions, source hashes.

    Parameters
    ----------
    text
        What a command printed, or the content of a file.
    places
        Path of this computer -> what stands for it; the longest first.
    """
    for path, name in places.items():
        text = text.replace(path, name)
    text = TIME.sub("<time>", text)
    for day in {dt.date.today(), dt.datetime.now(dt.UTC).date()}:
        text = text.replace(day.isoformat(), "<today>")
    text = VERSION.sub(r"\1<version>", DIGEST.sub("<digest>", text))
    return SECONDS.sub(r"\1<seconds>", DURATION.sub(r"\1<duration>", text))


def stream(text: str) -> str:
    """Return what a command printed, without lines of progress: how many there are depends on the computer's speed."""
    return FONTS.sub("", PROGRESS.sub("", text))


def contents(path: Path, places: Mapping[str, str]) -> dict[str, str]:
    """Return what counts of a file: what it is about -> text to hash.

    Tables give an entry a column, arrays and CSV files their bytes, pictures their pixels, all else its normalised
    text.
    """
    kind = path.suffix
    if kind in (".parquet", ".arrow", ".feather"):
        return _table(path)
    if kind == ".png":
        return {"pixels": pixels(path.read_bytes())}
    if kind == ".npz":
        return _arrays(path)
    if kind == ".npy":
        return {"bytes": _hash(path.read_bytes())}
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return {"bytes": _hash(raw)}
    if kind == ".csv":
        return {"text": text}
    if kind in (".svg", ".html"):
        text = PICTURE.sub(lambda found: f"picture {pixels(base64.b64decode(found[1]))}", text)
    if kind == ".svg":
        text = _numbered(text)
    given = {"text": normalised(text, places)}
    if kind == ".json":
        given["keys"] = "\n".join(sorted(set(_keys(json.loads(text))))) if _is_json(text) else "no JSON"
    return given


def pixels(png: bytes) -> str:
    """Return size and hash of the pixels of a PNG file, whatever its compression and its words beside them."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        shown = image.convert("RGBA")
        return f"{image.width}x{image.height} {_hash(shown.tobytes())}"


def _hash(raw: bytes) -> str:
    # Not bare hexadecimal digits, which `normalised` would set aside.
    return f"sha256:{base64.b32encode(hashlib.sha256(raw).digest()).decode().rstrip('=')}"


def _table(path: Path) -> dict[str, str]:
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.parquet as pq

    table: pa.Table = pq.ParquetFile(path).read() if path.suffix == ".parquet" else feather.read_table(path)
    given = {"columns": "\n".join(f"{field.name}: {field.type}" for field in table.schema)}
    for name in table.column_names:
        # `repr` tells numbers apart to the last bit, and an empty cell from one that is not a number.
        given[f"column {name}"] = "\n".join(map(repr, table.column(name).to_pylist()))
    return given


def _arrays(path: Path) -> dict[str, str]:
    import numpy as np

    with np.load(path, allow_pickle=False) as held:
        given = {f"array {name}": held[name] for name in held.files}
    return {name: f"{item.dtype} {item.shape} {_hash(item.tobytes())}" for name, item in given.items()}


def _numbered(svg: str) -> str:
    """Put numbers, in their order, for the made-up names of an SVG file."""
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return numbers.setdefault(found[0], f"{found[1]}-{len(numbers)}")

    return IDENTIFIER.sub(number, re.sub(r"<dc:date>.*?</dc:date>", "<dc:date/>", svg, flags=re.DOTALL))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _keys(content: Any, above: str = "") -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield f"{above}{key}"
            yield from _keys(value, f"{above}{key} > ")
    elif isinstance(content, list):
        for value in content:
            yield from _keys(value, f"{above}[] > ")
