"""The Eastern Front: what a week of fighting costs, by posture, men and arms.

An attack costs a sector three or four men in a hundred a week, whether it wins ground or fails; who is attacked loses
less, and a quiet front least. Arrays are (sector, world) unless said.

References
----------
Krivosheev, G. F. (ed.) (1997). Soviet Casualties and Combat Losses in the Twentieth Century: operations of 1941-43 cost
0.56 to 1.07 % of their strength a day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws import combat
from crossroads.war.laws.small import safe_log_ratio
from crossroads.war.laws.weather import Season
from crossroads.war.theatres.eastern_power import axis_men, beyond_fit, soviet_men
from crossroads.world.axes import Array, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, power
from crossroads.world.state import EasternFront


@dataclass(slots=True)
class Fight:
    """What a week of fighting does; all (sector, world), men per week.

    `ratio` is the logarithm of the Axis' power over the Soviets', with flanks, surprise and luck.
    """

    ratio: Array
    soviet_lost: Array
    soviet_encircled: Array
    soviet_sick: Array
    german_lost: Array
    german_sick: Array
    allied_lost: Array


@dataclass(frozen=True, slots=True)
class Fought:
    """How a week was fought.

    Attributes
    ----------
    ratio
        Logarithm of the Axis' power over the Soviets'.
    moved
        Km a week, positive = east.
    axis_attacks, soviet_attacks
        1 where a side attacks.
    arms
        Soviet arms a man, June 1941 = 1, (world,).
    open_war
        1 while Germany and the USSR fight, (world,).
    """

    ratio: Array
    moved: Array
    axis_attacks: Array
    soviet_attacks: Array
    arms: Array
    open_war: Array


def against_soviets(east: EasternFront, fought: Fought, p: Laws) -> Array:
    """Return the logarithm of what stands against a Soviet soldier: men of the Axis a man, over arms.

    With `combat.losses_by_drive` 1 it is the drive, which holds skill, frost, flanks and surprise as well; at 0 it is
    men and arms alone, as the battles of the time have it.
    """
    by_men = safe_log_ratio(axis_men(east, p), soviet_men(east)) - p["east.arms_exponent"] * safe_log_ratio(
        fought.arms, np.ones_like(fought.arms)
    )
    return by_men + p["combat.losses_by_drive"] * (fought.ratio - by_men)


def losses(east: EasternFront, week: float, season: Season, fought: Fought, p: Laws, luck: WeekLuck) -> Fight:
    """Return the men lost a week by each side and sector."""
    axis_attacks, soviet_attacks = fought.axis_attacks, fought.soviet_attacks
    fresh = p["east.fresh_front_losses"] * exp(-east.static / p["east.fresh_front_weeks"])
    ordered = p["east.ordered_attacks"] * exp(-week / p["east.ordered_attack_weeks"])
    quiet = p["east.quiet_activity"]
    relief = p["east.relief_attacks"] * axis_attacks.max(axis=0) * fought.open_war
    both = (quiet + fresh + quiet * (ordered + relief)) * (1.0 - p["weather.mud_quiet"] * season.mud)
    slope = p["combat.loss_slope"]
    early = exp(-week / p["east.soviet_learning_weeks"])
    men = soviet_men(east)
    against = against_soviets(east, fought, p)
    lasting = p["east.loss_discrepancy"] * beyond_fit(week, p)
    soviet_base = p["east.soviet_lethality"] * (1.0 + p["east.soviet_early_lethality"] * early)
    soviet_base = soviet_base * exp(lasting * luck.lasting_normal("east.soviet_loss_discrepancy"))
    soviet_activity = both + p["east.soviet_exposure"] * soviet_attacks + p["east.soviet_attacked"] * axis_attacks
    soviet = combat.loss_share(soviet_base, slope, against, soviet_activity, p) * men * fought.open_war
    pocket_base = p["east.encirclement"] * (1.0 + p["east.encirclement_early"] * early)
    pocket = combat.encircled_share(pocket_base, np.maximum(fought.moved, 0.0), p["east.encirclement_speed"])
    german_activity = both + p["east.german_exposure"] * axis_attacks + p["east.german_attacked"] * soviet_attacks
    german_base = p["east.german_lethality"] * power(fought.arms, p["east.arms_lethality"])
    german_base = german_base * exp(lasting * luck.lasting_normal("east.german_loss_discrepancy"))
    german_share = combat.loss_share(german_base, slope, -against, german_activity, p)
    cut_off = combat.encircled_share(
        p["east.german_encirclement"], np.maximum(-fought.moved, 0.0), p["east.encirclement_speed"]
    )
    frost = season.winter * season.first_winter
    soviet_sick = p["east.soviet_sickness"] + p["east.soviet_winter_sickness"] * season.winter
    german_sick = p["east.german_sickness"] + p["east.german_frostbite"] * frost
    german_lost = (german_share + cut_off) * fought.open_war
    return Fight(
        ratio=fought.ratio,
        soviet_lost=soviet,
        soviet_encircled=pocket * men * fought.open_war,
        soviet_sick=soviet_sick * men * fought.open_war,
        german_lost=german_lost * east.german,
        german_sick=german_sick * east.german * fought.open_war,
        allied_lost=p["east.allied_exposure"] * german_lost * east.allied,
    )
