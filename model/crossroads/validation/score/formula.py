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
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crossroads.errors import InputError, nearest
from crossroads.evidence.periods import Period
from crossroads.world.observables import OBSERVABLES

GRAMMAR = (
    "at(X), mean(X) and total(X) of sums of observables, with or without days in quotes, joined with numbers by "
    "+ - * / and parentheses"
)

LONGEST_TEXT = 500

Reading = Literal["at", "mean", "total"]
_READINGS: dict[str, Reading] = {"at": "at", "mean": "mean", "total": "total"}
_DAYS_ALLOWED: dict[Reading, tuple[int, ...]] = {"at": (0, 1), "mean": (0, 2), "total": (0, 2)}
_FLOWS = {item.name for item in OBSERVABLES if item.kind == "flow"}
_NAMES = tuple(item.name for item in OBSERVABLES)

Operator = Literal["+", "-", "*", "/"]
_OPERATORS: dict[type[ast.operator], Operator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@dataclass(frozen=True, slots=True)
class Measure:
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
class Operation:
    """Two parts joined by an operator."""

    operator: Operator
    left: Node
    right: Node


Node = Measure | Operation | float


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula: its text and its tree."""

    text: str
    root: Node

    def measures(self) -> tuple[Measure, ...]:
        """Return its measures, from left to right."""
        return tuple(_measures(self.root))

    @property
    def observables(self) -> tuple[str, ...]:
        """The observables that it reads, each once, in order."""
        return tuple(dict.fromkeys(name for measure in self.measures() for name, _ in measure.weights))

    def span(self, row: Period) -> Period:
        """Return the days from the first that it reads to the last, for a row of the reference."""
        parts = [measure.days(row) for measure in self.measures()]
        return Period(min(part.first for part in parts), max(part.last for part in parts))


def _measures(node: Node) -> Iterator[Measure]:
    if isinstance(node, Measure):
        yield node
    elif isinstance(node, Operation):
        yield from _measures(node.left)
        yield from _measures(node.right)


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
    if len(text) > LONGEST_TEXT:
        raise InputError(f"found a formula of {len(text):,} characters; allowed: at most {LONGEST_TEXT}")
    try:
        root = _Reader(text).node(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"found {text!r}, which cannot be read; allowed: {GRAMMAR}") from error
    formula = Formula(text, root)
    if not formula.measures():
        raise InputError(f"found {text!r}, which reads no observable; allowed: {GRAMMAR}")
    return formula


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns Python's syntax tree into ours, refusing everything that the language does not have."""

    text: str

    def node(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.Call):
            return self.measure(tree)
        if isinstance(tree, ast.BinOp) and type(tree.op) in _OPERATORS:
            return self.operation(_OPERATORS[type(tree.op)], self.node(tree.left), self.node(tree.right))
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            return self.operation("-", 0.0, self.node(tree.operand))
        return self.number(tree)

    def operation(self, operator: Operator, left: Node, right: Node) -> Node:
        numbers = isinstance(left, float), isinstance(right, float)
        if operator == "*" and not any(numbers):
            raise InputError(f"found a product of two measures in {self.text!r}; allowed: a measure times a number")
        if operator == "/" and right == 0.0:
            raise InputError(f"found a division by 0 in {self.text!r}")
        if isinstance(left, float) and isinstance(right, float):
            return _calculated(operator, left, right)
        return Operation(operator, left, right)

    def measure(self, tree: ast.Call) -> Measure:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name not in _READINGS or tree.keywords or not tree.args:
            raise self.refusal(tree)
        reading = _READINGS[name]
        days = [self.day(argument) for argument in tree.args[1:]]
        if len(days) not in _DAYS_ALLOWED[reading]:
            raise self.refusal(tree)
        if days and days[0] > days[-1]:
            raise InputError(f"found '{ast.unparse(tree)}' in {self.text!r}, whose end lies before its beginning")
        weights = self.weights(tree.args[0])
        self.check_kinds(reading, weights)
        return Measure(reading, tuple(weights.items()), Period(days[0], days[-1]) if days else None)

    def check_kinds(self, reading: Reading, weights: dict[str, float]) -> None:
        kinds = {name in _FLOWS for name in weights}
        if len(kinds) > 1:
            raise InputError(f"found a sum of stocks and flows in {self.text!r}; allowed: either kind alone")
        if reading == "total" and kinds == {False}:
            raise InputError(f"found the total of a stock in {self.text!r}; allowed: its value at a day, or its mean")

    def weights(self, tree: ast.expr, factor: float = 1.0) -> dict[str, float]:
        """Return the weight of each observable in a sum of observables."""
        if isinstance(tree, ast.Name):
            if tree.id not in _NAMES:
                raise InputError(
                    f"found the name '{tree.id}' in {self.text!r}; no observable{nearest(tree.id, _NAMES)}"
                )
            return {tree.id: factor}
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

    def number(self, tree: ast.expr) -> float:
        if isinstance(tree, ast.Constant) and type(tree.value) in (int, float):
            value = float(tree.value)  # type: ignore[arg-type]
            if math.isfinite(value):
                return value
        raise self.refusal(tree)

    def refusal(self, tree: ast.expr) -> InputError:
        return InputError(f"found '{ast.unparse(tree)}' in {self.text!r}; allowed: {GRAMMAR}")


def _calculated(operator: Operator, left: float, right: float) -> float:
    if operator == "/":
        return left / right
    if operator == "*":
        return left * right
    return left + right if operator == "+" else left - right
