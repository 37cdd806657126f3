"""Words and numbers for figures: counts of worlds, dates, spans, and the titles of outcomes."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from crossroads.runs.run import Run
from crossroads.world import observables

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

COURSE_WORDS: dict[str, str] = {
    "wait": "Japan waits",
    "north": "Japan strikes north",
    "limited": "Japan seizes a limited area in the north",
    "south": "Japan strikes south, the US included",
    "south_without_us": "Japan strikes south, sparing the US",
    "terms": "Japan accepts American terms",
}

VERDICT_TITLES: dict[str, str] = {
    "allied_1945": "Germany and Japan surrender by the end of 1945",
    "allied_later": "Germany and Japan surrender, the last after 1945",
    "stalemate": "Germany or Japan undefeated, the USSR not lost",
    "axis_eurasia": "The USSR lost and Germany undefeated",
}

SHORT_TITLES: dict[str, str] = {
    "date_ussr_collapses": "USSR collapses or makes peace",
    "date_landing_2500km_tokyo": "US lands within 2,500 km of Tokyo",
    "date_us_full_embargo": "Full American embargo on Japan",
    "date_us_japan_war": "War between the US and Japan",
    "date_us_germany_war": "War between the US and Germany",
    "date_far_east_armistice": "Armistice, Japan and the USSR",
    "date_ussr_attacks_japan": "The USSR goes to war on Japan",
    "military_losses_japan": "Japanese army dead or missing",
    "military_losses_germany": "Germans dead or missing in the east",
    "military_losses_united_states": "Americans dead or missing",
    "civilian_deaths": "Civilian deaths",
    "japan_undefeated": "Japan undefeated at the horizon",
    "japan_oil_months_left": "Japan's oil at the end",
    "japan_empire_share_held": "Share of Japan's sphere held",
    "ussr_undefeated": "USSR undefeated at the horizon",
    "ussr_territory_share_held": "Soviet land west of the Volga held",
    "ussr_far_east_share_held": "Soviet Far East held",
}
"""Shorter titles where the registry's are too long for a label."""

_OUTCOMES = {item.name: item for item in observables.OUTCOMES}


def day(date: dt.date) -> str:
    """Write a date in full: '9 August 1941'."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def as_date(stamp: object) -> dt.date:
    """Turn a NumPy or pandas time stamp into a date."""
    moment = pd.Timestamp(stamp)  # type: ignore[arg-type]
    return dt.date(moment.year, moment.month, moment.day)


def of_worlds(count: int, worlds: int) -> str:
    """Write a natural frequency: '183 of 2,000'."""
    return f"{count:,} of {worlds:,}"


def span(run: Run) -> str:
    """Write the first day of a run and its horizon."""
    horizon = dt.date.fromisoformat(str(run.manifest["horizon"]))
    return f"{day(as_date(run.series['date'].values[0]))} to {day(horizon)}"


def ensemble(runs: Sequence[Run]) -> str:
    """Say how many worlds, which seed and which weeks stand behind a figure."""
    counts = sorted({run.worlds for run in runs})
    number = " or ".join(f"{count:,}" for count in counts)
    noun = "world" if counts == [1] else "worlds"
    scenario = " in each scenario, the same luck in each" if len(runs) > 1 else ""
    seeds = " or ".join(str(seed) for seed in sorted({run.seed for run in runs}))
    return f"{number} {noun}{scenario}, seed {seeds}, {span(runs[0])}"


def outcome_title(name: str) -> str:
    """Return a short title of an outcome or of a row of the comparison table.

    Parameters
    ----------
    name
        'japan_undefeated', 'date_moscow_falls:happens', 'date_moscow_falls:weeks', 'verdict=stalemate', ...
    """
    base, _, part = name.partition(":")
    stem, _, category = base.partition("=")
    if category:
        return {**COURSE_WORDS, **VERDICT_TITLES}.get(category, f"{stem}: {category}")
    title = SHORT_TITLES.get(stem) or (_OUTCOMES[stem].title if stem in _OUTCOMES else stem.replace("_", " "))
    return f"{title} (weeks until)" if part == "weeks" else title


def outcome_kind(name: str) -> str:
    """Say how a row of the comparison table is counted: 'share', 'weeks', or 'number'."""
    base, _, part = name.partition(":")
    stem, _, category = base.partition("=")
    if part == "weeks":
        return "weeks"
    if category or part:
        return "share"
    found = _OUTCOMES.get(stem)
    return "share" if found is not None and found.kind == "flag" else "number"


_UNITS = {
    "dead and missing": "people",
    "people": "people",
    "months": "months",
    "share": "%",
    "share of worlds": "%",
    "date": "weeks",
}
_MILLIONS_FROM = 100_000
_FIGURES = 3
_MOST_DECIMALS = {"weeks": 1, "months": 2, "%": 2}


def outcome_unit(name: str) -> str:
    """Return the unit in which a row of the comparison table is written: 'people', 'months', 'weeks', '%', or its own.

    Parameters
    ----------
    name
        As for `outcome_title`.
    """
    found = _OUTCOMES.get(name.partition(":")[0].partition("=")[0])
    return "%" if found is None else _UNITS.get(found.unit, found.unit)


def _scale(largest: float, unit: str) -> tuple[float, int, str]:
    """Return factor, decimals and the unit's words for numbers of which the largest has three figures."""
    factor, word = {"%": (100.0, "\u00a0%")}.get(unit, (1.0, f" {unit}"))
    if unit == "people" and largest >= _MILLIONS_FROM:
        factor, word = 1e-6, " million"
    shown = largest * factor
    before = math.floor(math.log10(shown)) + 1 if shown > 0 else 1
    return factor, min(_FIGURES - before, _MOST_DECIMALS.get(unit, _FIGURES)), word


def _rounded(value: float, decimals: int, sign: str) -> str:
    number = round(value, decimals)
    text = f"{number:{sign},.{max(decimals, 0)}f}"
    return "0" if not text.strip("+-0.,") else text.replace("-", "\u2212")


def quantity(value: float, unit: str) -> str:
    """Write one amount to three figures with its unit: '26.0 million', '3.20 months', '4.5 weeks'; '-' where unknown.

    Parameters
    ----------
    value
        In the unit of the outcomes (a share is at most 1).
    unit
        As `outcome_unit` gives it.
    """
    if not math.isfinite(value):
        return "-"
    factor, decimals, word = _scale(abs(value), unit)
    return _rounded(value * factor, decimals, "") + word


def signed_quantities(values: Sequence[float], unit: str) -> list[str]:
    """Write differences with their signs, the largest to three figures, all in one unit ('points' for shares).

    Only the last carries the unit's word.

    Parameters
    ----------
    values
        In the unit of the outcomes.
    unit
        As `outcome_unit` gives it.
    """
    known = [abs(value) for value in values if math.isfinite(value)]
    factor, decimals, word = _scale(max(known, default=0.0), unit)
    texts = [_rounded(value * factor, decimals, "+") if math.isfinite(value) else "-" for value in values]
    texts[-1] += " points" if unit == "%" else word
    return texts


def happened(run: Run, name: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say in which worlds something happened, shape (world,).

    Parameters
    ----------
    run
        The run.
    name
        A date outcome (it has a date), a flag (true), or 'category_outcome=category'.
    """
    stem, _, category = name.partition("=")
    column = run.outcomes[stem]
    if category:
        return np.asarray(column.astype(str) == category, dtype=np.bool_)
    if _OUTCOMES[stem].kind == "date":
        return np.asarray(~np.isnan(run.weeks(stem)), dtype=np.bool_)
    return np.asarray(column, dtype=np.bool_)
