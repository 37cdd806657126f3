"""Words for what councils see and weigh: options, factions, terms of interest, and features of a view."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.telling.council_words import term_words

OPTION_WORDS: dict[str, dict[str, str]] = {
    "japan.course": {
        "wait": "keep waiting",
        "indochina": "into southern Indochina",
        "north": "north: attack the USSR",
        "limited": "limited seizure in the north",
        "south_without_us": "south, sparing the US",
        "south": "south, the US included",
        "terms": "accept American terms",
    },
    "ussr.transfers": {"none": "keep it in place", "cautious": "a few divisions west", "large": "the best go west"},
    "ussr.fight_on": {"fight": "fight on", "treat": "treat with Germany"},
    "ussr.war_on_japan": {"neutral": "stay neutral", "denounce": "denounce the pact", "attack": "attack Japan"},
    "germany.main_effort": {
        "moscow": "on Moscow",
        "south": "in the south",
        "north": "on Leningrad",
        "defend": "stand on the defensive",
    },
    "germany.war_on_us": {"abstain": "do not declare war", "declare": "declare war"},
    "united_states.trade": {
        "keep": "as it is",
        "partial": "freeze assets, ration oil",
        "full": "cut off all oil",
        "restore": "restore trade",
    },
    "united_states.entry": {"stay_out": "stay out", "enter": "go to war with Germany"},
}
"""Decision -> option -> a few words, for a label."""

FACTION_WORDS: dict[str, str] = {
    "general_staff": "Army General\nStaff and War\nMinistry",
    "kwantung_army": "Kwantung\nArmy",
    "navy": "Navy",
    "court": "Court and\ncabinet",
    "leadership": "Leadership",
    "president": "President",
}

TERM_WORDS: dict[str, str] = {
    "southern_resources": "riches of the south",
    "southern_sphere": "sphere in the south",
    "northern_gain": "gain in the north",
    "spoils": "share of the spoils",
    "homeland": "safety of the homeland",
    "losses": "soldiers' lives",
    "northern_strain": "strain of the north",
    "long_war": "long war",
    "pact": "Neutrality Pact",
    "alliance": "alliance",
    "two_fronts": "two fronts",
    "freedom": "freedom to choose later",
    "defeat": "defeat",
    "naval_window": "navy's window",
    "china": "war in China",
    "encirclement": "encirclement",
    "enemy": "enemy's army",
    "survival": "survival of the state",
    "second_front": "second front",
}
"""Interest term -> its words in a label, where those of a paper in words are too long for one."""

TERM_FAMILIES: dict[str, tuple[str, ...]] = {
    "oil and the south": ("oil", "southern_resources", "southern_sphere", "oil_and_grain"),
    "land and spoils": ("northern_gain", "spoils", "gain", "land", "moscow", "leningrad", "enemy", "far_east", "asia"),
    "losses and strain": (
        *("losses", "northern_strain", "homeland", "china", "cost", "price", "field_army", "quality", "line"),
    ),
    "long war and defeat": (
        *("long_war", "two_fronts", "second_front", "defeat", "war", "survival", "capital", "west", "cover"),
        *("germany", "japanese_strength"),
    ),
    "pacts and allies": ("pact", "alliance", "promise", "allies", "ussr", "neutrality", "terms_kept"),
    "honour and creed": ("ideology", "revenge", "humiliation", "encirclement", "opinion", "answer", "rupture"),
    "time and freedom": ("freedom", "naval_window", "atlantic", "diversion", "deterrence"),
}
"""Families of terms, one colour each; a term of no family counts as 'other'."""

OTHER_TERMS = "other"


class Feature(NamedTuple):
    """How a feature of a view is written: what it is, factor to the unit, the unit, decimals."""

    title: str
    factor: float = 1.0
    unit: str = ""
    decimals: int = 0


_PERCENT = (100.0, "%")

FEATURES: dict[str, Feature] = {
    "soviet_far_east_divisions": Feature("Soviet divisions in the Far East", 1.0, "divisions", 1),
    "soviet_quality": Feature("Worth of a Soviet soldier, own = 1", 1.0, "", 2),
    "german_victory": Feature("Chance of a German victory in the east", *_PERCENT),
    "german_front_moscow_km": Feature("German advance towards Moscow", 1.0, "km"),
    "trust_in_germany": Feature("Trust in Germany", *_PERCENT),
    "oil_months_left": Feature("Japan's oil lasts", 1.0, "months", 1),
    "embargo_risk": Feature("Chance of an American embargo", *_PERCENT),
    "us_inseparable": Feature("Chance that the south means war with the US", *_PERCENT),
    "us_attack_if_wait": Feature("Chance of an American attack if Japan waits", *_PERCENT),
    "soviet_attack_if_south": Feature("Chance of a Soviet attack if Japan goes south", *_PERCENT),
    "free_army": Feature("Army not tied down in China", *_PERCENT),
    "naval_ratio": Feature("Japan's share of carriers in the Pacific", *_PERCENT),
    "embargo": Feature("Full American embargo"),
    "freeze": Feature("Assets frozen"),
    "german_success": Feature("German advance on Moscow", 100.0, "% of complete"),
    "bombers": Feature("Soviet bombers in reach, June 1941 = 1", 1.0, "", 2),
    "sakhalin_sufficient": Feature("Chance that Sakhalin's oil suffices", *_PERCENT),
    "window": Feature("Season for war in the north, 0 to 1", 1.0, "", 2),
    "pact": Feature("Neutrality Pact in force"),
    "germany_asks": Feature("Germany asks for an attack"),
    "germany_promises": Feature("Germany promises support"),
    "losing": Feature("Signs that Japan is losing, 0 to 1", 1.0, "", 2),
    "japan_attacks": Feature("Chance of a Japanese attack", *_PERCENT),
    "japanese_divisions_manchuria": Feature("Japanese divisions in Manchuria", 1.0, "divisions", 1),
    "pact_trust": Feature("Trust in the Neutrality Pact", *_PERCENT),
    "far_east_men": Feature("Soviet soldiers in the Far East", 1e-3, "thousand"),
    "moscow_threat": Feature("Danger to Moscow, 0 to 1", 1.0, "", 2),
    "cohesion": Feature("Soviet cohesion, 0 to 1", 1.0, "", 2),
    "germany_beaten": Feature("Chance of Germany's defeat", *_PERCENT),
    "japan_bound_south": Feature("Japan bound for the south, 0 to 1", 1.0, "", 2),
    "japan_losing": Feature("Signs that Japan is losing, 0 to 1", 1.0, "", 2),
    "soviet_strength": Feature("Soviet strength at the front", 1e-6, "million men", 2),
    "east_won_soon": Feature("Chance that the east is won soon", *_PERCENT),
    "us_enters_anyway": Feature("Chance that the US enters in any case", *_PERCENT),
    "japan_useful": Feature("Use of Japan as an ally, 0 to 1", 1.0, "", 2),
    "stalled": Feature("Offensive at a halt, 0 to 1", 1.0, "", 2),
    "exhaustion": Feature("Exhaustion at home, 0 to 1", 1.0, "", 2),
    "japan_strikes_south": Feature("Chance of a Japanese attack in the south", *_PERCENT),
    "japan_strikes_north": Feature("Chance of a Japanese attack in the north", *_PERCENT),
    "japan_yields": Feature("Chance that Japan yields to pressure", *_PERCENT),
    "soviet_survives": Feature("Chance that the USSR survives", *_PERCENT),
    "soviet_cohesion": Feature("Soviet cohesion, firm = 1", 1.0, "", 2),
    "opinion": Feature("Americans for war", *_PERCENT),
    "japan_aggression": Feature("A fresh Japanese move"),
    "japan_south_war": Feature("Japan at war in the south"),
    "japan_us_war": Feature("Japan and the US at war"),
    "japan_ussr_war": Feature("Japan and the USSR at war"),
    "germany_us_war": Feature("Germany and the US at war"),
}
"""Feature of a view -> how it is written, in the order in which a paper lists them.

No unit and no decimals: a fact, 'yes' or 'no'.
"""


def spaced(name: str) -> str:
    """Write an id as words: 'second_front' -> 'second front'."""
    return name.replace("_", " ")


def point(nation: str, decision: str) -> DecisionPoint | None:
    """Return a decision point, None where there is none of the name."""
    return next((item for item in decision_points() if item.nation == nation and item.name == decision), None)


def option(decision: str, name: str) -> str:
    """Return a few words for an option of 'nation.decision'; its id, spaced, where it has none."""
    return OPTION_WORDS.get(decision, {}).get(name, spaced(name))


def term(name: str) -> str:
    """Return the words of an interest term."""
    return TERM_WORDS.get(name) or term_words(name)


def family(name: str) -> str:
    """Return the family of an interest term."""
    return next((title for title, terms in TERM_FAMILIES.items() if name in terms), OTHER_TERMS)


def faction(name: str) -> str:
    """Return the words of a faction, in up to three lines."""
    return FACTION_WORDS.get(name, spaced(name).capitalize())


def number(value: float, decimals: int, *, sign: bool = False) -> str:
    """Write a number with a true minus sign; what rounds to nothing has no sign."""
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    return (text.lstrip("+-") if not text.strip("+-0.,") else text).replace("-", "\u2212")


def seen_value(name: str, value: float) -> str:
    """Write the value of a feature with its unit: '28.4 divisions', 'yes'.

    Parameters
    ----------
    name
        Feature of a view.
    value
        As the ledger holds it.
    """
    known = FEATURES.get(name, Feature(spaced(name), decimals=2))
    if not math.isfinite(value):
        return "-"
    if not known.unit and not known.decimals:
        return "yes" if value > 0.5 else "no"
    space = "\u00a0" if known.unit.startswith("%") else " "
    text = number(value * known.factor, known.decimals)
    return f"{text}{space}{known.unit}" if known.unit else text


def seen_lines(seen: Mapping[str, Any], most: int) -> list[tuple[str, str]]:
    """Return (what, value) of the features of a view that have words, `most` at most, in the order of `FEATURES`."""
    held = [name for name in FEATURES if seen.get(name) is not None]
    return [(FEATURES[name].title, seen_value(name, float(seen[name]))) for name in held[:most]]


def date_of(value: object) -> dt.date:
    """Return the date of a ledger's row, an ISO string."""
    return dt.date.fromisoformat(str(value)[:10])


COURSE = "japan.course"
