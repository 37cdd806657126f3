"""The Eastern Front: what a week of fighting costs, by posture, men and arms.

An attack costs a sector three or four men in a hundred a week, whether it wins ground or fails; who is attacked loses
less, and a quiet front least. Arrays are (sector, world) unless said.

References
----------
Krivosheev, G. F. (ed.) (1997). Soviet Casualties and Combat Losses in the Twentieth Century: operations of 1941-43 cost
0.56 to 1.07 % of their strength a day.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws import front
from crossroads.war.laws.small import safe_log_ratio
from crossroads.war.laws.weather import Season
from crossroads.war.powers.manpower import Fight
from crossroads.war.theatres.eastern_power import axis_men, beyond_fit, soviet_men
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, power
from crossroads.world.state import EasternFront


def against_soviets(east: EasternFront, ratio: Array, arms: Array, p: Laws) -> Array:
    """Return the logarithm of what stands against a Soviet soldier: men of the Axis a man, over arms.

    With `combat.losses_by_drive` 1 it is the drive, `ratio`, which holds skill, frost, flanks and surprise as well; at
    0 it is men and arms alone, as the battles of the time have it. `arms` Soviet arms a man, June 1941 = 1, (world,).
    """
    by_men = safe_log_ratio(axis_men(east, p), soviet_men(east)) - p["east.arms_exponent"] * safe_log_ratio(
        arms, np.ones_like(arms)
    )
    return by_men + p["combat.losses_by_drive"] * (ratio - by_men)


def _everywhere(
    east: EasternFront, week: float, season: Season, axis_attacks: Array, open_war: Array, p: Laws
) -> Array:
    """Return the activity of both armies where neither attacks: quiet, fresh lines, and attacks that are ordered."""
    fresh = front.fresh(east.static, p["east.fresh_front_losses"], p["east.fresh_front_weeks"])
    ordered = p["east.ordered_attacks"] * exp(-week / p["east.ordered_attack_weeks"])
    quiet = p["east.quiet_activity"]
    relief = p["east.relief_attacks"] * axis_attacks.max(axis=0) * open_war
    result: Array = (quiet + fresh + quiet * (ordered + relief)) * (1.0 - p["weather.mud_quiet"] * season.mud)
    return result


def exposures(week: float, both: Array, arms: Array, p: Laws, luck: WeekLuck) -> tuple[front.Exposure, front.Exposure]:
    """Return what fighting costs the Axis and the Soviets; `both` is the activity where neither attacks."""
    early = exp(-week / p["east.soviet_learning_weeks"])
    lasting = p["east.loss_discrepancy"] * beyond_fit(week, p)
    soviet = p["east.soviet_lethality"] * (1.0 + p["east.soviet_early_lethality"] * early)
    german = p["east.german_lethality"] * power(arms, p["east.arms_lethality"])
    return (
        front.Exposure(
            lethality=german * exp(lasting * luck.lasting_normal("east.german_loss_discrepancy")),
            quiet=both,
            attack=p["east.german_exposure"],
            attacked=p["east.german_attacked"],
            pocket=p["east.german_encirclement"],
            half=p["east.encirclement_speed"],
        ),
        front.Exposure(
            lethality=soviet * exp(lasting * luck.lasting_normal("east.soviet_loss_discrepancy")),
            quiet=both,
            attack=p["east.soviet_exposure"],
            attacked=p["east.soviet_attacked"],
            pocket=p["east.encirclement"] * (1.0 + p["east.encirclement_early"] * early),
            half=p["east.encirclement_speed"],
        ),
    )


def losses(
    east: EasternFront,
    week: float,
    season: Season,
    fought: front.Fought,
    arms: Array,
    open_war: Array,
    p: Laws,
    luck: WeekLuck,
) -> Fight:
    """Return the men lost a week by each side and sector.

    `arms` Soviet arms a man, June 1941 = 1; `open_war` 1 while Germany and the USSR fight; (world,).
    """
    both = _everywhere(east, week, season, fought.forward.attacks, open_war, p)
    of_axis, of_soviets = exposures(week, both, arms, p, luck)
    against = against_soviets(east, fought.drive, arms, p)
    soviet, axis = front.losses(of_soviets, fought.back, against, p), front.losses(of_axis, fought.forward, -against, p)
    men = soviet_men(east)
    frost = season.winter * season.first_winter
    soviet_sick = p["east.soviet_sickness"] + p["east.soviet_winter_sickness"] * season.winter
    german_sick = p["east.german_sickness"] + p["east.german_frostbite"] * frost
    german_lost = (axis.fighting + axis.cut_off) * open_war
    return Fight(
        ratio=fought.drive,
        soviet_lost=soviet.fighting * men * open_war,
        soviet_encircled=soviet.cut_off * men * open_war,
        soviet_sick=soviet_sick * men * open_war,
        german_lost=german_lost * east.german,
        german_sick=german_sick * east.german * open_war,
        allied_lost=p["east.allied_exposure"] * german_lost * east.allied,
    )
