"""The compiled step is the step of the laws, to the bit: in every output, for any number of worlds, at every level."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import another_process
import numpy as np
import pytest
import wartime
from swept import SWEPT

from crossroads import engine
from crossroads.engine import beginning
from crossroads.engine.compiled import step
from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war.advance import WHOLE, Parts, advance
from crossroads.world.luck import WeekLuck
from crossroads.world.state import GROUPS, State

pytestmark = pytest.mark.skipif(not machine.available(), reason="there is no llvmlite")

WEEKS = (0, 3, 23, 44, 75, 160)
"""A start, summer, winter with mud and frost, two years on, the last year of the war."""

LASTING = ("far_east.campaign", "southern.campaign")
"""Streams of which a future of Japan's says something."""

BOTH_WARS = wartime.nothing_new(
    dt.date(1944, 7, 30),
    wartime.once("japan.course", "north", dt.date(1941, 7, 16)),
    wartime.once("japan.course", "south", dt.date(1941, 12, 1)),
)
"""Japan strikes north, then south; nobody deliberates."""

QUIET = wartime.nothing_new(wartime.SPRING_1942)

STEPS = (
    ("a real week", None, 1.0, WHOLE),
    ("a coarse step", (), 2.0, Parts(2, 2)),
    ("a future's step without the war in the east", LASTING, 8.0, Parts(0, 2)),
)


def _luck(war: engine.War, streams: tuple[str, ...] | None, weeks: float) -> WeekLuck:
    if streams is None:
        return war.luck.week(war.week)
    worlds = war.state.worlds
    return ExpectedLuck(worlds, weeks, {name: np.linspace(-1, 1, worlds) for name in streams}, {})


def _outputs(state: State, flows: dict[str, wartime.Floats]) -> Iterator[tuple[str, wartime.Floats]]:
    yield "week", np.array([state.week])
    for group in GROUPS:
        for item in fields(getattr(state, group)):
            yield f"{group}.{item.name}", getattr(getattr(state, group), item.name)
    for name, flow in flows.items():
        yield name, np.broadcast_to(flow, state.worlds)


def _check(war: engine.War, run: step.Advance) -> None:
    for title, streams, weeks, parts in STEPS:
        given = (war.state, war.orders, war.laws)
        plain = dict(_outputs(*advance(*given, _luck(war, streams, weeks), weeks, parts)))
        found = dict(_outputs(*run(*given, _luck(war, streams, weeks), weeks, parts)))
        assert list(found) == list(plain), title
        for name, values in plain.items():
            np.testing.assert_array_equal(found[name], values, err_msg=f"{title}: {name}")


@pytest.mark.parametrize("worlds", [1, 3, 7, 64, 65])
def test_every_output_has_the_bits_of_the_laws(worlds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "FORWARD", advance)  # staffs need no code of their own here
    run, looked = step.Advance(), []

    def look(war: engine.War) -> None:
        if war.week in WEEKS:
            looked.append(war.week)
            _check(war, run)

    wartime.each_week(BOTH_WARS, worlds, look)
    assert tuple(looked) == WEEKS


def test_every_kind_of_step_is_compiled() -> None:
    war = engine.War(QUIET, wartime.SEED, wartime.numbers(2))
    names = step.Advance()._varying_of(war.laws)
    for title, streams, weeks, parts in STEPS:
        lasting = None if streams is None else frozenset(streams)
        assert step.compiled_step(step.Form(weeks, parts, names, lasting), step.Like(war.state)) is not None, title


def test_what_cannot_be_traced_is_run_by_the_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    war = engine.War(QUIET, wartime.SEED, wartime.numbers(3))

    def branching(*given: object) -> object:
        state = given[0]
        assert isinstance(state, State)
        return advance(*given) if (state.east.german >= 0).any() else None  # type: ignore[arg-type]

    monkeypatch.setattr(step.plain, "advance", branching)
    monkeypatch.setattr(step, "compiled_step", step.compiled_step.__wrapped__)
    with pytest.raises(step.UntraceableError, match=r"test_step.py, line \d+"):
        step.traced_step(step.Form(1.0, WHOLE, frozenset(), None), war.state)
    _check(war, step.Advance())


PROGRAM = (
    another_process.DIGEST
    + """
from crossroads.engine.compiled.llvm import kept_code, machine
from crossroads.engine.compiled.step import Advance
from crossroads.evidence.parameters import draw_parameters
from crossroads.minds.imagining.expected_luck import ExpectedLuck
from crossroads.war.advance import Parts
from crossroads.war.opening import opening_state
from crossroads.world.luck import Luck
from crossroads.world.state import Orders

p = draw_parameters((), 1941, np.arange(5), True)
state, orders, laws = opening_state(p, 5), Orders.opening(5), p.as_arrays()
run, luck = Advance(), Luck(1941, np.arange(5))
for week in range(40):
    state, flows = run(state, orders, laws, luck.week(week))
    add(dict(flows))
state, flows = run(state, orders, laws, ExpectedLuck(5, 2.0, {}), 2.0, Parts(2, 2))
add([dict(flows), state])
print(machine.way().get("level", "NumPy"), digest.hexdigest())
"""
)


@SWEPT
def test_each_level_of_the_processor_gives_one_digest() -> None:
    levels = ("0", "x86-64", "x86-64-v3", "x86-64-v4")
    told = [another_process.told(another_process.start(PROGRAM, **{machine.ENVIRONMENT: level})) for level in levels]
    ran, digests = ({line.split()[part] for line in told} for part in (0, 1))
    assert len(ran) >= 2 and len(digests) == 1


@pytest.mark.parametrize("level", ["x86-64-v3", "x86-64-v4", "generic"])
def test_no_product_is_fused_with_a_sum(level: str) -> None:
    if (level == "generic") == machine.llvm_binding().get_default_triple().startswith("x86_64"):
        pytest.skip("not a level of this machine's kind")
    war = engine.War(QUIET, wartime.SEED, wartime.numbers(2))
    form = step.Form(1.0, WHOLE, step.Advance()._varying_of(war.laws), None)
    text = step.traced_step(form, war.state).text
    assembly = machine._target(level).emit_assembly(machine.llvm_binding().parse_assembly(text))
    assert "mul" in assembly
    assert re.findall(r".*(?:fn?m(?:add|sub)|fml[as]).*", assembly) == []


def test_a_kept_step_is_the_traced_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The next process reads what is known of a step instead of tracing it: the same facts, code and bits."""
    monkeypatch.setenv(kept_code.VARIABLE, str(tmp_path / "code"))
    (tmp_path / "code").mkdir(mode=0o700)
    war = engine.War(QUIET, wartime.SEED, wartime.numbers(3))
    forms = [
        step.Form(weeks, parts, step.Advance()._varying_of(war.laws), frozenset(streams))
        for _, streams, weeks, parts in STEPS
        if streams is not None
    ]
    fresh = step.compiled_step.__wrapped__
    made = [fresh(form, step.Like(war.state)) for form in forms]
    monkeypatch.setattr(step, "traced_step", None)  # nothing is traced again
    read = [fresh(form, step.Like(war.state)) for form in forms]
    for one, other in zip(made, read, strict=True):
        assert one is not None and other is not None
        assert (one.uniform, one.fields, one.flows, one.count) == (
            other.uniform,
            other.fields,
            other.flows,
            other.count,
        )
        assert [row for row, _ in one.luck] == [row for row, _ in other.luck]
    monkeypatch.setattr(step, "compiled_step", lambda form, like: fresh(form, like))
    for title, streams, weeks, parts in STEPS:
        if streams is not None:
            given = (war.state, war.orders, war.laws)
            plain = dict(_outputs(*advance(*given, _luck(war, streams, weeks), weeks, parts)))
            found = dict(_outputs(*step.Advance()(*given, _luck(war, streams, weeks), weeks, parts)))
            for name, values in plain.items():
                np.testing.assert_array_equal(found[name], values, err_msg=f"{title}: {name}")
    # A law that somebody puts in its place has code of its own.
    monkeypatch.setattr(step.plain, "advance", lambda *given: advance(*given))
    assert step._kept_name(forms[0]) is None


def test_a_step_of_which_the_code_is_gone_is_traced_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(kept_code.VARIABLE, str(tmp_path))
    state = engine.War(QUIET, wartime.SEED, wartime.numbers(3)).state
    fresh, traced, times = step.compiled_step.__wrapped__, step.traced_step, []
    monkeypatch.setattr(step, "traced_step", lambda *given: times.append(1) or traced(*given))
    form = step.Form(2.0, Parts(0, 2), frozenset(), frozenset())
    assert fresh(form, step.Like(state)) is not None and len(times) == 1
    code = max((tmp_path / "code").glob("*.object"), key=lambda path: path.stat().st_size)
    code.unlink()
    assert fresh(form, step.Like(state)) is not None and len(times) == 2
    assert fresh(form, step.Like(state)) is not None and len(times) == 2
