"""A graph's operations as text of LLVM: additions, products, quotients, comparisons, choices and moves of bits.

No flag that lets the compiler reorder or contract: the bits are those of NumPy, at any width of vectors.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence

import numpy as np

from crossroads.engine.compiled.tracing.graph import COMPARISONS, Graph, Node
from crossroads.engine.compiled.tracing.trace import Traced
from crossroads.world.portable import FORMULAS

_ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
_ORDERED = {name: f"o{name}" for name in COMPARISONS} | {"ne": "une"}
_ROUND = 6755399441055744.0
_WHOLE = 4503599627370496.0
"""From 2**52 on every float is a whole number; 1.5 times it rounds what is added to it."""

_SIGN = -(1 << 63)
_SIZE = (1 << 63) - 1


def literal(value: float) -> str:
    """Return a float as LLVM writes it: its bits."""
    return "0x" + struct.pack(">d", value).hex().upper()


class Writer:
    """Writes instructions on vectors of some worlds; values are names or constants.

    Parameters
    ----------
    width
        Worlds a vector; 1 = plain numbers.
    prefix
        What names of values begin with.

    Attributes
    ----------
    lines
        What has been written.
    block
        Name of the block of instructions that is being written.
    """

    def __init__(self, width: int, prefix: str = "t") -> None:
        self.width = width
        self._prefix = prefix
        self.lines: list[str] = []
        kinds = ("double", "float", "i1", "i64")
        self.floats, self.singles, self.flags, self.bits = (self._of(kind) for kind in kinds)
        self._count = 0
        self.block = "loop"
        self._begun: list[tuple[str, int]] = []
        self._branches = 0

    def _of(self, kind: str) -> str:
        return kind if self.width == 1 else f"<{self.width} x {kind}>"

    def new(self, instruction: str) -> str:
        """Write an instruction; return the name of its value."""
        self._count += 1
        name = f"%{self._prefix}{self._count}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def write(self, instruction: str) -> None:
        """Write an instruction without a value."""
        self.lines.append(f"  {instruction}")

    def _filled(self, kind: str, value: str) -> str:
        return value if self.width == 1 else f"<{', '.join([f'{kind} {value}'] * self.width)}>"

    def number(self, value: float) -> str:
        """Return a constant in all worlds."""
        return self._filled("double", literal(value))

    def whole(self, value: int) -> str:
        """Return 64 bits in all worlds."""
        return self._filled("i64", str(value))

    def flag(self, value: bool) -> str:
        """Return a flag in all worlds."""
        return self._filled("i1", str(value).lower())

    def spread(self, value: str, kind: str = "double") -> str:
        """Return one number in all worlds."""
        if self.width == 1:
            return value
        whole = self._of(kind)
        first = self.new(f"insertelement {whole} poison, {kind} {value}, i32 0")
        zeros = f"<{self.width} x i32> zeroinitializer"
        return self.new(f"shufflevector {whole} {first}, {whole} poison, {zeros}")

    def load(self, pointer: str, place: int | str) -> str:
        """Return the numbers that lie at a place behind a pointer, in floats."""
        address = self.new(f"getelementptr double, ptr {pointer}, i64 {place}")
        return self.new(f"load {self.floats}, ptr {address}, align 8")

    def store(self, value: str, pointer: str, place: int | str) -> None:
        """Write numbers to a place behind a pointer."""
        address = self.new(f"getelementptr double, ptr {pointer}, i64 {place}")
        self.write(f"store {self.floats} {value}, ptr {address}, align 8")

    def one(self, pointer: str, place: int, kind: str = "double") -> str:
        """Return one number that lies at a place behind a pointer."""
        address = self.new(f"getelementptr {kind}, ptr {pointer}, i64 {place}")
        return self.new(f"load {kind}, ptr {address}, align 8")

    def on_bits(self, op: str, first: str, second: str) -> str:
        """Return an operation on 64 bits."""
        return self.new(f"{op} {self.bits} {first}, {second}")

    def arithmetic(self, op: str, first: str, second: str) -> str:
        """Return a sum, difference, product or quotient."""
        return self.new(f"{_ARITHMETIC[op]} {self.floats} {first}, {second}")

    def compare(self, op: str, first: str, second: str) -> str:
        """Return whether a comparison holds; false where something is no number, but for 'ne'."""
        return self.new(f"fcmp {_ORDERED.get(op, op)} {self.floats} {first}, {second}")

    def select(self, where: str, yes: str, no: str, kind: str | None = None) -> str:
        """Return one value where a flag is set, another elsewhere."""
        kind = kind or self.floats
        return self.new(f"select {self.flags} {where}, {kind} {yes}, {kind} {no}")

    def to_bits(self, value: str) -> str:
        """Return a float's bits."""
        return self.new(f"bitcast {self.floats} {value} to {self.bits}")

    def to_floats(self, bits: str) -> str:
        """Return the float that has these bits."""
        return self.new(f"bitcast {self.bits} {bits} to {self.floats}")

    def as_numbers(self, flags: str) -> str:
        """Return 1 where a flag is set, 0 elsewhere."""
        return self.select(flags, self.number(1.0), self.number(0.0))

    def size(self, value: str) -> str:
        """Return the absolute value."""
        return self.to_floats(self.on_bits("and", self.to_bits(value), self.whole(_SIZE)))

    def extreme(self, op: str, first: str, second: str) -> str:
        """Return the greater or the lesser by NumPy's rule: what is no number, on either side, stays.

        Of two that are equal, zeros of either sign, the second stands.
        """
        beyond = "gt" if op == "max" else "lt"
        if not second.startswith("%"):
            # A constant is a number: put first, one comparison does.
            first, second, beyond = second, first, beyond.replace("t", "e")
        plain = self.select(self.compare(beyond, first, second), first, second)
        return plain if not first.startswith("%") else self.select(self.compare("uno", first, first), first, plain)

    def rounded(self, value: str) -> str:
        """Return the nearest whole number, of two equally near the even one, with the sign of the value."""
        size = self.size(value)
        near = self.arithmetic("sub", self.arithmetic("add", size, self.number(_ROUND)), self.number(_ROUND))
        sign = self.on_bits("and", self.to_bits(value), self.whole(_SIGN))
        near = self.to_floats(self.on_bits("or", self.to_bits(near), sign))
        return self.select(self.compare("lt", size, self.number(_WHOLE)), near, value)

    def floor(self, value: str) -> str:
        """Return the greatest whole number that is not above a value."""
        near = self.rounded(value)
        less = self.arithmetic("sub", near, self.number(1.0))
        return self.select(self.compare("gt", near, value), less, near)

    def root(self, value: str) -> str:
        """Return the square root."""
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        return self.new(f"call {self.floats} @llvm.sqrt.{suffix}({self.floats} {value})")

    def call(self, name: str, value: str) -> str:
        """Return an elementary function."""
        return self.new(f"call {self.floats} @{name}_{self.width}({self.floats} {value})")

    def begin_where(self, flags: str, taken: bool = True) -> None:
        """Begin a block that is passed over where flags are set, or where they are not, in no world."""
        self._branches += 1
        self._begun.append((self.block, self._branches))
        kind, none = f"i{self.width}", 0 if taken else -1
        some = self.new(f"icmp ne {kind} {self.new(f'bitcast {self.flags} {flags} to {kind}')}, {none}")
        self.block = f"go{self._branches}"
        self.write(f"br i1 {some}, label %{self.block}, label %skip{self._branches}\n{self.block}:")

    def end_where(self, *values: tuple[str, str]) -> list[str]:
        """End such a block; return what stands behind it for its values, each a kind of node and a name.

        That is 0 where the block was passed over.
        """
        before, number = self._begun.pop()
        inside, self.block = self.block, f"skip{number}"
        self.write(f"br label %{self.block}\n{self.block}:")
        kinds = {"flag": (self.flags, "false"), "bits": (self.bits, "0")}
        found = []
        for kind, value in values:
            of, zero = kinds.get(kind, (self.floats, "0.0"))
            nothing = zero if self.width == 1 else "zeroinitializer"
            found.append(self.new(f"phi {of} [ {value}, %{inside} ], [ {nothing}, %{before} ]"))
        return found

    def constant(self, node: Node) -> str:
        """Return a constant's text."""
        if node.kind == "flag":
            return self.flag(bool(node.value))
        if node.kind == "bits":
            return self.whole(int(node.value or 0))
        return self.number(float(node.value if node.value is not None else math.nan))

    def operation(self, node: Node, values: list[str]) -> str:
        """Write the operation of a node on values; return its own."""
        op = node.op
        if node.kind == "bits":
            return self.to_bits(*values) if op == "bits" else self.on_bits(op, *values)
        if op in COMPARISONS:
            return self.compare(op, *values)
        if op in _ARITHMETIC:
            return self.arithmetic(op, *values)
        if op in ("max", "min"):
            return self.extreme(op, *values)
        if op in ("and", "or"):
            return self.new(f"{op} {self.flags} {', '.join(values)}")
        if op == "select":
            kind = {"flag": self.flags, "bits": self.bits}.get(node.kind, self.floats)
            return self.select(values[0], values[1], values[2], kind)
        if op in FORMULAS:
            return self.call(op, *values)
        return self._one(op, *values)

    def _one(self, op: str, value: str) -> str:
        """Write an operation on one value."""
        if op in ("isinf", "isfinite"):
            return self.compare("eq" if op == "isinf" else "lt", self.size(value), self.number(math.inf))
        simple: dict[str, Callable[[str], str]] = {
            "number": self.as_numbers,
            "float": self.to_floats,
            "abs": self.size,
            "floor": self.floor,
            "rint": self.rounded,
            "sqrt": self.root,
            "isnan": lambda own: self.compare("uno", own, own),
            "not": lambda own: self.new(f"xor {self.flags} {own}, {self.flag(True)}"),
            "neg": lambda own: self.new(f"fneg {self.floats} {own}"),
        }
        return simple[op](value)


def traced_body(writer: Writer, graph: Graph, wanted: Sequence[int]) -> list[str]:
    """Write what some nodes hang on, inputs being named as they stand; return the values of the nodes."""
    values: dict[int, str] = {}
    for place in graph.live(wanted):
        node = graph.nodes[place]
        if node.op == "input":
            values[place] = str(node.value)
        elif node.op == "constant":
            values[place] = writer.constant(node)
        else:
            values[place] = writer.operation(node, [values[item] for item in node.arguments])
    return [values[place] for place in wanted]


def elementary(width: int) -> str:
    """Return the elementary functions on vectors of a width: each traced from its formula."""
    suffix = "f64" if width == 1 else f"v{width}f64"
    kind = Writer(width).floats
    parts = [f"declare {kind} @llvm.sqrt.{suffix}({kind})"]
    for name, formula in FORMULAS.items():
        graph, writer = Graph(), Writer(width)
        (node,) = formula(Traced(graph, np.array([graph.input("%x")], dtype=object))).nodes
        (result,) = traced_body(writer, graph, [node])
        body = "\n".join([*writer.lines, f"  ret {kind} {result}"])
        parts.append(f"define internal {kind} @{name}_{width}({kind} %x) noinline nounwind {{\n{body}\n}}")
    return "\n".join(parts)
