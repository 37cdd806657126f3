"""What is known is not what is true: a view is lagged, blurred, and holds no state."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import wartime

from crossroads.engine import War
from crossroads.evidence.nations import load_nations
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import decision_points
from crossroads.minds.view import Memory, View, estimate
from crossroads.world.state import Group, Orders, State

CHANGE = 6
"""The week in which the truth is changed."""


def _views(change: Callable[[War], None] | None, weeks: int) -> list[dict[str, View]]:
    war = War(wartime.nothing_new(wartime.CHRISTMAS_1941), wartime.SEED, wartime.numbers(4))
    found = []
    for week in range(weeks):
        if change is not None and week == CHANGE:
            change(war)
        war.step()
        views = {nation.name: nation.view for nation in war.nations}
        assert all(view is not None for view in views.values())
        found.append({name: view for name, view in views.items() if view is not None})
    return found


def _more_red_army(war: War) -> None:
    war.state.east = dataclasses.replace(war.state.east, trained=war.state.east.trained * 2.0)


def _more_japanese(war: War) -> None:
    war.state.japan = dataclasses.replace(war.state.japan, manchuria=war.state.japan.manchuria * 2.0)


def _more_trains_west(war: War) -> None:
    war.state.ussr = dataclasses.replace(war.state.ussr, moved_west=war.state.ussr.moved_west + 200_000.0)


def test_a_view_holds_numbers_of_its_worlds_and_nothing_of_the_state() -> None:
    for view in _views(None, 3)[-1].values():
        assert {item.name for item in dataclasses.fields(view)} == {"nation", "week", "features", "inputs"}
        for name, value in view.features.items():
            assert not isinstance(value, State | Group | Orders | Memory), name
            assert isinstance(value, np.ndarray) and value.shape == (4,), name
            # Weeks since what has not happened yet are no number.
            assert name.endswith("_weeks") or np.isfinite(value).all(), name


@pytest.mark.parametrize(
    ("nation", "belief", "lag", "change"),
    [
        ("germany", "soviet_strength", "intelligence.german_reporting_lag_weeks", _more_red_army),
        ("ussr", "japanese_divisions_manchuria", "intelligence.sorge_lag_weeks", _more_japanese),
        ("japan", "soviet_far_east_divisions", "intelligence.far_east_estimates_lag_weeks", _more_trains_west),
    ],
)
def test_a_change_of_the_enemys_strength_is_seen_weeks_later(
    nation: str, belief: str, lag: str, change: Callable[[War], None]
) -> None:
    p = wartime.parameters()
    weeks, fortnight = int(np.max(p[lag])), int(np.max(p["belief.update_weeks"]))
    assert weeks >= 1
    first = CHANGE + weeks
    if nation == "japan":
        # A belief moves only when its turn comes.
        first = -(-first // fortnight) * fortnight
    last = first + 2
    before, after = (_views(each, last) for each in (None, change))
    for week in range(last):
        same = np.array_equal(before[week][nation][belief], after[week][nation][belief])
        assert same == (week < first), f"week {week}"


def test_an_estimate_is_biased_and_each_world_errs_in_its_own_way() -> None:
    luck = wartime.luck_of_week(5, 4_000)
    seen = estimate(np.full(4_000, 100.0), 0.65, 0.2, "test", luck)
    assert np.median(seen) == pytest.approx(65.0, rel=0.03)
    assert np.std(np.log(seen)) == pytest.approx(0.2, rel=0.05)
    later = estimate(np.full(4_000, 200.0), 0.65, 0.2, "test", wartime.luck_of_week(50, 4_000))
    np.testing.assert_allclose(later, 2.0 * seen)


def test_memory_gives_what_was_reported_then_and_not_what_is_so_now() -> None:
    memory = Memory(6)
    for week in range(10):
        memory.add({"strength": np.array([float(week)])})
    assert memory.now("strength")[0] == 9.0
    assert memory.lagged("strength", 3)[0] == 6.0
    assert memory.opening("strength")[0] == 0.0


def test_before_the_first_report_can_arrive_the_opening_is_known() -> None:
    memory = Memory(6)
    memory.add({"strength": np.array([5.0])})
    assert memory.lagged("strength", 3)[0] == 5.0


def test_lags_that_differ_between_worlds_are_read_world_by_world() -> None:
    memory = Memory(6)
    for week in range(10):
        memory.add({"strength": np.array([10.0 * week, 10.0 * week, 10.0 * week])})
    lags = np.array([0.4, 2.0, 50.0])
    np.testing.assert_array_equal(memory.lagged("strength", lags), [90.0, 70.0, 30.0])
    assert memory.latest(lags) == 9
    assert memory.latest(np.array([2.0, 5.0])) == memory.latest(2) == 7
    assert memory.latest(50.0) == 3, "as far back as memory goes"


def test_a_view_that_rests_on_a_later_week_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"week 7 rests on a later one: oil"):
        View("japan", 7, {"oil": np.zeros(1), "rung": np.zeros(1)}, {"oil": 8, "rung": 7})


def test_the_same_view_gives_the_same_odds_whatever_is_true() -> None:
    war = wartime.fight_through(wartime.nothing_new(wartime.CHRISTMAS_1941), 4, until=8)
    decider = StatedOdds(war.p)
    views = {nation.name: nation.view for nation in war.nations}

    def odds() -> list[wartime.Floats]:
        found = []
        for point in decision_points():
            view = views[point.nation]
            assert view is not None
            found.append(decider.log_odds(point, view))
        return found

    first = odds()
    war.state = dataclasses.replace(
        war.state, east=dataclasses.replace(war.state.east, front=war.state.east.front + 500.0)
    )
    war.step()
    for left, right in zip(first, odds(), strict=True):
        np.testing.assert_array_equal(left, right)


def test_every_belief_that_conditions_may_use_is_in_its_nations_view() -> None:
    views = _views(None, 1)[0]
    for nation, names in ((nation, data.believes) for nation, data in load_nations().items()):
        assert set(names) <= set(views[nation].features), nation


def test_every_weight_of_the_stated_odds_names_something_that_is_seen() -> None:
    views = _views(None, 1)[0]
    decider = StatedOdds(wartime.parameters(4))
    for point in decision_points():
        found = decider.log_odds(point, views[point.nation])
        assert found.shape == (len(point.options), 4)
        assert np.isfinite(found).all(), point.id


def test_japan_sees_the_trains_that_leave_and_not_the_men_called_up_behind_them() -> None:
    def called_up(war: War) -> None:
        green = war.state.ussr.far_east_green + 300_000.0
        war.state.ussr = dataclasses.replace(war.state.ussr, far_east_green=green)

    before, after = (_views(each, CHANGE + 6) for each in (None, called_up))
    belief = "soviet_far_east_divisions"
    for left, right in zip(before, after, strict=True):
        np.testing.assert_array_equal(left["japan"][belief], right["japan"][belief])
