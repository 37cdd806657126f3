"""Labels of councils in figures: numbers, and what was seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from crossroads.telling.numbers import MINUS, signed
from crossroads.telling.vocabulary import feature, vocabulary


def number(value: float, decimals: int) -> str:
    """Write a number with a true minus sign; what rounds to nothing has no sign."""
    return signed(value, decimals, minus=MINUS).removeprefix("+")


def seen_value(name: str, value: float) -> str:
    """Write the value of a feature with its unit: '28.4 divisions', 'yes'.

    Parameters
    ----------
    name
        Feature of a view.
    value
        As the ledger holds it.
    """
    known = feature(name)
    if not math.isfinite(value):
        return "-"
    if known.kind == "flag":
        return "yes" if value > 0.5 else "no"
    space = "\u00a0" if known.shown.startswith("%") else " "
    text = number(value * known.scale, known.digits)
    return f"{text}{space}{known.shown}" if known.shown else text


def seen_lines(seen: Mapping[str, Any], most: int) -> list[tuple[str, str]]:
    """Return (what, value) of the features of a view that figures list, `most` at most, in their order."""
    ranks = {name: word.rank for name, word in vocabulary().features.items() if word.rank}
    held = [name for name in sorted(ranks, key=ranks.__getitem__) if seen.get(name) is not None]
    return [(feature(name).short, seen_value(name, float(seen[name]))) for name in held[:most]]
