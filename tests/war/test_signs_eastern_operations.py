"""Signs of what makes an offensive in the east: preparation, plans, lessons, the thaw, and the hub of railways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.war.laws import front, supply
from crossroads.war.theatres import eastern_supply
from crossroads.world.axes import CENTRE

OPPORTUNITY = {"p.rival.operations": 0}


def _armies(war: small_wars.SmallWar, axis: Floats, soviet: Floats) -> tuple[front.FrontSide, front.FrontSide]:
    """Return both armies, with their drives beyond the dead zones; nothing but season and stores holds them back."""
    return eastern_supply.sides(
        war.state.east, war.state.week, war.season, (axis, soviet), (np.ones(1), np.ones(1)), war.p, war.luck
    )


def _level(settings: Settings) -> Floats:
    war = small_wars.small_war({"week": 40, **settings}, given=small_wars.arguments(3, tempo=1.0))
    return eastern_supply.prepared_level(supply.rates(war.p, "soviet"), war.state.week, war.part["given"].tempo, war.p)


LEVEL = (
    Sign("staffs that learn to prepare", {"week": 60}, 1),
    Sign("nothing to learn where opportunity decides", {"week": 60}, 0, amid=OPPORTUNITY),
    Sign("a slow season", {"given.tempo": 1.1}, 1),
    Sign("a store that is full is enough", {"given.tempo": 9.0}, 0, amid={"given.tempo": 8.0}),
)


@pytest.mark.parametrize("sign", LEVEL, ids=small_wars.name)
def test_the_store_with_which_an_offensive_begins_answers(sign: Sign) -> None:
    small_wars.check(sign, _level)


def _ordered(settings: Settings) -> Floats:
    war = small_wars.small_war(settings, given=small_wars.arguments(3, beyond=0.0))
    war.part["given"].beyond[CENTRE] += 0.5
    return eastern_supply.ordered(war.state.east, war.part["given"].beyond, war.p)


ORDERED = (
    Sign("a bolder plan", {"p.east.attack_plan": 1.2}, 1),
    Sign("a bolder plan elsewhere", {"p.east.attack_plan_elsewhere": 1.2}, (1, 0, 1)),
    Sign("a failure that is remembered", {"east.failed": (0, 1, 0)}, (0, -1, 0)),
    Sign("nothing is remembered where opportunity decides", {"east.failed": 1}, 0, amid=OPPORTUNITY),
)


@pytest.mark.parametrize("sign", ORDERED, ids=small_wars.name)
def test_what_a_soviet_plan_promises_answers(sign: Sign) -> None:
    small_wars.check(sign, _ordered)


def _attacks(settings: Settings) -> dict[str, Floats]:
    amid = {"week": 40, "east.stock_axis": 3.0, "east.stock_soviet": 5.9, "east.offensive_axis": 0, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(3, axis=0.1, soviet=0.1))
    armies = _armies(war, war.part["given"].axis, war.part["given"].soviet)
    return dict(zip(("axis", "soviet"), map(front.attacks, armies), strict=True))


GOES_ON = {"east.offensive_axis": 1, "east.offensive_soviet": 1}
THAW = {"season.thaw": 1, "season.mud": 1}

ATTACKS = (
    Sign("deep mud", {"season.mud": 1}, -1),
    Sign("the thaw ends what goes on", THAW, -1, amid=GOES_ON),
    Sign("autumn mud does not", {"season.mud": 1}, 0, amid=GOES_ON),
    Sign("nor the thaw where opportunity decides", THAW, 0, amid={**GOES_ON, **OPPORTUNITY}),
    Sign("empty stores", {"east.stock_axis": 0.1, "east.stock_soviet": 0.1}, -1),
)


@pytest.mark.parametrize("sign", ATTACKS, ids=small_wars.name)
def test_who_attacks_answers(sign: Sign) -> None:
    small_wars.check(sign, _attacks)


def test_a_soviet_plan_is_tried_where_nothing_is_to_be_won() -> None:
    amid = {"week": 40, "east.stock_soviet": 5.9, "given.soviet": -0.2}

    def tried(settings: Settings) -> Floats:
        war = small_wars.small_war({**amid, **settings}, given=small_wars.arguments(3, axis=-0.2, soviet=-0.2))
        return front.attacks(_armies(war, war.part["given"].axis, war.part["given"].soviet)[1])

    assert (tried({}) == 1).all()
    assert (tried({"east.failed": 3}) == 0).all(), "three failures teach"
    assert (tried(OPPORTUNITY) == 0).all()


def _lesson(settings: Settings) -> Floats:
    war = small_wars.small_war(
        {"east.failed": 0.5, **settings}, given=small_wars.arguments(3, attacks=1.0, moved=-20.0)
    )
    given = war.part["given"]
    return eastern_supply.lesson(war.state.east.failed, given.attacks, given.moved, war.p, 1.0)


LESSON = (
    Sign("an attack that gains nothing", {"given.moved": 0}, 1),
    Sign("no attack at all forgets more slowly than a success", {"given.attacks": 0}, 1),
    Sign("a failure sooner counted", {"p.east.lesson_weeks": 0.8}, 1, amid={"given.moved": 0}),
)


@pytest.mark.parametrize("sign", LESSON, ids=small_wars.name)
def test_what_a_failure_teaches_answers(sign: Sign) -> None:
    small_wars.check(sign, _lesson)


def test_moscow_feeds_the_north_and_the_centre() -> None:
    war = small_wars.small_war({"east.stock_soviet": 1.0})
    east, zero = war.state.east, np.zeros((3, 1))
    fallen = np.zeros((3, 1))
    fallen[CENTRE] = 1.0

    def stock(before: Floats, mobility: float = 0.0) -> Floats:
        quiet = small_wars.fought(zero, zero, zero, zero)
        order = (war.season, np.ones(1), _armies(war, zero, zero), quiet, mobility * np.ones(1), war.p, 1.0)
        return eastern_supply.supplied(replace(east, fallen=before), *order).stock_soviet

    moved = np.sign(stock(fallen) - stock(zero))
    np.testing.assert_array_equal(moved[:, 0], [-1, -1, 0])
    assert (stock(zero, 1.0) > stock(zero)).all(), "lorries carry more"


def test_records_of_the_operations_stand_in_both_rival_laws() -> None:
    p = wartime.parameters()
    assert p["rival.operations"] == p["rival.frontage"] == 1.0, "the first pair of laws is the recorded one"
