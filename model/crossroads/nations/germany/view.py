"""What Berlin sees and believes: its own fronts well, Soviet strength badly, and two distant powers."""

from __future__ import annotations

import numpy as np

from crossroads.minds.beliefs import Belief, bounded, corrected, heard, pace, settled
from crossroads.minds.sight import Rule, Sight, held, reports
from crossroads.minds.view import estimate, known
from crossroads.world.axes import Array
from crossroads.world.portable import exp

_EAST = "intelligence.german_reporting"


def _soviet_strength(sight: Sight) -> Array:
    """Return Soviet front strength as Berlin counts it: too low, the less so the better the reports are.

    It planned on some 200 divisions and by 11 August 1941 had met 360: the count closes on the truth as they are met.
    """
    p = sight.p
    reliability = p[f"{_EAST}_reliability"]
    right = corrected(reliability)
    opening = known(sight.opening("soviet_front_strength"))
    latest = known(sight.lagged("soviet_front_strength", p[f"{_EAST}_lag_weeks"]))
    later = p["view.germany_bias_later"]
    counted = later + (p["view.germany_bias"] - later) * exp(-sight.week / p["view.germany_counting_weeks"])
    bias = counted + (1.0 - counted) * right
    reported = opening + heard(reliability) * (latest - opening)
    return estimate(reported, bias, p["view.germany_spread"] * (1.0 - right), "germany.soviet", sight.luck)


def _timetable(sight: Sight) -> Array:
    """Return how far the army is ahead of the plan for the campaign."""
    return pace(sight, sight["german_front_moscow_km"], 0.0, "belief.germany.timetable_weeks")


def _quality_signal(sight: Sight) -> Array:
    """Return the fighting value of a Soviet against a German soldier that the stand of the front suggests."""
    return sight.record("soviet_quality_prior") * exp(
        sight.record("soviet_quality_pace") * bounded(-sight["timetable"])
    )


def _won_signal(sight: Sight) -> Array:
    capital = sight.record("east_won_soon_moscow") * sight.now("moscow_fallen")
    signal = sight.beliefs.start["east_won_soon"] + sight.record("east_won_soon_pace") * sight["timetable"] + capital
    return settled(sight, signal, "ussr_out", "germany_out")


def _america_signal(sight: Sight) -> Array:
    """Return what speaks for America's entry unattacked: opinion at home, and aid to Germany's enemies."""
    opinion = sight.now("us_opinion_war") - sight.p["united_states.opinion_base"]
    signal = (
        sight.beliefs.start["us_enters_anyway"]
        + sight.record("us_enters_anyway_opinion") * opinion
        + sight.record("us_enters_anyway_aid") * sight.now("aid")
    )
    return settled(sight, signal, "germany_us_war", "germany_out")


def _ally_signal(sight: Sight) -> Array:
    """Return what Japan is worth as an ally: more as the east drags on, less as Japan itself goes under."""
    late = np.maximum(bounded(-sight["timetable"]), 0.0)
    losing = np.clip(sight.now("pressure_japan") - sight.p["view.losing_level"], 0.0, 1.0)
    worth = sight.record("japan_useful_prior") + sight.record("japan_useful_late") * late - losing
    return np.clip(worth, 0.0, 1.0) * (1.0 - sight.now("japan_out"))


def _south_behind(sight: Sight) -> Array:
    south = known(sight.now("front_stalingrad_axis_km"))
    return np.clip((sight["german_front_moscow_km"] - south) / sight.p["view.south_behind_km"], 0.0, 1.0)


def _oil_wanted(sight: Sight) -> Array:
    years = np.minimum(sight.week / sight.p["view.weeks_a_year"], 1.0)
    return np.maximum(years, sight.p["view.oil_wanted_at_once"]) + np.zeros_like(sight["german_front_moscow_km"])


SHEET: dict[str, Rule] = {
    **reports("germany"),
    "soviet_strength": _soviet_strength,
    "german_front_moscow_km": lambda s: known(s.now("front_moscow_axis_km")),
    "german_front_south_km": lambda s: known(s.now("front_stalingrad_axis_km")),
    "japan_at_war_with_us": lambda s: s.now("japan_us_war"),
    "timetable": _timetable,
    "stalled": lambda s: 1.0 - s.now("offensive_centre"),
    "south_behind": _south_behind,
    "exhaustion": lambda s: np.clip(s.now("exhaustion_germany") + s.p["view.exhaustion_offset"], 0.0, 1.0),
    "retreating": lambda s: np.clip(1.0 - s["german_front_moscow_km"] / s.p["view.retreat_km"], 0.0, 1.0),
    "oil_wanted": _oil_wanted,
    "worn": lambda s: np.minimum(s.now("german_losses") / s.p["view.worn_losses"], 1.0),
    "us_war": lambda s: s.now("germany_us_war"),
    **held(("soviet_quality", "east_won_soon", "us_enters_anyway", "japan_useful")),
    # The documents' reasons for and against asking Japan to attack.
    "pincer": lambda s: s.p["reason.pincer"] * (1.0 - s.now("japan_ussr_war")),
    "expected_enmity": lambda s: s.p["reason.expected_enmity"] * s["japan_useful"],
    "victory_in_sight": lambda s: s.p["reason.victory_in_sight"] * s["east_won_soon"],
    "posture": lambda s: np.zeros_like(s["japan_useful"]) + s.p["diplomacy.german_posture"],
    "article_3": lambda s: np.zeros_like(s["japan_useful"]) + (s.p["diplomacy.article_3_reading"] - 1.0),
    "win_alone": lambda s: s.p["reason.win_alone"] * s["east_won_soon"],
}
"""Feature -> rule."""

THINKS: dict[str, Belief] = {
    "soviet_quality": Belief(_quality_signal, chance=False),
    "east_won_soon": Belief(_won_signal),
    "us_enters_anyway": Belief(_america_signal),
    "japan_useful": Belief(_ally_signal, chance=False),
}
"""Belief -> how the news moves it."""
