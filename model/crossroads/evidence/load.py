"""Loading the evidence: records, sources and levers.

Records lie in `data/`, where every file holds them save those in `OTHER_TABLES`, and in `records/` of the nation whose
rules alone read them. Results are cached; treat them as read-only.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import cast, get_args

from crossroads.errors import nearest
from crossroads.evidence.lever import Dial, Lever
from crossroads.evidence.nations import nation_files
from crossroads.evidence.reading import TableRow, read_toml
from crossroads.evidence.record import Draw, Record, Tier
from crossroads.evidence.source import KINDS, Source

ENSEMBLE = "ensemble.npz"
"""Name of the fitted ensemble's file, in the folder of the evidence's data."""

OTHER_TABLES: frozenset[str] = frozenset({"sources.toml", "levers.toml", "dials.toml"})
"""Files of the data folder that hold something other than records."""

_RECORD_KEYS = tuple(Record.__dataclass_fields__)[1:]
_RECORD_NEEDS = ("value", "low", "high", "unit", "date", "tier", "source")
_SOURCE_KEYS = tuple(Source.__dataclass_fields__)[1:]
_SOURCE_NEEDS = ("title", "author", "year", "kind")
_LEVER_NEEDS = ("parameter", "title", "help")
_RECORD_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_DOCUMENT = re.compile(r"00[0-4]")


def data_folder() -> Traversable:
    """Return the folder of the evidence's data files."""
    return resources.files("crossroads.evidence").joinpath("data")


def record_folders() -> list[Traversable]:
    """Return the folders of records: the common one, and those of the nations whose rules alone read them."""
    return [data_folder(), *(folder for _, folder in nation_files("records"))]


@cache
def load_sources() -> dict[str, Source]:
    """Return every source by key, in the order of the file."""
    return read_sources(data_folder().joinpath("sources.toml"))


@cache
def load_records() -> dict[str, Record]:
    """Return every record by name, sorted by name.

    Raises
    ------
    InputError
        At the first fault of a file: unknown or missing key, value outside low to high, unknown tier, draw or
        source, a document's number without its line, or a name that stands in two files.
    """
    return _read([path for folder in record_folders() for path in _files(folder)], load_sources())


@cache
def load_levers() -> dict[str, Lever]:
    """Return every lever by name, in the order of the file."""
    return read_levers(data_folder().joinpath("levers.toml"), load_records())


@cache
def dial(parameter: str) -> Dial:
    """Return a parameter as something that answers may hang on, with words for people."""
    words = tomllib.loads(data_folder().joinpath("dials.toml").read_text("utf-8"))
    levers = {lever.parameter: lever.title for lever in load_levers().values()}
    return Dial(parameter, str(words.get(parameter) or levers.get(parameter) or re.sub("[._]", " ", parameter)))


@cache
def records_hash() -> str:
    """Return the hash of the project's numbers: of its records, see `hash_of`, and of the ensemble fitted to them."""
    ensemble = resources.files("crossroads.evidence").joinpath("data", ENSEMBLE)
    if not ensemble.is_file():
        return hash_of(load_records())
    return hashlib.sha256(hash_of(load_records()).encode() + ensemble.read_bytes()).hexdigest()


def hash_of(records: Mapping[str, Record]) -> str:
    """Return a hash (64 hexadecimal digits) of all that can move a result: names, numbers, draws.

    Notes, sources and units are left out, so that a corrected sentence does not make old runs look different;
    so are records that no rule reads.
    """
    rows = [(item.name, item.value, item.low, item.high, item.draw) for item in records.values() if item.used]
    return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()


def read_records(folder: Traversable, sources: Mapping[str, Source]) -> dict[str, Record]:
    """Read every record file of `folder`; see `load_records`.

    Parameters
    ----------
    folder
        A folder of TOML files.
    sources
        The sources that records may cite.
    """
    return _read(_files(folder), sources)


def _files(folder: Traversable) -> list[Traversable]:
    """Return the files of records in a folder, by name."""
    files = (item for item in folder.iterdir() if item.name.endswith(".toml") and item.name not in OTHER_TABLES)
    return sorted(files, key=lambda item: item.name)


def _read(files: Iterable[Traversable], sources: Mapping[str, Source]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    homes: dict[str, str] = {}
    for path in files:
        for name, cells in read_toml(path).items():
            row = TableRow(path.name, "record", name, cells)
            if name in homes:
                raise row.fault(f"the name is taken by a record of {homes[name]}; a name stands only once")
            found[name] = _record(row, sources)
            homes[name] = path.name
    return {name: found[name] for name in sorted(found)}


def read_sources(path: Traversable) -> dict[str, Source]:
    """Read a file of sources: one table a key."""
    found: dict[str, Source] = {}
    for key, cells in read_toml(path).items():
        row = TableRow(path.name, "source", key, cells)
        row.check_keys(_SOURCE_KEYS, _SOURCE_NEEDS)
        found[key] = Source(
            key=key,
            title=row.text("title"),
            author=row.text("author"),
            year=row.text("year"),
            kind=row.choice("kind", KINDS),
            note=row.text("note", empty=True),
            locator=row.text("locator", empty=True),
            general=row.flag("general", default=False),
        )
    return found


def read_levers(path: Traversable, records: Mapping[str, Record]) -> dict[str, Lever]:
    """Read a file of levers; each has to move a record of `records` that a rule reads."""
    movable = [name for name, record in records.items() if record.used]
    found: dict[str, Lever] = {}
    for name, cells in read_toml(path).items():
        row = TableRow(path.name, "lever", name, cells)
        row.check_keys(_LEVER_NEEDS, _LEVER_NEEDS)
        parameter = row.text("parameter")
        if parameter not in records:
            raise row.fault(f"parameter: found '{parameter}', which is no record{nearest(parameter, movable)}")
        if not records[parameter].used:
            raise row.fault(f"parameter: '{parameter}' is kept for comparison only; no rule reads it")
        found[name] = Lever(name=name, parameter=parameter, title=row.text("title"), help=row.text("help"))
    return found


def _record(row: TableRow, sources: Mapping[str, Source]) -> Record:
    if not _RECORD_NAME.fullmatch(row.name):
        raise row.fault('a record is named in quotes, as ["japan.oil_stock"]: small letters, at least one dot')
    row.check_keys(_RECORD_KEYS, _RECORD_NEEDS)
    record = Record(
        name=row.name,
        value=row.number("value"),
        low=row.number("low"),
        high=row.number("high"),
        unit=row.text("unit"),
        date=row.day("date"),
        tier=cast(Tier, row.choice("tier", get_args(Tier))),
        source=_source_key(row, sources),
        note=row.text("note", empty=True),
        draw=cast(Draw, row.choice("draw", get_args(Draw), default="fixed")),
        document=row.text("document", empty=True),
        line=row.text("line", empty=True),
        cited=row.text("cited", empty=True),
        known=row.day_if_given("known"),
        targets=row.text("targets", empty=True),
        used=row.flag("used", default=True),
        divides=row.flag("divides", default=False),
    )
    _check_range(row, record)
    _check_document(row, record)
    return record


def _source_key(row: TableRow, sources: Mapping[str, Source]) -> str:
    key = row.text("source")
    if key not in sources:
        raise row.fault(f"source: found '{key}', which is no key of sources.toml{nearest(key, sources)}")
    return key


def _check_range(row: TableRow, record: Record) -> None:
    if not record.low <= record.value <= record.high:
        raise row.fault(
            f"value: found {record.value:g} outside {record.low:g} to {record.high:g}; low <= value <= high is allowed"
        )
    if record.draw != "fixed" and record.low == record.high:
        raise row.fault(f"draw: found '{record.draw}' with low = high; such a record is 'fixed'")
    if record.draw == "loguniform" and record.low <= 0:
        raise row.fault(f"low: found {record.low:g} with draw 'loguniform', which needs a number above 0")


def _check_document(row: TableRow, record: Record) -> None:
    if record.tier == "document" and not (record.document and record.line):
        raise row.fault("a number of tier 'document' needs the keys document and line")
    if (record.tier == "fitted") != bool(record.targets):
        raise row.fault("targets: a number of tier 'fitted' names the targets it was fitted to, and no other does")
    if record.document and not _DOCUMENT.fullmatch(record.document):
        raise row.fault(f"document: found '{record.document}'; 000 to 004 are allowed")
