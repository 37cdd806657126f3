"""Signs of the terms of the Eastern Front: what an army is worth, what drives it, holds it and kills it."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.war.theatres import eastern_losses, eastern_power
from crossroads.world.axes import SECTORS

LEVEL = tuple(200.0 + float(offset) for offset in wartime.parameters().column("east.flank_offset_km", SECTORS)[:, 0])
"""A line without a salient: every sector as far from its own measure as the others."""


def _beside(north: float = 0.0, centre: float = 0.0, south: float = 0.0) -> tuple[float, ...]:
    """Return that line with sectors so many km further east."""
    return tuple(level + ahead for level, ahead in zip(LEVEL, (north, centre, south), strict=True))


def _soviet_quality(settings: Settings) -> Floats:
    war = small_wars.small_war(
        {"week": 20, "east.green": 1e5, "east.far_eastern": 1e5, **settings},
        given=small_wars.arguments(winter=0.2, arms=2.5e6),
    )
    given = war.part["given"]
    return eastern_power.soviet_quality(war.state.east, war.state.week, given.winter, given.arms, war.p)


UNARMED = {"p.east.arms_exponent": 0}

SOVIET_QUALITY = (
    Sign("trained men, as they learn", {"week": 40}, 1, amid={"east.green": 0}),
    Sign("green men, as they learn", {"week": 40}, 1, amid={"p.east.soviet_effectiveness_gain": 0}),
    Sign("more green men", {"east.green": 2e5}, -1, amid=UNARMED),
    Sign("better green men", {"p.east.green_quality": 1.2}, 1),
    Sign("more men of the Far East", {"east.far_eastern": 2e5}, 1, amid=UNARMED),
    Sign("better men of the Far East", {"p.east.far_eastern_quality": 1.2}, 1),
    Sign("winter", {"given.winter": 0.8}, 1),
    Sign("winter without men of the Far East", {"given.winter": 0.8}, 0, amid={"east.far_eastern": 0}),
    Sign("more arms", {"given.arms": 3e6}, 1),
    Sign("more men to share them", {"east.trained": 2e6}, -1, amid={"east.green": 0, "east.far_eastern": 0}),
)


@pytest.mark.parametrize("sign", SOVIET_QUALITY, ids=small_wars.name)
def test_what_a_soviet_soldier_is_worth_answers(sign: Sign) -> None:
    small_wars.check(sign, _soviet_quality)


def _german_quality(settings: Settings) -> Floats:
    war = small_wars.small_war(settings, given=small_wars.arguments(losses=0, fuel=1))
    return eastern_power.german_quality(war.part["given"].losses, war.state.week, war.part["given"].fuel, war.p)


GERMAN_QUALITY = (
    Sign("the first losses", {"given.losses": 5e5}, -1),
    Sign("more losses", {"given.losses": 2e6}, -1, amid={"given.losses": 5e5}),
    Sign("less fuel", {"given.fuel": 0.8}, -1),
    Sign("the arms of 1942-43", {"week": 60}, 1),
    Sign("their arms, as more arrive", {"week": 90}, 1, amid={"week": 60}),
    Sign("no arms of 1942-43", {"week": 60}, 0, amid={"p.germany.arms_gain": 0}),
    Sign("less fuel still", {"given.fuel": 0.6}, -1, amid={"given.fuel": 0.8, "given.losses": 5e5}),
)


@pytest.mark.parametrize("sign", GERMAN_QUALITY, ids=small_wars.name)
def test_what_a_german_soldier_is_worth_answers(sign: Sign) -> None:
    small_wars.check(sign, _german_quality)


def test_without_losses_and_with_all_its_fuel_the_german_army_is_that_of_june_1941() -> None:
    assert _german_quality({}) == 1.0


def _drive(settings: Settings) -> Floats:
    amid = {
        "week": 20,
        "east.front": LEVEL,
        "east.stock_axis": 1,
        "east.stock_soviet": 1,
        "east.green": 1e5,
        "east.far_eastern": 1e5,
        **settings,
    }
    war = small_wars.small_war(
        amid, given=SimpleNamespace(**small_wars.arrays(german=1), **small_wars.arrays(3, soviet=0.25))
    )
    qualities = war.part["given"].german, war.part["given"].soviet
    return eastern_power.drive(war.state.east, war.state.week, war.season, qualities, war.p, war.luck)


WINTER = {"season.winter": 0.5}
HARDY_AXIS = {"p.weather.first_winter_frost": 0, "p.weather.later_winter_frost": 0}
HARDY_SOVIETS = {"p.weather.soviet_frost": 0}
SALIENT = {"east.front": _beside(south=100)}

DRIVE = (
    Sign("more Germans", {"east.german": 1e6}, 1, amid={"east.german": 9e5}),
    Sign("more allies", {"east.allied": 3e5}, 1, amid={"east.allied": 2e5}),
    Sign("better Germans", {"given.german": 1.2}, 1),
    Sign("more supply of the Axis", {"east.stock_axis": 2}, 1),
    Sign("frost of the first winter on the Axis", WINTER, -1, amid={**HARDY_SOVIETS, "season.first_winter": 1}),
    Sign("frost of a later winter on the Axis", WINTER, -1, amid=HARDY_SOVIETS),
    Sign("more trained Soviets", {"east.trained": 1e6}, -1, amid={"east.trained": 9e5}),
    Sign("more green Soviets", {"east.green": 2e5}, -1),
    Sign("more men of the Far East", {"east.far_eastern": 2e5}, -1),
    Sign("better Soviets", {"given.soviet": 0.3}, -1),
    Sign("more Soviet supply", {"east.stock_soviet": 2}, -1),
    Sign("frost on the Soviets", WINTER, 1, amid=HARDY_AXIS),
    Sign("a salient of the Axis in the north", {"east.front": _beside(north=100)}, (-1, 0, 0)),
    Sign("a salient of the Axis in the centre", {"east.front": _beside(centre=100)}, (0, -1, 0)),
    Sign("a salient of the Axis in the south", {"east.front": _beside(south=100)}, (0, 0, -1)),
    Sign("a salient of the Soviets in the centre", {"east.front": _beside(centre=-320)}, (-1, 1, -1)),
    Sign("a salient of the Soviets in the north", {"east.front": _beside(north=-320)}, (1, -1, 0)),
    Sign("a salient of the Soviets in the south", {"east.front": _beside(south=-320)}, (0, -1, 1)),
    Sign("more surprise in the north", {"p.east.surprise_north": 1.1}, (1, 0, 0), amid={"week": 0}),
    Sign("surprise, as it passes", {"week": 1}, -1, amid={"week": 0}),
    Sign("luck", {"luck.normal": 1}, 1),
    Sign("frost, as the army learns", {"season.number": 2}, 1, amid={**HARDY_SOVIETS, **WINTER, "season.number": 1}),
    Sign("allied flanks", {"p.east.allied_flank": 1.5}, (0, 0, -1), amid={"east.front": _beside(south=100)}),
    Sign("allied flanks without frontage", {"p.east.allied_flank": 1.5}, 0, amid={**SALIENT, "p.rival.frontage": 0}),
    Sign("what the laws miss", {"luck.lasting": 1}, 1, amid={"week": 150}),
    Sign("nothing missed where they are fitted", {"luck.lasting": 1}, 0, amid={"week": 100}),
)


@pytest.mark.parametrize("sign", DRIVE, ids=small_wars.name)
def test_the_drive_of_the_axis_answers(sign: Sign) -> None:
    small_wars.check(sign, _drive)


def _soviet_dead_zone(settings: Settings) -> Floats:
    war = small_wars.small_war({"week": 10, "east.front": (600, 800, 300), "east.static": 5, **settings})
    return eastern_power.soviet_dead_zone(war.state.east, war.state.week, war.p)


BEFORE_MOSCOW = {"east.front": (600, 900, 300)}
AT_THE_RIVER = {"east.front": (600, 800, 445)}

NO_FRONTAGE = {"p.rival.frontage": 0}
FAR_FROM_BELTS = {"east.front": (500, 700, 200)}

SOVIET_ZONE = (
    Sign("more hold in the north", {"p.east.soviet_dead_zone_north": 1.5}, (1, 0, 0)),
    Sign("weeks of digging in", {"east.static": 10}, 1),
    Sign("the belt of Moscow", BEFORE_MOSCOW, (0, 1, 0)),
    Sign("the belt of Moscow, as it is built", {"week": 20}, (0, 1, 0), amid=BEFORE_MOSCOW),
    Sign("far from Moscow nothing is built", {"week": 20}, 0),
    Sign("the belt of Leningrad", {"east.front": (700, 800, 300)}, (1, 0, 0)),
    Sign("the river", AT_THE_RIVER, (0, 0, 1), amid=NO_FRONTAGE),
    Sign("the river crossed", {"east.river_crossed": 1}, (0, 0, -1), amid=AT_THE_RIVER),
    Sign("defence in depth, as it is built", {"week": 80}, 1, amid={"week": 60}),
    Sign("no depth in the first year", {"week": 30}, 0, amid={"week": 26}),
    Sign("more men on the line", {"east.trained": 2e6}, 1),
    Sign("more men where frontage is nothing", {"east.trained": 2e6}, 0, amid=NO_FRONTAGE),
    Sign("a longer line, further east", {"east.front": (600, 800, 300)}, -1, amid={**FAR_FROM_BELTS}),
    Sign("weeks at the river", {"east.static": 10}, (0, 0, -1), amid={**AT_THE_RIVER, "p.east.soviet_fortify": 0}),
)


@pytest.mark.parametrize("sign", SOVIET_ZONE, ids=small_wars.name)
def test_what_the_axis_must_exceed_to_move_answers(sign: Sign) -> None:
    small_wars.check(sign, _soviet_dead_zone)


def _german_dead_zone(settings: Settings) -> Floats:
    war = small_wars.small_war({"week": 10, "east.front": -100, "east.static": 5, **settings})
    return eastern_power.german_dead_zone(war.state.east, war.state.week, war.p)


GERMAN_ZONE = (
    Sign("more hold in the north", {"p.east.german_dead_zone_north": 1.5}, (1, 0, 0)),
    Sign("weeks of digging in", {"east.static": 10}, 1),
    Sign("depth behind the old border", {"east.front": (-200, -100, -100)}, (1, 0, 0)),
    Sign("no depth beyond it", {"east.front": 200}, 0, amid={"east.front": 100, **NO_FRONTAGE}),
    Sign("more Germans on the line", {"east.german": 2e6}, 1),
    Sign("a longer line, further east", {"east.front": 200}, -1, amid={"east.front": 100}),
    Sign("what a defender learns", {"week": 30}, 1),
)


@pytest.mark.parametrize("sign", GERMAN_ZONE, ids=small_wars.name)
def test_what_the_soviets_must_exceed_to_move_answers(sign: Sign) -> None:
    small_wars.check(sign, _german_dead_zone)


def _losses(settings: Settings) -> dict[str, Floats]:
    war = small_wars.small_war(
        {"week": 20, "season.mud": 0.2, "east.static": 5, **settings},
        given=SimpleNamespace(
            **small_wars.arrays(3, ratio=0.3, moved=0, axis=0, soviet=0), **small_wars.arrays(arms=1, open_war=1)
        ),
    )
    given = war.part["given"]
    fought = small_wars.fought(given.ratio, given.moved, given.axis, given.soviet)
    fight = eastern_losses.losses(
        war.state.east, war.state.week, war.season, fought, given.arms, given.open_war, war.p, war.luck
    )
    found = {item.name: np.asarray(getattr(fight, item.name)) for item in fields(fight)}
    return {key: value for key, value in found.items() if key not in ("ratio", "moved")}


GERMANS = ("german_lost", "allied_lost")
BATTLE = ("soviet_lost", *GERMANS)
GERMAN_MEN = ("german_lost", "german_sick")
SICK = ("soviet_sick", "german_sick")
FORWARD, BACK = {"given.moved": 20}, {"given.moved": -20}
BY_MEN = {"p.combat.losses_by_drive": 0}
NO_ORDERS, NO_RELIEF = {"p.east.ordered_attacks": 0}, {"p.east.relief_attacks": 0}

LOSSES = (
    Sign("a fresh front, as it stands", {"east.static": 9}, dict.fromkeys(BATTLE, -1)),
    Sign("ordered attacks, as they cease", {"week": 40}, dict.fromkeys(GERMANS, -1) | {"soviet_lost": -1}),
    Sign("early losses, as the Soviets learn", {"week": 40}, {"soviet_lost": -1}, amid=NO_ORDERS),
    Sign(
        "early pockets, as the Soviets learn",
        {"week": 40},
        {"soviet_lost": -1, "soviet_encircled": -1},
        amid={**NO_ORDERS, **FORWARD},
    ),
    Sign("quiet weeks that are less quiet", {"p.east.quiet_activity": 1.2}, dict.fromkeys(BATTLE, 1)),
    Sign("mud", {"season.mud": 0.8}, dict.fromkeys(BATTLE, -1)),
    Sign("relief attacks", {"given.axis": (0, 1, 0)}, dict.fromkeys(BATTLE, 1)),
    Sign("a German attack", {"given.axis": (0, 1, 0)}, dict.fromkeys(BATTLE, (0, 1, 0)), amid=NO_RELIEF),
    Sign("a Soviet attack", {"given.soviet": (0, 1, 0)}, dict.fromkeys(BATTLE, (0, 1, 0))),
    Sign("who attacks loses more", {"p.east.soviet_exposure": 1.2}, {"soviet_lost": 1}, amid={"given.soviet": 1}),
    Sign("better odds of the Axis", {"given.ratio": 0.6}, {"soviet_lost": 1, **dict.fromkeys(GERMANS, -1)}),
    Sign("better odds, where men and arms alone count", {"given.ratio": 0.6}, 0, amid=BY_MEN),
    Sign("an advance of the Axis", FORWARD, {"soviet_encircled": 1}),
    Sign("a faster advance of the Axis", {"given.moved": 40}, {"soviet_encircled": 1}, amid=FORWARD),
    Sign("an advance of the Soviets", BACK, dict.fromkeys(GERMANS, 1)),
    Sign("a faster advance of the Soviets", {"given.moved": -40}, dict.fromkeys(GERMANS, 1), amid=BACK),
    Sign("more Soviet arms", {"given.arms": 1.5}, {"soviet_lost": -1, **dict.fromkeys(GERMANS, 1)}),
    Sign("more sickness of the Soviets", {"p.east.soviet_sickness": 1.5}, {"soviet_sick": 1}),
    Sign("more sickness of the Germans", {"p.east.german_sickness": 1.5}, {"german_sick": 1}),
    Sign("the first winter", WINTER, dict.fromkeys(SICK, 1), amid={"season.first_winter": 1}),
    Sign("a later winter", WINTER, {"soviet_sick": 1}),
    Sign("more Soviets", {"east.trained": 2e6}, {**dict.fromkeys(BATTLE, 1), "soviet_sick": 1}),
    Sign("more Germans", {"east.german": 2e6}, {"soviet_lost": 1, **dict.fromkeys(GERMAN_MEN, 1), "allied_lost": -1}),
    Sign("more allies", {"east.allied": 5e5}, {"soviet_lost": 1, "german_lost": -1, "allied_lost": 1}),
    Sign(
        "war",
        {"given.open_war": 1},
        dict.fromkeys((*BATTLE, *SICK, "soviet_encircled"), 1),
        amid={"given.open_war": 0, **FORWARD},
    ),
)


@pytest.mark.parametrize("sign", LOSSES, ids=small_wars.name)
def test_losses_in_the_east_answer(sign: Sign) -> None:
    small_wars.check(sign, _losses)
