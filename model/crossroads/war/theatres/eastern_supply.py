"""The Eastern Front: who attacks, what an attack that failed teaches, and how stocks and railheads follow.

Arrays are (sector, world) unless said.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import front, supply
from crossroads.war.laws.small import saturating
from crossroads.war.laws.weather import Season
from crossroads.world.axes import CENTRE, SECTORS, SOUTH, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, replace

_HUB_FEEDS = (np.arange(len(SECTORS)) != SOUTH).astype(np.float64)[:, None]


def _tempo_luck(week: float, side: str, p: Laws, luck: WeekLuck) -> Array:
    """Return each sector's factor on the starting level: redrawn by own seasons with own boundaries."""
    drawn = luck.redrawn(f"tempo.{side}", f"tempo.offset.{side}", SECTORS, week / p["supply.tempo_weeks"])
    return exp(p["supply.tempo_spread"] * drawn)


def prepared_level(rates: supply.SupplyRates, week: float, tempo: Array, p: Laws) -> Array:
    """Return the stock at which a Soviet offensive begins: it grows as staffs learn to prepare before they attack.

    Whatever luck (`tempo`, a factor) has to say, it begins with a store that is as good as full.
    """
    learnt = (
        p["rival.operations"] * p["supply.soviet_preparation"] * saturating(week, p["supply.soviet_preparation_weeks"])
    )
    wanted = rates.stock_start * (1.0 + learnt) * tempo
    return np.minimum(wanted, p["supply.start_most"] * rates.stock_most)


def ordered(east: EasternFront, beyond: Array, p: Laws) -> Array:
    """Return how promising a Soviet attack looks to those who order it, in drive; above 0 it is ordered.

    Where offensives are operations, they are ordered on a plan that expects more than there is (`east.attack_plan`),
    less so away from the main axis, and less after attacks that failed there.
    """
    main = beyond >= beyond.max(axis=0)
    plan = p["east.attack_plan"] * np.where(main, 1.0, p["east.attack_plan_elsewhere"])
    return beyond + p["rival.operations"] * (plan - p["east.attack_lesson"] * east.failed)


def sides(
    east: EasternFront,
    week: float,
    season: Season,
    beyond: tuple[Array, Array],
    allowed: tuple[Array, Array],
    p: Laws,
    luck: WeekLuck,
) -> tuple[front.FrontSide, front.FrontSide]:
    """Return the Axis and the Soviets as a step begins.

    `beyond`: drive beyond the other's dead zone; `allowed`: 1 where war and orders let a side attack, (world,).
    """
    rates = supply.rates(p, "axis"), supply.rates(p, "soviet")
    # Nobody begins an offensive in deep mud; one that has begun may go on, but not through the spring thaw.
    passable = season.mud < p["supply.mud_no_start"]
    thaw = (season.thaw * p["rival.operations"] < p["supply.thaw_ends"]) * 1.0
    leap = p["east.opening_speed"] * exp(-week / p["east.opening_weeks"])
    opening = 1.0 + leap * p.column("east.opening_share", SECTORS)
    axis = front.FrontSide(
        beyond=beyond[0],
        stock=east.stock_axis,
        rates=rates[0],
        top=p["east.axis_speed"] * p.column("east.axis_pace", SECTORS) * opening,
        gate=thaw * allowed[0],
        starts=rates[0].stock_start * _tempo_luck(week, "axis", p, luck),
        promising=beyond[0] * passable,
        attacked=east.offensive_axis * thaw,
        gnawing=p["combat.gnawing"],
    )
    soviet = front.FrontSide(
        beyond=beyond[1],
        stock=east.stock_soviet,
        rates=rates[1],
        top=p["east.soviet_speed"],
        gate=thaw * allowed[1],
        starts=prepared_level(rates[1], week, _tempo_luck(week, "soviet", p, luck), p),
        promising=ordered(east, beyond[1], p) * passable,
        attacked=east.offensive_soviet * thaw,
        gnawing=p["combat.gnawing"],
    )
    return axis, soviet


def lesson(failed: Array, attacks: Array, moved: Array, p: Laws, weeks: float) -> Array:
    """Return the memory of attacks that failed, in attacks, after `weeks`.

    A Soviet attack that moves less than `east.attack_failed_km` a week adds to it; it fades, and faster after success.
    """
    stuck = attacks * (-moved < p["east.attack_failed_km"])
    fades = np.where(attacks * (1.0 - stuck) > 0, p["east.lesson_success_weeks"], p["east.lesson_fades_weeks"])
    return failed * exp(-weeks / fades) + stuck * weeks / p["east.lesson_weeks"]


def supplied(
    east: EasternFront,
    season: Season,
    effort: Array,
    armies: tuple[front.FrontSide, front.FrontSide],
    fought: front.Fought,
    mobility: Array,
    p: Laws,
    weeks: float,
    reached: Array | float = 1.0,
) -> EasternFront:
    """Return the front with stocks and railheads after `weeks`.

    `armies` are the Axis and the Soviets as the step began; `mobility` of the Soviets, 0 to 1; `reached` share of
    Soviet supply that is not drawn elsewhere, 0 to 1; (world,).
    """
    axis, soviet = armies
    main = np.arange(len(SECTORS))[:, None] == effort
    hard = 1.0 - p["supply.mud_loss"] * season.mud
    # Eleven lines meet in Moscow: without it the sectors that it feeds get less.
    hub = 1.0 - p["supply.moscow_hub"] * east.fallen[CENTRE] * _HUB_FEEDS
    # Lorries carry what the railhead has further than horses do, and more of it.
    lorries = 1.0 + p["supply.soviet_lorries"] * mobility
    frozen = 1.0 - np.minimum(p["supply.axis_winter_loss"] * season.winter, 1.0) * season.first_winter
    from_west = front.Road(
        gap=east.front - east.railhead_axis,
        line=np.maximum(east.railhead_axis, 0.0),
        weather=hard * frozen,
        priority=np.where(main, p["supply.main_effort_priority"], 1.0),
        burnt=p["supply.axis_winter_burn"] * season.winter * season.first_winter,
        debt=p["supply.axis_refit_debt"],
    )
    home = p.column("east.soviet_base_km", SECTORS)
    from_east = front.Road(
        gap=east.railhead_soviet - east.front,
        line=np.maximum(home - east.railhead_soviet, 0.0),
        weather=hard * hub * lorries * reached,
    )
    pace = axis.rates.railhead_speed, soviet.rates.railhead_speed
    return replace(
        east,
        stock_axis=front.next_stock(axis, fought.forward, from_west, weeks),
        stock_soviet=front.next_stock(soviet, fought.back, from_east, weeks),
        railhead_axis=supply.next_railhead(east.railhead_axis, east.front, 1.0, pace[0], weeks),
        railhead_soviet=supply.next_railhead(east.railhead_soviet, east.front, -1.0, pace[1], weeks),
    )
