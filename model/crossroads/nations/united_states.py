"""The United States: trade with Japan, aid to the USSR, entry unattacked, and where its weight goes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.deciding.decision import DecisionPoint
from crossroads.deciding.view import Memory, estimate, known
from crossroads.nations.nation import Legal, Nation
from crossroads.world.axes import Array
from crossroads.world.state import Orders


class UnitedStates(Nation):
    """Washington: a President ahead of, and bound by, opinion."""

    name = "united_states"

    def sees(self, memory: Memory) -> dict[str, Array]:
        """Return Washington's view: Japan's moves, Soviet chances, opinion at home."""
        p = self.p
        lag = p["view.us_lag_weeks"]
        recent = p["view.us_reaction_weeks"]
        moves = {name: memory.now(f"{name}_weeks") for name in ("indochina", "north", "south")}
        fresh = {f"{name}_move": (weeks < recent).astype(np.float64) for name, weeks in moves.items()}
        public = (
            "trade",
            "aid",
            "us_weight",
            "japan_us_war",
            "germany_us_war",
            "japan_south_war",
            "japan_ussr_war",
        )
        facts = {name: memory.now(name) for name in (*public, "germany_out", "japan_out", "ussr_out", "terms_accepted")}
        moscow = known(memory.lagged("front_moscow_axis_km", lag))
        # War with Japan lifts opinion, but not towards war with Germany.
        gain = memory.now("us_opinion_war") - p["united_states.opinion_base"]
        any_move = np.maximum(np.maximum(fresh["indochina_move"], fresh["north_move"]), fresh["south_move"])
        return (
            facts
            | fresh
            | {
                "japan_aggression": any_move,
                "soviet_cohesion": estimate(
                    memory.lagged("soviet_cohesion", lag), 1.0, p["view.us_spread"], "united_states.cohesion", self.luck
                ),
                "soviet_danger": np.clip(moscow / p["view.german_success_km"], 0.0, 1.0),
                "opinion": memory.now("us_opinion_war"),
                "opinion_gain": gain * (1.0 - facts["japan_us_war"]),
                "entry_log_odds": self._entry() + np.zeros_like(moscow),
                "german_front_moscow_km": moscow,
                "at_war": np.maximum(facts["japan_us_war"], facts["germany_us_war"]),
            }
        )

    def _entry(self) -> Array:
        """Return the log odds, at a quarterly meeting, of the recorded monthly chance of entry unattacked."""
        months = self.points[-1].every_weeks / self.p["view.weeks_a_month"]
        stay = np.exp(months * np.log1p(-np.asarray(self.p["diplomacy.us_entry_hazard_month"])))
        result: Array = np.log1p(-stay) - np.log(stay)
        return result

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open."""
        fact = self.fact
        if point.name == "trade":
            recent = self.p["view.us_reaction_weeks"]
            moved = np.zeros_like(fact("trade"))
            for move in ("indochina", "north", "south"):
                moved = np.maximum(moved, fact(f"{move}_weeks") < recent)
            wanted = moved * (fact("trade") < 2) + fact("terms_accepted") * (fact("trade") > 0)
            return scheduled * (wanted > 0) * (fact("japan_us_war") < 1) * (1.0 - fact("japan_out"))
        if point.name == "aid_to_ussr":
            return scheduled * (1.0 - fact("ussr_out"))
        if point.name == "weight":
            at_war = np.maximum(fact("japan_us_war"), fact("germany_us_war"))
            result: Array = np.maximum(scheduled * at_war, (fact("us_weight") <= 0) & (at_war > 0))
            return result
        return scheduled * (fact("germany_us_war") < 1) * (1.0 - fact("germany_out"))

    def legal(self, point: DecisionPoint) -> Legal:
        """Return which options are legal."""
        view = self.view
        if point.name == "trade":
            trade, peace = view["trade"], view["japan_us_war"] < 1
            return {
                "keep": True,
                "partial": (trade < 1) & peace,
                "full": (trade < 2) & peace,
                "restore": (trade > 0) & peace,
            }
        return dict.fromkeys(point.options, True)

    def order(self, point: DecisionPoint, option: str, where: NDArray[np.bool_], orders: Orders, week: int) -> None:
        """Write Washington's order."""

        def write(name: str, value: Array | float) -> None:
            setattr(orders, name, np.where(where, value, getattr(orders, name)))

        if point.name == "trade":
            level = {"partial": 1.0, "full": 2.0, "restore": 0.0}
            if option in level:
                write("us_trade", level[option])
        elif point.name == "aid_to_ussr":
            write("us_aid", float(list(point.options).index(option)))
        elif point.name == "weight":
            write("us_weight", self.p[f"united_states.weight_{option}"])
        else:
            write("us_enters", np.maximum(orders.us_enters, float(option == "enter")))
