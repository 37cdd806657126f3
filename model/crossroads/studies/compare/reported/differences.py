"""Differences between scenarios as a page tells them: each in the unit of its row, with its margin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.changes import Change, told_from_luck
from crossroads.studies.compare.answering.short import A_MILLION, signed_amount
from crossroads.telling import numbers, outcomes
from crossroads.world.measure import Measure


def in_order(known: Sequence[Change], question: Question) -> list[Change]:
    """Return changes in the order in which they were asked."""
    places = {name: place for place, name in reversed(list(enumerate(_names(question))))}
    return sorted(known, key=lambda change: places[key_of(change.measure)])


def _names(question: Question) -> list[str]:
    return [key_of(item) for item in question.answers]


def key_of(item: Measure) -> str:
    """Return what a row of a measure is known by: a date has one row, whatever of it is asked."""
    return item.outcome.name if item.outcome.kind == "date" else item.name


def title_of(item: Measure, question: Question) -> str:
    """Return what a row of a measure is called."""
    return numbers.sentence_case(question.titles.get(item.name) or outcomes.outcome_title(item.name))


def clear(row: pd.Series[Any]) -> bool:
    """Say whether a difference is more than luck may be; of a single world none is."""
    return math.isfinite(float(row["low"])) and told_from_luck(row)


def difference(row: pd.Series[Any], kind: str, item: Measure, count: int) -> tuple[str, str]:
    """Return a difference in the unit of its row, and its interval: '+41 weeks', '(+40 to +43)'; ('', '') unknown.

    Parameters
    ----------
    row
        Of the comparison table, or of how an event moves in time.
    kind
        'share', 'weeks' or 'number'.
    item
        What was measured.
    count
        Of how many worlds shares are told.
    """
    values = [float(row[name]) for name in ("difference", "low", "high")]
    if not math.isfinite(values[0]):
        return "", ""
    if not row["differing"]:
        return "same", ""
    if kind == "number":
        texts, unit = _quantities(values, outcomes.outcome_unit(item.name))
    else:
        texts = numbers.moved([value * (count if kind == "share" else 1) for value in values], minus=numbers.MINUS)
        unit = " weeks" if kind == "weeks" else ""
    ends = f"({texts[1]} to {texts[2]})" if math.isfinite(values[1]) else ""
    return f"{texts[0]}{unit}", ends


def _quantities(values: Sequence[float], unit: str) -> tuple[list[str], str]:
    """Return differences of a quantity, and their one unit; people below a million are whole."""
    finite = [abs(value) for value in values if math.isfinite(value)]
    if unit == "people" and max(finite, default=0.0) < A_MILLION:
        return [signed_amount(value, unit).replace("-", numbers.MINUS) for value in values], ""
    texts = numbers.signed_quantities(values, unit)
    last, space, word = texts[2].partition(" ")
    if not space:
        last, space, word = texts[2].partition("\u00a0")
    return [texts[0], texts[1], last], f"{space}{word}"
