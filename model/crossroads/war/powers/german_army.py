"""Germany's men: call-up by need, training, hospitals, and how many stand in the west.

Every man is in exactly one place. Arrays (world,) unless said.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import in_all, ramp, share
from crossroads.war.powers.manpower import Fight, capped, casualties
from crossroads.world.axes import SECTORS, Array, Laws
from crossroads.world.portable import power
from crossroads.world.state import EasternFront, GermanManpower, West, replace


def german_losses(
    east: EasternFront, germany: GermanManpower, fight: Fight, p: Laws, weeks: float
) -> tuple[EasternFront, GermanManpower, Array]:
    """Take German and allied losses; return also killed, wounded and missing (without the sick), men (world,)."""
    lost = capped(fight.german_lost * weeks, east.german, p)
    sick = capped(fight.german_sick * weeks, east.german - lost, p)
    nobody = 0.0 * germany.dead
    hurt = casualties(in_all(lost), nobody, nobody, p["germany.wounded_share"], p)
    allied = capped(fight.allied_lost * weeks, east.allied, p)
    battle = in_all(lost)
    east = replace(east, german=east.german - lost - sick, allied=east.allied - allied)
    germany = replace(
        germany,
        hospital=germany.hospital + hurt.hospital,
        sick=germany.sick + in_all(sick),
        dead=germany.dead + hurt.dead,
        missing=germany.missing + hurt.missing,
        allied_lost=germany.allied_lost + in_all(allied),
        losses_east=germany.losses_east + battle,
    )
    return east, germany, battle


def total_war(east: EasternFront, before: Array, p: Laws) -> Array:
    """Return 1 while everybody is called up who can be.

    It begins where the eastern army lacks `germany.total_war_gap` of that of June 1941 and ends where it is full again,
    as total mobilisation was ordered in January 1943, two months after a quarter was missing, and not taken back.
    """
    full = in_all(east.german) / p["germany.army_east_opening"]
    goes_on = np.where(full >= p["germany.total_war_until"], 0.0, before)
    return np.where(full < 1.0 - p["germany.total_war_gap"], 1.0, goes_on)


def wanted_in_the_west(west: West, at_war: Array, open_war: Array, here: Array, p: Laws) -> Array:
    """Return how many German men the west should hold, (world,).

    Shares are of Germany's army of June 1941, east and west: what Britain ties down, what America's build-up does
    (`germany.share_tied_by_united_states` where the build-up is full), and what a landing does. So the west grows in
    men with the enemy there, whatever the east has lost; once the war in the east is over, most of what is left stands
    there.

    Parameters
    ----------
    west
        The front in the west.
    at_war
        1 while Germany and America fight.
    open_war
        1 while Germany and the USSR fight.
    here
        The German army, east and west, men.
    """
    opening = p["germany.army_east_opening"] + p["germany.army_west_opening"]
    ready = power(ramp(west.build_up, 0.0, p["west.build_up_full"]), p["west.garrison_exponent"])
    america = p["germany.share_tied_by_united_states"] * ready * at_war
    planned = opening * (p["west.share_britain"] + america + p["west.share_invaded"] * west.invaded)
    # Shares that a scenario sets may add up to more than there is.
    return np.where(open_war > 0, np.minimum(planned, here), p["west.share_after_east"] * here)


def german_flows(
    east: EasternFront, germany: GermanManpower, effort: Array, west_men: Array, p: Laws, weeks: float
) -> tuple[EasternFront, GermanManpower]:
    """Call up, train, heal and shift German men for `weeks`; `west_men` that the west should hold, (world,)."""
    everybody = total_war(east, germany.total_war, p)
    rate = p["germany.replacement_rate"] * (1.0 + (p["germany.total_war_factor"] - 1.0) * everybody)
    youth = np.full_like(germany.replacements, 1.0) * p["germany.youth"] * weeks
    called = share(rate, weeks) * germany.replacements + p["germany.youth_to_front"] * youth
    # Two stages, each half of the time: hardly anyone is at the front after a fortnight.
    pace = share(2.0 / p["germany.training_weeks"], weeks)
    on_to_second, trained = pace * germany.training_first, pace * germany.training_second
    reserve = share(p["germany.reserve_release"], weeks) * germany.reserve
    out = share(1.0 / p["manpower.hospital_weeks"], weeks) * germany.hospital
    back = p["germany.return_share"] * out
    well = share(1.0 / p["germany.sick_weeks"], weeks) * germany.sick
    recovered = p["germany.sick_return_share"] * well
    incoming = trained + reserve + back + recovered
    total_east = in_all(east.german)
    shift = share(p["germany.shift_rate"], weeks) * (west_men - germany.west)
    # No more can leave the east than is there.
    shift = np.minimum(shift, p["combat.largest_loss_share"] * total_east)
    main = np.arange(len(SECTORS))[:, None] == effort
    weight = p.column("east.german_share", SECTORS) * np.where(main, p["east.main_effort_weight"], 1.0)
    target = weight / in_all(weight)
    new_total = total_east + incoming - shift
    moving = share(p["east.german_redeployment"], weeks)
    german = east.german * (new_total / np.maximum(total_east, 1.0))
    german = german + moving * (target * in_all(german) - german)
    # The east is the sum of its sectors; what the sum rounds away stays in the west.
    rounding = new_total - in_all(german)
    allied = share(p["germany.allied_release"], weeks) * germany.allied_reserve
    germany = replace(
        germany,
        replacements=germany.replacements + youth - called,
        training_first=germany.training_first + called - on_to_second,
        training_second=germany.training_second + on_to_second - trained,
        total_war=everybody,
        reserve=germany.reserve - reserve,
        hospital=germany.hospital - out,
        sick=germany.sick - well,
        invalid=germany.invalid + (out - back) + (well - recovered),
        west=germany.west + shift + rounding,
        youth=germany.youth + youth,
        allied_reserve=germany.allied_reserve - allied,
    )
    spread = p.column("east.allied_share", SECTORS)
    return replace(east, german=german, allied=east.allied + spread / spread.sum(axis=0) * allied), germany


def in_training(p: Laws) -> Array | float:
    """Return the men of each stage of training on 22 June 1941: as many as a call-up of that pace keeps there."""
    called = p["germany.replacement_rate"] * p["germany.replacements_opening"]
    result: Array | float = (
        (called + p["germany.youth_to_front"] * p["germany.youth"]) * p["germany.training_weeks"] / 2.0
    )
    return result
