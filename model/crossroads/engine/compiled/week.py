"""The whole week traced: report, beliefs, decisions by stated odds, the forward step, and what is read at the ends.

Each part is a context; what one hands to another lies in rows of the block. The functions are those that NumPy runs:
nothing of the war or of the minds is written here a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from crossroads.engine.compiled import imposed
from crossroads.engine.compiled.reading import FIXED, LEVEL, MEASURE, WEIGHT, PaperRead
from crossroads.engine.compiled.shelves import KNOWN, STEP, WEEK
from crossroads.engine.compiled.traced import (
    Shapes,
    TracedLuck,
    TracedParameters,
    shapes_of,
    traced_orders,
    traced_state,
)
from crossroads.engine.compiled.tracing.context import HISTORY, ROW, SERIES, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.settled import BEFORE, SETTLED, settled
from crossroads.engine.compiled.tracing.trace import UntraceableError, field, nodes_of
from crossroads.minds import choice
from crossroads.minds.beliefs import Beliefs
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.deliberation import convene
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.minds.forced import choices
from crossroads.minds.imagining.account import ended
from crossroads.minds.imagining.asked import question
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.nation import Nation, persistence
from crossroads.minds.sight import Sight
from crossroads.minds.view import Memory, View
from crossroads.nations import ACCOUNTS, NATIONS, SUBJECTS
from crossroads.nations.japan.decisions import japan_course
from crossroads.war import measured
from crossroads.war.advance import FLOW_NAMES, advance
from crossroads.war.opening import opening_state
from crossroads.war.powers import diplomacy
from crossroads.world.observables import OBSERVABLES
from crossroads.world.state import GROUPS, Orders, State

STOCKS = "stocks"
"""The context that writes down what can be measured."""

ONCE = (*BEFORE, "outcomes")
"""Contexts that run once in a war."""

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
    readings
        Decision that a council imagines -> what is read of its papers.
    """

    def __init__(self, varying: frozenset[str], like: State) -> None:
        self.graph = graph = Graph()
        self.luck = TracedLuck(graph, picks=True)
        self.memory = TracedMemory(graph)
        self.p = TracedParameters(graph, varying)
        self.now = field(graph, "week", uniform=True)
        self.shapes: Shapes = shapes_of(like)
        self.state = traced_state(graph, like, self.now)
        self.contexts: dict[str, WeekPart] = {}
        self.readings: dict[str, PaperRead] = {}
        report = self._context("report")
        found = self._report(report)
        imposed.trace_orders(graph, self._context(imposed.LAY), self._context(imposed.MARK))
        for kind, _ in NATIONS:
            self._minds(kind)
        self._course()
        self._advance()
        self._opening()
        self._outcomes()
        self._hand_on(report, found)
        weekly = [part for name, part in self.contexts.items() if name not in ONCE]
        self.contexts[SETTLED] = settled(graph, weekly)

    def _context(self, name: str) -> WeekPart:
        self.contexts[name] = WeekPart(name)
        return self.contexts[name]

    def _put(self, context: WeekPart, kind: str, values: Mapping[str, Any], prefix: str = "") -> None:
        for name, value in values.items():
            context.put(self.graph, kind, f"{prefix}{name}", value)

    def _report(self, context: WeekPart) -> dict[str, Any]:
        wars = diplomacy.wars(self.state)
        stocks = measured.stocks(self.state, wars, self.p)
        self._put(context, SERIES, stocks)
        self._put(self._context(STOCKS), ROW, stocks, "stock:")
        return stocks | measured.facts(self.state, traced_orders(self.graph), wars, self.p)

    def _hand_on(self, report: WeekPart, found: Mapping[str, Any]) -> None:
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
        held: dict[str, Any] = {name: field(graph, f"belief:{nation}.{name}") for name in kind.thinks}
        beliefs.held = dict(held)
        context = self.contexts.get("beliefs") or self._context("beliefs")
        beliefs.update(self._sight(kind, beliefs))
        self._put(context, ROW, beliefs.held, f"belief:{nation}.")
        beliefs.held = held
        view = View(nation, 0, self._sight(kind, beliefs).all()[0])
        self._put(self._context(look_name(nation)), ROW, view.features, f"view:{nation}.")
        for point in points_of(nation):
            for scheduled in (True, False) if point.any_week else (True,):
                self._decision(kind, point, scheduled, view)
            self._act(kind, point, view)
            if point.id in SUBJECTS:
                self._council(kind, point, SUBJECTS[point.id], view)
            names = (imposed.bear_name, imposed.own_name, imposed.state_name, imposed.free_name, imposed.join_name)
            parts = [self._context(name(point)) for name in names]
            imposed.trace_meeting(graph, point, StatedOdds(self.p).log_odds(point, view), *parts)

    def _sight(self, kind: type[Nation], beliefs: Beliefs) -> Sight:
        sight = Sight(kind.name, self.memory, self.p, self.luck, kind.sheet, beliefs)  # type: ignore[arg-type]
        sight.week = self.now  # type: ignore[assignment]
        return sight

    def _decision(self, kind: type[Nation], point: DecisionPoint, scheduled: bool, view: View) -> None:
        """Trace a meeting: where it is open and what is legal, for others to weigh, and all of it by stated odds."""
        graph, nation = self.graph, self._seated(kind, view)
        is_open = nation.opens(point, scheduled) > 0
        legal = nation.legal_rows(point, is_open)
        asks = self._context(ask_name(point, scheduled))
        asks.put(graph, ROW, f"open:{point.id}", is_open)
        # Until others have said otherwise nobody has met.
        asks.put(graph, ROW, f"met:{point.id}", 0.0)
        is_open = is_open & choices(legal)
        asks.put(graph, ROW, f"choice:{point.id}", is_open)
        self._put(asks, ROW, dict(zip(point.options, legal, strict=True)), f"legal:{point.id}.")
        odds = choice.probabilities(StatedOdds(self.p).log_odds(point, view), legal)
        context = self._context(decision_name(point, scheduled))
        self._carried_out(context, nation, point, odds, is_open & (odds.sum(axis=0) > 0))
        (context.gate,) = is_open.nodes.reshape(-1)

    def _act(self, kind: type[Nation], point: DecisionPoint, view: View) -> None:
        """Trace what follows from odds that others have written."""
        odds = np.stack([field(self.graph, f"odds:{point.id}.{option}") for option in point.options])
        met = field(self.graph, f"met:{point.id}") > 0
        context = self._context(act_name(point))
        self._carried_out(context, self._seated(kind, view), point, odds, met)
        (context.gate,) = met.nodes.reshape(-1)
        context.only = (f"met:{point.id}",)

    def _council(self, kind: type[Nation], point: DecisionPoint, subject: Subject, view: View) -> None:
        """Trace what a council asks its staff, and how it weighs what it reads."""
        graph, known = self.graph, TracedParameters(self.graph, frozenset(), KNOWN)
        legal: Any = np.stack([field(graph, f"legal:{point.id}.{option}") for option in point.options])
        is_open = field(graph, f"choice:{point.id}") > 0
        steps = [field(graph, f"{STEP}:{point.id}|{name}", uniform=True) for name in subject.axes]
        asked = question(subject, view, legal, steps)  # type: ignore[arg-type]
        fixed: list[Any] = [field(graph, f"{WEEK}:{point.id}", uniform=True), *asked.fixed]
        counts = len(subject.measures), len(subject.futures), len(subject.plans)
        self.readings[point.id] = PaperRead(asked.facts, len(fixed), len(subject.axes), int(np.prod(counts)))
        asks = self._context(papers_name(point))
        self._put_rows(asks, FIXED, fixed)
        self._put_rows(asks, LEVEL, [level for corner in asked.levels for level in corner])
        self._put_rows(asks, WEIGHT, list(asked.weights))
        (asks.gate,) = is_open.nodes.reshape(-1)
        said: Any = field(graph, MEASURE, self.readings[point.id].measures)
        measures = dict(zip(subject.measures, said.reshape(*counts, 1), strict=True))
        weighing = Weighing.of(convene(subject, point, measures, view, known, self.p))
        weighs, decides = self._context(weigh_name(point)), self._context(decide_name(point))
        # What is not legal has no odds, whatever it is worth.
        worth = np.where(legal > 0, weighing.log_odds, 0.0)
        self._put(weighs, ROW, dict(zip(point.options, worth, strict=True)), f"weighed:{point.id}.")
        (weighs.gate,) = is_open.nodes.reshape(-1)
        weighed: Any = np.stack([field(graph, f"weighed:{point.id}.{option}") for option in point.options])
        odds = choice.probabilities(replace(weighing, log_odds=weighed).among(legal), legal)
        self._carried_out(decides, self._seated(kind, view), point, odds, is_open & (odds.sum(axis=0) > 0))
        (decides.gate,) = is_open.nodes.reshape(-1)
        removed: Any = np.stack([field(graph, imposed.removed_row(place)) for place in range(len(point.options))])
        left = np.where(removed > 0, 0.0, legal)
        odds = choice.probabilities(replace(weighing, log_odds=weighed).among(left), left)
        leaves = self._context(leave_name(point))
        self._put(leaves, ROW, dict(zip(point.options, odds, strict=True)), f"odds:{point.id}.")
        leaves.put(graph, ROW, f"met:{point.id}", is_open & (odds.sum(axis=0) > 0))
        (leaves.gate,) = is_open.nodes.reshape(-1)
        for part in (asks, weighs, decides, leaves):
            part.only = (f"choice:{point.id}",)

    def _put_rows(self, context: WeekPart, name: str, values: list[Any]) -> None:
        for row, value in enumerate(values):
            context.put(self.graph, ROW, f"{name}[{row}]", value)

    def _seated(self, kind: type[Nation], view: View) -> Any:
        """Return a nation that sees what is traced; it belongs to no model."""
        nation: Any = object.__new__(kind)
        nation.__dict__.update(p=self.p, week=self.now, _memory=self.memory, _formed=view)
        return nation

    def _carried_out(self, context: WeekPart, nation: Nation, point: DecisionPoint, odds: Any, met: Any) -> None:
        """Trace the lot that is drawn between odds, and the orders that follow."""
        graph, orders = self.graph, traced_orders(self.graph)
        chosen = choice.choose(odds, self._noise(point))
        before = dict(orders.__dict__)
        for index, option in enumerate(point.options):
            where, ever = met & (chosen == float(index)), f"ever:{point.id}.{option}"
            nation.order(point, option, where, orders, self.now)  # type: ignore[arg-type]
            context.put(graph, ROW, ever, np.where(where, 1.0, field(graph, ever)))
        for name, value in orders.__dict__.items():
            if value is not before[name]:
                context.put(graph, ROW, f"o:{name}", value)

    def _noise(self, point: DecisionPoint) -> Any:
        kept, stream = self.p[persistence(point)], f"decision.{point.id}"
        rows = []
        for row, option in enumerate(point.options):
            fresh: Any = field(self.graph, f"once:{point.id}|{row}")
            rows.append(choice.gumbel(choice.mixed(kept, self.luck.lasting_normal(f"{stream}.{option}"), fresh)))
        return np.stack(rows)

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
        course: Any = field(self.graph, "course")
        found = ended(self.state, traced_orders(self.graph), course, self.p, ACCOUNTS)
        self._put(self._context("outcomes"), ROW, found, "outcome:")


def decision_name(point: DecisionPoint, scheduled: bool) -> str:
    """Return the name of a decision's context, at its own meetings or in a week between them."""
    return point.id if scheduled else f"{point.id} between"


def ask_name(point: DecisionPoint, scheduled: bool) -> str:
    """Return the name of the context that says where a decision is open, and what is legal."""
    return f"ask {decision_name(point, scheduled)}"


def act_name(point: DecisionPoint) -> str:
    """Return the name of the context that carries out a decision that others have weighed."""
    return f"act {point.id}"


def papers_name(point: DecisionPoint) -> str:
    """Return the name of the context that says what a council asks its staff."""
    return f"papers {point.id}"


def weigh_name(point: DecisionPoint) -> str:
    """Return the name of the context in which a council weighs what it has read."""
    return f"weigh {point.id}"


def decide_name(point: DecisionPoint) -> str:
    """Return the name of the context that carries out what a council has weighed."""
    return f"decide {point.id}"


def leave_name(point: DecisionPoint) -> str:
    """Return the name of the context that says what a council would do of what orders leave it."""
    return f"leave {point.id}"


def look_name(nation: str) -> str:
    """Return the name of the context that writes down a nation's view."""
    return f"look {nation}"


def is_row(name: str) -> bool:
    """Say whether an input of that name lies in a row of its own."""
    return not name.startswith(("normal:", "uniform:", "once:")) and "@" not in name
