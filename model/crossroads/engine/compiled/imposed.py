"""What a scenario orders, traced: a meeting on which unconditional orders are laid, one after the other.

The rows of a meeting are the same for every decision, since one is held after the other. An order's numbers lie in a
row of the week's numbers of its own, and whether it has been carried out in a row of the block.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crossroads.engine.compiled.tracing.context import MOVING, ROW, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import field
from crossroads.minds import choice
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.minds.forced import Imposed, OrderGiven, laid_down, meeting_held, shared_out, takes_place
from crossroads.world.axes import Array

LAY, MARK = "lay down an order", "mark an order"
"""The contexts in which one more order speaks, and in which what has been carried out is taken down."""

APPLIED = "applied@"
"""The row in which lies whether an order has been carried out: another one from order to order."""

MOST = max(len(point.options) for point in decision_points())
"""Options of the decision that has the most."""

_LISTS = ("legal", "own", "odds", "removed")
_FLAGS = ("open", "asked", "ordered", "forced", "met")
_PLAIN = ("index", "standing", "pending", "supposes", "asks", "calls", "left")
_NUMBERS = {"given": 0.0, "named": 1.0, "bars": 0.0}
"""Numbers of an order that it has for each option, and what stands where there is none."""


def bear_name(point: DecisionPoint) -> str:
    """Return the name of the context that begins a meeting on which orders are laid."""
    return f"bear {point.id}"


def own_name(point: DecisionPoint) -> str:
    """Return the name of the context that works out the nation's own odds, which orders that set odds need."""
    return f"own {point.id}"


def state_name(point: DecisionPoint) -> str:
    """Return the name of the context that weighs such a meeting by stated odds."""
    return f"state {point.id}"


def free_name(point: DecisionPoint) -> str:
    """Return the name of the context that says where such a meeting is left to the nation, for others to weigh."""
    return f"free {point.id}"


def join_name(point: DecisionPoint) -> str:
    """Return the name of the context that joins what others have weighed and what is ordered."""
    return f"join {point.id}"


def numbers_of(order: OrderGiven) -> dict[str, float]:
    """Return an order as inputs that are the same in all worlds, by name."""
    found = {name: float(getattr(order, name)) for name in _PLAIN}
    for name, nothing in _NUMBERS.items():
        values = getattr(order, name)[:, 0]
        found |= {f"{name}.{place}": float(values[place]) if place < len(values) else nothing for place in range(MOST)}
    return {f"order:{name}": value for name, value in found.items()}


class _OrderOfNumbers:
    """An order whose numbers are inputs."""

    def __init__(self, graph: Graph) -> None:
        for name in _PLAIN:
            setattr(self, name, field(graph, f"order:{name}", uniform=True))
        for name in _NUMBERS:
            rows: list[Any] = [field(graph, f"order:{name}.{place}", uniform=True) for place in range(MOST)]
            setattr(self, name, np.stack(rows).reshape(-1, 1))


class _Meeting:
    """The rows of a meeting on which orders are laid, as inputs."""

    def __init__(self, graph: Graph, options: int = MOST) -> None:
        self.index: Any = field(graph, _row("index"))
        for name in _LISTS:
            setattr(self, name, np.stack([field(graph, _row(name, place)) for place in range(options)]))
        for name in _FLAGS:
            setattr(self, name, field(graph, _row(name)) > 0)


def _row(name: str, place: int | None = None) -> str:
    return f"laid:{name}" if place is None else f"laid:{name}.{place}"


def _put(context: WeekPart, graph: Graph, **values: Any) -> None:
    for name, value in values.items():
        if name in _LISTS:
            for place in range(MOST):
                context.put(graph, ROW, _row(name, place), value[place] if place < len(value) else 0.0)
        else:
            context.put(graph, ROW, _row(name), value)


def trace_orders(graph: Graph, lay: WeekPart, mark: WeekPart) -> None:
    """Trace how one more order speaks to a meeting, and how it is taken down that it has been carried out."""
    order: Any = _OrderOfNumbers(graph)
    meeting: Any = _Meeting(graph)
    applied = field(graph, APPLIED) > 0
    due = (order.standing > 0) | ((order.pending > 0) & ~applied)
    before = Imposed(meeting.forced, meeting.odds, meeting.removed > 0, meeting.index)
    order.supposes = order.supposes > 0
    said = laid_down(order, due, applied, meeting.legal, meeting.own, before)
    asked, ordered = meeting.asked | (due & (order.asks > 0)), meeting.ordered | due
    _put(lay, graph, asked=asked, ordered=ordered, forced=said.forced, index=said.index)
    _put(lay, graph, odds=said.odds, removed=said.removed)
    now = applied | (meeting.met & (meeting.index == order.index))
    mark.put(graph, MOVING, APPLIED, now)
    # Most that may be said has been said long ago, or is said of a meeting that nobody opens.
    barring = (np.logical_or.reduce(order.bars > 0, axis=0)) & ~applied
    gate: Any = (due | barring) & (meeting.open | (order.calls > 0))
    (lay.gate,) = gate.nodes.reshape(-1)
    mark.only = (_row("met"),)


def trace_meeting(
    graph: Graph,
    point: DecisionPoint,
    log_odds: Array,
    bear: WeekPart,
    own: WeekPart,
    state: WeekPart,
    free: WeekPart,
    join: WeekPart,
) -> None:
    """Trace a meeting on which orders are laid: how it begins, and how it is weighed when all have spoken.

    Parameters
    ----------
    graph
        Where operations are written down.
    point, log_odds
        The decision, and its log odds as they are stated.
    bear, own, state, free, join
        The contexts; see their names.
    """
    legal: Any = np.stack([field(graph, f"legal:{point.id}.{option}") for option in point.options])
    is_open: Any = field(graph, f"open:{point.id}") > 0
    nothing = np.zeros((len(point.options), 1))
    flags = dict.fromkeys(_FLAGS, np.zeros(1))
    flags["open"] = is_open
    _put(bear, graph, legal=legal, odds=nothing, removed=nothing, index=np.full(1, -1.0), **flags)
    _put(own, graph, own=choice.probabilities(log_odds, legal))
    laid: Any = _Meeting(graph, len(point.options))
    takes = takes_place(is_open, legal, laid.ordered)
    free.put(graph, ROW, f"choice:{point.id}", takes & ~laid.forced)
    free.only = (f"open:{point.id}",)
    by_odds = choice.probabilities(log_odds, np.where(laid.removed > 0, 0.0, legal))
    weighed: Any = np.stack([field(graph, f"odds:{point.id}.{option}") for option in point.options])
    elsewhere = ~laid.forced & (field(graph, f"met:{point.id}") > 0)
    for context, others, met_there in ((state, by_odds, None), (join, weighed, elsewhere)):
        odds: Any = np.where(laid.forced, shared_out(laid.odds), others)
        met = meeting_held(takes, laid.asked, laid.forced, odds)
        gate: Any = takes | (laid.asked & laid.forced)
        (context.gate,) = gate.nodes.reshape(-1)
        context.only = (f"open:{point.id}", _row("asked"))
        if met_there is not None:
            met = (laid.forced & met) | met_there
        for option, row in zip(point.options, odds, strict=True):
            context.put(graph, ROW, f"odds:{point.id}.{option}", row)
        context.put(graph, ROW, f"met:{point.id}", met)
        context.put(graph, ROW, _row("met"), met)


def removed_row(place: int) -> str:
    """Return the row that says where an option is ruled out until its day."""
    return _row("removed", place)
