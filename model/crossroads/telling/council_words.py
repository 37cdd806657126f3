"""Words of council papers: what was seen, what was at stake, who sat at the table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from crossroads.telling.numbers import rounded

Kind = Literal["flag", "share", "amount", "level"]
"""Yes or no; between 0 and 1; 0 or more of a unit; any number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How one feature of a view is told.

    Attributes
    ----------
    words
        What it is, as in "X is 12 divisions".
    unit
        Unit after the number, '' = none; a share without one is told in per cent.
    kind
        What values it can have.
    """

    words: str
    unit: str = ""
    kind: Kind = "amount"

    def value(self, number: float) -> str:
        """Return a value in words: '12.3 divisions', 'yes', 'not known'."""
        if math.isnan(number):
            return "not known"
        if self.kind == "flag" and number in (0.0, 1.0):
            return "yes" if number else "no"
        if math.isinf(number):
            return "without limit"
        if self.kind == "share" and not self.unit:
            return f"{rounded(100.0 * number):,.10g} %"
        figure = f"{rounded(number):,.10g}"
        return f"{figure} {self.unit}" if self.unit else figure

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest value that the feature can have."""
        if self.kind in ("flag", "share"):
            return 0.0, 1.0
        return (-math.inf if self.kind == "level" else 0.0), math.inf


def _flag(words: str) -> Seen:
    return Seen(words, kind="flag")


def _share(words: str) -> Seen:
    return Seen(words, kind="share")


SEEN: dict[str, Seen] = {
    # Wars, orders and treaties
    "japan_ussr_war": _flag("Japan and the USSR at war"),
    "japan_south_war": _flag("Japan at war in the south"),
    "japan_at_war_south": _flag("Japan at war in the south"),
    "japan_us_war": _flag("Japan and the United States at war"),
    "japan_at_war_us": _flag("Japan and the United States at war"),
    "japan_at_war_with_us": _flag("Japan and the United States at war"),
    "germany_us_war": _flag("Germany and the United States at war"),
    "us_war": _flag("war with the United States already"),
    "at_war": _flag("the United States at war"),
    "us_war_weeks": Seen("time since war between Japan and the United States began", "weeks"),
    "germany_out": _flag("Germany out of the war"),
    "ussr_out": _flag("the USSR out of the war"),
    "japan_out": _flag("Japan out of the war"),
    "pact": _flag("the Neutrality Pact in force"),
    "germany_promises": _flag("Germany's promise against the United States"),
    "germany_asks": _flag("Germany asks Japan to attack the USSR"),
    "far_east_armistice": _flag("an armistice in the Far East"),
    "north_ordered": _flag("the attack in the north ordered"),
    "south_ordered": _flag("the attack in the south ordered"),
    "south_without_us_ordered": _flag("the attack in the south ordered without the United States"),
    "indochina_ordered": _flag("the move into southern Indochina ordered"),
    "terms_ordered": _flag("American terms accepted"),
    "terms_accepted": _flag("American terms accepted by Japan"),
    "japan_bound_south": _share("Japan known to be bound for the south"),
    "soviet_attack_ordered": _flag("the attack on Japan ordered"),
    "soviet_attack_made": _flag("the Soviet attack on Japan made"),
    "indochina_move": _flag("a fresh Japanese move into Indochina"),
    "north_move": _flag("a fresh Japanese attack in the north"),
    "south_move": _flag("a fresh Japanese attack in the south"),
    "japan_aggression": _flag("a fresh Japanese move"),
    # Forces and fronts
    "soviet_far_east_divisions": Seen("Soviet divisions in the Far East, by Tokyo's count", "divisions"),
    "japanese_divisions_manchuria": Seen("Japanese divisions in Manchuria, by Moscow's count", "divisions"),
    "japanese_divisions": Seen("Japanese divisions in Manchuria, by Moscow's count", "divisions"),
    "moved": Seen("Soviet divisions already sent west", "divisions"),
    "soviet_strength": Seen("Soviet strength at the front, by Berlin's count", "men"),
    "soviet_quality": Seen("a Soviet division's worth, against a Japanese one", "times", "amount"),
    "soviet_bombers": Seen("Soviet bombers within reach of Japan", "aircraft"),
    "bombers": Seen("Soviet bombers within reach of Japan", "(1 = as in June 1941)"),
    "free_army": _share("part of the army in China that is free to leave"),
    "naval_ratio": _share("Japan's part of the carriers in the Pacific"),
    "german_front_moscow_km": Seen("German advance on the Moscow axis", "km from the border"),
    "german_front_km": Seen("German advance on the Moscow axis", "km from the border"),
    "german_success": Seen("German success in the east", "(1 = complete)"),
    "german_victory": _share("chance given to a German victory"),
    "moscow_fallen": _flag("Moscow taken"),
    "moscow_threat": _share("danger to Moscow"),
    "stalled": _share("the centre at a halt"),
    "south_behind": _share("the southern front behind the centre"),
    "retreating": _share("the army in retreat"),
    "worn": _share("the eastern army worn out"),
    "exhaustion": _share("exhaustion at home"),
    "soviet_danger": _share("danger to the USSR"),
    "rung": Seen("rung of the build-up in Manchuria reached", "(1 = rung 101, 2 = rung 102)"),
    "mobilised": _share("the build-up in Manchuria begun"),
    "window": _share("season for an attack in the north"),
    "ripe": _share("fall of the Soviet Far East towards the level at which Japan would strike"),
    "own_superiority": Seen("own quality against a Soviet division's", "(logarithm)", "level"),
    # Means and minds
    "week": Seen("weeks since 22 June 1941"),
    "oil_months_left": Seen("oil left at the present use", "months"),
    "oil_alarm": _share("alarm over oil"),
    "oil_wanted": _share("want of oil"),
    "embargo": _flag("a full American oil embargo"),
    "freeze": _flag("Japan's assets frozen"),
    "trade": Seen("American measures against trade with Japan", "(0 none, 1 freeze, 2 embargo)"),
    "aid": Seen("American aid to the USSR", "(0 none, 1 pledged, 2 full)"),
    "us_weight": _share("American weight put on Germany"),
    "sakhalin_share": _share("part of Japan's need that Sakhalin's oil could meet"),
    "losing": _share("signs that Japan is losing"),
    "japan_losing": _share("signs that Japan is losing"),
    "german_exaggeration": Seen("German reports of success, against the truth as found", "times"),
    "german_timetable": Seen("Germany's lead on its timetable", "(0 = on time)", "level"),
    "timetable": Seen("the lead on the timetable in the east", "(0 = on time)", "level"),
    "pincer": _share("want of a pincer from the Far East"),
    "expected_enmity": _share("American enmity expected"),
    "victory_in_sight": _share("chance that victory in the east is in sight"),
    "win_alone": _share("chance given to winning in the east alone"),
    "china_escalation": _share("chance given to a clash over aid to China"),
    "pledge": _flag("a pledge of aid to whoever resists"),
    "embargo_risk": _share("chance given to an American embargo"),
    "us_embargo_lasts": _share("chance given to the embargo's lasting"),
    "us_inseparable": _share("chance that an attack on the British and Dutch means war with America"),
    "us_attack_if_wait": _share("chance given to an American attack if Japan waits"),
    "us_enters_anyway": _share("chance that America enters the war in any case"),
    "sakhalin_sufficient": _share("chance that Sakhalin's oil suffices"),
    "oil_stock": Seen("oil in stock", "million barrels"),
    "germany_beaten": _share("chance given to Germany's defeat"),
    "east_won_soon": _share("chance that the war in the east is won soon"),
    "soviet_survives": _share("chance that the USSR survives"),
    "japan_useful": _share("chance that Japan is of use against America"),
    "japan_strikes_south": _share("chance given to a Japanese attack in the south"),
    "japan_strikes_north": _share("chance given to a Japanese attack in the north"),
    "japan_yields": _share("chance that Japan yields to pressure"),
    "far_east_men": Seen("Soviet soldiers in the Far East", "men"),
    "german_front_south_km": Seen("German advance on the Stalingrad axis", "km from the border"),
    "cohesion": _share("cohesion of the USSR"),
    "soviet_cohesion": Seen("cohesion of the USSR, as seen from Washington", "(1 = firm)"),
    "despair": _share("despair in Moscow"),
    "pact_trust": _share("trust in the Neutrality Pact"),
    "japanese_threat": Seen("Japanese threat to the Far East", "(1 = an attack at hand)"),
    "japan_attacks": _share("chance given to a Japanese attack"),
    "soviet_attack_if_south": _share("chance given to a Soviet attack once Japan is bound in the south"),
    "trust_in_germany": _share("trust in Germany"),
    "opinion": _share("Americans for war"),
    "opinion_gain": Seen("rise of American opinion for war", "(share)", "level"),
    "entry_log_odds": Seen("standing odds of entry unattacked", "(logarithm)", "level"),
}
"""Features of views in words; others are told by their name."""

TERMS: dict[str, str] = {
    "oil": "oil",
    "southern_resources": "the riches of the south",
    "southern_sphere": "a sphere in the south",
    "northern_gain": "gains in the north",
    "spoils": "a share of the spoils",
    "homeland": "the safety of the homeland",
    "losses": "the lives of its soldiers",
    "northern_strain": "the strain of a northern war",
    "long_war": "the dangers of a long war",
    "pact": "its word in the Neutrality Pact",
    "alliance": "its alliance",
    "two_fronts": "the dangers of two fronts",
    "ideology": "ideology",
    "revenge": "revenge",
    "humiliation": "humiliation",
    "freedom": "freedom to choose later",
    "defeat": "the dangers of defeat",
    "naval_window": "the navy's window of strength",
    "china": "the war in China",
    "encirclement": "breaking out of encirclement",
    "moscow": "Moscow",
    "leningrad": "Leningrad",
    "oil_and_grain": "the oil and grain of the south",
    "enemy": "the destruction of the enemy's army",
    "line": "holding the line",
    "promise": "its promise to Japan",
    "atlantic": "a free hand in the Atlantic",
    "west": "the balance in the west",
    "diversion": "the diversion of America to the Pacific",
    "deterrence": "deterrence",
    "answer": "an answer to Japan's moves",
    "japanese_strength": "Japan's strength",
    "ussr": "the survival of the USSR",
    "war": "the dangers of war",
    "asia": "Asia",
    "terms_kept": "keeping to the terms",
    "neutrality": "neutrality",
    "germany": "the defeat of Germany",
    "cost": "the cost of war",
    "rupture": "the breach with Japan",
    "opinion": "opinion at home",
    "capital": "the capital",
    "quality": "the worth of its divisions",
    "field_army": "the field army in the west",
    "far_east": "the Far East",
    "cover": "cover against Japan",
    "survival": "the survival of the state",
    "land": "the land",
    "gain": "gains in the Far East",
    "second_front": "the dangers of a second front",
    "allies": "its allies' wishes",
    "price": "the price of the war",
}
"""Terms of the stakes, as in "cared twice as much for X"."""

FACTIONS: dict[str, str] = {
    "general_staff": "the general staff",
    "kwantung_army": "the Kwantung Army",
    "navy": "the navy",
    "court": "the court and cabinet",
    "leadership": "the leadership",
    "president": "the President",
}
"""Who sits at the table."""


def spelt(name: str) -> str:
    """Return an id with its words apart."""
    return name.replace("_", " ")


def seen_words(name: str) -> Seen:
    """Return how a feature of a view is told; one without words of its own by its name spelt out."""
    return SEEN.get(name) or Seen(spelt(name), kind="level")


def term_words(name: str) -> str:
    """Return a term in words."""
    return TERMS.get(name) or spelt(name)


def faction_words(name: str) -> str:
    """Return a faction in words, with its article."""
    return FACTIONS.get(name) or f"the {spelt(name)}"
