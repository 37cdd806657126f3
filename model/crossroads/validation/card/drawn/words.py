"""Numbers and names as the page writes them."""

from __future__ import annotations

import math

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.history.record_map import Target
from crossroads.telling.numbers import MINUS, decimals, interval, signed


def title_of(target: Target, *, first: bool = False) -> str:
    """Return a target's title, with its date where the title does not tell the year.

    Parameters
    ----------
    target
        The target.
    first
        Put the date ahead: where a long title is cut short, it stays.
    """
    if target.date.removeprefix("FY")[:4] in target.title:
        return target.title
    date = target.date.replace("/", " to ")
    return f"{target.date.split('/')[0]} {target.title}" if first else f"{target.title}, {date}"


def parameters_words(ensemble: Ensemble) -> str:
    """Say where the parameters come from: 'parameters of 300 fitted sets', or 'every record drawn for itself'."""
    if not ensemble.names:
        return "every record drawn for itself"
    return f"parameters of {len(ensemble.weights):,} fitted sets"


def percent(value: tuple[float, float, float]) -> str:
    """Write a share with its interval in percent: '3.5 % (1.7 to 7.0 %)'; '-' where there is none."""
    if math.isnan(value[0]):
        return "-"
    digits = 0 if all(abs(part) >= 0.1 or part == 0 for part in value) else 1
    told = interval([100 * part for part in value], decimals(digits), unit=" %")
    return f"{told[:-1]} %)"


def points_moved(difference: float, low: float, high: float) -> str:
    """Write a difference of shares in points of a hundred with its interval: '+4.3 (+1.0 to +7.7)'."""
    if difference == low == high == 0:
        return "0: no world differs"
    values = [100 * value for value in (difference, low, high)]
    return interval(values, lambda value: signed(value, 1, minus=MINUS))


def half_ranges(value: float) -> str:
    """Write a distance in halves of a range: one decimal, two where one would be nothing."""
    return f"{value:.1f}" if abs(value) >= 0.05 else f"{value:.2f}"
