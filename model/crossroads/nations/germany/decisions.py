"""Germany: its main effort in the east, what it asks of Japan and promises it, and war on the United States."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.nation import Legal, Nation
from crossroads.nations.germany.view import SHEET, THINKS
from crossroads.world.axes import CENTRE, NORTH, SOUTH, Array
from crossroads.world.state import Orders

_EFFORT = {"moscow": CENTRE, "south": SOUTH, "north": NORTH}


class Germany(Nation):
    """Berlin: one man's decisions, with the Army High Command beside him."""

    name = "germany"
    sheet = SHEET
    thinks = THINKS

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open."""
        alive = 1.0 - self.fact("germany_out")
        east = alive * (1.0 - self.fact("ussr_out"))
        if point.name == "war_on_us":
            # NaN (no war yet) compares false.
            recent = self.fact("us_war_weeks") <= self.p["germany.weeks_to_declare"]
            return alive * scheduled * (self.fact("japan_us_war") > 0) * (self.fact("germany_us_war") < 1) * recent
        if point.name == "request":
            return east * scheduled * (self.fact("japan_ussr_war") < 1)
        if point.name == "promise":
            bound = (self.fact("south_ordered") > 0) & (self.fact("japan_us_war") < 1)
            return alive * np.maximum(float(scheduled), bound & (self.fact("germany_promises") < 1))
        return east * scheduled

    def legal(self, point: DecisionPoint) -> Legal:
        """Return which options are legal."""
        view = self.view
        if point.name == "war_on_us":
            fighting = (view["japan_us_war"] > 0) & (view["germany_us_war"] < 1)
            return {"abstain": fighting, "declare": fighting}
        if point.name == "main_effort":
            return {"moscow": view["moscow_fallen"] < 1, "south": True, "north": True, "defend": True}
        return dict.fromkeys(point.options, True)

    def ordered(self, point: DecisionPoint, option: str, orders: Orders, week: int) -> Mapping[str, Array | float]:
        """Return Berlin's order."""
        if point.name == "main_effort":
            return {"german_effort": float(_EFFORT.get(option, -1))}
        if point.name == "war_on_us":
            return {"germany_declares": float(option == "declare")}
        if point.name == "promise":
            return {"germany_promises": float(option == "promise")}
        return {"germany_asks": float(option == "ask")}
