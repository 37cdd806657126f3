"""What one side of a choice alone asks for: passed over where no world of a vector takes that side.

Laws choose between two values world by world, and NumPy works both out. Most of what a theatre at peace, a war that is
over or a council without that turn of mind would need is asked for by one side alone, and few vectors hold a taker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.world.portable import FORMULAS

WORTH = 60
"""Work from which on a side is looked at, in instructions a vector; results do not depend on it."""

RUN = 24
"""Work from which on a run of it is worth a branch."""

_WORK = dict.fromkeys(FORMULAS, 36) | {"div": 10, "sqrt": 10, "max": 2, "min": 2}


class ChoiceSide(NamedTuple):
    """One side of a choice: where a flag is set, or where it is not."""

    flag: int
    taken: bool


def _sides_of(graph: Graph, flag: int, taken: bool, there: Container[int]) -> frozenset[ChoiceSide]:
    """Return what holds where a choice goes one way: its own flag, and those that are there of which it is made."""
    node, found = graph.nodes[flag], frozenset({ChoiceSide(flag, taken)})
    inner = [item for item in node.arguments if item in there]
    if node.op == "not":
        taken = not taken
    elif node.op != ("and" if taken else "or"):
        return found
    return found.union(*(_sides_of(graph, item, taken, there) for item in inner))


def _needs(graph: Graph, nodes: Sequence[int], outputs: Iterable[int]) -> dict[int, frozenset[ChoiceSide]]:
    """Return of each node the sides that are taken wherever somebody reads it."""
    needs: dict[int, frozenset[ChoiceSide]] = dict.fromkeys(outputs, frozenset())
    there = frozenset(nodes)
    for place in sorted(nodes, reverse=True):
        node, own = graph.nodes[place], needs.get(place, frozenset())
        if node.op == "pick":
            # Which row it reads must be right in every world.
            own = needs[place] = frozenset()
        for at, item in enumerate(node.arguments):
            way = own
            if node.op == "select" and at:
                way = own | _sides_of(graph, node.arguments[0], at == 1, there)
            needs[item] = needs[item] & way if item in needs else way
    return needs


def one_sided(graph: Graph, nodes: Sequence[int], outputs: Iterable[int]) -> dict[int, ChoiceSide]:
    """Return of what only one side of a choice asks for that side; of several the one that saves most.

    Parameters
    ----------
    graph, nodes
        What is worked out.
    outputs
        What of it is wanted in every world.
    """
    needs = _needs(graph, nodes, outputs)
    # An input is read where it is asked for.
    work = {place: work_of(graph, [place]) for place in nodes if needs.get(place) and not graph.name(place)}
    saves: Counter[ChoiceSide] = Counter()
    for place, cost in work.items():
        for side in needs[place]:
            saves[side] += cost
    found: dict[int, ChoiceSide] = {}
    while saves:
        # A flag that one side alone asks for saves less than that side does: no flag is passed over by another's.
        side = max(saves, key=lambda item: (saves[item], item))
        if saves.pop(side) < WORTH:
            break
        for place, cost in work.items():
            if side in needs[place] and place not in found:
                found[place] = side
                for other in needs[place] - {side}:
                    saves[other] -= cost
    return found


def in_order(
    graph: Graph,
    order: Sequence[int],
    sides: Mapping[int, ChoiceSide],
    *,
    together: bool,
    given: Container[int] = (),
) -> list[int]:
    """Return an order in which the flag of a side stands before all that it asks for.

    Parameters
    ----------
    graph, order
        Nodes in an order in which they can be worked out.
    sides
        Node -> the side that alone asks for it.
    together
        Whether what a side asks for waits until somebody needs some of it, and then stands together.
    given
        Nodes that lie in rows: they hang on nothing here.
    """
    there, done, waiting = set(order), dict[int, None](), dict[ChoiceSide, list[int]]()

    def emit(last: int) -> None:
        """Put a node after all it hangs on, and with it what waits for the same side."""
        stack = [last]
        while stack:
            place = stack[-1]
            if place in done:
                stack.pop()
                continue
            side = sides.get(place)
            before = () if place in given else graph.nodes[place].arguments
            before = before if side is None else (*before, side.flag)
            hangs_on = [item for item in before if item in there and item not in done]
            if hangs_on:
                stack += hangs_on
                continue
            done[stack.pop()] = None
            if side is not None:
                stack += reversed(waiting.pop(side, []))

    for place in order:
        if together and place in sides:
            waiting.setdefault(sides[place], []).append(place)
        else:
            emit(place)
    for place in order:
        emit(place)
    return list(done)


def runs(
    graph: Graph, nodes: Iterable[int], sides: Mapping[int, ChoiceSide]
) -> list[tuple[ChoiceSide | None, list[int]]]:
    """Return nodes in runs: what one side asks for, where it is worth a branch, and what stands between such runs."""
    found: list[tuple[ChoiceSide | None, list[int]]] = []
    for side, group in groupby(nodes, sides.get):
        places = list(group)
        if work_of(graph, places) < RUN:
            side = None
        if found and found[-1][0] is None and side is None:
            found[-1][1].extend(places)
        else:
            found.append((side, places))
    return found


def work_of(graph: Graph, nodes: Iterable[int]) -> int:
    """Return the work of nodes, in instructions a vector."""
    return sum(_WORK.get(graph.nodes[place].op, 1) for place in nodes)
