"""The Japanese army by theatre: mobilisation, the ramp of the Kwantung Army, the southern force, losses. Men."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import share
from crossroads.world.axes import Array, Laws
from crossroads.world.portable import exp
from crossroads.world.state import JapaneseManpower, replace


@dataclass(slots=True)
class Posture:
    """Where Japan wants its men, (world,).

    `rung` 0 to 2; `northern_war` 1 while it fights the USSR; `southern` 1 once it prepares or fights a war in the
    south; `draw_down` 1 where Manchuria gives up men for the Pacific by order; `china` men that China ties down;
    `pacific_weeks` weeks that Japan and America have fought.
    """

    rung: Array
    northern_war: Array
    southern: Array
    draw_down: Array
    china: Array
    pacific_weeks: Array


def manchuria_wanted(posture: Posture, p: Laws) -> Array:
    """Return the men wanted in Manchuria and Korea: each rung a step, down again when drawn down.

    From the second year of a war with America the islands ask for men, week by week, whoever seems to be winning.
    """
    full = p["japan.kwantung_strength"]
    low = np.minimum(p["japan.kwantung_before"], full)
    ladder = np.minimum(posture.rung, 2.0)
    step = np.where(ladder >= 2, 1.0, np.where(ladder >= 1, p["japan.rung_101_share"], 0.0))
    wanted = low + (full - low) * step
    wanted = np.where(posture.northern_war > 0, np.maximum(wanted, full + p["japan.war_in_north_men"]), wanted)
    freed = np.maximum(p["china.japanese_army"] - posture.china, 0.0) * p["japan.freed_to_manchuria"]
    wanted = wanted + np.where((ladder >= 2) | (posture.northern_war > 0), freed, 0.0)
    return wanted * _left(posture, p) + p["japan.korea_army_strength"]


def _left(posture: Posture, p: Laws) -> Array:
    """Return the share of the Manchurian army that the Pacific leaves there; all of it while it fights."""
    return np.where(posture.northern_war > 0, 1.0, _spared(posture.pacific_weeks, posture.draw_down, p))


def _spared(pacific_weeks: Array, draw_down: Array, p: Laws) -> Array:
    """Return the share of the Manchurian army that withdrawals spare, by the pull of the islands and by order."""
    taken = p["japan.kwantung_withdrawals"]
    called_for = np.maximum(pacific_weeks - p["far_east.thinning_after_weeks"], 0.0)
    left = exp(-p["japan.pacific_pull"] * taken * called_for)
    kept = p["japan.drawn_down_share"] + (1.0 - p["japan.drawn_down_share"]) * np.maximum(1.0 - taken, 0.0)
    return left * np.where(draw_down > 0, kept, 1.0)


def hollowed(pacific_weeks: Array, draw_down: Array, p: Laws) -> Array:
    """Return what a man of the Manchurian army has lost of his worth of 1941, 0 to 1, (world,); as recorded 0.

    What the Pacific takes are the best: the fewer are left, the less a man is worth.

    Parameters
    ----------
    pacific_weeks
        Weeks that Japan and America have fought.
    draw_down
        1 where Manchuria gives up men by order.
    """
    gone = (1.0 - _spared(pacific_weeks, draw_down, p)) / (1.0 - p["japan.kwantung_hollow_share"])
    result: Array = (1.0 - p["japan.kwantung_quality_1945"]) * np.minimum(gone, 1.0)
    return result


def ready(army: JapaneseManpower, weeks_of_war: Array, p: Laws) -> Array:
    """Return the men of the Manchurian army who are ready for a campaign, (world,).

    A mobilisation for show (`japan.kantokuen_sincerity`) has men who become so only as a war with the USSR goes on for
    `weeks_of_war`.
    """
    before = p["japan.kwantung_before"] + p["japan.korea_army_strength"]
    shown = np.maximum(army.manchuria - before, 0.0) * (1.0 - p["japan.kantokuen_sincerity"])
    return army.manchuria - shown * exp(-weeks_of_war / p["japan.kantokuen_ready_weeks"])


def freed_for_the_south(p: Laws) -> Array:
    """Return the men for the southern war whom a China that ties down fewer than in 1941 frees for it.

    Those whom a peace or a failing resistance frees stay where the plans of the time had them.
    """
    freed = np.maximum(1.0 - p["china.tied_share"], 0.0) * p["china.japanese_army"] * p["china.war_with_japan"]
    result: Array = p["japan.freed_to_south"] * freed
    return result


def _wanted(posture: Posture, p: Laws) -> tuple[Array, Array]:
    south = posture.southern * p["japan.southern_operation_force"]
    taken = p["japan.kwantung_withdrawals"]
    south = south + posture.draw_down * p["japan.pacific_reinforcement"] * np.minimum(taken, 1.0)
    south = np.maximum(south, p["japan.south_before"]) + posture.southern * freed_for_the_south(p)
    pulled = np.maximum(posture.pacific_weeks - p["far_east.thinning_after_weeks"], 0.0)
    manchuria = manchuria_wanted(posture, p)
    south = south + p["japan.kwantung_strength"] * (1.0 - exp(-p["japan.pacific_pull"] * taken * pulled)) * (
        posture.northern_war < 1
    )
    return manchuria, south


def flows(army: JapaneseManpower, posture: Posture, p: Laws, weeks: float) -> JapaneseManpower:
    """Call up, heal, and move men between the home islands and the theatres for `weeks`."""
    youth = np.full_like(army.pool, 1.0) * p["japan.youth"] * weeks
    war = np.maximum(np.maximum(posture.southern, posture.northern_war), np.minimum(posture.rung, 1.0))
    called = share(p["japan.call_up"] * np.where(war > 0, 1.0, p["japan.call_up_in_peace"]), weeks) * army.pool
    out = share(1.0 / p["manpower.hospital_weeks"], weeks) * army.hospital
    back = p["japan.return_share"] * out
    home = army.home + called + back
    manchuria_target, south_target = _wanted(posture, p)
    pace = share(1.0 / p["japan.move_weeks"], weeks)
    china_move = pace * (posture.china - army.china)
    manchuria_move = pace * (manchuria_target - army.manchuria)
    south_move = pace * (south_target - army.south)
    # Men leave the home islands only as far as there are men: all moves out are cut in the same proportion.
    needed = np.maximum(manchuria_move, 0.0) + np.maximum(south_move, 0.0) + np.maximum(china_move, 0.0)
    spare = np.maximum(home - p["japan.home_least"], 0.0)
    cut = np.minimum(1.0, spare / np.maximum(needed, 1.0))
    moves = [np.where(move > 0, move * cut, move) for move in (manchuria_move, south_move, china_move)]
    return replace(
        army,
        pool=army.pool - called + youth,
        youth=army.youth + youth,
        home=home - moves[0] - moves[1] - moves[2],
        manchuria=army.manchuria + moves[0],
        south=army.south + moves[1],
        china=army.china + moves[2],
        hospital=army.hospital - out,
        invalid=army.invalid + out - back,
    )


def losses(
    army: JapaneseManpower,
    northern: Array,
    pacific: Array,
    china_war: Array | float,
    p: Laws,
    weeks: float,
) -> tuple[JapaneseManpower, Array]:
    """Take losses from each theatre; return the army and the men lost in the north.

    `northern` share of the army in Manchuria lost a week; `pacific` share of the army in the south lost a week.
    """
    north = np.minimum(northern * weeks, p["combat.largest_loss_share"]) * army.manchuria
    south = np.minimum(pacific * weeks, p["combat.largest_loss_share"]) * army.south
    china = np.minimum(p["china.japanese_losses"] * china_war * weeks, p["combat.largest_loss_share"]) * army.china
    lost = north + south + china
    hurt = p["japan.wounded_share"] * north + p["japan.wounded_share_south"] * south + p["japan.wounded_share"] * china
    dead = p["japan.dead_share"] * (lost - hurt)
    return (
        replace(
            army,
            manchuria=army.manchuria - north,
            south=army.south - south,
            china=army.china - china,
            hospital=army.hospital + hurt,
            dead=army.dead + dead,
            missing=army.missing + (lost - hurt - dead),
        ),
        north,
    )
