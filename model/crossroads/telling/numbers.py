"""Numbers, dates and intervals as people read them: every page, table and figure writes them by these functions."""

from __future__ import annotations

import datetime as dt
import math
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crossroads import errors
from crossroads.world import calendar

if TYPE_CHECKING:
    from crossroads.world.axes import Floats

WIDTH = 110
"""Columns of a page of plain text."""

MINUS = "\u2212"
"""The sign before a number below zero, where a page is not read as plain text."""

day = calendar.in_words

counted = errors.counted


def as_date(stamp: object) -> dt.date:
    """Turn a NumPy or pandas time stamp into a date."""
    import pandas as pd

    moment = pd.Timestamp(stamp)  # type: ignore[arg-type]
    return dt.date(moment.year, moment.month, moment.day)


def month_name(date: dt.date, *, short: bool = False) -> str:
    """Return the name of a date's month: 'August', or 'Aug'."""
    return calendar.MONTHS[date.month - 1][: 3 if short else None]


def month_starts(first: dt.date, last: dt.date, months: Sequence[int] = range(1, 13)) -> list[dt.date]:
    """Return the first days of the months of these numbers from one day to another."""
    days = (dt.date(year, number, 1) for year in range(first.year, last.year + 1) for number in months)
    return [day for day in days if first <= day <= last]


def month(week: float) -> str:
    """Return the month of a week index: 'August 1945'."""
    date = calendar.date_of(math.floor(week))
    return f"{month_name(date)} {date.year}"


def week_day(week: float) -> str:
    """Return the day on which the week of an index starts; '-' where there is none."""
    return "-" if math.isnan(week) else day(calendar.date_of(math.floor(week)))


def of_worlds(count: int, worlds: int) -> str:
    """Return a natural frequency: '183 of 2,000'."""
    return f"{count:,} of {worlds:,}"


def frequency(count: int, worlds: int) -> str:
    """Return a share as a natural frequency: '183 of 2,000 worlds'."""
    return f"{count:,} of {counted(worlds, 'world')}"


def every_world(worlds: int) -> str:
    """Return that it is all of so many worlds: 'all 2,000 worlds', 'the one world'."""
    return f"all {counted(worlds, 'world')}" if worlds > 1 else "the one world"


def signed(value: float, digits: int = 0, *, minus: str = "-", bare_zero: bool = True) -> str:
    """Return a number with its sign and thousands separators.

    Parameters
    ----------
    value
        The number.
    digits
        Decimals.
    minus
        The sign of what is below zero.
    bare_zero
        Write what rounds to nothing without a sign.
    """
    text = f"{value:+,.{digits}f}"
    return text[1:] if bare_zero and not text.strip("+-0.,") else text.replace("-", minus)


def listed_once(texts: Sequence[str]) -> str:
    """Write texts one after the other, or once where all are the same: 'none', '35 and 21'."""
    return texts[0] if len(set(texts)) == 1 else listed(list(texts))


def moved(values: Sequence[float], *, minus: str = "-") -> list[str]:
    """Write a difference and the ends of its interval, whole where they are large and still look unlike each other.

    Parameters
    ----------
    values
        The difference and its ends; what is not finite is 'unknown'.
    minus
        The sign of what is below zero.
    """
    known = [value for value in values if math.isfinite(value)]
    whole = max(map(abs, known), default=0.0) >= 10
    alike = any(end != values[0] and f"{end:.0f}" == f"{values[0]:.0f}" for end in known)
    digits = 0 if whole and not alike else 1
    return [signed(value, digits, minus=minus) if math.isfinite(value) else "unknown" for value in values]


def percent(value: float, digits: int = 0) -> str:
    """Return a share in percent, '12 %'; '' where there is none."""
    return "" if math.isnan(value) else f"{100 * value:.{digits}f} %"


def rounded(value: float, figures: int = 3) -> float:
    """Return `value` rounded to so many significant figures."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def people(value: float, figures: int = 3) -> str:
    """Return a number of people to so many significant figures: '1,230,000'."""
    return f"{rounded(value, figures):,.0f}"


def number(value: float) -> str:
    """Write a number with four figures, thousands apart; '' where there is none."""
    return "" if math.isnan(value) else whole(rounded(value, 4))


def whole(value: float) -> str:
    """Write a number with at least four figures, from a thousand on with all before the point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def decimals(digits: int, missing: str = "nan") -> Callable[[float], str]:
    """Return what writes a number with so many decimals, or `missing` where there is none."""
    return lambda value: missing if math.isnan(value) else f"{value:.{digits}f}"


def ends(low: float, high: float, write: Callable[[float], str]) -> str:
    """Return the two ends of an interval: '3 to 9'."""
    return f"{write(low)} to {write(high)}"


def interval(values: Sequence[float], write: Callable[[float], str], *, unit: str = "", level: str = "") -> str:
    """Return a number with its interval: '6 (3 to 9)'; alone, where the interval is unknown.

    Parameters
    ----------
    values
        The number and the two ends.
    write
        How each is written; '' for an end that is unknown.
    unit
        What follows the number itself, with its space.
    level
        What stands ahead of the ends: '95 %: '.
    """
    middle, low, high = (write(float(value)) for value in values)
    return f"{middle}{unit} ({level}{low} to {high})" if low else f"{middle}{unit}"


def of_points(points: Sequence[float] | Floats, write: Callable[[float], str]) -> str:
    """Return a middle with its ends in brackets from the low, the middle and the high point."""
    low, middle, high = points
    return interval((middle, low, high), write)


def known(write: Callable[[float], str]) -> Callable[[float], str]:
    """Return `write`, with '' for what is not a finite number."""
    return lambda value: write(value) if math.isfinite(value) else ""


def listed(parts: Sequence[str]) -> str:
    """Join parts as in a sentence: 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence_case(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def wrapped(
    text: str,
    indent: int = 0,
    hanging: int = 0,
    *,
    width: int = WIDTH,
    percent: bool = False,
    split: bool = True,
) -> str:
    """Return `text` in lines.

    Parameters
    ----------
    text
        The words.
    indent, hanging
        Spaces before the first line, and how many more before all others.
    width
        Most columns of a line.
    percent
        Keep a number and its percent sign on one line.
    split
        Break words that are longer than a line.
    """
    held = textwrap.fill(
        text.replace(" %", "\0%") if percent else text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=split,
    )
    return held.replace("\0", " ")


def paragraph(text: str) -> str:
    """Return a paragraph in lines of at most 118 columns; what stands in backquotes or is a link is not broken.

    Parameters
    ----------
    text
        The words, with any spaces and line ends.
    """
    joined = " ".join(text.split())
    kept = re.sub(r"`[^`]+`|\[[^\]]+\]\([^)]+\)", lambda found: found[0].replace(" ", "\0"), joined)
    return textwrap.fill(kept, 118, break_long_words=False, break_on_hyphens=False).replace("\0", " ")


_MILLIONS_FROM = 100_000
_FIGURES = 3
_MOST_DECIMALS = {"weeks": 1, "months": 2, "%": 2, "index": 2}


def _scale(largest: float, unit: str) -> tuple[float, int, str]:
    """Return factor, decimals and the unit's words for numbers of which the largest has three figures."""
    factor, word = {"%": (100.0, "\u00a0%"), "index": (1.0, "")}.get(unit, (1.0, f" {unit}"))
    if unit == "people" and largest >= _MILLIONS_FROM:
        factor, word = 1e-6, " million"
    shown = largest * factor
    before = math.floor(math.log10(shown)) + 1 if shown > 0 else 1
    # Of people there are no fractions.
    most = 0 if unit == "people" and factor == 1 else _MOST_DECIMALS.get(unit, _FIGURES)
    return factor, min(_FIGURES - before, most), word


def _to_figures(value: float, digits: int, sign: str) -> str:
    text = f"{round(value, digits):{sign},.{max(digits, 0)}f}"
    return "0" if not text.strip("+-0.,") else text.replace("-", MINUS)


def quantity(value: float, unit: str) -> str:
    """Write one amount to three figures with its unit: '26.0 million', '3.20 months', '4.5 weeks'; '-' where unknown.

    Parameters
    ----------
    value
        In the unit of the outcomes (a share is at most 1).
    unit
        'people', 'months', 'weeks', '%', or another word.
    """
    if not math.isfinite(value):
        return "-"
    factor, digits, word = _scale(abs(value), unit)
    return _to_figures(value * factor, digits, "") + word


def signed_quantities(values: Sequence[float], unit: str) -> list[str]:
    """Write differences with their signs, the largest to three figures, all in one unit ('points' for shares).

    Only the last carries the unit's word.

    Parameters
    ----------
    values
        In the unit of the outcomes.
    unit
        As for `quantity`.
    """
    finite = [abs(value) for value in values if math.isfinite(value)]
    factor, digits, word = _scale(max(finite, default=0.0), unit)
    texts = [_to_figures(value * factor, digits, "+") if math.isfinite(value) else "-" for value in values]
    texts[-1] += " points" if unit == "%" else word
    return texts
