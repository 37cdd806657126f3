"""Germany: its main effort in the east, what it asks of Japan and promises it, and war on the United States."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.deciding.decision import DecisionPoint
from crossroads.deciding.view import Memory, estimate, known
from crossroads.nations.nation import Legal, Nation
from crossroads.world.axes import CENTRE, NORTH, SOUTH, Array
from crossroads.world.state import Orders

_EFFORT = {"moscow": CENTRE, "south": SOUTH, "north": NORTH}


class Germany(Nation):
    """Berlin: one man's decisions, with the Army High Command beside him."""

    name = "germany"

    def sees(self, memory: Memory) -> dict[str, Array]:
        """Return Berlin's view: its own fronts well, Soviet reserves badly."""
        p, luck = self.p, self.luck
        lag = p["view.germany_lag_weeks"]
        soviet = known(memory.lagged("soviet_front_strength", lag))
        public = (
            "japan_us_war",
            "germany_us_war",
            "japan_ussr_war",
            "germany_promises",
            "germany_out",
            "ussr_out",
            "us_war_weeks",
        )
        facts = {name: memory.now(name) for name in public}
        moscow = known(memory.now("front_moscow_axis_km"))
        south = known(memory.now("front_stalingrad_axis_km"))
        return facts | {
            "soviet_strength": estimate(
                soviet, p["view.germany_bias"], p["view.germany_spread"], "germany.soviet", luck
            ),
            "german_front_moscow_km": moscow,
            "japan_at_war_with_us": facts["japan_us_war"],
            "moscow_fallen": memory.now("moscow_fallen"),
            "stalled": 1.0 - memory.now("offensive_centre"),
            "south_behind": np.clip((moscow - south) / p["view.south_behind_km"], 0.0, 1.0),
            "exhaustion": np.clip(memory.now("exhaustion_germany") + p["view.exhaustion_offset"], 0.0, 1.0),
            "retreating": np.clip(1.0 - moscow / p["view.retreat_km"], 0.0, 1.0),
            "oil_wanted": np.minimum(self.week / p["view.weeks_a_year"], 1.0) + 0.0 * moscow,
            "worn": np.minimum(memory.now("german_losses") / p["view.worn_losses"], 1.0),
            "us_war": facts["germany_us_war"],
        }

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
