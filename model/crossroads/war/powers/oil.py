"""Japan's oil clock: stock, imports by source, use by activity. Million barrels and weeks; arrays (world,)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import ramp, saturating
from crossroads.war.laws.step import Wars
from crossroads.war.powers.diplomacy import war_in_china
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.state import Orders, State


@dataclass(slots=True)
class OilFlows:
    """Oil in a step, million barrels in all: imports from abroad, of which southern, home output, and use."""

    imported: Array
    southern: Array
    home: Array
    used: Array


@dataclass(slots=True)
class Demand:
    """What Japan is doing, each 0 or 1 (world,), and for how many weeks it has fought in the south."""

    mobilised: Array
    northern_war: Array
    southern_war: Array
    southern_weeks: Array
    china_war: Array


def wanted(demand: Demand, p: Laws) -> Array:
    """Return the use of oil a week at full activity, million barrels."""
    at_war = np.maximum(demand.northern_war, demand.southern_war)
    ready = p["oil.use_mobilised"] * demand.mobilised * (1.0 - at_war)
    growth = p["oil.use_southern_growth"] * saturating(demand.southern_weeks, p["oil.use_southern_weeks"])
    southern = (p["oil.use_southern_war"] + growth) * demand.southern_war
    northern = p["oil.use_northern_war"] * demand.northern_war
    china = p["oil.use_china_war"] * (demand.china_war - 1.0)
    return p["oil.use_peace"] + ready + southern + northern + china


def activity(stock: Array, use: Array, p: Laws) -> Array:
    """Return the activity that the stock allows: 1 while it lasts, falling when few weeks of use are left."""
    weeks_left = stock / np.maximum(use, p["oil.use_least"])
    return p["oil.least_activity"] + (1.0 - p["oil.least_activity"]) * ramp(weeks_left, 0.0, p["oil.rationing_weeks"])


def bought(trade: Array, p: Laws) -> Array:
    """Return oil bought abroad a week; `trade` 0 open, 1 partial, 2 full embargo (the Dutch follow the Americans)."""
    left = np.where(trade >= 2, 0.0, np.where(trade >= 1, p["oil.partial_embargo_share"], 1.0))
    return (p["oil.import_united_states"] + p["oil.import_indies"]) * left


def southern(captured: Array, repaired: Array, tankers: Array, fleet_left: Array, p: Laws) -> Array:
    """Return oil that reaches Japan from the captured fields a week.

    `captured`, `repaired` shares of the fields; `tankers` thousand gross tons afloat; `fleet_left` share of the
    merchant fleet still afloat.
    """
    output = p["oil.southern_output"] * captured * repaired
    lift = p["oil.tanker_lift"] * tankers * np.minimum(fleet_left, 1.0)
    return np.minimum(p["oil.southern_share_home"] * output, lift)


def sakhalin(alive: Array, taken: Flags, northern_war: Array, p: Laws) -> Array:
    """Return oil from northern Sakhalin a week: a concession that Moscow throttles, or fields that Japan has seized.

    `alive` 1 while Japan fights on; `taken` where it holds the fields, which are past Moscow's reach; `northern_war` 1
    while it fights the USSR, when the concession ships nothing.
    """
    concession = p["japan.sakhalin_oil_share"] * p["oil.use_peace"] * alive
    at_peace = concession * p["oil.sakhalin_tap"] * (1.0 - northern_war)
    return np.where(taken, concession * p["oil.sakhalin_war_factor"], at_peace)


def step(
    stock: Array,
    demand: Demand,
    trade_flow: Array,
    southern_flow: Array,
    sakhalin: Array,
    p: Laws,
    weeks: float,
) -> tuple[Array, OilFlows]:
    """Return the stock after `weeks` and the flows; the stock never falls below 0 and nothing is lost.

    `trade_flow`, `southern_flow`, `sakhalin` million barrels a week.
    """
    imported = (trade_flow + southern_flow + sakhalin) * weeks
    home = (p["oil.domestic"] + p["oil.synthetic"]) * weeks + 0.0 * stock
    use = wanted(demand, p)
    used = np.minimum(use * activity(stock, use, p) * weeks, stock + imported + home)
    return stock + imported + home - used, OilFlows(imported, southern_flow * weeks, home, used)


def oil_demand(state: State, orders: Orders, wars: Wars, p: Laws) -> Demand:
    """Return what Japan is doing, as its use of oil depends on it."""
    politics = state.politics
    preparing = (orders.japan_rung > 0) | (politics.week_indochina <= state.week)
    return Demand(
        mobilised=preparing.astype(np.float64),
        northern_war=wars.japan_ussr,
        southern_war=wars.japan_south,
        southern_weeks=np.maximum(state.week - politics.week_southern_war, 0.0),
        china_war=war_in_china(politics, state.week, p),
    )
