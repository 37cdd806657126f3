"""Men: mobilisation, the forming pipeline, replacements, hospitals, and who is where.

Every man is in exactly one place. The functions move men between places; none makes or loses any, but for youth
coming of age, which is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import TINY, bounded, in_all, saturating, share
from crossroads.world.axes import SECTORS, Array, Laws
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, SovietManpower, replace


@dataclass(slots=True)
class Fight:
    """What a week of fighting on the Eastern Front does; all (sector, world), men per week.

    `ratio` is the logarithm of the Axis' power over the Soviets', with flanks, surprise and luck.
    """

    ratio: Array
    soviet_lost: Array
    soviet_encircled: Array
    soviet_sick: Array
    german_lost: Array
    german_sick: Array
    allied_lost: Array


@dataclass(slots=True)
class Casualties:
    """Men lost in a step, (world,): to hospital, dead, missing."""

    hospital: Array
    dead: Array
    missing: Array

    @property
    def total(self) -> Array:
        """All men lost to their units."""
        return self.hospital + self.dead + self.missing


def casualties(lost: Array, cut_off: Array, sick: Array, wounded_share: Array | float, p: Laws) -> Casualties:
    """Divide losses into hospital, dead and missing.

    `lost` men in ordinary fighting, of whom `wounded_share` are wounded; `cut_off` in encirclements, nearly all
    missing; `sick` all to hospital.
    """
    hurt = wounded_share * lost
    fallen = lost - hurt
    dead = p["manpower.dead_share"] * fallen + p["manpower.dead_share_encircled"] * cut_off
    return Casualties(hospital=hurt + sick, dead=dead, missing=fallen + cut_off - dead)


def occupied_share(front: Array, p: Laws) -> Array:
    """Return the share of Soviet people behind the German line, (world,), from the front (sector, world)."""
    depth = bounded(front / p.column("east.occupied_km", SECTORS), 0.0, p["east.occupied_most"])
    return p["east.occupied_share"] * in_all(p.column("east.occupied_weight", SECTORS) * depth)


def capped(lost: Array, men: Array, p: Laws) -> Array:
    """Return losses that are no more of the men than is known of any battle."""
    return np.minimum(lost, p["combat.largest_loss_share"] * men)


def soviet_losses(
    east: EasternFront, ussr: SovietManpower, fight: Fight, p: Laws, weeks: float
) -> tuple[EasternFront, SovietManpower, Array]:
    """Take the week's Soviet losses from the field army; return also the total, men (world,)."""
    men = east.trained + east.green + east.far_eastern
    wanted = (fight.soviet_lost + fight.soviet_encircled + fight.soviet_sick) * weeks
    taken = capped(wanted, men, p)
    scale = weeks * taken / np.maximum(wanted, 1.0)
    parts = [in_all(flow * scale) for flow in (fight.soviet_lost, fight.soviet_encircled, fight.soviet_sick)]
    hurt = casualties(parts[0], parts[1], parts[2], p["ussr.wounded_share"], p)
    left = 1.0 - (scale * (fight.soviet_lost + fight.soviet_encircled + fight.soviet_sick)) / np.maximum(men, 1.0)
    east = replace(east, trained=east.trained * left, green=east.green * left, far_eastern=east.far_eastern * left)
    gone = in_all(men) - in_all(east.trained + east.green + east.far_eastern)
    # What left the army is what arrives elsewhere, to the last bit: the missing take the rounding.
    missing = gone - hurt.hospital - hurt.dead
    kept = 1.0 - p["ussr.arms_lost_share"] * gone / np.maximum(in_all(men), 1.0)
    ussr = replace(
        ussr,
        hospital=ussr.hospital + hurt.hospital,
        dead=ussr.dead + hurt.dead,
        missing=ussr.missing + missing,
        arms=ussr.arms * kept,
    )
    return east, ussr, gone


def _spread(ratio: Array, response: Array | float, p: Laws) -> Array:
    """Return the share of men that each sector should be given, (sector, world): more where it is pressed."""
    bound = p["combat.largest_log_ratio"]
    pressed = bounded(ratio, -bound, bound)
    weight = p.column("east.soviet_share", SECTORS) * exp(response * pressed)
    return weight / in_all(weight)


def soviet_flows(
    east: EasternFront, ussr: SovietManpower, ratio: Array, now: float, p: Laws, weeks: float
) -> tuple[EasternFront, SovietManpower]:
    """Mobilise, form, train, heal and send to the front for `weeks`."""
    pulse = p["ussr.pulse_men"] / p["ussr.pulse_weeks"] * bounded(p["ussr.pulse_weeks"] - now, 0.0, weeks)
    called = np.minimum(pulse + share(p["ussr.mobilisation_rate"], weeks) * ussr.pool, ussr.pool)
    youth = np.full_like(ussr.pool, 1.0) * p["ussr.youth"] * weeks
    to_branches = p["ussr.branches_share"] * called
    pace = share(1.0 / p["ussr.forming_weeks"], weeks)
    on_to_second = pace * ussr.forming_first
    men = in_all(east.trained + east.green + east.far_eastern)
    room = bounded((p["ussr.field_ceiling"] - men) / p["ussr.ceiling_width"], 0.0, 1.0)
    formed = pace * ussr.forming_second * room
    released = share(p["ussr.interior_release"], weeks) * ussr.interior * room
    out = share(1.0 / p["manpower.hospital_weeks"], weeks) * ussr.hospital
    back = p["ussr.return_share"] * out
    healed = back * room
    arrived = share(1.0 / p["far_east.rail_weeks"], weeks) * ussr.transit_west
    target = _spread(ratio, p["east.soviet_threat_response"], p)
    # Who arrives is sent where the danger is; who stands there already moves slowly.
    sent = _spread(ratio, p["east.arrivals_response"], p)
    matured = share(1.0 / p["east.green_weeks"], weeks)
    moving = share(p["east.soviet_redeployment"], weeks)
    trained = east.trained + matured * east.green + sent * (released + healed)
    green = east.green * (1.0 - matured) + sent * formed
    eastern = east.far_eastern + sent * arrived
    cohorts = [cohort + moving * (target * in_all(cohort) - cohort) for cohort in (trained, green, eastern)]
    ussr = replace(
        ussr,
        pool=ussr.pool - called + youth,
        youth=ussr.youth + youth,
        mobilised=ussr.mobilised + called,
        branches=ussr.branches + to_branches,
        forming_first=ussr.forming_first + called - to_branches - on_to_second,
        forming_second=ussr.forming_second + on_to_second - formed,
        interior=ussr.interior - released + back - healed,
        hospital=ussr.hospital - out,
        invalid=ussr.invalid + out - back,
        transit_west=ussr.transit_west - arrived,
    )
    return replace(east, trained=cohorts[0], green=cohorts[1], far_eastern=cohorts[2]), ussr


def occupation(ussr: SovietManpower, before: Array, after: Array, p: Laws) -> SovietManpower:
    """Move men of the pool behind the line as land is lost, and some back as it is freed.

    `before`, `after` are occupied shares of the people, (world,).
    """
    change = after - before
    lost = np.maximum(change, 0.0) / np.maximum(1.0 - before, p["combat.largest_loss_share"]) * ussr.pool
    freed = np.maximum(-change, 0.0) / np.maximum(before, TINY) * ussr.occupied
    back = p["ussr.liberated_share"] * freed
    return replace(
        ussr,
        pool=ussr.pool - lost + back,
        occupied=ussr.occupied + lost - freed,
        invalid=ussr.invalid + freed - back,
    )


def arms_and_mobility(
    ussr: SovietManpower,
    occupied: Array,
    moscow: Array,
    aid: Array,
    men: Array,
    drawn_east: Array,
    now: float,
    p: Laws,
    weeks: float,
) -> SovietManpower:
    """Make and receive arms for `weeks`.

    Parameters
    ----------
    occupied
        Share of the people behind the German line, (world,).
    moscow
        1 where Moscow, with its works, is in German hands, (world,).
    aid
        Thousand long tons of lend-lease that arrived in the step, (world,).
    men
        Of the field army, (world,).
    drawn_east
        Share of new arms that goes to the Far East, (world,).
    now
        Week; works that were moved east produce from `ussr.arms_from_week` on.
    """
    industry = 1.0 - p["ussr.industry_lost"] * occupied / p["east.occupied_share"] - p["ussr.moscow_works"] * moscow
    grown = 1.0 + p["ussr.arms_growth"] * saturating(now - p["ussr.arms_from_week"], p["ussr.arms_weeks"])
    made = p["ussr.arms_output"] * grown * np.maximum(industry, 0.0) * weeks
    received = p["ussr.arms_per_kiloton"] * aid
    east = drawn_east * made
    arms = np.minimum(ussr.arms + (made - east) + received, p["ussr.arms_most"] * men)
    mobility = ussr.mobility + p["ussr.mobility_per_kiloton"] * aid * (1.0 - ussr.mobility)
    far = ussr.far_east_arms + east
    return replace(ussr, arms=arms, far_east_arms=far, mobility=bounded(mobility, 0.0, 1.0))
