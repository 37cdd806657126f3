"""The elementary functions compiled by themselves, for what of a run NumPy still works out: the same bits, sooner."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np

from crossroads.engine.compiled.llvm import ir, machine
from crossroads.world import portable
from crossroads.world.axes import Floats

_LOOP = """define void @{name}(ptr noalias %in, ptr noalias %out, i64 %n) nounwind {{
entry:
  %last = sub i64 %n, {width}
  %some = icmp sge i64 %last, 0
  br i1 %some, label %vectors, label %between
vectors:
  %i = phi i64 [ 0, %entry ], [ %next, %vectors ]
{vector}
  %next = add i64 %i, {width}
  %more = icmp sle i64 %next, %last
  br i1 %more, label %vectors, label %between
between:
  %j0 = phi i64 [ 0, %entry ], [ %next, %vectors ]
  %left = icmp slt i64 %j0, %n
  br i1 %left, label %singles, label %done
singles:
  %j = phi i64 [ %j0, %between ], [ %nextj, %singles ]
{single}
  %nextj = add i64 %j, 1
  %morej = icmp slt i64 %nextj, %n
  br i1 %morej, label %singles, label %done
done:
  ret void
}}"""


def _body(name: str, width: int, place: str) -> str:
    writer = ir.Writer(width, prefix=f"w{width}_")
    writer.store(writer.call(name, writer.load("%in", place)), "%out", place)
    return "\n".join(writer.lines)


def module() -> str:
    """Return the text of a module with a function over arrays for each elementary one."""
    loops = [
        _LOOP.format(
            name=name,
            width=machine.width(),
            vector=_body(name, machine.width(), "%i"),
            single=_body(name, 1, "%j"),
        )
        for name in portable.FORMULAS
    ]
    return "\n".join([ir.elementary(machine.width()), ir.elementary(1), *loops])


def _runner(function: Callable[[int, int, int], None]) -> Callable[[Floats], Floats]:
    def run(values: Floats) -> Floats:
        values = np.ascontiguousarray(values)
        result = np.empty_like(values)
        function(values.ctypes.data, result.ctypes.data, values.size)
        return result

    return run


def use() -> None:
    """Let the elementary functions be run compiled, where that can be."""
    if portable.RUNNERS or not machine.available():
        return
    code = machine.loaded(module())
    kinds = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)
    portable.RUNNERS.update({name: _runner(code.function(name, *kinds)) for name in portable.FORMULAS})
