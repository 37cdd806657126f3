"""Orders of a scenario's file: a decision taken for a nation, and when it can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field, StrictBool

from crossroads.errors import InputError
from crossroads.evidence.tables import Day, Faults, Number, Table, fault, told, unknown
from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.decision import NATIONS, DecisionPoint, near_name, points_by_id, points_of
from crossroads.scenario.checks import meeting_from

ROUNDING = 1e-9
"""By how much odds written as decimals may exceed 1."""


@dataclass(slots=True)
class Context:
    """What a file's tables are read beside."""

    base: Mapping[str, Any] | None
    """The scenario that the file extends, resolved."""
    horizon: dt.date
    """The day on which runs end: the base's, until the file's own is read."""
    kept: bool = False
    """True for a scenario that a manifest keeps: its orders may lie beyond its end, and never come due."""


class ForceTable(Table):
    """One `[[force]]`: a decision taken for a nation."""

    form: ClassVar[str] = "a table with nation, decision, on (or when and between), option (or odds)"

    nation: str | None = None
    decision: str | None = None
    on: Day | None = None
    until: Day | None = None
    when: str | None = None
    between: tuple[Day, Day] | None = Field(None, description="two dates, as in [1941-07-05, 1941-08-10]")
    option: str | None = None
    odds: dict[str, Number] | None = None
    always: StrictBool = False
    given: Day | None = None
    withdrawn: Day | None = None

    def faults(self, context: Context, bad: Set[str]) -> Faults:
        """Check that there is such a decision, that it may be taken so, and that it meets on those days."""
        yield from _one_of("nation", self.nation, NATIONS, bad, near_name(self.nation or ""))
        if self.nation in NATIONS:
            yield from _one_of("decision", self.decision, [point.name for point in points_of(self.nation)], bad)
        point = points_by_id().get(f"{self.nation}.{self.decision}")
        if point is not None:
            yield from self._choice(list(point.options), bad)
            yield from self._days(point, context.horizon)
        if not bad & {"on", "when", "between", "until", "always", "given", "withdrawn"}:
            yield from self._timing()
        if self.when is not None:
            try:
                parse_condition(self.when, condition_names())
            except InputError as error:
                yield ("when",), told(error)

    def _choice(self, options: list[str], bad: Set[str]) -> Faults:
        if self.option is not None and self.odds is not None:
            yield ("option, odds",), fault("both", "one of the two")
        if self.option is not None or (self.odds is None and "odds" not in bad):
            yield from _one_of("option", self.option, options, bad)
        if self.odds is None:
            return
        if not self.odds:
            yield ("odds",), fault("an empty table", f"a number for some of {', '.join(options)}")
        for name, share in self.odds.items():
            if name not in options:
                yield ("odds",), unknown(name, options)
            if share < 0:
                yield ("odds", name), fault(f"{share:g}", "a number from 0 to 1")
        if (total := sum(self.odds.values())) > 1 + ROUNDING:
            yield ("odds",), fault(f"numbers that add up to {total:g}", "a sum of at most 1")
        elif total == 0 and set(options) <= set(self.odds):
            yield ("odds",), fault("0 for every option", "something for at least one")

    def _timing(self) -> Faults:
        """Check that the keys that say when a decision is taken go together."""
        on, when, between = (given is not None for given in (self.on, self.when, self.between))
        if on and (when or between):
            yield ("on",), fault("a date beside when or between", "on alone, or when with between")
        elif not (on or when or between):
            yield ("on",), fault("nothing", "on = a date, or when = a condition with between = [first, last]")
        elif when and not between:
            yield ("between",), fault("nothing", "the first and last day on which the condition is asked")
        elif between and not when:
            yield ("when",), fault("nothing", "a condition, or on = a date in place of between")
        if self.always and not on:
            yield ("always",), fault("true without on", "always = true with on = the first day")
        if self.until is not None and not self.always:
            yield ("until",), fault("a date without always", "until with always = true")
        first = self.on or (self.between[0] if self.between else None)
        if self.given is not None and first is not None and self.given > first:
            yield (
                ("given",),
                fault(f"{self.given} after {first}", f"the day on which it is given, at the latest {first}"),
            )
        if self.given is not None and self.withdrawn is not None and self.withdrawn <= self.given:
            yield ("withdrawn",), fault(f"{self.withdrawn} for an order of {self.given}", "a day after it was given")

    def _days(self, point: DecisionPoint, horizon: dt.date) -> Faults:
        """Check that a meeting can fall on the days asked for."""
        days = {"on": self.on, "until": self.until}
        if self.between is not None:
            days |= {"between: first day": self.between[0], "between: last day": self.between[1]}
        beyond = {name: day for name, day in days.items() if day and not point.earliest <= day < horizon}
        for name, day in beyond.items():
            span = f"a day from {point.earliest}, when {point.id} first meets, to before {horizon}, when runs end"
            yield (name,), fault(str(day), span)
        first, last = self.between or (self.on, self.until)
        if beyond or first is None:
            return
        if last is not None and last < first:
            yield ("until" if self.on else "between",), fault(f"{last} after {first}", f"a day from {first}")
            return
        meeting, end = meeting_from(point.id, first), last or horizon
        # A trigger may open the point on any day, so only points without one are known not to meet.
        if not point.trigger and (meeting is None or meeting > end):
            following = f"the next one is {meeting}" if meeting else f"the last one was {max(point.dates)}"
            found = f"no meeting of {point.id} from {first} to {end}"
            yield ("on" if self.on else "between",), fault(found, f"days with a meeting; {following}")

    def content(self) -> dict[str, Any]:
        """Return the order with dates as ISO text and without empty keys."""
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _one_of(key: str, name: str | None, allowed: Collection[str], bad: Set[str], near: str = "") -> Faults:
    if name is None and key not in bad:
        yield (key,), fault("nothing", ", ".join(allowed))
    elif name is not None and name not in allowed:
        yield (key,), unknown(name, allowed, near)
