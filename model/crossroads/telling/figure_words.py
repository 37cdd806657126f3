"""Words and numbers for figures: counts of worlds, dates, spans, and the titles of outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.telling.numbers import as_date, counted, day
from crossroads.world import observables

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


def span(run: Run) -> str:
    """Write the first day of a run and its horizon."""
    horizon = dt.date.fromisoformat(str(run.manifest["horizon"]))
    return f"{day(as_date(run.series['date'].values[0]))} to {day(horizon)}"


def ensemble(runs: Sequence[Run]) -> str:
    """Say how many worlds, which seed and which weeks stand behind a figure."""
    counts = sorted({run.worlds for run in runs})
    worlds = " or ".join([*(f"{count:,}" for count in counts[:-1]), counted(counts[-1], "world")])
    scenario = " in each scenario, the same luck in each" if len(runs) > 1 else ""
    seeds = " or ".join(str(seed) for seed in sorted({run.seed for run in runs}))
    return f"{worlds}{scenario}, seed {seeds}, {span(runs[0])}"


def outcome_title(name: str) -> str:
    """Return a short title of an outcome or of a row of the comparison table.

    Parameters
    ----------
    name
        'japan_undefeated', 'date_moscow_falls:happens', 'date_moscow_falls:weeks', 'verdict=stalemate', ...
    """
    if "@" in name:
        return measure(name).title
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


def outcome_unit(name: str) -> str:
    """Return the unit in which a row of the comparison table is written: 'people', 'months', 'weeks', '%', or its own.

    Parameters
    ----------
    name
        As for `outcome_title`.
    """
    stem = name.partition(":")[0].partition("=")[0]
    found = measure(stem).outcome if "@" in name else _OUTCOMES.get(stem)
    return "%" if found is None else _UNITS.get(found.unit, found.unit)


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
    if stem in _OUTCOMES and _OUTCOMES[stem].kind == "date":
        return np.asarray(~np.isnan(run.weeks(stem)), dtype=np.bool_)
    return np.asarray(column, dtype=np.bool_)
