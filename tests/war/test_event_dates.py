"""When something counts as having happened: the dates among the outcomes, set by the laws."""

from __future__ import annotations

import numpy as np
import pytest
import wartime

from crossroads.war.opening import opening_state
from crossroads.war.powers import diplomacy
from crossroads.war.stages import endings
from crossroads.world.axes import CENTRE, FAR_EAST_AXES, NORTH, SOUTH
from crossroads.world.state import Orders, State

WEEK = 8.0
ONE = np.ones(1)
P = wartime.parameters()


def _state(**dated: float) -> State:
    state = opening_state(P, 1)
    state.week = WEEK
    for name, week in dated.items():
        setattr(state.politics, name, week * ONE)
    return state


def _set(before: State, after: State) -> dict[str, float]:
    """Return the weeks of events that were set in between."""
    old, new = before.politics, after.politics
    names = [name for name in old.__dict__ if name.startswith("week_")]
    return {
        name: float(getattr(new, name)[0]) for name in names if (getattr(new, name)[0] != getattr(old, name)[0]).any()
    }


@pytest.mark.parametrize(
    ("sector", "event"), [(NORTH, "week_leningrad"), (CENTRE, "week_moscow"), (SOUTH, "week_stalingrad")]
)
def test_a_city_falls_in_the_week_in_which_it_is_taken(sector: int, event: str) -> None:
    state = _state()
    state.east.fallen = np.zeros((3, 1))
    state.east.fallen[sector] = 1.0
    dated = endings.dated(state, P)
    assert getattr(dated, event)[0] == WEEK
    assert sum(np.isfinite(value[0]) for name, value in dated.__dict__.items() if name.startswith("week_")) == 1


def test_vladivostok_falls_when_its_siege_is_done() -> None:
    for progress, week in ((0.99, np.inf), (1.0, WEEK)):
        state = _state()
        state.far.vladivostok = progress * ONE
        assert endings.dated(state, P).week_vladivostok[0] == week


def test_the_railway_is_cut_when_no_train_reaches_the_maritime_region() -> None:
    for cut, week in (((0, 0, 0), np.inf), ((0, 0, 1), WEEK), ((0, 1, 1), WEEK)):
        state = _state()
        state.far.rail_cut = np.array(cut, dtype=np.float64)[:, None]
        assert endings.dated(state, P).week_rail_cut[0] == week


def test_manchuria_is_lost_when_little_of_it_is_held() -> None:
    least, depth = P["far_east.manchuria_lost_share"], P.column("far_east.depth_km", FAR_EAST_AXES)
    for held, week in ((least + 0.01, np.inf), (least - 1e-9, WEEK)):
        state = _state()
        state.far.front = -(1.0 - held) * depth * ONE
        assert endings.dated(state, P).week_manchuria[0] == week


def test_manchuria_is_lost_when_japan_capitulates() -> None:
    assert endings.dated(_state(week_japan_out=WEEK), P).week_manchuria[0] == WEEK


def test_a_landing_is_made_where_the_front_line_comes_near_enough() -> None:
    for beyond, week in ((1.0, np.inf), (0.0, WEEK)):
        state = _state()
        state.pacific.distance = (P["pacific.landing_km"] + beyond) * ONE
        assert endings.dated(state, P).week_landing[0] == week


def test_an_event_keeps_its_first_date() -> None:
    state = _state(week_moscow=3.0)
    state.east.fallen[CENTRE] = 1.0
    assert endings.dated(state, P).week_moscow[0] == 3.0


def _declared(changes: dict[str, float], window: float = 1.0, **dated: float) -> dict[str, float]:
    """Return the weeks of events that orders bring about, at quiet luck."""
    orders: Orders = Orders.opening(1)
    for name, value in changes.items():
        setattr(orders, name, value * ONE)
    state = _state(**dated)
    return _set(state, diplomacy.declarations(state, orders, window * ONE, P, wartime.luck_of_week(on=False), 1.0))


NORTHWARD = {"japan_north_week": WEEK}
SOUTHWARD = {"japan_south_week": WEEK, "us_trade": 0.0}
ALONE = SOUTHWARD | {"japan_south_without_us": 1.0}


@pytest.mark.parametrize(
    ("orders", "dated", "events"),
    [
        ({}, {}, set()),
        (NORTHWARD, {}, {"week_japan_attacks_ussr"}),
        ({"japan_north_week": WEEK + 1.0}, {}, set()),
        (NORTHWARD, {"week_japan_out": 5.0}, set()),
        (NORTHWARD, {"week_ussr_out": 5.0}, set()),
        (NORTHWARD, {"week_armistice": 5.0}, set()),
        (SOUTHWARD, {}, {"week_southern_war", "week_us_japan"}),
        (SOUTHWARD, {"week_japan_out": 5.0}, set()),
        (ALONE, {}, {"week_southern_war"}),
        (ALONE | {"us_enters": 1.0}, {}, {"week_southern_war", "week_us_germany"}),
        (ALONE | {"us_enters": 1.0}, {"week_southern_war": 5.0}, {"week_us_japan", "week_us_germany"}),
        (SOUTHWARD | {"germany_declares": 1.0}, {}, {"week_southern_war", "week_us_japan", "week_us_germany"}),
        ({"germany_declares": 1.0}, {}, set()),
        ({"germany_declares": 1.0}, {"week_us_japan": 5.0}, {"week_us_germany"}),
        ({"germany_declares": 1.0}, {"week_us_japan": 5.0, "week_germany_out": 6.0}, set()),
        ({"us_trade": 1.0}, {}, set()),
        ({"us_trade": 2.0}, {}, {"week_us_full_embargo"}),
        ({"ussr_attack_week": WEEK}, {}, {"week_ussr_attacks_japan"}),
        ({"ussr_attack_week": WEEK}, {"week_japan_out": 5.0}, set()),
        ({"japan_indochina_week": WEEK}, {}, {"week_indochina"}),
        ({"japan_terms_week": WEEK}, {}, {"week_terms"}),
    ],
)
def test_an_order_is_carried_out_in_its_week(
    orders: dict[str, float], dated: dict[str, float], events: set[str]
) -> None:
    found = _declared(orders, **dated)
    assert set(found) == events
    assert set(found.values()) <= {WEEK}


def test_an_attack_in_the_north_waits_for_its_season_whoevers_it_is() -> None:
    assert _declared(NORTHWARD, window=0.0) == {}
    assert _declared({"ussr_attack_week": WEEK}, window=0.0) == {}
