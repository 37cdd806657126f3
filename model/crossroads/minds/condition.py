"""Conditions of scenarios: comparisons of observables and beliefs with numbers, joined by and, or, not.

The text is read with Python's own parser and turned into a small tree of comparisons; it is never executed.
"""

from __future__ import annotations

import ast
import contextlib
import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.errors import InputError, nearest
from crossroads.world.observables import OBSERVABLE_NAMES

Lookup = Callable[[str], "NDArray[np.float64] | float"]

LONGEST_TEXT = 2_000
"""Characters that a condition may have: longer texts would exhaust the parser's stack."""

GRAMMAR = "comparisons (< <= > >= == !=) of names with names or numbers, joined by 'and', 'or', 'not' and parentheses"

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}

_COMPARE: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """`left operator right`, where each side is a name or a number; false wherever a side is NaN."""

    left: str | float
    operator: str
    right: str | float

    def holds(self, lookup: Lookup) -> NDArray[np.bool_]:
        """Evaluate in every world, shape (world,)."""
        left, right = _values(self.left, lookup), _values(self.right, lookup)
        # NumPy holds that NaN != 5; a front that is closed must not meet a condition.
        known = ~(np.isnan(left) | np.isnan(right))
        return np.asarray(_COMPARE[self.operator](left, right) & known)

    def sides(self) -> Iterator[str]:
        """Yield the names on either side."""
        yield from (side for side in (self.left, self.right) if isinstance(side, str))


@dataclass(frozen=True, slots=True)
class Junction:
    """Several parts of which all (`every`) or at least one must hold."""

    parts: tuple[Node, ...]
    every: bool

    def holds(self, lookup: Lookup) -> NDArray[np.bool_]:
        """Evaluate in every world, shape (world,)."""
        join = np.logical_and if self.every else np.logical_or
        result = self.parts[0].holds(lookup)
        for part in self.parts[1:]:
            result = join(result, part.holds(lookup))
        return np.asarray(result, dtype=np.bool_)

    def sides(self) -> Iterator[str]:
        """Yield the names used in any part."""
        for part in self.parts:
            yield from part.sides()


@dataclass(frozen=True, slots=True)
class Negation:
    """A part that must not hold (so it is true where the part compares NaN)."""

    part: Node

    def holds(self, lookup: Lookup) -> NDArray[np.bool_]:
        """Evaluate in every world, shape (world,)."""
        return np.asarray(~self.part.holds(lookup))

    def sides(self) -> Iterator[str]:
        """Yield the names used in the part."""
        yield from self.part.sides()


Node = Relation | Junction | Negation


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; plain data, so it can be pickled.

    Attributes
    ----------
    text
        The condition as it was written.
    root
        The tree of comparisons.
    """

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """The observables and beliefs that the condition reads."""
        return frozenset(self.root.sides())

    def holds(self, lookup: Lookup) -> NDArray[np.bool_]:
        """Say in which worlds the condition holds.

        Parameters
        ----------
        lookup
            Gives the value of a name now: shape (world,), or one number for all worlds.

        Returns
        -------
        NDArray[np.bool_]
            Shape (world,); a comparison with NaN is false.
        """
        return self.root.holds(lookup)


def _values(side: str | float, lookup: Lookup) -> NDArray[np.float64]:
    return np.asarray(lookup(side) if isinstance(side, str) else side, dtype=np.float64)


def condition_names() -> list[str]:
    """Return every name that a condition may use: observables, and 'nation.believes.belief'."""
    from crossroads.minds.view import BELIEFS

    beliefs = [f"{nation}.believes.{belief}" for nation, names in BELIEFS.items() for belief in names]
    return [*OBSERVABLE_NAMES, *beliefs]


def parse_condition(text: str, names: Collection[str]) -> Condition:
    """Read a condition.

    Parameters
    ----------
    text
        For example ``"japan.believes.soviet_far_east_divisions <= 15 and not front_moscow_axis_km < 600"``.
    names
        The names that it may use, as `condition_names` gives them.

    Raises
    ------
    InputError
        If the text is no such condition, or uses a name that is not in `names`.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(f"found a condition of {len(text):,} characters; allowed: at most {LONGEST_TEXT:,}")
    try:
        tree = ast.parse(text.strip(), mode="eval")
        return Condition(text, _ConditionReader(text, names).node(tree.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"found {_quoted(text)}, which cannot be read; allowed: {GRAMMAR}") from error


@dataclass(frozen=True, slots=True)
class _ConditionReader:
    """Turns Python's syntax tree into ours, refusing everything that the language does not have."""

    text: str
    names: Collection[str]

    def node(self, tree: ast.expr) -> Node:
        if isinstance(tree, ast.BoolOp):
            return Junction(tuple(self.node(part) for part in tree.values), isinstance(tree.op, ast.And))
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return Negation(self.node(tree.operand))
        if isinstance(tree, ast.Compare):
            return self.comparison(tree)
        raise self.refusal(tree)

    def comparison(self, tree: ast.Compare) -> Node:
        sides = [self.side(side) for side in (tree.left, *tree.comparators)]
        parts = []
        for left, operator, right in zip(sides[:-1], tree.ops, sides[1:], strict=True):
            if type(operator) not in _OPERATORS:
                raise self.refusal(tree)
            if not isinstance(left, str) and not isinstance(right, str):
                raise InputError(f"found a comparison of two numbers in {_quoted(self.text)}; allowed: {GRAMMAR}")
            parts.append(Relation(left, _OPERATORS[type(operator)], right))
        return parts[0] if len(parts) == 1 else Junction(tuple(parts), every=True)

    def side(self, tree: ast.expr) -> str | float:
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            number = self.side(tree.operand)
            if isinstance(number, str):
                raise self.refusal(tree)
            return -number
        if isinstance(tree, ast.Constant):
            # A bool is an int to Python, but `true` is no number to a historian.
            if isinstance(tree.value, bool) or not isinstance(tree.value, int | float):
                raise self.refusal(tree)
            return self.number(tree.value)
        name = _dotted(tree)
        if name is None:
            raise self.refusal(tree)
        if name not in self.names:
            raise InputError(
                f"found the name '{name}' in {_quoted(self.text)}; allowed: an observable, "
                f"or a belief as NATION.believes.BELIEF{nearest(name, self.names)}"
            )
        return name

    def number(self, value: float) -> float:
        # Python reads whole numbers of any length; beyond some 300 digits none is left that can be compared.
        with contextlib.suppress(OverflowError):
            if math.isfinite(number := float(value)):
                return number
        raise InputError(f"found a number too large to compare in {_quoted(self.text)}; allowed: {GRAMMAR}")

    def refusal(self, tree: ast.expr) -> InputError:
        return InputError(f"found '{ast.unparse(tree)}' in {_quoted(self.text)}; allowed: {GRAMMAR}")


def _quoted(text: str) -> str:
    """Return a condition for a message, cut where it is longer than what the message has to say."""
    return repr(text if len(text) <= len(GRAMMAR) else f"{text[: len(GRAMMAR)]}...")


def _dotted(tree: ast.expr) -> str | None:
    """Return 'a.b.c' for a name with attributes, None for anything else."""
    if isinstance(tree, ast.Name):
        return tree.id
    if isinstance(tree, ast.Attribute):
        owner = _dotted(tree.value)
        return None if owner is None else f"{owner}.{tree.attr}"
    return None
