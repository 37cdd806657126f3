"""Signs of the terms of the Far East: what drives the two armies there, what kills them, what feeds them."""

from __future__ import annotations

import pytest
import small_wars
from small_wars import Floats, Settings, Sign

from crossroads.war.laws import front, supply
from crossroads.war.theatres import far_east_battle


def _drive(settings: Settings) -> Floats:
    forces = far_east_battle.FarEastForces(
        **small_wars.arrays(
            japanese=7e5, trained=4e5, green=1e5, arms=4e5, soviet_skill=0.25, mobility=0, wants=1, south=0, oil=0.8
        )
    )
    amid = {
        "far.stock_japan": 1,
        "far.stock_soviet": 1,
        "far.weeks_of_war": 1,
        "season.far_east_winter": 0.2,
        **settings,
    }
    war = small_wars.small_war(amid, forces=forces)
    return far_east_battle.drive(war.state.far, war.part["forces"], war.season, war.p, war.luck)


CROSSING = {"far.soviet_crossing": 1}

DRIVE = (
    Sign("more Japanese", {"forces.japanese": 8e5}, 1),
    Sign("better Japanese", {"p.far_east.japanese_quality": 1.2}, 1),
    Sign("more oil", {"forces.oil": 1}, 1),
    Sign("more Japanese supply", {"far.stock_japan": 2}, 1),
    Sign("a war in the south too", {"forces.south": 1}, -1),
    Sign("winter", {"season.far_east_winter": 0.8}, -1),
    Sign("a seizure of the Maritime region alone", {"far.limited": 1}, (-1, -1, 1)),
    Sign("more trained Soviets", {"forces.trained": 5e5}, -1),
    Sign("more green Soviets", {"forces.green": 2e5}, -1),
    Sign("more Soviet arms", {"forces.arms": 5e5}, -1),
    Sign("more green Soviets without arms of their own", {"forces.green": 2e5, "forces.arms": 4e5}, -1),
    Sign("more skilful Soviets", {"forces.soviet_skill": 0.3}, -1),
    Sign("better Soviets in the Far East", {"p.far_east.soviet_quality": 1.2}, -1),
    Sign("more Soviet supply", {"far.stock_soviet": 2}, -1),
    Sign("more surprise by Japan", {"p.far_east.surprise": 1.5}, 1),
    Sign("surprise by Japan, as it passes", {"far.weeks_of_war": 3}, -1),
    Sign("more surprise by the Soviets", {"p.far_east.soviet_surprise": 1.2}, -1, amid=CROSSING),
    Sign("surprise of Japan's where the Soviets began", {"p.far_east.surprise": 1.5}, 0, amid=CROSSING),
    Sign("surprise of the Soviets where Japan began", {"p.far_east.soviet_surprise": 1.2}, 0),
    Sign("surprise by the Soviets, as it passes", {"far.weeks_of_war": 3}, 1, amid=CROSSING),
    Sign("luck of the week", {"luck.normal": 1}, 1),
    Sign("luck of the campaign", {"luck.lasting": 1}, 1),
)


@pytest.mark.parametrize("sign", DRIVE, ids=small_wars.name)
def test_the_drive_of_japan_answers(sign: Sign) -> None:
    small_wars.check(sign, _drive)


def _losses(settings: Settings) -> dict[str, Floats]:
    war = small_wars.small_war(
        {"far.open": 1, "far.static": 5, **settings},
        given=small_wars.arguments(3, ratio=0.3, japan=0, soviet=0, moved=0),
    )
    given = war.part["given"]
    fought = small_wars.fought(given.ratio, given.moved, given.japan, given.soviet)
    fight = far_east_battle.losses(war.state.far, fought, war.p)
    return {"japanese": fight.japanese_share, "soviet": fight.soviet_share}


FORWARD, BACK = {"given.moved": 10}, {"given.moved": -10}
BOTH = {"japanese": 1, "soviet": 1}

LOSSES = (
    Sign("better odds of Japan", {"given.ratio": 0.6}, {"japanese": -1, "soviet": 1}),
    Sign("quiet weeks that are less quiet", {"p.far_east.quiet_activity": 1.2}, BOTH),
    Sign("a fresh front, as it stands", {"far.static": 9}, {"japanese": -1, "soviet": -1}),
    Sign("a Japanese attack", {"given.japan": (0, 0, 1)}, {"japanese": 1}),
    Sign("a Soviet attack", {"given.soviet": (0, 0, 1)}, {"soviet": 1}),
    Sign("an advance of Japan", FORWARD, {"soviet": 1}),
    Sign("a faster advance of Japan", {"given.moved": 20}, {"soviet": 1}, amid=FORWARD),
    Sign("an advance of the Soviets", BACK, {"japanese": 1}),
    Sign("a faster advance of the Soviets", {"given.moved": -20}, {"japanese": 1}, amid=BACK),
    Sign("war", {"far.open": 1}, BOTH, amid={"far.open": 0}),
)


@pytest.mark.parametrize("sign", LOSSES, ids=small_wars.name)
def test_losses_in_the_far_east_answer(sign: Sign) -> None:
    small_wars.check(sign, _losses)


def _stocks(settings: Settings) -> dict[str, Floats]:
    war = small_wars.small_war(
        {"far.open": 1, "far.stock_japan": 1.5, "far.stock_soviet": 1.5, **settings},
        given=small_wars.arguments(3, japan=0, soviet=0, ahead=0.2, back=0.2, moved=0),
    )
    given, p = war.part["given"], war.p
    rates = supply.rates(p, "far_east_japan", "axis"), supply.rates(p, "far_east_soviet", "axis")
    fought = small_wars.fought(given.ahead, given.moved, given.japan, given.soviet)
    stocks, beyond = (war.state.far.stock_japan, war.state.far.stock_soviet), (given.ahead, given.back)
    armies = [
        front.FrontSide(
            beyond=drive, stock=stock, rates=rate, top=0.0, gate=drive, starts=rate.stock_stop, promising=drive
        )
        for drive, stock, rate in zip(beyond, stocks, rates, strict=True)
    ]
    far = far_east_battle._supply(war.state.far, (armies[0], armies[1]), fought, p, 1.0)
    return {"japan": far.stock_japan, "soviet": far.stock_soviet}


CUT = {"far.rail_cut": (0, 0, 1)}
JAPAN_ATTACKS, SOVIETS_ATTACK = {"given.japan": 1}, {"given.soviet": 1}

STOCKS = (
    Sign("the railway cut", CUT, {"soviet": (0, 0, -1)}),
    Sign("a railway cut that isolates nobody", CUT, 0, amid={"p.far_east.isolation_supply": 0}),
    Sign("more isolation", {"p.far_east.isolation_supply": 1.2}, {"soviet": (0, 0, -1)}, amid=CUT),
    Sign("Japan far from its railhead", {"far.front": 100}, {"japan": -1}),
    Sign("the Soviets far from their railhead", {"far.front": -100}, {"soviet": -1}),
    Sign("a Japanese attack", JAPAN_ATTACKS, {"japan": -1, "soviet": -1}),
    Sign("a Soviet attack", SOVIETS_ATTACK, {"japan": -1, "soviet": -1}),
    Sign("a Japanese attack that moves", FORWARD, {"japan": -1}, amid=JAPAN_ATTACKS),
    Sign("a Soviet attack that moves", BACK, {"soviet": -1}, amid=SOVIETS_ATTACK),
    Sign("a Japanese attack that breaks through", {"given.ahead": 0.6}, {"japan": 1}, amid=JAPAN_ATTACKS),
    Sign("a Soviet attack that breaks through", {"given.back": 0.6}, {"soviet": 1}, amid=SOVIETS_ATTACK),
)


@pytest.mark.parametrize("sign", STOCKS, ids=small_wars.name)
def test_stocks_in_the_far_east_answer(sign: Sign) -> None:
    small_wars.check(sign, _stocks)
