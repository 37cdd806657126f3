"""The USSR: troops sent west, aid to China, war on Japan, fighting on or treating with Germany."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.minds.decision import DecisionPoint
from crossroads.minds.nation import Legal, Nation
from crossroads.nations.ussr.view import SHEET, THINKS
from crossroads.world.axes import Array, begins, whole
from crossroads.world.state import Orders


class USSR(Nation):
    """Moscow: one table, under great danger."""

    name = "ussr"
    sheet = SHEET
    thinks = THINKS

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open."""
        fact = self.fact
        alive = 1.0 - fact("ussr_out")
        fighting = alive * (1.0 - fact("germany_out"))
        if point.name == "transfers":
            left = fact("soviet_men_moved_west") < self.p["ussr.transfer_west_troops"]
            return fighting * scheduled * (fact("japan_ussr_war") < 1) * left * self._reviewed()
        if point.name == "war_on_japan":
            truce = (fact("far_east_armistice") > 0) & (fact("germany_out") < 1)
            can = alive * (fact("japan_out") < 1) * ~truce * (fact("soviet_attack_ordered") < 1)
            return can * np.maximum(float(scheduled), fact("germany_out") * self._monthly())
        if point.name == "fight_on":
            return fighting * scheduled * (fact("soviet_cohesion") < self.p["view.despair_cohesion"])
        return fighting * scheduled

    def _reviewed(self) -> Array:
        """Return 1 where the transfers are on the table this month: each month at first, later each quarter."""
        months = np.floor(self.week / whole(self.p["view.month_weeks"]))
        early = np.where(self.week < self.p["ussr.transfers_monthly_weeks"], 1.0, 0.0)
        return np.maximum(early, begins(months, whole(self.p["ussr.transfers_review_months"])))

    def _monthly(self) -> Array:
        """Return 1 in the weeks of the monthly councils."""
        return begins(self.week, whole(self.p["view.month_weeks"]))

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

    def ordered(self, point: DecisionPoint, option: str, orders: Orders, week: int) -> Mapping[str, Array | float]:
        """Return Moscow's order."""
        if point.name == "transfers":
            return {"ussr_transfers": float(list(point.options).index(option))}
        if point.name == "aid_to_china":
            return {"ussr_aid_china": float(option == "keep")}
        if option == "denounce":
            return {"ussr_denounces": 1.0}
        if option == "attack":
            lead = np.round(self.p["diplomacy.yalta_lag_months"] * self.p["view.weeks_a_month"])
            return {"ussr_attack_week": week + lead}
        return {"ussr_treats": float(option == "treat")} if point.name == "fight_on" else {}
