"""The rules by which recorded names find what answers them, read from mapping.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any, Literal

from crossroads.errors import InputError
from crossroads.validation.score.formula import Formula, parse_formula
from crossroads.world.observables import OBSERVABLES, Observable

Around = Literal["month", "quarter", "year", "fiscal_year", "since_start"]
_AROUND: dict[str, Around] = {
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "fiscal_year": "fiscal_year",
    "since_start": "since_start",
}
_KEYS = frozenset({"match", "formula", "unit", "recorded_in", "not_modelled", "periods", "period", "share_of", "note"})

_OBSERVABLES = {item.name: item for item in OBSERVABLES}


@dataclass(frozen=True, slots=True)
class Rule:
    """What answers the names that fit, or why nothing does.

    Attributes
    ----------
    patterns
        Names, or patterns with `*` and `?`; capitals do not matter.
    formula, unit
        What answers, and its unit; None and '' where nothing does.
    recorded_in
        Unit of a row that names none.
    not_modelled
        The reason why nothing answers; '' where a formula does.
    periods
        (date as written, the days it means as `read_period` takes them) where the calendar's are not meant.
    around
        The period that holds the row's day and is meant by it; None = the row's own days.
    share_of
        Name of the row of the same date by which the row is divided; '' = none.
    note
        What differs between what was recorded and what the model counts.
    """

    patterns: tuple[str, ...]
    formula: Formula | None = None
    unit: str = ""
    recorded_in: str = ""
    not_modelled: str = ""
    periods: tuple[tuple[str, str], ...] = ()
    around: Around | None = None
    share_of: str = ""
    note: str = ""

    def fits(self, name: str) -> bool:
        """Say whether a pattern of the rule fits a name."""
        return any(fnmatchcase(_plain(name), _plain(pattern)) for pattern in self.patterns)

    def names(self, name: str) -> bool:
        """Say whether the rule has a name as it is, without wildcards."""
        return _plain(name) in {_plain(pattern) for pattern in self.patterns}


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which a file of reference rows is laid out: which column holds what.

    `name` is the column of names and `rules` the table of rules for them; `end` is a column of last days, '' where
    `date` gives the whole period; `fixed_unit` holds where there is no column of units; with `loose_dates` a date
    that cannot be read leaves the row aside instead of refusing the file.
    """

    rules: str
    name: str
    needs: tuple[str, ...]
    date: str
    end: str = ""
    value: str = "value"
    low: str = "low"
    high: str = "high"
    fixed_unit: str = ""
    loose_dates: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """All of mapping.toml: layouts of files, units, rules by the kind of file, and files that hold no series."""

    layouts: tuple[Layout, ...]
    units: dict[str, tuple[str, float]]
    rules: dict[str, tuple[Rule, ...]]
    other_files: tuple[tuple[str, str], ...] = ()

    def no_series(self, file: str) -> str:
        """Return why a file of that name holds no series; '' where it may."""
        return next((reason for pattern, reason in self.other_files if fnmatchcase(file.lower(), pattern)), "")

    def rule(self, kind: str, name: str) -> Rule | None:
        """Return the rule that has a name as it is, else an observable's own, else one whose pattern fits; or None."""
        exact = next((rule for rule in self.rules[kind] if rule.names(name)), None)
        if exact is not None:
            return exact
        if name in _OBSERVABLES:
            return _own(_OBSERVABLES[name])
        return next((rule for rule in self.rules[kind] if rule.fits(name)), None)

    def nearest(self, kind: str, name: str) -> str:
        """Return the known name nearest to an unknown one."""
        known = {_plain(pattern): pattern for rule in self.rules[kind] for pattern in rule.patterns if pattern != "*"}
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
        if first not in units or second not in units or units[first][0] != units[second][0]:
            return None
        return units[first][1] / units[second][1]


def _own(observable: Observable) -> Rule:
    """Return the rule for an observable's own name: a stock on a day or over a period, a flow as weekly rate."""
    # The mean over one day is the stock on that day, and for a flow the rate of its week.
    formula = parse_formula(f"mean({observable.name})")
    return Rule((observable.name,), formula, observable.unit, observable.unit)


def total_of(rule: Rule, unit: str, mapping: Mapping) -> Rule:
    """Return `rule` asking for the total of a flow where the row's unit is one of totals, else `rule` itself.

    Only rules of observables' own names change: those ask for the weekly rate.
    """
    observable = _OBSERVABLES.get(rule.patterns[0])
    if not unit or observable is None or observable.kind != "flow" or mapping.factor(unit, rule.unit) is not None:
        return rule
    whole = observable.unit.removesuffix(" per week")
    if mapping.factor(unit, whole) is None:
        return rule
    return Rule(rule.patterns, parse_formula(f"total({observable.name})"), whole, whole)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _unit_words(unit: str) -> str:
    return _plain(re.sub(r"\(.*\)", "", unit))


@cache
def load_mapping() -> Mapping:
    """Return the project's mapping.

    Raises
    ------
    InputError
        Where mapping.toml is not sound.
    """
    path = resources.files("crossroads.validation.score").joinpath("mapping.toml")
    return read_mapping(path.read_text(encoding="utf-8"))


def read_mapping(text: str) -> Mapping:
    """Read a mapping from the text of a TOML file.

    Raises
    ------
    InputError
        Where a table, a key or a formula is not sound.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"mapping.toml: cannot be read as TOML ({error}).") from error
    layouts = tuple(_layout(table) for table in tables["layouts"])
    units = {name: (str(unit["of"]), float(unit["size"])) for name, unit in tables["units"].items()}
    rules = {layout.rules: tuple(_rule(table) for table in tables[layout.rules]) for layout in layouts}
    return Mapping(layouts, units, rules, tuple(tables["other_files"].items()))


def _layout(table: dict[str, Any]) -> Layout:
    renamed = {("fixed_unit" if key == "unit" else key): value for key, value in table.items()}
    return Layout(**{**renamed, "needs": tuple(renamed["needs"])})


def _rule(table: dict[str, Any]) -> Rule:
    match = table.get("match", [])
    patterns = (match,) if isinstance(match, str) else tuple(match)
    where = f"mapping.toml: the rule for {match!r}"
    unknown = set(table) - _KEYS
    if unknown or not patterns:
        raise InputError(f"{where}: found {sorted(unknown)}; allowed: {', '.join(sorted(_KEYS))}; 'match' is needed.")
    reason = str(table.get("not_modelled", ""))
    if bool(reason) == ("formula" in table) or ("formula" in table) != ("unit" in table):
        raise InputError(f"{where}: needs either 'formula' with 'unit', or 'not_modelled'.")
    around = table.get("period")
    if around is not None and around not in _AROUND:
        raise InputError(f"{where}: period: found {around!r}; allowed: {', '.join(_AROUND)}.")
    try:
        formula = parse_formula(table["formula"]) if not reason else None
    except InputError as error:
        raise InputError(f"{where}: formula: {error}") from error
    return Rule(
        patterns,
        formula,
        str(table.get("unit", "")),
        str(table.get("recorded_in", table.get("unit", ""))),
        reason,
        tuple(table.get("periods", {}).items()),
        None if around is None else _AROUND[around],
        str(table.get("share_of", "")),
        str(table.get("note", "")),
    )
