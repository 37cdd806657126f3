"""Numbers and names as the page writes them."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Sequence

from crossroads.evidence.fitted import Ensemble
from crossroads.telling.numbers import day, number
from crossroads.validation.fit.targets import Target
from crossroads.world import calendar

_WIDTH = 118
_UNBROKEN = "\x00"


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


def points_words(points: Sequence[float]) -> str:
    """Write 10 %, 50 % and 90 % points: 'median (10 % to 90 %)'."""
    low, middle, high = (number(float(value)) for value in points)
    return f"{middle} ({low} to {high})"


def percent(value: tuple[float, float, float]) -> str:
    """Write a share with its interval in percent: '3.5 % (1.7 to 7.0 %)'; '-' where there is none."""
    if math.isnan(value[0]):
        return "-"
    digits = 0 if all(abs(part) >= 0.1 or part == 0 for part in value) else 1
    share, low, high = (f"{100 * part:.{digits}f}" for part in value)
    return f"{share} % ({low} to {high} %)"


def points_moved(difference: float, low: float, high: float) -> str:
    """Write a difference of shares in points of a hundred with its interval: '+4.3 (+1.0 to +7.7)'."""
    if difference == low == high == 0:
        return "0 in every world"
    texts = [f"{100 * value:+.1f}".replace("-", "\u2212") for value in (difference, low, high)]
    texts = ["0.0" if text[1:] == "0.0" else text for text in texts]
    return f"{texts[0]} ({texts[1]} to {texts[2]})"


def week_words(week: float) -> str:
    """Write a week index as the day on which the week starts; '-' where there is none."""
    return "-" if math.isnan(week) else day(calendar.date_of(math.floor(week)))


def half_ranges(value: float) -> str:
    """Write a distance in halves of a range: one decimal, two where one would be nothing."""
    return f"{value:.1f}" if abs(value) >= 0.05 else f"{value:.2f}"


def paragraph(text: str) -> str:
    """Return a paragraph in lines of at most 118 columns; what stands in backquotes or is a link is not broken.

    Parameters
    ----------
    text
        The words, with any spaces and line ends.
    """
    joined = " ".join(text.split())
    kept = re.sub(r"`[^`]+`|\[[^\]]+\]\([^)]+\)", lambda found: found[0].replace(" ", _UNBROKEN), joined)
    lines = textwrap.fill(kept, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return lines.replace(_UNBROKEN, " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown.

    Parameters
    ----------
    head
        Titles of the columns.
    rows
        Cells, as many a row as there are titles.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
