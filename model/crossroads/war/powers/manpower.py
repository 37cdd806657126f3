"""Men: mobilisation, the forming pipeline, replacements, hospitals, and who is where.

Every man is in exactly one place. The functions move men between places; none makes or loses any, but for youth
coming of age, which is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import TINY, bounded, in_all, share
from crossroads.war.theatres.eastern_front import Fight
from crossroads.world.axes import SECTORS, Array, Laws
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, GermanManpower, SovietManpower, replace


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


def _capped(lost: Array, men: Array, p: Laws) -> Array:
    return np.minimum(lost, p["combat.largest_loss_share"] * men)


def soviet_losses(
    east: EasternFront, ussr: SovietManpower, fight: Fight, p: Laws, weeks: float
) -> tuple[EasternFront, SovietManpower, Array]:
    """Take the week's Soviet losses from the field army; return also the total, men (world,)."""
    men = east.trained + east.green + east.far_eastern
    wanted = (fight.soviet_lost + fight.soviet_encircled + fight.soviet_sick) * weeks
    taken = _capped(wanted, men, p)
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


def _spread(east: EasternFront, ratio: Array, p: Laws) -> Array:
    """Return the share of the field army that each sector should hold, (sector, world): more where it is pressed."""
    bound = p["combat.largest_log_ratio"]
    pressed = bounded(ratio, -bound, bound)
    weight = p.column("east.soviet_share", SECTORS) * exp(p["east.soviet_threat_response"] * pressed)
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
    target = _spread(east, ratio, p)
    matured = share(1.0 / p["east.green_weeks"], weeks)
    moving = share(p["east.soviet_redeployment"], weeks)
    trained = east.trained + matured * east.green + target * (released + healed)
    green = east.green * (1.0 - matured) + target * formed
    eastern = east.far_eastern + target * arrived
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
    ussr: SovietManpower, occupied: Array, aid: Array, men: Array, p: Laws, weeks: float
) -> SovietManpower:
    """Make and receive arms for `weeks`.

    `aid` thousand long tons of lend-lease that arrived in the step; `men` of the field army, (world,).
    """
    industry = 1.0 - p["ussr.industry_lost"] * occupied / p["east.occupied_share"]
    made = p["ussr.arms_output"] * np.maximum(industry, 0.0) * weeks
    received = p["ussr.arms_per_kiloton"] * aid
    arms = np.minimum(ussr.arms + made + received, p["ussr.arms_most"] * men)
    mobility = ussr.mobility + p["ussr.mobility_per_kiloton"] * aid * (1.0 - ussr.mobility)
    return replace(ussr, arms=arms, mobility=bounded(mobility, 0.0, 1.0))


def german_losses(
    east: EasternFront, germany: GermanManpower, fight: Fight, p: Laws, weeks: float
) -> tuple[EasternFront, GermanManpower, Array]:
    """Take German and allied losses; return also killed, wounded and missing (without the sick), men (world,)."""
    lost = _capped(fight.german_lost * weeks, east.german, p)
    sick = _capped(fight.german_sick * weeks, east.german - lost, p)
    hurt = casualties(in_all(lost), 0.0 * germany.dead, in_all(sick), p["germany.wounded_share"], p)
    allied = _capped(fight.allied_lost * weeks, east.allied, p)
    battle = in_all(lost)
    east = replace(east, german=east.german - lost - sick, allied=east.allied - allied)
    germany = replace(
        germany,
        hospital=germany.hospital + hurt.hospital,
        dead=germany.dead + hurt.dead,
        missing=germany.missing + hurt.missing,
        allied_lost=germany.allied_lost + in_all(allied),
        losses_east=germany.losses_east + battle,
    )
    return east, germany, battle


def german_flows(
    east: EasternFront, germany: GermanManpower, effort: Array, west_share: Array, p: Laws, weeks: float
) -> tuple[EasternFront, GermanManpower]:
    """Replace, heal and shift German men for `weeks`; `west_share` is the share the west should hold, (world,)."""
    youth = np.full_like(germany.replacements, 1.0) * p["germany.youth"] * weeks
    drafted = share(p["germany.replacement_rate"], weeks) * germany.replacements + p["germany.youth_to_front"] * youth
    reserve = share(p["germany.reserve_release"], weeks) * germany.reserve
    out = share(1.0 / p["manpower.hospital_weeks"], weeks) * germany.hospital
    back = p["germany.return_share"] * out
    total_east = in_all(east.german)
    incoming = drafted + reserve + back
    to_west = incoming * west_share
    total = total_east + germany.west + incoming
    shift = share(p["germany.shift_rate"], weeks) * (west_share * total - germany.west - to_west)
    main = np.arange(len(SECTORS))[:, None] == effort
    weight = p.column("east.german_share", SECTORS) * np.where(main, p["east.main_effort_weight"], 1.0)
    target = weight / in_all(weight)
    new_total = total_east + incoming - to_west - shift
    moving = share(p["east.german_redeployment"], weeks)
    german = east.german * (new_total / np.maximum(total_east, 1.0))
    german = german + moving * (target * in_all(german) - german)
    # The east is the sum of its sectors; what the sum rounds away stays in the west.
    rounding = (total_east + incoming - to_west - shift) - in_all(german)
    allied = share(p["germany.allied_release"], weeks) * germany.allied_reserve
    germany = replace(
        germany,
        replacements=germany.replacements + youth - drafted,
        reserve=germany.reserve - reserve,
        hospital=germany.hospital - out,
        invalid=germany.invalid + out - back,
        west=germany.west + to_west + shift + rounding,
        youth=germany.youth + youth,
        allied_reserve=germany.allied_reserve - allied,
    )
    spread = p.column("east.allied_share", SECTORS)
    return replace(east, german=german, allied=east.allied + spread / spread.sum(axis=0) * allied), germany
