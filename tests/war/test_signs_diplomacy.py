"""Signs of the terms of diplomacy: what brings an incident, what moves American opinion."""

from __future__ import annotations

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import MANY, Floats, Settings, Sign

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.opening import opening_state
from crossroads.war.powers import diplomacy
from crossroads.world.state import Orders, Politics, replace


def _incidents(settings: Settings) -> Floats:
    war = small_wars.small_war({"worlds": MANY, "week": 30, "politics.us_opinion": 0.3, **settings})
    return diplomacy._incidents(war.state, war.p, war.luck, 10.0).mean(keepdims=True)


SOUTH = {"politics.week_southern_war": 20}
NORTH = {"far.open": 1}
AID = {"politics.aid_to_ussr": 1}
WILLING = {"politics.us_opinion": 0.6}

INCIDENTS = (
    Sign("a war in the south", SOUTH, 1),
    Sign("a war in the south yet to come", {"politics.week_southern_war": 40}, 0),
    Sign("a war in the south, and opinion", WILLING, 1, amid=SOUTH),
    Sign("a war in the south, and war", {"politics.week_us_japan": 25}, -1, amid=SOUTH),
    Sign("a war in the south, and a Japan that is out", {"politics.week_japan_out": 25}, -1, amid=SOUTH),
    Sign("a war in the north against whom America aids", NORTH, 1, amid=AID),
    Sign("a war in the north against whom nobody aids", NORTH, 0),
    Sign("a war in the north with Germany out", NORTH, 0, amid={**AID, "politics.week_germany_out": 20}),
    Sign("a war in the north, and opinion", WILLING, 1, amid={**AID, **NORTH}),
    Sign("a war in the north, and war", {"politics.week_us_japan": 25}, -1, amid={**AID, **NORTH}),
    Sign("opinion in peace", WILLING, 0, amid=AID),
)


@pytest.mark.parametrize("sign", INCIDENTS, ids=small_wars.name)
def test_the_chance_of_an_incident_answers(sign: Sign) -> None:
    small_wars.check(sign, _incidents)


def _opinion(settings: Settings, weeks: float = 1.0) -> Floats:
    war = small_wars.small_war({"week": 10, **settings}, given=small_wars.arguments(moscow=0))
    state = war.state
    return diplomacy.opinion(state.politics, state.week, war.wars, war.part["given"].moscow, war.p, war.luck, weeks)


AT_WAR = {"wars.us_any": 1}
EVENTS: dict[str, Settings] = {
    "Indochina": {"politics.week_indochina": 5},
    "a war in the south": {"wars.japan_south": 1},
    "a war in the north": {"wars.japan_ussr": 1},
    "the fall of Moscow": {"given.moscow": 1},
    "the passing of time": {"week": 40},
}

OPINION = (
    *(Sign(what, up, 1) for what, up in EVENTS.items()),
    *(Sign(f"{what}, in war", up, 0, amid=AT_WAR) for what, up in EVENTS.items()),
    Sign("Indochina yet to come", {"politics.week_indochina": 15}, 0),
    Sign("war", AT_WAR, 1),
    Sign("opinion before", {"politics.us_opinion": 0.4}, 1),
    Sign("luck", {"luck.normal": 1}, 1),
)


@pytest.mark.parametrize("sign", OPINION, ids=small_wars.name)
def test_american_opinion_answers(sign: Sign) -> None:
    small_wars.check(sign, _opinion)


@pytest.mark.parametrize("what", EVENTS)
def test_in_war_opinion_comes_to_its_record_whatever_else_happens(what: str) -> None:
    p = small_wars.small_war({}).p
    np.testing.assert_allclose(_opinion({**AT_WAR, **EVENTS[what]}, 1_000.0), p["united_states.opinion_at_war"])


def test_in_peace_with_nothing_new_opinion_stays_at_its_base() -> None:
    p = small_wars.small_war({}).p
    np.testing.assert_allclose(_opinion({"week": 0}), p["united_states.opinion_base"])


# --- what nobody decides: answers of Washington, licences, clashes at sea ---------------------------------------------

WORLDS = 4_000
P = wartime.parameters()
TEN_WEEKS = 10.0


def _share(found: Floats) -> float:
    return float(np.mean(found))


def _usual(weeks: str, hazard: float = 1.0) -> float:
    """Return the chance within ten weeks of what comes once in a recorded number of weeks."""
    return float(1.0 - np.exp(-hazard * TEN_WEEKS / P[weeks]))


def test_answers_without_relief_come_where_talks_are_held_and_nowhere_else() -> None:
    luck = wartime.luck_of_week(20, WORLDS)
    talks, none = np.ones(WORLDS, dtype=bool), np.zeros(WORLDS, dtype=bool)
    assert _share(diplomacy._refused(none, P, luck, TEN_WEEKS)) == 0.0
    found = _share(diplomacy._refused(talks, P, luck, TEN_WEEKS))
    assert found == pytest.approx(_usual("diplomacy.refusal_weeks"), abs=0.03)


@pytest.mark.parametrize(
    ("before", "ordered", "after"),
    [
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0),
        (2.0, 1.0, 2.0),
        (2.0, 2.0, 2.0),
        (2.0, 0.0, 0.0),
        (1.0, 2.0, 2.0),
        (1.0, 0.0, 0.0),
    ],
)
def test_trade_is_what_is_ordered_unless_a_freeze_has_hardened(before: float, ordered: float, after: float) -> None:
    """What is ordered holds, in particular in the freeze's own week; a freeze that has hardened stays an embargo."""
    one = np.ones(WORLDS)
    luck = wartime.luck_of_week(6, WORLDS)
    assert (diplomacy._licensed(before * one, ordered * one, 0.0 * one, P, luck, TEN_WEEKS) == after).all()


def test_a_freeze_hardens_by_licence() -> None:
    one = np.ones(WORLDS)
    level = diplomacy._licensed(one, one, 0.0 * one, P, wartime.luck_of_week(6, WORLDS), TEN_WEEKS)
    assert set(np.unique(level)) == {1.0, 2.0}
    assert _share(level == 2.0) == pytest.approx(_usual("diplomacy.licensing_weeks"), abs=0.03)


def _hardened(pledge: float) -> float:
    one = np.ones(WORLDS)
    p = wartime.parameters(1, ParameterEdit("diplomacy.american_pledge", value=pledge))
    return _share(diplomacy._licensed(one, one, 0.0 * one, p, wartime.luck_of_week(6, WORLDS), TEN_WEEKS / 5.0) == 2.0)


def test_a_freeze_hardens_the_faster_the_more_was_pledged() -> None:
    assert _hardened(0.0) < _hardened(1.0) < _hardened(3.0)


def test_a_freeze_hardens_the_less_the_longer_japan_stands_still() -> None:
    """Ten weeks after a move fewer than at once, and some never: what has not hardened is a trade by licence."""
    one, luck = np.ones(WORLDS), wartime.luck_of_week(6, WORLDS)
    shares = [_share(diplomacy._licensed(one, one, weeks * one, P, luck, 1.0) == 2.0) for weeks in (0.0, 10.0, 60.0)]
    assert shares[0] > 2.0 * shares[1] > 0.0
    assert shares[2] < 0.01


def test_zeal_is_for_the_latest_move() -> None:
    state = wartime.fight_through(wartime.nothing_new(wartime.CHRISTMAS_1941), worlds=4, until=1).state
    never = np.full(4, np.inf)
    indochina, north = np.array([np.inf, 5.0, 5.0, 30.0]), np.array([np.inf, np.inf, 9.0, np.inf])
    moved = replace(state.politics, week_indochina=indochina, week_japan_attacks_ussr=north, week_southern_war=never)
    assert diplomacy._since_a_move(moved, 20.0).tolist() == [0.0, 15.0, 11.0, 0.0]


def test_ships_clash_where_aid_crosses_the_ocean_and_the_more_of_it_the_more() -> None:
    luck, one = wartime.luck_of_week(12, WORLDS), np.ones(WORLDS)
    found = [_share(diplomacy._clash(aid * one, P, luck, TEN_WEEKS)) for aid in (0.0, 1.0, 2.0)]
    assert found[0] == 0.0
    assert found[1] == pytest.approx(_usual("diplomacy.atlantic_incident_weeks", 0.5), abs=0.03)
    assert found[2] == pytest.approx(_usual("diplomacy.atlantic_incident_weeks"), abs=0.03)


# --- the pact and the alliance ----------------------------------------------------------------------------------------


def _declared(week: float, edits: dict[str, float], orders: dict[str, float], **politics: float) -> Politics:
    """Return politics after a week's declarations in a quiet world."""
    p = wartime.parameters(1, *(ParameterEdit(name, value=value) for name, value in edits.items()))
    state = opening_state(p, 1)
    known = {name: np.array([value]) for name, value in politics.items()}
    state = replace(state, week=week, politics=replace(state.politics, **known))
    ordered = replace(Orders.opening(1), **{name: np.array([value]) for name, value in orders.items()})
    return diplomacy.declarations(state, ordered, np.ones(1), p, wartime.luck_of_week(int(week), 1), 1.0).politics


TERM = {"diplomacy.pact_term_months": 8.0}


def test_a_pact_lapses_at_its_term_unless_it_renews_itself() -> None:
    assert _declared(10, TERM, {}).pact == 1.0
    assert _declared(40, TERM, {}).pact == 0.0
    assert _declared(40, TERM | {"diplomacy.pact_renewal": 1.0}, {}).pact == 1.0


def test_a_notice_is_dated_once_and_ends_the_pact() -> None:
    given = _declared(30, {}, {"ussr_denounces": 1.0})
    assert given.pact == 0.0
    assert given.week_notice == 30.0
    assert _declared(31, {}, {"ussr_denounces": 1.0}, pact=0.0, week_notice=30.0).week_notice == 30.0
    assert np.isinf(_declared(30, {}, {"ussr_denounces": 1.0}, pact=0.0).week_notice)
    assert np.isinf(_declared(30, {}, {}).week_notice)


@pytest.mark.parametrize(("ordered", "alone"), [(0.0, 0.0), (1.0, 1.0), (2.0, 1.0)])
def test_without_common_cause_aid_stays_at_what_was_pledged(ordered: float, alone: float) -> None:
    assert _declared(20, {}, {"us_aid": ordered}).aid_to_ussr == ordered
    assert _declared(20, {"diplomacy.grand_alliance": 0.0}, {"us_aid": ordered}).aid_to_ussr == alone
