"""What the war is calibrated to, read from targets.toml, and what a block of worlds says to it."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError
from crossroads.evidence.load import load_records
from crossroads.evidence.periods import Period, read_period
from crossroads.evidence.record import Record
from crossroads.validation.score.formula import Formula, SeriesMeasure, parse_formula
from crossroads.validation.score.sampling import measured, period_weights
from crossroads.world.expressions import evaluate
from crossroads.world.observables import OBSERVABLE_NAMES

Floats = NDArray[np.float64]

FILE = "targets.toml"

_KEYS = frozenset({"id", "title", "formula", "date", "unit", "value", "low", "high", "source", "weight"})


@dataclass(frozen=True, slots=True)
class Target:
    """One recorded number that the war is to reproduce.

    Attributes
    ----------
    id, title
        A short name, and words for people.
    formula, period, date
        What in a run answers it, the days that are read, and these as written.
    unit
        Unit of the numbers.
    value, low, high
        The recorded number and its range, low < high.
    source
        Where the number comes from, in words.
    weight
        Weight in the distance.
    """

    id: str
    title: str
    formula: Formula
    period: Period
    date: str
    unit: str
    value: float
    low: float
    high: float
    source: str
    weight: float

    @property
    def half(self) -> float:
        """Half the width of the range: the unit of distance."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """The targets, and which records may be moved to meet them."""

    targets: tuple[Target, ...]
    tiers: tuple[str, ...]
    records: tuple[str, ...]
    leave: tuple[str, ...]

    def movable(self) -> tuple[Record, ...]:
        """Return the records that may be fitted, sorted by name: a range, a tier and a name that fit."""
        return tuple(record for record in load_records().values() if self._fits(record))

    def _fits(self, record: Record) -> bool:
        ranged = record.used and record.low < record.high and record.tier in self.tiers
        named = any(fnmatchcase(record.name, pattern) for pattern in self.records)
        return ranged and named and not any(fnmatchcase(record.name, pattern) for pattern in self.leave)


@cache
def load_plan() -> Plan:
    """Return the project's own plan of calibration."""
    return read_plan(resources.files("crossroads.validation.fit").joinpath(FILE).read_text(encoding="utf-8"))


def read_plan(text: str) -> Plan:
    """Read a plan from the text of a TOML file.

    Raises
    ------
    InputError
        Where a target is not sound, or a pattern of records fits none.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{FILE}: cannot be read as TOML ({error}).") from error
    fits = tables["fits"]
    targets = tuple(_target(table) for table in tables["target"])
    ids = [target.id for target in targets]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise InputError(f"{FILE}: the target '{min(twice)}' stands there twice.")
    for pattern in (*fits["records"], *fits["leave"]):
        if not any(fnmatchcase(name, pattern) for name in load_records()):
            raise InputError(f"{FILE}: fits: no record's name fits '{pattern}'.")
    return Plan(targets, tuple(fits["tiers"]), tuple(fits["records"]), tuple(fits["leave"]))


def _target(table: dict[str, Any]) -> Target:
    where = f"{FILE}: target '{table.get('id', '?')}'"
    if set(table) != _KEYS:
        raise InputError(f"{where}: found the keys {', '.join(sorted(table))}; needed: {', '.join(sorted(_KEYS))}.")
    try:
        formula, period = parse_formula(table["formula"]), read_period(table["date"])
    except ValueError as error:
        raise InputError(f"{where}: {error}") from error
    value, low, high, weight = (float(table[key]) for key in ("value", "low", "high", "weight"))
    if not low <= value <= high or low == high or weight <= 0:
        raise InputError(f"{where}: found {low:g}, {value:g}, {high:g}, weight {weight:g}; low <= value <= high, a "
                         "range and a weight above 0 are needed.")  # fmt: skip
    words = {key: str(table[key]) for key in ("id", "title", "date", "unit", "source")}
    return Target(formula=formula, period=period, value=value, low=low, high=high, weight=weight, **words)


def answers(targets: tuple[Target, ...], series: NDArray[np.float32]) -> Floats:
    """Return what worlds say to each target.

    Parameters
    ----------
    targets
        The targets; every day that they read lies inside the series.
    series
        Weekly series of a block, shape (observable, week, world), in the order of `OBSERVABLES`.

    Returns
    -------
    answers : numpy.ndarray
        Shape (target, world), each in its target's unit.
    """
    return np.stack([_answer(target, series) for target in targets])


def _answer(target: Target, series: NDArray[np.float32]) -> Floats:
    def looked_up(measure: SeriesMeasure) -> Floats:
        weeks = period_weights(measure, target.period, series.shape[1])
        return measured(measure, weeks, lambda name, span: series[OBSERVABLE_NAMES.index(name), span])

    return np.asarray(evaluate(target.formula.root, looked_up))


def plan_hash() -> str:
    """Return a SHA-256 of the file of targets, 64 hexadecimal digits."""
    return hashlib.sha256(resources.files("crossroads.validation.fit").joinpath(FILE).read_bytes()).hexdigest()
