"""What single causes do to the war of 1941-42 when every decision is held fixed, as paired differences.

The base war is `as_it_happened`. Each cause is set low and high in the same worlds, under the base war's orders and
with its luck; the difference between the two is what the cause does by itself.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossroads.errors import InputError
from crossroads.minds.setup import Setup
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.progress import Progress
from crossroads.runs.study_folder import parts_folder
from crossroads.scenario.scenario import own_scenario
from crossroads.statistics.paired import PairedDifference, paired_difference
from crossroads.validation.card.frozen import Change, fight_again, freeze, scaled
from crossroads.validation.card.frozen_readings import NEEDED, READINGS, Reader, Reading
from crossroads.validation.card.frozen_transfers import men_sent_west
from crossroads.validation.card.kinds import CARD
from crossroads.war.laws.step import Flows
from crossroads.world.axes import Floats, Ints
from crossroads.world.state import State

SCENARIO = "as_it_happened"

HEAVIER = 25
"""Times the memory of a plain run's world: the orders of every week are held, and many wars fought with them."""

LEAST_WORLDS = 2
"""One world has no interval."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that is set low and high.

    Attributes
    ----------
    id, title
        A short name, and words for people.
    low_title, high_title
        The two settings in words.
    low, high
        The two settings.
    expected
        Reading -> the sign that the high setting's effect should have; a reading that is not named is open.
    """

    id: str
    title: str
    low_title: str
    high_title: str
    low: Change = field(repr=False)
    high: Change = field(repr=False)
    expected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """What the high setting of a cause makes of one reading, against the low one: high less low, in its unit."""

    cause: Cause
    reading: Reading
    pair: PairedDifference

    @property
    def expected(self) -> int:
        """The sign that the effect should have, +1 or -1; 0 where that is an open question, reported only."""
        return self.cause.expected.get(self.reading.id, 0)


def _scaling(cells: Mapping[str, Any]) -> Cause:
    """Return a cause that is scaled in each world by one step down and up."""
    step, parameter = cells["step"], cells["parameter"]
    percent = f"{step:.0%}".replace("%", " %")
    words = f"{percent} less than in the base war", f"{percent} more"
    settings = scaled(parameter, 1.0 - step), scaled(parameter, 1.0 + step)
    return Cause(cells["id"], cells["title"], *words, *settings, cells["expected"])


_NOBODY_SENT = men_sent_west(0.0)


def _sending(thousands: int) -> Cause:
    told, settings = CARD["transfers"], (_NOBODY_SENT, men_sent_west(thousands * 1000.0))
    return Cause(f"transfers_{thousands}", told["title"], "none", f"{thousands},000 men", *settings, told["expected"])


DOSES: tuple[int, ...] = tuple(CARD["doses"])
"""Thousands of men sent west, each against none."""

CAUSES: tuple[Cause, ...] = (*map(_scaling, CARD["causes"]), *map(_sending, DOSES))
"""All causes, each with a step about the base war's own value in each world."""

_SETTINGS: tuple[Change, ...] = tuple(dict.fromkeys(change for cause in CAUSES for change in (cause.low, cause.high)))
"""Every setting of a cause, each once."""


def frozen_effects(
    worlds: int = 400,
    seed: int = 1941,
    horizon: dt.date | None = None,
    progress: Progress | None = None,
    *,
    workers: int = 1,
    block: int | None = None,
    work: Path | None = None,
) -> tuple[Effect, ...]:
    """Set each cause low and high in the same worlds, with every decision held fixed, and compare.

    Parameters
    ----------
    worlds
        Number of worlds, from world 0 on; 2 or more.
    seed
        Seed of the run.
    horizon
        End of the wars; None = as far as the readings reach.
    progress
        Told in world-weeks.
    workers
        Number of processes; 1 means this one. It moves no result.
    block
        Worlds fought together; it changes no result.
    work
        Folder of its parts, from which it goes on; None = nothing is kept.

    Returns
    -------
    tuple of Effect
        One a cause and reading, in the order of `CAUSES` and `READINGS`.

    Raises
    ------
    InputError
        Where there are too few worlds, or the horizon lies before the last reading.
    """
    setup = _setup(worlds, horizon)
    size = block_worlds(HEAVIER) if block is None else block
    if size < 1:
        raise InputError(f"frozen effects: block: found {size}; 1 or more worlds are allowed")
    cell = Cell(SCENARIO, setup, setup.horizon, wars=1 + len(_SETTINGS))
    design = Design((cell,), range(worlds), seed, size, _measured)
    with parts_folder(work) as place:
        label = "wars with decisions held fixed"
        found = carry_out(design, place, workers=workers, progress=progress, label=label)[SCENARIO]
    return tuple(effect for cause in CAUSES for effect in _effects(cause, found))


def _measured(cell: Cell, seed: int, worlds: Ints, on_week: OnWeek) -> dict[str, Floats]:
    """Fight a block of the base war, and again under each setting: name of setting and reading -> (world,)."""

    def base(weeks: int, _state: State, _flows: Flows | None) -> None:
        if weeks:
            on_week(weeks - 1)

    war = freeze(cell.ending, seed, worlds, base)
    found: dict[str, Floats] = {}
    for number, change in enumerate(_SETTINGS):
        reader = Reader(war.worlds)

        def read(weeks: int, state: State, flows: Flows | None, reader: Reader = reader) -> None:
            reader.look(weeks, state, flows)
            base(weeks, state, flows)

        fight_again(change(war), read)
        found |= {_named(number, reading): values for reading, values in reader.values.items()}
    return found


def _named(setting: int, reading: str) -> str:
    return f"{setting}.{reading}"


def _setup(worlds: int, horizon: dt.date | None) -> Setup:
    if worlds < LEAST_WORLDS:
        raise InputError(f"frozen effects: worlds: found {worlds}; {LEAST_WORLDS} or more are allowed")
    end = NEEDED if horizon is None else horizon
    if end < NEEDED:
        raise InputError(f"frozen effects: horizon: found {end}; {NEEDED} or later is allowed")
    return dataclasses.replace(own_scenario(SCENARIO).setup, horizon=end)


def _effects(cause: Cause, found: Mapping[str, Floats]) -> Iterator[Effect]:
    low, high = _SETTINGS.index(cause.low), _SETTINGS.index(cause.high)
    for reading in READINGS:
        yield Effect(cause, reading, paired_difference(found[_named(high, reading.id)], found[_named(low, reading.id)]))
