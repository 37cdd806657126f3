"""What each option of each decision writes into the standing orders, by hand and in round numbers."""

from __future__ import annotations

import numpy as np
import pytest

from crossroads.engine import War
from crossroads.minds.decision import decision_points
from crossroads.minds.nation import Nation
from crossroads.world.state import Orders

WEEK = 10
NEVER = np.inf
P = {
    "japan.indochina_lead_weeks": 3.0,
    "japan.north_lead_weeks": 4.0,
    "japan.south_lead_weeks": 5.0,
    "japan.south_ready_week": 21.0,
    "japan.south_preparation_weeks": 12.5,
    "japan.south_notice_weeks": 2.0,
    "japan.terms_lead_weeks": 6.0,
    "diplomacy.yalta_lag_months": 2.0,
    "view.weeks_a_month": 4.0,
    "united_states.weight_germany_first": 0.75,
    "united_states.weight_balanced": 0.5,
    "united_states.weight_japan_first": 0.25,
}
Fields = dict[str, float]

WRITES: dict[str, dict[str, Fields]] = {
    "japan.course": {
        "wait": {},
        "indochina": {"japan_indochina_week": 13.0},
        "north": {"japan_north_week": 14.0, "japan_limited": 0.0, "japan_rung": 2.0},
        "limited": {"japan_north_week": 14.0, "japan_limited": 1.0, "japan_rung": 2.0},
        # The fleet is not ready before its week.
        "south_without_us": {"japan_south_week": 21.0, "japan_south_without_us": 1.0},
        "south": {"japan_south_week": 21.0, "japan_south_without_us": 0.0},
        "terms": {"japan_terms_week": 16.0},
        "prepare_south": {"japan_ready_week": 10 + 6 / 7 + 12.5},
        "stand_down_south": {"japan_ready_week": NEVER},
    },
    "japan.mobilisation": {
        "keep": {},
        "rung_101": {"japan_rung": 1.0},
        "rung_102": {"japan_rung": 2.0},
        "stand_down": {"japan_rung": 0.0},
    },
    "japan.troops": {"keep": {}, "draw_down": {"japan_draw_down": 1.0}},
    "japan.end_war": {"fight": {"japan_sues": 0.0}, "sue": {"japan_sues": 1.0}},
    "ussr.transfers": {
        "none": {"ussr_transfers": 0.0},
        "cautious": {"ussr_transfers": 1.0},
        "large": {"ussr_transfers": 2.0},
    },
    "ussr.aid_to_china": {"keep": {"ussr_aid_china": 1.0}, "cut": {"ussr_aid_china": 0.0}},
    "ussr.war_on_japan": {"neutral": {}, "denounce": {"ussr_denounces": 1.0}, "attack": {"ussr_attack_week": 18.0}},
    "ussr.fight_on": {"fight": {"ussr_treats": 0.0}, "treat": {"ussr_treats": 1.0}},
    "germany.request": {"silent": {"germany_asks": 0.0}, "ask": {"germany_asks": 1.0}},
    "germany.promise": {"none": {"germany_promises": 0.0}, "promise": {"germany_promises": 1.0}},
    # Sectors: 0 Leningrad, 1 Moscow, 2 the south; -1 is defence.
    "germany.main_effort": {
        "moscow": {"german_effort": 1.0},
        "south": {"german_effort": 2.0},
        "north": {"german_effort": 0.0},
        "defend": {"german_effort": -1.0},
    },
    "germany.war_on_us": {"abstain": {"germany_declares": 0.0}, "declare": {"germany_declares": 1.0}},
    "united_states.trade": {
        "keep": {},
        "partial": {"us_trade": 1.0},
        "full": {"us_trade": 2.0},
        "restore": {"us_trade": 0.0},
    },
    "united_states.aid_to_ussr": {"none": {"us_aid": 0.0}, "pledge": {"us_aid": 1.0}, "full": {"us_aid": 2.0}},
    "united_states.weight": {
        "germany_first": {"us_weight": 0.75},
        "balanced": {"us_weight": 0.5},
        "japan_first": {"us_weight": 0.25},
    },
    "united_states.entry": {"stay_out": {}, "enter": {"us_enters": 1.0}},
}
"""Decision -> option -> what is written; what is not named stays as it was."""

POINTS = {point.id: point for point in decision_points()}
OPTIONS = [(decision, option) for decision, options in WRITES.items() for option in options]


@pytest.fixture(scope="module")
def nations() -> dict[str, Nation]:
    found = {nation.name: nation for nation in War(seed=1941).nations}
    for nation in found.values():
        nation.p = P  # type: ignore[assignment]
    return found


def _ordered(nations: dict[str, Nation], decision: str, option: str, week: int = WEEK, **standing: float) -> Orders:
    """Return the orders of two worlds after an option was chosen in the first."""
    orders = Orders.opening(2)
    for name, value in standing.items():
        setattr(orders, name, np.full(2, value))
    point = POINTS[decision]
    nations[point.nation].order(point, option, np.array([True, False]), orders, week)
    return orders


def test_every_option_of_every_decision_has_its_row() -> None:
    assert {name: list(options) for name, options in WRITES.items()} == {
        name: list(point.options) for name, point in POINTS.items()
    }


@pytest.mark.parametrize(("decision", "option"), OPTIONS)
def test_an_option_writes_its_order_where_it_was_chosen(nations: dict[str, Nation], decision: str, option: str) -> None:
    # From all that stands on 22 June, and from orders that all say something else.
    odd = dict.fromkeys((name for fields in WRITES[decision].values() for name in fields), 0.5)
    odd |= {name: NEVER for name in odd if name.endswith("_week")}
    for standing in ({}, odd):
        orders, before = _ordered(nations, decision, option, **standing), Orders.opening(2)
        for name, value in vars(before).items():
            stood = standing.get(name, value[1])
            assert getattr(orders, name).tolist() == [WRITES[decision][option].get(name, stood), stood], name


@pytest.mark.parametrize(
    ("decision", "option", "standing", "written"),
    [
        # An army at readiness is not sent back by a lower rung, nor one that is to attack by standing down.
        ("japan.mobilisation", "rung_101", {"japan_rung": 2.0}, {"japan_rung": 2.0}),
        ("japan.mobilisation", "stand_down", {"japan_rung": 2.0, "japan_north_week": 14.0}, {"japan_rung": 2.0}),
        # A force that will be ready within the notice goes when it is; one that will not goes as if it had been.
        ("japan.course", "south", {"japan_ready_week": 11.5}, {"japan_south_week": 15.0}),
        ("japan.course", "south", {"japan_ready_week": 12.5}, {"japan_south_week": 21.0}),
        ("japan.course", "stand_down_south", {"japan_ready_week": 11.5}, {"japan_ready_week": NEVER}),
        # A war that is on is widened, not begun again later.
        ("japan.course", "south", {"japan_south_week": 8.0, "japan_south_without_us": 1.0}, {"japan_south_week": 8.0}),
        (
            "japan.course",
            "south",
            {"japan_south_week": 8.0, "japan_south_without_us": 1.0},
            {"japan_south_without_us": 0},
        ),
        # Who has entered stays in.
        ("united_states.entry", "stay_out", {"us_enters": 1.0}, {"us_enters": 1.0}),
    ],
)
def test_an_order_reckons_with_those_before_it(
    nations: dict[str, Nation], decision: str, option: str, standing: Fields, written: Fields
) -> None:
    orders = _ordered(nations, decision, option, **standing)
    assert {name: float(getattr(orders, name)[0]) for name in written} == written


def test_once_the_fleet_is_ready_the_south_follows_its_order_by_the_lead() -> None:
    nations = {nation.name: nation for nation in War(seed=1941).nations}
    nations["japan"].p = P  # type: ignore[assignment]
    assert _ordered(nations, "japan.course", "south", week=30).japan_south_week[0] == 35.0
