"""Whatever a scenario may say of one number, a war goes to its horizon: nothing infinite, every share from 0 to 1.

Many edits go to war beside one another in one block, each in worlds of its own: a world is the same in every block.
`make sweep` tries all of them, gives each 20 worlds, and puts what only councils read to councils, each edit alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.load import load_levers, load_records
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.decision import NATIONS
from crossroads.minds.setup import Setup
from crossroads.prelude.june import laid_over
from crossroads.scenario.files import known_files
from crossroads.world.axes import Array
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLES, OUTCOMES, is_share

ALL = os.environ.get("CROSSROADS_SWEEP") == "all"
WORLDS = 20 if ALL else 2
IN_A_BLOCK = (500 if ALL else 80) // WORLDS
FEW = 2


def edits() -> Iterator[ParameterEdit]:
    """Every record alone at both ends, at 0 where that lies between, and at the factors that a lever's text names."""
    for record in load_records().values():
        if record.used:
            least, most = record.limits
            yield from (ParameterEdit(record.name, value=end) for end in (least, most, *([0.0] * (least < 0 < most))))
    for lever in load_levers().values():
        for factor in re.findall(r"factor of (\d+(?:\.\d+)?)", lever.help):
            yield ParameterEdit(lever.parameter, scale=float(factor))


def _named(edit: ParameterEdit) -> str:
    return f"{edit.name}={edit.value:g}" if edit.value is not None else f"{edit.name}x{edit.scale:g}"


def _with_stated_odds(name: str, *edits: ParameterEdit) -> Setup:
    stated = tuple((nation, "stated_odds") for nation in NATIONS)
    return dataclasses.replace(wartime.scenario_setup(name, None, *edits), deciders=stated)


def _fought(setup: Setup, parameters: Parameters | None = None, edits: int = 1) -> Block:
    worlds = np.tile(np.arange(WORLDS), edits)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return simulate(setup, wartime.SEED, worlds, parameters=parameters, keep_papers=False)


def _beside(setup: Setup, edits: Sequence[ParameterEdit]) -> Block:
    """Play each edit in worlds of its own, all in one block."""
    numbers = np.arange(WORLDS)
    drawn = draw_parameters(setup.edits, wartime.SEED, numbers, setup.knowledge)
    values = {
        name: np.tile(value, len(edits)) if isinstance(value, np.ndarray) else value for name, value in drawn.items()
    }
    for place, edit in enumerate(edits):
        for name, own in _moved(setup, edit, drawn).items():
            column = np.array(np.broadcast_to(values[name], WORLDS * len(edits)))
            column[place * WORLDS : (place + 1) * WORLDS] = own
            values[name] = column
    return _fought(setup, Parameters(values), len(edits))


def _moved(setup: Setup, edit: ParameterEdit, drawn: Parameters) -> dict[str, float | Array]:
    """Return what an edit makes of the parameters: of the prelude all of June 1941, of a rival law all of its fit."""
    edited = dataclasses.replace(setup, edits=(*setup.edits, edit))
    numbers = np.arange(WORLDS)
    own = draw_parameters(edited.edits, wartime.SEED, numbers, setup.knowledge)
    laid = laid_over(own, edited, wartime.SEED, numbers)
    return {name: value for name, value in laid.items() if not np.array_equal(value, drawn[name])}


def _assert_possible(block: Block) -> None:
    for item, values in zip(OBSERVABLES, block.series, strict=True):
        assert np.isfinite(values).all() or (item.closes and not np.isinf(values).any()), item.name
        assert not is_share(item.unit) or ((values >= 0).all() and (values <= 1).all()), item.name
    for outcome in OUTCOMES:
        found = block.outcomes[outcome.name]
        assert np.isfinite(found).all() or outcome.kind == "date", outcome.name
        assert not is_share(outcome.unit) or ((found >= 0).all() and (found <= 1).all()), outcome.name


def _fault(setup: Setup, edits: Sequence[ParameterEdit]) -> str:
    try:
        _assert_possible(_beside(setup, edits))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _failing(setup: Setup, edits: Sequence[ParameterEdit]) -> list[str]:
    """Halve a failing block down to the edits that fail."""
    if not (fault := _fault(setup, edits)):
        return []
    if len(edits) == 1:
        return [f"{_named(edits[0])}: {fault}"]
    half = len(edits) // 2
    return _failing(setup, edits[:half]) + _failing(setup, edits[half:])


FINER = {"staff.odds_step"}
"""Makes more papers the finer it is: a test of patience, left to `make sweep`."""

EDITS = [edit for edit in edits() if ALL or edit.name not in FINER]
TRIED = EDITS if ALL else random.Random(1941).sample(EDITS, IN_A_BLOCK)
BLOCKS = [TRIED[first : first + IN_A_BLOCK] for first in range(0, len(TRIED), IN_A_BLOCK)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: _named(block[0]))
def test_a_record_alone_at_its_ends_leaves_a_war_possible(block: list[ParameterEdit]) -> None:
    assert _failing(_with_stated_odds("historical"), block) == []


@pytest.mark.parametrize("edit", TRIED if ALL else TRIED[:FEW], ids=_named)
def test_what_only_councils_read_leaves_a_war_possible(edit: ParameterEdit) -> None:
    stated = _with_stated_odds("historical")
    changed = _beside(stated, [edit])
    alone = _fought(dataclasses.replace(stated, edits=(*stated.edits, edit)))
    assert wartime.same_bits(changed, alone), "a world is the same in every block"
    if wartime.same_bits(changed, _unchanged()):
        councils = _fought(wartime.scenario_setup("historical", None, edit))
        _assert_possible(councils)


@cache
def _unchanged() -> Block:
    return _fought(_with_stated_odds("historical"))


TOGETHER = 5
GROUPS = 60 if ALL else 6


def _groups() -> Iterator[tuple[ParameterEdit, ...]]:
    """Several edits at their ends at once, and one group that once broke the arithmetic: axes that hold too much."""
    yield (
        ParameterEdit("far_east.soviet_share_maritime", value=1.0),
        ParameterEdit("far_east.japanese_quality", value=10.0),
    )
    drawn = random.Random(7)
    for _ in range(GROUPS):
        yield tuple({edit.name: edit for edit in drawn.sample(EDITS, TOGETHER)}.values())


@pytest.mark.parametrize("group", list(_groups()), ids=lambda group: _named(group[0]))
def test_several_at_once_leave_a_war_possible(group: tuple[ParameterEdit, ...]) -> None:
    setup = dataclasses.replace(wartime.scenario_setup("north_august", None, *group), horizon=dt.date(1943, 3, 28))
    _assert_possible(_fought(setup))


@pytest.mark.parametrize("name", sorted(known_files()))
def test_every_scenario_leaves_a_war_possible(name: str) -> None:
    _assert_possible(_fought(_with_stated_odds(name)))


def test_what_the_texts_name_is_tried() -> None:
    tried = {_named(edit) for edit in EDITS}
    assert {"ussr.transfer_west_troopsx0", "intelligence.magic_reliability=0", "japan.quality_beliefx3"} <= tried
    assert len(EDITS) > 2 * sum(record.used for record in load_records().values())
