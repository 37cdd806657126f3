from __future__ import annotations

import numpy as np
import pytest

from crossroads.engine import War, simulate
from crossroads.minds.decider import Decider, Weighing
from crossroads.minds.deciders.bench import Bench
from crossroads.minds.deciders.catalogue import DECIDERS, DEFAULT
from crossroads.minds.deciders.human import Human, Put, human
from crossroads.minds.decision import DecisionPoint, decision_points, points_of
from crossroads.minds.setup import Setup
from crossroads.minds.view import View
from crossroads.world import calendar

POINT = next(point for point in decision_points() if point.id == "ussr.transfers")


class Fixed:
    """Log odds 0, 1, 2."""

    def weigh(self, point: DecisionPoint, view: View, legal: np.ndarray) -> Weighing:
        return Weighing(np.arange(len(point.options), dtype=np.float64)[:, None] + np.zeros(legal.shape))


def _view(worlds: int = 1) -> View:
    return View("ussr", 16, {"cohesion": np.ones(worlds)})


def test_all_odds_lie_on_the_answer() -> None:
    seen: list[Put] = []

    def ask(put: Put) -> str:
        seen.append(put)
        return "cautious"

    weighing = Human(Fixed(), ask, frozenset({POINT.id})).weigh(POINT, _view(), np.ones((3, 1)))
    assert weighing.log_odds[:, 0].tolist() == [-np.inf, 0.0, -np.inf]
    assert weighing.council is None
    assert seen[0].legal == ("none", "cautious", "large") and sum(seen[0].odds.values()) == pytest.approx(1.0)
    assert seen[0].day.isoformat() == "1941-10-12"


def test_only_legal_options_are_put() -> None:
    legal = np.array([[1.0], [0.0], [1.0]])
    seen: list[tuple[str, ...]] = []
    decider = Human(Fixed(), lambda put: seen.append(put.legal) or "large", frozenset({POINT.id}))
    decider.weigh(POINT, _view(), legal)
    assert seen == [("none", "large")]
    with pytest.raises(ValueError, match="'cautious' is not legal"):
        Human(Fixed(), lambda put: "cautious", frozenset({POINT.id})).weigh(POINT, _view(), legal)


def test_a_decision_without_a_choice_is_not_put() -> None:
    def never(put: Put) -> str:
        raise AssertionError("nobody should be asked")

    only = np.array([[1.0], [0.0], [0.0]])
    assert Human(Fixed(), never, frozenset({POINT.id})).weigh(POINT, _view(), only).log_odds[2, 0] == 2.0
    assert Human(Fixed(), never, frozenset()).weigh(POINT, _view(), np.ones((3, 1))).log_odds[2, 0] == 2.0


def test_a_person_decides_in_one_world() -> None:
    decider = Human(Fixed(), lambda put: "none", frozenset({POINT.id}))
    with pytest.raises(ValueError, match="2 worlds"):
        decider.weigh(POINT, _view(2), np.ones((3, 2)))


def test_who_chooses_as_the_council_did_lives_in_the_same_world() -> None:
    """The person adds no luck and takes none away: the same choices make the same war to the bit."""
    setup = Setup(horizon=calendar.START.replace(year=1942, month=6))
    number = np.array([3])
    alone = simulate(setup, 7, number, ledger_below=4)
    chosen = {
        (f"{entry.nation}.{entry.decision}", entry.week): entry.options[int(entry.choice[0])] for entry in alone.ledger
    }
    usual = DECIDERS[DEFAULT]
    ids = [point.id for point in points_of("japan")]
    asked = []

    def ask(put: Put) -> str:
        asked.append(put.point.id)
        return chosen[put.point.id, put.view.week]

    war = War(setup, 7, number, deciders={"japan": human(ask, usual, ids)})
    while war.week < war.weeks:
        war.step()
    assert asked
    np.testing.assert_array_equal(war.block().series, alone.series)


def test_the_maker_wraps_the_usual_decider() -> None:
    made: list[Bench] = []

    def usual(bench: Bench) -> Decider:
        made.append(bench)
        return Fixed()

    war = War(seed=1941, deciders={"japan": human(lambda put: "wait", usual, ["japan.course"])})
    assert made[0].setup is war.setup
