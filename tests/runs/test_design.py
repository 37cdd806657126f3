"""The one runner: the same result however it is carried out, and nothing finished is lost."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import os
import random
import signal
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import made_up
import numpy as np
import pytest

from crossroads.errors import InputError
from crossroads.runs.blocks import parts_of, spans
from crossroads.runs.design import Cell, Design, Results, carry_out, in_turn, make_parts, ready
from crossroads.runs.engines import ENGINES, Call, Tally
from crossroads.runs.storage import parts as files
from crossroads.runs.storage import room
from crossroads.runs.storage.parts import open_part


class Counter:
    """A progress that counts."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done = self.ended = 0

    def start(self, label: str, total: int) -> None:
        self.stages.append((label, total))

    def advance(self, done: int) -> None:
        self.done += done

    def finish(self) -> None:
        self.ended += 1


def same(first: Results, second: Results) -> bool:
    """Say whether two results are equal to the bit, with the same cells and names in the same order."""
    return [(cell, list(rows)) for cell, rows in first.items()] == [
        (cell, list(rows)) for cell, rows in second.items()
    ] and all(
        value.tobytes() == second[cell][name].tobytes() and value.dtype == second[cell][name].dtype
        for cell, rows in first.items()
        for name, value in rows.items()
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return carry_out(made_up.design(block=1000), tmp_path_factory.mktemp("whole"))


def test_each_cell_holds_what_its_worlds_gave(whole: Results) -> None:
    design = made_up.design()
    assert list(whole) == ["south", "north", "dial_0.5", "dial_2.0", "dial_own"]
    for cell in design.cells:
        own = made_up.measured(cell, 5, np.arange(7, 27), lambda _: None)
        assert set(whole[cell.name]) == {"series", "sum", "high"}
        for name, value in whole[cell.name].items():
            np.testing.assert_array_equal(value, own[name])
            assert value.shape[-1] == 20


def _shuffled(seed: int) -> Callable[..., None]:
    def engine(call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
        places = list(range(len(orders)))
        random.Random(seed).shuffle(places)
        for place in places:
            call(orders[place], lambda _: None)
            tally.done(place)

    return engine


@pytest.mark.parametrize("block", [1, 3, 19, 50])
def test_blocks_and_order_change_no_bit(whole: Results, tmp_path: Path, block: int) -> None:
    assert same(carry_out(made_up.design(block=block), tmp_path, engine=_shuffled(block)), whole)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("engine", ENGINES)
def test_engines_and_workers_change_no_bit(whole: Results, tmp_path: Path, engine: str, workers: int) -> None:
    counter = Counter()
    found = carry_out(made_up.design(), tmp_path, engine=engine, workers=workers, progress=counter, label="made up")
    assert same(found, whole)
    assert counter.stages == [("made up", 5 * 20 * 4)] and counter.done == 5 * 20 * 4 and counter.ended == 1


def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="engine: found 'dask'; allowed: serial, threads, processes"):
        carry_out(made_up.design(), tmp_path, engine="dask")


def test_cells_that_differ_in_columns_alone_are_carried_side_by_side() -> None:
    sizes = [(part.cells[0].name, len(part.cells), part.size) for part in parts_of(made_up.design(block=40))]
    assert sizes == [("south", 1, 20), ("north", 1, 20), ("dial_0.5", 2, 40), ("dial_own", 1, 20)]
    assert all(part.size <= 6 for part in parts_of(made_up.design()))


def test_spans_are_even_and_of_even_number() -> None:
    assert spans(range(3, 10), 7) == [range(3, 10)]
    assert spans(range(3, 10), 6) == [range(3, 6), range(6, 10)]
    assert len(spans(range(100), 40)) == 4


@pytest.mark.parametrize("worlds", [range(7), range(3, 100), range(10**7, 10**7 + 33)])
def test_spans_hold_every_world_once(worlds: range) -> None:
    for block in (1, 2, 3, 7, 32, 1000):
        found = spans(worlds, block)
        assert [world for span in found for world in span] == list(worlds)
        assert all(0 < len(span) <= block for span in found)


def test_finished_parts_are_read_and_not_made_again(whole: Results, tmp_path: Path) -> None:
    carry_out(made_up.design(), tmp_path)
    counter = Counter()
    again = carry_out(made_up.design(measure=made_up.measured), tmp_path, engine=_nobody, progress=counter)
    assert same(again, whole) and counter.done == counter.stages[0][1]


def _nobody(call: Call, orders: Sequence[Any], workers: int, tally: Tally) -> None:
    raise AssertionError(f"{len(orders)} parts were made again")


def _signed(rest: bytes) -> bytes:
    """Return what has a sound digest, whatever it holds."""
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content[:80] + bytes([content[80] ^ 1]) + content[81:],
        lambda content: content[:-70] + bytes([content[-70] ^ 8]) + content[-69:],
        lambda content: content + b"\0",
        lambda content: b"",
        lambda content: b"no part at all\n" * 20,
        *(
            lambda content, old=old, new=new: _signed(content[65:].replace(old, new, 1))
            for old, new in (
                (b'{"format', b'["format'),
                (b'"format"', b'"former"'),
                (b'"arrays": {', b'"arrays": ['),
                (b"<f8", b"<q9"),
                (b"<f8", b"|O8"),
                (b'"shape": [', b'"shape": [7'),
                (b'"shape": [', b'"shape": [-'),
                (b'"shape": [', b'"shape": [0.'),
                (b"\n", b"x" * 64 + b"\n"),
            )
        ),
    ],
)
def test_a_damaged_part_is_told_and_made_anew(
    whole: Results, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[bytes], bytes]
) -> None:
    design = made_up.design()
    carry_out(design, tmp_path)
    path = parts_of(design)[3].path(tmp_path)
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    assert ready(design, tmp_path) == {cell.name for cell in design.cells} - {"south"}
    assert make_parts(design, tmp_path).before == len(parts_of(design)) - 1
    assert [record.getMessage() for record in caplog.records] == [
        f"{path}: damaged, of other work, or of fewer worlds; made anew."
    ]
    path.write_bytes(damage(sound))
    assert same(carry_out(design, tmp_path), whole)
    assert path.read_bytes() == sound


@pytest.mark.parametrize("kind", ["folder", "link", "loop"])
def test_what_stands_in_the_place_of_a_part_goes(whole: Results, tmp_path: Path, kind: str) -> None:
    design = made_up.design()
    path = parts_of(design)[3].path(tmp_path)
    elsewhere = tmp_path.with_name("elsewhere")
    elsewhere.write_text("of others\n")
    if kind == "folder":
        path.mkdir()
        (path / "inside").write_text("x\n")
    else:
        path.symlink_to(elsewhere if kind == "link" else path)
    assert same(carry_out(design, tmp_path), whole)
    assert path.is_file() and not path.is_symlink() and elsewhere.read_text() == "of others\n"
    elsewhere.unlink()


@pytest.mark.parametrize(
    "other",
    [
        lambda design: dataclasses.replace(design, seed=6),
        lambda design: dataclasses.replace(
            design, cells=tuple(dataclasses.replace(cell, setup=made_up.NORTH) for cell in design.cells)
        ),
        lambda design: dataclasses.replace(
            design,
            cells=(*design.cells[:-1], Cell("dial_own", made_up.SOUTH, made_up.UNTIL, {made_up.DIAL: np.zeros(20)})),
        ),
    ],
)
def test_a_part_of_other_work_is_not_taken_for_ones_own(tmp_path: Path, other: Callable[[Design], Design]) -> None:
    design = made_up.design()
    made = carry_out(design, tmp_path)
    found = carry_out(other(design), tmp_path)
    (tmp_path / "fresh").mkdir()
    assert same(found, carry_out(other(design), tmp_path / "fresh"))
    assert same(carry_out(design, tmp_path), made)


@pytest.mark.parametrize("engine", ["serial", "threads"])
def test_ctrl_c_loses_no_finished_part(whole: Results, tmp_path: Path, engine: str) -> None:
    stopping = made_up.design(measure=made_up.fails_at(12, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        carry_out(stopping, tmp_path, engine=engine)
    finished = made_up.names(tmp_path)
    assert 0 < len(finished) < len(parts_of(stopping)) and all(name.endswith(".part") for name in finished)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in finished}
    going_on = made_up.design(measure=made_up.fails_at(-1, KeyboardInterrupt()))
    assert same(carry_out(going_on, tmp_path), whole)
    assert before == {name: (tmp_path / name).stat().st_mtime_ns for name in finished}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_part_that_fails_says_why_and_the_others_stay(tmp_path: Path, engine: str) -> None:
    with pytest.raises(ValueError, match="no luck"):
        carry_out(made_up.design(measure=made_up.refuses), tmp_path, engine=engine, workers=2)
    # A worker that is ended in the middle of a file leaves it under the name that nobody reads.
    assert all(name.endswith((".part", ".part.tmp")) for name in made_up.names(tmp_path))


def test_a_worker_that_dies_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ended of itself"):
        carry_out(made_up.design(measure=made_up.ends_of_itself), tmp_path, engine="processes", workers=2)


def test_threads_end_with_their_week_when_one_fails(tmp_path: Path) -> None:
    weeks: list[int] = []

    def endless(cell: Cell, seed: int, worlds: Any, on_week: Callable[[int], None]) -> Any:
        if cell.name == "south":
            raise ValueError("no luck")
        while True:
            on_week(0)
            weeks.append(1)

    with pytest.raises(ValueError, match="no luck"):
        carry_out(made_up.design(block=50, measure=endless), tmp_path, engine="threads", workers=2)


def test_an_array_of_the_wrong_length_is_an_error_and_no_part(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"sum: has shape \(6,\), not a last axis of 5"):
        carry_out(made_up.design(measure=made_up.misshapen), tmp_path)
    assert made_up.names(tmp_path) == []


def test_designs_that_cannot_be_carried_out_are_errors() -> None:
    cell = made_up.design().cells[0]
    with pytest.raises(ValueError, match="names of their own"):
        Design((cell, cell), range(3), 1, 5, made_up.measured)
    for worlds, block in ((range(0), 5), (range(3), 0), (range(0, 9, 2), 5)):
        with pytest.raises(ValueError, match="none can be carried"):
            Design((cell,), worlds, 1, block, made_up.measured)


def test_a_part_can_be_read_by_rows(tmp_path: Path) -> None:
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    files.write_part(tmp_path / "x.part", "key", {"first": np.array([True]), "cube": values, "none": np.zeros((2, 0))})
    part = files.open_part(tmp_path / "x.part", "key")
    assert part is not None and part.shape("cube") == (2, 3, 4)
    np.testing.assert_array_equal(part.read("cube"), values)
    np.testing.assert_array_equal(part.rows("cube", 2, 3), values.reshape(6, 4)[2:5])
    assert part.read("none").shape == (2, 0) and part.read("first").tolist() == [True]
    assert files.open_part(tmp_path / "x.part", "other") is None
    with pytest.raises(TypeError, match="no objects"):
        files.write_part(tmp_path / "y.part", "key", {"names": np.array(["a", None], dtype=object)})


def _large(cell: Cell, seed: int, worlds: Any, on_week: Any) -> dict[str, Any]:
    return {"series": np.zeros((1000, len(worlds))), "sum": np.zeros(len(worlds))}


def test_memory_does_not_grow_with_worlds(tmp_path: Path) -> None:
    peaks = []
    for worlds in (40, 400):
        (tmp_path / str(worlds)).mkdir()
        tracemalloc.start()
        made = make_parts(Design(made_up.design().cells[:1], range(worlds), 1, 20, _large), tmp_path / str(worlds))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert sum(file.shape("series")[-1] for file in made.files) == worlds
    assert peaks[1] < 1.2 * peaks[0]


def test_memory_that_is_free_is_handed_back_after_each_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(room, "_trim", lambda: asked.append)
    design = Design(made_up.design().cells[:1], range(60), 1, 20, _large)
    make_parts(design, tmp_path)
    assert asked == [0] * len(parts_of(design)) and len(asked) > 2


@pytest.mark.parametrize("fault", [OSError, TypeError, AttributeError])
def test_another_c_library_is_not_asked(monkeypatch: pytest.MonkeyPatch, fault: type[Exception]) -> None:
    def refuse(_name: object) -> None:
        raise fault

    room._trim.cache_clear()
    monkeypatch.setattr(room.ctypes, "CDLL", refuse)
    room.hand_back()
    assert room._trim() is None
    room._trim.cache_clear()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process of its own")
@pytest.mark.parametrize("seed", range(6))
def test_a_kill_at_any_moment_costs_no_finished_part(whole: Results, tmp_path: Path, seed: int) -> None:
    """Each child is killed at a moment drawn by the number of steps it has taken; the last one ends by itself."""
    moments = random.Random(seed)
    held = 0
    design = made_up.design()
    for _ in range(100):
        if _died_at(moments.randrange(1, 60), lambda: carry_out(made_up.design(), tmp_path)):
            now = sum(open_part(part.path(tmp_path), part.key(design)) is not None for part in parts_of(design))
            assert now >= held
            held = now
        else:
            break
    else:
        pytest.fail("never done")
    assert same(carry_out(made_up.design(), tmp_path, engine=_nobody), whole)
    assert not [name for name in made_up.names(tmp_path) if not name.endswith(".part")]


def _died_at(step: int, work: Callable[[], object]) -> bool:
    """Do work in a process that is killed at a step of its writing; say whether it was."""
    child = os.fork()
    if child == 0:
        left = step
        fsync, replaced = os.fsync, Path.replace

        def tick() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def synced(file: int) -> None:
            tick()
            fsync(file)
            tick()

        def moved(path: Path, target: Path) -> Path:
            tick()
            found = replaced(path, target)
            tick()
            return found

        os.fsync, Path.replace = synced, moved  # type: ignore[method-assign]
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_measures_may_be_partial_functions(whole: Results, tmp_path: Path) -> None:
    partial = functools.partial(made_up.measured)
    assert same(carry_out(made_up.design(measure=partial), tmp_path, engine="processes", workers=2), whole)


def test_workers_are_at_different_cells_so_that_papers_of_one_serve_its_next_part() -> None:
    parts = parts_of(made_up.design(block=2))
    assert in_turn(parts, 1) == list(parts)
    beside = [part.cells[0].name for part in in_turn(parts, 2)]
    first, second = list(dict.fromkeys(part.cells[0].name for part in parts))[:2]
    shared = min(beside.count(first), beside.count(second))
    assert shared > 1 and beside[: 2 * shared] == [first, second] * shared
    assert sorted(beside) == sorted(part.cells[0].name for part in parts)
