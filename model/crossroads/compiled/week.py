"""The whole week traced: report, beliefs, decisions by stated odds, the forward step, and what is read at the ends.

Each part is a context; what one hands to another lies in rows of the block. The functions are those that NumPy runs:
nothing of the war or of the minds is written here a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from crossroads.compiled.context import HISTORY, ROW, SERIES, Context
from crossroads.compiled.graph import Graph
from crossroads.compiled.trace import Traced, UntraceableError, field, nodes_of
from crossroads.compiled.traced import Shapes, TracedLuck, TracedParameters, shapes_of, traced_orders, traced_state
from crossroads.minds import choice
from crossroads.minds.beliefs import Beliefs
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.minds.nation import Nation, persistence
from crossroads.minds.sight import Sight
from crossroads.minds.view import Memory, View
from crossroads.nations import NATIONS
from crossroads.nations.japan.decisions import japan_course
from crossroads.war import measured
from crossroads.war.advance import FLOW_NAMES, advance
from crossroads.war.opening import opening_state
from crossroads.war.outcomes import outcomes
from crossroads.war.powers import diplomacy
from crossroads.world.observables import OBSERVABLES
from crossroads.world.state import GROUPS, Orders, State

STOCK_NAMES: tuple[str, ...] = tuple(item.name for item in OBSERVABLES if item.kind == "stock")


class TracedMemory(Memory):
    """The reports of the last weeks: facts of this week are rows, those of earlier ones lie among the last weeks'.

    Attributes
    ----------
    numbers
        Name of an input -> the node of its lag in weeks.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.week = 0
        self.numbers: dict[str, int] = {}

    def now(self, name: str) -> Any:
        """Return a fact as it is this week."""
        return field(self._graph, f"now:{name}")

    def opening(self, name: str) -> Any:
        """Return a measurement as it was on 22 June 1941."""
        return field(self._graph, f"opening:{name}")

    def lagged(self, name: str, lag: Any) -> Any:
        """Return a measurement as it was some weeks ago."""
        (node,) = nodes_of(self._graph, np.rint(lag)).reshape(-1)
        if not self._graph.nodes[node].uniform:
            raise UntraceableError(f"the lag of {name} differs between worlds")
        given = f"past:{name}@{node}"
        self.numbers[given] = node
        return field(self._graph, given)

    def latest(self, lag: Any) -> int:
        """Return 0: that a view rests on no later week is held where NumPy forms it."""
        return 0


class Week:
    """Every context of a run, traced.

    Parameters
    ----------
    varying
        Names of the parameters in which worlds may differ.
    like
        A state of which the shapes count.

    Attributes
    ----------
    contexts
        Name -> context, in the order in which a week needs them.
    """

    def __init__(self, varying: frozenset[str], like: State) -> None:
        self.graph = graph = Graph()
        self.luck = TracedLuck(graph)
        self.memory = TracedMemory(graph)
        self.p = TracedParameters(graph, varying)
        self.now = field(graph, "week", uniform=True)
        self.shapes: Shapes = shapes_of(like)
        self.state = traced_state(graph, like, self.now)
        self.contexts: dict[str, Context] = {}
        report = self._context("report")
        found = self._report(report)
        for kind, _ in NATIONS:
            self._minds(kind)
        self._course()
        self._advance()
        self._opening()
        self._outcomes()
        self._hand_on(report, found)

    def _context(self, name: str) -> Context:
        self.contexts[name] = Context(name)
        return self.contexts[name]

    def _put(self, context: Context, kind: str, values: Mapping[str, Any], prefix: str = "") -> None:
        for name, value in values.items():
            context.put(self.graph, kind, f"{prefix}{name}", value)

    def _report(self, context: Context) -> dict[str, Any]:
        wars = diplomacy.wars(self.state)
        stocks = measured.stocks(self.state, wars, self.p)
        self._put(context, SERIES, stocks)
        return stocks | measured.facts(self.state, traced_orders(self.graph), wars, self.p)

    def _hand_on(self, report: Context, found: Mapping[str, Any]) -> None:
        """Let the report write what anybody reads of it, this week or later."""
        wanted = [node for context in self.contexts.values() for node in context.nodes]
        read = dict.fromkeys(self.graph.inputs(self.graph.live(wanted)))
        for name in read:
            kind, _, rest = name.partition(":")
            if kind == "now":
                report.put(self.graph, ROW, name, found[rest])
        for fact in dict.fromkeys(name.partition(":")[2].partition("@")[0] for name in self.memory.numbers):
            report.put(self.graph, HISTORY, fact, found[fact])

    def _minds(self, kind: type[Nation]) -> None:
        graph, nation = self.graph, kind.name
        beliefs = Beliefs(nation, kind.thinks, self.p, 1)  # type: ignore[arg-type]
        start = self.contexts.get("start") or self._context("start")
        self._put(start, ROW, beliefs.start, f"belief:{nation}.")
        beliefs._held = {name: field(graph, f"belief:{nation}.{name}") for name in kind.thinks}
        context = self.contexts.get("beliefs") or self._context("beliefs")
        before = dict(beliefs._held)
        beliefs.update(self._sight(kind, beliefs))
        self._put(context, ROW, beliefs._held, f"belief:{nation}.")
        beliefs._held = before
        sight = self._sight(kind, beliefs)
        view = View(nation, 0, sight.all()[0])
        for point in points_of(nation):
            for scheduled in (True, False) if point.any_week else (True,):
                self._decision(kind, point, scheduled, view)

    def _sight(self, kind: type[Nation], beliefs: Beliefs) -> Sight:
        sight = Sight(kind.name, self.memory, self.p, self.luck, kind.sheet, beliefs)  # type: ignore[arg-type]
        sight.week = self.now  # type: ignore[assignment]
        return sight

    def _decision(self, kind: type[Nation], point: DecisionPoint, scheduled: bool, view: View) -> None:
        """Trace a meeting as `Nation` holds it, with nothing imposed on it."""
        graph, context = self.graph, self._context(decision_name(point, scheduled))
        nation: Any = object.__new__(kind)
        nation.__dict__.update(p=self.p, week=self.now, _memory=self.memory, _formed=view)
        is_open = nation.opens(point, scheduled) > 0
        legal = nation.legal_rows(point, is_open)
        is_open = is_open & (legal.sum(axis=0) > 1.0)
        odds = choice.probabilities(StatedOdds(self.p).log_odds(point, view), legal)
        met = is_open & (odds.sum(axis=0) > 0)
        kept, stream = self.p[persistence(point)], f"decision.{point.id}"
        draws = [
            choice.gumbel(
                choice.mixed(
                    kept, self.luck.lasting_normal(f"{stream}.{option}"), field(graph, f"once:{point.id}|{row}")
                )
            )
            for row, option in enumerate(point.options)
        ]
        chosen = choice.choose(odds, np.stack(draws))
        orders = traced_orders(graph)
        before = dict(orders.__dict__)
        for index, option in enumerate(point.options):
            where = met & (chosen == float(index))
            nation.order(point, option, where, orders, self.now)
            ever = f"ever:{point.id}.{option}"
            context.put(graph, ROW, ever, np.where(where, 1.0, field(graph, ever)))
        for name, value in orders.__dict__.items():
            if value is not before[name]:
                context.put(graph, ROW, f"o:{name}", value)
        (context.gate,) = is_open.nodes.reshape(-1)

    def _course(self) -> None:
        self._context("course").put(self.graph, ROW, "course", japan_course(traced_orders(self.graph)))

    def _advance(self) -> None:
        context = self._context("advance")
        after, flows = advance(self.state, traced_orders(self.graph), self.p, self.luck)
        for group in GROUPS:
            old, new = getattr(self.state, group), getattr(after, group)
            for item in fields(old):
                if getattr(new, item.name) is not getattr(old, item.name):
                    rows = self.shapes[group, item.name]
                    context.put(self.graph, ROW, f"s:{group}.{item.name}", getattr(new, item.name), rows)
        self._put(context, SERIES, {name: flows[name] for name in FLOW_NAMES})

    def _opening(self) -> None:
        context, state = self._context("opening"), opening_state(self.p, 1)
        for (group, name), rows in self.shapes.items():
            context.put(self.graph, ROW, f"s:{group}.{name}", getattr(getattr(state, group), name), rows)
        for item in fields(Orders):
            context.put(self.graph, ROW, f"o:{item.name}", getattr(Orders.opening(1), item.name))
        stocks = measured.stocks(state, diplomacy.wars(state), self.p)
        self._put(context, ROW, {name: stocks[name] for name in STOCK_NAMES}, "opening:")

    def _outcomes(self) -> None:
        found = outcomes(self.state, traced_orders(self.graph), field(self.graph, "course"), self.p)
        self._put(self._context("outcomes"), ROW, found, "outcome:")


def decision_name(point: DecisionPoint, scheduled: bool) -> str:
    """Return the name of a decision's context, at its own meetings or in a week between them."""
    return point.id if scheduled else f"{point.id} between"


def is_row(name: str) -> bool:
    """Say whether an input of that name lies in a row of its own."""
    return not name.startswith(("normal:", "uniform:", "once:")) and "@" not in name


def traced_number(graph: Graph, value: Traced) -> int:
    """Return the one node of a traced number."""
    (node,) = value.nodes.reshape(-1)
    return int(node)
