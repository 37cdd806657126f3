"""What hangs on nothing that a war changes: worked out once in a block, before its first week.

A law writes what it needs where it needs it, week after week; what follows from a world's parameters and lasting luck
alone is the same each time.
"""

from __future__ import annotations

from collections.abc import Iterable

from crossroads.engine.compiled.tracing.context import ROW, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph, Node
from crossroads.world.portable import FORMULAS

SETTLED = "settled"
"""The part that works it out, and what names of its rows begin with."""

BEFORE = ("opening", "start", SETTLED)
"""Parts that run before it is worked out."""

_LASTS = ("p:", "lasting:", "share:", "opening:")
"""What the names of inputs begin with that are the same in every week of a world."""

_WORTH = 2
"""Operations from which on a row is worth its memory."""

_DEAR = dict.fromkeys((*FORMULAS, "div", "sqrt"), _WORTH)


def row_of(node: int) -> str:
    """Return the name of the row in which a settled node lies."""
    return f"{SETTLED}:{node}"


def _lasting(graph: Graph) -> list[bool]:
    """Return of each node whether it is the same in every week of a world."""
    found: list[bool] = []
    for node in graph.nodes:
        if node.op == "input":
            found.append(str(node.value).startswith(_LASTS))
        else:
            found.append(node.op != "pick" and all(found[item] for item in node.arguments))
    return found


def _works(node: Node) -> bool:
    return not node.uniform and node.op != "input"


def settled(graph: Graph, parts: Iterable[WeekPart]) -> WeekPart:
    """Return the part that works out what other parts then find in rows.

    Parameters
    ----------
    graph, parts
        What was traced, and the parts that run week after week.
    """
    lasts, wanted = _lasting(graph), dict[int, None]()
    for part in parts:
        for place in graph.live([*part.nodes, *([] if part.gate is None else [part.gate])]):
            if not lasts[place]:
                wanted |= dict.fromkeys(item for item in graph.nodes[place].arguments if lasts[item])
    made = WeekPart(SETTLED)
    for node in wanted:
        if _works(graph.nodes[node]):
            behind = (graph.nodes[place] for place in graph.live([node]))
            if sum(_DEAR.get(item.op, 1) for item in behind if _works(item)) >= _WORTH:
                made.outputs.append((ROW, row_of(node), node))
    return made
