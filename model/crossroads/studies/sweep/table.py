"""The table of a sweep: a row for each scenario, point and measure, with its bands and its paired difference."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import pandas as pd

from crossroads.scenario.experiment import Experiment
from crossroads.statistics.bands import Bands, bands
from crossroads.statistics.family import holm, p_value, worlds_needed
from crossroads.statistics.paired import PairedDifference, paired_difference
from crossroads.studies.sweep.shards import AS_IT_STANDS, Counted, Row
from crossroads.world.calendar import weeks_until
from crossroads.world.measure import Measure

OF_BANDS = (
    *("value", "luck_low", "luck_high", "knowledge_low", "knowledge_high"),
    *("structure_low", "structure_high", "structure_hangs_on"),
    *("knowledge_reach_low", "knowledge_reach_high", "structure_reach_low", "structure_reach_high"),
)
COUNTS = ("pairs", "differing", "worlds_needed")
"""Columns of whole numbers, null where there is nothing to count."""

OF_PAIRS = ("difference", "low", "high", "pairs", "variance_reduction", "differing", "deviation")

COLUMNS = ("scenario", "point", "measure", "worlds", *OF_BANDS, *OF_PAIRS, "p", "p_family", "worlds_needed")
"""Columns of the table but those of the dimensions, which follow `point`."""


@dataclass(frozen=True, slots=True)
class RowTold:
    """One measure in one row: its mean with its bands, and its difference to the scenario as it stands."""

    row: Row
    measure: Measure
    worlds: int
    bands: Bands
    pair: PairedDifference | None


def told_of(experiment: Experiment, row: Row, own: Counted, alone: Counted) -> Iterator[RowTold]:
    """Yield what is told of a row, measure by measure.

    Parameters
    ----------
    experiment, row
        The experiment, and the row.
    own, alone
        What was counted in it, and in the scenario as it stands.
    """
    weeks = float(weeks_until(experiment.scenarios[row.scenario].setup.horizon))
    for place, item in enumerate(experiment.parts):
        values, share = own.values[place], item.kind == "share"
        twins = None if own.twins is None else own.twins[place]
        found = bands(values, twins, own.laws, share=share, part=item.is_part)
        pair = None
        if row.point != AS_IT_STANDS:
            most = item.largest_difference(weeks)
            pair = paired_difference(values, alone.values[place], share=share, most=most)
        yield RowTold(row, item, int((~np.isnan(values)).sum()), found, pair)


def table_of(experiment: Experiment, told: list[RowTold]) -> pd.DataFrame:
    """Return the table of all that is told; p is adjusted for the whole family of its differences."""
    rows: list[dict[str, Any]] = []
    names = [each.name for each in experiment.dimensions]
    for each in told:
        at = each.row.point
        numbers = [math.nan] * len(names) if at == AS_IT_STANDS else experiment.points[at].tolist()
        row: dict[str, Any] = {"scenario": experiment.scenarios[each.row.scenario].name, "point": at}
        row |= dict(zip(names, numbers, strict=True))
        row |= {"measure": each.measure.name, "worlds": each.worlds}
        own = each.bands
        ends = (*own.luck, *own.knowledge, *own.structure)
        flat = (own.mean, *ends, own.hangs_on, *own.knowledge_reach, *own.structure_reach)
        row |= dict(zip(OF_BANDS, flat, strict=True))
        pair = each.pair
        row |= dict(zip(OF_PAIRS, [math.nan] * len(OF_PAIRS) if pair is None else astuple(pair), strict=True))
        row["p"] = math.nan if pair is None else p_value(pair, share=each.measure.kind == "share")
        row["worlds_needed"] = math.nan if pair is None else worlds_needed(pair)
        rows.append(row)
    table = pd.DataFrame(rows)
    table["p_family"] = holm(table["p"].to_numpy(dtype=np.float64))
    for name in COUNTS:
        table[name] = table[name].astype("Int64")
    return table[[*COLUMNS[:2], *names, *COLUMNS[2:]]]


def points_table(experiment: Experiment) -> pd.DataFrame:
    """Return the points: one row a point, one column a dimension."""
    table = pd.DataFrame(experiment.points, columns=[each.name for each in experiment.dimensions])
    table.insert(0, "point", np.arange(len(table)))
    return table


def dimensions_table(experiment: Experiment) -> pd.DataFrame:
    """Return what is varied: one row a dimension."""
    fields = ("name", "role", "title", "form", "unit", "low", "high", "recorded")
    return pd.DataFrame([{name: getattr(each, name) for name in fields} for each in experiment.dimensions])
