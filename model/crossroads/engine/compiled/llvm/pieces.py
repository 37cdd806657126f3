"""A long list of operations cut into pieces, each a loop of its own over the worlds.

In one loop the code of a war's week is longer than a processor's nearest memory for code, and is fetched anew for each
vector of worlds. A piece is short enough to stay there; what one piece works out and a later one reads is kept beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crossroads.engine.compiled.llvm.sides import ChoiceSide, in_order, runs, work_of
from crossroads.engine.compiled.tracing.graph import Graph

LONGEST = 180
"""Cost of a piece, in instructions a vector; results do not depend on it."""

_BRANCH, _PASSED_OVER = 4.0, 0.5
"""What a branch costs in instructions, and the share of vectors in which it is taken to save its run."""

_COSTS = {"max": 3, "min": 3, "floor": 9, "rint": 7, "pick": 20, "bits": 0, "float": 0}


@dataclass(slots=True)
class Piece:
    """One piece.

    Attributes
    ----------
    number
        Which one it is.
    nodes
        What is worked out in it, in an order in which it can be.
    takes, keeps
        Node -> where it lies beside: of what earlier pieces have worked out, and of what later ones read.
    writes
        Places, among the outputs, of those that are written in it.
    runs
        Its nodes in runs, each with the side of a choice that alone asks for it, None where every world does.
    """

    number: int
    nodes: list[int] = field(default_factory=list)
    takes: dict[int, int] = field(default_factory=dict)
    keeps: dict[int, int] = field(default_factory=dict)
    writes: list[int] = field(default_factory=list)
    runs: list[tuple[ChoiceSide | None, list[int]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cut:
    """Operations cut into pieces.

    Attributes
    ----------
    pieces
        The pieces, in the order in which they are carried out.
    room
        How many values lie beside at a time.
    """

    pieces: list[Piece]
    room: int

    def cost(self, graph: Graph) -> float:
        """Return what it costs beside its work: what crosses between pieces, and branches less what they save."""
        found = 2.0 * sum(len(piece.keeps) for piece in self.pieces)
        sided = [nodes for piece in self.pieces for side, nodes in piece.runs if side is not None]
        return found + sum(_BRANCH - _PASSED_OVER * work_of(graph, nodes) for nodes in sided)


def cheapest(graph: Graph, cuts: Iterable[Cut]) -> Cut:
    """Return the cut that costs least; of equal ones the first."""
    return min(cuts, key=lambda found: found.cost(graph))


def cut(
    graph: Graph,
    nodes: Sequence[int],
    outputs: Sequence[tuple[int, int | None]],
    *,
    read_again: frozenset[int] = frozenset(),
    whole: int = 0,
    always: int | None = None,
    sides: Mapping[int, ChoiceSide] | None = None,
    together: bool = False,
) -> Cut:
    """Cut operations into pieces.

    Parameters
    ----------
    graph, nodes
        What differs between worlds, in an order in which it can be worked out.
    outputs
        Node of a value that is written, and the input that lies where it is written to: an output is written when no
        later piece reads that; None where nothing lies there.
    read_again
        Nodes that lie in rows (inputs, and what was worked out before): a piece that needs one reads it there.
    whole
        So many of the first nodes stay in one piece.
    always
        A node that every piece reads.
    sides, together
        Node -> the side of a choice that alone asks for it, and whether what a side asks for is put together.
    """
    sides = sides or {}
    pieces, of_node = [Piece(0)], dict[int, int]()
    cost = 0
    if sides:
        nodes = in_order(graph, nodes, sides, together=together, given=read_again)
    for place, node in enumerate(nodes):
        if node in read_again:
            continue
        here = _COSTS.get(graph.nodes[node].op, 1)
        if cost + here > LONGEST and cost and place >= whole:
            pieces.append(Piece(len(pieces)))
            cost = 0
        of_node[node] = len(pieces) - 1
        pieces[-1].nodes.append(node)
        cost += here
    uses: dict[int, list[int]] = {} if always is None else {always: list(range(len(pieces)))}
    for number, found in enumerate(pieces):
        found.runs = runs(graph, found.nodes, sides)
        for side, _ in found.runs:
            if side is not None:
                uses.setdefault(side.flag, []).append(number)
    for node, piece in of_node.items():
        for item in graph.nodes[node].arguments:
            uses.setdefault(item, []).append(piece)
    for place, (node, lies) in enumerate(outputs):
        after = uses.get(lies, [0]) if lies in read_again else [of_node.get(lies, 0)] if lies is not None else [0]
        piece = max(of_node.get(node, len(pieces) - 1), *after)
        pieces[piece].writes.append(place)
        uses.setdefault(node, []).append(piece)
    return Cut(pieces, _placed(pieces, uses))


def _placed(pieces: list[Piece], uses: dict[int, list[int]]) -> int:
    """Give what crosses from piece to piece a place beside; return how many places there are."""
    free: list[int] = []
    ends: dict[int, list[int]] = {}
    room = 0
    for number, piece in enumerate(pieces):
        for node in piece.nodes:
            last = max(uses.get(node, [number]))
            if last > number:
                if free:
                    place = free.pop()
                else:
                    place, room = room, room + 1
                piece.keeps[node] = place
                ends.setdefault(last, []).append(place)
                for later in sorted(set(uses[node])):
                    if later > number:
                        pieces[later].takes[node] = place
        # Nothing is written into a place in the piece that reads it last: vectors of it may come later.
        free += ends.pop(number, [])
    return room
