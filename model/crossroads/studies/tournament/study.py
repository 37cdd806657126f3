"""Several deciders in one nation's seat, one after the other, in the same worlds against the same other nations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.errors import InputError
from crossroads.minds.deciders.catalogue import SHIPPED, maker, title
from crossroads.minds.decision import NATIONS, near_name
from crossroads.runs.ensemble import LEDGER_WORLDS, RUNS, Order, order_of, runs_of
from crossroads.runs.manifest import hashes, study_plan
from crossroads.runs.progress import Progress
from crossroads.runs.run import Run
from crossroads.runs.shown import Shown
from crossroads.runs.storage.files import write_text
from crossroads.runs.storage.seal import seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics import comparing
from crossroads.studies.tournament.page import tournament_text
from crossroads.telling import vocabulary

TOURNAMENT_FORMAT = "crossroads tournament 1"
"""Marks a folder as a tournament's; the number rises when the layout changes."""

_RENAMED = {"scenario": "decider", "base": "first", "base_value": "first_value"}

COLUMNS: tuple[str, ...] = tuple(_RENAMED.get(name, name) for name in comparing.COLUMNS)
"""Columns of the table: those of a comparison, of deciders."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tournament(Shown):
    """Outcomes by decider.

    Attributes
    ----------
    seat
        The nation whose decider differs.
    scenario
        What all have in common, the other nations' deciders included.
    deciders
        Ids, in the order in which they were asked for; differences are to the first.
    runs
        One run a decider, named after it, of the same worlds.
    table
        Rows of `outcomes_by_decider`.
    """

    seat: str
    scenario: Scenario
    deciders: tuple[str, ...]
    runs: tuple[Run, ...]
    table: pd.DataFrame

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {
            "seat": self.seat,
            "scenario": self.scenario.name,
            "deciders": self.deciders,
            "worlds": self.runs[0].worlds,
        }

    @property
    def overview(self) -> pd.DataFrame:
        """Outcomes by decider."""
        return self.table

    def text(self) -> str:
        """Return outcomes by decider as plain text of at most 110 columns."""
        return tournament_text(
            self.seat,
            self.scenario.title,
            self.runs,
            self.table,
            vocabulary.nation(self.seat).outcomes,
            self.scenario.bear_in_mind,
        )


def seated(scenario: Scenario, seat: str, decider: str) -> Scenario:
    """Return a scenario with a decider in one nation's seat; it is named after the decider."""
    setup = dataclasses.replace(
        scenario.setup, deciders=tuple({**dict(scenario.setup.deciders), seat: decider}.items())
    )
    words = {"name": decider, "title": title(decider)}
    others = scenario.resolved.get("deciders", {})
    resolved = {**scenario.resolved, **words, "deciders": {**others, seat: decider}}
    return dataclasses.replace(scenario, **words, setup=setup, resolved=resolved, path=None)


def outcomes_by_decider(seat: str, runs: Sequence[Run]) -> pd.DataFrame:
    """Compare every decider with the first, world by world, in what matters to its nation.

    Parameters
    ----------
    seat
        The nation.
    runs
        Runs of the same worlds, named after their deciders.

    Returns
    -------
    pd.DataFrame
        In the columns of `COLUMNS`: one row a measure (see `Run.measured`) and decider other than the first,
        with the means over worlds, the paired difference and its 95 % interval.

    Raises
    ------
    InputError
        Where the runs cannot be paired.
    """
    order = {name: place for place, name in enumerate(vocabulary.nation(seat).outcomes)}
    table = comparing.comparison_table(runs).rename(columns=_RENAMED)
    place = table["outcome"].str.partition(":")[0].map(order)
    kept = table.loc[place.notna()].assign(place=place)
    return comparing.within_family(kept.sort_values("place", kind="stable")[list(COLUMNS)].reset_index(drop=True))


def tournament(
    seat: str,
    deciders: Sequence[str],
    *,
    scenario: Given = "historical",
    worlds: int = 1000,
    seed: int = 1941,
    ledger_worlds: int = LEDGER_WORLDS,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    draw: Callable[[Tournament, Path], object] | None = None,
    command: str = "",
) -> Tournament:
    """Put several deciders in one seat, each in the same worlds with the same luck.

    Parameters
    ----------
    seat
        Id of the nation. The others decide as the scenario says.
    deciders
        Two or more ids of the catalogue; differences are to the first.
    scenario
        What all have in common. A decision that it takes for the seat is taken from every decider alike.
    worlds, seed, ledger_worlds, workers, progress, command
        As in `runs.ensemble.run`. Deciders registered in this process run in this process only.
    out
        Folder to write; it must not exist. It receives `runs/` (a folder a decider), `by_decider.csv` and
        `.txt`, and `manifest.json`. Unfinished work stands in `<out>.partial`, and the same call goes on with it;
        changes in the code of a registered decider are not noticed there.
    draw
        Called with the tournament and a new folder `figures` to write into before the result is put in place.

    Raises
    ------
    InputError
        On a nation, decider or scenario that does not exist, a decider named twice, a target that exists, unfinished
        work of another plan, or where the file system refuses.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    check_names(seat, deciders)
    chosen = as_scenario(scenario)
    own = [name for name in deciders if name not in SHIPPED]
    if own and workers is not None and workers > 1:
        raise InputError(f"workers: found {workers}; allowed: 1, since other processes do not know '{own[0]}'")
    order = order_of(
        worlds=worlds, seed=seed, ledger_worlds=ledger_worlds, workers=1 if own else workers, progress=progress
    )
    seats = tuple(seated(chosen, seat, name) for name in deciders)
    asked = _asked(chosen, seat, seats, order)
    with study_folder(out, study_plan("a tournament", **asked), command=command) as place:
        made = _gathered(seat, chosen, runs_of(seats, order, place))
        if place.target is not None:
            with place.result() as folder:
                place.link(RUNS, folder)
                _write(made, folder, asked, command)
                if draw is not None:
                    (folder / "figures").mkdir()
                    draw(made, folder / "figures")
    return made


def _asked(scenario: Scenario, seat: str, seats: tuple[Scenario, ...], order: Order) -> dict[str, Any]:
    return {
        "seat": seat,
        "deciders": [each.name for each in seats],
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        "worlds": order.worlds,
        "seed": order.seed,
        "ledger_worlds": order.ledger_worlds,
    }


def check_names(seat: str, deciders: Sequence[str]) -> None:
    """Check the nation and its deciders.

    Raises
    ------
    InputError
        Where the nation or a decider does not exist, or there are not at least two different deciders.
    """
    if seat not in NATIONS:
        raise InputError(f"seat: found '{seat}'; allowed: {', '.join(NATIONS)}{near_name(seat, NATIONS)}")
    for name in deciders:
        maker(name)
        if list(deciders).count(name) > 1:
            raise InputError(f"deciders: '{name}' is named twice; different ones are needed")
    if len(deciders) < 2:
        raise InputError(f"deciders: found {len(deciders)}; at least two are needed, the first to compare with")


def _gathered(seat: str, scenario: Scenario, runs: tuple[Run, ...]) -> Tournament:
    names = tuple(each.scenario for each in runs)
    return Tournament(seat, scenario, names, runs, outcomes_by_decider(seat, runs))


def _write(made: Tournament, folder: Path, asked: dict[str, Any], command: str) -> None:
    write_csv(made.table, folder / "by_decider.csv")
    write_text(folder / "by_decider.txt", made.text())
    seal(
        folder,
        {
            "format": TOURNAMENT_FORMAT,
            **asked,
            **hashes(),
            "horizon": made.runs[0].manifest["horizon"],
            "command": command,
        },
        within=(RUNS,),
    )
