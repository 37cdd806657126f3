"""A graph of scalar operations: what laws that were run once on tracers have asked for.

A node is one operation on one world's numbers. Nodes are kept once: the same operation on the same nodes is the same
node. Folding is exact: what is folded has the bits that running it would give.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Container, Iterable
from dataclasses import dataclass

Value = float | bool | int | str | None


@dataclass(frozen=True, slots=True)
class Node:
    """One operation.

    Attributes
    ----------
    op
        'constant', 'input', the name of an arithmetic operation, or that of an elementary function.
    arguments
        Numbers of the nodes that it works on.
    kind
        'float', 'flag' or 'bits' (a float's 64 bits as a whole number).
    uniform
        Whether it is the same in all worlds.
    value
        A constant's value, an input's name.
    """

    op: str
    arguments: tuple[int, ...]
    kind: str
    uniform: bool
    value: Value = None


_EXACT = {"add": operator.add, "sub": operator.sub, "mul": operator.mul}
COMPARISONS = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
}
_OF_FLAGS = {"mul": "and", "add": "or", "max": "or", "min": "and"}
"""What NumPy makes of arithmetic between flags."""

_TESTS = {"isinf": math.isinf, "isfinite": math.isfinite, "isnan": math.isnan}
_ON_BITS = frozenset({"add", "sub", "shl", "ashr"})


class Graph:
    """Nodes in the order in which they were asked for: a node's arguments come before it."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[str, tuple[int, ...], str, Value], int] = {}

    def _add(self, op: str, *arguments: int, kind: str = "float", value: Value = None, uniform: bool = True) -> int:
        # -0.0 and 0.0 are equal and not the same.
        text = value.hex() if isinstance(value, float) else value
        key = (op, arguments, kind, text)
        found = self._known.get(key)
        if found is None:
            alike = uniform and all(self.nodes[item].uniform for item in arguments)
            self.nodes.append(Node(op, arguments, kind, alike, value))
            found = self._known[key] = len(self.nodes) - 1
        return found

    def constant(self, value: float | bool | int, kind: str = "float") -> int:
        """Return the node of a number, or of a flag."""
        if kind == "bits":
            return self._add("constant", kind=kind, value=int(value))
        if isinstance(value, bool):
            return self._add("constant", kind="flag", value=value)
        return self._add("constant", value=float(value))

    def input(self, name: str, *, uniform: bool = False, kind: str = "float") -> int:
        """Return the node of what is given from outside, by name."""
        return self._add("input", kind=kind, value=name, uniform=uniform)

    def name(self, node: int) -> str:
        """Return the name of an input, '' of all else."""
        return str(self.nodes[node].value) if self.nodes[node].op == "input" else ""

    def known(self, node: int) -> Value:
        """Return the value of a constant, None of all else."""
        return self.nodes[node].value if self.nodes[node].op == "constant" else None

    def cast(self, node: int, kind: str) -> int:
        """Return a node as a number, or as a flag: whether it is not 0."""
        if self.nodes[node].kind == kind:
            return node
        value = self.known(node)
        if value is not None and not isinstance(value, str):
            return self.constant(float(value)) if kind == "float" else self.constant(bool(value))
        if kind == "float":
            return self._add("number", node)
        return self.binary("ne", node, self.constant(0.0))

    def binary(self, op: str, first: int, second: int) -> int:
        """Return an operation on two nodes, by NumPy's rules for kinds."""
        kinds = {self.nodes[first].kind, self.nodes[second].kind}
        if "bits" in kinds:
            return self._on_bits(op, first, second)
        if kinds == {"flag"} and op in _OF_FLAGS:
            op = _OF_FLAGS[op]
        if op in ("and", "or"):
            return self._logical(op, self.cast(first, "flag"), self.cast(second, "flag"))
        first, second = self.cast(first, "float"), self.cast(second, "float")
        if op in COMPARISONS:
            return self._comparison(op, first, second)
        return self._arithmetic(op, first, second)

    def _on_bits(self, op: str, first: int, second: int) -> int:
        if op not in _ON_BITS:
            raise ValueError(f"'{op}' is not for bits")
        # A count of bits or a bias was written as a plain number.
        sides = [
            node if self.nodes[node].kind == "bits" else self.constant(int(self.known(node) or 0), "bits")
            for node in (first, second)
        ]
        return self._add(op, *sides, kind="bits")

    def _logical(self, op: str, first: int, second: int) -> int:
        for this, other in ((first, second), (second, first)):
            value = self.known(this)
            if value is not None:
                return other if bool(value) == (op == "and") else this
        return first if first == second else self._add(op, first, second, kind="flag")

    def _comparison(self, op: str, first: int, second: int) -> int:
        one, two = self.known(first), self.known(second)
        if isinstance(one, float) and isinstance(two, float):
            return self.constant(bool(COMPARISONS[op](one, two)))
        return self._add(op, first, second, kind="flag")

    def _arithmetic(self, op: str, first: int, second: int) -> int:
        one, two = self.known(first), self.known(second)
        if isinstance(one, float) and isinstance(two, float):
            if op in _EXACT:
                return self.constant(float(_EXACT[op](one, two)))
            if op == "div" and two != 0.0:
                return self.constant(one / two)
            if op in ("max", "min") and one == one and two == two and one != two:
                return self.constant(max(one, two) if op == "max" else min(one, two))
        if two == 1.0 and op in ("mul", "div"):
            return first
        if one == 1.0 and op == "mul":
            return second
        if first == second and op in ("max", "min"):
            return first
        return self._add(op, first, second)

    def unary(self, op: str, node: int) -> int:
        """Return an operation on one node."""
        if op == "not":
            node = self.cast(node, "flag")
            value = self.known(node)
            return self._add(op, node, kind="flag") if value is None else self.constant(not value)
        node = self.cast(node, "float")
        value = self.known(node)
        if op in _TESTS:
            return self._add(op, node, kind="flag") if value is None else self.constant(_TESTS[op](float(value)))
        if op == "neg" and isinstance(value, float):
            return self.constant(-value)
        return self._add(op, node)

    def pick(self, name: str, number: int) -> int:
        """Return the row of that number among the rows of a name: another one from world to world."""
        return self._add("pick", number, value=name)

    def as_bits(self, node: int) -> int:
        """Return a float's bits."""
        return self._add("bits", self.cast(node, "float"), kind="bits")

    def of_bits(self, node: int) -> int:
        """Return the float that has these bits."""
        return self._add("float", node)

    def select(self, where: int, yes: int, no: int) -> int:
        """Return one node where a flag is set, another elsewhere."""
        where = self.cast(where, "flag")
        value = self.known(where)
        if value is not None:
            return yes if value else no
        if yes == no:
            return yes
        if self.nodes[yes].kind != self.nodes[no].kind:
            yes, no = self.cast(yes, "float"), self.cast(no, "float")
        return self._add("select", where, yes, no, kind=self.nodes[yes].kind)

    def live(self, wanted: Iterable[int], known: Container[int] = ()) -> list[int]:
        """Return what some nodes hang on, themselves among it, in the order in which it can be worked out.

        Parameters
        ----------
        wanted
            The nodes.
        known
            Nodes that are known already: they hang on nothing.
        """
        needed: set[int] = set()
        waiting = list(wanted)
        while waiting:
            node = waiting.pop()
            if node not in needed:
                needed.add(node)
                if node not in known:
                    waiting.extend(self.nodes[node].arguments)
        return sorted(needed)

    def depth_first(self, wanted: Iterable[int], known: Container[int] = ()) -> list[int]:
        """Return the same nodes as `live` does, what each one hangs on right before it: few wait at a time."""
        found: dict[int, None] = {}
        for last in wanted:
            waiting = [(last, False)]
            while waiting:
                node, done = waiting.pop()
                if node in found:
                    continue
                if done or node in known:
                    found[node] = None
                    continue
                waiting.append((node, True))
                waiting += [(item, False) for item in reversed(self.nodes[node].arguments)]
        return list(found)

    def inputs(self, nodes: Iterable[int]) -> list[str]:
        """Return the names of the inputs among some nodes."""
        return [str(self.nodes[node].value) for node in nodes if self.nodes[node].op == "input"]
