"""The mechanisms that the documents speak of: where each lives, how to pull it, and what that was expected to move.

A row is written before anything is run. So it holds no result: what pulling did stands in a table of its own, with
the digest of the expectation that was put to the test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from crossroads.errors import InputError
from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Faults, Number, Table, Words, among, fault, told, unknown

FOLDER = "mechanisms"
SUFFIX = ".toml"

Sign = Literal["+", "-"]

DOCUMENTS = ("000", "001", "002", "003", "004")


class Expectation(Table):
    """What pulling a mechanism should move, as the documents, or where they err their correction, have it.

    Attributes
    ----------
    text
        In words.
    base
        The scenario that is pulled.
    change
        Tables of a scenario that are laid over it.
    from_change
        Tables laid over the base for what it is compared with; empty: the base as it stands.
    measure
        What should move: a measure of the war, 'odds:NATION.DECISION=OPTION' (mean odds over the meetings of 1941), or
        'believed:NATION.FEATURE@DAY' (what the nation saw at its last meeting until that day).
    sign
        '+' or '-'.
    low, high
        How far it may move by the sources, in the measure's unit; None where they say nothing.
    source
        Document and line, or a source's key.
    why
        One sentence.
    """

    text: Words
    base: Words
    change: dict[str, Any]
    from_change: dict[str, Any] = Field({})
    measure: Words
    sign: Annotated[Sign, among(lambda: get_args(Sign))]
    low: Number | None = None
    high: Number | None = None
    source: Words
    why: Words

    def faults(self, context: object, bad: object) -> Faults:
        """Check that something is changed, and that its size goes with its sign."""
        if not self.change:
            yield ("change",), fault("an empty table", "the tables of a scenario that pull the mechanism")
        if (self.low is None) != (self.high is None) or (
            self.low is not None and self.high is not None and self.low > self.high
        ):
            yield ("low",), told("low and high stand together, low first")

    def digest(self) -> str:
        """Return a digest of what was stated, by which a result says what it was held against."""
        stated = json.dumps(self.model_dump(mode="json"), sort_keys=True, default=str)
        return hashlib.sha256(stated.encode()).hexdigest()[:16]


class Mechanism(Table):
    """One mechanism of the documents.

    Attributes
    ----------
    id
        'S20'.
    title
        A few words.
    documents
        Document -> lines.
    where
        Files of the package that carry it.
    lever
        How it is pulled, for people.
    expects
        What that should move, the near outcome first.
    far
        What else is measured, without an expectation: measures of the war.
    """

    id: str = Field(alias="[name]")
    title: Words
    documents: dict[Annotated[str, among(lambda: DOCUMENTS)], Words]
    where: list[Words]
    lever: Words
    expects: list[Expectation]
    far: list[Words] = Field([])

    def faults(self, context: Any, bad: object) -> Faults:
        """Check that something is expected, and that the files are there."""
        if not self.expects:
            yield ("expects",), fault("none", "at least one [[expects]]")
        for place, name in enumerate(self.where):
            if not resources.files("crossroads").joinpath(name).is_file():
                yield ("where", place), fault(f"'{name}'", "a file of the package, such as war/laws/combat.py")


def rows_folder() -> Traversable:
    """Return the folder of the rows, a file a mechanism."""
    return resources.files("crossroads.evidence.claims").joinpath(FOLDER)


def read_mechanism(path: Traversable) -> Mechanism:
    """Read a file; it is named after the mechanism."""
    return Mechanism.read(read_toml(path), path.name, name=path.name.removesuffix(SUFFIX))


@cache
def load_mechanisms() -> Mapping[str, Mechanism]:
    """Return every mechanism by id, in their order.

    Raises
    ------
    InputError
        For the faults of all files, a line each.
    """
    found, lines = {}, list[str]()
    for path in sorted(_files(), key=lambda file: file.name):
        try:
            row = read_mechanism(path)
            found[row.id] = row
        except InputError as error:
            lines.append(str(error))
    if lines:
        raise InputError("\n".join(lines))
    return found


def mechanism(name: str) -> Mechanism:
    """Return a mechanism by its id, whatever the case of its letter."""
    rows = load_mechanisms()
    if name.upper() not in rows:
        raise InputError(f"mechanism: {unknown(name, rows).message()}")
    return rows[name.upper()]


def _files() -> Iterator[Traversable]:
    return (path for path in rows_folder().iterdir() if path.name.endswith(SUFFIX))
