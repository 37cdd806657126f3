"""The same rules one world at a time, in plain Python numbers, as Mesa agents: what the arrays are measured against.

The rules are those of the package: each part of a week, as it is traced for the compiler, is written out as a Python
function of numbers. Luck is Python's own; a bench needs the same work, not the same world.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, ClassVar

import mesa
import numpy as np

from crossroads.engine.compiled.tracing.context import HISTORY, SERIES, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.week import Week, decision_name
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.decision import NATIONS, points_of
from crossroads.war.opening import opening_state

Rows = dict[str, float]
PartOfWeek = Callable[[Rows, Rows, Callable[[float, float], float], Callable[[], float]], None]

_BINARY = {"add": "+", "sub": "-", "mul": "*", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_CALLS = {"max": "max", "min": "min", "floor": "floor", "rint": "round", "abs": "abs", "isnan": "isnan"}
_CALLS |= {"isinf": "isinf", "isfinite": "isfinite", "number": "float", "expm1": "expm1"}


def _divided(one: float, two: float) -> float:
    return one / two if two else math.nan


def _exp(value: float) -> float:
    return math.exp(value) if value < 709.0 else math.inf


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf if value == 0.0 else math.nan


def _root(value: float) -> float:
    return math.sqrt(value) if value >= 0.0 else math.nan


KNOWN: dict[str, Any] = {
    "floor": lambda value: float(math.floor(value)) if math.isfinite(value) else value,
    "round": lambda value: float(round(value)) if math.isfinite(value) else value,
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
    "expm1": lambda value: math.expm1(value) if value < 709.0 else math.inf,
    "divided": _divided,
    "exp": _exp,
    "log": _log,
    "root": _root,
    "inf": math.inf,
    "nan": math.nan,
}


def _input(name: str) -> str:
    kind, _, rest = name.partition(":")
    if kind == "p":
        return f"p[{rest!r}]"
    forms = {"normal": "gauss(0.0, 1.0)", "once": "gauss(0.0, 1.0)", "uniform": "random()", "week": "rows['week']"}
    return forms.get(kind, f"rows[{name.partition('@')[0] if kind == 'past' else name!r}]")


def _text(graph: Graph, place: int) -> str:
    node = graph.nodes[place]
    given = [f"v{item}" for item in node.arguments]
    if node.op == "constant":
        return repr(node.value)
    if node.op == "input":
        return _input(str(node.value))
    if node.op in _BINARY:
        return f"{given[0]} {_BINARY[node.op]} {given[1]}"
    if node.op in _CALLS:
        return f"{_CALLS[node.op]}({', '.join(given)})"
    forms = {
        "div": "divided({0}, {1})",
        "and": "{0} and {1}",
        "or": "{0} or {1}",
        "not": "not {0}",
        "neg": "-{0}",
        "select": "{1} if {0} else {2}",
        "exp": "exp({0})",
        "log": "log({0})",
        "sqrt": "root({0})",
    }
    return forms[node.op].format(*given)


def _function(graph: Graph, part: WeekPart) -> PartOfWeek:
    """Return a part of a week as a function of parameters, rows and luck, which writes rows."""
    lines = ["def part(p, rows, gauss, random):"]
    lines += [f"    v{place} = {_text(graph, place)}" for place in graph.live(part.nodes)]
    for kind, name, node in part.outputs:
        if kind != SERIES:
            lines.append(f"    rows[{('past:' + name if kind == HISTORY else name)!r}] = v{node}")
    scope = dict(KNOWN)
    exec("\n".join(lines), scope)
    made: PartOfWeek = scope["part"]
    return made


class PlainNation(mesa.Agent):
    """A nation that decides by stated odds."""

    def __init__(self, model: PlainWar, name: str) -> None:
        super().__init__(model)
        self.points = points_of(name)

    def decide(self, week: int) -> None:
        """Decide whatever is open this week."""
        for point in self.points:
            scheduled = point.meets_in(week)
            if scheduled or point.any_week:
                self.model.run_part(decision_name(point, scheduled))


class PlainWar(mesa.Model):
    """One world in plain numbers.

    Parameters
    ----------
    world
        Number of the world: the seed of its luck.
    """

    parts: ClassVar[dict[str, PartOfWeek]] = {}
    inputs: ClassVar[set[str]] = set()

    def __init__(self, world: int = 0) -> None:
        super().__init__(rng=world)
        if not self.parts:
            p = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False)
            traced = Week(frozenset(), opening_state(p, 1))
            self.parts.update({name: _function(traced.graph, part) for name, part in traced.contexts.items()})
            self.inputs.update(traced.graph.inputs(range(len(traced.graph.nodes))))
        drawn = draw_parameters((), 1941, np.array([world]), knowledge=True)
        self.p = {name: float(np.ravel(value)[0]) for name, value in drawn.items()}
        self.draw = random.Random(world)
        lasting = ("lasting", "numbered")
        self.rows: Rows = {
            name.partition("@")[0] if name.startswith("past:") else name: self.draw.gauss(0.0, 1.0)
            if name.startswith(lasting)
            else 0.0
            for name in self.inputs
        }
        self.rows["week"] = 0.0
        self.week = 0
        self.nations = [PlainNation(self, name) for name in NATIONS]
        for part in ("opening", "start"):
            self.run_part(part)

    def run_part(self, name: str) -> None:
        """Run one part of the week."""
        self.parts[name](self.p, self.rows, self.draw.gauss, self.draw.random)

    def step(self) -> None:
        """Carry the world through a week."""
        self.rows["week"] = float(self.week)
        self.run_part("report")
        if self.week and self.week % round(self.p["belief.update_weeks"]) == 0:
            self.run_part("beliefs")
        self.agents.do("decide", self.week)
        self.run_part("advance")
        self.week += 1
