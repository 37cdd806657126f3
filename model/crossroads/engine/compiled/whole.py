"""Whole runs compiled: blocks of worlds from their opening to their outcomes, with halts where others decide."""

from __future__ import annotations

import ctypes
import functools
import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np

from crossroads import identity
from crossroads.engine.compiled.halts import DONE, GROUPS, WORTH_GROUPS, Halts
from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.module import STOP, module
from crossroads.engine.compiled.outside import Deciders, DecisionPut
from crossroads.engine.compiled.reading import FIXED, LEVEL, WEIGHT
from crossroads.engine.compiled.rows import BLOCK, WORLD, BlockRows, layout
from crossroads.engine.compiled.shelves import Shelves
from crossroads.engine.compiled.tables import Span, Stop, Tables, tables
from crossroads.engine.compiled.tracing.trace import UntraceableError
from crossroads.engine.compiled.week import STOCKS, Week, look_name
from crossroads.evidence.parameters import Parameters, Spread, draw_parameters, drawn_names
from crossroads.minds.decision import DecisionPoint, decision_points
from crossroads.war.opening import opening_state
from crossroads.world.axes import Array, Flags, Floats, Ints
from crossroads.world.block import Block
from crossroads.world.luck import CHUNK_WEEKS
from crossroads.world.observables import OBSERVABLES, OUTCOMES

_BETWEEN = b"\0"
"""What stands between a layout and its code where both are kept."""

WORTH_FETCHING = 256
"""Worlds that read most of what earlier runs have kept; fewer ask for what they need."""


@dataclass(frozen=True, slots=True)
class Program:
    """A traced and compiled week."""

    layout: BlockRows
    code: machine.Code


@dataclass(frozen=True, slots=True)
class KnownWorlds:
    """What is known of some worlds before they are run.

    Attributes
    ----------
    seed, worlds
        Seed of the run, and the worlds' numbers.
    p
        Parameters that are known: numbers, or arrays (world,).
    spreads
        How the others are drawn, in the blocks.
    """

    seed: int
    worlds: Ints
    p: Parameters
    spreads: Mapping[str, Spread]


def _varying(p: Parameters) -> frozenset[str]:
    return frozenset(name for name, value in p.items() if isinstance(value, np.ndarray))


@functools.lru_cache(maxsize=8)
def _program(varying: frozenset[str], remembered: int) -> Program | None:
    """Return the week compiled for parameters that may differ; None where it cannot be traced."""
    source = identity.loaded_source()
    name = machine.key_of("week", source, str(remembered), *sorted(varying)) if source else None
    kept = kept_code.read(name) if name else None
    if kept is not None:
        text, _, code = kept.partition(_BETWEEN)
        return Program(BlockRows.of_text(text.decode()), machine.load(code))
    p = draw_parameters((), 0, np.zeros(1, dtype=np.int64), knowledge=False)
    try:
        week = Week(varying, opening_state(p, 1))
    except UntraceableError:
        return None
    laid = layout(week, remembered)
    code = machine.build(module(week, laid, machine.width()), machine.level())
    if name:
        kept_code.write(name, laid.as_text().encode() + _BETWEEN + code)
    return Program(laid, machine.load(code))


def program_for(given: KnownWorlds, remembered: int) -> Program | None:
    """Return the compiled week for some worlds, or None where NumPy must run it.

    Parameters that are drawn where no scenario changes anything are rows always, so that a scenario that fixes one
    needs no code of its own.
    """
    if not machine.available():
        return None
    return _program(drawn_names() | _varying(given.p) | frozenset(given.spreads), remembered)


class Whole:
    """A run of worlds, compiled.

    Parameters
    ----------
    program
        The compiled week.
    given
        What is known of the worlds.
    span
        How long the run is.
    deciders
        Who weighs what is not weighed by stated odds.
    on_share
        Told, from any thread, what share of the work is done; may raise to end it.
    """

    def __init__(
        self, program: Program, given: KnownWorlds, span: Span, deciders: Deciders, on_share: Callable[[float], None]
    ) -> None:
        self._program = program
        self._given = given
        self._deciders = deciders
        papers = deciders.papers
        self._shelves = Shelves(papers, program.layout.papers) if papers is not None else None
        if self._shelves is not None and len(given.worlds) >= WORTH_FETCHING:
            self._shelves.fetch()
        self._tables: Tables = tables(
            program.layout, program.code, given.p, given.spreads, given.seed, span, deciders, self._shelves
        )
        self._given_rows = _given_rows(program.layout, given.p)
        self._number = {name: place for place, name in enumerate(program.layout.contexts)}
        self._count = len(given.worlds)
        self._blocks = -(-self._count // BLOCK)
        self._threads = min(machine.threads(), self._blocks)
        self._on_share = on_share
        self._views = {
            nation: [name for name in program.layout.row if name.startswith(f"view:{nation}.")]
            for nation in {point.nation for point in decision_points()}
        }
        # The lanes beyond the last world run it again; nobody reads them.
        self._places = np.minimum(np.arange(self._blocks * BLOCK), self._count - 1).reshape(-1, BLOCK)
        self._record = np.empty((len(OBSERVABLES), span.weeks, self._places.size), dtype=np.float32)
        row = program.layout.row
        self._wanted = {name: row[name] for name in row if name.startswith(("outcome:", "ever:"))}
        self._wanted |= {f"applied:{index}": place for index, place in self._tables.applied.items()}
        self._found = np.empty((len(self._wanted), self._places.size))
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        kinds = (*[pointer] * 5, number, number, *[pointer] * 4, number)
        data, record = self._tables, self._record
        # To ask an array where it lies takes as long as many a way between two halts.
        self._fixed = (
            *(array.ctypes.data for array in (data.numbers, data.moving, record)),
            *(stride // record.itemsize for stride in record.strides[:2]),
            *(array.ctypes.data for array in (data.keys, data.drawn)),
        )
        self._function = program.code.function("run", *kinds, result=number)
        before = pointer, number, pointer, number
        self._all = program.code.function("run_all", *before, *kinds[2:-1], pointer, number, pointer)

    def run(self) -> Block:
        """Run every world; return their record, without a ledger."""
        self._straight_through()
        if len(waiting := np.flatnonzero(self._at != DONE)):
            self._with_halts(waiting)
        if self._shelves is not None:
            self._shelves.hand_on()
        found = dict(zip(self._wanted, self._found[:, : self._count], strict=True))
        for index in self._tables.applied:
            self._deciders.carried_out(index, found[f"applied:{index}"] > 0)
        return Block(
            worlds=self._given.worlds,
            series=self._record[:, :, : self._count],
            outcomes={item.name: found[f"outcome:{item.name}"] for item in OUTCOMES},
            ledger=(),
            choices=_choices(found),
            not_applied={},
        )

    def _room(self, blocks: int) -> tuple[Floats, Floats]:
        """Return rows and a table of weekly luck for some blocks."""
        streams = max(len(self._program.layout.streams), 1)
        return np.zeros((blocks, self._tables.rows, BLOCK)), np.empty((blocks, streams, CHUNK_WEEKS, BLOCK))

    def _fill(self, rows: Floats, block: int) -> None:
        """Write into the rows of a block what is given from outside."""
        places = self._places[block]
        rows.fill(0.0)  # another block may have lain there
        rows.view(np.int64)[self._program.layout.row[WORLD]] = self._given.worlds[places]
        alike, numbers, apart, by_world = self._given_rows
        rows[alike] = numbers[:, None]
        if len(apart):
            rows[apart] = by_world[:, places]

    def _keep(self, rows: Floats, block: int) -> None:
        """Take down the outcomes of a block that is done."""
        self._found[:, block * BLOCK : (block + 1) * BLOCK] = rows[list(self._wanted.values())]

    @staticmethod
    def _next(waiting: deque[int]) -> int | None:
        """Take a block off those that wait; None where there is none, since another thread has taken the last."""
        try:
            return waiting.popleft()
        except IndexError:
            return None

    def _straight_through(self) -> None:
        """Carry each block from its opening to its outcomes, or to where it waits; a thread works on one at a time."""
        # Taking what is next of a deque is one step of the interpreter: no two threads get the same.
        waiting, done = deque(range(self._blocks)), count(1)

        def carry(rows: Floats, luck: Floats) -> None:
            try:
                while (block := self._next(waiting)) is not None:
                    self._fill(rows, block)
                    self._at[block] = self._go_on(rows, luck, block, self._tables.program, 0)
                    if self._at[block] == DONE:
                        self._keep(rows, block)
                        self._on_share(next(done) / self._blocks)
                    else:
                        self._rows[block], self._luck[block] = rows, luck
            except BaseException:
                waiting.clear()
                raise

        # Of those that wait: room that nobody writes into takes none.
        self._rows, self._luck = self._room(self._blocks if self._tables.stops else 0)
        self._at = np.full(self._blocks, DONE, dtype=np.int64)
        room = self._room(self._threads)
        if self._threads == 1:
            carry(*(own[0] for own in room))
            return
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                list(pool.map(carry, *room))
            finally:
                waiting.clear()

    def _with_halts(self, waiting: Ints) -> None:
        """Run the blocks that wait to their end: those that wait at the same place are answered together."""
        stops, program, shelves, groups = self._tables.stops, self._tables.program, self._shelves, self._groups()
        # Who waits for somebody else waits on, whatever papers have come.
        reads, left = {at: stop.point for at, stop in stops.items() if stop.reads}, len(waiting) / self._blocks
        with ThreadPoolExecutor(self._threads) as pool:
            Halts(
                waiting,
                self._at[waiting],
                groups,
                lambda blocks, at: self._all_go_on(pool, blocks, program, at, -(-self._threads // groups)),
                lambda place, blocks: self._answer(pool, stops[place], blocks),
                lambda: shelves.moment if shelves is not None else 0,
                lambda place, since: shelves is not None and shelves.added_since(reads.get(place), since),
                lambda place: self._on_share(1.0 - left * (1.0 - min(place / program.size, 1.0))),
            ).run()
        for block in waiting:
            self._keep(self._rows[block], block)

    def _groups(self) -> int:
        """Return in how many groups blocks go: two where papers alone can be missing, and many worlds lack them."""
        apart = self._count >= WORTH_GROUPS and all(stop.reads for stop in self._tables.stops.values())
        # Others than x86 may show a reader where a paper is found before they show what it says.
        apart = apart and machine.level() != "generic"
        return min(GROUPS, self._threads) if apart else 1

    def _all_go_on(self, pool: Executor, blocks: Ints, program: Ints, at: Ints, threads: int) -> Ints:
        """Carry some blocks on through a program, in so many threads; return where each waits."""
        found, numbers = at.copy(), np.ascontiguousarray(blocks)
        lies = program.ctypes.data, numbers.ctypes.data, found.ctypes.data
        first_rows = self._rows.ctypes.data, self._rows[0].size, self._luck.ctypes.data, self._luck[0].size
        fixed = *self._fixed, self._papers()

        def carry(first: int, count: int) -> None:
            places = first * found.itemsize
            self._all(*first_rows, *fixed, lies[0], lies[1] + places, count, lies[2] + places)

        # One call a thread: a call a block would cost more than most of what lies between two halts.
        share = -(-len(blocks) // threads)
        starts = range(0, len(blocks), share)
        tasks = [pool.submit(carry, first, min(share, len(blocks) - first)) for first in starts[1:]]
        carry(0, min(share, len(blocks)))
        for task in tasks:
            task.result()
        return found

    def _papers(self) -> int:
        """Return where it stands where the papers lie."""
        return self._shelves.lies if self._shelves is not None else 0

    def _go_on(self, rows: Floats, luck: Floats, block: int, program: Ints, at: int) -> int:
        """Carry a block on through a program; return where it waits, or that it is done."""
        numbers, moving, record, *others = self._fixed
        record += block * BLOCK * self._record.itemsize
        given = rows.ctypes.data, luck.ctypes.data, numbers, moving, record
        found: int = self._function(*given, *others, self._papers(), program.ctypes.data, at)
        return found

    def _answer(self, pool: Executor, stop: Stop, blocks: Ints) -> None:
        point = stop.point
        if point is None:
            return self._deciders.watch(stop.week, lambda name: self._looked_up(pool, name, stop.week, blocks))
        if stop.reads:
            return self._lay_out(point, stop.week, blocks)
        is_open = self._columns([f"open:{point.id}"], blocks)[0] > 0
        legal = self._columns([f"legal:{point.id}.{option}" for option in point.options], blocks)
        if stop.notes:
            put = DecisionPut(point, stop.week, stop.scheduled, is_open, legal, self._seen(point.nation, blocks))
            self._deciders.note(put, lambda: self._applied(blocks))
            return
        view = self._view(pool, point.nation, stop.week, blocks)
        said = self._deciders.meet(DecisionPut(point, stop.week, stop.scheduled, is_open, legal, view))
        if said is None:
            return
        odds, met = said
        self._write(f"met:{point.id}", met, blocks)
        for option, values in zip(point.options, odds, strict=True):
            self._write(f"odds:{point.id}.{option}", values, blocks)

    def _applied(self, blocks: Ints) -> dict[int, Flags]:
        """Return where each order has been carried out, (world,)."""
        found = self._of_rows(list(self._tables.applied.values()), blocks)
        return dict(zip(self._tables.applied, found > 0, strict=True))

    def _lay_out(self, point: DecisionPoint, week: int, blocks: Ints) -> None:
        """Have the papers written that some blocks ask for in vain."""
        assert self._shelves is not None, "only a staff's papers can be missing"
        read, row = self._program.layout.papers[point.id], self._program.layout.row
        block, lane = np.nonzero(self._rows[blocks, row[f"choice:{point.id}"]] > 0)

        def asked(name: str, *shape: int) -> Array:
            first = row[f"{name}[0]"]
            found: Array = self._rows[blocks[block], first : first + math.prod(shape), lane]
            return found.reshape(len(lane), *shape)

        fixed, weights = asked(FIXED, read.fixed), asked(WEIGHT, read.corners)
        self._shelves.write(point.id, week, fixed, asked(LEVEL, read.corners, read.axes), weights)

    def _view(self, pool: Executor, nation: str, week: int, blocks: Ints) -> dict[str, Array]:
        """Return what a nation sees, feature -> (world,)."""
        self._run_aside(pool, look_name(nation), week, blocks)
        return self._seen(nation, blocks)

    def _seen(self, nation: str, blocks: Ints) -> dict[str, Array]:
        """Return what has been written down of a nation's view, feature -> (world,)."""
        names = self._views[nation]
        found = self._columns(names, blocks)
        return {name.removeprefix(f"view:{nation}."): row for name, row in zip(names, found, strict=True)}

    def _looked_up(self, pool: Executor, name: str, week: int, blocks: Ints) -> Array:
        """Return what can be measured, or what a nation believes, by the name that conditions use."""
        if f"stock:{name}" in self._program.layout.row:
            self._run_aside(pool, STOCKS, week, blocks)
            found: Array = self._columns([f"stock:{name}"], blocks)[0]
            return found
        nation, _, feature = name.split(".")
        return self._view(pool, nation, week, blocks)[feature]

    def _run_aside(self, pool: Executor, context: str, week: int, blocks: Ints) -> None:
        program = np.array([(self._number[context], week), (STOP, 0)], dtype=np.int64)
        self._all_go_on(pool, blocks, program, np.zeros(len(blocks), dtype=np.int64), self._threads)

    def _columns(self, names: Sequence[str], blocks: Ints) -> Array:
        """Return rows of some blocks for all worlds, (name, world); 0 in those of other blocks."""
        return self._of_rows([self._program.layout.row[name] for name in names], blocks)

    def _of_rows(self, rows: Sequence[int], blocks: Ints) -> Array:
        """Return rows of some blocks by their places, as `_columns` does."""
        if len(blocks) == self._blocks:
            found = self._rows[:, rows]
        else:
            found = np.zeros((self._blocks, len(rows), BLOCK))
            found[blocks] = self._rows[blocks[:, None], rows]
        every: Array = found.swapaxes(0, 1).reshape(len(rows), self._blocks * BLOCK)[:, : self._count]
        return every

    def _write(self, name: str, values: Array | Flags, blocks: Ints) -> None:
        self._rows[blocks, self._program.layout.row[name]] = values[self._places[blocks]]


def _given_rows(layout: BlockRows, p: Parameters) -> tuple[Ints, Floats, Ints, Floats]:
    """Return rows of parameters that are given: those of numbers, the numbers, those of arrays, and (row, world)."""
    given = [(row, p.get(name.removeprefix("p:"))) for name, row in layout.row.items() if name.startswith("p:")]
    alike = [(row, value) for row, value in given if value is not None and not isinstance(value, np.ndarray)]
    apart = [(row, value) for row, value in given if isinstance(value, np.ndarray)]
    rows, others = (np.array([row for row, _ in part], dtype=np.int64) for part in (alike, apart))
    by_world = np.stack([value for _, value in apart]) if apart else np.empty((0, 0))
    return rows, np.array([value for _, value in alike], dtype=np.float64), others, by_world


def _choices(found: Mapping[str, Array]) -> dict[str, dict[str, int]]:
    counts = {
        point.id: {option: int(found[f"ever:{point.id}.{option}"].sum()) for option in point.options}
        for point in decision_points()
    }
    # A point that never opened in any world has no meeting to tell of.
    return {point: options for point, options in counts.items() if any(options.values())}
