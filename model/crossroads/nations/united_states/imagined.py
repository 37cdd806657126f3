"""What the American government imagines: trade with Japan, and entering the war unattacked."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining import believed
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Measures, Start, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers
from crossroads.world.state import State, replace

_LEVELS = ("open", "partial", "full")
_STRUCK = ("open_struck", "partial_struck", "full_struck")


class Trade(Subject):
    """Trade with Japan: a year of each level, if Japan strikes in the south or not."""

    point = "united_states.trade"
    plans = ("open", "open_struck", "partial", "partial_struck", "full", "full_struck")
    measures = ("oil", "war", "captured")

    def situation(self, view: View) -> dict[str, Array]:
        """Return the level of trade and the wars that are on."""
        return {"trade": view["trade"], **super().situation(view)}

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return Asia as Washington believes it to stand, with the plan's level of trade."""
        state = believed.supposed(lanes, reference)
        orders = believed.standing_orders(lanes, p)
        orders.us_trade = np.floor(lanes.plan / 2.0)
        struck = self.is_plan(lanes, *_STRUCK)
        opens = np.maximum(lanes.week + p["japan.south_lead_weeks"], p["japan.south_ready_week"])
        orders.japan_south_week = np.where(struck, np.minimum(opens, orders.japan_south_week), orders.japan_south_week)
        politics = replace(state.politics, trade=orders.us_trade)
        return Start(replace(state, politics=politics), orders, p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return Japan's oil, weeks of war with Japan, and what Japan has taken."""
        return {
            "oil": end.economy.oil_stock / start.p["oil.stock_opening"],
            "war": believed.share_of(way.america, weeks),
            "captured": end.economy.southern_capture,
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return each level's stakes; a harder level makes a Japanese strike likelier, or Japan's yielding."""
        support = p["reason.support_ussr"] * p["diplomacy.american_pledge"]
        # A part of every answer to Japan is given for the sake of the USSR.
        cause = np.maximum(1.0 - p["interest.united_states.support_answer"] * (1.0 - support), 0.0)
        move = view["japan_aggression"] * p["reason.japanese_expansion"] * cause
        ussr = view["soviet_danger"] * support
        result = {}
        for option, level in (("keep", view["trade"]), ("partial", 1.0), ("full", 2.0), ("restore", 0.0)):
            share = level / 2.0 + 0.0 * move
            odds = view["japan_strikes_south"] * (p["interest.united_states.strike_unprovoked"] * (1.0 - share) + share)
            odds = np.clip(odds, 0.0, 1.0)
            yields = view["japan_yields"] * share
            m = {name: self._at(rows, share, odds) for name, rows in measures.items()}
            none = 0.0 * m["oil"]
            result[option] = {
                # A freeze was most of an answer; that the machinery made it whole was not foreseen.
                "answer": none + move * (2.0 * self._answers(share, p) - 1.0),
                "japanese_strength": -np.minimum(m["oil"], 1.0),
                "ussr": none + ussr * self._answers(share, p),
                "war": -m["war"],
                "asia": -m["captured"] + yields,
                "terms_kept": none - view["terms_accepted"] * share,
            }
        return result

    @staticmethod
    def _answers(share: Array, p: Numbers) -> Array:
        """Return how much of an answer a level of trade is, 0 to 1: a freeze (half of the way) is most of one."""
        freeze = p["interest.united_states.freeze_answer"]
        first, second = np.minimum(2.0 * share, 1.0), np.maximum(2.0 * share - 1.0, 0.0)
        return freeze * first + (1.0 - freeze) * second

    def _at(self, rows: Array, share: Array, odds: Array) -> Array:
        """Return a measure at a level of trade and odds of a strike, (future, world)."""
        result = 0.0 * rows[:, 0]
        for index in range(len(_LEVELS)):
            here = np.rint(2.0 * share) == index
            mean = (1.0 - odds) * rows[:, 2 * index] + odds * rows[:, 2 * index + 1]
            result = np.where(here, mean, result)
        return result


class Entry(Subject):
    """War with Germany unattacked: two years in, or two years out."""

    point = "united_states.entry"
    plans = ("out", "in")
    measures = ("west",)

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war with America in it or not."""
        state = believed.supposed(lanes, reference)
        orders = believed.standing_orders(lanes, p)
        orders.germany_declares = np.zeros(lanes.count)
        orders.us_enters = lanes.plan.copy()
        return Start(state, orders, p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return the American weight in Europe and the army."""
        return {"west": end.west.build_up / start.p["staff.field_army_stake"] + end.west.bombing}

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return the stakes of staying out and of going in."""
        result = {}
        for index, option in enumerate(("stay_out", "enter")):
            m = {name: rows[:, index] for name, rows in measures.items()}
            enters = float(index)
            none = 0.0 * m["west"]
            danger = 1.0 - view["soviet_survives"]
            unready = -view["entry_log_odds"]
            # Ties once broken stay broken. They are in the recorded chance, so that only their want is counted.
            reason = p["reason.rupture_with_japan"]
            broken = p["interest.united_states.lasting_break"] * np.minimum(view["trade"], 1.0)
            threat = p["diplomacy.tripartite_deterrence"] * np.minimum(p["diplomacy.article_3_reading"], 1.0)
            held = p["reason.tripartite_deterrence"] * threat * (1.0 - view["japan_us_war"])
            result[option] = {
                "neutrality": none - enters * (unready * p["reason.neutrality"] - view["opinion_gain"]),
                "germany": m["west"] * danger,
                "rupture": none + enters * (view["japan_aggression"] * reason - (1.0 - reason) * broken),
                # The recorded chance was that of a country that faced three powers: less deterred, it is higher.
                "deterrence": none + enters * (1.0 - held),
            }
        return result


SUBJECTS: tuple[Subject, ...] = (Trade(), Entry())
"""How the great decisions of the nation are imagined."""
