"""What the war is calibrated to, which records may move to meet it, and what a block of worlds says to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

import numpy as np
import tomli
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from crossroads.errors import InputError
from crossroads.evidence.history.formula import SeriesMeasure
from crossroads.evidence.history.record_map import Target, load_record_map
from crossroads.evidence.history.weeks import measured, period_weights
from crossroads.evidence.load import load_records
from crossroads.evidence.record import Record
from crossroads.world import calendar
from crossroads.world.axes import Floats, Ints
from crossroads.world.expressions import evaluate
from crossroads.world.observables import OBSERVABLE_NAMES

FILE = "fits.toml"


class Plan(BaseModel):
    """The targets, and which records may be moved to meet them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    targets: tuple[Target, ...]
    tiers: tuple[str, ...]
    records: tuple[str, ...]
    leave: tuple[str, ...]

    def movable(self) -> tuple[Record, ...]:
        """Return the records that may be fitted, sorted by name: a range, a tier and a name that fit."""
        return _movable(self.tiers, self.records, self.leave)

    def rows(self, until: dt.date) -> Ints:
        """Return the places of the targets that end by a day."""
        return np.array([row for row, target in enumerate(self.targets) if target.period.last <= until], dtype=np.int64)


@cache
def _movable(tiers: tuple[str, ...], patterns: tuple[str, ...], leave: tuple[str, ...]) -> tuple[Record, ...]:
    """Return the records of some tiers with a range whose names fit a pattern and none of those to leave."""

    def fits(record: Record) -> bool:
        ranged = record.used and record.low < record.high and record.tier in tiers
        named = any(fnmatchcase(record.name, pattern) for pattern in patterns)
        return ranged and named and not any(fnmatchcase(record.name, pattern) for pattern in leave)

    return tuple(record for record in load_records().values() if fits(record))


@cache
def load_plan() -> Plan:
    """Return the project's own plan of calibration."""
    text = resources.files("crossroads.validation.fit").joinpath(FILE).read_text(encoding="utf-8")
    return read_plan(text, load_record_map().targets())


def read_plan(text: str, targets: tuple[Target, ...]) -> Plan:
    """Read which records may be moved from the text of a TOML file, beside what they are to meet.

    Raises
    ------
    InputError
        Where the file is not sound, a pattern of records fits none, or two targets have one name.
    """
    try:
        plan = Plan(targets=targets, **tomli.loads(text))
    except (tomli.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{FILE}: cannot be read as TOML with the lists tiers, records, leave ({error}).") from error
    ids = [target.id for target in targets]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise InputError(f"the record map: the target '{min(twice)}' stands there twice.")
    for pattern in (*plan.records, *plan.leave):
        if not any(fnmatchcase(name, pattern) for name in load_records()):
            raise InputError(f"{FILE}: no record's name fits '{pattern}'.")
    return plan


def answers(targets: tuple[Target, ...], series: NDArray[np.float32]) -> Floats:
    """Return what worlds say to each target.

    Parameters
    ----------
    targets
        The targets; one that reads a day beyond the series is not answered.
    series
        Weekly series of a block, shape (observable, week, world), in the order of `OBSERVABLES`.

    Returns
    -------
    answers : numpy.ndarray
        Shape (target, world), each in its target's unit; NaN where the series end before it.
    """
    last = calendar.date_of(series.shape[1] - 1) + dt.timedelta(days=calendar.DAYS_A_WEEK - 1)
    missing = np.full(series.shape[2], np.nan)
    return np.stack([_answer(target, series) if target.period.last <= last else missing for target in targets])


def _answer(target: Target, series: NDArray[np.float32]) -> Floats:
    def looked_up(measure: SeriesMeasure) -> Floats:
        weeks = period_weights(measure, target.period, series.shape[1])
        return measured(measure, weeks, lambda name, span: series[OBSERVABLE_NAMES.index(name), span])

    return np.asarray(evaluate(target.formula.root, looked_up))


def plan_hash() -> str:
    """Return a SHA-256 of what the war is fitted to and which records may move, 64 hexadecimal digits."""
    plan = load_plan()
    numbers = [(item.formula.text, item.date, item.value, item.low, item.high, item.weight) for item in plan.targets]
    return hashlib.sha256(repr((numbers, plan.tiers, plan.records, plan.leave)).encode()).hexdigest()
