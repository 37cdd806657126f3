"""Soviet arms in China, men whom China frees, fields destroyed, industry: nothing as recorded, and each way beyond."""

from __future__ import annotations

import numpy as np
import pytest
import wartime

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.war import measured
from crossroads.war.opening import opening_state
from crossroads.war.powers import chinese_aid, diplomacy, japanese_army
from crossroads.war.theatres import pacific, southern
from crossroads.world.state import Orders

P = wartime.parameters()
ONE = np.ones(1)
LOANS = "china.soviet_loans"


def _with(name: str, **edit: float) -> Parameters:
    return wartime.parameters(1, ParameterEdit(name, **edit))


def _after(p: Parameters, weeks: int, aid: float = 1.0) -> float:
    beyond = opening_state(p, 1).economy.soviet_arms_china
    for _ in range(weeks):
        beyond = chinese_aid.arms_beyond(beyond, aid * ONE, p, 1)
    return float(beyond[0])


def test_loans_and_routes_of_record_leave_nothing_beyond_it() -> None:
    assert _after(P, 0) == _after(P, 200) == 0.0
    assert float(chinese_aid.sustained(0.0 * ONE, ONE, P)[0]) == 0.0


def test_a_china_without_loans_begins_without_arms_and_half_a_loan_with_half() -> None:
    assert _after(_with(LOANS, scale=0), 0) == -1.0
    assert _after(_with(LOANS, scale=0.5), 0) == pytest.approx(-0.5)
    assert _after(_with(LOANS, scale=2), 0) == 1.0


def test_arms_wear_out_and_what_is_sent_fills_them_up() -> None:
    nothing_sent = [_after(_with(LOANS, scale=0), weeks, aid=0.0) for weeks in (0, 52, 208)]
    assert nothing_sent == sorted(nothing_sent) and -0.2 < nothing_sent[-1] < 0.0
    # Others go on being sent what this China is not.
    assert _after(_with(LOANS, scale=0), 208, aid=1.0) < nothing_sent[-1]
    assert _after(_with(LOANS, scale=2), 208, aid=1.0) > 0.0


def test_routes_that_are_bombed_starve_the_stock_as_far_as_anything_was_sent() -> None:
    half, whole = (_after(_with("china.routes_bombed", value=share), 104) for share in (0.5, 1.0))
    assert whole < half < 0.0
    assert half == pytest.approx(whole / 2)
    assert _after(_with("china.routes_bombed", value=1.0), 104, aid=0.0) == 0.0


def test_a_coarse_step_of_the_stock_is_several_weekly_ones() -> None:
    p = _with(LOANS, scale=0.3)
    start = opening_state(p, 1).economy.soviet_arms_china
    assert float(chinese_aid.arms_beyond(start, 0.2 * ONE, p, 8)[0]) == pytest.approx(_after(p, 8, aid=0.2), rel=1e-12)


def test_squadrons_fly_only_while_moscow_has_its_aid_go_on() -> None:
    p = _with("china.soviet_squadrons", value=6)
    assert float(chinese_aid.sustained(0.0 * ONE, ONE, p)[0]) == pytest.approx(6 * float(p["china.squadron_worth"]))
    assert float(chinese_aid.sustained(0.0 * ONE, 0.0 * ONE, p)[0]) == 0.0


def test_resistance_follows_what_is_beyond_the_record_and_never_falls_below_nothing() -> None:
    def settles(beyond: float, at_war: float = 1.0) -> float:
        now = ONE
        for _ in range(2_000):
            now = southern.resistance(now, 0.2 * ONE, beyond * ONE, at_war * ONE, 0.0 * ONE, P, 1)
        return float(now[0])

    assert settles(-0.2) == pytest.approx(settles(0.0) - 0.2)
    assert settles(0.1) == pytest.approx(settles(0.0) + 0.1)
    assert settles(-5.0) == pytest.approx(0.0, abs=1e-9)
    assert settles(0.1, at_war=0.0) == pytest.approx(0.0, abs=1e-9)


def _free(tied: float) -> float:
    p = _with("china.tied_share", value=tied)
    state = opening_state(p, 1)
    return float(measured.facts(state, Orders.opening(1), diplomacy.wars(state), p)["free_army"][0])


def test_tokyo_is_told_of_men_free_and_of_men_lacking() -> None:
    assert [_free(tied) for tied in (0.0, 0.5, 1.0)] == pytest.approx([1.0, 0.5, 0.0])
    assert _free(1.5) == pytest.approx(-0.5)


def test_men_go_south_where_china_ties_down_fewer_and_not_where_there_is_peace() -> None:
    def freed(tied: float, war: float = 1.0) -> float:
        edits = ParameterEdit("china.tied_share", value=tied), ParameterEdit("china.war_with_japan", value=war)
        return float(japanese_army.freed_for_the_south(wartime.parameters(1, *edits)))

    assert freed(1.0) == freed(1.5) == freed(0.0, war=0.0) == 0.0
    assert freed(0.0) == pytest.approx(2 * freed(0.5))
    assert freed(0.0) == pytest.approx(float(P["japan.freed_to_south"] * P["china.japanese_army"]))


def test_fields_that_are_destroyed_are_repaired_to_what_is_left_of_them() -> None:
    def repaired(sabotage: float) -> float:
        now, known = 0.0 * ONE, _with("southern.sabotage", value=sabotage)
        for _ in range(2_000):
            now = southern.repair(now, ONE, known, 1)
        return float(now[0])

    assert repaired(0.0) == pytest.approx(float(P["southern.most_repaired"]))
    assert repaired(0.75) == pytest.approx(repaired(0.0) / 4)
    assert repaired(1.0) == 0.0


RATIO = "pacific.industrial_ratio"


def test_yards_answer_the_ratio_of_industries_and_stand_as_recorded_at_ten() -> None:
    def a_year(ratio: float) -> float:
        return float(np.asarray(pacific.delivered(150.0, 60.0 * ONE, ONE, _with(RATIO, value=ratio)))[0])

    assert a_year(10) == float(np.asarray(pacific.delivered(150.0, 60.0 * ONE, ONE, P))[0])
    assert a_year(5) == pytest.approx(a_year(10) / 2)
    assert a_year(15) == pytest.approx(a_year(10) * 1.5)


@pytest.mark.parametrize(("ratio", "way"), [(5, -1), (15, 1)])
def test_boats_and_island_steps_answer_it_too(ratio: float, way: int) -> None:
    def after(p: Parameters) -> tuple[float, float]:
        sea = opening_state(p, 1).pacific
        sea.carriers_us = 20.0 * ONE
        boats = pacific.yards(sea, 60.0, 30.0 * ONE, ONE, ONE, p, 1).submarines
        luck = wartime.luck_of_week(60, on=False)
        steps = pacific.island_steps(sea, ONE, ONE, 0.3 * ONE, ONE, p, luck, 1).logistics
        return float(boats[0]), float(steps[0])

    for moved, kept in zip(after(_with(RATIO, value=ratio)), after(P), strict=True):
        assert np.sign(moved - kept) == way
