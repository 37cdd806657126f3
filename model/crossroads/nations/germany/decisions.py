"""Germany: its main effort in the east, what it asks of Japan and promises it, and war on the United States."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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

    def order(self, point: DecisionPoint, option: str, where: NDArray[np.bool_], orders: Orders, week: int) -> None:
        """Write Berlin's order."""

        def write(name: str, value: float) -> None:
            setattr(orders, name, np.where(where, value, getattr(orders, name)))

        if point.name == "main_effort":
            write("german_effort", float(_EFFORT.get(option, -1)))
        elif point.name == "war_on_us":
            write("germany_declares", float(option == "declare"))
        elif point.name == "promise":
            write("germany_promises", float(option == "promise"))
        else:
            write("germany_asks", float(option == "ask"))
