"""Japan: its course north or south, its mobilisation in Manchuria, its troops, and the end of its war."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossroads.minds.decision import DecisionPoint, day_of_week
from crossroads.minds.nation import Legal, Nation
from crossroads.nations.japan.view import SHEET, THINKS
from crossroads.world.axes import Array, whole
from crossroads.world.observables import COURSES
from crossroads.world.state import Orders


def japan_course(orders: Orders) -> Array:
    """Return the index of Japan's course: the first that binds it, by the week in which it is carried out."""
    south = np.where(orders.japan_south_without_us > 0, COURSES.index("south_without_us"), COURSES.index("south"))
    north = np.where(orders.japan_limited > 0, COURSES.index("limited"), COURSES.index("north"))
    first, kind = orders.japan_north_week, north
    for week, other in ((orders.japan_south_week, south), (orders.japan_terms_week, COURSES.index("terms"))):
        kind = np.where(week < first, other, kind)
        first = np.minimum(first, week)
    return np.where(np.isfinite(first), kind, COURSES.index("wait")).astype(np.float64)


class Japan(Nation):
    """Tokyo: conferences at which services must agree, and the two ladders they move on, north and south."""

    name = "japan"
    sheet = SHEET
    thinks = THINKS

    def opens(self, point: DecisionPoint, scheduled: bool) -> Array:
        """Return where a point is open: at its meetings while Japan fights on, and at its triggers."""
        fact = self.fact
        alive = 1.0 - fact("japan_out")
        if point.name == "course":
            p = self.p
            cut = self._turned("embargo_weeks", p["japan.embargo_meeting_weeks"])
            over = self._turned("north_weeks", p["japan.reopening_campaign_weeks"])
            meets = np.maximum(np.maximum(float(scheduled), self._ready()), np.maximum(cut, over))
            return alive * meets * self._course_open()
        if point.name == "mobilisation":
            return alive * scheduled * (fact("japan_ussr_war") < 1)
        if point.name == "troops":
            at_war = np.maximum(fact("japan_south_war"), fact("japan_ussr_war"))
            return alive * scheduled * at_war * (fact("japan_ussr_war") < 1)
        losing = fact("pressure_japan") > self.p["view.losing_level"]
        pressed = np.maximum(fact("japan_us_war"), fact("soviet_attack_made")) > 0
        return alive * scheduled * losing * pressed

    def _course_open(self) -> Array:
        """Return 1 where the course is open: before Japan is bound, and once a trigger reopens it.

        A choice binds until oil runs low, a northern campaign's season is over, or an armistice ends it. To make ready
        binds nobody.
        """
        fact, p = self.fact, self.p
        bound = np.maximum(np.maximum(fact("north_ordered"), fact("south_ordered")), fact("terms_ordered")) > 0
        months = fact("japan_oil_stock_mbbl") / (fact("oil_use_week") * p["view.weeks_a_month"])
        dry = months < p["japan.reopening_oil_months"]
        season_over = fact("north_weeks") >= p["japan.reopening_campaign_weeks"]
        ended = fact("far_east_armistice") > 0
        return (~bound | dry | season_over | ended).astype(np.float64)

    def _ready(self) -> Array:
        """Return 1 in the weeks in which a force that stands ready for the south, or nearly so, puts the question.

        From a notice ahead of the day on which it is ready, every so many weeks, until it is used or stood down.
        """
        fact, p = self.fact, self.p
        ready = fact("south_ready_week")
        prepared = np.isfinite(ready)
        # The first whole week within the notice.
        first = -np.floor(p["japan.south_notice_weeks"] - np.where(prepared, ready, 0.0))
        since = self.week - first
        every = whole(p["japan.ready_meeting_weeks"])
        due = (since >= 0) & (since - every * np.floor(since / every) < 1)
        return (prepared & due & (fact("south_ordered") < 1)).astype(np.float64)

    def _turned(self, event: str, weeks: Array | float) -> Array:
        """Return 1 in the week in which an event lies so many weeks back."""
        beyond = self.fact(event) - weeks
        return ((beyond >= 0) & (beyond < 1)).astype(np.float64)

    def legal(self, point: DecisionPoint) -> Legal:
        """Return which moves are legal: each course once, and none after terms are accepted."""
        view = self.view
        if point.name == "course":
            return self._legal_courses()
        if point.name == "mobilisation":
            rung = view["rung"]
            return {"keep": True, "rung_101": rung < 1, "rung_102": rung == 1, "stand_down": rung > 0}
        return dict.fromkeys(point.options, True)

    def _legal_courses(self) -> Legal:
        view = self.view
        free = view["terms_ordered"] < 1
        north, south = view["north_ordered"] > 0, view["south_ordered"] > 0
        possible = (view["ussr_out"] < 1) & (view["far_east_armistice"] < 1)
        peace_north = (view["japan_ussr_war"] < 1) & possible & ~north
        widening = (view["south_without_us_ordered"] > 0) & (view["japan_us_war"] < 1)
        prepared = view["south_prepared"] > 0
        ready = prepared & (view["south_ready_weeks"] <= self.p["japan.south_notice_weeks"])
        return {
            "wait": True,
            "indochina": free & (view["indochina_ordered"] < 1) & ~south,
            "prepare_south": free & ~south & ~prepared,
            "stand_down_south": free & ~south & prepared,
            "north": free & peace_north,
            "limited": free & peace_north,
            "south_without_us": free & ~south & ready,
            "south": free & (~south & ready | widening),
            "terms": free & ~south & (view["japan_ussr_war"] < 1),
        }

    def supposed(self, point: DecisionPoint) -> Legal:
        """Return where the south lacks its preparation alone: who orders the war supposes that it was made in time."""
        if point.name != "course":
            return {}
        view = self.view
        open_to = (view["terms_ordered"] < 1) & (view["south_ordered"] < 1)
        return {"south_without_us": open_to, "south": open_to}

    def ordered(self, point: DecisionPoint, option: str, orders: Orders, week: int) -> Mapping[str, Array | float]:
        """Return Tokyo's order."""
        p, rung = self.p, orders.japan_rung
        if option == "indochina":
            return {"japan_indochina_week": week + p["japan.indochina_lead_weeks"]}
        if option in ("north", "limited"):
            begins, limited = week + p["japan.north_lead_weeks"], float(option == "limited")
            return {"japan_north_week": begins, "japan_limited": limited, "japan_rung": np.maximum(rung, 2.0)}
        if option == "prepare_south":
            return {"japan_ready_week": week + day_of_week(point, week) + p["japan.south_preparation_weeks"]}
        if option == "stand_down_south":
            return {"japan_ready_week": np.inf}
        if option in ("south", "south_without_us"):
            # An order that nothing was prepared for, or too late, supposes a force that stands ready on the usual day.
            own, notice = orders.japan_ready_week, week + p["japan.south_notice_weeks"]
            ready = np.where(own <= notice, own, p["japan.south_ready_week"])
            ready = np.maximum(week + p["japan.south_lead_weeks"], ready)
            # Wars begin with a week: that in which the force is not ready yet is not one of them.
            begins = np.minimum(orders.japan_south_week, -np.floor(-ready))
            return {"japan_south_week": begins, "japan_south_without_us": float(option == "south_without_us")}
        if option == "terms":
            return {"japan_terms_week": week + p["japan.terms_lead_weeks"]}
        if option == "rung_101":
            return {"japan_rung": np.maximum(rung, 1.0)}
        if option == "rung_102":
            return {"japan_rung": 2.0}
        if option == "stand_down":
            return {"japan_rung": np.where(np.isfinite(orders.japan_north_week), rung, 0.0)}
        if option == "draw_down":
            return {"japan_draw_down": 1.0}
        return {"japan_sues": float(option == "sue")} if point.name == "end_war" else {}
