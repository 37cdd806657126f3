"""When Moscow sends its Far Eastern divisions west: most after September 1941, fewer where cover weighs more."""

from __future__ import annotations

import datetime as dt

import numpy as np
import tables
import wartime

from crossroads.evidence.edits import ParameterEdit

WORLDS = 300
AUTUMN, WINTER = (wartime.row(day) for day in (dt.date(1941, 10, 5), dt.date(1942, 1, 4)))


def _sent(week: int, *edits: ParameterEdit) -> wartime.Floats:
    found = wartime.series(tables.past_new_year("historical", WORLDS, *edits))["soviet_men_moved_west"][week]
    return found.astype(np.float64)


def test_most_of_those_who_go_west_go_after_september() -> None:
    assert _sent(AUTUMN).mean() < 0.5 * _sent(WINTER).mean()


def test_where_cover_weighs_more_fewer_have_gone_by_october() -> None:
    more = _sent(AUTUMN, ParameterEdit("interest.ussr.transfers.cover", scale=1.5))
    _, high = tables.interval(more - _sent(AUTUMN))
    assert high < 0
