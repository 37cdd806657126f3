"""The United States: trade with Japan, aid to the USSR, entry unattacked, and where its weight goes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.nation import Legal, Nation
from crossroads.nations.united_states.view import SHEET, THINKS
from crossroads.world.axes import Array
from crossroads.world.state import Orders

_TRADE = {"partial": 1.0, "full": 2.0, "restore": 0.0}


class UnitedStates(Nation):
    """Washington: a President ahead of, and bound by, opinion."""

    name = "united_states"
    sheet = SHEET
    thinks = THINKS

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open."""
        fact = self.fact
        if point.name == "trade":
            recent, answered = self.p["view.us_reaction_weeks"], fact("trade") > 0
            moved = np.zeros_like(fact("trade"))
            for move in ("indochina", "north", "south"):
                weeks = fact(f"{move}_weeks")
                # A freeze is an answer: after it only a move that is new since the last week's report asks again.
                moved = np.maximum(moved, np.where(answered, weeks <= 1.0, weeks < recent))
            wanted = moved * (fact("trade") < 2) + fact("terms_accepted") * (fact("trade") > 0)
            return scheduled * (wanted > 0) * (fact("japan_us_war") < 1) * (1.0 - fact("japan_out"))
        if point.name == "aid_to_ussr":
            return scheduled * (1.0 - fact("ussr_out"))
        if point.name == "weight":
            at_war = np.maximum(fact("japan_us_war"), fact("germany_us_war"))
            result: Array = np.maximum(scheduled * at_war, (fact("us_weight") <= 0) & (at_war > 0))
            return result
        # Nobody asks for war out of the blue: the question is put by a clash in the Atlantic, in the week after it.
        return scheduled * fact("atlantic_clash") * (fact("germany_us_war") < 1) * (1.0 - fact("germany_out"))

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

    def ordered(self, point: DecisionPoint, option: str, orders: Orders, week: int) -> Mapping[str, Array | float]:
        """Return Washington's order."""
        if point.name == "trade":
            return {"us_trade": _TRADE[option]} if option in _TRADE else {}
        if point.name == "aid_to_ussr":
            return {"us_aid": float(list(point.options).index(option))}
        if point.name == "weight":
            return {"us_weight": self.p[f"united_states.weight_{option}"]}
        return {"us_enters": np.maximum(orders.us_enters, float(option == "enter"))}
