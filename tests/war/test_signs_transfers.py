"""Signs of the terms of the Soviet Far Eastern army: who is wanted, who leaves with what arms, who is called up."""

from __future__ import annotations

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.war.opening import opening_state
from crossroads.war.powers import transfers


def _wanted(settings: Settings) -> Floats:
    war = small_wars.small_war(settings, given=small_wars.arguments(japanese=7e5, pacific_weeks=0))
    given = war.part["given"]
    return transfers.garrison_wanted(given.japanese, given.pacific_weeks, war.p)


LATE = {"given.pacific_weeks": 100}

WANTED = (
    Sign("more Japanese across the border", {"given.japanese": 8e5}, 1),
    Sign("more wanted for each", {"p.far_east.garrison_ratio": 1.05}, 1),
    Sign("a first year of war between Japan and America", {"given.pacific_weeks": 40}, 0),
    Sign("a second year of it", LATE, -1),
    Sign("a third year of it", {"given.pacific_weeks": 150}, -1, amid=LATE),
    Sign("less fear in such a war", {"p.far_east.garrison_relief": 1.2}, -1, amid=LATE),
)


@pytest.mark.parametrize("sign", WANTED, ids=small_wars.name)
def test_the_garrison_wanted_answers(sign: Sign) -> None:
    small_wars.check(sign, _wanted)


def _sent(settings: Settings) -> dict[str, Floats]:
    amid = {"ussr.far_east_trained": 8e5, "ussr.far_east_green": 3e5, "ussr.far_east_arms": 6e5, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(order=2, at_war=0, garrison=2e6))
    ussr, given = war.state.ussr, war.part["given"]
    after = transfers.send_west(ussr, given.order, given.at_war, given.garrison, war.p, 1.0)
    left, moved = ussr.far_east_trained - after.far_east_trained, after.moved_west - ussr.moved_west
    np.testing.assert_allclose(after.transit_west - ussr.transit_west, moved)
    np.testing.assert_allclose(moved + after.interior - ussr.interior, left)
    return {"men": left, "arms": after.arms - ussr.arms}


BOTH_MORE, BOTH_FEWER = {"men": 1, "arms": 1}, {"men": -1, "arms": -1}
LIMIT_REACHED = {"ussr.moved_west": 4e5}
SPARE = {**LIMIT_REACHED, "given.garrison": 1e6}

SENT = (
    Sign("a smaller order", {"given.order": 1}, BOTH_FEWER),
    Sign("no order", {"given.order": 0}, BOTH_FEWER),
    Sign("war in the east", {"given.at_war": 1}, BOTH_FEWER),
    Sign("fewer arms to take along", {"ussr.far_east_arms": 4e5}, {"arms": -1}),
    Sign("more arms than men", {"ussr.far_east_arms": 2e6}, 0, amid={"ussr.far_east_arms": 1e6}),
    Sign("the limit reached", LIMIT_REACHED, BOTH_FEWER),
    Sign("a garrison with men to spare", SPARE, {"men": 1}, amid=LIMIT_REACHED),
    Sign("more men to spare than trains take", {"given.garrison": 9e5}, 0, amid=SPARE),
    Sign("men to spare, in war", {"given.at_war": 1}, {"men": -1}, amid=SPARE),
    Sign("men to spare, and no order", {"given.order": 0}, {"men": -1}, amid=SPARE),
)


@pytest.mark.parametrize("sign", SENT, ids=small_wars.name)
def test_the_men_sent_west_answer(sign: Sign) -> None:
    small_wars.check(sign, _sent)


def _called(settings: Settings) -> dict[str, Floats]:
    amid = {"ussr.far_east_trained": 6e5, "ussr.far_east_green": 3e5, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(garrison=2e6, cut_off=0))
    ussr, given = war.state.ussr, war.part["given"]
    after = transfers.call_up(ussr, given.garrison, given.cut_off, war.p, 1.0)
    return {
        "called": after.mobilised - ussr.mobilised,
        "trained": after.far_east_trained - ussr.far_east_trained,
        "arms": after.far_east_arms - ussr.far_east_arms,
    }


CUT = {"given.cut_off": 0.7}

CALLED = (
    Sign("an army near its garrison", {"given.garrison": 9.5e5}, {"called": -1}),
    Sign("an army above its garrison", {"given.garrison": 8e5}, {"called": -1}),
    Sign("a railway that is cut", CUT, {"called": -1, "arms": -1}),
    Sign("a longer cut", {"given.cut_off": 0.9}, {"called": -1, "arms": -1}, amid=CUT),
    Sign("more men who live beyond the cut", {"p.far_east.call_up_cut_off": 1.2}, {"called": 1}, amid=CUT),
    Sign("the same with no cut", {"p.far_east.call_up_cut_off": 1.2}, 0),
    Sign("more arms delivered", {"p.far_east.arms_delivered": 1.2}, {"arms": 1}),
    Sign("more green men", {"ussr.far_east_green": 4e5}, {"trained": 1}),
)


@pytest.mark.parametrize("sign", CALLED, ids=small_wars.name)
def test_the_call_up_of_the_far_east_answers(sign: Sign) -> None:
    small_wars.check(sign, _called)


def test_the_recorded_number_sent_is_that_many_men() -> None:
    """A large order sends 175,000 and no more while the garrison has nobody to spare, and takes their arms along."""
    p = wartime.parameters()
    one, never_enough = np.ones(1), np.full(1, np.inf)
    ussr = opening = opening_state(p, 1).ussr
    for _ in range(40):
        ussr = transfers.send_west(ussr, 2 * one, 0 * one, never_enough, p, 1.0)
    planned = float(np.asarray(p["ussr.transfer_west_troops"]))
    assert ussr.moved_west[0] == pytest.approx(planned)
    assert opening.far_east_arms[0] - ussr.far_east_arms[0] == pytest.approx(planned)
    assert ussr.arms[0] - opening.arms[0] == pytest.approx(planned)


def test_what_goes_east_for_an_offensive_is_missed_in_the_west() -> None:
    """One pool of men and arms: what one army gains the other has lost."""
    p = wartime.parameters()
    state = opening_state(p, 1)
    east, ussr = transfers.send_east(state.east, state.ussr, np.ones(1), p, 1.0)
    assert ussr.far_east_arms[0] > state.ussr.far_east_arms[0]
    np.testing.assert_allclose(ussr.far_east_arms + ussr.arms, state.ussr.far_east_arms + state.ussr.arms)
    assert east.trained.sum() < state.east.trained.sum()
