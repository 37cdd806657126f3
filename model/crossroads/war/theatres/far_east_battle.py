"""The Far East in a battle of a step: three axes in Manchuria and the Maritime region, fought in both directions.

The same law of the land front as in Europe; its own are Vladivostok, the railway and the border. Arrays are
(axis, world) unless said; the front is positive where Japan has advanced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws import front, supply
from crossroads.war.laws.small import anywhere, bounded, in_all, in_rows, ramp, safe_log_ratio
from crossroads.war.laws.weather import Season
from crossroads.world.axes import AMUR, FAR_EAST_AXES, MARITIME, Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp
from crossroads.world.state import FarEast, choose, replace

_OUTER = len(FAR_EAST_AXES) - 1
_MARITIME_ONLY = (np.arange(len(FAR_EAST_AXES)) == MARITIME).astype(np.float64)[:, None]


@dataclass(slots=True)
class FarEastFight:
    """What a week costs: shares of each side's army in the theatre, a week, (world,)."""

    japanese_share: Array
    soviet_share: Array


@dataclass(slots=True)
class FarEastForces:
    """The two armies of the theatre.

    Attributes
    ----------
    japanese, trained, green
        Men, (world,).
    arms
        Soviet arms of the theatre, in sets of June 1941 (one set arms one man), (world,).
    soviet_skill
        Effectiveness of a trained Soviet soldier, in German men of June 1941, (world,).
    mobility
        Soviet trucks and radios, 0 (June 1941) to 1 (fully motorised), (world,).
    wants
        1 where Japan wants to advance, (world,).
    south
        1 where Japan also fights in the south, with aircraft that the north then lacks, (world,).
    oil
        Activity that Japan's oil allows, 0 to 1, (world,).
    kept
        What Japan and what the USSR keeps of its effectiveness, which other fronts divide, (world,).
    hollow
        What a Japanese soldier has lost of his worth of 1941, 0 to 1, (world,).
    drawn
        Supply drawn here from the Soviet west, as a share of what the Far East has, (world,).
    """

    japanese: Array
    trained: Array
    green: Array
    arms: Array
    soviet_skill: Array
    mobility: Array
    wants: Array
    south: Array
    oil: Array
    kept: tuple[Array | float, Array | float] = (1.0, 1.0)
    drawn: Array | float = 0.0
    hollow: Array | float = 0.0


def _japanese_spread(far: FarEast, p: Laws) -> Array:
    """Return the share of the army in Manchuria on each axis: all on the Maritime axis in a limited seizure."""
    spread = p.column("far_east.japanese_share", FAR_EAST_AXES)
    return np.where(
        far.limited > 0,
        _MARITIME_ONLY * p["far_east.limited_share"] + spread * (1.0 - p["far_east.limited_share"]),
        spread,
    )


def _axes_open(far: FarEast) -> Array:
    """Return 1 on the axes on which Japan attacks: only the Maritime one in a limited seizure."""
    return np.where(far.limited > 0, _MARITIME_ONLY, 1.0)


def drive(far: FarEast, forces: FarEastForces, season: Season, p: Laws, luck: WeekLuck) -> Array:
    """Return the logarithm of Japan's power over the Soviets', with surprise and luck, (axis, world)."""
    skill = p["far_east.japanese_quality"] * p["east.soviet_effectiveness"]
    part = p["east.supply_power"]
    japanese = _japanese_spread(far, p) * forces.japanese * skill * forces.oil * forces.kept[0]
    japanese = japanese * front.through_winter(p["far_east.japanese_frost"], season.far_east_winter, p["weather.worst"])
    japanese = japanese * front.fed(far.stock_japan, part)
    mix = forces.trained + p["east.green_quality"] * forces.green
    armed = exp(p["east.arms_exponent"] * safe_log_ratio(forces.arms, forces.trained + forces.green))
    soviet = p.column("far_east.soviet_share", FAR_EAST_AXES) * mix * forces.soviet_skill * armed * forces.kept[1]
    soviet = soviet * p["far_east.soviet_quality"]
    soviet = soviet * front.fed(far.stock_soviet, part)
    # Whoever begins a war surprises the other; who only turns a war that is on surprises nobody.
    begun = np.where(far.soviet_crossing > 0, -p["far_east.soviet_surprise"], p["far_east.surprise"])
    surprise = front.surprise(begun, far.weeks_of_war, p["far_east.surprise_weeks"])
    chance = p["east.weekly_luck"] * luck.normals("far_east.drive", FAR_EAST_AXES)
    lasting = p["far_east.campaign_luck"] * luck.lasting_normal("far_east.campaign")
    air = p["far_east.aircraft_south"] * forces.south
    return front.drive(japanese, soviet, -air, surprise, chance, lasting)


def sides(
    far: FarEast, ratio: Array, forces: FarEastForces, season: Season, p: Laws
) -> tuple[front.FrontSide, front.FrontSide]:
    """Return Japan and the Soviets as a step begins: dead zones have hard edges, and each step begins anew.

    `ratio` the logarithm of Japan's power over the Soviets'.
    """
    home = far.front > 0
    massed = p["far_east.japanese_concentration"] * p.column("far_east.concentration", FAR_EAST_AXES)
    zone_japan = p["far_east.japanese_dead_zone"] * ramp(-far.front, -p["far_east.border_km"], p["far_east.border_km"])
    crossing = np.where(home, p["far_east.soviet_concentration"], p["far_east.soviet_offensive_mass"])
    ahead = front.beyond(ratio, massed, p.column("far_east.dead_zone", FAR_EAST_AXES))
    back = front.beyond(-ratio, crossing, np.where(home, 0.0, zone_japan))
    rates = supply.rates(p, "far_east_japan", "axis"), supply.rates(p, "far_east_soviet", "axis")
    top = p.column("far_east.speed", FAR_EAST_AXES)
    # Who marches on foot is no faster than Japan; lorries make the difference.
    faster = 1.0 + (p["far_east.soviet_speed"] - 1.0) * forces.mobility
    # Who meets men without guns and training need not stop to fight.
    faster = faster * (1.0 + p["far_east.pursuit"] * forces.hollow)
    window = season.far_east_window
    japan = front.FrontSide(
        beyond=ahead,
        stock=far.stock_japan,
        rates=rates[0],
        top=top,
        gate=(window * forces.wants > 0) * far.open * _axes_open(far),
        starts=rates[0].stock_stop,
        promising=ahead,
    )
    soviet = front.FrontSide(
        beyond=back,
        stock=far.stock_soviet,
        rates=rates[1],
        top=top * faster,
        gate=window * far.open * np.where(home, 1.0, far.soviet_crossing),
        starts=rates[1].stock_stop,
        promising=back,
    )
    return japan, soviet


def battle(
    far: FarEast, forces: FarEastForces, season: Season, p: Laws, luck: WeekLuck, weeks: float
) -> tuple[FarEast, FarEastFight]:
    """Fight on the open axes for `weeks`; a closed theatre stands still and costs nothing."""
    if not anywhere(far.open):
        still = np.zeros_like(far.open)
        return far, FarEastFight(still, still)
    before = far
    ratio = drive(far, forces, season, p, luck)
    armies = japan, soviet = sides(far, ratio, forces, season, p)
    clash = front.clash(japan, soviet, p)
    line = _halted(far, clash.push * weeks, p)
    fought = front.fought(ratio, clash, far.front, line, far.static, p["east.standing_km"], weeks)
    lost = losses(far, fought, p)
    cut = rail_cut(line, p)
    far = replace(
        far,
        front=line,
        static=fought.static,
        vladivostok=_fortress(far, line, japan.beyond[_OUTER], cut, p, weeks),
        rail_cut=cut,
        bombers=np.where(
            far.open > 0, bombers(p) * (1.0 - ramp(line[_OUTER], 0.0, p["far_east.vladivostok_km"])), far.bombers
        ),
        weeks_of_war=far.weeks_of_war + far.open * weeks,
    )
    return choose(before.open > 0, _supply(far, armies, fought, p, weeks, forces.drawn), before), lost


def _halted(far: FarEast, move: Array, p: Laws) -> Array:
    """Return the line after a move, stopped before Vladivostok while it holds, and at the border where it must."""
    limit = p.column("far_east.limit_km", FAR_EAST_AXES)
    depth = p.column("far_east.depth_km", FAR_EAST_AXES)
    gate = np.where(far.vladivostok >= 1.0, limit[_OUTER], p["far_east.vladivostok_km"])
    limit = np.concatenate([np.broadcast_to(limit[:_OUTER], (_OUTER, gate.shape[-1])), gate[None]])
    line = bounded(far.front + move, -depth, np.maximum(limit, far.front))
    # A Soviet army that only regains its own soil stops at the border.
    return np.where((far.soviet_crossing < 1) & (far.front >= 0), np.maximum(line, 0.0), line)


def _fortress(far: FarEast, line: Array, beyond: Array, cut: Array, p: Laws, weeks: float) -> Array:
    """Return the progress of Vladivostok's own fight, 1 = fallen.

    `beyond` Japan's drive beyond the dead zone there; a fortress that no train reaches (`cut`) is weaker.
    """
    at_gate = (line[_OUTER] >= p["far_east.vladivostok_km"] - 1.0) * far.open
    push = beyond - p["far_east.vladivostok_strength"] + p["far_east.isolation"] * cut[MARITIME]
    city = at_gate * p["far_east.vladivostok_rate"] * np.maximum(push, 0.0) * weeks
    heal = (1.0 - at_gate) * p["east.city_heal"] * weeks * (far.vladivostok < 1.0)
    return bounded(far.vladivostok + city - heal, 0.0, 1.0)


def rail_cut(front: Array, p: Laws) -> Array:
    """Return 1 on the axes that no train reaches, (axis, world).

    The Trans-Siberian, cut on the Amur, feeds all that lies east of it; the Ussuri line feeds the Maritime region.
    """
    amur = (front[AMUR] >= p["far_east.rail_cut_amur_km"]) * 1.0
    ussuri = (front[MARITIME] >= p["far_east.rail_cut_maritime_km"]) * 1.0
    return in_rows(0.0 * amur, amur, np.maximum(amur, ussuri))


def losses(far: FarEast, fought: front.Fought, p: Laws) -> FarEastFight:
    """Return the shares of both armies lost a week: each axis weighs by the men that stand on it."""
    fresh = front.fresh(far.static, p["east.fresh_front_losses"], p["east.fresh_front_weeks"])

    def share(lethality: Array | float, met: front.Engagement, against: Array, men: Array) -> Array:
        exposed = front.Exposure(
            lethality=lethality,
            quiet=p["far_east.quiet_activity"],
            attack=p["far_east.exposure"],
            attacked=0.0,
            pocket=p["far_east.encirclement"],
            half=p["east.encirclement_speed"],
            heat=1.0 + fresh,
        )
        found = front.losses(exposed, met, against, p)
        lost = in_all(men * (found.fighting + found.cut_off))
        return np.where(far.open > 0, np.minimum(lost, p["combat.largest_loss_share"]), 0.0)

    soviets = p.column("far_east.soviet_share", FAR_EAST_AXES)
    return FarEastFight(
        japanese_share=share(p["far_east.japanese_lethality"], fought.forward, -fought.drive, _japanese_spread(far, p)),
        soviet_share=share(p["far_east.soviet_lethality"], fought.back, fought.drive, soviets),
    )


def _supply(
    far: FarEast,
    armies: tuple[front.FrontSide, front.FrontSide],
    fought: front.Fought,
    p: Laws,
    weeks: float,
    drawn: Array | float = 0.0,
) -> FarEast:
    """Return the front with both sides' stocks after `weeks`; roads, not railways, follow the spearheads."""
    reach = p["far_east.road_reach"]
    lifeline = 1.0 - p["far_east.isolation_supply"] * far.rail_cut
    roads = (
        front.Road(gap=np.maximum(far.front, 0.0) * reach),
        front.Road(gap=np.maximum(-far.front, 0.0) * reach, weather=lifeline, priority=1.0 + drawn),
    )
    return replace(
        far,
        stock_japan=front.next_stock(armies[0], fought.forward, roads[0], weeks),
        stock_soviet=front.next_stock(armies[1], fought.back, roads[1], weeks),
    )


def bombers(p: Laws) -> Array | float:
    """Return the bombers that get through to the home islands while all their fields are held; as recorded 1."""
    number = p["far_east.vladivostok_bombers"] / p["far_east.vladivostok_bombers_counted"]
    return number * exp(-p["far_east.air_defence_toll"] * (p["far_east.air_defence"] - 1.0))
