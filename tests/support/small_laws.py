"""Helpers of the tests of the compiler: run a law on a few worlds, compiled."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.llvm.kernel import Kernel, kernel
from crossroads.engine.compiled.traced import TracedParameters
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import Traced, field, nodes_of

Floats = NDArray[np.float64]
Law = Callable[..., Traced]


def traced(law: Law, names: Iterable[str], varying: frozenset[str] = frozenset()) -> Kernel:
    """Return the kernel of a law of arrays by name, and of parameters."""
    graph = Graph()
    given = {name: field(graph, name) for name in names}
    result = law(**given, p=TracedParameters(graph, varying))
    return kernel(graph, [graph.cast(node, "float") for node in nodes_of(graph, result).reshape(-1)], machine.width())


def run(law: Law, arrays: Mapping[str, Floats], p: Mapping[str, float | Floats]) -> Floats:
    """Return what a law gives in each world, compiled; at least as many worlds as a vector holds."""
    made = traced(law, arrays, frozenset(name for name, value in p.items() if np.ndim(value)))
    rows = dict(arrays) | {f"p:{name}": value for name, value in p.items()}
    given = [np.ascontiguousarray(rows[name], np.float64) for name in made.varying]
    numbers = np.array([float(np.asarray(rows[name])) for name in made.uniform] or [0.0])
    worlds = len(next(iter(arrays.values())))
    between, result = np.empty(made.between), np.empty(worlds)
    code, pointer = machine.loaded(made.text), ctypes.c_void_p
    code.function("before", pointer, pointer)(numbers.ctypes.data, between.ctypes.data)
    inputs = np.array([row.ctypes.data for row in given], dtype=np.uint64)
    outputs = np.array([result.ctypes.data], dtype=np.uint64)
    places = (inputs.ctypes.data, numbers.ctypes.data, between.ctypes.data, outputs.ctypes.data)
    code.function("kernel", *[pointer] * 4, ctypes.c_int64)(*places, worlds)
    return result
