"""A list of operations cut into pieces: whatever is cut where, the values and what is written are the same."""

from __future__ import annotations

import random

import numpy as np
import pytest
import small_laws
from test_trace import LAWS, RANDOM, needs_llvm

from crossroads.engine.compiled.llvm import pieces, sides
from crossroads.engine.compiled.llvm.kernel import kernel
from crossroads.engine.compiled.llvm.pieces import Cut, cut
from crossroads.engine.compiled.llvm.sides import ChoiceSide, one_sided
from crossroads.engine.compiled.tracing.context import ROW, WeekPart
from crossroads.engine.compiled.tracing.graph import Graph
from crossroads.engine.compiled.tracing.settled import SETTLED, settled
from crossroads.engine.compiled.week import Week
from crossroads.evidence.parameters import draw_parameters
from crossroads.war.opening import opening_state

ROWS = 6
SUMS = {"add": lambda one, two: one + two, "sub": lambda one, two: one - two, "mul": lambda one, two: one * two}


def _random_part(seed: int) -> tuple[Graph, list[int], list[int]]:
    """Return a graph over some rows, the rows' nodes, and for each row the node that is written into it."""
    rng, graph = random.Random(seed), Graph()
    rows = [graph.input(f"row {place}") for place in range(ROWS)]
    nodes = list(rows)
    for _ in range(rng.randint(1, 40)):
        nodes.append(graph.binary(rng.choice(sorted(SUMS)), rng.choice(nodes[-9:]), rng.choice(nodes)))
    # Some rows are copied from others, some are left as they are written.
    return graph, rows, [rng.choice([*rows, *nodes[-6:]]) for _ in rows]


def _straight(graph: Graph, rows: list[int], written: list[int], given: list[int]) -> list[int]:
    values = dict(zip(rows, given, strict=True))
    for place in graph.live(written):
        node = graph.nodes[place]
        if node.op != "input":
            values[place] = SUMS[node.op](*(values[item] for item in node.arguments))
    return [values[node] for node in written]


def _in_pieces(graph: Graph, found: Cut, again: frozenset[int], written: list[int], given: list[int]) -> list[int]:
    """Carry pieces out one after the other, as code does: what lies in a row is read where it lies."""
    memory, beside = list(given), dict[int, int]()
    row_of = {graph.input(f"row {place}"): place for place in range(ROWS)}
    for piece in found.pieces:
        values = {node: beside[place] for node, place in piece.takes.items()}
        values |= {node: memory[row_of[node]] for node in again if node not in piece.takes}
        for place in piece.nodes:
            node = graph.nodes[place]
            if node.op == "input":
                values[place] = memory[row_of[place]]
            else:
                values[place] = SUMS[node.op](*(values[item] for item in node.arguments))
        # A vector of worlds writes beside while others still read: a place that is read may not be written.
        assert not set(piece.keeps.values()) & set(piece.takes.values())
        beside |= {place: values[node] for node, place in piece.keeps.items()}
        assert all(place < found.room for place in beside)
        for row in piece.writes:
            memory[row] = values[written[row]]
    assert sorted(row for piece in found.pieces for row in piece.writes) == list(range(len(written)))
    return memory


@pytest.mark.parametrize("longest", [1, 3, 10, 1000])
def test_whatever_is_cut_where_the_same_is_written(longest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONGEST", longest)
    for seed in range(300):
        graph, rows, written = _random_part(seed)
        again = frozenset(rows) - set(written)
        there = set(graph.live(written))
        outputs = [(node, row if row in there else None) for node, row in zip(written, rows, strict=True)]
        given = [random.Random(seed).randint(-9, 9) for _ in rows]
        expected = _straight(graph, rows, written, given)
        for order in (graph.live(written), graph.depth_first(written)):
            assert set(order) == there
            found = cut(graph, order, outputs, read_again=again)
            assert _in_pieces(graph, found, again, written, given) == expected, seed


TOGETHER = 3
"""Worlds of a vector here."""

NOTHING = None
"""What a value is where its block was passed over."""

Vector = list[float] | None


def _choosing_part(seed: int) -> tuple[Graph, list[int], list[int]]:
    """Return a graph that chooses over and over, its rows' nodes, and what is wanted of it."""
    rng, graph = random.Random(seed), Graph()
    rows = [graph.input(f"row {place}") for place in range(ROWS)]
    nodes, flags = list(rows), [graph.binary("gt", rows[0], rows[1])]
    for _ in range(rng.randint(4, 60)):
        kind = rng.random()
        if kind < 0.2:
            one = graph.binary(rng.choice(["gt", "le"]), rng.choice(nodes[-6:]), rng.choice(nodes))
            flags.append(rng.choice([one, graph.unary("not", rng.choice(flags))]))
            flags.append(graph.binary(rng.choice(["and", "or"]), rng.choice(flags), one))
        elif kind < 0.5:
            nodes.append(graph.select(rng.choice(flags[-4:]), rng.choice(nodes[-6:]), rng.choice(nodes[-6:])))
        else:
            nodes.append(graph.binary(rng.choice(sorted(SUMS)), rng.choice(nodes[-5:]), rng.choice(nodes)))
    return graph, rows, nodes[-2:]


def _of_world(op: str, *of: float) -> float:
    if op in SUMS:
        return SUMS[op](*of)
    if op == "select":
        return of[1] if of[0] else of[2]
    told = {"gt": of[0] > of[-1], "le": of[0] <= of[-1], "not": not of[0]}
    return told[op] if op in told else (all(of) if op == "and" else any(of))


def _of_vector(op: str, of: list[Vector]) -> Vector:
    """Return an operation on a vector; of what nobody takes it may be nothing."""
    if op == "select" and of[0] is not NOTHING:
        sides = [side if side is not NOTHING else [float("nan")] * TOGETHER for side in of[1:]]
        return [_of_world(op, *world) for world in zip(of[0], *sides, strict=True)]
    if any(item is NOTHING for item in of):
        return NOTHING
    return [_of_world(op, *world) for world in zip(*of, strict=True)]  # type: ignore[arg-type]


def _passing_over(graph: Graph, found: Cut, values: dict[int, Vector]) -> tuple[dict[int, Vector], int]:
    """Carry the runs of all pieces out; return every value, and how many nodes were passed over."""
    passed = 0
    for piece in found.pieces:
        assert [place for _, nodes in piece.runs for place in nodes] == piece.nodes
        for side, nodes in piece.runs:
            if side is not None:
                assert side.flag in values, "the flag stands before what it passes over"
                flags = values[side.flag]
                assert flags is not NOTHING, "no flag is passed over by another's"
                if not any(bool(flag) == side.taken for flag in flags):
                    values |= dict.fromkeys(nodes, NOTHING)
                    passed += len(nodes)
                    continue
            for place in nodes:
                node = graph.nodes[place]
                values[place] = _of_vector(node.op, [values[item] for item in node.arguments])
    return values, passed


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("longest", [1, 7, 1000])
def test_what_nobody_takes_is_passed_over_and_nobody_misses_it(
    longest: int, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "LONGEST", longest)
    monkeypatch.setattr(sides, "WORTH", 1)
    monkeypatch.setattr(sides, "RUN", 1)
    passed = 0
    for seed in range(400):
        graph, rows, wanted = _choosing_part(seed)
        order = graph.live(wanted)
        rng = random.Random(seed)
        given: dict[int, Vector] = {row: [float(rng.randint(-3, 3)) for _ in range(TOGETHER)] for row in rows}
        expected = dict(given)
        for place in order:
            node = graph.nodes[place]
            if node.op not in ("input", "constant"):
                expected[place] = _of_vector(node.op, [expected[item] for item in node.arguments])
        asked = one_sided(graph, [place for place in order if place not in rows], wanted)
        outputs = [(node, None) for node in wanted]
        for start in (order, graph.depth_first(wanted)):
            found = cut(graph, start, outputs, read_again=frozenset(rows), sides=asked, together=together)
            values, more = _passing_over(graph, found, dict(given))
            assert [values[node] for node in wanted] == [expected[node] for node in wanted], seed
            passed += more
    assert passed > 200


def test_a_row_to_be_picked_is_worked_out_in_every_world() -> None:
    graph = Graph()
    flag, number = graph.binary("gt", graph.input("a"), graph.input("b")), graph.unary("floor", graph.input("c"))
    picked = graph.pick("rows", number)
    wanted = graph.select(flag, graph.unary("exp", graph.unary("exp", picked)), graph.input("a"))
    found = one_sided(graph, graph.live([wanted]), [wanted])
    assert found
    assert not {picked, number} & set(found)


def test_a_flag_that_hangs_on_what_lies_in_a_row_waits_for_nothing() -> None:
    graph = Graph()
    s, left = graph.input("s:x"), graph.binary("sub", graph.constant(1.0), graph.input("p:a"))
    known = graph.unary("exp", left)
    dear = graph.unary("exp", graph.unary("exp", graph.binary("mul", s, left)))
    wanted = graph.select(graph.binary("lt", s, known), dear, s)
    order = [place for place in graph.live([wanted]) if graph.nodes[place].op != "constant"]
    again = frozenset({known, s})
    found = one_sided(graph, [place for place in order if place not in again], [wanted])
    assert left in found
    for together in (False, True):
        pieced = cut(graph, order, [(wanted, None)], read_again=again, sides=found, together=together)
        assert {place for piece in pieced.pieces for place in piece.nodes} == set(order) - again


@needs_llvm
def test_a_choice_by_flags_that_are_the_same_in_all_worlds_is_compiled() -> None:
    graph = Graph()
    one, two, three = (
        graph.binary("gt", graph.input(name, uniform=True), graph.constant(0.0)) for name in ("p:1", "p:2", "p:3")
    )
    s, wanted = graph.input("s:x"), []
    for flag in (graph.binary("and", one, two), graph.binary("and", one, three)):
        dear = s
        for _ in range(4):
            dear = graph.unary("exp", dear)
        wanted.append(graph.select(flag, dear, graph.binary("add", s, graph.constant(float(flag)))))
        s = graph.binary("mul", s, graph.constant(2.0))
    found = one_sided(graph, [place for place in graph.live(wanted) if not graph.nodes[place].uniform], wanted)
    assert found
    assert "@kernel" in kernel(graph, wanted, 8).text


def test_a_theatre_at_peace_and_a_war_that_is_over_are_passed_over(traced_week: Week) -> None:
    graph, advance = traced_week.graph, traced_week.contexts["advance"]
    found = one_sided(graph, graph.live(advance.nodes), advance.nodes)
    flags = {side.flag for side in found.values()}
    assert not flags & set(found)
    saved: dict[ChoiceSide, int] = {}
    for place, side in found.items():
        saved[side] = saved.get(side, 0) + sides.work_of(graph, [place])
    most, second = sorted(saved.values(), reverse=True)[:2]
    whole = sides.work_of(graph, graph.live(advance.nodes))
    # Europe, then the Far East.
    assert most > 0.4 * whole
    assert second > 0.1 * whole


@needs_llvm
@pytest.mark.parametrize("longest", [1, 4])
@pytest.mark.parametrize("name", LAWS)
def test_laws_in_the_shortest_pieces_have_the_same_bits(
    name: str, longest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    p = {"rate": 0.3, "combat.largest_log_ratio": 2.0, "combat.largest_loss_share": 0.2}
    given = {"a": RANDOM.normal(0, 30, 130), "b": RANDOM.normal(0, 30, 130)}
    whole = small_laws.run(LAWS[name], given, p)
    monkeypatch.setattr(pieces, "LONGEST", longest)
    monkeypatch.setattr(sides, "WORTH", 1)
    monkeypatch.setattr(sides, "RUN", 1)
    assert small_laws.run(LAWS[name], given, p).tobytes() == whole.tobytes()


@pytest.fixture(scope="module")
def traced_week() -> Week:
    world = np.zeros(1, dtype=np.int64)
    drawn = draw_parameters((), 0, world, knowledge=True)
    varying = frozenset(name for name, value in drawn.items() if isinstance(value, np.ndarray))
    return Week(varying, opening_state(draw_parameters((), 0, world, knowledge=False), 1))


def _part(graph: Graph, *nodes: int) -> WeekPart:
    part = WeekPart("some part")
    part.outputs += [(ROW, f"row {place}", node) for place, node in enumerate(nodes)]
    return part


def test_what_follows_from_what_lasts_alone_is_worked_out_once() -> None:
    graph = Graph()
    rate, luck, men = (graph.input(name) for name in ("p:rate", "lasting:luck", "s:germany.men"))
    change = graph.unary("expm1", graph.binary("mul", rate, luck))
    weekly = graph.binary("mul", men, change)
    found = settled(graph, [_part(graph, weekly)])
    assert (found.name, found.nodes) == (SETTLED, [change])


@pytest.mark.parametrize("name", ["s:germany.men", "o:us_trade", "normal:battle", "now:front", "belief:japan.oil"])
def test_what_hangs_on_a_week_is_not(name: str) -> None:
    graph = Graph()
    change = graph.unary("expm1", graph.binary("mul", graph.input("p:rate"), graph.input(name)))
    assert settled(graph, [_part(graph, graph.binary("mul", change, change))]).nodes == []


def test_what_costs_no_more_than_to_read_it_is_not() -> None:
    graph = Graph()
    left = graph.binary("sub", graph.constant(1.0), graph.input("p:share"))
    assert settled(graph, [_part(graph, graph.binary("mul", graph.input("s:men"), left))]).nodes == []


def test_the_week_settles_only_what_lasts(traced_week: Week) -> None:
    graph, part = traced_week.graph, traced_week.contexts[SETTLED]
    assert len(part.nodes) > 50
    names = {graph.name(place).partition(":")[0] for place in graph.live(part.nodes)} - {""}
    assert names <= {"p", "lasting", "share", "opening"}
