"""The documents' reasons: what they say moved the four nations, and where each enters the model.

A reason that can matter has a switch, the record `reason.NAME`: rules multiply by it whatever the reason feeds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from typing import Literal, cast, get_args

from crossroads.evidence.nations import load_nations, nation_files, nation_tables
from crossroads.evidence.reading import TableRow, read_toml

PREFIX = "reason."
"""What the names of the switches begin with."""

Entry = Literal["belief", "interest", "appraisal", "none"]

FILE, GROUPS = "reasons.toml", "groups"
"""A nation's table, and the key in it of the groups of reasons for its decisions."""

_NEEDS = ("name", "title", "documents", "direction", "enters")
_KEYS = (*_NEEDS, "group", "through", "why")
_NUMBER = re.compile(r"\d\d")


@dataclass(frozen=True, slots=True)
class Reason:
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

    id: str
    name: str
    nation: str
    title: str
    documents: str
    direction: str
    enters: Entry
    through: str = ""
    group: str = ""
    why: str = ""

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
    found: dict[str, Reason] = {}
    taken = {other.name for other in (others or {}).values()}
    table = read_toml(path)
    groups = [name for named in table.pop(GROUPS, {}).values() for name in named]
    for id_, cells in table.items():
        row = TableRow(path.name, "reason", id_, cells)
        reason = _reason(row, nation, groups)
        if reason.name and reason.name in taken:
            raise row.fault(f"name: found '{reason.name}', which another reason bears; a name stands only once")
        found[id_] = reason
        taken.add(reason.name)
    return found


def _reason(row: TableRow, nation: str, groups: Sequence[str]) -> Reason:
    letter = load_nations()[nation].letter
    if not (row.name.startswith(letter) and _NUMBER.fullmatch(row.name.removeprefix(letter))):
        raise row.fault(f"a reason is named by its nation's letter and number, as [{letter}01]")
    row.check_keys(_KEYS, _NEEDS)
    reason = Reason(
        id=row.name,
        name=row.text("name", empty=True),
        nation=nation,
        title=row.text("title"),
        documents=row.text("documents"),
        direction=row.text("direction"),
        enters=cast(Entry, row.choice("enters", get_args(Entry))),
        through=row.text("through", empty=True),
        group=row.choice("group", groups) if row.text("group", empty=True) else "",
        why=row.text("why", empty=True),
    )
    matters = reason.enters != "none"
    if matters != bool(reason.name) or matters != bool(reason.through) or matters == bool(reason.why):
        raise row.fault("a reason that enters needs name and through; one that enters nowhere needs why alone")
    return reason
