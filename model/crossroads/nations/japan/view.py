"""What Tokyo sees and believes: the Soviet Far East by its own count, its oil, the war in the west, America."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.beliefs import Belief, bounded, chance, corrected, heard, log_odds, pace, settled
from crossroads.minds.sight import Rule, Sight, held, reports
from crossroads.minds.view import estimate, known
from crossroads.world.axes import Array
from crossroads.world.portable import exp, log, power

_WEST = "intelligence.german_reporting"
_NORTH = "intelligence.far_east_estimates"


# --- the Soviet Far East -------------------------------------------------------------------------------------------


def _garrison_in_june(p: Parameters) -> Array | float:
    """Return the divisions counted before the war in the west: what stood there, as well as it had been counted."""
    return p["belief.japan.garrison_counted"] * p["ussr.far_east_opening"] / p["view.men_a_soviet_division"]


def _count(sight: Sight) -> Array:
    """Return the count: what stood there, less the trains seen to leave; the local call-up is missed."""
    p = sight.p
    reliability, lag = p[f"{_NORTH}_reliability"], p[f"{_NORTH}_lag_weeks"]
    gone = sight.lagged("soviet_divisions_moved_west", lag) * p["view.departures_seen"] * heard(reliability)
    least = sight.record("soviet_far_east_divisions_least")
    trains = np.maximum(_garrison_in_june(p) - gone, least)
    truth = sight.lagged("soviet_far_east_strength", lag) / p["view.men_a_soviet_division"]
    return trains + corrected(reliability) * (truth - trains)


def _divisions(sight: Sight) -> Array:
    """Return the divisions believed in, with an error that lasts; a garrison that is not feared counts for less."""
    p = sight.p
    spread = p["view.japan_spread"] * (1.0 - corrected(p[f"{_NORTH}_reliability"]))
    believed = estimate(sight.belief("soviet_far_east_divisions"), 1.0, spread, "japan.divisions", sight.luck)
    least = sight.record("garrison_without")
    return believed * (least + (1.0 - least) * p["reason.soviet_garrison"])


def _ripe(sight: Sight) -> Array:
    p = sight.p
    spread = p["view.japan_spread"] * (1.0 - corrected(p[f"{_NORTH}_reliability"]))
    nothing = np.zeros_like(sight["soviet_far_east_divisions"])
    start = estimate(nothing + _garrison_in_june(p), 1.0, spread, "japan.divisions", sight.luck)
    fallen = (start - sight["soviet_far_east_divisions"]) / (start * p["view.ripe_share"])
    return np.clip(fallen, 0.0, 1.0)


def _quality_signal(sight: Sight) -> Array:
    """Return how the Red Army stands in the west, as a fighting value: better where it spoils the timetable."""
    reported = heard(sight.p[f"{_WEST}_reliability"]) * bounded(-sight["german_timetable"])
    return sight.beliefs.start["soviet_quality"] * exp(sight.record("soviet_quality_pace") * reported)


def _quality(sight: Sight) -> Array:
    """Return the believed fighting value of a Soviet against a Japanese soldier; without 1939 the old boast stands."""
    p = sight.p
    boast = p["japan.quality_belief"] / p["japan.quality_belief_prior"]
    return sight.belief("soviet_quality") * power(boast, 1.0 - p["reason.past_defeats"])


# --- Germany -------------------------------------------------------------------------------------------------------


def _exaggeration(sight: Sight) -> Array:
    """Return by what German reports overstate the advance, as far as they are trusted: as recorded at one half."""
    p = sight.p
    error = (p["view.japan_german_bias"] - 1.0) * (1.0 - corrected(p[f"{_WEST}_reliability"]))
    return 1.0 + error * 2.0 * sight["trust_in_germany"]


def _success(sight: Sight) -> Array:
    share = np.clip(sight["german_front_moscow_km"] / sight.p["view.german_success_km"], 0.0, 1.0)
    return np.maximum(share * sight["german_exaggeration"], sight.now("ussr_out"))


def _timetable(sight: Sight) -> Array:
    front = sight["german_front_moscow_km"] * sight["german_exaggeration"]
    return pace(sight, front, sight.p[f"{_WEST}_lag_weeks"], "belief.japan.timetable_weeks")


def _victory_signal(sight: Sight) -> Array:
    news = heard(sight.p[f"{_WEST}_reliability"]) * sight.record("german_victory_pace") * sight["german_timetable"]
    return settled(sight, sight.beliefs.start["german_victory"] + news, "ussr_out", "germany_out")


def _victory(sight: Sight) -> Array:
    """Return the believed chance that Germany defeats the USSR; not asked for, it is one half either way."""
    believed = 0.5 + sight.p["reason.german_victory"] * (sight.belief("german_victory") - 0.5)
    return np.where(sight.now("ussr_out") > 0, 1.0, believed * (1.0 - sight.now("germany_out")))


def _trust_signal(sight: Sight) -> Array:
    late = bounded(np.maximum(-sight["german_timetable"], 0.0))
    kept = sight.now("germany_promises") * sight.record("trust_in_germany_promise")
    trust = sight.record("trust_in_germany_prior") + kept - sight.record("trust_in_germany_late") * late
    return np.maximum(trust, 0.0) * (1.0 - sight.now("germany_out"))


def _trust(sight: Sight) -> Array:
    """Return the trust in Germany, 0 to 1: lower since the pact of August 1939 was signed over Japan's head."""
    lost = sight.record("trust_in_germany_before") - sight.record("trust_in_germany_prior")
    trust = sight.belief("trust_in_germany") + (1.0 - sight.p["reason.german_betrayal"]) * lost
    return np.clip(trust, 0.0, 1.0)


# --- America and the Soviet rear -----------------------------------------------------------------------------------


def _moved_by_trade(name: str, *settling: str) -> Rule:
    """Return the signal of a chance that each step of American trade sanctions raises, and that facts may settle."""

    def signal(sight: Sight) -> Array:
        chances = sight.beliefs.start[name] + sight.record(f"{name}_trade") * sight.now("trade")
        return settled(sight, chances, *settling) if settling else chances

    return signal


def _rear_signal(sight: Sight) -> Array:
    """Return the chance of a Soviet blow at the rear: less while the Germans press and the north is frozen."""
    tied = sight.record("soviet_attack_if_south_tied") * sight["german_success"]
    frozen = sight.record("soviet_attack_if_south_frozen") * (1.0 - sight["window"])
    free = sight.record("soviet_attack_if_south_free") * sight.now("germany_out")
    signal = sight.beliefs.start["soviet_attack_if_south"] - tied - frozen + free
    return settled(sight, signal, "soviet_attack_made", "ussr_out")


def _noticed(sight: Sight) -> Array:
    """Return 1 in the year after a Soviet notice, at whose end the pact would lapse by its own words."""
    # NaN (no notice) compares false.
    return (sight.now("notice_weeks") < sight.p["view.weeks_a_year"]).astype(np.float64)


def _pact(sight: Sight) -> Array:
    """Return how far Tokyo counts on the pact: after a notice that is read calmly, until it lapses."""
    calm = np.maximum(1.0 - 2.0 * sight.p["diplomacy.denunciation_reading"], 0.0)
    return np.maximum(sight.now("pact"), calm * _noticed(sight) * (1.0 - sight.now("soviet_attack_made")))


def _war_at_hand(sight: Sight) -> Array:
    """Return how far a Soviet notice is read as war at hand, 0 to 1."""
    return np.maximum(2.0 * sight.p["diplomacy.denunciation_reading"] - 1.0, 0.0) * _noticed(sight)


def _rear(sight: Sight) -> Array:
    guarded = sight["pact"] * sight.p["reason.neutrality_pact"]
    bare = sight.record("soviet_attack_if_south_no_pact") * (1.0 - guarded)
    alarm = sight.record("soviet_attack_if_south_notice") * sight["war_at_hand"]
    return chance(log_odds(sight.belief("soviet_attack_if_south")) + bare + alarm)


# --- Japan itself --------------------------------------------------------------------------------------------------


def _naval_ratio(sight: Sight) -> Array:
    """Return Japan's share of the carriers of both; without confidence in the fleet, even odds."""
    ours, theirs = sight.now("japan_carriers"), sight.lagged("us_carriers_pacific", sight.p["view.japan_lag_weeks"])
    return 0.5 + sight.p["reason.naval_confidence"] * (ours / np.maximum(ours + theirs, 1.0) - 0.5)


def _ready_weeks(sight: Sight) -> Array:
    """Return in how many weeks a force for the south stands ready, or would, were it prepared from today."""
    left = np.maximum(sight.now("south_ready_week") - sight.week, 0.0)
    return np.where(sight["south_prepared"] > 0, left, sight.p["japan.south_preparation_weeks"])


def _south_window(later: bool) -> Rule:
    """Return the rule of what is left of the south's worth, 0 to 1, if war begins as soon as it can.

    With `later` it begins after one more answer from Washington, where a force is being made ready already. The
    monsoon, the months of oil and the ratio of the fleets close the window together; some of it opens again.
    """

    def rule(sight: Sight) -> Array:
        begins = sight.week + np.maximum(sight["south_ready_weeks"], sight.p["japan.south_lead_weeks"])
        if later:
            # Who has not prepared begins later by the preparation itself.
            begins = begins + sight["south_prepared"] * sight.record("answer_weeks")
        since = begins - sight.record("south_window_closes_week")
        width = sight.record("south_window_weeks")
        closed = np.clip(since / width, 0.0, 1.0)
        opened = np.clip((since - sight.record("south_window_back_weeks")) / width, 0.0, 1.0)
        lost = closed - (1.0 - sight.record("south_window_lasting")) * opened
        left = 1.0 - sight.record("south_window_share") * lost
        return np.where(sight.now("japan_south_war") > 0, 1.0, left)

    return rule


def _relief_signal(sight: Sight) -> Array:
    """Return the chance that talks bring relief from the embargo: less with each refusal."""
    return sight.beliefs.start["relief"] - sight.record("relief_refusal") * sight.now("refusals")


def _constant(value: Array | float, sight: Sight) -> Array:
    return np.zeros_like(sight.now("trade")) + value


SHEET: dict[str, Rule] = {
    **reports("japan"),
    "pact": _pact,
    "war_at_hand": _war_at_hand,
    "soviet_far_east_divisions": _divisions,
    "ripe": _ripe,
    "soviet_quality": _quality,
    "own_superiority": lambda s: -log(s["soviet_quality"]),
    "german_front_moscow_km": lambda s: known(s.lagged("front_moscow_axis_km", s.p[f"{_WEST}_lag_weeks"])),
    "trust_in_germany": _trust,
    "german_exaggeration": _exaggeration,
    "german_timetable": _timetable,
    "german_success": _success,
    "german_victory": _victory,
    "embargo": lambda s: (s.now("trade") >= 2.0).astype(np.float64),
    "freeze": lambda s: (s.now("trade") >= 1.0).astype(np.float64),
    "embargo_risk": lambda s: np.maximum(s.belief("embargo_risk"), s["embargo"]),
    "us_embargo_lasts": lambda s: s.p["reason.embargo_oil"] * np.minimum(s.now("trade") / 2.0, 1.0),
    **held(("us_inseparable", "us_attack_if_wait")),
    "soviet_attack_if_south": _rear,
    "oil_stock": lambda s: s.now("japan_oil_stock_mbbl"),
    "oil_months_left": lambda s: s.now("japan_oil_stock_mbbl") / (s.now("oil_use_week") * s.p["view.weeks_a_month"]),
    "oil_alarm": lambda s: np.clip(1.0 - s["oil_months_left"] / s.p["view.oil_alarm_months"], 0.0, 1.0),
    "sakhalin_share": lambda s: _constant(s.p["japan.sakhalin_oil_share"], s),
    "sakhalin_sufficient": lambda s: _constant(1.0 - s.p["reason.sakhalin_oil"], s),
    "naval_ratio": _naval_ratio,
    "south_prepared": lambda s: np.isfinite(s.now("south_ready_week")).astype(np.float64),
    "south_ready_weeks": _ready_weeks,
    "south_window": _south_window(later=False),
    "south_window_later": _south_window(later=True),
    **held(("relief",)),
    "losing": lambda s: np.clip(s.now("pressure_japan") - s.p["view.losing_level"], 0.0, 1.0),
    "window": lambda s: s.now("northern_season"),
    "bombers": lambda s: s.now("soviet_bombers"),
    "free_army": lambda s: 1.0 - s.p["reason.china_war"] * (1.0 - s.now("free_army")),
    "mobilised": lambda s: np.minimum(s.now("rung"), 1.0),
}
"""Feature -> rule."""

THINKS: dict[str, Belief] = {
    "soviet_far_east_divisions": Belief(_count, chance=False, prior=_garrison_in_june),
    "soviet_quality": Belief(_quality_signal, chance=False, prior=lambda p: 1.0 / p["japan.quality_belief"]),
    "german_victory": Belief(_victory_signal),
    "trust_in_germany": Belief(_trust_signal, chance=False),
    "embargo_risk": Belief(_moved_by_trade("embargo_risk")),
    # A war for the Indies alone from which America has stayed away answers the question.
    "us_inseparable": Belief(_moved_by_trade("us_inseparable", "japan_us_war", "japan_south_war")),
    "us_attack_if_wait": Belief(_moved_by_trade("us_attack_if_wait", "japan_us_war", "japan_out")),
    "soviet_attack_if_south": Belief(_rear_signal),
    "relief": Belief(_relief_signal),
}
"""Belief -> how the news moves it."""
