"""Runs, outcomes and their differences in words: natural frequencies, months, people; titles and units of rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.nations import load_nations
from crossroads.minds.decision import measure, points_by_id
from crossroads.runs.run import Run
from crossroads.telling import numbers, vocabulary
from crossroads.world.calendar import START
from crossroads.world.measure import Measure
from crossroads.world.observables import OUTCOMES, SETTLEMENT_WORDS, VERDICT_WORDS, Outcome

if TYPE_CHECKING:
    import pandas as pd

OUTCOME_BY_NAME: dict[str, Outcome] = {outcome.name: outcome for outcome in OUTCOMES}

MOVES: dict[str, tuple[float, int, str]] = {
    "share": (100.0, 1, " points"),
    "months": (1.0, 1, " months"),
    "index": (1.0, 2, ""),
}
"""Unit -> how a difference is told: factor, decimals and word; others as numbers of three figures."""

_COUNTS = ("dead and missing", "people")


LEAST_FOR_QUANTILES = 5
"""Of fewer worlds no median is told, but each date."""


def category_words(outcome: Outcome, category: str) -> str:
    """Return a category in plain words."""
    if outcome.name == "verdict":
        return VERDICT_WORDS[category]
    if outcome.name in SETTLEMENT_WORDS:
        return numbers.sentence_case(SETTLEMENT_WORDS[outcome.name][category])
    if outcome.decision not in points_by_id() or category not in points_by_id()[outcome.decision].options:
        return category
    point = points_by_id()[outcome.decision]
    return f"{numbers.sentence_case(load_nations()[point.nation].names.long)} {point.options[category]}"


def quantity_words(value: float, unit: str) -> str:
    """Return a mean in the unit of its outcome: '12 %', '3.2 months', '1,230,000'."""
    if math.isnan(value):
        return "unknown"
    if unit in ("share", "share of worlds"):
        return numbers.percent(value)
    if unit in MOVES:
        _, digits, word = MOVES[unit]
        return f"{value:.{digits}f}{word}"
    return numbers.people(value) if unit in _COUNTS else f"{numbers.people(value)} {unit}"


def _number_words(values: NDArray[np.float64], unit: str) -> str:
    told = values[~np.isnan(values)]
    if not len(told):
        return f"unknown in {numbers.every_world(len(values))}"
    points = [float(told.mean()), *np.quantile(told, (0.1, 0.9))]
    words = numbers.interval(points, lambda value: quantity_words(value, unit), unit=" on average", level="10-90 %: ")
    gone = len(values) - len(told)
    return f"{words}; unknown in {numbers.frequency(gone, len(values))}" if gone else words


def _date_words(weeks: NDArray[np.float64]) -> str:
    happened = weeks[~np.isnan(weeks)]
    text = numbers.frequency(len(happened), len(weeks))
    if not len(happened):
        return text
    if len(happened) < LEAST_FOR_QUANTILES:
        return f"{text}; in {numbers.listed(list(dict.fromkeys(numbers.month(week) for week in np.sort(happened))))}"
    low, median, high = np.quantile(happened, (0.1, 0.5, 0.9))
    where = " where it happens" if len(happened) < len(weeks) else ""
    return f"{text}; median {numbers.month(median)}{where} (10-90 %: {numbers.ends(low, high, numbers.month)})"


def value_words(run: Run, outcome: Outcome, category: str = "") -> str:
    """Return the value of an outcome in a run, in words (`category` where the outcome has categories)."""
    if outcome.kind == "date":
        return _date_words(run.weeks(outcome.name))
    if outcome.kind == "category":
        return numbers.frequency(holding(run, outcome, category), run.worlds)
    found = run.numbers(outcome.name)
    if outcome.kind == "flag":
        return numbers.frequency(int(found.sum()), run.worlds)
    return _number_words(found, outcome.unit)


def holding(run: Run, outcome: Outcome, category: str) -> int:
    """Return in how many worlds of a run a category has a value."""
    if run.arrays.outcomes is None:
        return int((run.outcomes[outcome.name] == category).sum())
    return int((run.numbers(outcome.name) == outcome.categories.index(category)).sum())


def same_in_all(row: pd.Series[Any]) -> str:
    """Say that no world tried differs, and how many more might: the end of the score interval of their share."""
    worlds, squared = int(row["worlds"]), NormalDist().inv_cdf(0.975) ** 2
    most = math.ceil(1000 * squared / (worlds + squared)) / 10
    return f"the same in {numbers.every_world(worlds)} tried (at most about {most:g} in 100 would differ)"


def share_difference(row: pd.Series[Any]) -> str:
    """Return a difference of shares in words: '+5.6 worlds in 100 (95 %: +4.6 to +6.6)'."""
    if row["differing"] == 0:
        return same_in_all(row)
    return _moved(row, 100, " worlds in 100", 1)


def _moved(row: pd.Series[Any], factor: float, unit: str, digits: int = 0) -> str:
    values = [factor * float(row[key]) for key in ("difference", "low", "high")]
    return numbers.interval(
        values, numbers.known(lambda value: numbers.signed(value, digits)), unit=unit, level="95 %: "
    )


def weeks_difference(row: pd.Series[Any]) -> str:
    """Return a difference of restricted-mean weeks in words; '' where there is none in any world."""
    if row["differing"] == 0:
        return ""
    return _moved(row, 1, " weeks on average", 1)


def number_difference(row: pd.Series[Any], unit: str) -> str:
    """Return a difference of means in words, in points of a hundred for shares."""
    if math.isnan(row["difference"]):
        return "unknown"
    if row["differing"] == 0:
        return same_in_all(row)
    if unit in MOVES:
        factor, digits, word = MOVES[unit]
        return _moved(row, factor, word, digits)
    short = [numbers.rounded(float(row[key])) for key in ("difference", "low", "high")]
    # People and tons to three figures: more would claim what the model does not know.
    return numbers.interval(
        short, numbers.known(numbers.signed), unit="" if unit in _COUNTS else f" {unit}", level="95 %: "
    )


def worlds_words(row: pd.Series[Any]) -> str:
    """Return how many worlds would show a difference of this size four times in five: 'about 4,400 worlds'."""
    return f"about {numbers.counted(round(numbers.rounded(float(row['worlds_needed']), 2)), 'world')}"


def false_alarm_words(count: float) -> str:
    """Say how many intervals of a family would leave zero out by luck alone, and by what rule some of them stand.

    Parameters
    ----------
    count
        As `statistics.family.false_alarms` gives it.
    """
    return (
        f"Were there no difference anywhere, about {count:.0f} of these intervals would still leave zero out, one in "
        f"twenty; what stands does so by Holm's rule, by which the chance of even one false alarm in the family is at "
        f"most 5 %."
    )


class Rows:
    """The comparison table by measure and scenario."""

    def __init__(self, table: pd.DataFrame) -> None:
        keys = zip(table["outcome"], table["scenario"], strict=True)
        self._place = {key: position for position, key in enumerate(keys)}
        self._table = table

    def __call__(self, measure: str, scenario: str) -> pd.Series[Any]:
        """Return the row of `measure` for `scenario` against the base."""
        return self._table.iloc[self._place[measure, scenario]]


def difference_words(rows: Rows, outcome: Outcome, scenario: str, category: str) -> str:
    """Return the difference of an outcome for `scenario` against the base, in words."""
    if outcome.kind == "number":
        return number_difference(rows(outcome.name, scenario), outcome.unit)
    if outcome.kind == "date":
        share = share_difference(rows(f"{outcome.name}:happens", scenario))
        weeks = weeks_difference(rows(f"{outcome.name}:weeks", scenario))
        return "; ".join(part for part in (share, weeks) if part)
    measure = f"{outcome.name}={category}" if category else outcome.name
    return share_difference(rows(measure, scenario))


def course_words(run: Run, decision: str) -> str:
    """Say how a decision came about: in how many worlds it was fixed, in how many chosen."""
    own = load_nations()[decision.partition(".")[0]].names.long
    named = numbers.sentence_case(own)
    forced = [item for item in run.manifest["forced_decisions"] if f"{item['nation']}.{item['decision']}" == decision]
    if not forced:
        return f"{run.scenario}: chosen by {own} in {numbers.frequency(run.worlds, run.worlds)}, fixed in none."
    phrases = points_by_id()[decision].options
    parts: dict[str, int] = {}
    for item in forced:
        phrase = f"{named} {phrases[item['option']]}" if item["option"] else "an option at fixed odds"
        parts[phrase] = max(parts.get(phrase, 0), int(item["applied_in_worlds"]))
    told = numbers.listed([f"{phrase} (in {numbers.frequency(count, run.worlds)})" for phrase, count in parts.items()])
    last = int(max(forced, key=_last_day)["applied_in_worlds"])
    return (
        f"{run.scenario}: ordered by the scenario: {told}. The last order was carried out in "
        f"{numbers.frequency(last, run.worlds)}; at all other meetings {own} chose for itself."
    )


def _last_day(item: dict[str, Any]) -> str:
    return str(item["on"] or item["between"][1])


def clause(item: Measure) -> str:
    """Return what a measure counts as a clause: 'Moscow falls'."""
    outcome = item.outcome
    if item.kind == "share" and item.part in outcome.categories:
        return category_words(outcome, item.part)
    title = vocabulary.outcome(outcome.name).clause if outcome.name in OUTCOME_BY_NAME else outcome.title
    return within(title)


_NO_NAMES = {"Aid", "An", "Armistice", "Civilian", "Civilians", "Front", "Full", "How", "Oil", "Railway", "Share"}
_NO_NAMES |= {"Border", "People", "The", "War", "Who"}
"""Words with which titles begin and which are nobody's names: within a sentence they are written small."""


def within(title: str) -> str:
    """Return a title as it stands within a sentence: 'front on the Moscow axis', but 'Soviet soldiers'."""
    return title[:1].lower() + title[1:] if title.partition(" ")[0].rstrip(",") in _NO_NAMES else title


def span(run: Run) -> str:
    """Write the first day of a run and its horizon."""
    horizon = dt.date.fromisoformat(str(run.manifest["horizon"]))
    return f"{numbers.day(START)} to {numbers.day(horizon)}"


def ensemble(runs: Sequence[Run]) -> str:
    """Say how many worlds, which seed and which weeks stand behind a figure."""
    counts = sorted({run.worlds for run in runs})
    worlds = " or ".join([*(f"{count:,}" for count in counts[:-1]), numbers.counted(counts[-1], "world")])
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
    told = vocabulary.outcome(stem)
    if category:
        return told.values.get(category, f"{stem}: {category}")
    return f"{told.label} (weeks until)" if part == "weeks" else told.label


def outcome_kind(name: str) -> str:
    """Say how a row of the comparison table is counted: 'share', 'weeks', or 'number'."""
    return measure(name).kind


def outcome_unit(name: str) -> str:
    """Return the unit in which a row of the comparison table is written: 'people', 'months', 'weeks', '%', or its own.

    Parameters
    ----------
    name
        As for `outcome_title`.
    """
    return vocabulary.unit(measure(name).outcome.unit).word


def amount(name: str, value: float, worlds: int) -> str:
    """Write the mean of a measure as tables and figures do: a share as a number of worlds, else with its unit."""
    if outcome_kind(name) == "share" and math.isfinite(value):
        return numbers.of_worlds(round(value * worlds), worlds)
    return numbers.quantity(value, outcome_unit(name))


def happened(run: Run, name: str) -> NDArray[np.bool_]:
    """Say in which worlds something happened, shape (world,).

    Parameters
    ----------
    run
        The run.
    name
        A measure that is a share of worlds: a date for whether it comes, a flag, or 'category_outcome=category'.
    """
    return run.values(measure(name)) > 0
