"""Politics: will, collapse, surrender, armistice. No threshold acts as a date: every ending is a hazard.

Arrays (world,).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import TINY, bounded, first_week, happens, in_all, ramp, safe_log_ratio, softened, toward
from crossroads.war.laws.step import Wars
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, log
from crossroads.world.state import FarEast, Politics, State, replace


@dataclass(slots=True)
class Powers:
    """Strength of the armies in German men of June 1941, (world,)."""

    soviet: Array
    axis_east: Array
    allied_west: Array
    german_west: Array


def cohesion(state: State, wars_now: Wars, occupied: Array, p: Laws, weeks: float) -> Array:
    """Return Soviet cohesion: land, the capital, dead and missing, and a second front weigh on it."""
    east, politics, ussr = state.east, state.politics, state.ussr
    lost = (ussr.dead + ussr.missing) / p["politics.losses_scale"]
    recent = np.minimum(lost, 1.0) * p["politics.weight_losses"]
    land = p["politics.weight_territory"] * occupied / p["east.occupied_share"]
    cities = p["politics.weight_moscow"] * east.fallen[CENTRE] + p["politics.weight_city"] * (
        east.fallen[NORTH] + east.fallen[SOUTH]
    )
    second = p["politics.weight_second_front"] * wars_now.japan_ussr
    target = 1.0 - land - cities - recent - second
    return bounded(toward(politics.soviet_cohesion, target, p["politics.cohesion_rate"], weeks), 0.0, 1.0)


def soviet_collapse(cohesion_now: Array, treats: Array, wars_now: Wars, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return 1 where the USSR collapses or treats.

    The breaking point is a declared dial with a wide range (`politics.breaking_point`): no data pin it down. Its edge
    is soft (`politics.breaking_width`): no cohesion is quite safe.
    """
    dial, width = p["politics.breaking_point"], p["politics.breaking_width"]
    depth = softened(dial - cohesion_now, width) / dial
    hazard = p["politics.collapse_hazard"] * exp(p["politics.collapse_exponent"] * log(depth + TINY))
    hazard = hazard + p["politics.treating_hazard"] * treats
    return happens(hazard * wars_now.germany_ussr, luck.uniform("ussr.collapse"), weeks)


def german_exhaustion(state: State, powers: Powers, p: Laws, luck: WeekLuck) -> Array:
    """Return Germany's exhaustion: odds, lost land in the east and the west, bombing, less its resolve."""
    own = powers.axis_east + powers.german_west
    enemy = powers.soviet * (np.isinf(state.politics.week_ussr_out)) + powers.allied_west
    ratio = p["politics.german_odds"] * np.maximum(safe_log_ratio(enemy, own), -p["combat.largest_log_ratio"])
    # Each axis leads to soil of its own: East Prussia, the Oder and Berlin, Silesia and the Danube.
    overrun = ramp(-state.east.front, 0.0, p["east.berlin_km"])
    soil = p.column("politics.german_soil", SECTORS)
    land = p["politics.german_land"] * in_all(soil * overrun) / soil.sum(axis=0)
    west = p["politics.german_west"] * state.west.progress
    air = p["politics.german_bombing"] * state.west.bombing
    dropped = state.pacific.bombs_used - state.pacific.bombs_on_japan
    bombs = p["politics.german_bomb"] * (1.0 - exp(-dropped / p["politics.bomb_shock_scale"]))
    resolve = p["politics.german_resolve"] * exp(p["politics.resolve_spread"] * luck.lasting_normal("germany.resolve"))
    found: Array = ratio + land + west + air + bombs - resolve
    return found


def german_surrender(state: State, exhaustion: Array, p: Laws, luck: WeekLuck, weeks: float) -> Array:
    """Return 1 where Germany surrenders: a hazard that rises with exhaustion; Berlin's fall all but settles it."""
    base = p["politics.surrender_hazard"]
    hazard = base * np.maximum(exp(p["politics.surrender_slope"] * exhaustion) - p["politics.surrender_floor"], 0.0)
    berlin = (state.east.front[CENTRE] <= -p["east.berlin_km"] + 1.0) | (state.west.progress >= 1.0)
    hazard = np.where(berlin, hazard + p["politics.capital_hazard"], hazard)
    alive = np.isinf(state.politics.week_germany_out)
    return happens(np.minimum(hazard, p["politics.most_hazard"]) * alive, luck.uniform("germany.surrender"), weeks)


def japanese_pressure(state: State, wars_now: Wars, p: Laws, luck: WeekLuck) -> tuple[Array, Array]:
    """Return the pressure on Japan that all can see, and the same less Japan's resolve, which nobody knows.

    Blockade, want of oil, bombing, Soviet entry, lost Manchuria, distance, the bomb, Germany's end.
    """
    economy, pacific, politics = state.economy, state.pacific, state.politics
    blockade = 1.0 - np.minimum(economy.merchant_fleet / p["shipping.fleet_needed"], 1.0)
    dry = 1.0 - ramp(economy.oil_stock, 0.0, p["politics.dry_oil"])
    soviet = (politics.week_ussr_attacks_japan <= state.week) * 1.0
    lost_north = politics.week_manchuria <= state.week
    near = ramp(-pacific.distance, -p["pacific.far_km"], -p["pacific.bomber_full_km"])
    bombs = 1.0 - exp(-pacific.bombs_on_japan / p["politics.bomb_shock_scale"])
    raw = (
        p["politics.japan_blockade"] * blockade * wars_now.japan_us
        + p["politics.japan_oil"] * dry
        + p["politics.japan_bombing"] * pacific.bombing
        + p["politics.japan_soviet_entry"] * soviet
        + p["politics.japan_manchuria"] * lost_north
        + p["politics.japan_distance"] * near * wars_now.japan_us
        + p["politics.japan_bomb"] * bombs
        + p["politics.japan_alone"] * (politics.week_germany_out <= state.week)
    )
    resolve = p["politics.japan_resolve"] * exp(p["politics.resolve_spread"] * luck.lasting_normal("japan.resolve"))
    return raw, raw - resolve


def japanese_surrender(
    state: State, pressure: Array, sues: Array, wars_now: Wars, p: Laws, luck: WeekLuck, weeks: float
) -> Array:
    """Return 1 where Japan surrenders, a hazard that rises with pressure and when it sues for peace."""
    base = p["politics.surrender_hazard"]
    hazard = base * np.maximum(exp(p["politics.surrender_slope"] * pressure) - p["politics.surrender_floor"], 0.0)
    hazard = hazard * np.where(sues > 0, p["politics.suing_factor"], 1.0)
    at_war = np.maximum(wars_now.japan_us, state.politics.week_ussr_attacks_japan <= state.week)
    alive = np.isinf(state.politics.week_japan_out)
    return happens(
        np.minimum(hazard, p["politics.most_hazard"]) * at_war * alive, luck.uniform("japan.surrender"), weeks
    )


def moscow_gives(cohesion_now: Array, wars_now: Wars, p: Laws) -> Array:
    """Return the share of its Far East that Moscow would leave to Japan for an armistice, (world,).

    The weaker the state, the more; nothing once Germany is out of the war.
    """
    result: Array = p["far_east.price_given"] * (1.0 - cohesion_now) * wars_now.germany_ussr
    return result


def armistice(
    far: FarEast, price: Array, losses: Array, lost: Array, wars_now: Wars, p: Laws, luck: WeekLuck, weeks: float
) -> Array:
    """Return 1 where Japan and the USSR make an armistice: after some weeks, as the front stands and both strain.

    They quarrel over its price. `price` share of the Soviet Far East that Japan holds beyond what Moscow would leave
    to it: Japan gives some of it back for quiet in its rear while it fights America, and clings to the rest. `losses`
    share of both armies lost; `lost` 1 where Manchuria is lost, after which neither has much to fight for.
    """
    quarrel = np.maximum(price - p["far_east.price_yielded"] * wars_now.japan_us, 0.0)
    agreed = exp(-quarrel / p["far_east.price_width"])
    late = far.weeks_of_war >= p["far_east.armistice_weeks"]
    still = ramp(far.static.min(axis=0), 0.0, p["far_east.stalemate_weeks"])
    strain = p["far_east.strain_base"] + p["far_east.strain_two_fronts"] * (wars_now.germany_ussr + wars_now.japan_us)
    strain = strain + p["far_east.strain_losses"] * losses
    conquered = np.where(lost > 0, p["far_east.conquest_armistice"], p["far_east.victor_armistice"])
    # With Germany out of the way Moscow needs no truce, whoever began the war.
    free_hand = np.where(wars_now.germany_ussr < 1, conquered, 1.0)
    hazard = p["far_east.armistice_hazard"] * late * still * strain * free_hand * agreed * far.open
    return happens(hazard, luck.uniform("far_east.armistice"), weeks)


def dates(politics: Politics, now: float, happened: Mapping[str, Array | Flags]) -> Politics:
    """Record when the events of the theatres have happened: name of its week -> where it has, (world,)."""
    return replace(
        politics, **{name: first_week(getattr(politics, name), now, event) for name, event in happened.items()}
    )


def bombed(far: FarEast, wars_now: Wars, p: Laws, weeks: float) -> Array:
    """Return people killed in Japan by bombers from the Maritime region in the step."""
    result: Array = p["civilians.maritime_bombers"] * far.bombers * wars_now.japan_ussr * weeks
    return result


def civilian_deaths(state: State, wars_now: Wars, occupied: Array, p: Laws, weeks: float) -> Array:
    """Return civilians who die in the step: war, occupation, murder, siege, bombing and hunger, by theatre."""
    east = (
        p["civilians.east"] * wars_now.germany_ussr * (p["civilians.east_floor"] + occupied / p["east.occupied_share"])
    )
    occupied_europe = p["civilians.german_rule"] * np.isinf(state.politics.week_germany_out)
    china = p["civilians.china"] * state.economy.china_resistance * np.isinf(state.politics.week_japan_out)
    south = p["civilians.southern_asia"] * state.economy.southern_capture * np.isinf(state.politics.week_japan_out)
    japan = p["civilians.bombing_japan"] * state.pacific.bombing * wars_now.japan_us
    germany = p["civilians.bombing_germany"] * state.west.bombing * np.isinf(state.politics.week_germany_out)
    far = (p["civilians.far_east"] + p["civilians.maritime_bombers"] * state.far.bombers) * wars_now.japan_ussr
    return (east + occupied_europe + china + south + japan + germany + far) * weeks
