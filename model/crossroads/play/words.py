"""Words of the briefings: what each seat sees, what it hears as news, and what nobody can tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crossroads.evidence.nations import load_nations
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.telling import vocabulary

Line = Callable[[float], str]

_ODDS: dict[str, str] = {
    "german_victory": "Germany beats the USSR",
    "soviet_attack_if_south": "the USSR attacks if you go south",
    "embargo_risk": "America cuts off oil if you enter Indochina",
    "us_inseparable": "America joins Britain and the Dutch",
    "japan_attacks": "Japan attacks within half a year",
    "east_won_soon": "the east is won soon",
    "us_enters_anyway": "America enters anyway",
    "japan_strikes_south": "Japan strikes south",
    "japan_strikes_north": "Japan strikes north",
    "japan_yields": "Japan yields to pressure",
    "soviet_survives": "the USSR survives",
}
"""Beliefs that are probabilities -> of what."""


def _chance(what: str) -> Line:
    return lambda value: f"your staff's odds that {what}: {100 * value:.0f}%"


SEEN: dict[str, Line] = {
    "oil_months_left": lambda value: f"oil for {value:.0f} months",
    "soviet_far_east_divisions": lambda value: f"{value:.0f} Soviet divisions counted in the Far East",
    "japanese_divisions_manchuria": lambda value: f"{value:.0f} Japanese divisions reported in Manchuria",
    "german_front_moscow_km": lambda value: f"front before Moscow {value:.0f} km east of the June line",
    "soviet_strength": lambda value: f"{value / 1e6:.1f} million Soviet soldiers estimated at the front",
    "cohesion": lambda value: f"Soviet cohesion {100 * value:.0f}% of intact",
    "soviet_cohesion": lambda value: f"Soviet cohesion estimated at {100 * value:.0f}% of intact",
    "moved": lambda value: f"{value:.0f} divisions already sent west",
    "opinion": lambda value: f"{100 * value:.0f}% of Americans would go to war",
    "naval_ratio": lambda value: f"{100 * value:.0f}% of Japanese and American carriers yours",
    **{name: _chance(what) for name, what in _ODDS.items()},
}
"""Feature of a view -> how its number is told."""

_TRADE = {0: "America trades with Japan", 1: "America has frozen Japan's assets", 2: "America sells Japan no oil"}

EASTERN: frozenset[str] = frozenset(
    {"german_front_moscow_km", "soviet_strength", "german_victory", "east_won_soon", "soviet_survives"}
)
"""Features that say nothing once Germany and the USSR no longer fight."""

NEWS_NUMBERS: dict[str, tuple[str, float, int]] = {
    "german_front_moscow_km": ("front before Moscow, km", 1.0, 0),
    "oil_months_left": ("your oil, months of use", 1.0, 0),
    "soviet_far_east_divisions": ("Soviet divisions in the Far East", 1.0, 0),
    "japanese_divisions_manchuria": ("Japanese divisions in Manchuria", 1.0, 0),
    "cohesion": ("cohesion, %", 100.0, 0),
    "soviet_strength": ("Soviet soldiers estimated, million", 1e-6, 1),
    "opinion": ("Americans for war, %", 100.0, 0),
}
"""Feature -> label with unit, factor to the unit, decimals, of the numbers in the news."""

EVENTS: dict[str, Mapping[int, str]] = {
    "japan_ussr_war": {1: "Japan and the USSR are at war"},
    "japan_south_war": {1: "Japan is at war in the south"},
    "japan_at_war_south": {1: "Japan is at war in the south"},
    "japan_us_war": {1: "Japan and the United States are at war"},
    "japan_at_war_us": {1: "Japan and the United States are at war"},
    "germany_us_war": {1: "Germany and the United States are at war"},
    "germany_out": {1: "Germany has surrendered"},
    "ussr_out": {1: "the USSR has collapsed or made peace with Germany"},
    "japan_out": {1: "Japan has surrendered"},
    "far_east_armistice": {1: "an armistice in the Far East"},
    "moscow_fallen": {1: "Moscow has fallen"},
    "pact": {0: "the Neutrality Pact is at an end"},
    "freeze": {0: "American trade is open again", 1: "America freezes Japan's assets"},
    "embargo": {0: "the oil embargo is lifted", 1: "America sells Japan no oil any more"},
    "germany_asks": {1: "Germany asks Japan to attack the USSR"},
    "germany_promises": {1: "Germany promises Japan support against America"},
    "japan_bound_south": {1: "reports: Japan is bound south"},
    "indochina_move": {1: "Japan moves into southern Indochina"},
    "north_move": {1: "Japan strikes north"},
    "south_move": {1: "Japan strikes south"},
    "terms_accepted": {1: "Japan has accepted American terms"},
}
"""Flag of a view -> its new value -> the news; values that are missing are no news."""


def number(view: View, name: str) -> float | None:
    """Return a feature of a one-world view as a number, None where the view does not have it."""
    values = view.features.get(name)
    return None if values is None else float(values[0])


def east_is_over(view: View) -> bool:
    """Say whether the seat knows that Germany and the USSR no longer fight."""
    return any((number(view, name) or 0.0) > 0 for name in ("germany_out", "ussr_out"))


def seen_items(view: View) -> list[str]:
    """Return what a view shows, most important first, each with its unit."""
    told = []
    for name in load_nations()[view.nation].briefing:
        if name == "trade":
            told += _trade(view)
        elif not (name in EASTERN and east_is_over(view)) and (value := number(view, name)) is not None:
            told.append(SEEN[name](value))
    return told


def _trade(view: View) -> list[str]:
    """Return how American trade stands, where the view shows it."""
    freeze, embargo, trade = (number(view, name) for name in ("freeze", "embargo", "trade"))
    level = trade if trade is not None else None if freeze is None or embargo is None else freeze + embargo
    return [] if level is None else [_TRADE[min(round(level), 2)]]


def faction(name: str) -> str:
    """Return a faction's name as a briefing writes it."""
    known = vocabulary.vocabulary().factions.get(name)
    return (known.seat if known else "") or vocabulary.spelt(name)


def short(point: DecisionPoint, option: str) -> str:
    """Return a few words for an option, its usual ones where there are no shorter."""
    told = vocabulary.decision(point.id).options.get(option, point.options[option])
    return told.removeprefix(f"{option}: ")


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def likelihood(odds: float) -> str:
    """Return a probability in words."""
    for least, told in ((0.85, "nearly certain"), (0.6, "likely"), (0.4, "about even"), (0.15, "possible")):
        if odds >= least:
            return told
    return "unlikely" if odds >= 0.03 else "hardly"
