"""Bets: open on the day, about the near future, and put beside wars that go on from the same state."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from sittings import sat

from crossroads.engine.branching import branched
from crossroads.minds.decision import NATIONS
from crossroads.play.asking import odds_of
from crossroads.play.bets import OPEN, SPARE, Bet, MadeBet, came_true, candidates, chances, chosen, is_open
from crossroads.play.judging import brier, judgement, settled_words
from crossroads.play.saves import Game
from crossroads.play.seats import seat_of, seat_words
from crossroads.play.session import war_of
from crossroads.scenario.scenario import load_scenario
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, OUTCOME_NAMES

FRONT = "front_moscow_axis_km"
REPORTED = "german_front_moscow_km"
DAY = dt.date(1941, 7, 6)


def _block(weeks: int = 40, **dates: float) -> Block:
    outcomes = {name: np.array([np.nan]) for name in OUTCOME_NAMES} | {k: np.array([v]) for k, v in dates.items()}
    series = np.zeros((len(OBSERVABLES), weeks, 1), dtype=np.float32)
    series[OBSERVABLE_NAMES.index(FRONT), :, 0] = np.arange(weeks) * 20.0
    series[OBSERVABLE_NAMES.index(FRONT), 30:, 0] = np.nan
    return Block(np.array([0]), series, outcomes, (), {}, {})


def _falls(by_week: int) -> Bet:
    return Bet("date_moscow_falls", DAY, by_week, "that Moscow falls by 3 January 1942")


def test_statements_are_judged_by_what_came() -> None:
    block = _block(date_moscow_falls=20.0)
    assert came_true(_falls(20), block, {})[0] and not came_true(_falls(19), block, {})[0]
    assert came_true(Bet(FRONT, DAY, 20, "", 390.0), block, {})[0]
    assert not came_true(Bet(FRONT, DAY, 20, "", 410.0), block, {})[0]
    assert came_true(Bet(FRONT, DAY, 20, "", 410.0, rises=False), block, {})[0]
    assert not came_true(Bet(FRONT, DAY, 35, "", 0.0), block, {})[0]
    told = {REPORTED: {20: np.array([100.0])}}
    assert came_true(Bet(REPORTED, DAY, 20, "", 90.0), block, told)[0]
    assert not came_true(Bet(REPORTED, DAY, 20, "", 110.0), block, told)[0]


def test_what_can_no_longer_come_is_no_candidate() -> None:
    seat = seat_of("japan")
    about = {bet.about for bet in candidates(seat, 30, 288, set(), {}, {})}
    assert "date_moscow_falls" in about and "date_landing_2500km_tokyo" not in about
    later = {bet.about for bet in candidates(seat, 30, 288, {"date_us_japan_war", "date_moscow_falls"}, {}, {})}
    assert "date_landing_2500km_tokyo" in later and not {"date_moscow_falls", "date_us_full_embargo"} & later
    assert not list(candidates(seat, 287, 288, set(), {"far_east_front_amur_km": 3.0}, {REPORTED: 100.0}))


@pytest.mark.parametrize("nation", NATIONS)
def test_a_seat_does_not_bet_on_what_it_decides_itself(nation: str) -> None:
    own = {
        "japan": {"date_japan_attacks_ussr", "date_japan_southern_war", "date_us_japan_war", "date_japan_surrenders"},
        "ussr": {"date_ussr_attacks_japan", "date_ussr_collapses"},
        "germany": {"date_us_germany_war"},
        "united_states": {"date_us_full_embargo", "date_us_germany_war"},
    }
    assert not own[nation] & {about for about, _ in seat_of(nation).bets}
    assert all(seat_words().events[about].bet and 0 < weeks <= 26 for about, weeks in seat_of(nation).bets)


def test_chances_are_those_of_wars_from_the_same_state() -> None:
    game = Game("germany", load_scenario("historical"), 1941, 3, "main")
    war = war_of(game, lambda put: max(put.odds, key=lambda name: put.odds[name]))
    for _ in range(12):
        war.step()
    line = float(war.state.east.front[1, 0])
    near = Bet(FRONT, DAY, 24, "", line + 100.0)
    far = Bet(FRONT, DAY, 24, "", line + 5_000.0)
    back = Bet(FRONT, DAY, 24, "", line - 5_000.0)
    found = chances(war, "germany", [near, far, back])
    assert found[1:] == [0.0, 1.0] and 0.0 <= found[0] <= 1.0
    many = branched(war, SPARE)
    while many.week <= 24:
        many.step()
    row = many.recorder.series[OBSERVABLE_NAMES.index(FRONT), 24].astype(np.float64)
    assert found[0] == (row >= line + 100.0).mean()
    assert chosen(war, "germany", [far, back], Counter()) is None


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("world", [0, 1])
def test_every_bet_is_open_near_and_asked_once(nation: str, world: int) -> None:
    made = sat(nation, world).session.bets
    assert len(made) >= 3
    for item in made:
        assert OPEN[0] == 0.02 <= item.chance <= OPEN[1] == 0.98
        assert dt.timedelta(weeks=7) < item.bet.by - item.bet.on < dt.timedelta(weeks=28)
    assert len({item.bet.text for item in made}) == len(made)


def test_open_is_from_2_to_98_of_100() -> None:
    assert [is_open(chance) for chance in (0.01, 0.02, 0.5, 0.98, 0.99)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("answer", "odds"),
    [
        *[("30", 0.3), ("30 %", 0.3), ("30%", 0.3), ("0.3", 0.3), ("0.7", 0.7), ("0.7 %", 0.007), ("1 %", 0.01)],
        *[("0", 0.0), ("100", 1.0), ("1.5", 0.015), ("0 %", 0.0), ("1e-1", 0.1)],
    ],
)
def test_odds_are_read_as_they_are_meant(answer: str, odds: float) -> None:
    assert odds_of(answer) == pytest.approx(odds)


def test_one_alone_is_asked_again() -> None:
    for answer in ("1", "1.0"):
        with pytest.raises(ValueError, match=r"1 may mean two things: write '1 %'"):
            odds_of(answer)


def _made(odds: float, by_week: int = 20) -> MadeBet:
    return MadeBet(_falls(by_week), odds, 0.41)


def test_the_brier_measure_is_the_mean_square() -> None:
    assert brier([0.5, 0.5, 0.5], [True, False, True]) == pytest.approx(0.25)
    assert brier([1.0, 0.0], [True, False]) == 0.0
    assert brier([0.8, 0.3], [True, True]) == pytest.approx((0.04 + 0.49) / 2)


def test_bets_are_judged_beside_wars_from_the_same_day() -> None:
    never, came = _block(), _block(date_moscow_falls=15.0)
    told = " ".join(judgement([_made(0.9)] * 4 + [_made(0.2)], never, {}))
    assert "it did not. You said 90 in 100; of 100 wars that go on from the same day it comes in 41." in told
    assert "Brier measure over 5 bets: yours 0.656; the shares of wars from the same days 0.168" in told
    assert "held likely (67 and more): 0 of 4 came about (you said 90 in 100)" in told
    assert "less came about than you expected" in told
    few = judgement([_made(0.9)], came, {})
    assert "it came about" in few[0] and few[-1] == "Calibration: 1 bet is too few to tell."
    assert judgement([], never, {}) == ["No bet was made."]
    said = " ".join(settled_words(_made(0.9), came, {}).split())
    assert said.startswith("Your bet of 6 July 1941, that Moscow falls by 3 January 1942: it has come about.")
