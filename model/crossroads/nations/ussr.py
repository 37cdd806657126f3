"""The USSR: troops sent west, aid to China, war on Japan, fighting on or treating with Germany."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crossroads.deciding.decision import DecisionPoint
from crossroads.deciding.view import Memory, estimate, known
from crossroads.nations.nation import Legal, Nation
from crossroads.world.axes import Array
from crossroads.world.state import Orders


class USSR(Nation):
    """Moscow: one table, under great danger."""

    name = "ussr"

    def sees(self, memory: Memory) -> dict[str, Array]:
        """Return Moscow's view: its own front, and Japan as its sources tell it."""
        p, luck = self.p, self.luck
        lag = p["view.ussr_lag_weeks"]
        men = memory.lagged("kwantung_strength", lag) / p["far_east.manchuria_divisions_men"]
        divisions = estimate(men, p["view.ussr_bias"], p["view.ussr_spread"], "ussr.divisions", luck)
        moscow = known(memory.now("front_moscow_axis_km"))
        threat = np.clip((moscow - p["view.threat_start_km"]) / p["view.threat_width_km"], 0.0, 1.0)
        cohesion = memory.now("soviet_cohesion")
        trust = memory.now("pact") * p["diplomacy.pact_perceived_threat_cut"]
        public = (
            "japan_ussr_war",
            "pact",
            "germany_out",
            "ussr_out",
            "japan_out",
            "soviet_attack_ordered",
            "soviet_attack_made",
        )
        facts = {name: memory.now(name) for name in public}
        return facts | {
            "japanese_divisions_manchuria": divisions,
            "japanese_threat": divisions / p["view.divisions_feared"] * (1.0 - trust),
            "pact_trust": trust,
            "german_front_moscow_km": moscow,
            "moscow_threat": threat,
            "japan_at_war_south": memory.now("japan_south_war"),
            "japan_at_war_us": memory.now("japan_us_war"),
            "japan_bound_south": np.maximum(memory.lagged("south_ordered", lag), memory.lagged("japan_south_war", lag)),
            "japan_losing": np.clip(memory.lagged("pressure_japan", lag) - p["view.losing_level"], 0.0, 1.0),
            "cohesion": cohesion,
            "despair": np.clip(1.0 - cohesion / p["view.despair_cohesion"], 0.0, 1.0),
            "moved": memory.now("soviet_divisions_moved_west"),
            "far_east_armistice": memory.now("far_east_armistice"),
        }

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open."""
        fact = self.fact
        alive = 1.0 - fact("ussr_out")
        fighting = alive * (1.0 - fact("germany_out"))
        if point.name == "transfers":
            return fighting * scheduled * (fact("japan_ussr_war") < 1)
        if point.name == "war_on_japan":
            truce = (fact("far_east_armistice") > 0) & (fact("germany_out") < 1)
            can = alive * (fact("japan_out") < 1) * ~truce * (fact("soviet_attack_ordered") < 1)
            return can * np.maximum(float(scheduled), fact("germany_out") * self._monthly())
        if point.name == "fight_on":
            return fighting * scheduled * (fact("soviet_cohesion") < self.p["view.despair_cohesion"])
        return fighting * scheduled

    def _monthly(self) -> Array:
        """Return 1 in the weeks of the monthly councils."""
        return np.asarray(self.week % np.asarray(self.p["view.month_weeks"]) == 0, dtype=np.float64)

    def legal(self, point: DecisionPoint) -> Legal:
        """Return which options are legal."""
        view = self.view
        if point.name == "war_on_japan":
            return {
                "neutral": True,
                "denounce": view["pact"] > 0,
                "attack": view["soviet_attack_ordered"] < 1,
            }
        return dict.fromkeys(point.options, True)

    def order(self, point: DecisionPoint, option: str, where: NDArray[np.bool_], orders: Orders, week: int) -> None:
        """Write Moscow's order."""

        def write(name: str, value: Array | float) -> None:
            setattr(orders, name, np.where(where, value, getattr(orders, name)))

        if point.name == "transfers":
            write("ussr_transfers", float(list(point.options).index(option)))
        elif point.name == "aid_to_china":
            write("ussr_aid_china", float(option == "keep"))
        elif option == "denounce":
            write("ussr_denounces", 1.0)
        elif option == "attack":
            lead = np.round(self.p["diplomacy.yalta_lag_months"] * self.p["view.weeks_a_month"])
            write("ussr_attack_week", week + lead)
        elif point.name == "fight_on":
            write("ussr_treats", float(option == "treat"))
