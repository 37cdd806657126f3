"""Made-up runs that look like the model's, for the figures' tests only."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from crossroads.minds.decision import decision_points, measure
from crossroads.runs.run import Replay, Run
from crossroads.runs.tables.columns import STATISTICS
from crossroads.runs.tables.frames import date_weeks, outcomes_frame, statistics_dataset, worlds_dataset
from crossroads.runs.tables.ledger_table import LEDGER_COLUMNS
from crossroads.scenario.question import Question
from crossroads.scenario.scenario import load_scenario
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLES, OUTCOMES

WEEKS = calendar.weeks_until(calendar.HORIZON)
TITLES = {"south_december": "South in December", "north_august": "North in August", "wait": "Japan waits"}
NAMES = tuple(TITLES)
MANY = TITLES | {
    "no_embargo": "No embargo",
    "north_then_south": "North, then south",
    "south_without_us": "South without the United States",
    "historical": "Everyone free",
    "as_it_happened": "As it happened",
    "typhoon_early": "Moscow before Kiev",
    "no_pact": "No neutrality pact",
    "no_transfer": "No Soviet troops sent west",
    "bold_japan": "A bolder Japan",
}
"""As many scenarios as a comparison takes."""
_LEVELS = {
    "men": 2.5e6,
    "men per week": 30_000.0,
    "km": 0.0,
    "share": 0.9,
    "million barrels": 48.0,
    "ships": 10.0,
    "million barrels per week": 0.6,
    "thousand long tons per week": 40.0,
    "thousand gross tons": 6000.0,
    "divisions": 20.0,
    "share of divisions": 0.6,
    "share of strength": 0.3,
    "share of respondents": 0.3,
    "thousand gross tons per week": 20.0,
    "incidents": 100.0,
    "dead": 1_000.0,
}


def _series(worlds: int, north: bool, opened: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    time = np.arange(WEEKS)[:, None] / WEEKS
    made: dict[str, np.ndarray] = {}
    for item in OBSERVABLES:
        walk = np.cumsum(rng.normal(0, 1, (WEEKS, worlds)), axis=0) / np.sqrt(WEEKS)
        values = _LEVELS[item.unit] * np.exp(0.25 * walk - 0.3 * time)
        if item.name.startswith("front_"):
            values = 1500 * np.sin(np.pi * np.clip(time * 1.4, 0, 1)) * (0.55 + 0.1 * walk) - 500 * time
        if item.name.startswith("far_east_front"):
            weeks = np.arange(WEEKS)[:, None]
            values = np.where(
                (weeks > 11) & (weeks < 90) & opened,
                np.clip(4 * (weeks - 11), 0, 150) * np.exp(0.3 * walk),
                np.nan,
            )
        if item.name == "us_distance_to_tokyo_km":
            values = 5500 * np.exp(-1.5 * time**2) * (1 + 0.12 * walk)
        if item.name == "japan_oil_stock_mbbl":
            values = np.clip(48 * (1 - time * (1.1 if north else 0.9)) + 6 * walk, 0, None)
        made[item.name] = values.astype(np.float32)
    return made


def _outcomes(worlds: int, north: bool, opened: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    made: dict[str, np.ndarray] = {}
    odds = {
        "date_japan_attacks_ussr": 1.0,
        "date_us_japan_war": 0.55 if north else 1.0,
        "date_moscow_falls": 0.3 if north else 0.12,
        "date_vladivostok_falls": 0.42,
        "date_ussr_collapses": 0.15 if north else 0.06,
    }
    for item in OUTCOMES:
        luck = rng.uniform(size=worlds)
        if item.kind == "date":
            week = np.clip(rng.normal(150, 40, worlds), 0, WEEKS - 1).round()
            made[item.name] = np.where(luck < odds.get(item.name, 0.7), week, np.nan)
        elif item.kind == "flag":
            made[item.name] = (luck < 0.25).astype(float)
        elif item.kind == "category":
            made[item.name] = np.floor(luck * len(item.categories)).clip(0, len(item.categories) - 1)
        else:
            made[item.name] = 1e6 * luck if item.unit in ("dead and missing", "people") else luck
    made["date_japan_attacks_ussr"] = np.where(opened, 10.0, np.nan)
    made["date_ussr_attacks_japan"] = np.full(worlds, np.nan)
    return made


def _ledger(name: str, worlds: int, north: bool, rng: np.random.Generator) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for world in range(worlds):
        for point in decision_points():
            meetings = [day for day in point.dates] or [calendar.date_of(week) for week in range(3, WEEKS, 26)]
            for day in meetings:
                options = list(point.options)
                forced = point.id == "japan.course" and day.month == 8
                choice = "north" if forced and north else str(rng.choice(options))
                row = dict.fromkeys(LEDGER_COLUMNS, None)
                row |= {
                    "scenario": name,
                    "world": world,
                    "date": calendar.date_of(calendar.week_of(day)),
                    "nation": point.nation,
                    "decision": point.name,
                    "options": options,
                    "choice": choice,
                    "forced": forced,
                }
                rows.append(row)
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS)).astype(
        {"world": "int64", "forced": "bool", "date": "datetime64[s]"}
    )


def synthetic_run(
    name: str, worlds: int = 40, *, open_share: float | None = None, seed: int = 1941, asked: Question | None = None
) -> Run:
    """Make a run; `open_share` is the share of worlds in which the Far Eastern front opens.

    It holds what a question `asked` reads off on single days, too.
    """
    north = name.startswith("north")
    rng = np.random.default_rng([seed, list(MANY).index(name)])
    opened = rng.uniform(size=worlds) < (open_share if open_share is not None else (1.0 if north else 0.08))
    numbers = np.arange(worlds)
    series = _series(worlds, north, opened, rng)
    statistics = np.empty((len(OBSERVABLES), len(STATISTICS), WEEKS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for place, item in enumerate(OBSERVABLES):
            statistics[place, 0] = np.nanmean(series[item.name], axis=1)
            levels = [int(level[1:]) / 100 for level in STATISTICS[1:]]
            statistics[place, 1:] = np.nanquantile(series[item.name], levels, axis=1)
    manifest = {
        "scenario": {"name": name, "title": MANY[name], "resolved": load_scenario(name).resolved},
        "forced_decisions": [],
        "seed": seed,
        "worlds": worlds,
        "horizon": "1946-12-29",
        "versions": {"crossroads": "0.1.0"},
    }
    outcomes = outcomes_frame(numbers, _outcomes(worlds, north, opened, rng))
    ledger = _ledger(name, min(worlds, 30), north, rng)
    for read in asked.reads if asked else ():
        if (item := measure(read).outcome).name not in outcomes:
            level = _LEVELS.get(item.unit, 1.0) or 800.0
            found = (
                level * rng.uniform(0.6, 1.0, worlds) if item.kind == "number" else rng.choice(item.categories, worlds)
            )
            outcomes[item.name] = found
    return Run(name, MANY[name], manifest, statistics_dataset(statistics), outcomes, ledger)


def synthetic_replay(name: str, worlds: int = 40, seed: int = 1941) -> Replay:
    """Make a replay that holds every world of the run of the same name."""
    run = synthetic_run(name, worlds, seed=seed)
    rng = np.random.default_rng([seed, 99])
    opened = np.asarray(~np.isnan(date_weeks(run.outcomes["date_japan_attacks_ussr"])))
    series = worlds_dataset(_series(worlds, name.startswith("north"), opened, rng), np.arange(worlds))
    return Replay(name, run.title, seed, series, run.outcomes, run.ledger)


def synthetic_table(runs: list[Run]) -> pd.DataFrame:
    """Make a comparison table with the columns of `statistics.comparing.comparison_table`."""
    rows = []
    for run in runs[1:]:
        read_off = [measure(str(name)).outcome for name in run.outcomes.columns if "@" in str(name)]
        for item in (*OUTCOMES, *read_off):
            for row_name, ours, base in _measures(item, run, runs[0]):
                difference = ours - base
                half = 1.96 * difference.std() / np.sqrt(len(difference))
                middle = float(difference.mean())
                rows.append(
                    SimpleNamespace(
                        outcome=row_name,
                        scenario=run.scenario,
                        base=runs[0].scenario,
                        value=float(ours.mean()),
                        base_value=float(base.mean()),
                        difference=middle,
                        low=middle - half,
                        high=middle + half,
                        worlds=len(difference),
                        variance_reduction=1.4,
                        differing=int(np.count_nonzero(difference)),
                        deviation=float(difference.std(ddof=1)),
                        p=0.001,
                        p_family=0.01,
                        worlds_needed=10 * len(difference),
                    ).__dict__
                )
    columns = [
        "outcome",
        "scenario",
        "base",
        "value",
        "base_value",
        "difference",
        "low",
        "high",
        "worlds",
        "variance_reduction",
        "differing",
        "deviation",
        "p",
        "p_family",
        "worlds_needed",
    ]
    return pd.DataFrame(rows, columns=columns)


def _measures(item: Any, run: Run, base: Run) -> list[tuple[str, np.ndarray, np.ndarray]]:
    if item.kind == "date":
        ours, theirs = run.weeks(item.name), base.weeks(item.name)
        happens = (f"{item.name}:happens", (~np.isnan(ours)).astype(float), (~np.isnan(theirs)).astype(float))
        return [
            happens,
            (f"{item.name}:weeks", np.nan_to_num(ours, nan=WEEKS), np.nan_to_num(theirs, nan=WEEKS)),
        ]
    if item.kind == "category":
        return [
            (
                f"{item.name}={kind}",
                *(np.asarray(each.outcomes[item.name] == kind, dtype=float) for each in (run, base)),
            )
            for kind in item.categories
        ]
    return [(item.name, *(np.asarray(each.outcomes[item.name], dtype=float) for each in (run, base)))]
