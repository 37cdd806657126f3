"""Numbers as people read them: natural frequencies, dates, rounded quantities."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from crossroads.world import calendar


def frequency(count: int, worlds: int) -> str:
    """Return a share as a natural frequency: '183 of 2,000 worlds'."""
    return f"{count:,} of {worlds:,} world{'' if worlds == 1 else 's'}"


def day(date: dt.date) -> str:
    """Return a date in words: '9 August 1941'."""
    return f"{date.day} {date:%B %Y}"


def month(week: float) -> str:
    """Return the month of a week index: 'August 1945'."""
    return f"{calendar.date_of(math.floor(week)):%B %Y}"


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign and thousands separators; what rounds to nothing is '0'."""
    text = f"{value:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text


def rounded(value: float, figures: int = 3) -> float:
    """Return `value` rounded to so many significant figures."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def people(value: float) -> str:
    """Return a number of people to three significant figures: '1,230,000'."""
    return f"{rounded(value):,.0f}"


def listed(parts: Sequence[str]) -> str:
    """Join parts as in a sentence: 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence_case(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """Write a number with four figures, thousands apart; '' where there is none."""
    if math.isnan(value):
        return ""
    short = rounded(value, 4)
    return f"{short:,.0f}" if abs(short) >= 1000 else f"{short:.4g}"


NATION_WORDS: dict[str, str] = {
    "japan": "Japan",
    "ussr": "the USSR",
    "germany": "Germany",
    "united_states": "the United States",
}
