"""When a decision is open and which of its options are legal: by hand, one fact changed at a time."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from crossroads.engine import War
from crossroads.minds.decision import decision_points
from crossroads.minds.nation import Nation

Facts = dict[str, float]

PEACE: Facts = {
    "japan_oil_stock_mbbl": 100.0,
    "oil_use_week": 1.0,
    "soviet_cohesion": 1.0,
    "us_weight": 0.75,
    "south_ready_week": np.inf,
    "south_ready_weeks": 12.0,
    **dict.fromkeys(("us_war_weeks", "indochina_weeks", "north_weeks", "south_weeks", "embargo_weeks"), np.nan),
}
"""Nobody is at war in Asia and nothing is ordered: every other fact is 0, what has not happened is NaN."""

P: Facts = {
    "view.weeks_a_month": 4.0,
    "view.losing_level": 0.5,
    "view.despair_cohesion": 0.4,
    "view.month_weeks": 4.0,
    "view.us_reaction_weeks": 4.0,
    "japan.reopening_oil_months": 6.0,
    "japan.reopening_campaign_weeks": 12.0,
    "japan.south_notice_weeks": 2.0,
    "japan.ready_meeting_weeks": 3.0,
    "japan.embargo_meeting_weeks": 4.0,
    "germany.weeks_to_declare": 2.0,
    "ussr.transfer_west_troops": 200.0,
    "ussr.transfers_monthly_weeks": 40.0,
    "ussr.transfers_review_months": 3.0,
}

POINTS = {point.id: point for point in decision_points()}


@pytest.fixture(scope="module")
def nations() -> dict[str, Nation]:
    found = {nation.name: nation for nation in War(seed=1941).nations}
    for nation in found.values():
        nation.p = P  # type: ignore[assignment]
    return found


def _rows(facts: Facts) -> defaultdict[str, np.ndarray]:
    rows: defaultdict[str, np.ndarray] = defaultdict(lambda: np.zeros(1))
    rows.update({name: np.array([float(value)]) for name, value in (PEACE | facts).items()})
    return rows


BOUND = {"south_ordered": 1.0}
LOSING = {"pressure_japan": 0.6}
AT_WAR = {"japan_us_war": 1.0}
CLASH = {"atlantic_clash": 1.0}
PREPARED = {"south_prepared": 1.0}
READY = PREPARED | {"south_ready_weeks": 2.0}

OPEN: list[tuple[str, bool, Facts]] = [
    # A course binds until oil runs low, a campaign's season is over, or an armistice ends it.
    ("japan.course", True, {}),
    ("japan.course", False, {"japan_out": 1}),
    ("japan.course", False, BOUND),
    ("japan.course", False, {"north_ordered": 1}),
    ("japan.course", False, {"terms_ordered": 1}),
    ("japan.course", True, BOUND | {"japan_oil_stock_mbbl": 23.0}),
    ("japan.course", False, BOUND | {"japan_oil_stock_mbbl": 25.0}),
    ("japan.course", True, {"north_ordered": 1, "north_weeks": 12}),
    ("japan.course", False, {"north_ordered": 1, "north_weeks": 11}),
    ("japan.course", True, {"north_ordered": 1, "far_east_armistice": 1}),
    ("japan.mobilisation", True, {}),
    ("japan.mobilisation", False, {"japan_ussr_war": 1}),
    ("japan.mobilisation", False, {"japan_out": 1}),
    ("japan.troops", False, {}),
    ("japan.troops", True, {"japan_south_war": 1}),
    ("japan.troops", False, {"japan_south_war": 1, "japan_ussr_war": 1}),
    ("japan.end_war", False, {}),
    ("japan.end_war", False, LOSING),
    ("japan.end_war", False, AT_WAR),
    ("japan.end_war", True, LOSING | AT_WAR),
    ("japan.end_war", True, LOSING | {"soviet_attack_made": 1}),
    ("japan.end_war", False, LOSING | AT_WAR | {"japan_out": 1}),
    ("ussr.transfers", True, {}),
    ("ussr.transfers", True, {"soviet_men_moved_west": 199}),
    ("ussr.transfers", False, {"soviet_men_moved_west": 200}),
    ("ussr.transfers", False, {"japan_ussr_war": 1}),
    ("ussr.transfers", False, {"germany_out": 1}),
    ("ussr.transfers", False, {"ussr_out": 1}),
    ("ussr.aid_to_china", True, {}),
    ("ussr.aid_to_china", False, {"germany_out": 1}),
    ("ussr.war_on_japan", True, {}),
    ("ussr.war_on_japan", False, {"soviet_attack_ordered": 1}),
    ("ussr.war_on_japan", False, {"japan_out": 1}),
    ("ussr.war_on_japan", False, {"ussr_out": 1}),
    # An armistice is kept while Germany fights.
    ("ussr.war_on_japan", False, {"far_east_armistice": 1}),
    ("ussr.war_on_japan", True, {"far_east_armistice": 1, "germany_out": 1}),
    ("ussr.fight_on", False, {}),
    ("ussr.fight_on", True, {"soviet_cohesion": 0.39}),
    ("ussr.fight_on", False, {"soviet_cohesion": 0.39, "germany_out": 1}),
    ("germany.request", True, {}),
    ("germany.request", False, {"japan_ussr_war": 1}),
    ("germany.request", False, {"ussr_out": 1}),
    ("germany.promise", True, {}),
    ("germany.promise", False, {"germany_out": 1}),
    ("germany.main_effort", True, {}),
    ("germany.main_effort", False, {"ussr_out": 1}),
    ("germany.main_effort", False, {"germany_out": 1}),
    ("germany.war_on_us", False, {}),
    ("germany.war_on_us", True, AT_WAR | {"us_war_weeks": 2}),
    ("germany.war_on_us", False, AT_WAR | {"us_war_weeks": 3}),
    ("germany.war_on_us", False, AT_WAR | {"us_war_weeks": 1, "germany_us_war": 1}),
    ("united_states.trade", False, {}),
    ("united_states.trade", True, {"indochina_weeks": 3}),
    ("united_states.trade", False, {"indochina_weeks": 4}),
    ("united_states.trade", True, {"north_weeks": 0}),
    # A freeze is an answer: only a move that came after it asks again.
    ("united_states.trade", False, {"indochina_weeks": 3, "trade": 1}),
    ("united_states.trade", True, {"indochina_weeks": 3, "north_weeks": 1, "trade": 1}),
    ("united_states.trade", True, {"south_weeks": 0}),
    ("united_states.trade", False, {"south_weeks": 0, "trade": 2}),
    ("united_states.trade", False, {"south_weeks": 0} | AT_WAR),
    ("united_states.trade", True, {"terms_accepted": 1, "trade": 2}),
    ("united_states.trade", False, {"terms_accepted": 1, "trade": 0}),
    ("united_states.aid_to_ussr", True, {}),
    ("united_states.aid_to_ussr", False, {"ussr_out": 1}),
    ("united_states.weight", False, {}),
    ("united_states.weight", True, AT_WAR),
    # Entry is asked of nobody until ships clash, and then once.
    ("united_states.entry", False, {}),
    ("united_states.entry", True, CLASH),
    ("united_states.entry", True, CLASH | AT_WAR),
    ("united_states.entry", False, CLASH | {"germany_us_war": 1}),
    ("united_states.entry", False, CLASH | {"germany_out": 1}),
]
"""Decision, whether it is open at a meeting that is due, and the facts."""

UNASKED: list[tuple[str, Facts, int]] = [
    ("germany.promise", {"south_ordered": 1}, 10),
    ("ussr.war_on_japan", {"germany_out": 1}, 8),
    ("united_states.weight", AT_WAR | {"us_weight": 0}, 10),
    # The embargo, the end of a campaign's season, and a force that will be ready in two weeks (then every third).
    ("japan.course", {"embargo_weeks": 4}, 9),
    ("japan.course", {"north_ordered": 1, "north_weeks": 12}, 9),
    ("japan.course", {"south_ready_week": 10.4}, 9),
    ("japan.course", {"south_ready_week": 10.4}, 12),
]
"""What opens a point in a week without a meeting of its own."""

COURSES = "wait indochina north limited terms prepare_south"

LEGAL: list[tuple[str, Facts, str]] = [
    ("japan.course", {}, COURSES),
    ("japan.course", {"indochina_ordered": 1}, "wait north limited terms prepare_south"),
    ("japan.course", {"terms_ordered": 1}, "wait"),
    ("japan.course", {"north_ordered": 1}, "wait indochina terms prepare_south"),
    ("japan.course", {"north_ordered": 1, "japan_ussr_war": 1}, "wait indochina prepare_south"),
    ("japan.course", {"ussr_out": 1}, "wait indochina terms prepare_south"),
    ("japan.course", {"far_east_armistice": 1}, "wait indochina terms prepare_south"),
    # War in the south needs a force that stands ready within the notice; until then it can be stood down.
    ("japan.course", PREPARED, "wait indochina north limited terms stand_down_south"),
    ("japan.course", READY, "wait indochina north limited south_without_us south terms stand_down_south"),
    ("japan.course", READY | {"terms_ordered": 1}, "wait"),
    ("japan.course", {"south_ordered": 1}, "wait north limited"),
    ("japan.course", {"south_ordered": 1, "south_without_us_ordered": 1}, "wait north limited south"),
    ("japan.course", {"south_ordered": 1, "south_without_us_ordered": 1} | AT_WAR, "wait north limited"),
    ("japan.mobilisation", {}, "keep rung_101"),
    ("japan.mobilisation", {"rung": 1}, "keep rung_102 stand_down"),
    ("japan.mobilisation", {"rung": 2}, "keep stand_down"),
    ("ussr.war_on_japan", {}, "neutral attack"),
    ("ussr.war_on_japan", {"pact": 1}, "neutral denounce attack"),
    ("ussr.war_on_japan", {"pact": 1, "soviet_attack_ordered": 1}, "neutral denounce"),
    ("germany.main_effort", {}, "moscow south north defend"),
    ("germany.main_effort", {"moscow_fallen": 1}, "south north defend"),
    ("germany.war_on_us", {}, ""),
    ("germany.war_on_us", AT_WAR, "abstain declare"),
    ("germany.war_on_us", AT_WAR | {"germany_us_war": 1}, ""),
    ("united_states.trade", {}, "keep partial full"),
    ("united_states.trade", {"trade": 1}, "keep full restore"),
    ("united_states.trade", {"trade": 2}, "keep restore"),
    ("united_states.trade", AT_WAR, "keep"),
]
ALWAYS = {
    "japan.troops",
    "japan.end_war",
    "ussr.transfers",
    "ussr.aid_to_china",
    "ussr.fight_on",
    "germany.request",
    "germany.promise",
    "united_states.aid_to_ussr",
    "united_states.weight",
    "united_states.entry",
}
"""Decisions all of whose options are legal whenever they are open."""


def _opens(nations: dict[str, Nation], decision: str, scheduled: bool, facts: Facts, week: int = 10) -> bool:
    nation, rows = nations[POINTS[decision].nation], _rows(facts)
    nation.week = week
    nation.fact = rows.__getitem__  # type: ignore[method-assign]
    return bool(np.asarray(nation.opens(POINTS[decision], scheduled))[0] > 0)


def test_a_force_that_stands_ready_puts_the_question_every_few_weeks_and_no_longer_once_it_is_used(
    nations: dict[str, Nation],
) -> None:
    weeks = [week for week in range(5, 20) if _opens(nations, "japan.course", False, {"south_ready_week": 10.4}, week)]
    assert weeks == [9, 12, 15, 18]
    used = {"south_ready_week": 10.4} | BOUND | {"japan_oil_stock_mbbl": 23.0}
    assert not _opens(nations, "japan.course", False, used, 9)


def test_an_order_alone_can_bring_about_a_war_that_was_not_prepared(
    nations: dict[str, Nation], monkeypatch: pytest.MonkeyPatch
) -> None:
    for facts, wanted in (({}, -1.0), (PREPARED, -1.0), (READY, 1.0), (BOUND, 0.0), ({"terms_ordered": 1.0}, 0.0)):
        monkeypatch.setattr(Nation, "view", _rows(facts))
        point = POINTS["japan.course"]
        rows = dict(zip(point.options, nations["japan"].legal_rows(point, np.ones(1, dtype=bool)), strict=True))
        assert rows["south"][0] == rows["south_without_us"][0] == wanted
        assert rows["wait"][0] == 1.0


def _legal(nations: dict[str, Nation], decision: str, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(Nation, "view", _rows(facts))
    rules = nations[POINTS[decision].nation].legal(POINTS[decision])
    return [option for option in POINTS[decision].options if np.all(rules.get(option, False))]


def test_every_decision_is_in_the_tables() -> None:
    assert {decision for decision, *_ in OPEN} == set(POINTS)
    assert {decision for decision, *_ in LEGAL} | ALWAYS == set(POINTS)


@pytest.mark.parametrize(("decision", "wanted", "facts"), OPEN)
def test_a_decision_is_open(nations: dict[str, Nation], decision: str, wanted: bool, facts: Facts) -> None:
    assert _opens(nations, decision, True, facts) == wanted
    unasked = [case for name, case, _ in UNASKED if name == decision]
    if not any(case.items() <= facts.items() for case in unasked):
        assert not _opens(nations, decision, False, facts, week=9), "no meeting is due"


@pytest.mark.parametrize(("decision", "facts", "week"), UNASKED)
def test_some_events_open_a_decision_without_a_meeting(
    nations: dict[str, Nation], decision: str, facts: Facts, week: int
) -> None:
    assert _opens(nations, decision, False, facts, week)


def test_germany_promises_no_more_than_once(nations: dict[str, Nation]) -> None:
    for more in ({"germany_promises": 1.0}, AT_WAR):
        assert not _opens(nations, "germany.promise", False, {"south_ordered": 1.0} | more)


def test_transfers_are_reviewed_each_month_at_first_and_then_each_quarter(nations: dict[str, Nation]) -> None:
    weeks = [week for week in range(0, 100, 4) if _opens(nations, "ussr.transfers", True, {}, week)]
    assert weeks == [*range(0, 40, 4), 48, 60, 72, 84, 96]


@pytest.mark.parametrize(("decision", "facts", "options"), LEGAL)
def test_an_option_is_legal(
    nations: dict[str, Nation], decision: str, facts: Facts, options: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _legal(nations, decision, facts, monkeypatch) == options.split()


@pytest.mark.parametrize("decision", sorted(ALWAYS))
def test_elsewhere_all_options_are_legal(
    nations: dict[str, Nation], decision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _legal(nations, decision, {}, monkeypatch) == list(POINTS[decision].options)
