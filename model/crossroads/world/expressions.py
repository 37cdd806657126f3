"""Expressions in files: what is asked of a war in conditions of scenarios and in formulas of recorded numbers.

The text is read with Python's own parser and turned into a small tree of names and numbers, joined by comparisons,
`and`, `or`, `not`, + - * /; it is never executed. A language is a `ExpressionReader` that says which of these it has.
"""

from __future__ import annotations

import ast
import contextlib
import math
import operator
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

import numpy as np

from crossroads.errors import InputError, nearest

Node = object
"""An `Operation`, a number, or what the language looks up: a name, or a thing of its own."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Parts joined by an operator; plain data, so it can be pickled."""

    operator: str
    parts: tuple[Node, ...]


def _known(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    # NumPy holds that NaN != 5; a front that is closed must not meet a condition.
    return lambda left, right: compare(left, right) & ~(np.isnan(left) | np.isnan(right))


_LOGIC: dict[type[ast.AST], str] = {ast.And: "and", ast.Or: "or", ast.Not: "not"}
_COMPARISONS: dict[type[ast.AST], str] = {
    **{ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="},
    **{ast.Eq: "==", ast.NotEq: "!="},
}
_ARITHMETIC: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

COMPARISONS: frozenset[str] = frozenset(_COMPARISONS.values())

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{"and": np.logical_and, "or": np.logical_or, "not": np.logical_not},
    **{"<": _known(np.less), "<=": _known(np.less_equal), ">": _known(np.greater), ">=": _known(np.greater_equal)},
    **{"==": _known(np.equal), "!=": _known(np.not_equal)},
    **{"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv},
}
"""What each operator does with values in every world; a comparison with NaN is false."""


def evaluate(node: Node, lookup: Callable[[Any], Any]) -> Any:
    """Work out an expression.

    Parameters
    ----------
    node
        The tree.
    lookup
        Gives the value of what the language looks up: shape (world,), or one number for all worlds.
    """
    if isinstance(node, Operation):
        parts = [evaluate(part, lookup) for part in node.parts]
        function = FUNCTIONS[node.operator]
        with np.errstate(divide="ignore", invalid="ignore"):
            return reduce(function, parts) if len(parts) > 1 else function(*parts)
    return np.asarray(node if isinstance(node, float) else lookup(node), dtype=np.float64)


def leaves(node: Node) -> Iterator[Any]:
    """Yield what an expression looks up, from left to right."""
    if isinstance(node, Operation):
        for part in node.parts:
            yield from leaves(part)
    elif not isinstance(node, float):
        yield node


@dataclass(frozen=True, slots=True)
class ExpressionReader(ABC):
    """Turns Python's syntax tree into ours, refusing everything that the language does not have.

    Attributes
    ----------
    text
        What is read.
    names
        The names that it may use.
    """

    text: str
    names: Collection[str]

    noun: ClassVar[str]
    grammar: ClassVar[str]
    allowed_names: ClassVar[str]
    longest: ClassVar[int]
    """Characters that a text may have: longer ones would exhaust the parser's stack."""
    shown: ClassVar[int]
    """Characters of it that a message repeats."""

    @abstractmethod
    def root(self, tree: ast.expr) -> Node:
        """Read the whole."""

    def leaf(self, tree: ast.expr) -> Node:
        """Read what arithmetic joins."""
        return self.number(tree)

    def read(self) -> Node:
        """Read the text; InputError, with what was found and what is allowed, where it is not of the language."""
        if len(self.text) > self.longest:
            raise InputError(f"found {self.noun} of {len(self.text):,} characters; allowed: at most {self.longest:,}")
        try:
            with warnings.catch_warnings():  # what Python only warns of, as '20and', is a slip too
                warnings.simplefilter("error")
                tree = ast.parse(self.text.strip(), mode="eval")
            return self.root(tree.body)
        except (Warning, SyntaxError, ValueError, RecursionError, MemoryError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"found {self.quoted()}, which cannot be read; allowed: {self.grammar}") from error

    def truth(self, tree: ast.expr) -> Node:
        """Read comparisons joined by and, or, not."""
        if isinstance(tree, ast.BoolOp):
            return Operation(_LOGIC[type(tree.op)], tuple(self.truth(part) for part in tree.values))
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return Operation("not", (self.truth(tree.operand),))
        if not isinstance(tree, ast.Compare):
            raise self.refusal(tree)
        sides = [self.side(side) for side in (tree.left, *tree.comparators)]
        parts = []
        for left, sign, right in zip(sides[:-1], tree.ops, sides[1:], strict=True):
            if type(sign) not in _COMPARISONS:
                raise self.refusal(tree)
            if isinstance(left, float) and isinstance(right, float):
                raise InputError(f"found a comparison of two numbers in {self.quoted()}; allowed: {self.grammar}")
            parts.append(Operation(_COMPARISONS[type(sign)], (left, right)))
        return parts[0] if len(parts) == 1 else Operation("and", tuple(parts))

    def side(self, tree: ast.expr) -> str | float:
        """Read one side of a comparison: a name, or a number with its sign."""
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            number = self.side(tree.operand)
            if isinstance(number, str):
                raise self.refusal(tree)
            return -number
        return self.number(tree) if isinstance(tree, ast.Constant) else self.name(tree)

    def arithmetic(self, tree: ast.expr) -> Node:
        """Read leaves and numbers joined by + - * /; numbers alone are worked out at once."""
        if isinstance(tree, ast.BinOp) and type(tree.op) in _ARITHMETIC:
            left, right = self.arithmetic(tree.left), self.arithmetic(tree.right)
            return self.joined(_ARITHMETIC[type(tree.op)], left, right)
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            return self.joined("-", 0.0, self.arithmetic(tree.operand))
        return self.leaf(tree)

    def joined(self, sign: str, left: Node, right: Node) -> Node:
        """Join two parts by an operator of arithmetic."""
        numbers = isinstance(left, float), isinstance(right, float)
        if sign == "*" and not any(numbers):
            raise InputError(f"found a product of two measures in {self.quoted()}; allowed: a measure times a number")
        if sign == "/" and right == 0.0:
            raise InputError(f"found a division by 0 in {self.quoted()}")
        return FUNCTIONS[sign](left, right) if all(numbers) else Operation(sign, (left, right))

    def name(self, tree: ast.expr) -> str:
        """Read 'name' or 'a.b.c'."""
        owner = tree
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        if not isinstance(owner, ast.Name):
            raise self.refusal(tree)
        if (name := ast.unparse(tree)) not in self.names:
            near = nearest(name, self.names)
            raise InputError(f"found the name '{name}' in {self.quoted()}; {self.allowed_names}{near}")
        return name

    def number(self, tree: ast.expr) -> float:
        """Read a number without a sign."""
        # A bool is an int to Python, but `true` is no number to a historian.
        if not isinstance(tree, ast.Constant) or type(tree.value) not in (int, float):
            raise self.refusal(tree)
        # Python reads whole numbers of any length; beyond some 300 digits none is left that can be compared.
        with contextlib.suppress(OverflowError):
            if math.isfinite(number := float(tree.value)):  # type: ignore[arg-type]
                return number
        raise InputError(f"found a number too large to compare in {self.quoted()}; allowed: {self.grammar}")

    def refusal(self, tree: ast.expr) -> InputError:
        """Return what to raise where a part is not of the language."""
        return InputError(f"found '{ast.unparse(tree)}' in {self.quoted()}; allowed: {self.grammar}")

    def quoted(self) -> str:
        """Return the text for a message, cut where it is longer than what the message has to say."""
        return repr(self.text if len(self.text) <= self.shown else f"{self.text[: self.shown]}...")
