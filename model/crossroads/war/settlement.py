"""The settlement: who holds Korea, Manchuria, China and Japan at the end, by who stands where. Arrays (world,).

Stated rules, no forecast: what a civil war in China or a later bargain made of it lies beyond the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.war.laws.small import TINY, bounded, ramp
from crossroads.war.theatres import far_east
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.observables import SETTLEMENT_WORDS
from crossroads.world.state import State


@dataclass(slots=True)
class Standing:
    """Who stands where in East Asia.

    Attributes
    ----------
    capitulated
        Whether Japan has surrendered.
    soviet
        Whether Japan surrendered to the USSR too: they were at war then.
    america
        Whether Japan surrendered to America too.
    near
        Whether America stood near enough to send troops to Korea.
    overrun
        How much of Korea a Soviet army that had taken Manchuria has marched through, 0 to 1.
    manchuria
        Whether the USSR has conquered Manchuria by force of arms.
    soviet_weeks
        Weeks from the Soviet attack to Japan's surrender, or to the end.
    """

    capitulated: Flags
    soviet: Flags
    america: Flags
    near: Flags
    overrun: Array
    manchuria: Flags
    soviet_weeks: Array


def standing(state: State, p: Laws) -> Standing:
    """Return who stands where at the end of a state's war."""
    politics, now = state.politics, state.week
    capitulated = politics.week_japan_out <= now
    end = np.minimum(politics.week_japan_out, now)
    attack, truce = politics.week_ussr_attacks_japan, politics.week_armistice
    first = np.minimum(attack, politics.week_japan_attacks_ussr)
    # An armistice ends a war until the USSR breaks it.
    at_war = (first <= end) & ((truce > end) | ((attack <= end) & (attack > truce)))
    soviet = capitulated & at_war & (politics.week_ussr_out > end)
    taken = far_east.manchuria_held(state.far, p) <= p["far_east.manchuria_lost_share"]
    # What was lost by the capitulation itself nobody has marched through.
    fallen = np.minimum(politics.week_manchuria, end)
    march = np.where(truce >= fallen, np.minimum(end, truce), end) - fallen
    return Standing(
        capitulated=capitulated,
        soviet=soviet,
        america=capitulated & (politics.week_us_japan <= end),
        near=state.pacific.distance <= p["settlement.american_reach_km"],
        overrun=np.where(taken, ramp(march, 0.0, p["settlement.korea_weeks"]), 0.0),
        manchuria=taken,
        soviet_weeks=end - np.minimum(attack, end),
    )


def korea_soviet_share(at_end: Standing, p: Laws) -> Array:
    """Return the share of Korea's land that the USSR holds: what it has overrun, and what a capitulation brings it.

    Where both have beaten Japan and America stands near, Korea is parted at the line, unless the Soviets are beyond it;
    otherwise Soviet troops are there first.
    """
    parted = at_end.america & at_end.near & (p["settlement.korea_line"] > 0)
    brought = np.where(parted, p["settlement.korea_north_share"], 1.0)
    return np.maximum(at_end.overrun, np.where(at_end.soviet, brought, 0.0))


def korea(at_end: Standing, share: Array) -> Array:
    """Return who holds Korea, the index of its value."""
    whole, part = share >= 1.0, share > 0.0
    left = _values("settlement_korea", at_end.capitulated, "american", "japanese")
    some = _values("settlement_korea", at_end.capitulated, "divided", "contested")
    return np.where(whole, _place("settlement_korea", "soviet"), np.where(part, some, left))


def manchuria(at_end: Standing) -> Array:
    """Return who holds Manchuria, the index of its value: restored to China where no Soviet army stands in it."""
    left = _values("settlement_manchuria", at_end.capitulated, "chinese", "japanese")
    return np.where(at_end.manchuria | at_end.soviet, _place("settlement_manchuria", "soviet"), left)


def china(at_end: Standing, at_war: Array) -> Array:
    """Return how China stands, the index of its value; `at_war` 1 while Japan is at war there, 0 after a peace."""
    occupied = ~at_end.capitulated & (at_war > 0)
    free = _values("settlement_china", at_end.manchuria | at_end.soviet, "divided", "nationalist")
    return np.where(occupied, _place("settlement_china", "japanese"), free)


def china_japanese_share(state: State, at_end: Standing, at_war: Array, p: Laws) -> Array:
    """Return the share of China's people under Japan: as recorded while its garrison is whole, less with fewer men."""
    garrison = p["china.garrison_share"] * p["china.japanese_army"]
    holds = bounded(state.japan.china / (garrison + TINY), 0.0, 1.0)
    occupied = ~at_end.capitulated & (at_war > 0)
    return np.where(occupied, p["settlement.china_occupied_share"] * holds, 0.0)


def japan(at_end: Standing, p: Laws) -> Array:
    """Return who occupies Japan, the index of its value.

    Zones where America accepts them, or where the Soviets have been at war long enough to stand on Hokkaido.
    """
    landed = at_end.soviet_weeks >= p["settlement.landing_weeks"]
    zones = at_end.soviet & (landed | (p["settlement.joint_occupation"] > 0))
    shared = _values("settlement_japan", zones, "zones", "american")
    beaten = np.where(at_end.america, shared, _place("settlement_japan", "soviet"))
    return np.where(at_end.capitulated, beaten, _place("settlement_japan", "unoccupied"))


def settled(state: State, p: Laws) -> dict[str, Array]:
    """Return the settlement's outcomes by name."""
    at_end = standing(state, p)
    # Terms are the end of the war in China, for what little of it goes on.
    at_war = np.isinf(state.politics.week_terms) * p["china.war_with_japan"]
    share = korea_soviet_share(at_end, p)
    return {
        "settlement_korea": korea(at_end, share),
        "settlement_manchuria": manchuria(at_end),
        "settlement_china": china(at_end, at_war),
        "settlement_japan": japan(at_end, p),
        "korea_soviet_share": share,
        "china_japanese_share": china_japanese_share(state, at_end, at_war, p),
    }


def _place(outcome: str, value: str) -> float:
    """Return the index of a value."""
    return float(list(SETTLEMENT_WORDS[outcome]).index(value))


def _values(outcome: str, where: Flags, yes: str, no: str) -> Array:
    """Return the index of one value where something holds, and of another elsewhere."""
    return np.where(where, _place(outcome, yes), _place(outcome, no))
