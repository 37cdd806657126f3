"""Signs of the terms of diplomacy: what brings an incident, what moves American opinion."""

from __future__ import annotations

import numpy as np
import pytest
import small_wars
from small_wars import MANY, Floats, Settings, Sign

from crossroads.war.powers import diplomacy


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
