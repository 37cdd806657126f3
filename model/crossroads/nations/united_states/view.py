"""What Washington sees and believes: Japan's moves and what its cables betray, Soviet chances, opinion at home."""

from __future__ import annotations

import numpy as np

from crossroads.minds.beliefs import Belief, corrected, log_odds, pace, settled
from crossroads.minds.sight import Rule, Sight, held, reports
from crossroads.minds.view import estimate, known
from crossroads.world.axes import Array
from crossroads.world.portable import exp, log, log1p

_CABLES = "intelligence.magic"


# --- Japan ---------------------------------------------------------------------------------------------------------


def _fresh(move: str) -> Rule:
    """Return the rule that says whether a Japanese move is still the question of the day."""

    def rule(sight: Sight) -> Array:
        # NaN (never) compares false.
        return (sight.now(f"{move}_weeks") < sight.p["view.us_reaction_weeks"]).astype(np.float64)

    return rule


def _betrayed(sight: Sight) -> Array | float:
    """Return the weight of what cables tell of a decided course: envoys learn of intentions, not of plans of war."""
    reliability, shown = sight.p[f"{_CABLES}_reliability"], sight.p["intelligence.magic_intentions_shown"]
    return reliability * (shown + (1.0 - shown) * corrected(reliability))


def _with_cables(sight: Sight, inferred: Array, yes: str, no: str) -> Array:
    """Return a signal in which orders in Tokyo that cables betray stand beside what is inferred."""
    limit = sight.beliefs.limit
    lag = sight.p[f"{_CABLES}_lag_weeks"]
    ordered, other = sight.lagged(yes, lag), sight.lagged(no, lag)
    told = np.where(ordered > 0, limit, np.where(other > 0, -limit, inferred))
    return inferred + _betrayed(sight) * (told - inferred)


def _south_signal(sight: Sight) -> Array:
    """Return what speaks for a Japanese blow in the south once oil is cut."""
    moved = ~np.isnan(sight.now("indochina_weeks"))
    inferred = (
        sight.beliefs.start["japan_strikes_south"]
        + sight.record("japan_strikes_south_indochina") * moved
        + sight.record("japan_strikes_south_trade") * sight.now("trade")
    )
    signal = _with_cables(sight, inferred, "south_ordered", "terms_ordered")
    return settled(sight, signal, "japan_south_war", "japan_out")


def _north_signal(sight: Sight) -> Array:
    """Return what speaks for a Japanese blow in the north: the army there, the season, the state of the USSR."""
    army = sight.lagged("kwantung_strength", sight.p["view.us_lag_weeks"]) / sight.opening("kwantung_strength") - 1.0
    inferred = (
        sight.beliefs.start["japan_strikes_north"]
        + sight.record("japan_strikes_north_army") * army
        - sight.record("japan_strikes_north_season") * (1.0 - sight.now("northern_season"))
        - sight.record("japan_strikes_north_south") * sight.now("japan_south_war")
        + sight.record("japan_strikes_north_prey") * (0.5 - sight.belief("soviet_survives"))
    )
    signal = _with_cables(sight, inferred, "north_ordered", "south_ordered")
    return settled(sight, signal, "japan_ussr_war", "japan_out")


def _yields_signal(sight: Sight) -> Array:
    """Return what speaks for a Japan that gives way to pressure: less the longer it bears it."""
    borne = sight.record("japan_yields_borne") * sight.now("trade")
    inferred = sight.beliefs.start["japan_yields"] - borne
    signal = _with_cables(sight, inferred, "terms_ordered", "south_ordered")
    return settled(sight, signal, "terms_accepted", "japan_us_war")


# --- the Soviet war and home ---------------------------------------------------------------------------------------


def _timetable(sight: Sight) -> Array:
    """Return how far the Germans are ahead of the first estimates."""
    lag = sight.p["view.us_lag_weeks"]
    return pace(sight, sight["german_front_moscow_km"], lag, "belief.united_states.timetable_weeks")


def _survives_signal(sight: Sight) -> Array:
    ahead = sight["german_timetable"]
    signal = sight.beliefs.start["soviet_survives"] - sight.record("soviet_survives_pace") * ahead
    return settled(sight, signal, "germany_out", "ussr_out")


def _cohesion(sight: Sight) -> Array:
    latest = sight.lagged("soviet_cohesion", sight.p["view.us_lag_weeks"])
    return estimate(latest, 1.0, sight.p["view.us_spread"], "united_states.cohesion", sight.luck)


def _opinion_gain(sight: Sight) -> Array:
    """Return what opinion adds to the log odds of entry: by its own log odds, over those of the recorded polls."""
    above = log_odds(sight.now("us_opinion_war")) - log_odds(sight.record("entry_opinion_polls"))
    # War with Japan lifts opinion, but not towards war with Germany.
    return sight.record("entry_opinion_slope") * above * (1.0 - sight.now("japan_us_war"))


def _entry(sight: Sight) -> Array:
    """Return the log odds, at a clash in the Atlantic, of the recorded monthly chance of entry unattacked."""
    p = sight.p
    months = p["diplomacy.atlantic_incident_weeks"] / p["view.weeks_a_month"]
    # A chance of nothing, or of certainty, is cut short of infinite odds.
    edge = np.finfo(np.float64).eps
    monthly = np.minimum(p["diplomacy.us_entry_hazard_month"], 1.0 - edge)
    stay = np.clip(exp(months * log1p(-monthly)), edge, 1.0 - edge)
    result: Array = log1p(-stay) - log(stay) + np.zeros_like(sight.now("trade"))
    return result


SHEET: dict[str, Rule] = {
    **reports("united_states"),
    "indochina_move": _fresh("indochina"),
    "north_move": _fresh("north"),
    "south_move": _fresh("south"),
    "japan_aggression": lambda s: np.maximum(np.maximum(s["indochina_move"], s["north_move"]), s["south_move"]),
    "soviet_cohesion": _cohesion,
    "german_front_moscow_km": lambda s: known(s.lagged("front_moscow_axis_km", s.p["view.us_lag_weeks"])),
    "german_timetable": _timetable,
    "soviet_danger": lambda s: np.clip(s["german_front_moscow_km"] / s.p["view.german_success_km"], 0.0, 1.0),
    "opinion": lambda s: s.now("us_opinion_war"),
    "opinion_gain": _opinion_gain,
    "entry_log_odds": _entry,
    "at_war": lambda s: np.maximum(s.now("japan_us_war"), s.now("germany_us_war")),
    **held(("japan_strikes_south", "japan_strikes_north", "japan_yields", "soviet_survives")),
    # The word given on 24 June 1941 binds while there is a Soviet Union to keep it to.
    "pledge": lambda s: s.p["reason.pledge"] * s.p["diplomacy.american_pledge"] * (1.0 - s.now("ussr_out")),
}
"""Feature -> rule."""

THINKS: dict[str, Belief] = {
    "japan_strikes_south": Belief(_south_signal),
    "japan_strikes_north": Belief(_north_signal),
    "japan_yields": Belief(_yields_signal),
    "soviet_survives": Belief(_survives_signal),
}
"""Belief -> how the news moves it."""
