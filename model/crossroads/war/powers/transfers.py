"""The Soviet Far Eastern army: its garrison by ratio, troops sent west, local call-up, and the build-up of an attack.

A set of arms is what armed one man in June 1941. Men who leave in divisions take theirs along; men called up bring
none.
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import TINY, bounded, in_all, share
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp
from crossroads.world.state import EasternFront, SovietManpower, replace


def garrison_wanted(japanese: Array, pacific_weeks: Array, p: Laws) -> Array:
    """Return the men that Moscow wants in the Far East, (world,): so many for each Japanese across the border.

    `japanese` men in Manchuria and Korea; `pacific_weeks` weeks that Japan and America have fought. Once that war has
    lasted for a time Moscow dares with fewer.
    """
    bound = np.maximum(pacific_weeks - p["far_east.thinning_after_weeks"], 0.0)
    return p["far_east.garrison_ratio"] * japanese * exp(-p["far_east.garrison_relief"] * bound)


def send_west(
    ussr: SovietManpower, order: Array, at_war: Array, garrison: Array, p: Laws, weeks: float
) -> SovietManpower:
    """Send trained men west by rail.

    `order` 0 none, 1 cautious, 2 large; `at_war` 1 where Japan and the USSR fight, or an attack is being built up, when
    nothing leaves; `garrison` men wanted in the Far East; (world,). Each order has its weekly pace and its limit, as
    shares of the recorded number sent west: whole divisions, with their arms. Beyond the limit go drafts, unarmed, to
    the reserve in the interior, as far as the garrison has more men than are wanted; they are no part of `moved_west`.
    """
    planned = p["ussr.transfer_west_troops"]
    pace = np.where(order >= 2, p["ussr.transfer_pace_large"], p["ussr.transfer_pace_cautious"])
    pace = pace * p["far_east.rail_west"]
    # A large order sends the number itself.
    limit = np.where(order >= 2, 1.0, p["ussr.transfer_limit_cautious"])
    goes = (order > 0) & (at_war < 1)
    most = np.where(goes, np.minimum(pace * planned * weeks, _movable(ussr.far_east_trained, p)), 0.0)
    divisions = np.minimum(most, np.maximum(limit * planned - ussr.moved_west, 0.0))
    spare = np.maximum(ussr.far_east_trained + ussr.far_east_green - divisions - garrison, 0.0)
    drafts = np.minimum(most - divisions, spare)
    arms = divisions * np.minimum(ussr.far_east_arms / (ussr.far_east_trained + TINY), 1.0)
    return replace(
        ussr,
        far_east_trained=ussr.far_east_trained - divisions - drafts,
        transit_west=ussr.transit_west + divisions,
        interior=ussr.interior + drafts,
        moved_west=ussr.moved_west + divisions,
        far_east_arms=ussr.far_east_arms - arms,
        arms=ussr.arms + arms,
    )


def call_up(ussr: SovietManpower, garrison: Array, cut_off: Array, p: Laws, weeks: float) -> SovietManpower:
    """Fill the Far Eastern army from the call-up of the region towards the `garrison` wanted: green men, who train.

    `cut_off` share of the army that no train reaches, (world,): only men who live there still join it, and no arms do.
    """
    reached = 1.0 - cut_off
    strength = ussr.far_east_trained + ussr.far_east_green
    room = bounded((garrison - strength) / p["far_east.ceiling_width"], 0.0, 1.0)
    joins = reached + p["far_east.call_up_cut_off"] * cut_off
    called = np.minimum(p["far_east.local_call_up"] * joins * weeks * room, ussr.pool)
    matured = share(1.0 / p["far_east.green_weeks"], weeks) * ussr.far_east_green
    return replace(
        ussr,
        pool=ussr.pool - called,
        mobilised=ussr.mobilised + called,
        far_east_green=ussr.far_east_green + called - matured,
        far_east_trained=ussr.far_east_trained + matured,
        far_east_arms=ussr.far_east_arms + p["far_east.arms_delivered"] * reached * weeks,
    )


def send_east(
    east: EasternFront, ussr: SovietManpower, wanted: Array, p: Laws, weeks: float
) -> tuple[EasternFront, SovietManpower]:
    """Send trained men of the western field army east by rail, with their share of its arms.

    `wanted` 1 where an attack on Japan is ordered or the Far East is at war and calls for replacements, as a factor
    on the railway's capacity for troops, less what no train reaches; (world,).
    """
    men = east.trained
    total = in_all(men)
    sent = np.minimum(p["far_east.rail_men"] * wanted * weeks, _movable(total, p))
    arrived = share(1.0 / p["far_east.rail_weeks"], weeks) * ussr.transit_east
    left = men * (1.0 - sent / np.maximum(total, 1.0))
    gone = total - in_all(left)
    arms = ussr.arms * gone / np.maximum(in_all(men + east.green + east.far_eastern), 1.0)
    ussr = replace(
        ussr,
        transit_east=ussr.transit_east + gone - arrived,
        far_east_trained=ussr.far_east_trained + arrived,
        arms=ussr.arms - arms,
        far_east_arms=ussr.far_east_arms + arms,
    )
    return replace(east, trained=left), ussr


def _movable(men: Array, p: Laws) -> Array:
    """Return the most of an army that can be put on trains in a step, men."""
    return p["ussr.transfer_most_share"] * men
