"""The map from the record of history to the model: what answers a recorded number, and what it serves.

The entries lie by subject in `record_map/`. Figures draw some of them as dots (`history.recorded`), runs are scored
against them, and the calibration is fitted to some (`validation`). No rule of the model may import this module.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Annotated, Any, Literal, Self

import tomli
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from crossroads.errors import InputError
from crossroads.evidence.history.formula import Formula, SeriesMeasure, parse_formula
from crossroads.evidence.history.periods import Period, read_period
from crossroads.world.observables import OBSERVABLES

SUBJECTS: tuple[str, ...] = (
    *("layouts", "eastern_fronts", "eastern_losses", "eastern_armies", "far_east", "japan", "lend_lease", "pacific"),
    "not_modelled",
)
"""The files of the map, in the order in which their entries are tried and their targets listed."""

KINDS = ("series", "facts", "operations")
"""Kinds of files of recorded numbers."""

_OBSERVABLES = {item.name: item for item in OBSERVABLES}

GROUPS = ("fronts", "strengths", "losses", "garrison", "aid", "fleets", "oil")
"""Groups in which targets are judged."""

Read = Annotated[Formula, BeforeValidator(lambda text: text if isinstance(text, Formula) else parse_formula(text))]
Names = Annotated[tuple[str, ...], BeforeValidator(lambda one: (one,) if isinstance(one, str) else one)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Layout(_Row):
    """One way in which a file of reference rows is laid out: which column holds what.

    `name` is the column of names and `rules` the table of rules for them; `end` is a column of last days, '' where
    `date` gives the whole period; `unit` holds where there is no column of units; with `loose_dates` a date that
    cannot be read leaves the row aside instead of refusing the file.
    """

    rules: str
    name: str
    needs: tuple[str, ...]
    date: str
    end: str = ""
    value: str = "value"
    low: str = "low"
    high: str = "high"
    unit: str = ""
    loose_dates: bool = False


class Unit(_Row):
    """What a unit is of, and how many of it."""

    of: str
    size: float


class Dots(_Row):
    """Rows that figures draw beside the weekly series.

    `source` is a key of sources.toml (the row names its own, more exact, source); `name` and `file` are the one
    name and the one file that are drawn where the rule fits several; `series` is what a sum of observables is called.
    """

    source: str
    name: str = ""
    file: str = ""
    series: str = ""


class Target(_Row):
    """One recorded number that the war is to reproduce.

    Attributes
    ----------
    id, title
        A short name, and words for people.
    formula, date
        What in a run answers it, and the days that are read, as written.
    unit
        Unit of the numbers.
    value, low, high
        The recorded number and its range, low < high.
    source
        Where the number comes from, in words.
    weight
        Weight in the distance.
    group
        The group in which it is judged.
    """

    id: str
    title: str
    group: Literal["fronts", "strengths", "losses", "garrison", "aid", "fleets", "oil"]
    formula: Read
    date: str
    unit: str
    value: float
    low: float
    high: float
    source: str
    weight: float = Field(gt=0)

    @cached_property
    def period(self) -> Period:
        """The days that are read."""
        return read_period(self.date)

    @property
    def half(self) -> float:
        """Half the width of the range: the unit of distance."""
        return (self.high - self.low) / 2

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.low <= self.value <= self.high or self.low == self.high:
            raise ValueError(
                f"found {self.low:g}, {self.value:g}, {self.high:g}; low <= value <= high and a range are needed"
            )
        read_period(self.date)
        return self


class Rule(_Row):
    """What answers the names that fit, or why nothing does.

    Attributes
    ----------
    kind
        One of `KINDS`: the files in which such names stand.
    match
        Names, or patterns with `*` and `?`; capitals do not matter.
    formula, unit
        What answers, and its unit; None and '' where nothing does.
    recorded_in
        Unit of a row that names none; '' = `unit`.
    not_modelled
        The reason why nothing answers; '' where a formula does.
    periods
        Date as written -> the days it means as `read_period` takes them, where the calendar's are not meant.
    period
        The period that holds the row's day and is meant by it; None = the row's own days.
    share_of
        Name of the row of the same date by which the row is divided; '' = none.
    note
        What differs between what was recorded and what the model counts.
    group
        The group in which its numbers are judged; '' where none is fitted.
    dots, fitted
        How its rows are drawn, if at all; the numbers that the calibration is fitted to.
    """

    kind: str = "series"
    match: Names = Field(min_length=1)
    formula: Read | None = None
    unit: str = ""
    recorded_in: str = ""
    not_modelled: str = ""
    periods: dict[str, str] = {}
    period: Literal["month", "quarter", "year", "fiscal_year", "since_start"] | None = None
    share_of: str = ""
    note: str = ""
    group: str = ""
    dots: Dots | None = None
    fitted: tuple[Target, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _handed_down(cls, table: dict[str, Any]) -> dict[str, Any]:
        """Give the rule's formula, unit and group to its targets that name none."""
        own = {key: table[key] for key in ("formula", "unit", "group") if key in table}
        return table | {"fitted": [own | target for target in table.get("fitted", ())]}

    @model_validator(mode="after")
    def _either(self) -> Self:
        if bool(self.not_modelled) == bool(self.formula) or bool(self.formula) != bool(self.unit):
            raise ValueError("needs either 'formula' with 'unit', or 'not_modelled'")
        if self.dots and not (self.formula and isinstance(self.formula.root, SeriesMeasure)):
            raise ValueError("'dots' need a formula of one reading")
        return self

    def drawn(self, file: str, name: str) -> Dots | None:
        """Return how a row of a file and name is drawn; None where it is not."""
        dots = self.dots
        return dots if dots and file == (dots.file or file) and name == (dots.name or name) else None

    def fits(self, name: str) -> bool:
        """Say whether a pattern of the rule fits a name."""
        return any(fnmatchcase(_plain(name), _plain(pattern)) for pattern in self.match)

    def names(self, name: str) -> bool:
        """Say whether the rule has a name as it is, without wildcards."""
        return _plain(name) in {_plain(pattern) for pattern in self.match}


class RecordMap(_Row):
    """The whole map: layouts of files, units, files that hold no series, and rules by the kind of file."""

    layouts: tuple[Layout, ...]
    units: dict[str, Unit]
    other_files: dict[str, str]
    rules: tuple[Rule, ...]

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """Return the rules for files of a kind."""
        return tuple(rule for rule in self.rules if rule.kind == kind)

    def no_series(self, file: str) -> str:
        """Return why a file of that name holds no series; '' where it may."""
        known = self.other_files.items()
        return next((reason for pattern, reason in known if fnmatchcase(file.lower(), pattern)), "")

    def rule(self, kind: str, name: str) -> Rule | None:
        """Return the rule that has a name as it is, else an observable's own, else one whose pattern fits; or None."""
        exact = next((rule for rule in self.of_kind(kind) if rule.names(name)), None)
        if exact is not None:
            return exact
        if name in _OBSERVABLES:
            # The mean over one day is the stock on that day, and for a flow the rate of its week.
            return Rule(match=(name,), formula=parse_formula(f"mean({name})"), unit=_OBSERVABLES[name].unit)
        return next((rule for rule in self.of_kind(kind) if rule.fits(name)), None)

    def nearest(self, kind: str, name: str) -> str:
        """Return the known name nearest to an unknown one."""
        known = {_plain(pattern): pattern for rule in self.of_kind(kind) for pattern in rule.match if pattern != "*"}
        known |= {_plain(observable): observable for observable in _OBSERVABLES}
        return known[difflib.get_close_matches(_plain(name), known, n=1, cutoff=0.0)[0]]

    def factor(self, found: str, wanted: str) -> float | None:
        """Return what a number in unit `found` is multiplied by to be in unit `wanted`; None where it cannot be.

        What stands in parentheses behind a unit does not count.
        """
        first, second = _unit_words(found), _unit_words(wanted)
        if first == second:
            return 1.0
        units = {_plain(name): unit for name, unit in self.units.items()}
        if first not in units or second not in units or units[first].of != units[second].of:
            return None
        return units[first].size / units[second].size

    def targets(self) -> tuple[Target, ...]:
        """Return what the calibration is fitted to, in the order of the files."""
        return tuple(target for rule in self.rules for target in rule.fitted)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _unit_words(unit: str) -> str:
    return _plain(re.sub(r"\(.*\)", "", unit))


@cache
def load_record_map() -> RecordMap:
    """Return the project's own map."""
    folder = resources.files("crossroads.evidence").joinpath("record_map")
    return read_record_map({f"{name}.toml": folder.joinpath(f"{name}.toml").read_text("utf-8") for name in SUBJECTS})


def read_record_map(texts: Mapping[str, str]) -> RecordMap:
    """Read a map from the texts of its files, by their names.

    Raises
    ------
    InputError
        Where a table, a key or a formula is not sound.
    """
    tables: dict[str, Any] = {}
    rules: list[Rule] = []
    for file, text in texts.items():
        try:
            read = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            raise InputError(f"{file}: cannot be read as TOML ({error}).") from error
        for kind in KINDS:
            rules += (_rule(file, kind, table) for table in read.pop(kind, ()))
        tables |= read
    return RecordMap(**tables, rules=tuple(rules))


def _rule(file: str, kind: str, table: dict[str, Any]) -> Rule:
    try:
        return Rule(**{**table, "kind": kind})
    except ValidationError as error:
        told = "; ".join(_fault(fault) for fault in error.errors(include_url=False))
        raise InputError(f"{file}: the entry for {table.get('match')!r}: {told}.") from error


def _fault(fault: Any) -> str:
    key, told = ".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ")
    found = f"found {fault['input']!r}; " if isinstance(fault["input"], str | int | float) else ""
    return f"{key}: {found}{told}" if key else told
