"""A context: one traced part of a week, and where what it works out goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.trace import nodes_of

ROW, SERIES, HISTORY, MOVING = "row", "series", "history", "moving"
"""Where a value goes: to a row of the block, to a week's series, to this week's place among the last weeks', or to a
row that is another one from entry to entry of the program."""


@dataclass(slots=True)
class WeekPart:
    """One part of a week: a function of its own in the module.

    Attributes
    ----------
    name
        What it is.
    outputs
        (where to, name, node), in the order in which they were put.
    gate
        Node of a flag: where no world of a vector has it set, the rest of the part is not worked out, since it would
        change nothing; None where there is no such flag.
    only
        Rows of which one has to be set in some world of a block: else the part is not begun, since it would change
        nothing; empty where it always is.
    """

    name: str
    outputs: list[tuple[str, str, int]] = field(default_factory=list)
    gate: int | None = None
    only: tuple[str, ...] = ()

    def put(self, graph: Graph, kind: str, name: str, value: Any, rows: int = 0) -> None:
        """Write a value to a row of that name, or to its rows."""
        wanted = np.broadcast_to(nodes_of(graph, value), (rows, 1) if rows else (1,))
        for place, node in enumerate(wanted.reshape(-1)):
            self.outputs.append((kind, f"{name}[{place}]" if rows else name, graph.cast(node, "float")))

    @property
    def nodes(self) -> list[int]:
        """The nodes that are put somewhere."""
        return [node for _, _, node in self.outputs]

    def rows(self) -> Iterable[str]:
        """Give the names of the rows that are written."""
        return (name for kind, name, _ in self.outputs if kind == ROW)
