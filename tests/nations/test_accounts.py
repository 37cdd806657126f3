"""What a war came to for each nation, by its own interests: counted by hand, and the right way round."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.decision import NATIONS
from crossroads.minds.imagining import account
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations import ACCOUNTS
from crossroads.scenario.scenario import load_scenario
from crossroads.war.opening import opening_state
from crossroads.world.axes import CENTRE, NORTH, SOUTH
from crossroads.world.observables import OUTCOMES, STAKES
from crossroads.world.state import Orders, State

Change = Callable[[State, Orders], None]


def _found(change: Change | None = None, *edits: ParameterEdit) -> dict[str, float]:
    """Return the stakes of the opening state 100 weeks on, with a change in it."""
    p = wartime.parameters(1, *edits)
    state, orders = opening_state(p, 1), Orders.opening(1)
    state.week = 100.0
    if change is not None:
        change(state, orders)
    found = account.ended(state, orders, np.zeros(1), p.as_arrays(), ACCOUNTS)
    return {name.removeprefix(STAKES): float(value[0]) for name, value in found.items() if name.startswith(STAKES)}


def _set(group: str, name: str, value: float, row: int | None = None) -> Change:
    def change(state: State, orders: Orders) -> None:
        held = orders if group == "orders" else getattr(state, group)
        if row is None:
            getattr(held, name)[:] = value
        else:
            getattr(held, name)[row] = value

    return change


def _all(*changes: Change) -> Change:
    def change(state: State, orders: Orders) -> None:
        for one in changes:
            one(state, orders)

    return change


def test_every_nation_has_one_account_and_one_column() -> None:
    columns = {item.name: item for item in OUTCOMES if item.name.startswith(STAKES)}
    assert set(ACCOUNTS) == set(NATIONS) == {name.removeprefix(STAKES) for name in columns}
    assert all(item.signed and item.unit == "stakes" for item in columns.values())


OUT = {"japan": "week_japan_out", "ussr": "week_ussr_out", "germany": "week_germany_out"}

SIGNS: list[tuple[str, str, Change, int]] = [
    ("defeat", "japan", _set("politics", "week_japan_out", 90.0), -1),
    ("American war", "japan", _set("politics", "week_us_japan", 20.0), -1),
    (
        "southern fields",
        "japan",
        _all(_set("economy", "southern_capture", 1.0), _set("economy", "southern_repair", 1.0)),
        1,
    ),
    ("men", "japan", _set("japan", "dead", 1e6), -1),
    ("oil gone", "japan", _set("economy", "oil_stock", 0.0), -1),
    ("collapse", "ussr", _set("politics", "week_ussr_out", 90.0), -1),
    ("men", "ussr", _set("ussr", "dead", 1e7), -1),
    ("Moscow lost", "ussr", _set("east", "fallen", 1.0, CENTRE), -1),
    ("Japan in the rear", "ussr", _set("politics", "week_japan_attacks_ussr", 20.0), -1),
    ("defeat", "germany", _set("politics", "week_germany_out", 90.0), -1),
    ("Moscow taken", "germany", _set("east", "fallen", 1.0, CENTRE), 1),
    ("Leningrad taken", "germany", _set("east", "fallen", 1.0, NORTH), 1),
    ("the way to the Volga", "germany", _set("east", "front", 500.0, SOUTH), 1),
    ("ground given up", "germany", _set("east", "front", -300.0, SOUTH), -1),
    ("the USSR out", "germany", _set("politics", "week_ussr_out", 90.0), 1),
    ("an American army", "germany", _set("west", "build_up", 2e6), -1),
    ("war with Japan", "united_states", _set("politics", "week_us_japan", 20.0), -1),
    ("Germany out", "united_states", _set("politics", "week_germany_out", 90.0), 1),
    ("the USSR out", "united_states", _set("politics", "week_ussr_out", 90.0), -1),
    ("dead", "united_states", _set("economy", "us_dead", 5e5), -1),
]


@pytest.mark.parametrize(("what", "nation", "change", "sign"), SIGNS, ids=[f"{row[1]}: {row[0]}" for row in SIGNS])
def test_what_came_counts_the_right_way_round(what: str, nation: str, change: Change, sign: int) -> None:
    before, after = _found(), _found(change)
    assert sign * (after[nation] - before[nation]) > 0.01, what


def test_some_terms_are_what_the_pencil_says() -> None:
    p = wartime.parameters(1)
    nothing, lost = _found(), _found(_set("germany", "dead", float(p["staff.losses_stake"])))
    # Opening dead and missing are 0; one stake of men costs what the interest says.
    assert nothing["germany"] - lost["germany"] == pytest.approx(float(p["interest.germany.main_effort.losses"]))
    beaten = _found(_set("politics", "week_germany_out", 90.0))
    assert nothing["germany"] - beaten["germany"] == pytest.approx(float(p["interest.germany.defeat"]), abs=0.01)
    war = _found(_set("politics", "week_us_japan", 100.0 - float(p["staff.trade.horizon_weeks"])))
    price = float(p["interest.united_states.trade.war"]) + float(p["interest.united_states.japan_stands"])
    assert nothing["united_states"] - war["united_states"] == pytest.approx(price)


def test_the_weight_of_a_term_is_the_factions_by_their_power() -> None:
    p = wartime.parameters(1)
    seats = ("general_staff", "kwantung_army", "navy", "court")
    power = np.array([float(p[f"interest.japan.{seat}.power"]) for seat in seats])
    cares = np.array([float(p[f"interest.japan.{seat}.long_war"]) for seat in seats])
    alone = _found(_set("politics", "week_us_japan", 100.0 - 52.0))
    wanted = (power / power.sum() * cares).sum() * 52.0 / 104.0 * float(p["reason.american_industry"])
    assert _found()["japan"] - alone["japan"] == pytest.approx(wanted)


def test_an_event_that_never_came_leaves_no_infinity() -> None:
    assert all(np.isfinite(value) for value in _found().values())
    state = opening_state(wartime.parameters(1), 1)
    state.week = 30.0
    ending = WarEnded(state, Orders.opening(1), {})
    assert account.weeks_of(ending, np.array([np.inf]), np.array([np.inf])) == 0.0
    assert account.weeks_of(ending, np.array([10.0]), np.array([np.inf])) == 20.0
    assert account.weeks_of(ending, np.array([10.0]), np.array([15.0]), np.array([12.0])) == 2.0


def test_defeated_nations_stand_worse_in_pairs_of_worlds() -> None:
    """In real wars: where Japan surrenders it stands worse, in its own account, than where it does not."""
    block = simulate(load_scenario("historical").setup, wartime.SEED, wartime.numbers(40))
    out = np.isfinite(block.outcomes["date_japan_surrenders"])
    own = block.outcomes["stakes_japan"]
    assert 5 < out.sum() < 40 and own[out].mean() < own[~out].mean() - 1.0
