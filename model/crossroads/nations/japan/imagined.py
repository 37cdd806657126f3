"""Japan's course as its councils imagined it: two years of each plan, in three futures.

What is imagined is a course, not a step: an attack in the north with its campaigns, a move into Indochina with what
may follow it, a war in the south with America in it. Tokyo does not fight out the war between Germany and the USSR:
it holds a belief about how that will end.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters
from crossroads.minds.beliefs import chance, log_odds
from crossroads.minds.choice import bounded_open
from crossroads.minds.imagining import believed
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.realised import RealisedSubject, Truth, WarEnded
from crossroads.minds.imagining.subject import Lanes, Measures, Start, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.minds.view import View
from crossroads.war.measured import territory_held
from crossroads.world.axes import Array, Flags, Numbers
from crossroads.world.state import State, replace

_WAR_PLANS = ("north", "north_cut", "limited", "limited_cut")
_LIMITED = ("limited", "limited_cut")
_CUT = ("wait_cut", "north_cut", "limited_cut")
_NEED = {
    "wait": ("wait", "wait_cut", "eased"),
    "indochina": ("wait", "wait_cut"),
    "north": ("north", "north_cut"),
    "limited": ("limited", "limited_cut"),
    "south_without_us": ("south_alone", "south"),
    "south": ("south",),
    "terms": ("terms",),
    "prepare_south": ("wait", "wait_cut", "eased", "south", "south_alone"),
    "stand_down_south": ("wait", "wait_cut", "eased"),
}
_SOVIET, _AMERICA, _BOTH = "Soviet strength", "American reaction", "both"


class JapanCourse(RealisedSubject):
    """North, south, or wait: the decision that the conferences of 1941 turned over seven times."""

    point = "japan.course"
    plans = (
        "wait",
        "wait_cut",
        "eased",
        "north",
        "north_cut",
        "limited",
        "limited_cut",
        "south",
        "south_alone",
        "terms",
    )
    certain = frozenset({"wait", "wait_cut", "eased", "terms"})
    prospects = ("hold", "south_without_us", "south")
    compared = ("north", "limited", "south", "south_without_us", "wait", "terms")
    knowledge = (_SOVIET, _AMERICA, _BOTH)
    measures = (
        "oil_end",
        "dry",
        "resources",
        "captured",
        "northern",
        "north_weeks",
        "america_weeks",
        "south_weeks",
        "bombers",
        "bombing",
        "lost_north",
        "pressure",
    )

    def situation(self, view: View) -> dict[str, Array]:
        """Return trade, rung and the wars that are on."""
        cut = np.where(view["us_embargo_lasts"] > 0.5, 2.0, 0.0)
        trade = np.where(view["embargo"] > 0, cut, view["freeze"])
        return {"trade": trade, "rung": view["rung"], **super().situation(view)}

    def needed(self, view: View, legal: Array) -> Flags:
        """Return which plans the legal options call for; a trade that is cut already cannot be cut again.

        Who stands ready for the south looks at it even where it waits, and whoever is ordered to go looks too.
        """
        cut = (self.situation(view)["trade"] >= 2) | (view["japan_south_war"] > 0)
        everywhere = legal[0] == legal[0]
        rows = {name: ~everywhere for name in self.plans}
        barred = self._embargoed(view) > 0
        for index, option in enumerate(_NEED):
            asked = everywhere if option == "wait" else legal[index] != 0
            for name in _NEED[option]:
                only = ~cut if name in _CUT else barred if name == "eased" else everywhere
                rows[name] = rows[name] | (asked & only)
        return np.stack(list(rows.values()))

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war as Tokyo believes it to stand, and each plan's orders."""
        facts, week = lanes.situation, lanes.week
        state = believed.supposed(lanes, reference)
        men = lanes.beliefs["soviet_far_east_divisions"] * p["view.men_a_soviet_division"]
        state = believed.with_far_east(state, men, p)
        full = p["japan.kwantung_strength"] - p["japan.kwantung_before"]
        step = np.where(facts["rung"] >= 2, 1.0, np.where(facts["rung"] >= 1, p["japan.rung_101_share"], 0.0))
        ready = p["japan.kwantung_before"] + full * step + p["japan.korea_army_strength"]
        state = believed.with_manchuria(state, np.where(facts["north_war"] > 0, state.japan.manchuria, ready))
        economy = replace(state.economy, oil_stock=np.maximum(lanes.beliefs["oil_stock"], 0.0))
        state = replace(state, economy=economy)
        orders = believed.standing_orders(lanes, p)
        north = self.is_plan(lanes, *_WAR_PLANS)
        begins = week + p["japan.north_lead_weeks"]
        orders.japan_north_week = np.where(north, np.minimum(begins, orders.japan_north_week), orders.japan_north_week)
        orders.japan_rung = np.where(north, 2.0, orders.japan_rung)
        orders.japan_limited = self.is_plan(lanes, *_LIMITED).astype(np.float64)
        alone = self.is_plan(lanes, "south_alone")
        south = self.is_plan(lanes, "south") | alone
        opens = np.maximum(week + p["japan.south_lead_weeks"], p["japan.south_ready_week"])
        orders.japan_south_week = np.where(south, np.minimum(opens, orders.japan_south_week), orders.japan_south_week)
        orders.japan_south_without_us = np.where(south, alone * 1.0, orders.japan_south_without_us)
        cut = self.is_plan(lanes, *_CUT) | south
        terms = self.is_plan(lanes, "terms")
        eased = terms | self.is_plan(lanes, "eased")
        orders.us_trade = np.where(cut, 2.0, np.where(eased, 0.0, orders.us_trade))
        orders.japan_terms_week = np.where(terms, week + p["japan.terms_lead_weeks"], np.inf)
        # Nobody in Tokyo reckons with the call-up that refills the Soviet army, unless the reports show it.
        quality = lanes.beliefs["soviet_quality"] * p["far_east.japanese_quality"]
        share = np.where(facts["sakhalin"] > 0, p["staff.sakhalin_wanted_share"], p["japan.sakhalin_oil_share"])
        beliefs = believed.with_parameters(
            p,
            far_east__soviet_quality=quality,
            far_east__local_call_up=p["staff.japan_sees_call_up"] * p["far_east.local_call_up"],
            japan__sakhalin_oil_share=share,
        )
        lasting = {name: lanes.luck for name in ("far_east.campaign", "southern.campaign")}
        return Start(state, orders, beliefs, lasting)

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return stocks, land, weeks at war and men lost."""
        p = start.p
        soviet, manchuria = territory_held(end, p)
        return {
            "oil_end": end.economy.oil_stock,
            "dry": believed.share_of(way.dry, weeks),
            "resources": end.economy.southern_capture * end.economy.southern_repair,
            "captured": end.economy.southern_capture,
            "northern": (1.0 - soviet) - (1.0 - manchuria),
            "north_weeks": believed.share_of(way.far_east, weeks),
            "america_weeks": believed.share_of(way.america, weeks),
            "south_weeks": believed.share_of(way.south, weeks),
            "bombers": believed.share_of(way.bombers, weeks),
            "bombing": believed.share_of(way.bombing, weeks),
            "lost_north": way.flows["japanese_losses_far_east"] / p["staff.losses_stake"],
            "pressure": end.politics.pressure_japan,
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return each option's stakes, where a force that is made ready is believed never to be used."""
        return self.foreseen(measures, view, p, {name: np.array(float(name == "hold")) for name in self.prospects})

    def later(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return what a force that stands ready could be used for later, talks having failed: nothing, or the south."""
        courses = self._courses(measures, view, p, view["south_window_later"])
        return {"hold": courses["hold"], "south_without_us": courses["south_without_us"], "south": courses["south"]}

    def foreseen(
        self, measures: Measures, view: View, p: Numbers, odds: Mapping[str, Array]
    ) -> dict[str, dict[str, Array]]:
        """Return each option's stakes: mixtures of plans by what the others are believed to do, and it itself later.

        To wait is to talk: under the embargo relief comes at the odds that the council gives to it. Who stands ready
        meanwhile may go to war where it does not.
        """
        courses, later = self._courses(measures, view, p, view["south_window"]), self.later(measures, view, p)
        relief = self._embargoed(view) * view["relief"]
        calm = _mixed(courses["hold"], courses["eased"], relief)
        fails = _sum_of(later, odds)
        ready = _mixed(fails, courses["eased"], relief)
        # What stands ready and is not used is strain for nothing.
        strain = (1.0 - relief) * odds["hold"] + relief
        ready = ready | {"readiness": ready["readiness"] - strain}
        prepared = view["south_prepared"] > 0
        waits = {term: np.where(prepared, ready[term], value) for term, value in calm.items()}
        own = {name: courses[name] for name in _NEED if name in courses}
        return own | {"wait": waits, "prepare_south": ready, "stand_down_south": calm}

    def _courses(self, measures: Measures, view: View, p: Numbers, window: Array) -> dict[str, dict[str, Array]]:
        """Return course -> term -> stakes, by what others are believed to do; `window` is left of the south's worth."""
        plans = {name: {key: rows[:, index] for key, rows in measures.items()} for index, name in enumerate(self.plans)}
        cut = (self.situation(view)["trade"] >= 2) | (view["japan_south_war"] > 0)
        worth = {name: self.worth(name, counted, view, p) for name, counted in plans.items()}
        risk = np.where(cut, 0.0, view["embargo_risk"])
        idle = np.where(cut, 0.0, p["belief.japan.embargo_if_waiting"])
        north = np.where(cut, 0.0, p["belief.japan.embargo_after_north"])
        together = view["us_inseparable"]
        moved = _mixed(worth["wait"], worth["wait_cut"], risk)
        first_blow = self._first_blow(plans["south"], p)
        met = worth["south"] | {"naval_window": worth["south"]["naval_window"] - first_blow}
        # Bases in Indochina are a step into the southern sphere.
        moved = moved | {"southern_sphere": moved["southern_sphere"] + p["interest.japan.indochina_sphere"]}
        hold = _mixed(worth["wait"], worth["wait_cut"], idle)
        # Relief has a price, though less of one than terms.
        eased = worth["eased"] | {"humiliation": worth["eased"]["humiliation"] - p["interest.japan.relief_price"]}
        return {
            "hold": hold,
            "eased": eased,
            "indochina": moved,
            "north": _mixed(worth["north"], worth["north_cut"], north),
            "limited": _mixed(worth["limited"], worth["limited_cut"], north),
            "south_without_us": _closing(_mixed(worth["south_alone"], met, together), hold, window),
            "south": _closing(worth["south"], hold, window),
            "terms": worth["terms"],
        }

    def _embargoed(self, view: View) -> Array:
        """Return 1 where talks are about relief from a full embargo: there is no war in the south yet."""
        return np.where((self.situation(view)["trade"] >= 2) & (view["japan_south_war"] < 1), 1.0, 0.0)

    def worth(self, plan: str, m: dict[str, Array], view: View, p: Numbers) -> dict[str, Array]:
        """Return term -> stakes of one plan, (future, world)."""
        month = p["oil.use_peace"] * p["view.weeks_a_month"]
        enough = p["staff.oil_enough_months"]
        now, later = view["oil_stock"] / month / enough, m["oil_end"] / month / enough
        nothing = 0.0 * later
        north, south, america = m["north_weeks"], m["south_weeks"], m["america_weeks"]
        attacks = plan in _WAR_PLANS
        waits = plan in ("wait", "wait_cut", "eased")
        material = 1.0 - p["interest.japan.barren_share"] * p["reason.barren_north"]
        material = material * p["interest.japan.siberian_value"]
        fishing = p["interest.japan.limited_bonus"] * p["reason.limited_seizure"] if plan in _LIMITED else 0.0
        part = p["interest.japan.limited_place"] if plan in _LIMITED else 1.0
        fights = part * np.minimum(north * (2.0 if attacks else 1.0), 1.0)
        table = np.maximum(fights, p["interest.japan.spoils_waiting"] * view["mobilised"])
        table = table + p["diplomacy.free_ride"] * (1.0 - table)
        asked = fights * view["germany_asks"] * view["trust_in_germany"]
        odds = log_odds(bounded_open(view["german_victory"]))
        falls = chance(odds + p["belief.japan.second_front_effect"] * north)
        alone, both = p["interest.japan.south_front_share"], np.minimum(north, south)
        tied = (1.0 - view["free_army"]) * (north + alone * south)
        cut = plan == "wait_cut" or (float(plan == "wait") * (view["embargo"] > 0))
        confidence = 2.0 * view["naval_ratio"] - 1.0
        return {
            "oil": np.minimum(later, 1.0) - np.minimum(now, 1.0) - m["dry"],
            "southern_resources": m["resources"] * p["reason.southern_riches"],
            "southern_sphere": m["captured"] * p["reason.southern_sphere"],
            "northern_gain": m["northern"] * material * self._programme(p) + (fishing if attacks else 0.0) + nothing,
            "spoils": falls * table + falls * asked * p["diplomacy.german_spoils"],
            "homeland": -m["bombers"] * p["reason.vladivostok_bombers"] - m["bombing"],
            "losses": -m["lost_north"] * p["reason.attrition"],
            "northern_strain": -north * p["reason.slender_means"],
            "readiness": nothing,
            "long_war": -america * p["reason.american_industry"],
            "naval_window": america * confidence,
            "pact": nothing
            - (float(attacks) * view["pact"] * p["reason.neutrality_pact"] * p["diplomacy.breach_reputation"]),
            "alliance": asked * p["reason.german_request"] * p["diplomacy.german_request"],
            "two_fronts": -(north + alone * south + p["interest.japan.both_wars"] * both) * p["reason.one_front"]
            - south * (1.0 - north) * view["soviet_attack_if_south"],
            "china": -tied,
            "ideology": fights * p["reason.anti_communism"],
            "revenge": fights * p["reason.revenge"],
            "humiliation": nothing - float(plan == "terms"),
            "encirclement": nothing - cut * view["us_attack_if_wait"],
            "freedom": nothing + float(waits) * np.minimum(later, 1.0) * (1.0 - south) * p["reason.wait_and_see"],
            "defeat": -m["pressure"],
        }

    def realised(self, option: str, ending: WarEnded, view: View, p: Parameters) -> dict[str, Array]:
        """Return term -> stakes of what came, (world,).

        - Where a paper holds a chance (a German victory, America's entry, a Soviet blow in the rear), the count holds
          what happened. Wars that came are in the weeks of war; they are not counted a second time as a risk.
        - A south that spares America is charged with the war that America then made, and with having lost the first
          blow in it.
        - What no count can replace (trust in an ally, confidence in the fleet, the pact, honour) keeps the day's value.
        """
        state, nobody = ending.state, np.zeros(ending.state.worlds)
        came: dict[str, Array] = {
            "german_victory": np.where(state.politics.week_ussr_out <= state.week, 1.0, 0.0),
            "mobilised": np.minimum(ending.orders.japan_rung, 1.0),
            # What the others did is in the weeks of war.
            "soviet_attack_if_south": nobody,
            "us_attack_if_wait": nobody,
        }
        after = dataclasses.replace(view, features=dict(view.features) | came)
        spares = option == "south_without_us"
        counted = {name: values[None] for name, values in ending.measures.items()}
        found = self.worth("south_alone" if spares else option, counted, after, p)
        result = {name: nobody + value[0] for name, value in found.items()}
        if spares:
            result["naval_window"] = result["naval_window"] - self._first_blow(ending.measures, p)
        return result

    def facts(self, start: State, end: State, p: Parameters) -> dict[str, Array]:
        """Return 1 where America was at war with Japan, or had cut off its oil, by the end; and Soviet strength.

        Soviet strength is the men in the Far East on the day, and what one was worth to a Japanese soldier.
        """
        return {
            "america": np.where(end.politics.week_us_japan <= end.week, 1.0, 0.0),
            "embargo": np.where(end.politics.week_us_full_embargo <= end.week, 1.0, 0.0),
            "garrison": start.ussr.far_east_trained + start.ussr.far_east_green,
            "quality": np.zeros(end.worlds) + p["far_east.soviet_quality"] / p["far_east.japanese_quality"],
        }

    def truths(self, facts: Mapping[str, Mapping[str, Array]], p: Parameters) -> dict[str, Truth]:
        """Return what there was to know of Soviet strength, of the American reaction, and of both."""
        waited = facts["wait"]
        soviet = {
            "soviet_far_east_divisions": waited["garrison"] / p["view.men_a_soviet_division"],
            "soviet_quality": waited["quality"],
        }
        america = {
            "us_inseparable": facts["south_without_us"]["america"],
            "us_attack_if_wait": waited["america"],
        }
        trade = {
            "belief.japan.embargo_if_waiting": waited["embargo"],
            # One belief serves both attacks in the north; what came of the full one is the truth of both.
            "belief.japan.embargo_after_north": facts["north"]["embargo"],
        }
        # Who knows Soviet strength knows of the men that will be called up behind it.
        call_up = (ParameterEdit("staff.japan_sees_call_up", value=1.0),)
        return {
            _SOVIET: Truth(soviet, {}, call_up),
            _AMERICA: Truth(america, trade),
            _BOTH: Truth(soviet | america, trade, call_up),
        }

    @staticmethod
    def _first_blow(m: Mapping[str, Array], p: Numbers) -> Array:
        """Return what is lost where America comes in at its own time: the first blow is not Japan's."""
        return p["interest.japan.initiative"] * m["america_weeks"]

    @staticmethod
    def _programme(p: Numbers) -> Array | float:
        """Return how far the army's long programme against the USSR lifts what land in the north is worth."""
        return 1.0 - p["interest.japan.programme_share"] * (1.0 - p["reason.army_programme"])


def _mixed(first: dict[str, Array], second: dict[str, Array], odds: Array | float) -> dict[str, Array]:
    """Return the mean of two plans, the second at `odds`; a plan that cannot happen is not looked at."""
    result: dict[str, Array] = {}
    for name, value in first.items():
        mixed = (1.0 - odds) * value + odds * second[name]
        result[name] = np.where(odds > 0, mixed, value)
    return result


def _sum_of(plans: Mapping[str, Mapping[str, Array]], odds: Mapping[str, Array]) -> dict[str, Array]:
    """Return the mean of plans by their odds; one that cannot happen is not looked at."""
    result: dict[str, Array] = {}
    for name, share in odds.items():
        for term, value in plans[name].items():
            part = np.where(share > 0, share * value, 0.0)
            result[term] = result[term] + part if term in result else part
    return result


_GAINS = ("oil", "southern_resources", "southern_sphere")
"""What the south is wanted for, and loses its worth as the window closes."""


def _closing(south: dict[str, Array], hold: dict[str, Array], window: Array) -> dict[str, Array]:
    """Return a war in the south of which only a part of what it would gain over holding is still to be had."""
    lost = {term: (1.0 - window) * np.maximum(south[term] - hold[term], 0.0) for term in _GAINS}
    return south | {term: south[term] - part for term, part in lost.items()}


SUBJECTS: tuple[Subject, ...] = (JapanCourse(),)
"""How the great decisions of the nation are imagined."""
