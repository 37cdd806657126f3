from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import seats

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_records
from crossroads.minds.choice import probabilities
from crossroads.minds.council import utilities
from crossroads.minds.deciders.catalogue import DECIDERS
from crossroads.minds.deciders.expected_utility import STANDING, TEMPERATURE, ExpectedUtility, payoffs
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import NATIONS, decision_points

NAME = "expected_utility_without_imagination"


def test_a_payoff_that_towers_over_all_others_is_taken_at_the_first_conference() -> None:
    edits = (
        ParameterEdit("odds.japan.course.north", value=60.0),
        ParameterEdit("odds.japan.mobilisation.rung_101", 60.0),
    )
    block = seats.played(DECIDERS[NAME], "japan", edits=edits, horizon=dt.date(1941, 7, 13))
    for world in range(8):
        assert seats.decided(block, "japan", world) == [
            "1941-07-02: attacks the Soviet Union",
            "1941-07-02: orders the first step: reinforce the Kwantung Army",
        ]


def test_at_a_temperature_of_one_it_is_the_stated_odds() -> None:
    war, views = seats.views(week=6)
    p = dict(war.p) | {TEMPERATURE: 1.0}
    for point in decision_points():
        legal = np.ones((len(point.options), 4))
        own = probabilities(ExpectedUtility(p).weigh(point, views[point.nation], legal).log_odds, legal)
        stated = probabilities(StatedOdds(p).weigh(point, views[point.nation], legal).log_odds, legal)
        np.testing.assert_allclose(own, stated, atol=1e-9, err_msg=point.id)


def test_it_leaves_less_to_luck_than_stated_odds() -> None:
    war, views = seats.views(week=6, worlds=32)
    point = seats.point_of("japan.course")
    legal = np.ones((len(point.options), 32))
    own = probabilities(ExpectedUtility(war.p).weigh(point, views["japan"], legal).log_odds, legal)
    stated = probabilities(StatedOdds(war.p).weigh(point, views["japan"], legal).log_odds, legal)
    np.testing.assert_array_equal(own.argmax(axis=0), stated.argmax(axis=0))
    assert (own.max(axis=0) > stated.max(axis=0)).all()


def test_a_chance_per_month_stays_a_chance_per_month() -> None:
    war, views = seats.views(week=14)
    point = seats.point_of("united_states.entry")
    legal = np.ones((len(point.options), 4))
    weighing = ExpectedUtility(war.p).weigh(point, views["united_states"], legal)
    assert weighing.council is None
    np.testing.assert_array_equal(
        weighing.log_odds, StatedOdds(war.p).weigh(point, views["united_states"], legal).log_odds
    )


@pytest.mark.parametrize("point", [item for item in decision_points() if not item.hazard], ids=lambda item: item.id)
def test_its_council_can_be_weighed_again(point) -> None:  # type: ignore[no-untyped-def]
    war, views = seats.views(week=6)
    council = ExpectedUtility(war.p).council(point, views[point.nation])
    assert council.options == tuple(point.options)
    assert council.factions == ("table",) and council.futures == ("as_seen",)
    assert set(council.terms) - {STANDING} <= set(views[point.nation].features)
    weighing = ExpectedUtility(war.p).weigh(point, views[point.nation], np.ones((len(point.options), 4)))
    assert weighing.council is not None
    again = utilities(weighing.council.take(np.array([2])))
    np.testing.assert_array_equal(again[:, 0], utilities(council)[:, 2])
    np.testing.assert_array_equal(weighing.log_odds * council.temperature, utilities(council))
    assert (again[0] == 0).all()


def test_every_stated_weight_is_a_payoff_of_some_point() -> None:
    paid = {
        record
        for point in decision_points()
        for options in payoffs(point.id).values()
        for option, record in options.items()
        if option in point.options
    }
    assert paid == {name for name in load_records() if name.startswith("odds.")}


def test_the_ledger_holds_its_reasons() -> None:
    block = seats.played(DECIDERS[NAME], *NATIONS)
    with_reasons = [entry for entry in block.ledger if entry.council is not None]
    assert {entry.nation for entry in with_reasons} == set(NATIONS)
    entry = next(item for item in with_reasons if item.decision == "course")
    legal = np.isfinite(entry.utilities)
    np.testing.assert_allclose(entry.utilities[legal], utilities(entry.council)[legal], atol=1e-9)  # type: ignore[arg-type]
