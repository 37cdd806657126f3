"""The form of an experiment's file: its scenarios, measures and dimensions exist, and fit together."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Set
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool

from crossroads.errors import InputError, shown
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.record import Record
from crossroads.evidence.tables import NAME, Fault, Faults, Key, Number, Table, Words, fault, told, unknown
from crossroads.minds.decision import near_name
from crossroads.scenario.checks import measure_faults
from crossroads.scenario.files import scenario_beside
from crossroads.scenario.scenario import load_scenario
from crossroads.scenario.schema import flat_parameters

Sample = Literal["latin_hypercube", "sobol"]

SAMPLES = ("latin_hypercube", "sobol")

DIMENSION_FORMS = "values; or low, high and steps; or low and high beside sample"

MOST_SCENARIOS, MOST_MEASURES, MOST_DIMENSIONS, MOST_VALUES = 20, 8, 30, 1000
"""What one experiment may hold: more would be told to nobody."""

MOST_WORLDS, LARGEST_SEED = 10_000_000, 10**18 - 1
"""Upper bounds: more worlds would not fit into the memory of a usual machine; seeds are kept in 64 bits."""

MOST_POINTS = 100_000
"""Points of all scenarios together."""

ROLES = ("levers", "uncertainties")
"""What is varied because somebody decides it, and what is varied because nobody knows it."""


class DimensionTable(Table):
    """One `[levers.NAME]` or `[uncertainties.NAME]`: what it is varied over."""

    form: ClassVar[str] = f"a table with {DIMENSION_FORMS}"

    title: Words | None = None
    values: list[Number] = Field([])
    low: Number | None = None
    high: Number | None = None
    steps: Annotated[int, Field(strict=True)] | None = None
    scale: StrictBool = False

    @property
    def is_sampled(self) -> bool:
        """Whether points lie anywhere between its ends."""
        return not self.values and self.steps is None

    @property
    def ends(self) -> list[float]:
        """Its numbers, or the ends between which they lie."""
        return self.values or [end for end in (self.low, self.high) if end is not None]

    def faults(self, context: Any, bad: Set[str]) -> Faults:
        """Check that the keys go together."""
        if bad:
            return
        given = {key for key in ("low", "high", "steps") if getattr(self, key) is not None}
        if self.values and given:
            yield (), fault(f"values with {', '.join(sorted(given))}", DIMENSION_FORMS)
        elif not self.values and not {"low", "high"} <= given:
            yield (), fault(" with ".join(sorted(given)) or "no numbers", DIMENSION_FORMS)
        elif self.low is not None and self.high is not None and self.low >= self.high:
            yield ("low",), fault(f"{self.low:g}, which is not below high = {self.high:g}", "a number below high")
        if len(set(self.values)) < len(self.values):
            yield ("values",), fault("a number that stands there twice", "different numbers")
        for key, count in (("values", len(self.values)), ("steps", self.steps or 0)):
            if count > MOST_VALUES:
                yield (key,), fault(f"{count:,}", f"at most {MOST_VALUES:,} numbers of one dimension")
        if self.steps is not None and self.steps < 2:
            yield ("steps",), fault(f"{self.steps}", "a whole number of at least 2, the two ends among them")


def _flat(raw: object) -> object:
    """Undo the nesting that TOML makes of a parameter's name without quotation marks; a dimension is the last table."""
    return flat_parameters(raw) if isinstance(raw, dict) else raw


Dimensions = Annotated[dict[str, DimensionTable], BeforeValidator(_flat)]


class ExperimentTable(Table):
    """A whole file; `faults` is given its path, None where there is none."""

    each_alone: ClassVar[frozenset[str]] = frozenset(ROLES)

    title: Words | None = None
    question: Words | None = None
    scenarios: list[str] = Field([])
    measures: list[str] = Field([])
    worlds: Annotated[int, Field(strict=True)] | None = None
    seed: Annotated[int, Field(strict=True)] | None = None
    sample: str | None = None
    points: Annotated[int, Field(strict=True)] | None = None
    bands: StrictBool = True
    levers: Dimensions = Field({})
    uncertainties: Dimensions = Field({})

    def faults(self, context: Path | None, bad: Set[str]) -> Faults:
        """Check that what is named exists, that dimensions can have their numbers, and that points are not too many."""
        for key, allowed in (
            ("title", "some words"),
            ("scenarios", "a list of at least one scenario"),
            ("measures", "a list of at least one measure"),
        ):
            if not getattr(self, key) and key not in bad:
                yield (key,), fault("nothing", allowed)
        for key, least, largest in (("worlds", 1, MOST_WORLDS), ("seed", 0, LARGEST_SEED)):
            number = getattr(self, key)
            if number is not None and not least <= number <= largest:
                yield (key,), fault(f"{number}", f"a whole number from {least} to {largest:,}")
        for key, most in (("scenarios", MOST_SCENARIOS), ("measures", MOST_MEASURES)):
            names = getattr(self, key)
            if len(names) > most:
                yield (key,), fault(f"{len(names)} names", f"at most {most}")
            if twice := next((name for name in names if names.count(name) > 1), None):
                yield (key,), fault(f"'{twice}' twice", "each once")
        horizon = yield from self._horizon(context)
        if horizon is not None:
            yield from measure_faults(("measures",), self.measures, horizon)
        yield from self._dimensions(bad)
        if not bad:
            yield from self._points()

    def _horizon(self, path: Path | None) -> Generator[Fault, None, Any]:
        """Check the scenarios; return the day on which the first of their runs ends."""
        horizons = []
        for place, name in enumerate(self.scenarios[:MOST_SCENARIOS]):
            try:
                horizons.append(load_scenario(scenario_beside(name, path)).setup.horizon)
            except InputError as error:
                for line in str(error).splitlines():
                    yield ("scenarios", place), told(line.removeprefix("scenario: "))
        return min(horizons, default=None)

    def named(self) -> Iterator[tuple[str, str, DimensionTable]]:
        """Yield role, name and table of each dimension, levers first."""
        for role in ROLES:
            for name, table in getattr(self, role).items():
                yield role, name, table

    def _dimensions(self, bad: Set[str]) -> Faults:
        """Check that each dimension moves something, no two the same, by numbers that it can have."""
        moved: dict[str, str] = {}
        every = list(self.named())
        if not every and not bad & set(ROLES):
            yield ("levers",), fault("nothing", "at least one [levers.NAME] or [uncertainties.NAME]")
        if len(every) > MOST_DIMENSIONS:
            yield ("levers",), fault(f"{len(every)} dimensions", f"at most {MOST_DIMENSIONS}")
        for role, name, table in every:
            record = record_of(name)
            if record is None:
                names = [*load_levers(), *(known for known, other in load_records().items() if other.used)]
                yield (role, name), unknown(name, names, near_name(name, names))
                continue
            if record.name in moved:
                alone = f"it alone, or {moved[record.name]} alone"
                yield (role, name), fault(f"a second change of {record.name}", alone)
            moved[record.name] = f"{role}.{name}"
            form = form_of(name, table.scale)
            for number in table.ends:
                for _, found, allowed in record.refusals(ParameterEdit(record.name, **{form: number})):
                    yield (role, name), fault(found, allowed)

    def _points(self) -> Faults:
        """Check how many points there are, and how those that are sampled are drawn."""
        sampled = [name for _, name, table in self.named() if table.is_sampled]
        if self.sample is not None and self.sample not in SAMPLES:
            yield ("sample",), unknown(self.sample, SAMPLES)
        elif sampled and (self.sample is None or self.points is None):
            lacking = "sample" if self.sample is None else "points"
            allowed = {"sample": " or ".join(SAMPLES), "points": "a whole number, such as 64"}[lacking]
            yield (lacking,), fault("nothing", f"{allowed}: {sampled[0]} has neither values nor steps")
        elif not sampled and (self.sample is not None or self.points is not None):
            key = "sample" if self.sample is not None else "points"
            yield (key,), fault(shown(getattr(self, key)), "no such key: every dimension has values or steps")
        elif self.points is not None and self.points < 1:
            yield ("points",), fault(f"{self.points}", "a whole number of at least 1")
        elif self.sample == "sobol" and self.points is not None and not math.log2(self.points).is_integer():
            nearest = 2 ** round(math.log2(self.points))
            yield ("points",), fault(f"{self.points}", f"a power of two for a Sobol sequence, such as {nearest}")
        if not sampled or self.points is not None:
            count = max(len(self.scenarios), 1) * (self.points or 1)
            for _, _, table in self.named():
                count *= len(table.values) or table.steps or 1
            if count > MOST_POINTS:
                yield (), fault(f"{count:,} points", f"at most {MOST_POINTS:,}: fewer steps, points or scenarios")

    @classmethod
    def in_words(cls, key: Key) -> str:
        """Write a key as the file does: 'levers."oil.stock_opening".low'."""
        if len(key) > 1 and key[0] in ROLES:
            name = f'"{key[1]}"' if "." in str(key[1]) else str(key[1])
            return ".".join(
                (
                    str(key[0]),
                    name,
                    *(str(part + 1 if isinstance(part, int) else part) for part in key[2:] if part != NAME),
                )
            )
        return super().in_words(key)

    @classmethod
    def of(cls, raw: Mapping[str, Any], where: str, path: Path | None) -> Self:
        """Check what a file, or a script, holds."""
        return cls.read(dict(raw), where, path)


def record_of(name: str) -> Record | None:
    """Return the record that a dimension moves, by a lever's name or its own; None where a rule reads none."""
    lever = load_levers().get(name)
    record = load_records().get(name if lever is None else lever.parameter)
    return record if record is not None and record.used else None


def form_of(name: str, scale: bool) -> str:
    """Return how a dimension's numbers are meant: 'scale', factors of each world's own draw, or 'value'."""
    lever = load_levers().get(name)
    return lever.number if lever is not None else "scale" if scale else "value"
