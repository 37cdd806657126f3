"""What Moscow sees and believes: its own front, and Japan as its sources tell it."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.beliefs import Belief, bounded, log_odds, prior, settled
from crossroads.minds.sight import Rule, Sight, held, reports
from crossroads.minds.view import estimate, known
from crossroads.world.axes import Array

_TOKYO = "intelligence.sorge"
"""The ring in Tokyo."""


def _divisions(sight: Sight) -> Array:
    """Return the Japanese divisions counted in Manchuria; a good source in Tokyo takes away the error."""
    p = sight.p
    unsure = 1.0 - p[f"{_TOKYO}_reliability"]
    men = sight.lagged("kwantung_strength", p[f"{_TOKYO}_lag_weeks"]) / p["far_east.manchuria_divisions_men"]
    bias, spread = 1.0 + (p["view.ussr_bias"] - 1.0) * unsure, p["view.ussr_spread"] * unsure
    return estimate(men, bias, spread, "ussr.divisions", sight.luck)


def _trust(sight: Sight) -> Array:
    p = sight.p
    return sight.now("pact") * p["diplomacy.pact_perceived_threat_cut"] * p["reason.pact_assurance"]


def _ordered(sight: Sight, order: str) -> Array:
    return sight.lagged(order, sight.p[f"{_TOKYO}_lag_weeks"])


def _bound_south(sight: Sight) -> Array:
    """Return how far Japan is known to be bound south: by a war in the south, or by its orders, as reported."""
    told = sight.p[f"{_TOKYO}_reliability"] * _ordered(sight, "south_ordered")
    return np.maximum(sight.now("japan_south_war"), told) * sight.p["reason.japan_committed_south"]


def _attacks_prior(p: Parameters) -> Array | float:
    """Return the log odds of June 1941; without the old fear they are those of a calmer reader."""
    fear, calm = prior(p, "ussr", "japan_attacks"), log_odds(p["belief.ussr.japan_attacks_calm"])
    return calm + p["reason.old_fear"] * (fear - calm)


def _meant(sight: Sight) -> Array | float:
    """Return how far the army at the border is taken for a threat: a good source in Tokyo sees through a show."""
    p = sight.p
    return 1.0 - p[f"{_TOKYO}_reliability"] * (1.0 - p["japan.kantokuen_sincerity"])


def _attacks_signal(sight: Sight) -> Array:
    """Return what speaks for a Japanese attack within half a year: what is inferred, and what Tokyo's orders are."""
    p = sight.p
    men = np.maximum(sight.lagged("kwantung_strength", p[f"{_TOKYO}_lag_weeks"]), 1.0)
    grown = 1.0 - sight.opening("kwantung_strength") / men
    army = sight["japanese_divisions_manchuria"] / p["view.divisions_feared"] * grown
    inferred = (
        sight.beliefs.start["japan_attacks"]
        + sight.record("japan_attacks_army") * p["reason.kwantung_mobilised"] * army * _meant(sight)
        + sight.record("japan_attacks_border") * p["reason.border_skirmish"] * (1.0 + sight.now("border_tension"))
        - sight.record("japan_attacks_pact") * sight["pact_trust"]
        - sight.record("japan_attacks_season") * (1.0 - sight.now("northern_season"))
        - sight.record("japan_attacks_south") * sight["japan_bound_south"]
    )
    north = _ordered(sight, "north_ordered")
    south = _ordered(sight, "south_ordered") * p["reason.japan_committed_south"]
    limit = sight.beliefs.limit
    undecided = inferred - sight.record("japan_attacks_undecided")
    told = np.where(north > 0, limit, undecided + south * (-limit - undecided))
    signal = inferred + p[f"{_TOKYO}_reliability"] * (told - inferred)
    return settled(sight, signal, "japan_ussr_war", "japan_out")


def _beaten_signal(sight: Sight) -> Array:
    """Return what speaks for Germany's defeat: a front that goes back, and an America in the war."""
    before = known(sight.lagged("front_moscow_axis_km", sight.p["belief.trend_weeks"]))
    back = bounded((before - sight["german_front_moscow_km"]) / sight.p["view.threat_width_km"])
    allied = sight.record("germany_beaten_us_war") * sight.now("germany_us_war")
    signal = sight.beliefs.start["germany_beaten"] + sight.record("germany_beaten_retreat") * back + allied
    return settled(sight, signal, "germany_out", "ussr_out")


def _threat(sight: Sight) -> Array:
    p = sight.p
    return np.clip((sight["german_front_moscow_km"] - p["view.threat_start_km"]) / p["view.threat_width_km"], 0.0, 1.0)


def _losing(sight: Sight) -> Array:
    pressure = sight.lagged("pressure_japan", sight.p["view.ussr_lag_weeks"])
    return np.clip(pressure - sight.p["view.losing_level"], 0.0, 1.0)


SHEET: dict[str, Rule] = {
    **reports("ussr"),
    "japanese_divisions_manchuria": _divisions,
    "pact_trust": _trust,
    "japanese_threat": lambda s: (
        s["japanese_divisions_manchuria"] / s.p["view.divisions_feared"] * (1.0 - s["pact_trust"])
    ),
    "german_front_moscow_km": lambda s: known(s.now("front_moscow_axis_km")),
    "moscow_threat": _threat,
    "japan_at_war_south": lambda s: s.now("japan_south_war"),
    "japan_at_war_us": lambda s: s.now("japan_us_war"),
    "japan_bound_south": _bound_south,
    "japan_losing": _losing,
    "cohesion": lambda s: s.now("soviet_cohesion"),
    "despair": lambda s: np.clip(1.0 - s["cohesion"] / s.p["view.despair_cohesion"], 0.0, 1.0),
    "moved": lambda s: s.now("soviet_divisions_moved_west"),
    "far_east_men": lambda s: s.now("soviet_far_east_strength"),
    **held(("japan_attacks", "germany_beaten")),
    "china_escalation": lambda s: s.p["reason.china_escalation"] * s["japan_attacks"],
}
"""Feature -> rule."""

THINKS: dict[str, Belief] = {
    "japan_attacks": Belief(_attacks_signal, prior=_attacks_prior),
    "germany_beaten": Belief(_beaten_signal),
}
"""Belief -> how the news moves it."""
