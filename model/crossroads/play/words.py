"""Words of the briefings: what each seat sees, what it hears as news, and what nobody can tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.telling import council_labels

SEATS: dict[str, str] = {
    "japan": "Japan",
    "ussr": "the USSR",
    "germany": "Germany",
    "united_states": "the United States",
}
"""Nation -> what it is called in a sentence."""

MAIN: frozenset[str] = frozenset(
    {
        "japan.course",
        "ussr.transfers",
        "ussr.fight_on",
        "ussr.war_on_japan",
        "germany.main_effort",
        "germany.war_on_us",
        "united_states.trade",
        "united_states.entry",
    }
)
"""The decisions that are put to a person who asks for the main ones."""

_FACTIONS: dict[str, str] = {"general_staff": "army", "kwantung_army": "Kwantung"}

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

ORDER: dict[str, tuple[str, ...]] = {
    "japan": (
        "oil_months_left",
        "soviet_far_east_divisions",
        "german_front_moscow_km",
        "naval_ratio",
        "german_victory",
        "soviet_attack_if_south",
        "us_inseparable",
        "embargo_risk",
    ),
    "ussr": ("german_front_moscow_km", "japanese_divisions_manchuria", "cohesion", "moved", "japan_attacks"),
    "germany": ("german_front_moscow_km", "soviet_strength", "east_won_soon", "us_enters_anyway"),
    "united_states": (
        "opinion",
        "german_front_moscow_km",
        "soviet_cohesion",
        "japan_strikes_south",
        "japan_strikes_north",
        "soviet_survives",
        "japan_yields",
    ),
}
"""Nation -> features in the order in which a briefing tells them."""

EASTERN: frozenset[str] = frozenset(
    {"german_front_moscow_km", "soviet_strength", "german_victory", "east_won_soon", "soviet_survives"}
)
"""Features that say nothing once Germany and the USSR no longer fight."""

NEWS_NUMBERS: dict[str, tuple[tuple[str, str, float, int], ...]] = {
    "japan": (
        ("german_front_moscow_km", "front before Moscow, km", 1.0, 0),
        ("oil_months_left", "your oil, months of use", 1.0, 0),
        ("soviet_far_east_divisions", "Soviet divisions in the Far East", 1.0, 0),
    ),
    "ussr": (
        ("german_front_moscow_km", "front before Moscow, km", 1.0, 0),
        ("japanese_divisions_manchuria", "Japanese divisions in Manchuria", 1.0, 0),
        ("cohesion", "cohesion, %", 100.0, 0),
    ),
    "germany": (
        ("german_front_moscow_km", "front before Moscow, km", 1.0, 0),
        ("soviet_strength", "Soviet soldiers estimated, million", 1e-6, 1),
    ),
    "united_states": (
        ("german_front_moscow_km", "front before Moscow, km", 1.0, 0),
        ("opinion", "Americans for war, %", 100.0, 0),
    ),
}
"""Nation -> (feature, label with unit, factor to the unit, decimals) of the numbers in the news."""

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

OWN_ACTS: dict[str, frozenset[str]] = {
    "germany": frozenset({"germany_asks", "germany_promises"}),
}
"""Flags that a seat sets itself: no news to it."""

UNKNOWN: dict[str, str] = {
    "japan.course": "how strong the Soviet Far East is, nor what America will do.",
    "japan.mobilisation": "whether the Soviet Far East thins out, and how Moscow reads your trains.",
    "japan.troops": "where the Americans will strike, and whether Moscow keeps the pact.",
    "japan.end_war": "what terms there would be, and what Moscow means to do.",
    "ussr.transfers": "whether Japan will use the gap; reports from Tokyo are weeks old.",
    "ussr.aid_to_china": "how long China can tie Japan down without you.",
    "ussr.war_on_japan": "how strong the Kwantung Army really is, and how long Germany lasts.",
    "ussr.fight_on": "how much the Germans have left, and what they would ask.",
    "germany.request": "what Tokyo has resolved; it has told you little.",
    "germany.promise": "when and where Japan will strike, if it does.",
    "germany.main_effort": "what reserves the Soviets can still raise; earlier estimates were low.",
    "germany.war_on_us": "whether America would enter against you unasked, and how soon.",
    "united_states.trade": "what Tokyo will do without oil, and how long it can wait.",
    "united_states.aid_to_ussr": "whether the Soviet Union lasts long enough to use it.",
    "united_states.weight": "which of the two enemies can hold out longer.",
    "united_states.entry": "whether Congress and the country would follow.",
}
"""Decision -> what the seat does not know."""


def number(view: View, name: str) -> float | None:
    """Return a feature of a one-world view as a number, None where the view does not have it."""
    values = view.features.get(name)
    return None if values is None else float(values[0])


def east_is_over(view: View) -> bool:
    """Say whether the seat knows that Germany and the USSR no longer fight."""
    return any((number(view, name) or 0.0) > 0 for name in ("germany_out", "ussr_out"))


def seen_items(view: View) -> list[str]:
    """Return what a view shows, most important first, each with its unit."""
    names = [name for name in ORDER[view.nation] if not (name in EASTERN and east_is_over(view))]
    told = [SEEN[name](value) for name in names if (value := number(view, name)) is not None]
    freeze, embargo, trade = (number(view, name) for name in ("freeze", "embargo", "trade"))
    level = trade if trade is not None else None if freeze is None or embargo is None else freeze + embargo
    if level is not None and view.nation in ("japan", "united_states"):
        told.insert(1, _TRADE[min(round(level), 2)])
    return told


def faction(name: str) -> str:
    """Return a faction's name as a briefing writes it."""
    return _FACTIONS.get(name, name.replace("_", " "))


def term(name: str) -> str:
    """Return an interest's name as a briefing writes it."""
    return council_labels.term(name)


def short(point: DecisionPoint, option: str) -> str:
    """Return a few words for an option, its usual ones where there are no shorter."""
    told = council_labels.OPTION_WORDS.get(point.id, {}).get(option, point.options[option])
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
