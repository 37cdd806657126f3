"""The opening: what is true on 22 June 1941, from the records alone."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from crossroads.war.powers import chinese_aid, german_army
from crossroads.war.stages.fighting import THEATRES
from crossroads.world.axes import Laws
from crossroads.world.state import Economy, GermanManpower, JapaneseManpower, Politics, SovietManpower, State, never


def opening_state(p: Laws, worlds: int) -> State:
    """Return the state at the start of week 0 for a number of worlds."""
    theatres: dict[str, Any] = {name: theatre.law.opening(p, worlds) for name, theatre in THEATRES.items()}
    return State(
        week=0.0,
        ussr=_ussr(p, worlds),
        germany=_germany(p, worlds),
        japan=_japan(p, worlds),
        economy=_economy(p, worlds),
        politics=_politics(p, worlds),
        **theatres,
    )


def _ussr(p: Laws, worlds: int) -> SovietManpower:
    far_east = p["ussr.far_east_opening"]
    trained = far_east * p["ussr.far_east_trained_share"]
    return SovietManpower.zeros(
        worlds,
        pool=p["ussr.pool_opening"],
        interior=p["ussr.interior_opening"],
        far_east_trained=trained,
        far_east_green=far_east - trained,
        arms=p["ussr.field_opening"],
        far_east_arms=far_east,
    )


def _germany(p: Laws, worlds: int) -> GermanManpower:
    return GermanManpower.zeros(
        worlds,
        replacements=p["germany.replacements_opening"],
        training_first=german_army.in_training(p),
        training_second=german_army.in_training(p),
        reserve=p["germany.reserve_opening"],
        west=p["germany.army_west_opening"],
        allied_reserve=p["germany.allied_reserve"],
    )


def _japan(p: Laws, worlds: int) -> JapaneseManpower:
    return JapaneseManpower.zeros(
        worlds,
        pool=p["japan.pool_opening"],
        home=p["japan.home_opening"],
        manchuria=p["japan.kwantung_before"] + p["japan.korea_army_strength"],
        china=p["china.japanese_army"],
        south=p["japan.south_before"],
    )


def _economy(p: Laws, worlds: int) -> Economy:
    at_war = p["china.war_with_japan"]
    return Economy.zeros(
        worlds,
        oil_stock=p["oil.stock_opening"],
        merchant_fleet=p["shipping.fleet_opening"],
        tankers=p["shipping.tankers_opening"],
        china_resistance=at_war,
        soviet_aid_china=at_war,
        soviet_arms_china=at_war * chinese_aid.lent_beyond(p),
        us_army=p["united_states.army_opening"],
        us_industry=p["united_states.industry_opening"],
    )


def _politics(p: Laws, worlds: int) -> Politics:
    values = {item.name: never(worlds) for item in fields(Politics) if item.name.startswith("week_")}
    return Politics.zeros(
        worlds,
        soviet_cohesion=np.ones(worlds),
        us_opinion=p["united_states.opinion_base"],
        pact=p["diplomacy.neutrality_pact_in_force"],
        **values,
    )
