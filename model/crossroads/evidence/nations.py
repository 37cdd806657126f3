"""What the data say of each nation that decides: a folder a nation, looked for by path and imported by nobody here.

`nations/NATION/nation.toml` says what the nation is; beside it lie its records, decisions, reasons, recorded choices
and words. A folder without that file is no nation.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import Field, StrictInt

from crossroads.evidence.reading import read_toml
from crossroads.evidence.tables import Table

FILE = "nation.toml"


class Names(Table):
    """What a nation is called: in a sentence ('the USSR'), in a label ('USSR'), as an adjective ('Soviet').

    `also` are other names that people use.
    """

    long: str
    short: str
    adjective: str
    also: list[str] = Field([])


class Colours(Table):
    """Colours of a nation in figures: of lines and areas, and a darker one for words."""

    fill: str
    ink: str


class NationData(Table):
    """What the data say of one nation.

    Attributes
    ----------
    order
        Its place in every list of nations.
    letter
        What the ids of the documents' reasons for its decisions begin with.
    names, colours
        How it is told and drawn.
    outcomes
        The outcomes that matter to it, with the people who die for them, most important first.
    apart
        The outcomes of worlds that chose an option beside those made to take it; none: those that matter to it.
    standing
        By what it tells a better world from a worse, most important first: an outcome, of which more, or later, is
        better; '-' before it: less, or sooner; of several, divided by blanks, the greatest or last counts.
    account
        What it holds at the end of a war, told to a person in its seat.
    panels
        The series in which its decisions show first; none: those of the whole war.
    facts
        What it knows of the war as it is: public facts and its own orders, each a feature of its view.
    believes
        What it believes, by names that scenarios' conditions may use as `nation.believes.name`.
    briefing
        What a person in its seat is told before a decision, in order; 'trade' is the state of American trade.
    own_acts
        Facts of its view that it brings about itself: no news to it.
    """

    order: StrictInt
    letter: str
    names: Names
    colours: Colours
    outcomes: list[str]
    believes: list[str]
    facts: list[str] = Field([])
    apart: list[str] = Field([])
    standing: list[str] = Field([])
    account: list[str] = Field([])
    panels: list[str] = Field([])
    briefing: list[str] = Field([])
    own_acts: list[str] = Field([])


@cache
def load_nations() -> dict[str, NationData]:
    """Return what is said of each nation by id, in their order.

    Raises
    ------
    InputError
        Where a nation's file lacks a key, has one too many, or one of another kind.
    """
    found = {}
    for folder in resources.files("crossroads").joinpath("nations").iterdir():
        path = folder.joinpath(FILE)
        if path.is_file():
            found[folder.name] = NationData.read(read_toml(path), f"{folder.name}/{FILE}")
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def nation_files(*path: str) -> Iterator[tuple[str, Traversable]]:
    """Yield (nation, file or folder) wherever a nation's folder has it, in the order of the nations."""
    for nation in load_nations():
        place = resources.files("crossroads").joinpath("nations", nation, *path)
        if place.is_file() or place.is_dir():
            yield nation, place


def nation_tables(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (nation, what is written) of each nation's file of the name."""
    for nation, path in nation_files(name):
        yield nation, read_toml(path)
