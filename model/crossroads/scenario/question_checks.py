"""The form of a question's file: its scenarios, measures, dials, series, days and decision exist, and fit together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Generator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from pydantic import Field

from crossroads.errors import InputError, nearest, shown
from crossroads.evidence.load import load_records
from crossroads.evidence.reading import packaged
from crossroads.evidence.tables import Day, Fault, Faults, Key, Table, Words, fault, told, unknown
from crossroads.minds.decision import points_by_id
from crossroads.scenario.checks import measure_faults, meeting_from
from crossroads.scenario.files import scenario_beside
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES

MOST_PANELS = 4
MOST_MAP_DAYS = 4

COLOURS = tuple(packaged("scenario/palette.toml"))
"""Names of the colours in which scenarios can be drawn."""

LONGEST_CAVEAT = 100


class QuestionTable(Table):
    """A whole file; `faults` is given its path."""

    title: Words | None = None
    text: Words | None = None
    caveat: Words | None = None
    caution: Words | None = None
    decision: str | None = None
    read_off: Day | None = None
    options: list[str] = Field([])
    scenarios: list[str] = Field([])
    asks: list[str] = Field([])
    typical: list[str] = Field([])
    hangs_on: dict[str, str] = Field({})
    titles: dict[str, str] = Field({})
    dials: list[str] = Field([])
    panels: list[str] = Field([])
    map_days: list[Day] = Field([])
    colours: dict[str, str] = Field({})

    def faults(self, context: Path, bad: Set[str]) -> Faults:
        """Check that what is named exists, and that runs reach the days asked for."""
        for key, allowed in (
            ("title", "some words"),
            ("text", "some words"),
            ("asks", "a list of at least one measure"),
        ):
            if not getattr(self, key) and key not in bad:
                yield (key,), fault("nothing", allowed)
        if self.caveat is not None and len(self.caveat) > LONGEST_CAVEAT:
            allowed = f"at most {LONGEST_CAVEAT}, to stand under every figure; caution says more on pages"
            yield ("caveat",), fault(f"{len(self.caveat)} letters", allowed)
        if len(self.scenarios) < 2 and "scenarios" not in bad:
            yield ("scenarios",), fault(shown(self.scenarios), "a list of at least two names, the base first")
        horizon = yield from self._horizon(context)
        yield from self._measures(horizon)
        yield from self._drawn(horizon)
        yield from self._decision(horizon)

    def _horizon(self, path: Path) -> Generator[Fault, None, dt.date]:
        """Check the scenarios; return the day on which their runs end."""
        horizons = {}
        for place, name in enumerate(self.scenarios):
            if name in self.scenarios[:place]:
                yield ("scenarios", place), fault(f"'{name}' a second time", "each scenario once")
            try:
                horizons[name] = load_scenario(scenario_beside(name, path)).setup.horizon
            except InputError as error:
                yield from ((("scenarios", place), told(line)) for line in str(error).splitlines())
        if len(set(horizons.values())) > 1:
            ends = ", ".join(f"{name} to {day}" for name, day in horizons.items())
            yield ("scenarios",), fault(f"runs of unlike length ({ends})", "one horizon")
        return min(horizons.values(), default=calendar.HORIZON)

    def _measures(self, horizon: dt.date) -> Faults:
        for key in ("asks", "typical", "hangs_on", "titles"):
            yield from measure_faults((key,), list(getattr(self, key)), horizon)

    def _drawn(self, horizon: dt.date) -> Faults:
        """Check dials, series and days of the map."""
        records = load_records()
        drawn = [name for name, record in records.items() if record.used and record.draw != "fixed"]
        for place, name in enumerate(self.dials):
            if name in records and name not in drawn:
                allowed = "a parameter that every world draws for itself"
                yield ("dials", place), fault(f"'{name}', the same in every world", allowed, nearest(name, drawn))
            elif name not in drawn:
                yield ("dials", place), unknown(name, drawn)
        yield from _unknown("panels", self.panels, OBSERVABLE_NAMES)
        if len(self.panels) > MOST_PANELS:
            yield ("panels",), fault(shown(self.panels), f"at most {MOST_PANELS} series")
        for place, day in enumerate(self.map_days):
            yield from _within(("map_days", place), day, horizon)
        if len(self.map_days) > MOST_MAP_DAYS:
            yield ("map_days",), fault(f"{len(self.map_days)} days", f"at most {MOST_MAP_DAYS}")
        yield from _colours(self.colours)

    def _decision(self, horizon: dt.date) -> Faults:
        """Check the decision that is turned over, 'NATION.DECISION@DAY', and the keys that go with it."""
        if self.decision is None:
            for key in ("read_off", "options"):
                if given := getattr(self, key):
                    yield (key,), fault(shown(given), "only beside decision = 'NATION.DECISION@DAY'")
            return
        if self.read_off is not None:
            yield from _within(("read_off",), self.read_off, horizon)
        name, _, written = self.decision.partition("@")
        point = points_by_id().get(name)
        if point is None:
            yield ("decision",), unknown(name, points_by_id())
            return
        yield from _unknown("options", self.options, point.options)
        try:
            day = dt.date.fromisoformat(written)
        except ValueError:
            allowed = f"'{name}@' with a day, such as {name}@{point.earliest}"
            yield ("decision",), fault(f"'{self.decision}'", allowed)
            return
        meeting = meeting_from(name, day)
        if not point.earliest <= day < horizon or (meeting != day and not point.trigger):
            near = f"; the next is {meeting}" if meeting else ""
            yield ("decision",), fault(f"'{self.decision}'", f"a day of a meeting of {name}, before {horizon}{near}")


def kept_faults(content: Mapping[str, Any]) -> Faults:
    """Find in a question that a manifest keeps the names by which it could not be told.

    Days and scenarios are not looked at: whether runs reach the one and hold the other is seen in them.
    """
    yield from _unknown("panels", content.get("panels") or (), OBSERVABLE_NAMES)
    point = points_by_id().get(str(content.get("decision") or "").partition("@")[0])
    if point is not None:
        yield from _unknown("options", content.get("options") or (), point.options)


def _unknown(key: str, names: Sequence[str], allowed: Collection[str]) -> Faults:
    for place, name in enumerate(names):
        if name not in allowed:
            yield (key, place), unknown(name, allowed)


def _colours(colours: Mapping[str, str]) -> Faults:
    """Find what is no colour, and what is given twice: two scenarios would look alike."""
    yield from ((("colours", name), unknown(found, COLOURS)) for name, found in colours.items() if found not in COLOURS)
    for name, found in colours.items():
        first = next(other for other, its in colours.items() if its == found)
        if first != name:
            yield ("colours", name), fault(f"'{found}', which '{first}' has", "each colour once")


def _within(key: Key, day: dt.date, horizon: dt.date) -> Faults:
    if not calendar.START <= day < horizon:
        yield key, fault(str(day), f"a day from {calendar.START} to before {horizon}")
