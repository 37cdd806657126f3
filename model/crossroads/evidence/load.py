"""Loading the evidence: records, sources and levers.

Records lie in `data/`, where every file holds them save those in `OTHER_TABLES`, and in `records/` of the nation whose
rules alone read them. Results are cached; treat them as read-only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from crossroads.errors import InputError
from crossroads.evidence.lever import Dial, Lever
from crossroads.evidence.nations import nation_files
from crossroads.evidence.reading import packaged
from crossroads.evidence.record import Record
from crossroads.evidence.source import Source

ENSEMBLE = "ensemble.npz"
"""Name of the fitted ensemble's file, in the folder of the evidence's data."""

OTHER_TABLES: frozenset[str] = frozenset({"sources.toml", "levers.toml", "dials.toml"})
"""Files of the data folder that hold something other than records."""


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
        At the first file with faults, a line for each: unknown or missing key, value outside low to high, unknown
        tier, draw or source, a document's number without its line, or a name that stands in two files.
    """
    return _read([path for folder in record_folders() for path in _files(folder)], load_sources())


@cache
def load_levers() -> dict[str, Lever]:
    """Return every lever by name, in the order of the file."""
    return read_levers(data_folder().joinpath("levers.toml"), load_records())


@cache
def dial(parameter: str) -> Dial:
    """Return a parameter as something that answers may hang on, with words for people."""
    words = packaged("evidence/data/dials.toml")
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
        records = Record.read_all(path, "record", sources)
        for name in records.keys() & homes.keys():
            raise InputError(
                f"{path.name}: record '{name}': the name is taken by a record of {homes[name]}; a name stands only once"
            )
        found |= records
        homes |= dict.fromkeys(records, path.name)
    return {name: found[name] for name in sorted(found)}


def read_sources(path: Traversable) -> dict[str, Source]:
    """Read a file of sources: one table a key."""
    return Source.read_all(path, "source")


def read_levers(path: Traversable, records: Mapping[str, Record]) -> dict[str, Lever]:
    """Read a file of levers; each has to move a record of `records` that a rule reads."""
    return Lever.read_all(path, "lever", records)
