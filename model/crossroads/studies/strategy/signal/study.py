"""Signal against deed: the same message meant, as a bluff, and not sent, in the same worlds with the same luck.

On a day before any deed can be seen, the receiver's belief is read off its view. The odds that it gives with the
message over those without are the likelihood ratio that it ascribes to the message: its credibility, 1 = no more than
noise. The odds where the message is meant over those where it is a bluff tell how far it sees through the sender.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crossroads.engine import War
from crossroads.errors import InputError, listing, nearest
from crossroads.minds.decision import measure
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, Design, OnWeek, block_worlds
from crossroads.runs.design import carry_out
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.twice import cell_of
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.question import CAVEAT
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics.intervals import mean_interval
from crossroads.statistics.paired import paired_difference
from crossroads.studies.strategy.signal.asked import BLUFF, DEFAULT, MEANT, NONE, Signal, read_signal
from crossroads.studies.strategy.signal.page import page
from crossroads.studies.strategy.signal.result import PAGE, Signalled
from crossroads.world import calendar
from crossroads.world.axes import Floats

SIGNAL_FORMAT = "crossroads signal 1"
"""Marks a folder as this command's; the number rises when the layout changes."""

BYTES_A_WORLD = 100
BELIEVED, DID = "believed", "did"
LEAST = 1e-6
"""Chances are held this far from 0 and 1 before their odds are taken."""

CONTRASTS = ((BLUFF, NONE), (MEANT, NONE), (MEANT, BLUFF))


def signal(
    given: str | Path = DEFAULT,
    *,
    scenario: Given = "historical",
    worlds: int = 200,
    seed: int = 1941,
    out: str | Path | None = None,
    progress: Progress | None = None,
    draw: Callable[[Signalled, Path], object] | None = None,
    command: str = "",
) -> Signalled:
    """Send a signal with each intent and read what its receiver made of it.

    Parameters
    ----------
    given
        Name of one of the project's own signals, or the path of a TOML file.
    scenario
        The scenario in which it is sent; its own orders on the same decisions are set aside.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    out
        Folder to make; it must not exist. Unfinished work stands in `<out>.partial`, and the same call goes on with
        it. None keeps nothing.
    progress, draw, command
        As in `regret`.

    Raises
    ------
    InputError
        Where there is no such signal, scenario or belief, or the target exists.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    chosen, asked = as_scenario(scenario), read_signal(given)
    number, luck = whole_number("worlds", worlds, 2), whole_number("seed", seed, 0)
    _check_belief(chosen, asked)
    sent = {intent: asked.scenario(chosen, intent) for intent in (MEANT, BLUFF, NONE)}
    plan = study_plan(
        "a signal",
        scenario=chosen.name,
        scenario_digest=chosen.digest(),
        signal=asked.name,
        digests=[one.digest() for one in sent.values()],
        told=[asked.receiver, asked.belief, asked.seen.isoformat(), asked.did],
        worlds=number,
        seed=luck,
    )
    with study_folder(out, plan, command=command) as place:
        check_room(study_need(number * len(sent), BYTES_A_WORLD), place.work)
        cells = tuple(cell_of(intent, one, [asked.did], 1) for intent, one in sent.items())
        told = f"{asked.receiver}\n{asked.belief}\n{asked.seen.isoformat()}\n{asked.did}"
        design = Design(cells, range(number), luck, block_worlds(2), functools.partial(_measured, told=told))
        found = carry_out(design, place.work, progress=progress or Silent(), label=f"{asked.name}: 3 intents")
        made = _told(chosen, asked, found, number, luck)
        if place.target is not None:
            with place.result() as folder:
                made.write(folder)
                write_text(folder / PAGE, page(made))
                if draw is not None:
                    draw(made, folder)
                seal(folder, _manifest(made, chosen, command))
    return made


def _check_belief(scenario: Scenario, asked: Signal) -> None:
    war = War(scenario.setup, 0, np.arange(1, dtype=np.int64), collect=False)
    sheet = next(nation.sheet for nation in war.nations if nation.name == asked.receiver)
    war.release()
    if asked.belief not in sheet:
        near = nearest(asked.belief, sheet)
        raise InputError(f"belief: found '{asked.belief}'; allowed for {asked.receiver}: {listing(list(sheet))}{near}")


def _measured(cell: Cell, seed: int, worlds: NDArray[np.int64], on_week: OnWeek, *, told: str) -> dict[str, Floats]:
    """Fight worlds with one intent; keep what the receiver believed on the day, and what it did."""
    receiver, belief, day, did = told.split("\n")
    week = calendar.week_of(pd.Timestamp(day).date())
    war = War(cell.ending, seed, worlds, collect=False)
    believed = np.full(len(worlds), np.nan)
    try:
        nation = next(item for item in war.nations if item.name == receiver)
        for now in range(war.weeks):
            war.step()
            if now == week:
                believed = np.array(nation.view[belief], dtype=np.float64)
            on_week(now)
        outcomes = war.block().outcomes
    finally:
        war.release()
    return {
        BELIEVED: believed,
        DID: np.asarray(measure(did).values(outcomes, float(war_weeks(cell))), dtype=np.float64),
    }


def war_weeks(cell: Cell) -> int:
    """Return the weeks of a cell's wars."""
    return calendar.weeks_until(cell.until)


def _odds(found: Mapping[str, Any]) -> Floats:
    chance = np.clip(found[BELIEVED], LEAST, 1.0 - LEAST)
    result: Floats = np.log(chance / (1.0 - chance))
    return result


def _told(
    scenario: Scenario, asked: Signal, found: Mapping[str, Mapping[str, Any]], worlds: int, seed: int
) -> Signalled:
    intents = []
    for intent in (MEANT, BLUFF, NONE):
        row: dict[str, Any] = {"intent": intent}
        for name, key in (("belief", BELIEVED), ("did", DID)):
            middle, low, high = mean_interval(found[intent][key], student=True)
            row |= {name: middle, f"{name}_low": low, f"{name}_high": high}
        intents.append(row)
    ratios = []
    for first, second in CONTRASTS:
        gap = _odds(found[first]) - _odds(found[second])
        parted = paired_difference(gap, np.zeros_like(gap), share=False).interval
        moved = paired_difference(found[first][DID], found[second][DID], share=False).interval
        row = {"contrast": f"{first} against {second}"}
        row |= dict(zip(("ratio", "low", "high"), map(math.exp, parted), strict=True))
        row |= dict(zip(("moved", "moved_low", "moved_high"), moved, strict=True))
        ratios.append(row)
    return Signalled(
        scenario=scenario.name,
        title=scenario.title,
        decision="",
        worlds=worlds,
        seed=seed,
        caveat=CAVEAT,
        bear_in_mind=scenario.bear_in_mind,
        signal=asked.name,
        subject=asked.title,
        sender=asked.sender,
        receiver=asked.receiver,
        belief=asked.belief,
        seen=asked.seen,
        did=asked.did,
        intents=pd.DataFrame(intents),
        ratios=pd.DataFrame(ratios),
    )


def _manifest(made: Signalled, scenario: Scenario, command: str) -> dict[str, Any]:
    return {
        "format": SIGNAL_FORMAT,
        "scenario": {"name": made.scenario, "title": made.title, "digest": scenario.digest()},
        "signal": made.signal,
        "worlds": made.worlds,
        "seed": made.seed,
        **hashes(),
        "command": command,
    }
