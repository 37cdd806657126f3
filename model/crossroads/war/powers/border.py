"""The border of Manchuria and Mongolia in peace: incidents by the week, battles that grow from them, truces, war.

What incidents did at the recorded rate is contained in numbers that were set with history in view. So each week knows
two counts of the same luck, at the scenario's rate and at the recorded one, and all but the supply drawn east goes by
their difference, which is exactly 0 as recorded. Arrays (world,).
"""

from __future__ import annotations

import numpy as np

from crossroads.war.laws.small import first_week, happens, share
from crossroads.world.axes import Array, Flags, Laws
from crossroads.world.luck import WeekLuck
from crossroads.world.portable import exp, normal_share
from crossroads.world.state import FarEast, State, replace

_MOST = 40
"""Incidents in a week beyond which none is counted; at ten times the recorded rate one week in a thousand has more."""

_OFTEN = 8
"""Incidents in a week that few weeks pass; the count is the same, whatever it is."""


def step(state: State, window: Array, p: Laws, luck: WeekLuck, weeks: float) -> State:
    """Let patrols clash for `weeks`.

    `window` 0 to 1 while armies can march in the Far East: battles are fought then. A coarse step has so many weeks as
    its first.
    """
    politics, far, now = state.politics, state.far, state.week
    quiet = (far.open < 1) & np.isinf(politics.week_japan_out) & np.isinf(politics.week_ussr_out)
    peace = quiet * 1.0
    recorded = peace * recorded_rate(state, p)
    # Counted in normals: their median is that of the count, for staffs who imagine at expected luck.
    chance = normal_share(luck.normal("border.incidents"))
    usual = counted(recorded, chance)
    came = counted(recorded * _level(far, p), chance)
    excess = came - usual
    ordinary = p["border.incidents"] / p["view.weeks_a_month"]
    fades = share(1.0 / p["border.memory_weeks"], weeks)
    grown = np.maximum(excess, 0.0) * p["border.grows"] * _answered(p) * window
    battle = happens(grown, luck.uniform("border.battle"), weeks)
    untouched = np.isinf(politics.week_japan_attacks_ussr) & np.isinf(politics.week_ussr_attacks_japan)
    war = battle * (luck.uniform("border.truce") >= p["border.truce"]) * untouched
    truce = np.maximum(far.truce * exp(-weeks / p["border.truce_weeks"]), battle * (1.0 - war))
    far = replace(
        far,
        incidents=far.incidents + came * weeks,
        battles=far.battles + battle,
        tension=far.tension + (excess / ordinary - far.tension) * fades,
        unrest=far.unrest + (came / ordinary - far.unrest) * fades,
        truce=truce,
        open=np.where(war > 0, 1.0, far.open),
        limited=np.where(war > 0, 0.0, far.limited),
        weeks_of_war=np.where(war > 0, 0.0, far.weeks_of_war),
    )
    # Both great battles began with the Kwantung Army on its own; so would the war that one of them became.
    politics = replace(
        politics,
        pact=np.where(war > 0, 0.0, politics.pact),
        week_japan_attacks_ussr=first_week(politics.week_japan_attacks_ussr, now, war),
    )
    return replace(state, far=far, politics=politics)


def recorded_rate(state: State, p: Laws) -> Array:
    """Return incidents a week at the recorded rate.

    More where Japan's army in Manchuria has grown, fewer the longer Japan fights in the south.
    """
    opening = p["japan.kwantung_before"] + p["japan.korea_army_strength"]
    grown = np.maximum(state.japan.manchuria / opening - 1.0, 0.0)
    south = np.maximum(state.week - state.politics.week_southern_war, 0.0)
    rate = p["border.incidents"] / p["view.weeks_a_month"] * (1.0 + p["border.mobilised"] * grown)
    result: Array = rate * exp(-p["border.fading"] * south)
    return result


def _level(far: FarEast, p: Laws) -> Array:
    """Return the rate beside the recorded one: a truce calms what is above it."""
    level = p["border.level"]
    return np.minimum(level, 1.0) + np.maximum(level - 1.0, 0.0) * (1.0 - p["border.truce_calm"] * far.truce)


def _answered(p: Laws) -> Array | float:
    """Return the share of battles that are Moscow's affair: without the guarantee none on Mongolian soil is."""
    return 1.0 - p["border.mongolia_share"] * (1.0 - p["border.mongolia_guarantee"])


def counted(rate: Array, chance: Array) -> Array:
    """Return the number of incidents in a week, whole: the quantile of `chance`, 0 to 1, of a Poisson rate."""
    term = exp(-rate)
    below = term
    few = number = np.zeros_like(rate)
    more: Array | Flags = number
    for count in range(1, _MOST + 1):
        number = number + (chance > below)
        term = term * rate / float(count)
        below = below + term
        if count == _OFTEN:
            few, more = number, chance > below
    # Of a week with few incidents the further terms tell nothing.
    return np.where(more, number, few)


def garrison_factor(far: FarEast, p: Laws) -> Array:
    """Return how the garrison that Moscow wants answers the border, 1 as recorded.

    More men where incidents are more than they were, fewer where they are fewer or where Mongolia is left to itself.
    """
    mongolia = p["border.mongolia_garrison"] * (1.0 - p["border.mongolia_guarantee"])
    return (1.0 + p["border.garrison"] * far.tension) * (1.0 - mongolia)


def drawn_east(far: FarEast, p: Laws) -> Array:
    """Return the share of Soviet supply that goes to the Far East while the border is unquiet, or at war, 0 to 1."""
    lasting = np.maximum(np.minimum(far.unrest, 1.0), far.open)
    return p["border.skirmish_diversion"] * lasting
