"""Formulas of observables: what in a run answers a recorded number.

The text is read with Python's own parser and turned into a small tree; it is never executed. Three measures take
an observable, or a sum of observables, to a number: `at(X)` its value on the row's day (or on the last day of its
period), `mean(X)` its average over the period, `total(X)` the sum of a flow over the period. A day, or two, may be
given instead: `at(X, "1941-12-07")`, `total(X, "1941-06-22", "1941-12-31")`. Measures are joined with numbers and
with each other by + - * /.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import dataclass
from typing import Literal

from crossroads.errors import InputError
from crossroads.evidence.history.periods import Period
from crossroads.world.expressions import ExpressionReader, Node, leaves
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES

Reading = Literal["at", "mean", "total"]
_READINGS: dict[str, tuple[Reading, tuple[int, int]]] = {
    "at": ("at", (0, 1)),
    "mean": ("mean", (0, 2)),
    "total": ("total", (0, 2)),
}
"""Word of each measure -> it, and how many days it may be given."""

FLOWS = frozenset(item.name for item in OBSERVABLES if item.kind == "flow")


@dataclass(frozen=True, slots=True)
class SeriesMeasure:
    """A weighted sum of observables, read on a day or over a period.

    Attributes
    ----------
    reading
        How it is read.
    weights
        (observable, weight) pairs.
    period
        The days named in the formula; None = the row's own.
    """

    reading: Reading
    weights: tuple[tuple[str, float], ...]
    period: Period | None = None

    def days(self, row: Period) -> Period:
        """Return the days that it covers for a row of the reference."""
        period = self.period or row
        return Period(period.last, period.last) if self.reading == "at" else period


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula: its text and its tree."""

    text: str
    root: Node

    def measures(self) -> tuple[SeriesMeasure, ...]:
        """Return its measures, from left to right."""
        return tuple(leaves(self.root))

    @property
    def observables(self) -> tuple[str, ...]:
        """The observables that it reads, each once, in order."""
        return tuple(dict.fromkeys(name for measure in self.measures() for name, _ in measure.weights))

    def span(self, row: Period) -> Period:
        """Return the days from the first that it reads to the last, for a row of the reference."""
        parts = [measure.days(row) for measure in self.measures()]
        return Period(min(part.first for part in parts), max(part.last for part in parts))


def parse_formula(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text
        For example ``"total(german_losses_east, '1942-09-01', '1942-09-10')"``.

    Raises
    ------
    InputError
        If it is no such formula, or names what is no observable.
    """
    formula = Formula(text, (reader := _FormulaReader(text, OBSERVABLE_NAMES)).read())
    if not formula.measures():
        raise InputError(f"found {text!r}, which reads no observable; allowed: {reader.grammar}")
    return formula


class _FormulaReader(ExpressionReader):
    noun, longest, shown, allowed_names = "a formula", 500, 500, "no observable"
    grammar = (
        "at(X), mean(X) and total(X) of sums of observables, with or without days in quotes, joined with numbers by "
        "+ - * / and parentheses"
    )

    def root(self, tree: ast.expr) -> Node:
        return self.arithmetic(tree)

    def leaf(self, tree: ast.expr) -> Node:
        if not isinstance(tree, ast.Call):
            return self.number(tree)
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name not in _READINGS or tree.keywords or not tree.args:
            raise self.refusal(tree)
        reading, allowed = _READINGS[name]
        days = [self.day(argument) for argument in tree.args[1:]]
        if len(days) not in allowed:
            raise self.refusal(tree)
        if days and days[0] > days[-1]:
            raise InputError(f"found '{ast.unparse(tree)}' in {self.text!r}, whose end lies before its beginning")
        weights = self.weights(tree.args[0])
        flows = {name in FLOWS for name in weights}
        if len(flows) > 1:
            raise InputError(f"found a sum of stocks and flows in {self.text!r}; allowed: either kind alone")
        if reading == "total" and flows == {False}:
            raise InputError(f"found the total of a stock in {self.text!r}; allowed: its value at a day, or its mean")
        return SeriesMeasure(reading, tuple(weights.items()), Period(days[0], days[-1]) if days else None)

    def weights(self, tree: ast.expr, factor: float = 1.0) -> dict[str, float]:
        """Return the weight of each observable in a sum of observables."""
        if isinstance(tree, ast.Name):
            return {self.name(tree): factor}
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            return self.weights(tree.operand, -factor)
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
            found = self.weights(tree.left, factor)
            for name, weight in self.weights(tree.right, factor if isinstance(tree.op, ast.Add) else -factor).items():
                found[name] = found.get(name, 0.0) + weight
            return found
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
            return self.weights(tree.right, factor * self.number(tree.left))
        raise self.refusal(tree)

    def day(self, tree: ast.expr) -> dt.date:
        if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
            return dt.date.fromisoformat(tree.value)
        raise self.refusal(tree)
