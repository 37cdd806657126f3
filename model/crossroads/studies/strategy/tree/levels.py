"""What a tree asks of worlds, level by level: data, in a small file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from crossroads.errors import InputError, nearest, shown
from crossroads.evidence.tables import Day, Faults, Table, Words, fault, told, unknown
from crossroads.minds.decision import NATIONS, measure, near_name
from crossroads.scenario.files import read
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints
from crossroads.world.measure import WEEKS, Measure

OWN = resources.files("crossroads.studies.strategy.tree") / "trees"
DEFAULT = "north_or_south"
MOST_LEVELS = 6

KINDS = "an option on a day (NATION.DECISION@DAY), a date, a flag or a category"


class LevelTable(Table):
    """One `[[level]]` of a tree's file."""

    form = "a table with title and measure"

    title: Words
    measure: str
    by: str | None = None
    until: Day | None = None
    yes: Words | None = None
    no: Words | None = None
    branches: dict[str, list[str]] = Field({})

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that the measure can be branched on, and that its branches are its values."""
        if self.by is not None and self.by not in NATIONS:
            yield ("by",), unknown(self.by, NATIONS, near_name(self.by))
        try:
            found = measure(self.measure)
        except InputError as error:
            yield ("measure",), told(error)
            return
        if found.part not in ("", "happens") or found.outcome.kind == "number":
            yield ("measure",), fault(f"'{self.measure}', which is {found.kind}", KINDS)
            return
        yield from self._binary(found)
        if found.outcome.kind == "category":
            yield from self._named(found)

    def _binary(self, found: Measure) -> Faults:
        dated, category = found.outcome.kind == "date", found.outcome.kind == "category"
        if dated and self.until is None:
            yield ("until",), fault("nothing", "the day by which it has come, or not")
        if not dated and self.until is not None:
            yield ("until",), fault(str(self.until), "until beside a date alone")
        for key in ("yes", "no"):
            given = getattr(self, key)
            if category and given is not None:
                yield (key,), fault(f"'{given}'", "branches: the measure has values of its own")
            if not category and given is None:
                yield (key,), fault("nothing", "what the branch is called")
        if not category and self.branches:
            yield ("branches",), fault("a table", "yes and no: the measure comes or does not")

    def _named(self, found: Measure) -> Faults:
        named: dict[str, str] = {}
        for label, values in self.branches.items():
            for value in values:
                if value not in found.outcome.categories:
                    yield ("branches", label), unknown(value, found.outcome.categories)
                elif value in named:
                    yield ("branches", label), fault(f"'{value}', which '{named[value]}' has", "each value once")
                named[value] = label


class TreeTable(Table):
    """A tree's file."""

    title: Words
    leaf: str
    nation: str
    level: list[LevelTable] = Field(min_length=1, max_length=MOST_LEVELS)

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that the leaf is a number, and the nation one."""
        if self.nation not in NATIONS:
            yield ("nation",), unknown(self.nation, NATIONS, near_name(self.nation))
        try:
            found = measure(self.leaf)
        except InputError as error:
            yield ("leaf",), told(error)
            return
        if found.kind != "number":
            yield ("leaf",), fault(f"'{self.leaf}', which is no number", "a number, such as stakes_japan")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a tree.

    Attributes
    ----------
    title
        What it asks.
    by
        The nation that decides it; '' where no single one does.
    name
        The measure.
    labels
        The branches' names, in their order.
    of_value
        For a category: value's place -> branch; for others (no, yes) -> branch.
    until
        For a date: the day by which it has come, or not.
    """

    title: str
    by: str
    name: str
    labels: tuple[str, ...]
    of_value: tuple[int, ...]
    until: dt.date | None

    @property
    def measure_name(self) -> str:
        """The measure that is kept of each world: of a date, in which week."""
        return f"{self.name.partition(':')[0]}:{WEEKS}" if self.until is not None else self.name

    def branches(self, values: Floats) -> Ints:
        """Return each world's branch, (world,), by the measure's values; -1 where it is not known."""
        if self.until is not None:
            values = np.where(values <= calendar.week_of(self.until), 1.0, 0.0)
        known = np.isfinite(values)
        places = np.where(known, values, 0.0).astype(np.int64)
        return np.where(known, np.array(self.of_value)[places], -1)


@dataclass(frozen=True, slots=True)
class AskedTree:
    """What a tree asks: its levels from the root on, the number at its leaves, and whose it is."""

    title: str
    nation: str
    leaf: str
    levels: tuple[Level, ...]
    name: str

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of what is kept of each world: the levels', then the leaf's."""
        return (*(level.measure_name for level in self.levels), self.leaf)

    @property
    def resolved(self) -> dict[str, Any]:
        """Everything as JSON can hold it."""
        levels = [
            {"title": one.title, "by": one.by, "measure": one.name, "branches": list(one.labels)}
            | ({} if one.until is None else {"until": one.until.isoformat()})
            for one in self.levels
        ]
        return {"title": self.title, "nation": self.nation, "leaf": self.leaf, "levels": levels}


def known_trees() -> list[str]:
    """Return the names of the project's own trees: those of questions."""
    return sorted(item.name.removesuffix(".toml") for item in OWN.iterdir() if item.name.endswith(".toml"))


def read_tree(given: str | Path | None, question: str) -> AskedTree:
    """Read a tree's file.

    Parameters
    ----------
    given
        A name of the project's own, or the path of a TOML file; None: the tree of the question.
    question
        The name of the question that the scenario is about, '' where there is none.

    Raises
    ------
    InputError
        Where there is no such file, or for the faults in it, all at once.
    """
    known = known_trees()
    if given is None:
        given = question if question in known else DEFAULT
    if str(given) in known:
        path = Path(str(OWN / f"{given}.toml"))
    else:
        path = Path(given)
        if path.suffix != ".toml" or not path.is_file():
            told = f"{', '.join(known)}, or the path of a TOML file"
            raise InputError(f"levels: found {shown(str(given))}; allowed: {told}{nearest(str(given), known)}")
    table = TreeTable.read(read(path), str(path))
    return AskedTree(table.title, table.nation, table.leaf, tuple(_level(one) for one in table.level), path.stem)


def _level(table: LevelTable) -> Level:
    found = measure(table.measure)
    by = table.by or ""
    if found.outcome.kind != "category":
        assert table.yes is not None and table.no is not None
        return Level(table.title, by, table.measure, (table.yes, table.no), (1, 0), table.until)
    labels, of_value = _of_values(found, table.branches)
    return Level(table.title, by, table.measure, labels, of_value, None)


def _of_values(found: Measure, branches: Mapping[str, list[str]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the branches of a category, and which each value belongs to: what no branch names stands for itself."""
    own = {value: label for label, values in branches.items() for value in values}
    labels = [*branches]
    for value in found.outcome.categories:
        if value not in own:
            own[value] = value.replace("_", " ")
            labels.append(own[value])
    return tuple(labels), tuple(labels.index(own[value]) for value in found.outcome.categories)
