"""Carry out the checks: a few runs, and for each number of the documents what they give, hit or miss."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.evidence.reasons import load_reasons
from crossroads.evidence.record import Record
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Design, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.manifest import study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.study_folder import study_folder
from crossroads.runs.twice import VALUES, cell_of, measured
from crossroads.scenario.scenario import own_scenario
from crossroads.validation.documents.checks import DocumentCheck, document_checks
from crossroads.world.axes import Floats
from crossroads.world.calendar import DAYS_A_WEEK, weeks_until
from crossroads.world.measure import WEEKS

COLUMNS = (
    *("record", "title", "document", "line", "unit", "says", "low", "high", "answer", "answer_low", "answer_high"),
    *("worlds", "hit", "off_by", "note"),
)

TAILS = (0.1, 0.9)
"""Ends of the middle 80 % of worlds."""


@dataclass(frozen=True, slots=True, eq=False)
class DocumentsChecked:
    """The documents' numbers beside the model's.

    Attributes
    ----------
    worlds, seed
        Worlds of each run, numbered from 0, and the seed of all luck.
    table
        One row a number, in the columns of `COLUMNS`, misses first, the furthest on top: what the document says with
        its record's range, the median of worlds with the middle 80 %, worlds that answer, whether the median lies in
        the range, and by what share of the document's number it is off.
    """

    worlds: int
    seed: int
    table: pd.DataFrame


def check_documents(
    worlds: int = 1000, seed: int = 1941, *, workers: int = 1, progress: Progress | None = None
) -> DocumentsChecked:
    """Set every number of the documents that no rule reads beside what runs give.

    Parameters
    ----------
    worlds, seed
        Worlds of each run, and the seed of all luck.
    workers
        How many parts are made at a time.
    progress
        Told of world-weeks.

    Raises
    ------
    InputError
        For numbers that are none.
    """
    number, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    plan = study_plan("a check of the documents", worlds=number, seed=luck)
    with study_folder(None, plan) as place:
        answers = _answers(range(number), luck, place.work, workers, progress or Silent())
    table = pd.DataFrame([_row(check, answers[name]) for name, check in document_checks().items()])
    order = np.lexsort((-table["off_by"].abs().to_numpy(), table["hit"].to_numpy()))
    return DocumentsChecked(number, luck, table.iloc[order].reset_index(drop=True)[list(COLUMNS)])


def _answers(worlds: range, seed: int, work: Path, workers: int, progress: Progress) -> dict[str, Floats]:
    """Return the record's name -> the answer of each world that has one."""
    checks = document_checks()
    scenarios = {check.scenario: own_scenario(check.scenario) for check in checks.values() if check.scenario}
    found: dict[str, dict[str, Floats]] = {}
    for name, scenario in scenarios.items():
        asked = list(dict.fromkeys(_asked(of, c.how) for c in checks.values() if c.scenario == name for of in c.of))
        cell = cell_of(name, scenario, asked, 1)
        bound = functools.partial(measured, names="\n".join(asked), lucks="own")
        design = Design((cell,), worlds, seed, block_worlds(1), bound)
        held = carry_out(design, work, workers=workers, progress=progress, label=scenario.title)[name][VALUES]
        found[name] = dict(zip(asked, held, strict=True))
    drawn = draw_parameters((), seed, np.asarray(worlds), True)
    numbers = {name: _row_of(drawn[name] if record.used else record.value, worlds) for name, record in _records()}
    return {
        name: _answer(check, found[check.scenario] if check.scenario else numbers) for name, check in checks.items()
    }


def _records() -> list[tuple[str, Record]]:
    """Return the records that answer by themselves, by name."""
    named = {name for check in document_checks().values() if not check.scenario for name in check.of}
    return [(name, record) for name, record in load_records().items() if name in named]


def _row_of(value: Floats | float, worlds: range) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (len(worlds),))


def _asked(name: str, how: str) -> str:
    """Return the measure that is run for: of two events between which days are counted, their weeks."""
    return f"{name}:{WEEKS}" if how == "days" else name


def _answer(check: DocumentCheck, found: Mapping[str, Floats]) -> Floats:
    """Return the answer of each world that has one."""
    if check.how == "reason_groups":
        return np.array([float(len(_groups(check)))])
    parts = [found[_asked(name, check.how)] for name in check.of]
    match check.how:
        case "sum" | "total":
            answer = np.sum(parts, axis=0)
        case "days":
            end = float(weeks_until(own_scenario(check.scenario).setup.horizon))
            both = (parts[0] < end) & (parts[1] < end)
            answer = DAYS_A_WEEK * (parts[1] - parts[0])[both]
        case "months":
            answer = parts[0] / (parts[1] * load_records()["view.weeks_a_month"].value)
        case "ratio":
            answer = parts[0] / parts[1]
        case "weeks_to_days":
            answer = DAYS_A_WEEK * parts[0]
        case _:
            answer = parts[0]
    return np.asarray(answer[~np.isnan(answer)], dtype=np.float64)


def _groups(check: DocumentCheck) -> set[str]:
    """Return the groups of a decision's reasons whose direction holds the words."""
    nation = check.of[0].partition(".")[0]
    return {
        reason.group
        for reason in load_reasons().values()
        if reason.nation == nation and reason.group and check.direction in reason.direction
    }


def _row(check: DocumentCheck, answer: Floats) -> dict[str, object]:
    record = load_records()[check.record]
    middle, low, high = (
        (float(np.median(answer)), *(float(end) for end in np.quantile(answer, TAILS)))
        if len(answer)
        else (math.nan,) * 3
    )
    return {
        "record": check.record,
        "title": check.title,
        "document": record.document,
        "line": record.line,
        "unit": record.unit,
        "says": record.value,
        "low": record.low,
        "high": record.high,
        "answer": middle,
        "answer_low": low,
        "answer_high": high,
        "worlds": len(answer),
        "hit": record.low <= middle <= record.high,
        "off_by": middle / record.value - 1.0,
        "note": check.note,
    }
