"""Conditions of scenarios: comparisons of observables and beliefs with numbers, joined by and, or, not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.nations import load_nations
from crossroads.world.expressions import COMPARISONS, ExpressionReader, Node, Operation, evaluate, leaves
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, REACH

Lookup = Callable[[str], "NDArray[np.float64] | float"]

ALWAYS, NEVER = "always holds", "never holds"
"""What is said of a comparison that hangs on no world."""

LONGEST_TEXT = 2_000
GRAMMAR = "comparisons (< <= > >= == !=) of names with names or numbers, joined by 'and', 'or', 'not' and parentheses"


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
        return frozenset(leaves(self.root))

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
        return np.asarray(evaluate(self.root, lookup), dtype=np.bool_)


def settled(condition: Condition) -> Iterator[str]:
    """Say which comparisons of a series with a number hold always or never, whatever the world."""
    for comparison in _comparisons(condition.root):
        sides = comparison.parts
        item = next((item for item in OBSERVABLES if item.name in sides), None)
        number = next((side for side in sides if isinstance(side, float)), None)
        if item is None or number is None:
            continue
        low, high = REACH[item.unit]
        # A comparison turns at the number and nowhere else between its ends.
        points = {low, high, (low + number) / 2, (number + high) / 2, number}
        ends = {bool(evaluate(comparison, {item.name: end}.__getitem__)) for end in points if low <= end <= high}
        if len(ends) == 1:
            text = f" {comparison.operator} ".join(f"{side:,.10g}" if side is number else item.name for side in sides)
            yield f"{text} {ALWAYS if ends.pop() else NEVER} ({item.title}: from {low:,g} to {high:,g} {item.unit})"


def _comparisons(node: Node) -> Iterator[Operation]:
    if isinstance(node, Operation):
        if node.operator in COMPARISONS:
            yield node
        else:
            for part in node.parts:
                yield from _comparisons(part)


def condition_names() -> list[str]:
    """Return every name that a condition may use: observables, and 'nation.believes.belief'."""
    beliefs = [f"{nation}.believes.{name}" for nation, data in load_nations().items() for name in data.believes]
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
    return Condition(text, _ConditionReader(text, names).read())


class _ConditionReader(ExpressionReader):
    noun, grammar, longest, shown = "a condition", GRAMMAR, LONGEST_TEXT, len(GRAMMAR)
    allowed_names = "allowed: an observable, or a belief as NATION.believes.BELIEF"

    def root(self, tree: ast.expr) -> Node:
        return self.truth(tree)
