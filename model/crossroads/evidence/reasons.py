"""The documents' reasons: what they say moved the four nations, and where each enters the model.

A reason that can matter has a switch, the record `reason.NAME`: rules multiply by it whatever the reason feeds.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field

from crossroads.errors import InputError
from crossroads.evidence.nations import load_nations, nation_files, nation_tables
from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Faults, Table, Words, among, told, unknown

PREFIX = "reason."
"""What the names of the switches begin with."""

Entry = Literal["belief", "interest", "appraisal", "none"]

FILE, GROUPS = "reasons.toml", "groups"
"""A nation's table, and the key in it of the groups of reasons for its decisions."""

MEASURED_FILE = "reasons_measured.csv"
"""What taking each reason away did: made by `crossroads reasons --all`, kept in `evidence/claims`."""

MEASURED_COLUMNS: tuple[str, ...] = (
    *("id", "reason", "base", "worlds", "seed", "program"),
    *("otherwise", "measure", "difference", "low", "high"),
)


class Reason(Table):
    """One consideration that the documents give.

    Attributes
    ----------
    id
        The letter of its nation, as in 'J' for Japan, and a number.
    name
        Name of its switch, '' where it cannot matter.
    nation
        Whose decision it bears on.
    title
        The reason in words; completes "The documents say that ...".
    documents
        Files and lines.
    direction
        What the documents say it speaks for or against.
    enters
        'belief': it feeds what the nation believes. 'interest': it multiplies what the nation cares about.
        'appraisal': it enters odds that are stated. 'none': it cannot matter.
    through
        The belief, the term, or the decision that it feeds.
    group
        The group that it belongs to; '' where reasons for the decision are not grouped.
    why
        Why it cannot matter; '' where it can.
    """

    id: str = Field(alias="[name]")
    name: str
    nation: str = Field(alias="[nation]")
    title: Words
    documents: Words
    direction: Words
    enters: Annotated[Entry, among(lambda: get_args(Entry))]
    through: str = ""
    group: str = ""
    why: str = ""

    @classmethod
    def read(cls, raw: object, where: str, context: Any = None, **given: str) -> Self:
        """Check what was read, its id first."""
        letter = load_nations()[given["nation"]].letter
        if not re.fullmatch(rf"{letter}\d\d", given["name"]):
            raise InputError(f"{where}: a reason is named by its nation's letter and number, as [{letter}01]")
        return super().read(raw, where, context, **given)

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that there is such a group, and that the keys go together."""
        if self.group and self.group not in context:
            yield ("group",), unknown(self.group, context)
        matters = self.enters != "none"
        if matters != bool(self.name) or matters != bool(self.through) or matters == bool(self.why):
            yield (), told("a reason that enters needs name and through; one that enters nowhere needs why alone")

    @property
    def record(self) -> str:
        """Name of the record that switches it; '' where it cannot matter."""
        return f"{PREFIX}{self.name}" if self.name else ""


@cache
def load_reasons() -> dict[str, Reason]:
    """Return every reason by id: nation by nation, in the order of each one's table."""
    found: dict[str, Reason] = {}
    for nation, path in nation_files(FILE):
        found |= read_reasons(path, nation, found)
    return found


@cache
def reasons_by_name() -> dict[str, Reason]:
    """Return the reasons that can matter by the name of their switch, in the order of the table."""
    return {reason.name: reason for reason in load_reasons().values() if reason.name}


@cache
def reason_groups() -> dict[str, dict[str, str]]:
    """Return 'nation.decision' -> the groups of reasons for it, with titles, in their order.

    Members of a group overlap and are counted together.
    """
    return {
        f"{nation}.{decision}": groups
        for nation, table in nation_tables(FILE)
        for decision, groups in table.get(GROUPS, {}).items()
    }


@dataclass(frozen=True, slots=True)
class ReasonMeasured:
    """What taking a reason away by itself did, over all scenarios in which that was tried.

    Attributes
    ----------
    worlds
        Worlds in all.
    otherwise
        Those in which some course or event is another.
    base, measure, difference, low, high
        The largest change that can be told from luck, with its 95 % interval, and the scenario in which it was found;
        '' and 0 where there is none.
    """

    worlds: int
    otherwise: int
    base: str = ""
    measure: str = ""
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def acts(self) -> bool:
        """Whether it moves a course or an event by more than luck may."""
        return bool(self.measure)

    @property
    def words(self) -> str:
        """'acts: 12 in 100 worlds go otherwise without it', or that it changes nothing."""
        head = "acts" if self.acts else "changes nothing, no course and no event that luck does not explain"
        return f"{head}: {self.share_words} in 100 worlds go otherwise without it"

    @property
    def share_words(self) -> str:
        """How many of 100 worlds go otherwise: '12.3', 'none', 'under 0.1'."""
        share = 100.0 * self.otherwise / self.worlds
        if not self.otherwise:
            return "none"
        return f"{share:.1f}".removesuffix(".0") if share >= LEAST_TOLD else f"under {LEAST_TOLD}"


LEAST_TOLD = 0.1
"""Worlds of 100 below which no number is told."""


@cache
def measured_rows() -> list[dict[str, str]]:
    """Return the kept rows of `MEASURED_COLUMNS` as texts; none where nothing was measured."""
    path = resources.files("crossroads").joinpath("evidence", "claims", MEASURED_FILE)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def measured_reasons() -> dict[str, ReasonMeasured]:
    """Return what each switch does by its name, as it was measured; empty where nothing was."""
    return measured_of(measured_rows())


def measured_of(table: list[dict[str, str]]) -> dict[str, ReasonMeasured]:
    """Return what each switch does by its name, of rows with `MEASURED_COLUMNS` as texts."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in table:
        rows.setdefault(row["reason"], []).append(row)
    return {name: _measured(found) for name, found in rows.items()}


def _measured(rows: list[dict[str, str]]) -> ReasonMeasured:
    worlds, otherwise = (sum(int(row[key]) for row in rows) for key in ("worlds", "otherwise"))
    clear = [row for row in rows if row["measure"]]
    if not clear:
        return ReasonMeasured(worlds, otherwise)
    most = max(clear, key=lambda row: abs(float(row["difference"])))
    numbers = {key: float(most[key]) for key in ("difference", "low", "high")}
    return ReasonMeasured(worlds, otherwise, most["base"], most["measure"], **numbers)


def reasons_of_group(group: str) -> tuple[Reason, ...]:
    """Return the reasons of one group, in the order of the table."""
    return tuple(reason for reason in load_reasons().values() if reason.group == group)


def read_reasons(path: Traversable, nation: str, others: Mapping[str, Reason] | None = None) -> dict[str, Reason]:
    """Read a nation's table of reasons: one table an id.

    Parameters
    ----------
    path, nation
        The file, and the nation whose decisions the reasons bear on.
    others
        Reasons read before, whose names are taken.

    Raises
    ------
    InputError
        At the first fault: an id of another form, an unknown or missing key, a name that two reasons bear, or keys
        that do not go together.
    """
    groups = [name for named in read_toml(path).get(GROUPS, {}).values() for name in named]
    found = Reason.read_all(path, "reason", groups, but=GROUPS, nation=nation)
    taken = {other.name for other in (others or {}).values()}
    for id_, reason in found.items():
        if reason.name and reason.name in taken:
            raise InputError(
                f"{path.name}: reason '{id_}': name: found '{reason.name}', which another reason bears; "
                "a name stands only once"
            )
        taken.add(reason.name)
    return found
