"""Signs of the terms of will: what wears on a nation, what brings an armistice, of what civilians die."""

from __future__ import annotations

import pytest
import small_wars
from small_wars import MANY, Floats, Settings, Sign

from crossroads.war.powers import politics


def _cohesion(settings: Settings) -> Floats:
    amid = {"ussr.dead": 1e6, "ussr.missing": 1e6, "politics.soviet_cohesion": 0.8, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(occupied=0.1))
    return politics.cohesion(war.state, war.wars, war.part["given"].occupied, war.p, 1.0)


COHESION = (
    Sign("more land occupied", {"given.occupied": 0.3}, -1),
    Sign("Moscow fallen", {"east.fallen": (0, 1, 0)}, -1),
    Sign("Leningrad fallen", {"east.fallen": (1, 0, 0)}, -1),
    Sign("Stalingrad fallen", {"east.fallen": (0, 0, 1)}, -1),
    Sign("more dead", {"ussr.dead": 3e6}, -1),
    Sign("more missing", {"ussr.missing": 3e6}, -1),
    Sign("more dead than any more count", {"ussr.dead": 5e7}, 0, amid={"ussr.dead": 4e7}),
    Sign("a second front", {"wars.japan_ussr": 1}, -1),
    Sign("more of it before", {"politics.soviet_cohesion": 0.9}, 1),
)


@pytest.mark.parametrize("sign", COHESION, ids=small_wars.name)
def test_soviet_cohesion_answers(sign: Sign) -> None:
    small_wars.check(sign, _cohesion)


def _exhaustion(settings: Settings) -> Floats:
    amid = {
        "week": 60,
        "east.front": 100,
        "west.progress": 0.1,
        "west.bombing": 0.1,
        "pacific.bombs_used": 2,
        "pacific.bombs_on_japan": 1,
        **settings,
    }
    powers = politics.Powers(**small_wars.arrays(soviet=2e6, axis_east=2e6, allied_west=3e5, german_west=5e5))
    war = small_wars.small_war(amid, powers=powers)
    return politics.german_exhaustion(war.state, war.part["powers"], war.p, war.luck)


EXHAUSTION = (
    Sign("a stronger Red Army", {"powers.soviet": 3e6}, 1),
    Sign("stronger Allies in the west", {"powers.allied_west": 1e6}, 1),
    Sign("a stronger army in the east", {"powers.axis_east": 3e6}, -1),
    Sign("a stronger army in the west", {"powers.german_west": 1e6}, -1),
    Sign("a Soviet Union that is out", {"politics.week_ussr_out": 50}, -1),
    Sign("the Red Army within the old border", {"east.front": (100, -200, 100)}, 1),
    Sign("the Red Army deeper still", {"east.front": -300}, 1, amid={"east.front": -200}),
    Sign("a front further east", {"east.front": 200}, 0),
    Sign("Allies nearer to the Rhine", {"west.progress": 0.5}, 1),
    Sign("heavier bombing", {"west.bombing": 0.5}, 1),
    Sign("one more atomic bomb", {"pacific.bombs_used": 3}, 1),
    Sign("one more of the bombs on Japan instead", {"pacific.bombs_on_japan": 2}, -1),
    Sign("more resolve", {"p.politics.german_resolve": 1.5}, -1),
    Sign("more resolve by luck", {"luck.lasting": 1}, -1),
)


@pytest.mark.parametrize("sign", EXHAUSTION, ids=small_wars.name)
def test_german_exhaustion_answers(sign: Sign) -> None:
    small_wars.check(sign, _exhaustion)


def _pressure(settings: Settings) -> dict[str, Floats]:
    amid = {
        "week": 100,
        "wars.japan_us": 1,
        "economy.merchant_fleet": 4_000,
        "economy.oil_stock": 3,
        "pacific.distance": 3_000,
        "pacific.bombing": 0.2,
        "pacific.bombs_on_japan": 1,
        **settings,
    }
    war = small_wars.small_war(amid)
    seen, beyond = politics.japanese_pressure(war.state, war.wars, war.p, war.luck)
    return {"seen": seen, "beyond resolve": beyond}


HARDER, EASIER, HIDDEN = {"seen": 1, "beyond resolve": 1}, {"seen": -1, "beyond resolve": -1}, {"beyond resolve": -1}
PEACE = {"wars.japan_us": 0}

PRESSURE = (
    Sign("more merchant ships", {"economy.merchant_fleet": 5_000}, EASIER),
    Sign("more merchant ships in peace", {"economy.merchant_fleet": 5_000}, 0, amid=PEACE),
    Sign("more oil in stock", {"economy.oil_stock": 5}, EASIER),
    Sign("heavier bombing", {"pacific.bombing": 0.5}, HARDER),
    Sign("a Soviet attack", {"politics.week_ussr_attacks_japan": 90}, HARDER),
    Sign("a Soviet attack yet to come", {"politics.week_ussr_attacks_japan": 110}, 0),
    Sign("Manchuria lost", {"politics.week_manchuria": 90}, HARDER),
    Sign("Americans further away", {"pacific.distance": 4_000}, EASIER),
    Sign("Americans further away in peace", {"pacific.distance": 4_000}, 0, amid=PEACE),
    Sign("one more atomic bomb", {"pacific.bombs_on_japan": 2}, HARDER),
    Sign("Germany out", {"politics.week_germany_out": 90}, HARDER),
    Sign("more resolve, which nobody sees", {"p.politics.japan_resolve": 1.5}, HIDDEN),
    Sign("more resolve by luck, which nobody sees", {"luck.lasting": 1}, HIDDEN),
)


@pytest.mark.parametrize("sign", PRESSURE, ids=small_wars.name)
def test_the_pressure_on_japan_answers(sign: Sign) -> None:
    small_wars.check(sign, _pressure)


def _armistice(settings: Settings) -> Floats:
    amid = {"worlds": MANY, "far.open": 1, "far.weeks_of_war": 20, "far.static": 6, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(price=0, losses=0.1, lost=0))
    given, far = war.part["given"], war.state.far
    found = politics.armistice(far, given.price, given.losses, given.lost, war.wars, war.p, war.luck, 10.0)
    return found.mean(keepdims=True)


DEAR = {"given.price": 0.25}

ARMISTICE = (
    Sign("weeks enough of war", {"far.weeks_of_war": 20}, 1, amid={"far.weeks_of_war": 10}),
    Sign("a front that stands", {"far.static": 9}, 1),
    Sign("a front that stands on one axis alone", {"far.static": (9, 6, 6)}, 0),
    Sign("the same strain, more of it", {"p.far_east.strain_base": 1.5}, 1),
    Sign("war with Germany too", {"wars.germany_ussr": 1}, 1),
    Sign("war with America too", {"wars.japan_us": 1}, 1),
    Sign("heavier losses", {"given.losses": 0.4}, 1),
    Sign("Manchuria lost to a Moscow with a free hand", {"given.lost": 1}, 1),
    Sign("Manchuria lost to a Moscow that fights Germany", {"given.lost": 1}, 0, amid={"wars.germany_ussr": 1}),
    Sign("gains beyond what Moscow would leave", {"given.price": 0.1}, -1),
    Sign("greater gains", {"given.price": 0.2}, -1, amid={"given.price": 0.1}),
    Sign("less than Moscow would leave", {"given.price": -0.1}, 0),
    Sign("a Japan that gives more back", {"p.far_east.price_yielded": 1.5}, 1, amid={**DEAR, "wars.japan_us": 1}),
    Sign("the same in peace with America", {"p.far_east.price_yielded": 1.5}, 0, amid=DEAR),
    Sign("a war to end", {"far.open": 1}, 1, amid={"far.open": 0}),
)


def _given(settings: Settings) -> Floats:
    war = small_wars.small_war({"wars.germany_ussr": 1, **settings}, given=small_wars.arguments(cohesion=0.6))
    return politics.moscow_gives(war.part["given"].cohesion, war.wars, war.p)


GIVEN = (
    Sign("a sounder state", {"given.cohesion": 0.8}, -1),
    Sign("Germany out of the way", {"wars.germany_ussr": 0}, -1),
    Sign("a higher price", {"p.far_east.price_given": 1.5}, 1),
)


@pytest.mark.parametrize("sign", GIVEN, ids=small_wars.name)
def test_what_moscow_would_leave_to_japan_answers(sign: Sign) -> None:
    small_wars.check(sign, _given)


@pytest.mark.parametrize("sign", ARMISTICE, ids=small_wars.name)
def test_the_chance_of_an_armistice_answers(sign: Sign) -> None:
    small_wars.check(sign, _armistice)


def _deaths(settings: Settings) -> Floats:
    amid = {
        "week": 100,
        "wars.germany_ussr": 1,
        "wars.japan_us": 1,
        "wars.japan_ussr": 1,
        "economy.southern_capture": 0.5,
        "economy.china_resistance": 0.5,
        "pacific.bombing": 0.2,
        "west.bombing": 0.2,
        "far.bombers": 0.5,
        **settings,
    }
    war = small_wars.small_war(amid, given=small_wars.arguments(occupied=0.2))
    return politics.civilian_deaths(war.state, war.wars, war.part["given"].occupied, war.p, 1.0)


GERMANY_OUT, JAPAN_OUT = {"politics.week_germany_out": 90}, {"politics.week_japan_out": 90}

DEATHS = (
    Sign("war in the east", {"wars.germany_ussr": 1}, 1, amid={"wars.germany_ussr": 0}),
    Sign("war in the east with nothing occupied", {"p.civilians.east_floor": 1.5}, 1),
    Sign("more land occupied", {"given.occupied": 0.3}, 1),
    Sign("more land occupied in peace", {"given.occupied": 0.3}, 0, amid={"wars.germany_ussr": 0}),
    Sign("the end of German rule", GERMANY_OUT, -1, amid={"west.bombing": 0}),
    Sign("more resistance in China", {"economy.china_resistance": 0.8}, 1),
    Sign("resistance in China after the war", {"economy.china_resistance": 0.8}, 0, amid=JAPAN_OUT),
    Sign("more of the south taken", {"economy.southern_capture": 0.8}, 1),
    Sign("the south after the war", {"economy.southern_capture": 0.8}, 0, amid=JAPAN_OUT),
    Sign("heavier bombing of Japan", {"pacific.bombing": 0.5}, 1),
    Sign("bombing of a Japan at peace", {"pacific.bombing": 0.5}, 0, amid={"wars.japan_us": 0}),
    Sign("heavier bombing of Germany", {"west.bombing": 0.5}, 1),
    Sign("bombing of a Germany that is out", {"west.bombing": 0.5}, 0, amid=GERMANY_OUT),
    Sign("war in the north", {"wars.japan_ussr": 1}, 1, amid={"wars.japan_ussr": 0, "far.bombers": 0}),
    Sign("more Soviet bombers in reach", {"far.bombers": 0.8}, 1),
    Sign("Soviet bombers in peace", {"far.bombers": 0.8}, 0, amid={"wars.japan_ussr": 0}),
)


@pytest.mark.parametrize("sign", DEATHS, ids=small_wars.name)
def test_the_deaths_of_civilians_answer(sign: Sign) -> None:
    small_wars.check(sign, _deaths)
