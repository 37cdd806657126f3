from __future__ import annotations

import numpy as np
import wartime
from hypothesis import given
from hypothesis import strategies as st

from crossroads.war.laws import combat, supply

P = wartime.parameters()
MOST_LOST = float(np.asarray(P["combat.largest_loss_share"]))
LARGEST_RATIO = float(np.asarray(P["combat.largest_log_ratio"]))

RATES = supply.SupplyRates(
    delivery=0.2,
    gap_km=120.0,
    line_km=1_500.0,
    burn=0.4,
    resistance_burn=0.6,
    resistance_scale=0.5,
    burn_per_km=0.002,
    burn_attacked=0.05,
    stock_most=4.0,
    stock_start=2.5,
    stock_stop=0.5,
    railhead_speed=60.0,
)


def test_a_drive_inside_the_dead_zone_moves_nothing() -> None:
    drive = np.array([-3.0, -0.1, 0.0])
    assert (combat.speed(drive, 100.0, 0.5, np.full(3, 4.0), 1.0) == 0).all()


def test_speed_rises_with_the_drive_and_saturates_below_the_top() -> None:
    drive = np.linspace(0.0, 12.0, 200)
    speed = combat.speed(drive, 100.0, 0.5, np.full(200, 4.0), 1.0)
    assert (np.diff(speed) >= 0).all() and (np.diff(speed)[:40] > 0).all()
    assert 99.0 < speed[-1] <= 100.0


def test_a_spearhead_without_supply_stands_still() -> None:
    assert combat.speed(np.array([2.0]), 100.0, 0.5, np.array([0.0]), 1.0)[0] == 0.0
    short, full = combat.speed(np.array([2.0, 2.0]), 100.0, 0.5, np.array([0.3, 4.0]), 1.0)
    assert short < full


@given(
    base=st.floats(0, 5),
    slope=st.floats(0, 3),
    against=st.floats(-1e6, 1e6),
    activity=st.floats(0, 20),
)
def test_no_army_loses_more_in_a_week_than_the_recorded_most(
    base: float, slope: float, against: float, activity: float
) -> None:
    lost = combat.loss_share(base, slope, np.array([against]), np.array([activity]), P)[0]
    assert 0.0 <= lost <= MOST_LOST <= 1.0


def test_losses_grow_with_the_enemys_odds_up_to_the_known_battles() -> None:
    against = np.linspace(-LARGEST_RATIO, LARGEST_RATIO, 9)
    lost = combat.loss_share(0.001, 0.5, against, np.ones(9), P)
    assert (np.diff(lost) > 0).all()
    beyond = combat.loss_share(0.001, 0.5, np.array([LARGEST_RATIO, 50.0]), np.ones(2), P)
    assert beyond[0] == beyond[1]


@given(st.floats(0, 1e5))
def test_a_faster_spearhead_cuts_off_more_but_never_twice_the_base(speed: float) -> None:
    slow, fast = combat.encircled_share(0.02, np.array([speed, speed + 10.0]), 60.0)
    assert 0.0 <= slow <= fast <= 0.04


def test_the_quality_of_a_mix_lies_between_its_cohorts() -> None:
    men = (np.array([100.0, 0.0]), np.array([300.0, 0.0]))
    found = combat.quality_of_mix(men, (1.0, 0.5))
    np.testing.assert_allclose(found, [0.625, 0.0])


def test_less_is_delivered_further_from_the_railhead_and_nothing_more_than_at_it() -> None:
    gap = np.array([-50.0, 0.0, 50.0, 300.0])
    found = supply.delivered(RATES, gap, np.zeros(4), np.ones(4), np.ones(4))
    assert found[0] == found[1] == 0.2
    assert found[1] > found[2] > found[3] > 0


def test_an_attack_burns_and_burns_more_against_resistance() -> None:
    one = np.ones(1)
    still = supply.burnt(RATES, 0 * one, one, 0 * one, 0 * one)
    easy = supply.burnt(RATES, one, 3 * one, 0 * one, 0 * one)
    hard = supply.burnt(RATES, one, 0.1 * one, 0 * one, 0 * one)
    attacked = supply.burnt(RATES, 0 * one, one, 0 * one, one)
    assert still == 0 < attacked < easy < hard


@given(st.floats(0, 4), st.floats(0, 5), st.floats(0, 5), st.sampled_from([1.0, 4.0]))
def test_a_store_stays_between_empty_and_full(stock: float, into: float, out: float, weeks: float) -> None:
    found = supply.next_stock(np.array([stock]), np.array([into]), np.array([out]), 4.0, weeks)[0]
    assert 0.0 <= found <= 4.0


def test_an_attack_starts_above_one_level_and_stops_below_another() -> None:
    def attacks(before: float, stock: float, promising: float = 1.0) -> float:
        one = np.ones(1)
        found = supply.attacking(before * one, stock * one, RATES, RATES.stock_start, promising * one)
        return float(found[0])

    assert attacks(before=0, stock=2.6) == 1
    assert attacks(before=0, stock=2.4) == 0, "too little to begin with"
    assert attacks(before=1, stock=2.4) == 1, "enough to go on"
    assert attacks(before=1, stock=0.4) == 0, "run dry"
    assert attacks(before=0, stock=4.0, promising=-0.2) == 0, "nothing to be won"


def test_an_attack_that_has_run_dry_waits_until_its_store_is_full_again() -> None:
    stock, going, history = np.array([4.0]), np.zeros(1), []
    for _ in range(60):
        going = supply.attacking(going, stock, RATES, RATES.stock_start, np.ones(1))
        inflow = supply.delivered(RATES, np.zeros(1), np.zeros(1), np.ones(1), np.ones(1))
        outflow = supply.burnt(RATES, going, np.zeros(1), 20.0 * going, np.zeros(1))
        stock = supply.next_stock(stock, inflow, outflow, RATES.stock_most, 1.0)
        history.append(int(going[0]))
    changes = np.flatnonzero(np.diff(history))
    assert len(changes) >= 4, "attack, pause, attack, pause"
    assert np.diff(changes).min() >= 2


def test_the_railhead_follows_the_front_at_its_own_pace_and_never_passes_it() -> None:
    front, railhead = np.array([500.0]), np.array([0.0])
    for _ in range(12):
        after = supply.next_railhead(railhead, front, 1.0, RATES.railhead_speed, 1.0)
        assert 0 <= after[0] - railhead[0] <= RATES.railhead_speed
        assert after[0] <= front[0]
        railhead = after
    assert railhead[0] == 500.0
    assert supply.next_railhead(railhead, np.array([300.0]), 1.0, RATES.railhead_speed, 1.0)[0] == 300.0


def test_the_railhead_from_the_east_is_the_mirror_of_that_from_the_west() -> None:
    west = supply.next_railhead(np.array([10.0]), np.array([400.0]), 1.0, 60.0, 1.0)
    east = supply.next_railhead(np.array([-10.0]), np.array([-400.0]), -1.0, 60.0, 1.0)
    np.testing.assert_array_equal(west, -east)
