"""Names that stay: the weekly series and the outcomes of a world, as `observables.toml` lists them.

A series row is dated with the Sunday on which its week starts; flows are that week's total, stocks the value at
the week's start; a front that is closed is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import Literal

import tomli


def is_share(unit: str) -> bool:
    """Say whether what has that unit is a part of a whole, which lies from 0 to 1."""
    return unit.split()[0] == "share"


@dataclass(frozen=True, slots=True)
class Observable:
    """One weekly series: its name, unit, a title for people, a stock or a flow; one that `closes` may be NaN."""

    name: str
    unit: str
    title: str
    kind: Literal["stock", "flow"]
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a world: its name, kind, unit and a title for people.

    `kind` is "date" (week index inside the program, NaN = never; ISO date in files, empty = never),
    "flag" (true or false), "number", or "category" (index into `categories` inside the program). `decision` is the
    'nation.decision' whose option a category tells, if it tells one; `taken_by` the one some option of which is the
    event itself; `week` the field of `Politics` that dates it; `main` says of a date that it tells wars apart; `signed`
    of a number that it may lie below 0.
    """

    name: str
    kind: Literal["date", "flag", "number", "category"]
    unit: str
    title: str
    categories: tuple[str, ...] = ()
    decision: str = ""
    week: str = ""
    taken_by: str = ""
    main: bool = False
    signed: bool = False


_TABLES = tomli.loads(resources.files("crossroads.world").joinpath("observables.toml").read_text("utf-8"))

OBSERVABLES: tuple[Observable, ...] = tuple(Observable(name, **cells) for name, cells in _TABLES["series"].items())
"""Every weekly series, in the order in which it is recorded."""

REACH: dict[str, tuple[float, float]] = {unit: (item["low"], item["high"]) for unit, item in _TABLES["reach"].items()}
"""Unit of a series -> the lowest and the highest value that it can be asked for with sense."""

UDUNITS: dict[str, str] = _TABLES["udunits"]
"""Unit of a series -> the same as UDUNITS reads it: '1e6 barrel week-1'."""

OBSERVABLE_NAMES: tuple[str, ...] = tuple(item.name for item in OBSERVABLES)

OUTCOMES: tuple[Outcome, ...] = tuple(
    Outcome(name, **cells | {"categories": tuple(cells.get("categories", ()))})
    for name, cells in _TABLES["outcomes"].items()
)
"""Every outcome, in the order of the columns of outcomes.csv (after scenario and world)."""

OUTCOME_NAMES: tuple[str, ...] = tuple(item.name for item in OUTCOMES)

STAKES = "stakes_"
"""What the names of outcomes begin with that sum others up by one nation's interests: STAKES and the nation."""

COURSES: tuple[str, ...] = OUTCOMES[OUTCOME_NAMES.index("japan_course")].categories
"""Japan's course on 31 December 1941, or at the horizon where asked for later."""

RENAMED: dict[str, str] = {"japan_empire_share_held": "japan_empire_index"}
"""Name of an outcome in an earlier version -> its name: folders and questions of then are still read."""

VERDICT_WORDS: dict[str, str] = _TABLES["verdicts"]

SETTLEMENT_WORDS: dict[str, dict[str, str]] = _TABLES["settlements"]
"""Outcome -> what each of its values means: who holds a country when the war is over."""

VERDICTS: tuple[str, ...] = OUTCOMES[OUTCOME_NAMES.index("verdict")].categories
