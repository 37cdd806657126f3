"""The Eastern Front: who attacks, what an attack that failed teaches, and how stocks and railheads follow.

Arrays are (sector, world) unless said.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crossroads.war.laws import supply
from crossroads.war.laws.small import saturating
from crossroads.war.laws.weather import Season
from crossroads.world.axes import CENTRE, SECTORS, SOUTH, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, replace

_HUB_FEEDS = (np.arange(len(SECTORS)) != SOUTH).astype(np.float64)[:, None]


class Rates(NamedTuple):
    """Supply constants of both sides."""

    axis: supply.SupplyRates
    soviet: supply.SupplyRates


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


def who_attacks(
    east: EasternFront,
    week: float,
    season: Season,
    beyond: tuple[Array, Array],
    rates: Rates,
    p: Laws,
    luck: WeekLuck,
) -> tuple[Array, Array]:
    """Return 1 where the Axis and where the Soviets attack; `beyond`: drive beyond the other's dead zone."""
    # Nobody begins an offensive in deep mud; one that has begun may go on, but not through the spring thaw.
    passable = season.mud < p["supply.mud_no_start"]
    thaw = (season.thaw * p["rival.operations"] < p["supply.thaw_ends"]) * 1.0
    axis = supply.attacking(
        east.offensive_axis * thaw,
        east.stock_axis,
        rates.axis,
        rates.axis.stock_start * _tempo_luck(week, "axis", p, luck),
        beyond[0] * passable,
    )
    soviet = supply.attacking(
        east.offensive_soviet * thaw,
        east.stock_soviet,
        rates.soviet,
        prepared_level(rates.soviet, week, _tempo_luck(week, "soviet", p, luck), p),
        ordered(east, beyond[1], p) * passable,
    )
    return axis * thaw, soviet * thaw


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
    beyond: tuple[Array, Array],
    moved: Array,
    rates: Rates,
    mobility: Array,
    p: Laws,
    weeks: float,
    reached: Array | float = 1.0,
) -> EasternFront:
    """Return the front with stocks and railheads after `weeks`.

    `mobility` of the Soviets, 0 to 1; `reached` share of Soviet supply that is not drawn elsewhere, 0 to 1; (world,).
    """
    axis, soviet = rates
    main = np.arange(len(SECTORS))[:, None] == effort
    priority = np.where(main, p["supply.main_effort_priority"], 1.0)
    hard = 1.0 - p["supply.mud_loss"] * season.mud
    # Eleven lines meet in Moscow: without it the sectors that it feeds get less.
    hub = 1.0 - p["supply.moscow_hub"] * east.fallen[CENTRE] * _HUB_FEEDS
    # Lorries carry what the railhead has further than horses do, and more of it.
    lorries = 1.0 + p["supply.soviet_lorries"] * mobility
    frozen = 1.0 - np.minimum(p["supply.axis_winter_loss"] * season.winter, 1.0) * season.first_winter
    axis_in = supply.delivered(
        axis, east.front - east.railhead_axis, np.maximum(east.railhead_axis, 0.0), hard * frozen, priority
    )
    home = p.column("east.soviet_base_km", SECTORS)
    soviet_in = supply.delivered(
        soviet,
        east.railhead_soviet - east.front,
        np.maximum(home - east.railhead_soviet, 0.0),
        hard * hub * lorries * reached,
        np.ones_like(moved),
    )
    axis_out = supply.burnt(axis, east.offensive_axis, beyond[0], np.maximum(moved, 0.0), east.offensive_soviet)
    axis_out = axis_out + p["supply.axis_winter_burn"] * season.winter * season.first_winter
    soviet_out = supply.burnt(soviet, east.offensive_soviet, beyond[1], np.maximum(-moved, 0.0), east.offensive_axis)
    return replace(
        east,
        stock_axis=supply.next_stock(
            east.stock_axis, axis_in, axis_out, axis.stock_most, weeks, p["supply.axis_refit_debt"]
        ),
        stock_soviet=supply.next_stock(east.stock_soviet, soviet_in, soviet_out, soviet.stock_most, weeks),
        railhead_axis=supply.next_railhead(east.railhead_axis, east.front, 1.0, axis.railhead_speed, weeks),
        railhead_soviet=supply.next_railhead(east.railhead_soviet, east.front, -1.0, soviet.railhead_speed, weeks),
    )
