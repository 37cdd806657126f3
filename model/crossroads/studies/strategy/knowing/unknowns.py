"""What nations did not know, as data: a feature of a view, and what the truth of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.evidence.nations import nation_tables
from crossroads.evidence.tables import Faults, Table, Words, fault, unknown
from crossroads.minds.sight import Rule, Sight
from crossroads.minds.view import known
from crossroads.world.axes import Array
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOMES

FILE = "unknown.toml"

ALL = "all of it"
"""The name of everything that a nation did not know, told at once."""


class UnknownTable(Table):
    """One thing that a nation did not know; exactly one of `series`, `ratio` and `event` says what is true.

    Attributes
    ----------
    title
        What there was to find out, as the end of a sentence that begins with 'to know'.
    series, per
        The truth is a weekly series, as it stands this week, over a record where one is named.
    ratio
        The truth is the first of two records over the second, as the world has them.
    event, within, comes
        The truth is whether a dated outcome comes within so many weeks (a record; else at any time to the end of the
        run), or, with `comes = false`, that it does not.
    """

    title: Words
    series: str | None = None
    per: str | None = None
    ratio: tuple[str, str] | None = None
    event: str | None = None
    within: str | None = None
    comes: bool = True

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that one truth is given, and that what it names exists."""
        given = [name for name in ("series", "ratio", "event") if getattr(self, name) is not None]
        if len(given) != 1:
            yield ("series, ratio, event",), fault(", ".join(given) or "nothing", "exactly one of them")
        if self.series is not None and self.series not in OBSERVABLE_NAMES:
            yield ("series",), unknown(self.series, OBSERVABLE_NAMES)
        dates = [item.name for item in OUTCOMES if item.kind == "date"]
        if self.event is not None and self.event not in dates:
            yield ("event",), unknown(self.event, dates)
        for key, names in (("per", [self.per]), ("within", [self.within]), ("ratio", [*(self.ratio or ())])):
            for name in names:
                if name is not None and name not in load_records():
                    yield (key,), unknown(name, load_records())


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that a nation did not know.

    Attributes
    ----------
    nation, feature
        Whose view, and which number of it the truth takes the place of.
    table
        What is true.
    """

    nation: str
    feature: str
    table: UnknownTable

    @property
    def name(self) -> str:
        """Its id: 'nation.feature'."""
        return f"{self.nation}.{self.feature}"

    @property
    def is_future(self) -> bool:
        """Whether it tells what is still to come."""
        return self.table.event is not None

    def rule(self, week: Callable[[], int], came: Mapping[str, Array]) -> Rule:
        """Return the rule that tells the truth in the place of the nation's own.

        Parameters
        ----------
        week
            Gives the week of the view.
        came
            Dated outcome -> week in which it comes in the world as it goes without the knowledge, (world,), NaN never.
        """
        table = self.table
        if table.series is not None:
            series, per = table.series, table.per
            return lambda sight: known(sight.now(series)) / (sight.p[per] if per else 1.0)
        if table.ratio is not None:
            first, second = table.ratio
            return lambda sight: sight.now("trade") * 0.0 + sight.p[first] / sight.p[second]
        assert table.event is not None
        comes = np.nan_to_num(came[table.event], nan=np.inf)

        def foretold(sight: Sight) -> Array:
            last = week() + sight.p[table.within] if table.within else np.inf
            happens = np.where(comes <= last, 1.0, 0.0)
            return happens if table.comes else 1.0 - happens

        return foretold


@cache
def unknowns() -> tuple[Unknown, ...]:
    """Return everything that nations did not know, nation by nation.

    Raises
    ------
    InputError
        For the faults in a nation's file.
    """
    return tuple(
        Unknown(nation, feature, UnknownTable.read(cells, f"{nation}/{FILE}: {feature}"))
        for nation, table in nation_tables(FILE)
        for feature, cells in table.items()
    )
