"""The opening: what is true on 22 June 1941, from the records alone."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from crossroads.world.axes import CENTRE, FAR_EAST_AXES, SECTORS, Array, Laws
from crossroads.world.state import (
    EasternFront,
    Economy,
    FarEast,
    GermanManpower,
    JapaneseManpower,
    Pacific,
    Politics,
    SovietManpower,
    State,
    West,
    never,
)


def opening_state(p: Laws, worlds: int) -> State:
    """Return the state at the start of week 0 for a number of worlds."""
    return State(
        week=0.0,
        east=_eastern_front(p, worlds),
        ussr=_ussr(p, worlds),
        germany=_germany(p, worlds),
        japan=_japan(p, worlds),
        far=_far_east(p, worlds),
        economy=_economy(p, worlds),
        pacific=_pacific(p, worlds),
        west=West(*(np.zeros(worlds) for _ in fields(West))),
        politics=_politics(p, worlds),
    )


def _full(value: Array | float, worlds: int) -> Array:
    return np.zeros(worlds) + value


def _eastern_front(p: Laws, worlds: int) -> EasternFront:
    zero = np.zeros((len(SECTORS), worlds))
    german = p.column("east.german_share", SECTORS)
    allied = p.column("east.allied_share", SECTORS)
    soviet = p.column("east.soviet_share", SECTORS)
    return EasternFront(
        front=zero,
        railhead_axis=zero,
        railhead_soviet=zero,
        stock_axis=zero + p["supply.axis_stock_opening"],
        stock_soviet=zero + p["supply.soviet_stock_opening"],
        offensive_axis=zero + 1.0,
        offensive_soviet=zero,
        static=zero,
        city=zero,
        fallen=zero,
        german=zero + german / german.sum(axis=0) * p["germany.army_east_opening"],
        allied=zero + allied / allied.sum(axis=0) * p["germany.allied_opening"],
        trained=zero + soviet / soviet.sum(axis=0) * p["ussr.field_opening"],
        green=zero,
        far_eastern=zero,
        massed=zero + (np.arange(len(SECTORS)) == CENTRE)[:, None],
        river_crossed=np.zeros(worlds),
    )


def _ussr(p: Laws, worlds: int) -> SovietManpower:
    zero = np.zeros(worlds)
    far_east = _full(p["ussr.far_east_opening"], worlds)
    trained = far_east * p["ussr.far_east_trained_share"]
    return SovietManpower(
        pool=_full(p["ussr.pool_opening"], worlds),
        occupied=zero,
        forming_first=zero,
        forming_second=zero,
        interior=_full(p["ussr.interior_opening"], worlds),
        branches=zero,
        hospital=zero,
        invalid=zero,
        dead=zero,
        missing=zero,
        far_east_trained=trained,
        far_east_green=far_east - trained,
        transit_west=zero,
        transit_east=zero,
        moved_west=zero,
        mobilised=zero,
        youth=zero,
        arms=_full(p["ussr.field_opening"], worlds),
        mobility=zero,
    )


def _germany(p: Laws, worlds: int) -> GermanManpower:
    zero = np.zeros(worlds)
    return GermanManpower(
        replacements=_full(p["germany.replacements_opening"], worlds),
        reserve=_full(p["germany.reserve_opening"], worlds),
        hospital=zero,
        invalid=zero,
        dead=zero,
        missing=zero,
        west=_full(p["germany.army_west_opening"], worlds),
        youth=zero,
        allied_reserve=_full(p["germany.allied_reserve"], worlds),
        allied_lost=zero,
        losses_east=zero,
    )


def _japan(p: Laws, worlds: int) -> JapaneseManpower:
    zero = np.zeros(worlds)
    return JapaneseManpower(
        pool=_full(p["japan.pool_opening"], worlds),
        home=_full(p["japan.home_opening"], worlds),
        manchuria=_full(p["japan.kwantung_before"], worlds) + p["japan.korea_army_strength"],
        china=_full(p["china.japanese_army"], worlds),
        south=_full(p["japan.south_before"], worlds),
        hospital=zero,
        invalid=zero,
        dead=zero,
        missing=zero,
        youth=zero,
    )


def _far_east(p: Laws, worlds: int) -> FarEast:
    zero = np.zeros(worlds)
    axes = np.zeros((len(FAR_EAST_AXES), worlds))
    return FarEast(
        front=axes,
        stock_japan=axes + p["supply.far_east_stock_opening"],
        stock_soviet=axes + p["supply.far_east_stock_opening"],
        static=axes,
        open=zero,
        limited=zero,
        weeks_of_war=zero,
        vladivostok=zero,
        rail_cut=zero,
        soviet_crossing=zero,
        bombers=np.ones(worlds),
    )


def _economy(p: Laws, worlds: int) -> Economy:
    zero = np.zeros(worlds)
    at_war = _full(p["china.war_with_japan"], worlds)
    return Economy(
        oil_stock=_full(p["oil.stock_opening"], worlds),
        southern_capture=zero,
        southern_repair=zero,
        merchant_fleet=_full(p["shipping.fleet_opening"], worlds),
        tankers=_full(p["shipping.tankers_opening"], worlds),
        captured_ships=zero,
        china_resistance=at_war,
        soviet_aid_china=at_war,
        us_army=_full(p["united_states.army_opening"], worlds),
        us_industry=_full(p["united_states.industry_opening"], worlds),
        us_dead=zero,
        china_dead=zero,
    )


def _pacific(p: Laws, worlds: int) -> Pacific:
    zero = np.zeros(worlds)
    return Pacific(
        carriers_japan=_full(p["pacific.carriers_japan_opening"], worlds),
        carriers_us=_full(p["pacific.carriers_us_opening"], worlds),
        distance=_full(p["pacific.distance_opening"], worlds),
        logistics=zero,
        submarines=_full(p["pacific.submarines_opening"], worlds),
        bombing=zero,
        bomb_work=zero,
        bombs_used=zero,
        bombs_on_japan=zero,
    )


def _politics(p: Laws, worlds: int) -> Politics:
    names = [item.name for item in fields(Politics)]
    values = {name: never(worlds) if name.startswith("week_") else np.zeros(worlds) for name in names}
    values["soviet_cohesion"] = np.ones(worlds)
    values["us_opinion"] = _full(p["united_states.opinion_base"], worlds)
    values["pact"] = _full(p["diplomacy.neutrality_pact_in_force"], worlds)
    return Politics(**values)
