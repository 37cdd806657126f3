"""Rival numbers of historians and documents for the same quantity: named sets that a scenario can choose from.

A file a quantity in `rivals`: its title, what parts the numbers, and a table `[set.NAME]` for each of them with its
author. The tables under `says` are those of a scenario's file, checked where they are laid over one.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache
from importlib import resources
from typing import Any

from pydantic import Field

from crossroads.evidence.load import load_sources
from crossroads.evidence.reading import read_toml
from crossroads.evidence.source import Source
from crossroads.evidence.tables import Faults, Table, Words, fault, unknown

FOLDER = "evidence/claims/rivals"


class RivalValues(Table):
    """One author's numbers.

    Attributes
    ----------
    source
        Key in `sources.toml`.
    text
        The numbers in words, with the day and the army that they are of.
    line
        Of a document, where it says so.
    says
        The tables of a scenario that follow.
    """

    source: str
    text: Words
    line: str = ""
    says: dict[str, Any]

    def faults(self, context: Mapping[str, Source], bad: Set[str]) -> Faults:
        """Check that the author is known, and a document's line given."""
        if self.source not in context:
            yield ("source",), unknown(self.source, context)
        elif (context[self.source].kind == "document") != bool(self.line):
            yield ("line",), fault(f"'{self.line}' for '{self.source}'", "the line of a document, and of nothing else")
        if not self.says and "says" not in bad:
            yield ("says",), fault("an empty table", "tables of a scenario")


class RivalQuantity(Table):
    """A quantity on which authors differ: its title, what parts them, and their sets by name."""

    title: Words
    text: Words
    sets: dict[str, RivalValues] = Field(alias="set")

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that there is something to choose from."""
        if len(self.sets) < 2 and "set" not in bad:
            yield ("set",), fault("fewer than two sets", "rivals: at least two")


@cache
def load_rivals() -> dict[str, RivalQuantity]:
    """Return the name of each quantity's file -> the quantity, sorted by name."""
    folder = resources.files("crossroads").joinpath(FOLDER)
    files = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    sources = load_sources()
    return {path.name.removesuffix(".toml"): RivalQuantity.read(read_toml(path), path.name, sources) for path in files}


@cache
def rival_sets() -> dict[str, tuple[str, RivalValues]]:
    """Return the name of each set -> the title of its quantity, and the set.

    Names are each one quantity's alone, which a test holds.
    """
    return {name: (item.title, chosen) for item in load_rivals().values() for name, chosen in item.sets.items()}
