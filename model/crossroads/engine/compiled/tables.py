"""What a compiled run reads that is the same for all its worlds: numbers and rows of each week, keys, the program."""

from __future__ import annotations

import ctypes
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossroads.engine.compiled import imposed
from crossroads.engine.compiled.draws import draw_table, picked_streams
from crossroads.engine.compiled.llvm import machine
from crossroads.engine.compiled.module import DRAW, HALT, LUCK, PAUSE, STOP
from crossroads.engine.compiled.outside import Deciders
from crossroads.engine.compiled.rows import BlockRows, history
from crossroads.engine.compiled.shelves import KNOWN, STEP, WEEK, Shelves
from crossroads.engine.compiled.traced import PICKED
from crossroads.engine.compiled.tracing.settled import SETTLED
from crossroads.engine.compiled.week import (
    act_name,
    ask_name,
    decide_name,
    decision_name,
    leave_name,
    look_name,
    papers_name,
    weigh_name,
)
from crossroads.evidence.parameters import Parameters, Spread
from crossroads.minds.decision import DecisionPoint, points_of
from crossroads.minds.forced import OrderGiven
from crossroads.nations import NATIONS
from crossroads.world.axes import Floats, Ints, whole
from crossroads.world.luck import CHUNK_WEEKS, stream_key

_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a program waits for somebody outside.

    Attributes
    ----------
    week
        The week.
    point
        The decision that is to be weighed; None where the week's reports are to be looked at.
    scheduled
        Whether it is a meeting of the decision's own.
    reads
        Whether papers alone are missing.
    notes
        Whether the meeting is only noted.
    """

    week: int
    point: DecisionPoint | None = None
    scheduled: bool = True
    reads: bool = False
    notes: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a run.

    Attributes
    ----------
    numbers
        What is the same in all worlds and read in the loops, (week, number); behind the weeks the orders of meetings.
    moving
        BlockRows of the inputs that lie in another one from week to week, (week, input); orders as in `numbers`.
    keys
        Keys of the streams of luck, (stream, half).
    program
        What to run and in which week, pairs.
    stops
        Place in the program at which it goes on -> why it waited before it.
    drawn
        The table of what is drawn in a block for good.
    rows
        How many rows a block has with those.
    applied
        Which order -> the row in which lies where it has been carried out.
    """

    numbers: Floats
    moving: Ints
    keys: NDArray[np.uint64]
    program: Ints
    stops: dict[int, Stop]
    drawn: NDArray[np.uint64]
    rows: int
    applied: dict[int, int]


_KEPT = 4
"""Tables that are kept: the blocks of a run have the same."""

_kept: dict[Hashable, tuple[Tables, object]] = {}


@dataclass(frozen=True, slots=True)
class Span:
    """How long a run is, and what hangs on it.

    Attributes
    ----------
    weeks
        Weeks of the run.
    course_week
        Week in which Japan's course is read off.
    remembered
        Weeks for which facts are remembered, this one included.
    """

    weeks: int
    course_week: int
    remembered: int


def tables(
    layout: BlockRows,
    code: machine.Code,
    p: Parameters,
    spreads: Mapping[str, Spread],
    seed: int,
    span: Span,
    outside: Deciders,
    shelves: Shelves | None,
) -> Tables:
    """Return the tables of a run.

    Parameters
    ----------
    layout, code
        Where everything lies, and the module.
    p
        Parameters of the run: of those that are the same in all worlds the numbers are read.
    spreads
        How those parameters are drawn that are drawn in the blocks.
    seed
        Seed of the run.
    span
        How long the run is.
    outside
        Who weighs what the module does not.
    shelves
        The papers of the staffs; None where nobody imagines.
    """
    same = tuple(np.asarray(p[name.partition(":")[2]]).item() for name in layout.uniform if name.startswith("p:"))
    turns = np.atleast_1d(whole(p.get("belief.update_weeks", 1.0))).tobytes()
    picks = tuple(len(rows) for rows in picked_streams(layout, span.weeks, p, spreads).values())
    key = (id(code), outside.alike, same, turns, picks, tuple(spreads.items()), seed, span)
    if outside.alike is not None and key in _kept:
        return _kept[key][0]
    program, stops, orders = _program(layout, p, span, outside)
    numbers = _numbers(layout, code, p, span.weeks, orders, shelves)
    # The end of the run, at which outcomes are read, is one week more.
    moving, lasting, rows = _moving(layout, numbers, span.weeks + 1, span.remembered)
    for name, drawn_there in picked_streams(layout, span.weeks, p, spreads).items():
        moving[:, layout.moving[name]] = rows
        lasting |= dict(enumerate(drawn_there, rows))
        rows += len(drawn_there)
    applied = {index: rows + place for place, index in enumerate(sorted({order.index for order in orders}))}
    for place, order in enumerate(orders, span.weeks + 1):
        moving[place, layout.moving[imposed.APPLIED]] = applied[order.index]
    drawn = draw_table(layout.row, lasting, spreads, seed)
    made = Tables(numbers, moving, _keys(layout, seed), program, stops, drawn, rows + len(applied), applied)
    if outside.alike is not None:
        while len(_kept) >= _KEPT:
            _kept.pop(next(iter(_kept)), None)
        # With what the key knows by its identity: nothing else can then have it.
        _kept[key] = made, (code, outside.papers)
    return made


def _numbers(
    layout: BlockRows,
    code: machine.Code,
    p: Parameters,
    weeks: int,
    orders: Sequence[OrderGiven],
    shelves: Shelves | None,
) -> Floats:
    given = np.zeros((weeks + 1 + len(orders), max(len(layout.uniform), 1)))
    for name, place in layout.uniform.items():
        kind, _, rest = name.partition(":")
        if kind == "p":
            given[:, place] = np.asarray(p[rest]).item()
        elif name == "week":
            given[: weeks + 1, place] = np.arange(weeks + 1)
        elif shelves is not None and kind in (KNOWN, WEEK, STEP):
            # What is on record is the same in every week.
            given[: weeks + 1, place] = [
                shelves.number(kind, rest, now) for now in range(1 if kind == KNOWN else weeks + 1)
            ]
    for row, order in enumerate(orders, weeks + 1):
        for name, value in imposed.numbers_of(order).items():
            if name in layout.uniform:
                given[row, layout.uniform[name]] = value
    numbers = np.zeros((len(given), max(len(layout.across), 1)))
    before = code.function("before", ctypes.c_void_p, ctypes.c_void_p)
    for now in range(len(given)):
        before(given[now].ctypes.data, numbers[now].ctypes.data)
    return numbers


def _moving(layout: BlockRows, numbers: Floats, weeks: int, remembered: int) -> tuple[Ints, dict[int, str], int]:
    """Return the rows of moving inputs by week, the streams of those that are luck, and the rows that there are."""
    moving = np.zeros((len(numbers), max(len(layout.moving), 1)), dtype=np.int64)
    places: dict[str, int] = {}
    rows = layout.rows
    for name, column in layout.moving.items():
        kind, _, rest = name.partition(":")
        if name == imposed.APPLIED or kind == PICKED:
            continue
        stream, _, node = rest.partition("@")
        for now in range(weeks):
            if kind == "past":
                lag = min(int(numbers[now, layout.across[int(node)]]), now, remembered - 1) if node else 0
                moving[now, column] = layout.row[history(stream)] + (now - lag) % remembered
                continue
            drawn = layout.named[name].format(int(numbers[now, layout.across[int(node)]]))
            if drawn not in places:
                places[drawn] = rows
                rows += 1
            moving[now, column] = places[drawn]
    return moving, {row: stream for stream, row in places.items()}, rows


def _keys(layout: BlockRows, seed: int) -> NDArray[np.uint64]:
    streams = []
    for name in layout.streams:
        kind, _, stream = name.partition(":")
        streams.append(f"{stream}|{kind}")
    streams += layout.keys
    keys = [stream_key(seed, stream) for stream in streams]
    return np.array([[key & _WORD, key >> 64] for key in keys], dtype=np.uint64).reshape(-1, 2)


def _treated(point: DecisionPoint, outside: Deciders) -> tuple[DecisionPoint, bool, bool, bool, bool]:
    """Return a decision, and whether others impose it, weigh it, councils imagine it, and its meetings are noted."""
    imposes, weighs = outside.imposes(point), outside.weighs(point)
    return point, imposes, weighs, not (imposes or weighs) and outside.imagines(point), outside.notes(point)


def _program(
    layout: BlockRows, p: Parameters, span: Span, outside: Deciders
) -> tuple[Ints, dict[int, Stop], list[OrderGiven]]:
    number = {name: place for place, name in enumerate(layout.contexts)}
    # Where worlds differ in it, some may turn in any week.
    turn = np.atleast_1d(whole(p.get("belief.update_weeks", 1.0)))
    program: list[tuple[int, int]] = [(DRAW, 0), *((number[name], 0) for name in ("opening", "start", SETTLED))]
    stops: dict[int, Stop] = {}
    said: list[OrderGiven] = []

    def wait(code: int, argument: int, stop: Stop) -> None:
        program.append((code, argument))
        stops[2 * len(program)] = stop

    table = [_treated(point, outside) for kind, _ in NATIONS for point in points_of(kind.name)]
    for now in range(span.weeks):
        if now % CHUNK_WEEKS == 0:
            program.append((LUCK, now // CHUNK_WEEKS))
        program.append((number["report"], now))
        if now > 0 and (now % turn == 0).any():
            program.append((number["beliefs"], now))
        if outside.watches(now):
            wait(PAUSE, now, Stop(now))
        looked: set[str] = set()
        for point, imposes, weighs, imagined, noted in table:
            scheduled = point.meets_in(now)
            if not (scheduled or point.any_week):
                continue
            elsewhere = weighs or imposes
            orders = () if imposes else outside.orders(point, now, scheduled)
            if elsewhere or imagined or orders or noted:
                program.append((number[ask_name(point, scheduled)], now))
            if noted and point.nation not in looked:
                # A view is that of the week, whatever is decided in it.
                program.append((number[look_name(point.nation)], now))
                looked.add(point.nation)
            if noted and orders:
                # An order may call a meeting, or have one thing to do where there is no choice.
                wait(PAUSE, now, Stop(now, point, scheduled, notes=True))
            elif noted:
                wait(HALT, layout.row[f"choice:{point.id}"], Stop(now, point, scheduled, notes=True))
            if not (elsewhere or imagined or orders):
                program.append((number[decision_name(point, scheduled)], now))
                continue
            rows = range(span.weeks + 1 + len(said), span.weeks + 1 + len(said) + len(orders))
            said += orders
            if orders:
                program.append((number[imposed.bear_name(point)], now))
                if any(order.left for order in orders):
                    program.append((number[imposed.own_name(point)], now))
                program += [(number[imposed.LAY], row) for row in rows]
            if orders and imagined:
                program.append((number[imposed.free_name(point)], now))
            elif orders:
                program.append((number[imposed.state_name(point)], now))
            if imagined:
                program.append((number[papers_name(point)], now))
                # A block that lacks a paper waits here, and asks for it again.
                stops[2 * len(program)] = Stop(now, point, scheduled, reads=True)
                program.append((len(number) + list(layout.papers).index(point.id), now))
                program.append((number[weigh_name(point)], now))
                program.append((number[leave_name(point) if orders else decide_name(point)], now))
            elif imposes:
                wait(PAUSE, now, Stop(now, point, scheduled))
            elif weighs:
                wait(HALT, layout.row[f"choice:{point.id}"], Stop(now, point, scheduled))
            if orders and imagined:
                program.append((number[imposed.join_name(point)], now))
            if orders or not imagined:
                program.append((number[act_name(point)], now))
            program += [(number[imposed.MARK], row) for row in rows]
        if now == span.course_week:
            program.append((number["course"], now))
        program.append((number["advance"], now))
    if span.weeks <= span.course_week:
        program.append((number["course"], span.weeks))
    return np.array([*program, (number["outcomes"], span.weeks), (STOP, 0)], dtype=np.int64), stops, said
