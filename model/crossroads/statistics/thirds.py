"""What an answer hangs on: the same difference in worlds that drew a dial low, middle and high.

Some parameters no data pin down. Each world has drawn its own value; cutting the worlds in thirds by it shows how far a
difference moves over the range, at no further cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crossroads.evidence.lever import Dial
from crossroads.evidence.load import load_records
from crossroads.evidence.parameters import draw_parameters
from crossroads.runs.run import Measure, Run
from crossroads.statistics.comparing import check_comparable
from crossroads.statistics.paired import measured_difference

THIRDS: tuple[str, ...] = ("low", "middle", "high")

_COLUMNS = (
    *("parameter", "title", "scenario", "measure", "third", "drawn_low", "drawn_high", "worlds"),
    *("difference", "low", "high"),
)

LEAST_WORLDS = 30
"""Fewer worlds than this are not cut in thirds: the intervals would say nothing."""


def by_thirds(runs: Sequence[Run], dials: Sequence[Dial], told: Sequence[Measure]) -> pd.DataFrame:
    """Return the paired differences of each scenario from the base in thirds of the worlds by each dial.

    Parameters
    ----------
    runs
        Runs of the same worlds, base first.
    dials
        Parameters to cut by; one that worlds do not draw is left out.
    told
        The measures whose differences are told.

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
    drawn = draw_parameters((), base.seed, numbers, True, only={dial.parameter for dial in dials})
    found = [{item.name: run.values(item) for item in told} for run in runs]
    rows = []
    for dial in dials:
        values = drawn[dial.parameter]
        if not isinstance(values, np.ndarray):
            continue
        cuts = np.array_split(np.argsort(values, kind="stable"), len(THIRDS))
        for run, own in zip(runs[1:], found[1:], strict=True):
            for item in told:
                for third, worlds in zip(THIRDS, cuts, strict=True):
                    pair = measured_difference(own[item.name][worlds], found[0][item.name][worlds], item, run)
                    cut = (dial.parameter, dial.title, run.scenario, item.name, third)
                    reach = (float(values[worlds].min()), float(values[worlds].max()), len(worlds))
                    rows.append((*cut, *reach, *pair.interval))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COUNTED = {"share": ("worlds in 100", 100.0), "weeks": ("weeks later", 1.0)}


def _signed(value: float, unit: str) -> str:
    """Write worlds and weeks as whole numbers, quantities to three figures: more would claim too much."""
    if unit in dict(_COUNTED.values()) or not np.isfinite(value):
        return f"{value:+.0f}"
    return f"{float(f'{value:.3g}'):+,.10g}"


def sentences(table: pd.DataFrame, told: Sequence[tuple[Measure, str]]) -> list[str]:
    """Return what the answer hangs on, a sentence a dial and scenario; each number with its 95 % interval.

    Parameters
    ----------
    table
        As `by_thirds` returns it.
    told
        Its measures, each with a few words.
    """
    words = {item.name: (title, *_COUNTED.get(item.kind, (item.unit, 1.0))) for item, title in told}
    records = load_records()
    lines: list[str] = []
    if table.empty:
        return lines
    for (parameter, scenario), part in table.groupby(["parameter", "scenario"], sort=False):
        record = records[str(parameter)]
        pieces = []
        for name, rows in part.groupby("measure", sort=False):
            title, unit, scale = words[str(name)]
            numbers = rows[["difference", "low", "high"]].to_numpy(dtype=np.float64) * scale
            values = [
                f"{_signed(value, unit)} ({_signed(low, unit)} to {_signed(high, unit)})"
                for value, low, high in numbers
            ]
            pieces.append(f"{title} {', '.join(values)} {unit}")
        first = str(part["title"].iloc[0])
        lines.append(
            f"{first[0].upper()}{first[1:]} (drawn from {record.low:g} to {record.high:g}): in '{scenario}', for "
            f"worlds that drew it low, middle, high: {'; '.join(pieces)}."
        )
    return lines
