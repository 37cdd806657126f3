"""Conditions of scenarios: comparisons of observables and beliefs with numbers, joined by and, or, not."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.nations import load_nations
from crossroads.world.expressions import COMPARISONS, ExpressionReader, Node, Operation, evaluate, leaves
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, REACH

Lookup = Callable[[str], "NDArray[np.float64] | float"]

ALWAYS, NEVER = "always holds", "never holds"
"""What is said of a comparison that hangs on no world."""

_AND, _OR = "and", "or"

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
    """Say what of a condition holds always or never, whatever the world.

    That is a comparison of a series with a number beyond its reach; comparisons of one series or belief that `and`
    joins and no number meets (`x < 3 and x > 5`); and those that `or` joins and every number meets. Only the parts
    that it takes are told.
    """
    return iter(dict.fromkeys(_settled(condition.root)))


def _settled(node: Node) -> Iterator[str]:
    if not isinstance(node, Operation):
        return
    joint, parts = _joined(node)
    for name in dict.fromkeys(leaf for part in parts for leaf in leaves(part)):
        mine = [part for part in parts if set(leaves(part)) == {name}]
        if mine and (joint or node.operator in COMPARISONS) and (told := _verdict(joint, mine, name)):
            yield told
    for part in parts if node.operator not in COMPARISONS else ():
        yield from _settled(part)


def _joined(node: Operation) -> tuple[str, list[Node]]:
    """Return the operator that joins parts, with all that it joins however they are nested; "" where there is one."""
    if node.operator not in (_AND, _OR):
        return "", [node] if node.operator in COMPARISONS else list(node.parts)
    parts: list[Node] = []
    for part in node.parts:
        same = isinstance(part, Operation) and part.operator == node.operator
        parts += _joined(part)[1] if same else [part]  # type: ignore[arg-type]
    return node.operator, parts


def _verdict(joint: str, parts: Sequence[Node], name: str) -> str:
    """Say what of these parts, which read one name each, is settled; "" where nothing is, or one part alone."""
    item = next((item for item in OBSERVABLES if item.name == name), None)
    reach = (-math.inf, math.inf) if item is None else REACH[item.unit]
    holds = _at(parts, name, reach, unknown=joint == _AND and (item is None or item.closes))
    settling = {_AND: ((NEVER, ~holds),), _OR: ((ALWAYS, holds),)}.get(joint, ((NEVER, ~holds), (ALWAYS, holds)))
    for told, true in settling:
        if not true.any(axis=0).all():
            continue
        kept = list(range(len(parts)))
        for place in range(len(parts)):
            if true[(rest := [other for other in kept if other != place])].any(axis=0).all():
                kept = rest
        if joint and len(kept) == 1:
            return ""
        text = f" {joint} ".join(_written(parts[place], joint) for place in kept)
        wide = _at([parts[place] for place in kept], name, (-math.inf, math.inf), unknown=False)
        open_ended = not (~wide if told == NEVER else wide).any(axis=0).all()
        bounds = f" ({item.title}: from {reach[0]:,g} to {reach[1]:,g} {item.unit})" if item and open_ended else ""
        return f"{text} {told}{bounds}"
    return ""


def _at(parts: Sequence[Node], name: str, reach: tuple[float, float], *, unknown: bool) -> NDArray[np.bool_]:
    """Say which parts hold at every value that can make a difference, shape (part, value); NaN last if `unknown`."""
    numbers = {float(number) for part in parts for number in _numbers(part) if reach[0] <= number <= reach[1]}
    ends = sorted({*reach, *numbers})
    # A comparison turns at its number and nowhere else between two of them.
    between = [low / 2 + high / 2 for low, high in itertools.pairwise(ends) if math.isfinite(low + high)]
    values = np.array([*ends, *between, *([math.nan] if unknown else [])])
    return np.array([np.broadcast_to(evaluate(part, {name: values}.__getitem__), values.shape) for part in parts])


def _numbers(node: Node) -> Iterator[float]:
    for part in node.parts if isinstance(node, Operation) else (node,):
        if isinstance(part, Operation):
            yield from _numbers(part)
        elif isinstance(part, float):
            yield part


def _written(node: Node, joint: str = "") -> str:
    """Write a part of a condition, in parentheses where it stands in one that another operator joins."""
    if not isinstance(node, Operation):
        return f"{node:,.10g}" if isinstance(node, float) else str(node)
    if node.operator == "not":
        return f"not {_written(node.parts[0], node.operator)}"
    text = f" {node.operator} ".join(_written(part, node.operator) for part in node.parts)
    return text if not joint or (joint in (_AND, _OR) and node.operator in COMPARISONS) else f"({text})"


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
