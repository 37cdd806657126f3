"""Germany's account of a whole war: two tables of its councils, and two ends that no paper of 1941 weighed."""

from __future__ import annotations

import numpy as np

from crossroads.minds.imagining import account
from crossroads.minds.imagining.realised import WarEnded
from crossroads.nations.germany.imagined import MainEffort, WarOnUs
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Laws


def stakes(ending: WarEnded, p: Laws) -> dict[str, Array]:
    """Return term -> stakes of what came, (world,).

    - Cities, the south's oil and grain (the way to the Volga, as far as it is held), the enemy's losses, its own, and
      ground given up, as the question of the main effort weighs them. A Germany that has surrendered holds nothing.
    - American weight in Europe as the question of war on the United States weighs it.
    - Papers of 1941 look a season or two years ahead and hold no defeat, nor a victory: these two are records of the
      account's own.
    """
    state, politics, east = ending.state, ending.state.politics, ending.state.east
    effort, on_us = MainEffort(), WarOnUs()
    out = account.by_now(ending, politics.week_germany_out)
    won = account.by_now(ending, politics.week_ussr_out)
    stands = 1.0 - out
    gates = p.column("east.gate_km", SECTORS)
    back = np.minimum(east.front, 0.0).sum(axis=0) / p["staff.front_stake_km"]
    came = {
        "moscow": stands * east.fallen[CENTRE],
        "oil_and_grain": stands * np.minimum(np.maximum(east.front[SOUTH] / gates[SOUTH], 0.0), 1.0),
        "leningrad": stands * east.fallen[NORTH],
        "enemy": (state.ussr.dead + state.ussr.missing) / p["staff.field_army_stake"],
        "losses": -(state.germany.dead + state.germany.missing) / p["staff.losses_stake"],
        "line": back,
    }
    west = {"west": -(state.west.build_up / p["staff.field_army_stake"] + state.west.bombing)}
    ends = {
        "victory": stands * won * p["interest.germany.victory"],
        "defeat": -out * p["interest.germany.defeat"],
    }
    return account.weighed(effort, came, p) | account.weighed(on_us, west, p) | ends
