"""What an answer hangs on: the same difference in worlds that drew a dial low, middle and high.

Some parameters no data pin down. Each world has drawn its own value; cutting the worlds in thirds by it shows how far a
difference moves over the range, at no further cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs.run import Run
from crossroads.statistics.paired import check_comparable, measures, paired_difference

THIRDS: tuple[str, ...] = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Dial:
    """A parameter that no data pin down, with words for people."""

    parameter: str
    title: str


DIALS: tuple[Dial, ...] = (
    Dial("politics.breaking_point", "Soviet cohesion below which the USSR can break"),
    Dial("diplomacy.us_entry_hazard_month", "chance a month that America enters the war unattacked"),
    Dial("far_east.japanese_quality", "worth of a Japanese soldier beside a Soviet one"),
    Dial("east.soviet_effectiveness", "worth of a Soviet soldier beside a German one"),
    Dial("politics.japan_resolve", "what Japan bears before it thinks of surrender"),
)
"""The dials that are always shown: declared ranges without data behind them, on which much depends."""

LEAST_WORLDS = 30
"""Fewer worlds than this are not cut in thirds: the intervals would say nothing."""

MEASURES: tuple[str, ...] = ("japan_undefeated", "date_ussr_collapses:happens", "date_germany_surrenders:weeks")


def by_thirds(runs: Sequence[Run], dials: Sequence[Dial] = DIALS) -> pd.DataFrame:
    """Return the paired differences of each scenario from the base in thirds of the worlds by each dial.

    Parameters
    ----------
    runs
        Runs of the same worlds, base first.
    dials
        Parameters to cut by; one that worlds do not draw is left out.

    Returns
    -------
    Columns parameter, title, scenario, measure, third, drawn_low, drawn_high, worlds, difference, low, high; empty with
    fewer than `LEAST_WORLDS` worlds.
    """
    check_comparable(runs)
    base = runs[0]
    if base.worlds < LEAST_WORLDS:
        return pd.DataFrame()
    numbers = np.arange(base.worlds, dtype=np.int64)
    drawn = draw_parameters((), base.seed, numbers, True)
    found = [measures(run) for run in runs]
    rows = []
    for dial in dials:
        values = drawn[dial.parameter]
        if not isinstance(values, np.ndarray):
            continue
        cuts = np.array_split(np.argsort(values, kind="stable"), len(THIRDS))
        for run, own in zip(runs[1:], found[1:], strict=True):
            for name in MEASURES:
                for third, worlds in zip(THIRDS, cuts, strict=True):
                    pair = paired_difference(own[name][worlds], found[0][name][worlds])
                    rows.append(
                        {
                            "parameter": dial.parameter,
                            "title": dial.title,
                            "scenario": run.scenario,
                            "measure": name,
                            "third": third,
                            "drawn_low": float(values[worlds].min()),
                            "drawn_high": float(values[worlds].max()),
                            "worlds": len(worlds),
                            "difference": pair.difference,
                            "low": pair.low,
                            "high": pair.high,
                        }
                    )
    return pd.DataFrame(rows)


_WORDS = {
    "japan_undefeated": ("Japan undefeated", "worlds in 1,000", 1000.0),
    "date_ussr_collapses:happens": ("the USSR collapses or makes peace", "worlds in 1,000", 1000.0),
    "date_germany_surrenders:weeks": ("Germany's end", "weeks later", 1.0),
}


def sentences(table: pd.DataFrame) -> list[str]:
    """Return what the answer hangs on, a sentence a dial and scenario; each number with its 95 % interval."""
    records = load_records()
    told: list[str] = []
    if table.empty:
        return told
    for (parameter, scenario), part in table.groupby(["parameter", "scenario"], sort=False):
        record = records[str(parameter)]
        pieces = []
        for name, rows in part.groupby("measure", sort=False):
            title, unit, scale = _WORDS[str(name)]
            numbers = rows[["difference", "low", "high"]].to_numpy(dtype=np.float64) * scale
            values = [f"{value:+.0f} ({low:+.0f} to {high:+.0f})" for value, low, high in numbers]
            pieces.append(f"{title} {', '.join(values)} {unit}")
        first = str(part["title"].iloc[0])
        told.append(
            f"{first[0].upper()}{first[1:]} (drawn from {record.low:g} to {record.high:g}): in '{scenario}', for "
            f"worlds that drew it low, middle, high: {'; '.join(pieces)}."
        )
    return told
