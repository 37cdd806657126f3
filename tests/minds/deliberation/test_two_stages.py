"""Japan's south in two stages: what sets the day, what decides whether, and what each cause does when it is pulled.

Worlds are paired: the same luck with and without a cause.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from functools import cache

import numpy as np
import pytest
import tables
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.decision import day_of_week, points_by_id
from crossroads.minds.forced import meeting_day
from crossroads.world.block import Block

WORLDS = 500
END = dt.date(1943, 1, 3)
COURSE = points_by_id()["japan.course"]
OPTIONS = list(COURSE.options)
SOUTH = [OPTIONS.index(name) for name in ("south", "south_without_us")]
WEEKS = range(1, wartime.row(END))
DAYS = {week: meeting_day(COURSE, week) for week in WEEKS}
NEW_YEAR, MARCH = wartime.row(dt.date(1941, 12, 31)), wartime.row(dt.date(1942, 3, 31))


@cache
def played(scenario: str, *edits: ParameterEdit, worlds: int = WORLDS) -> Block:
    """Play a scenario through 1942, and read off Japan's course in every week."""
    setup = wartime.scenario_setup(scenario, END, *edits)
    reads = tuple(f"japan.course@{day}" for day in DAYS.values())
    return wartime.play(dataclasses.replace(setup, reads=reads), worlds)


def first_week(block: Block, *options: int) -> wartime.Floats:
    """Return the week in which each world first chose one of some options, infinite where it never did."""
    week = np.full(len(block.worlds), np.inf)
    for now in reversed(WEEKS):
        week = np.where(np.isin(block.outcomes[f"japan.course@{DAYS[now]}"], options), float(now), week)
    return week


def decided(block: Block) -> wartime.Floats:
    """Return the week in which each world decided for war in the south."""
    return first_week(block, *SOUTH)


def free(*edits: ParameterEdit) -> Block:
    return played("historical", *edits)


def fixed(name: str, value: float) -> ParameterEdit:
    return ParameterEdit(name, value=value)


def embargoed(block: Block, week: int) -> wartime.Floats:
    return np.asarray(block.outcomes["date_us_full_embargo"] <= week)


def test_most_embargoed_worlds_make_ready_by_september_and_decide_in_november_or_december() -> None:
    block = free()
    september = wartime.row(dt.date(1941, 9, 6))
    made_ready = first_week(block, OPTIONS.index("prepare_south")) <= september
    assert made_ready[embargoed(block, september)].mean() > 0.8
    week = decided(block)
    of_1941 = week <= NEW_YEAR
    november = week >= wartime.row(dt.date(1941, 11, 1))
    assert of_1941.mean() > 0.4
    assert november[of_1941].mean() > 0.75


def test_no_single_meeting_holds_most_of_the_wars() -> None:
    for scenario, least in (("historical", 200), ("north_august", 50)):
        week = decided(played(scenario))
        counts = np.unique(week[np.isfinite(week)], return_counts=True)[1]
        assert counts.sum() > least, scenario
        assert counts.max() < 0.5 * counts.sum(), scenario
        assert len(counts) > 8, scenario


def test_how_often_the_war_comes() -> None:
    """Shares of the free scenario: none is certain and none is impossible."""
    block = free()
    war = block.outcomes["date_japan_southern_war"]
    assert 0.55 < (war <= MARCH).mean() < 0.9
    north = np.isin(block.outcomes["japan_course"], (1, 2)).mean()
    assert 0.02 <= north <= 0.25
    assert 0.0 < (war <= NEW_YEAR).mean() < 1.0


def test_without_an_embargo_war_in_1941_is_rare() -> None:
    block = played("no_embargo")
    assert (decided(block) <= NEW_YEAR).mean() < 0.02
    idle = np.isfinite(first_week(block, OPTIONS.index("prepare_south"))).mean()
    assert 0.02 < idle < 0.25, "some make ready for nothing"


def test_the_war_opens_when_the_force_is_ready_and_not_before() -> None:
    """Everywhere by the clock that the world has drawn; the week differs between worlds."""
    block = free()
    p = wartime.parameters(WORLDS, knowledge=True)
    begun = first_week(block, OPTIONS.index("prepare_south"))
    # The order of 6 September is given on the last day of its week.
    begun = begun + np.asarray([float(day_of_week(COURSE, week)) if np.isfinite(week) else 0.0 for week in begun])
    clock = p["japan.south_preparation_weeks"]
    war = block.outcomes["date_japan_southern_war"]
    went = np.isfinite(war) & (war <= NEW_YEAR)
    stood_down = np.isfinite(first_week(block, OPTIONS.index("stand_down_south")))
    assert (war >= begun + clock)[went & ~stood_down].all()
    assert (decided(block) >= begun + clock - float(p["japan.south_notice_weeks"]))[went & ~stood_down].all()
    assert len(np.unique(war[went])) > 6


def test_war_opens_about_when_it_did_though_no_day_is_set() -> None:
    """The clock runs from the day of the order, and a war begins in a week in which the force is ready."""
    war = free().outcomes["date_japan_southern_war"]
    middle = np.median(war[war <= NEW_YEAR])
    assert abs(middle - wartime.row(dt.date(1941, 12, 7))) <= 1.0


@pytest.mark.parametrize("weeks", [15.0])
def test_a_longer_clock_means_a_later_war(weeks: float) -> None:
    base, slow = (free(fixed("japan.south_preparation_weeks", value)) for value in (12.0, weeks))
    first, second = (block.outcomes["date_japan_southern_war"] for block in (base, slow))
    both = (first <= NEW_YEAR) & (second <= MARCH)
    low, _ = tables.interval((second - first)[both])
    assert both.sum() > 100 and low > 1.0


def test_where_making_ready_takes_no_time_the_war_is_earlier_by_weeks() -> None:
    base, quick = (free(fixed("japan.south_preparation_weeks", value)) for value in (12.0, 1.0))
    first, second = (block.outcomes["date_japan_southern_war"] for block in (base, quick))
    both = (first <= NEW_YEAR) & (second <= NEW_YEAR)
    _, high = tables.interval((second - first)[both])
    assert both.sum() > 100 and high < -4.0


def _moves(share: wartime.Floats, base: wartime.Floats) -> tuple[float, float]:
    return tables.interval(share.astype(np.float64) - base.astype(np.float64))


@pytest.mark.parametrize(
    ("edits", "way"),
    [
        ((fixed("belief.japan.relief_prior", 0.0),), +1),
        ((fixed("belief.japan.relief_refusal", 0.0),), -1),
        ((fixed("belief.japan.south_window_share", 0.0),), -1),
        ((fixed("deciding.nest_share", 1.0),), -1),
        ((ParameterEdit("oil.stock_opening", scale=2.0),), -1),
    ],
    ids=["no_hope_of_relief", "refusals_unheard", "no_window", "no_nest", "twice_the_oil"],
)
def test_what_decides_whether(edits: tuple[ParameterEdit, ...], way: int) -> None:
    """Of the worlds under embargo by the end of September in both runs: war in the south by the end of March 1942."""
    base, other = free(), free(*edits)
    september = wartime.row(dt.date(1941, 9, 28))
    both = embargoed(base, september) & embargoed(other, september)
    low, high = _moves((decided(other) <= MARCH)[both], (decided(base) <= MARCH)[both])
    assert both.sum() > WORLDS / 3
    assert low > 0 if way > 0 else high < 0, (low, high)


def test_where_relief_is_certain_there_is_no_war() -> None:
    block = free(fixed("belief.japan.relief_prior", 1.0), fixed("belief.japan.relief_refusal", 0.0))
    assert (decided(block) <= wartime.row(END)).mean() < 0.02


def test_more_oil_never_makes_war_under_an_embargo_likelier() -> None:
    """Under an embargo that is the same in all, the share that goes south falls from step to step, or stays."""
    shares = []
    for scale in (0.6, 1.0, 1.5, 2.0):
        block = free(ParameterEdit("oil.stock_opening", scale=scale))
        under = embargoed(block, wartime.row(dt.date(1941, 9, 28)))
        shares.append(float((decided(block) <= MARCH)[under].mean()))
    spread = np.sqrt(0.25 / (WORLDS / 2)) * 1.96
    assert all(later <= earlier + spread for earlier, later in itertools.pairwise(shares)), shares
    assert shares[-1] < shares[0] - 2 * spread, shares


def test_an_embargo_comes_by_licence_and_at_no_day_for_all() -> None:
    block = free()
    cut = block.outcomes["date_us_full_embargo"]
    counts = np.unique(cut[np.isfinite(cut)], return_counts=True)[1]
    assert counts.max() < 0.5 * counts.sum()
    assert (cut <= NEW_YEAR).mean() > 0.6


def test_america_seldom_enters_unattacked_whatever_deters_it() -> None:
    def entered(block: Block) -> wartime.Floats:
        germany, japan = (block.outcomes[f"date_us_{power}_war"] for power in ("germany", "japan"))
        first = np.where(np.isfinite(germany), germany, np.inf) < np.where(np.isfinite(japan), japan, np.inf)
        return np.asarray((germany <= wartime.row(END)) & first, dtype=np.float64)

    base, bold = entered(free()), entered(free(fixed("reason.tripartite_deterrence", 0.0)))
    assert 0.01 < base.mean() < 0.1
    assert 0.0 <= (bold - base).mean() < 0.06
