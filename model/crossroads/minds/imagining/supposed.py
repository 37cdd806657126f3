"""The war as every staff supposes it stands: one run of the mechanics at expected luck and central parameters.

A council knows its own fronts, stocks and enemies by its reports; for the rest of a state (railheads, stores, men in
training) it supposes the usual. Four cases are carried along: peace in Asia, war in the south, war in the north, both.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import Parameters
from crossroads.minds.decision import decision_points
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.minds.imagining.forward import Forward, parts_of
from crossroads.war.advance import Parts
from crossroads.war.opening import opening_state
from crossroads.world import calendar
from crossroads.world.axes import Array, Floats, Numbers, whole
from crossroads.world.state import GROUPS, Orders, State

CASES = 4
"""Peace, war in the south, war in the north, both: the index is `south + 2 north`."""


class Supposed:
    """The supposed war, worked out as far as it has been asked for.

    Parameters
    ----------
    forward
        The forward step.
    p
        Central parameters of the scenario.
    kept
        What is the same in all imagined worlds of the scenario; filled on the way.
    """

    def __init__(self, forward: Forward, p: Parameters, kept: dict[object, object] | None = None) -> None:
        self._forward = forward
        self._p = p
        self._kept = kept
        self._laws = p.as_arrays()
        self._states = [opening_state(p, CASES)]
        self._weeks = [0]
        self._rows: dict[int, Floats] = {}
        self._orders = _plan(p)

    @property
    def state(self) -> State:
        """The state with which the supposed war begins, one world for each case."""
        return self._states[0]

    def at(self, week: int, case: NDArray[np.int64]) -> State:
        """Return the supposed state at the start of `week`, one world for each entry of `case`."""
        return _of_rows(self.state, self.rows_at(week).take(case, axis=1), float(week))

    def rows_at(self, week: int) -> Floats:
        """Return all that is in the supposed state at the start of `week`, field after field, (row, case)."""
        while self._weeks[-1] + (step := step_weeks(self._p, self._weeks[-1])) <= week:
            # Later on every staff puts the fronts where it believes them: the supposed ones may be rougher.
            rough = late(self._p, self._weeks[-1])
            luck, parts = ExpectedLuck(CASES, float(step), {}, self._kept), Parts(2, 1) if rough else parts_of(step)
            state, _ = self._forward(self._states[-1], self._orders, self._laws, luck, float(step), parts)
            self._states.append(state)
            self._weeks.append(self._weeks[-1] + step)
        latest = bisect_right(self._weeks, week) - 1
        if latest not in self._rows:
            self._rows[latest] = _rows_of(self._states[latest])
        return self._rows[latest]


def _rows_of(state: State) -> Floats:
    """Return all that is in a state but the week, field after field, (row, world)."""
    groups = (getattr(state, name).__dict__.values() for name in GROUPS)
    return np.concatenate([value if value.ndim > 1 else value[None] for group in groups for value in group])


def _of_rows(like: State, rows: Floats, week: float) -> State:
    """Return a state of such rows, in the shapes of another; its fields lie in them."""
    groups: dict[str, Any] = {}
    first = 0
    for at, group in ((name, getattr(like, name)) for name in GROUPS):
        made = {}
        for name, value in group.__dict__.items():
            count = len(value) if value.ndim > 1 else 1
            made[name] = rows[first : first + count] if value.ndim > 1 else rows[first]
            first += count
        groups[at] = type(group)(**made)
    return State(week=week, **groups)


def late(p: Numbers, week: int) -> bool:
    """Return whether the great choices of 1941 are over, and staffs look ahead in rounder numbers."""
    return week >= float(p["staff.later_from_week"])


def step_weeks(p: Numbers, week: int) -> int:
    """Return the step in which a staff follows the war at a week."""
    return int(whole(p["staff.later_step_weeks" if late(p, week) else "staff.step_weeks"]))


def steps_ahead(p: Numbers, week: int, horizon: int) -> list[int]:
    """Return the steps in which a staff looks ahead from a week: short ones for the first half year, then longer."""
    steps: list[int] = []
    while (gone := sum(steps)) < horizon:
        step = int(whole(p["staff.later_step_weeks"])) if gone >= float(p["staff.near_weeks"]) else step_weeks(p, week)
        steps.append(min(step, horizon - gone))
    return steps


def _plan(p: Parameters) -> Orders:
    """Return what all are supposed to do: Germany drives on Moscow, aid flows, a few divisions go west."""
    orders = Orders.opening(CASES)
    case = np.arange(CASES)
    south, north = case % 2 > 0, case >= 2
    never = np.inf
    meeting = next(point for point in decision_points() if point.id == "japan.course").dates[1]
    north_week = calendar.week_of(meeting) + np.ceil(np.asarray(p["japan.north_lead_weeks"]))
    orders.japan_north_week = np.where(north, north_week, never)
    orders.japan_rung = np.where(north, 2.0, 0.0)
    orders.japan_south_week = np.where(south, np.floor(np.asarray(p["japan.south_ready_week"])), never)
    orders.us_trade = np.where(south, 2.0, 0.0)
    orders.germany_declares = south.astype(np.float64)
    everywhere: Array = np.ones(CASES)
    orders.ussr_transfers = everywhere
    orders.us_aid = 2.0 * everywhere
    orders.us_weight = everywhere * p["united_states.weight_germany_first"]
    return orders
