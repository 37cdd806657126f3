"""What the German leadership imagines: the main effort in the east, and war on the United States."""

from __future__ import annotations

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.decision import points_by_id
from crossroads.minds.imagining import believed
from crossroads.minds.imagining.forward import Way
from crossroads.minds.imagining.subject import Lanes, Measures, Start, Subject
from crossroads.minds.imagining.supposed import Supposed
from crossroads.minds.view import View
from crossroads.war.laws import weather
from crossroads.world import calendar
from crossroads.world.axes import CENTRE, NORTH, SECTORS, SOUTH, Array, Flags, Numbers, whole
from crossroads.world.state import State, replace


class MainEffort(Subject):
    """The main effort in the east: half a year of each."""

    point = "germany.main_effort"
    plans = ("moscow", "south", "north", "defend")
    measures = ("moscow", "south", "north", "enemy", "lost", "back")

    def situation(self, view: View) -> dict[str, Array]:
        """Return where the main effort stands, and the wars that are on."""
        return {"effort": view["german_effort"], **super().situation(view)}

    def needed(self, view: View, legal: Array) -> Flags:
        """Return the legal efforts, and the first with which they are compared."""
        first = legal.max(axis=0) > 0
        return np.stack([first, *(row > 0 for row in legal[1:])])

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the east as Berlin believes it to stand, with the effort of the plan."""
        state = believed.supposed(lanes, reference)
        state = believed.with_front(state, CENTRE, lanes.beliefs["german_front_moscow_km"])
        state = believed.with_front(state, SOUTH, lanes.beliefs["german_front_south_km"])
        state = believed.with_soviet_field_army(state, np.maximum(lanes.beliefs["soviet_strength"], 1.0))
        orders = believed.standing_orders(lanes, p)
        efforts = {"moscow": CENTRE, "south": SOUTH, "north": NORTH}
        orders.german_effort = np.full(lanes.count, -1.0)
        for plan, axis in efforts.items():
            orders.german_effort = np.where(self.is_plan(lanes, plan), float(axis), orders.german_effort)
        state = self._under_way(state, lanes)
        turned = np.where(orders.german_effort >= 0, float(CENTRE), orders.german_effort)
        return Start(state, orders, p, {}, replace(orders, german_effort=turned))

    def _under_way(self, state: State, lanes: Lanes) -> State:
        """Return the state with the armour where the order in force has brought it: to turn it takes weeks.

        What all suppose is a drive on Moscow. Where the order is another, Berlin knows that it attacks there, and that
        the line before Moscow has stood since the conference that turned away from it.
        """
        east, axis, effort = state.east, np.arange(len(SECTORS))[:, None], lanes.situation["effort"]
        stands = axis == effort
        since: Array | float = 0.0
        for week in self._conferences():
            since = np.where(week < lanes.week, lanes.week - week, since)
        turned = effort != CENTRE
        attacks, left = stands & turned, (axis == CENTRE) & turned
        offensive = np.where(attacks, 1.0, np.where(left, 0.0, east.offensive_axis))
        static = np.where(attacks, 0.0, np.where(left, since, east.static))
        return replace(
            state, east=replace(east, massed=stands.astype(np.float64), offensive_axis=offensive, static=static)
        )

    def horizon(self, week: int, p: Parameters) -> int:
        """Return the weeks that are left of the season: a campaign is planned to the winter, and no further."""
        most = super().horizon(week, p)
        days = p["weather.start_winter"] - weather.day_of_year(float(week))
        left = int(np.ceil(float(days) / calendar.DAYS_A_WEEK))
        return min(max(left, int(whole(p["staff.season_least_weeks"]))), most)

    def turn(self, week: int, p: Parameters) -> int | None:
        """Return when a turn away from Moscow turns back: where the next conference of the season allows it.

        The directives of 21 August and 6 September 1941: the Ukraine first, Moscow before the winter.
        """
        coming = [held - week for held in self._conferences() if held > week]
        return min(coming) if coming and min(coming) <= whole(p["staff.turn_weeks"]) else None

    def _conferences(self) -> list[int]:
        """Return the weeks in which the question is put, in their order."""
        return sorted(calendar.week_of(day) for day in points_by_id()[self.point].dates)

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return what each axis gains, cities, losses on both sides, and ground given up."""
        p = start.p
        before, after = start.state.east, end.east
        gained = (after.front - before.front) / p["staff.front_stake_km"]
        # An axis is worth its way to the city; that a city falls for certain is more than a staff can count on.
        gates = p.column("east.gate_km", SECTORS)
        advanced = np.maximum(np.minimum(after.front, gates) - before.front, 0.0) / p["staff.front_stake_km"]
        won = advanced + p["staff.city_odds"] * (after.fallen - before.fallen)
        return {
            "moscow": won[CENTRE],
            "south": won[SOUTH],
            "north": won[NORTH],
            "enemy": way.flows["soviet_losses_east"] / p["staff.field_army_stake"],
            "lost": way.flows["german_losses_east"] / p["staff.losses_stake"],
            "back": np.minimum(gained, 0.0).sum(axis=0),
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return each effort's stakes; the wish for oil and grain grows as the war goes on."""
        result = {}
        for index, option in enumerate(self.plans):
            m = {name: rows[:, index] for name, rows in measures.items()}
            result[option] = {
                "moscow": m["moscow"] * (1.0 - view["moscow_fallen"]),
                "oil_and_grain": m["south"] * view["oil_wanted"],
                "leningrad": m["north"],
                "enemy": m["enemy"],
                "losses": -m["lost"],
                "line": m["back"],
            }
        return result


class WarOnUs(Subject):
    """War on the United States: two years with an open enemy, or with an undeclared one that may come all the same."""

    point = "germany.war_on_us"
    plans = ("apart", "comes", "declare")
    measures = ("west", "pacific")

    def situation(self, view: View) -> dict[str, Array]:
        """Return the wars that are on: Japan's in the south, in any case."""
        return {"south_war": np.ones_like(view["japan_us_war"]), **super().situation(view)}

    def start(self, lanes: Lanes, reference: Supposed, p: Parameters) -> Start:
        """Return the war with America against Japan, and against Germany in two of the plans."""
        state = believed.supposed(lanes, reference)
        orders = believed.standing_orders(lanes, p)
        orders.germany_declares = self.is_plan(lanes, "declare").astype(np.float64)
        orders.us_enters = self.is_plan(lanes, "comes").astype(np.float64)
        out = self.is_plan(lanes, "apart")
        orders.us_weight = np.where(out, 0.0, orders.us_weight)
        return Start(state, orders, p, {})

    def count(self, lanes: Lanes, start: Start, end: State, way: Way, weeks: int) -> dict[str, Array]:
        """Return the American army in Europe, and how far America has come in the Pacific."""
        p = start.p
        return {
            "west": end.west.build_up / p["staff.field_army_stake"] + end.west.bombing,
            "pacific": end.pacific.distance / p["pacific.distance_opening"],
        }

    def values(self, measures: Measures, view: View, p: Numbers) -> dict[str, dict[str, Array]]:
        """Return the stakes of abstaining (America may come all the same) and of declaring."""
        m = measures
        anyway = view["us_enters_anyway"]
        none = 0.0 * m["west"][:, 0]
        useful = view["japan_useful"]
        reading = p["diplomacy.article_3_reading"]
        article = np.minimum(reading, 1.0)
        duty = np.maximum(reading - 1.0, 0.0) * p["interest.germany.quoted_obligation"]
        return {
            "abstain": {
                "alliance": none - (useful * article + duty) * p["reason.alliance_loyalty"],
                "promise": none - view["germany_promises"],
                "atlantic": none - p["interest.germany.undeclared_war"] * (1.0 - anyway),
                "west": -((1.0 - anyway) * m["west"][:, 0] + anyway * m["west"][:, 1]),
                "diversion": m["pacific"][:, 0] * useful,
                "deterrence": none + (1.0 - anyway) * p["reason.deterrence"] * article,
            },
            "declare": {
                "alliance": none,
                "promise": none,
                "atlantic": none,
                "west": -m["west"][:, 2],
                "diversion": m["pacific"][:, 2] * useful,
                "deterrence": none,
            },
        }


SUBJECTS: tuple[Subject, ...] = (MainEffort(), WarOnUs())
"""How the great decisions of the nation are imagined."""
