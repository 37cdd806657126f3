"""What a sweep found, in sentences: of each measure where it is low and high, and whether luck alone could do that."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from crossroads.scenario.experiment import Dimension
from crossroads.statistics.family import stands
from crossroads.studies.sweep.result import Sweep
from crossroads.telling import numbers, outcomes
from crossroads.world.measure import Measure

LEAST_SHARE = 0.01
"""Of a category's values, one that stays below this everywhere is not told."""


def number_words(dimension: Dimension, number: float) -> str:
    """Write a number of a dimension with its unit: '175,000 men', '\u00d71.5'."""
    if dimension.form == "scale":
        return f"\u00d7{numbers.whole(number)}"
    unit = "" if dimension.unit in ("share", "ratio", "index", "switch", "number") else f" {dimension.unit}"
    return f"{numbers.whole(number)}{unit}"


def value_words(item: Measure, value: float) -> str:
    """Write the mean of a measure: '12.4 %' of a share, else with its unit."""
    if math.isnan(value):
        return "unknown"
    if item.kind == "share" or item.is_part:
        return numbers.percent(value, 0 if value in (0.0, 1.0) else 1)
    return numbers.quantity(value, outcomes.outcome_unit(item.name))


def change_words(item: Measure, row: pd.Series[Any]) -> str:
    """Write a difference with its interval: '-3.1 points (-4.9 to -1.2)'."""
    parts = [float(row[name]) for name in ("difference", "low", "high")]
    unit = "%" if item.kind == "share" or item.is_part else outcomes.outcome_unit(item.name)
    known = [value for value in parts if math.isfinite(value)]
    if len(known) < len(parts):
        return numbers.signed_quantities(known[:1], unit)[-1] if known else "unknown"
    middle, low, high = numbers.signed_quantities(parts, unit)
    word = high.split()[1:] if " " in high else []
    return f"{middle} {' '.join(word)} (95 %: {low} to {high.split()[0]})".replace("  ", " ")


def told_parts(sweep: Sweep) -> list[Measure]:
    """Return the measures that are told: of a category the values that some row has."""
    highest = sweep.table.groupby("measure")["value"].max()
    return [
        item
        for item in sweep.experiment.parts
        if item.part not in item.outcome.categories or highest[item.name] >= LEAST_SHARE
    ]


def subject(item: Measure) -> str:
    """Return what a measure counts, as a figure's title begins: 'Moscow falls', 'Japan strikes north'."""
    if item.part in item.outcome.categories:
        return outcomes.outcome_title(item.name)
    return numbers.sentence_case(outcomes.clause(item))


def strongest(sweep: Sweep, item: Measure, scenario: str) -> pd.Series[Any]:
    """Return the effect that is told of a measure: of several dimensions the one that moves it most surely."""
    rows = sweep.effects[(sweep.effects["measure"] == item.name) & (sweep.effects["scenario"] == scenario)]
    order = rows.assign(size=rows["difference"].abs()).sort_values(
        ["p", "size"], ascending=[True, False], kind="stable", na_position="last"
    )
    return order.iloc[0]


def headline(sweep: Sweep, item: Measure, scenario: str) -> str:
    """Return a figure's title: what the measure is at either end of the dimension that moves it most."""
    row = strongest(sweep, item, scenario)
    dimension = _dimension(sweep, row)
    named = f" ({dimension.title})" if dimension.form == "scale" else ""
    told = f"{_at_the_ends(sweep, item, row)}{named}"
    return told if stands(row) else f"{told}: no more than luck"


def _at_the_ends(sweep: Sweep, item: Measure, row: pd.Series[Any]) -> str:
    dimension = _dimension(sweep, row)
    low, high = (value_words(item, float(row[end])) for end in ("from_value", "to_value"))
    first, last = (number_words(dimension, float(row[end])) for end in ("from_number", "to_number"))
    if dimension.is_sampled:
        first, last = "the lowest third", "the highest"
    if item.kind == "share":
        return f"{subject(item)} in {low} of worlds at {first}, in {high} at {last}"
    return f"{subject(item)}: {low} at {first}, {high} at {last}"


def sentence(sweep: Sweep, item: Measure, scenario: str) -> str:
    """Return the finding of one measure in one scenario, with its interval and what would be needed to be sure."""
    row = strongest(sweep, item, scenario)
    told = f"{_at_the_ends(sweep, item, row)} ({_dimension(sweep, row).title})"
    change = f"the difference is {change_words(item, row)}"
    if stands(row):
        return f"{told}; {change}."
    if not row["differing"]:
        return f"{told}; no world differs."
    needed = row["worlds_needed"]
    lacking = not pd.isna(needed) and needed > sweep.worlds
    more = f"; to tell one of this size {outcomes.worlds_words(row)} are needed" if lacking else ""
    return f"{told}; {change}, no more than luck can do over so many comparisons{more}."


def _dimension(sweep: Sweep, row: pd.Series[Any]) -> Dimension:
    return next(each for each in sweep.experiment.dimensions if each.name == row["dimension"])
