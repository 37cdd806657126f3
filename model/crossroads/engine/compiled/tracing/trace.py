"""Tracers: what laws are run on once, so that what they ask of NumPy is written down as a graph.

A tracer answers NumPy's own protocols, so a law is run as it stands. What cannot be written down (a function that is
not on the list, a branch on a value) is refused by a message that names the line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from crossroads.engine.compiled.tracing.graph import Graph

Nodes = NDArray[Any]
"""Numbers of nodes, dtype object, in the shape of the array that they stand for."""


class UntraceableError(Exception):
    """A law asks for what cannot be compiled; it is run by NumPy."""


def _line() -> str:
    """Return the file and line of the law that is being traced."""
    frame = sys._getframe(1)
    own = Path(__file__)
    tracers = str(own.parent), str(own.parents[1] / "traced.py"), str(Path(np.__file__).parent)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(tracers):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def refused(what: str) -> UntraceableError:
    """Return what to raise where a law asks for what cannot be compiled: it names the law's line."""
    return UntraceableError(f"{_line()}: {what}")


BINARY: dict[Any, str] = {
    np.add: "add",
    np.subtract: "sub",
    np.multiply: "mul",
    np.divide: "div",
    np.maximum: "max",
    np.minimum: "min",
    np.less: "lt",
    np.less_equal: "le",
    np.greater: "gt",
    np.greater_equal: "ge",
    np.equal: "eq",
    np.not_equal: "ne",
    np.bitwise_and: "and",
    np.bitwise_or: "or",
    np.logical_and: "and",
    np.logical_or: "or",
    np.left_shift: "shl",
    np.right_shift: "ashr",
}
UNARY: dict[Any, str] = {
    np.negative: "neg",
    np.absolute: "abs",
    np.floor: "floor",
    np.rint: "rint",
    np.sqrt: "sqrt",
    np.isinf: "isinf",
    np.isfinite: "isfinite",
    np.isnan: "isnan",
    np.invert: "not",
    np.logical_not: "not",
}
INSTEAD: dict[Any, str] = dict.fromkeys(
    (np.exp, np.expm1, np.log, np.log1p, np.power), "its bits differ between processors; world.portable has one"
)


class Traced(NDArrayOperatorsMixin):
    """An array of nodes, which behaves as the array that they stand for; its last axis has one world.

    Parameters
    ----------
    graph
        Where operations are written down.
    nodes
        Numbers of nodes.
    """

    def __init__(self, graph: Graph, nodes: Nodes) -> None:
        self.graph = graph
        self.nodes = nodes

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array."""
        return self.nodes.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.nodes.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        return self.nodes.size

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Traced]:
        return (self[place] for place in range(len(self)))

    def __getitem__(self, place: Any) -> Traced:
        return Traced(self.graph, _array(self.nodes[place]))

    def __setitem__(self, place: Any, value: Any) -> None:
        self.nodes[place] = nodes_of(self.graph, value)

    def __bool__(self) -> bool:
        value = self.graph.known(self.nodes.reshape(-1)[0]) if self.size == 1 else None
        if value is None:
            raise refused("a branch on a value; worlds differ in it: use np.where")
        return bool(value)

    def __hash__(self) -> int:
        raise refused("something is looked up by what is not known yet")

    def __float__(self) -> float:
        raise refused("one number is asked of what differs between worlds or weeks")

    __int__ = __index__ = __float__

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[Any]:
        raise refused("an array of numbers is asked of what is not known yet (np.asarray, np.array, an assignment)")

    def __format__(self, form: str) -> str:
        raise refused("a text is made of what differs between weeks")

    def __str__(self) -> str:
        return format(self)

    def __getattr__(self, name: str) -> Any:
        # What begins so belongs to Python and NumPy, who ask whether it is there.
        if name.startswith("__"):
            raise AttributeError(name)
        raise refused(f"an array's {name}: not among what is compiled")

    def copy(self) -> Traced:
        """Return an array of its own."""
        return Traced(self.graph, self.nodes.copy())

    def astype(self, dtype: Any) -> Traced:
        """Return the array as numbers, or as flags."""
        kind = "flag" if np.dtype(dtype) == np.bool_ else "float"
        return _each(self.graph, lambda node: self.graph.cast(node, kind), self)

    def view(self, dtype: Any) -> Traced:
        """Return floats' bits, or the floats of bits."""
        change = self.graph.of_bits if np.dtype(dtype) == np.float64 else self.graph.as_bits
        return _each(self.graph, change, self)

    def elementary(self, name: str) -> Traced:
        """Return an elementary function of each element."""
        return _each(self.graph, lambda node: self.graph.unary(name, node), self)

    def sum(self, axis: int = 0) -> Traced:
        """Return the sum over the first axis, in its order."""
        return _reduced("add", self, axis)

    def max(self, axis: int = 0) -> Traced:
        """Return the greatest over the first axis."""
        return _reduced("max", self, axis)

    def min(self, axis: int = 0) -> Traced:
        """Return the least over the first axis."""
        return _reduced("min", self, axis)

    def reshape(self, *shape: int) -> Traced:
        """Return the array in another shape."""
        return Traced(self.graph, self.nodes.reshape(*shape))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **others: Any) -> Traced:
        if method == "reduce" and ufunc in BINARY and others.get("axis", 0) == 0:
            return _reduced(BINARY[ufunc], inputs[0], 0)
        if method != "__call__" or others:
            raise refused(f"np.{ufunc.__name__} by its method {method} or with {', '.join(others) or 'nothing'}")
        graph = self.graph
        if ufunc in UNARY:
            return _each(graph, lambda node: graph.unary(UNARY[ufunc], node), *inputs)
        if ufunc in BINARY:
            return _each(graph, lambda one, two: graph.binary(BINARY[ufunc], one, two), *inputs)
        if ufunc is np.square:
            return _each(graph, lambda node: graph.binary("mul", node, node), *inputs)
        raise refused(f"np.{ufunc.__name__}: {INSTEAD.get(ufunc, 'not among the functions that are compiled')}")

    def __array_function__(self, function: Any, types: Any, inputs: Any, others: Any) -> Any:
        handler = HANDLERS.get(function)
        if handler is None:
            raise refused(f"np.{function.__name__}: not among the functions that are compiled")
        try:
            return handler(self.graph, *inputs, **others)
        except TypeError as error:
            raise refused(f"np.{function.__name__}, called as nothing that is compiled: {error}") from error


def _array(nodes: Any) -> Nodes:
    if isinstance(nodes, np.ndarray):
        return nodes
    held = np.empty((), dtype=object)
    held[()] = nodes
    return held


def nodes_of(graph: Graph, value: Any) -> Nodes:
    """Return the nodes of an array: a tracer's own, or constants."""
    if isinstance(value, Traced):
        return value.nodes
    array = np.asarray(value)
    made = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        item = array[place]
        made[place] = graph.constant(bool(item) if array.dtype == np.bool_ else float(item))
    return made


def _each(graph: Graph, function: Callable[..., int], *values: Any) -> Traced:
    """Return a function of nodes, element by element, over arrays that are broadcast together."""
    arrays = np.broadcast_arrays(*(nodes_of(graph, value) for value in values))
    made = np.empty(arrays[0].shape, dtype=object)
    for place in np.ndindex(made.shape):
        made[place] = function(*(array[place] for array in arrays))
    return Traced(graph, made)


def _reduced(op: str, traced: Traced, axis: int) -> Traced:
    if axis != 0:
        raise refused("a sum over another axis than the first")
    if traced.ndim < 2 and not all(traced.graph.nodes[node].uniform for node in traced.nodes.reshape(-1)):
        raise refused("a sum, or the greatest, over worlds: each is carried by itself")
    total = traced[0]
    for place in range(1, len(traced)):
        total = _each(traced.graph, lambda one, two: traced.graph.binary(op, one, two), total, traced[place])
    return total


def _where(graph: Graph, where: Any, yes: Any, no: Any) -> Traced:
    return _each(graph, graph.select, where, yes, no)


def _joined(graph: Graph, join: Callable[..., Nodes], parts: Sequence[Any], axis: int = 0) -> Traced:
    if axis != 0:
        raise refused("arrays are joined along another axis than the first")
    return Traced(graph, join([nodes_of(graph, part) for part in parts]))


def _filled(graph: Graph, like: Any, value: float) -> Traced:
    return Traced(graph, nodes_of(graph, np.full(like.shape, value)))


def _clip(graph: Graph, value: Any, low: Any, high: Any) -> Traced:
    result: Traced = np.minimum(np.maximum(value, low), high)
    return result


def _first_greatest(graph: Graph, values: Any, axis: int = 0) -> Any:
    """Return the place of the greatest along the first axis, of equals the first."""
    if axis != 0:
        raise refused("np.argmax along another axis than the first")
    best, found = values[0], np.zeros_like(values[0])
    for place in range(1, len(values)):
        better = values[place] > best
        found, best = np.where(better, float(place), found), np.where(better, values[place], best)
    return found


def _among(graph: Graph, value: Any, known: Any) -> Any:
    """Return where a value is one of some numbers."""
    if not isinstance(known, list | tuple | np.ndarray | Traced) or getattr(known, "ndim", 1) != 1:
        raise refused("np.isin among what is no list of numbers")
    found = np.zeros(getattr(value, "shape", ()), dtype=bool)
    for other in known:
        found = found | (value == other)
    return found


HANDLERS: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.stack: lambda graph, parts, axis=0: _joined(graph, np.stack, parts, axis),
    np.concatenate: lambda graph, parts, axis=0: _joined(graph, np.concatenate, parts, axis),
    np.broadcast_to: lambda graph, value, shape: Traced(graph, np.broadcast_to(nodes_of(graph, value), shape)),
    np.broadcast_arrays: lambda graph, *values: [
        Traced(graph, part) for part in np.broadcast_arrays(*(nodes_of(graph, value) for value in values))
    ],
    np.zeros_like: lambda graph, like, dtype=None: _filled(graph, like, 0.0),
    np.ones_like: lambda graph, like, dtype=None: _filled(graph, like, 1.0),
    np.full_like: lambda graph, like, value, dtype=None: _filled(graph, like, value),
    np.argmax: _first_greatest,
    np.clip: _clip,
    np.copy: lambda graph, value: value.copy(),
    np.isin: _among,
    np.round: lambda graph, value: np.rint(value),
    np.sum: lambda graph, value, axis=0: _reduced("add", value, axis),
    # What is 0 in all worlds may be skipped and need not be: a law gives the same either way.
    np.count_nonzero: lambda graph, value: 1,
}
"""NumPy's functions that are compiled, beside those that work element by element."""


def field(graph: Graph, name: str, lead: int = 0, *, uniform: bool = False) -> Traced:
    """Return an input, shape (world,) or (row, world) with `lead` rows; () where it is the same in all worlds."""
    if uniform:
        return Traced(graph, _array(graph.input(name, uniform=True)))
    if not lead:
        return Traced(graph, np.array([graph.input(name)], dtype=object))
    rows = [[graph.input(f"{name}[{row}]")] for row in range(lead)]
    return Traced(graph, np.array(rows, dtype=object))
