"""The Soviet Far Eastern army: troops sent west, local call-up, and the build-up of an attack on Japan."""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import bounded, in_all, share
from crossroads.world.axes import Array, Laws
from crossroads.world.state import EasternFront, SovietManpower, replace


def send_west(ussr: SovietManpower, order: Array, at_war: Array, p: Laws, weeks: float) -> SovietManpower:
    """Send trained men west by rail.

    `order` 0 none, 1 cautious, 2 large; `at_war` 1 where Japan and the USSR fight, when nothing leaves; (world,).
    Each order has its weekly pace and its limit, as shares of the recorded number sent west.
    """
    planned = p["ussr.transfer_west_troops"]
    pace = np.where(order >= 2, p["ussr.transfer_pace_large"], p["ussr.transfer_pace_cautious"])
    limit = np.where(order >= 2, p["ussr.transfer_limit_large"], p["ussr.transfer_limit_cautious"])
    wanted = np.minimum(pace * planned * weeks, np.maximum(limit * planned - ussr.moved_west, 0.0))
    wanted = np.where((order > 0) & (at_war < 1), wanted, 0.0)
    sent = np.minimum(wanted, p["ussr.transfer_most_share"] * ussr.far_east_trained)
    return replace(
        ussr,
        far_east_trained=ussr.far_east_trained - sent,
        transit_west=ussr.transit_west + sent,
        moved_west=ussr.moved_west + sent,
    )


def call_up(ussr: SovietManpower, p: Laws, weeks: float) -> SovietManpower:
    """Fill the Far Eastern army from local call-up: green men, who train with time."""
    strength = ussr.far_east_trained + ussr.far_east_green
    room = bounded((p["far_east.strength_ceiling"] - strength) / p["far_east.ceiling_width"], 0.0, 1.0)
    called = np.minimum(p["far_east.local_call_up"] * weeks * room, ussr.pool)
    matured = share(1.0 / p["far_east.green_weeks"], weeks) * ussr.far_east_green
    return replace(
        ussr,
        pool=ussr.pool - called,
        mobilised=ussr.mobilised + called,
        far_east_green=ussr.far_east_green + called - matured,
        far_east_trained=ussr.far_east_trained + matured,
    )


def send_east(
    east: EasternFront, ussr: SovietManpower, wanted: Array, p: Laws, weeks: float
) -> tuple[EasternFront, SovietManpower]:
    """Send trained men of the western field army east by rail.

    `wanted` 1 where an attack on Japan is ordered or the Far East is at war and calls for replacements, as a factor
    on the railway's capacity for troops; (world,).
    """
    men = east.trained
    total = in_all(men)
    sent = np.minimum(p["far_east.rail_men"] * wanted * weeks, p["ussr.transfer_most_share"] * total)
    arrived = share(1.0 / p["far_east.rail_weeks"], weeks) * ussr.transit_east
    left = men * (1.0 - sent / np.maximum(total, 1.0))
    ussr = replace(
        ussr,
        transit_east=ussr.transit_east + (total - in_all(left)) - arrived,
        far_east_trained=ussr.far_east_trained + arrived,
    )
    return replace(east, trained=left), ussr
