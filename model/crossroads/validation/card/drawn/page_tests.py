"""What the page tells of recorded numbers and of single causes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from crossroads.telling.numbers import MINUS, ends, interval, number, signed
from crossroads.validation.card.causes import Effect
from crossroads.validation.card.drawn.words import percent
from crossroads.validation.card.recorded_rows import RowGroup


def group_row(item: RowGroup) -> list[str]:
    """Return the cells of a group of recorded rows.

    Parameters
    ----------
    item
        The group.
    """
    return [
        item.standing or "**all rows**",
        item.kind,
        str(item.rows),
        str(item.inside),
        percent(item.coverage),
        interval(item.crps, lambda value: number(value) or "-"),
    ]


def recorded_row(row: pd.Series) -> list[str]:
    """Return the cells of one recorded number beside the run.

    Parameters
    ----------
    row
        A row of the card's table.
    """
    off = float(row["relative_error"])
    ranged = f" ({ends(row['low'], row['high'], lambda value: number(value) or '?')})"
    known = not (math.isnan(row["low"]) and math.isnan(row["high"]))
    answered = not math.isnan(row["median"])
    return [
        str(row["series"]),
        str(row["date"]),
        str(row["standing"]),
        number(row["value"]) + (ranged if known else ""),
        interval([row[name] for name in ("median", "q10", "q90")], number) if answered else "that front is closed",
        "-" if math.isnan(off) else f"{signed(100 * off, minus=MINUS, bare_zero=False)} %",
        number(row["crps"]) or "-",
        str(row["unit"]),
    ]


def effect_values(effects: Sequence[Effect]) -> dict[str, object]:
    """Return what the page tells of single causes: rows, and how many speak for and against what was expected.

    Parameters
    ----------
    effects
        The effects; there may be none.
    """
    expected = [item for item in effects if item.expected]
    return {
        "effects": [_effect(item) for item in sorted(effects, key=_rank)],
        "expected": len(expected),
        "against": sum(_verdict(item).startswith("**") for item in expected),
        "untold": sum(not item.pair.clear for item in expected),
    }


def _rank(item: Effect) -> int:
    """Put what goes against the expected direction first, then what cannot be told, then the rest, then open ones."""
    if not item.expected:
        return 3
    if _verdict(item).startswith("**"):
        return 0
    return 2 if item.pair.clear else 1


def _verdict(item: Effect) -> str:
    if not item.expected:
        return "open question"
    if not item.pair.clear:
        return "cannot be told"
    return "as expected" if item.pair.difference * item.expected > 0 else "**against it**"


def _effect(item: Effect) -> list[str]:
    expected = {1: "more", -1: "less", 0: "-"}[item.expected]
    cause, reading = item.cause, item.reading
    # A mean of worlds is told as everywhere else: so many of 100.
    scale, unit = (100.0, "worlds in 100") if reading.unit == "share of worlds" else (1.0, reading.unit)
    told = interval([value * scale for value in item.pair.interval], _signed)
    cells = [cause.title, cause.low_title, cause.high_title, reading.title, unit, told, expected]
    return [*cells, _verdict(item)]


def _signed(value: float) -> str:
    if math.isnan(value):
        return "-"
    text = number(abs(value))
    return text if value == 0 else f"{'+' if value > 0 else MINUS}{text}"
