"""Names that stay: the weekly series and the outcomes of a world.

A series row is dated with the Sunday on which its week starts; flows are that week's total, stocks the value at
the week's start; a front that is closed is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


def is_share(unit: str) -> bool:
    """Say whether what has that unit is a part of a whole, which lies from 0 to 1."""
    return unit.split()[0] == "share"


@dataclass(frozen=True, slots=True)
class Observable:
    """One weekly series: its name, unit, a title for people, a stock or a flow; one that `closes` may be NaN."""

    name: str
    unit: str
    title: str
    kind: Literal["stock", "flow"]
    closes: bool = False


def _stock(name: str, unit: str, title: str) -> Observable:
    return Observable(name, unit, title, "stock")


def _front(name: str, unit: str, title: str) -> Observable:
    return Observable(name, unit, title, "stock", closes=True)


def _flow(name: str, unit: str, title: str) -> Observable:
    return Observable(name, unit, title, "flow")


OBSERVABLES: tuple[Observable, ...] = (
    _flow("soviet_losses_east", "men per week", "Soviet losses against Germany (killed, missing, wounded, sick)"),
    _flow("german_losses_east", "men per week", "German losses in the east (killed, wounded, missing)"),
    _front("soviet_front_strength", "men", "Soviet field army against Germany"),
    _front("german_front_strength", "men", "German army in the east, without allies"),
    _front("axis_front_strength", "men", "Axis armies in the east, with Germany's allies"),
    _front("front_leningrad_axis_km", "km", "Front on the Leningrad axis, km east of the line of 22 June 1941"),
    _front("front_moscow_axis_km", "km", "Front on the Moscow axis, km east of the line of 22 June 1941"),
    _front("front_stalingrad_axis_km", "km", "Front on the Stalingrad axis, km east of the line of 22 June 1941"),
    _stock("soviet_far_east_strength", "men", "Soviet army in the Far East"),
    _stock("soviet_men_moved_west", "men", "Soviet soldiers sent west from the Far East, cumulative"),
    _stock("soviet_divisions_moved_west", "divisions", "Soviet divisions sent west from the Far East, cumulative"),
    _stock("kwantung_strength", "men", "Japanese army in Manchuria and Korea"),
    _front("far_east_front_maritime_km", "km", "Maritime axis, km of Japanese advance"),
    _front("far_east_front_amur_km", "km", "Amur axis, km of Japanese advance"),
    _front("far_east_front_transbaikal_km", "km", "Transbaikal axis, km of Japanese advance"),
    _flow(
        "japanese_losses_far_east",
        "men per week",
        "Japanese losses in the Far East (killed, missing, wounded, sick)",
    ),
    _flow(
        "soviet_losses_far_east",
        "men per week",
        "Soviet losses in the Far East (killed, missing, wounded, sick)",
    ),
    _stock("ija_share_china", "share of divisions", "Share of Japan's divisions tied down in China"),
    _stock("japan_oil_stock_mbbl", "million barrels", "Japan's oil stock"),
    _flow("japan_oil_import_mbbl", "million barrels per week", "Oil reaching Japan from abroad"),
    _flow("japan_oil_southern_mbbl", "million barrels per week", "Oil reaching Japan from the Indies"),
    _flow("japan_oil_consumption_mbbl", "million barrels per week", "Oil used from the home islands' stock"),
    _stock("japan_merchant_fleet_kgrt", "thousand gross tons", "Japan's merchant fleet"),
    _flow("japan_merchant_losses_kgrt", "thousand gross tons per week", "Japanese merchant ships lost"),
    _flow("lend_lease_pacific_kt", "thousand long tons per week", "Aid to the USSR by the Pacific route"),
    _flow("lend_lease_persian_kt", "thousand long tons per week", "Aid to the USSR by the Persian route"),
    _flow("lend_lease_arctic_kt", "thousand long tons per week", "Aid to the USSR by the Arctic route"),
    _stock("us_distance_to_tokyo_km", "km", "American front line's distance from Tokyo"),
    _stock("japan_carriers", "ships", "Japanese aircraft carriers"),
    _stock("us_carriers_pacific", "ships", "American aircraft carriers in the Pacific"),
    _stock("german_share_west", "share of strength", "Share of German strength tied down in the west"),
    _stock("us_opinion_war", "share of respondents", "American public willing to go to war"),
    _stock("soviet_cohesion", "share", "Soviet cohesion (1 = intact)"),
    _stock("us_army_strength", "men", "American army"),
    _stock("japan_army_strength", "men", "Japanese army, all theatres"),
)
"""Every weekly series, in the order in which it is recorded."""

OBSERVABLE_NAMES: tuple[str, ...] = tuple(item.name for item in OBSERVABLES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a world: its name, kind, unit and a title for people.

    `kind` is "date" (week index inside the program, NaN = never; ISO date in files, empty = never),
    "flag" (true or false), "number", or "category" (index into `categories` inside the program). `decision` is the
    'nation.decision' whose option a category tells, if it tells one; `week` the field of `Politics` that dates it.
    """

    name: str
    kind: Literal["date", "flag", "number", "category"]
    unit: str
    title: str
    categories: tuple[str, ...] = ()
    decision: str = ""
    week: str = ""


COURSES: tuple[str, ...] = ("wait", "north", "limited", "south", "south_without_us", "terms")
"""Japan's course on 31 December 1941, or at the horizon where asked for later."""

VERDICTS: tuple[str, ...] = ("allied_1945", "allied_later", "stalemate", "axis_eurasia")


def _date(name: str, week: str, title: str) -> Outcome:
    return Outcome(name, "date", "date", title, week=week)


def _flag(name: str, title: str) -> Outcome:
    return Outcome(name, "flag", "share of worlds", title)


def _number(name: str, unit: str, title: str) -> Outcome:
    return Outcome(name, "number", unit, title)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("japan_course", "category", "course", "Japan's course on 31 December 1941", COURSES, "japan.course"),
    _date("date_japan_attacks_ussr", "week_japan_attacks_ussr", "Japan attacks the USSR"),
    _date("date_japan_southern_war", "week_southern_war", "Japan goes to war in the south"),
    _date("date_us_full_embargo", "week_us_full_embargo", "The United States imposes a full embargo on Japan"),
    _date("date_us_japan_war", "week_us_japan", "War between the United States and Japan"),
    _date("date_us_germany_war", "week_us_germany", "War between the United States and Germany"),
    _date("date_moscow_falls", "week_moscow", "Moscow falls"),
    _date("date_leningrad_falls", "week_leningrad", "Leningrad falls"),
    _date("date_stalingrad_falls", "week_stalingrad", "Stalingrad falls"),
    _date("date_vladivostok_falls", "week_vladivostok", "Vladivostok falls"),
    _date("date_ussr_collapses", "week_ussr_out", "The USSR collapses or makes peace with Germany"),
    _date("date_germany_surrenders", "week_germany_out", "Germany surrenders"),
    _date(
        "date_ussr_attacks_japan",
        "week_ussr_attacks_japan",
        "The USSR attacks Japan, or carries Japan's war into Manchuria",
    ),
    _date("date_manchuria_falls", "week_manchuria", "Japan loses Manchuria"),
    _date("date_far_east_armistice", "week_armistice", "Armistice between Japan and the USSR"),
    _date("date_landing_2500km_tokyo", "week_landing", "American forces land within 2,500 km of Tokyo"),
    _date("date_japan_surrenders", "week_japan_out", "Japan surrenders"),
    _date("date_atomic_bomb_used", "week_bomb", "An atomic bomb is used"),
    _number("military_losses_japan", "dead and missing", "Japanese soldiers dead or missing (without the navy)"),
    _number("military_losses_ussr", "dead and missing", "Soviet soldiers dead or missing"),
    _number("military_losses_germany", "dead and missing", "German soldiers dead or missing in the east"),
    _number("military_losses_united_states", "dead and missing", "American soldiers and sailors dead or missing"),
    _number("military_losses_china", "dead and missing", "Chinese soldiers dead or missing"),
    _number("civilian_deaths", "people", "Civilians who died of the war (wide range; see its record)"),
    _flag("japan_undefeated", "Japan has not surrendered by the horizon"),
    _number("japan_oil_months_left", "months", "Japan's oil at the end, months of use"),
    _number(
        "japan_empire_index",
        "index",
        "Japan's sphere at the end, gains included (June 1941 = 1)",
    ),
    _flag("ussr_undefeated", "The USSR has neither collapsed nor treated by the horizon"),
    _number("ussr_territory_share_held", "share", "Share of Soviet territory west of the Volga held at the end"),
    _number("ussr_far_east_share_held", "share", "Share of the Soviet Far East held at the end"),
    Outcome("verdict", "category", "verdict", "How the war stands at the horizon", VERDICTS),
)
"""Every outcome, in the order of the columns of outcomes.csv (after scenario and world)."""

OUTCOME_NAMES: tuple[str, ...] = tuple(item.name for item in OUTCOMES)

RENAMED: dict[str, str] = {"japan_empire_share_held": "japan_empire_index"}
"""Name of an outcome in an earlier version -> its name: folders and questions of then are still read."""

VERDICT_WORDS: dict[str, str] = {
    "allied_1945": "Germany and Japan have both surrendered by 31 December 1945",
    "allied_later": "Germany and Japan have both surrendered, the last of them after 1945",
    "stalemate": "neither both beaten nor the USSR lost: at least one of Germany and Japan is undefeated",
    "axis_eurasia": "the USSR has collapsed or treated, and Germany is undefeated at the horizon",
}
