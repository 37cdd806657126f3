"""The two armies across the Manchurian border, from June 1941 to the end of 1943, where all decide as they did."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime

WORLDS = 200
GARRISON = {
    dt.date(1941, 12, 1): 1_343_307.0,
    dt.date(1942, 7, 1): 1_446_012.0,
    dt.date(1942, 11, 19): 1_296_822.0,
    dt.date(1943, 7, 1): 1_156_961.0,
}
"""Soviet army in the Far East: Istoriya Vtoroi Mirovoi Voiny, volume 11."""


def _median(series: str, day: dt.date) -> float:
    found = wartime.series(wartime.played("as_it_happened", WORLDS, dt.date(1944, 1, 2)))[series]
    return float(np.median(found[wartime.row(day)]))


@pytest.mark.parametrize("day", GARRISON)
def test_the_soviet_garrison_is_what_it_was(day: dt.date) -> None:
    found = _median("soviet_far_east_strength", day)
    assert GARRISON[day] / 1.25 < found < GARRISON[day] * 1.25


def test_the_japanese_army_in_manchuria_shrinks_by_a_seventh_in_1943() -> None:
    before, after = (_median("kwantung_strength", dt.date(year, 12, 27)) for year in (1942, 1943))
    assert 0.8 < after / before < 0.9
