"""Several deciders in one nation's seat, one after the other, in the same worlds against the same other nations."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from crossroads.errors import InputError, nearest
from crossroads.evidence.load import records_hash
from crossroads.identity import code_hash
from crossroads.minds.deciders.catalogue import SHIPPED, maker, title
from crossroads.minds.decision import NATIONS
from crossroads.runs.blocks import PLAN, held, open_plan
from crossroads.runs.ensemble import LEDGER_WORLDS, as_scenario, folder_path, run, whole_number, working_folder
from crossroads.runs.files import MANIFEST, check_target, clear_file_errors, put_in_place, write_json
from crossroads.runs.manifest import versions
from crossroads.runs.progress import Interrupted, Progress, Silent
from crossroads.runs.run import Run
from crossroads.scenario.scenario import Scenario
from crossroads.statistics.paired import comparison_table
from crossroads.studies.tournament.page import tournament_text

TOURNAMENT_FORMAT = "crossroads tournament 1"
"""Marks a folder as a tournament's; the number rises when the layout changes."""

SEAT_OUTCOMES: dict[str, tuple[str, ...]] = {
    "japan": (
        "japan_undefeated",
        "japan_empire_share_held",
        "japan_oil_months_left",
        "date_japan_attacks_ussr",
        "date_japan_southern_war",
        "date_us_japan_war",
        "date_japan_surrenders",
        "military_losses_japan",
        "civilian_deaths",
    ),
    "ussr": (
        "ussr_undefeated",
        "ussr_territory_share_held",
        "ussr_far_east_share_held",
        "date_moscow_falls",
        "date_vladivostok_falls",
        "date_ussr_attacks_japan",
        "date_germany_surrenders",
        "military_losses_ussr",
        "civilian_deaths",
    ),
    "germany": (
        "date_moscow_falls",
        "date_ussr_collapses",
        "date_us_germany_war",
        "date_germany_surrenders",
        "military_losses_germany",
        "civilian_deaths",
    ),
    "united_states": (
        "date_us_japan_war",
        "date_us_germany_war",
        "date_landing_2500km_tokyo",
        "date_germany_surrenders",
        "date_japan_surrenders",
        "date_atomic_bomb_used",
        "military_losses_united_states",
        "civilian_deaths",
    ),
}
"""Nation -> the outcomes that matter to it, with the people who die for them, in the order in which they are told."""

COLUMNS: tuple[str, ...] = (
    "outcome",
    "decider",
    "first",
    "value",
    "first_value",
    "difference",
    "low",
    "high",
    "worlds",
    "variance_reduction",
)


@dataclass(frozen=True, slots=True, eq=False)
class Tournament:
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

    def text(self) -> str:
        """Return outcomes by decider as plain text of at most 110 columns."""
        return tournament_text(self.seat, self.scenario.title, self.runs, self.table, SEAT_OUTCOMES[self.seat])


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
        In the columns of `COLUMNS`: one row a measure (see `statistics.paired.measures`) and decider other than the first,
        with the means over worlds, the paired difference and its 95 % interval.

    Raises
    ------
    InputError
        Where the runs cannot be paired.
    """
    order = {name: place for place, name in enumerate(SEAT_OUTCOMES[seat])}
    table = comparison_table(runs).rename(columns={"scenario": "decider", "base": "first", "base_value": "first_value"})
    place = table["outcome"].str.partition(":")[0].map(order)
    kept = table.loc[place.notna()].assign(place=place)
    return kept.sort_values("place", kind="stable")[list(COLUMNS)].reset_index(drop=True)


def tournament(
    seat: str,
    deciders: Sequence[str],
    *,
    scenario: str | Path | Scenario = "historical",
    worlds: int = 1000,
    seed: int = 1941,
    ledger_worlds: int = LEDGER_WORLDS,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    draw: Callable[[Tournament, Path], object] | None = None,
) -> Tournament:
    """Put several deciders in one seat, each in the same worlds with the same luck.

    Parameters
    ----------
    seat
        The nation: 'japan', 'ussr', 'germany' or 'united_states'. The other three decide as the scenario says.
    deciders
        Two or more ids of the catalogue; differences are to the first.
    scenario
        What all have in common. A decision that it takes for the seat is taken from every decider alike.
    worlds, seed, ledger_worlds, workers, progress
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
    options: dict[str, Any] = {
        "worlds": whole_number("worlds", worlds, 1),
        "seed": whole_number("seed", seed, 0),
        "ledger_worlds": whole_number("ledger_worlds", ledger_worlds, 0),
        "workers": 1 if own else workers,
        "progress": progress or Silent(),
    }
    seats = tuple(seated(chosen, seat, name) for name in deciders)
    if out is None:
        return _gathered(seat, chosen, tuple(run(each, **options) for each in seats))
    named = chosen.name if isinstance(scenario, Scenario) else str(scenario)
    words = ["crossroads", "tournament", seat, "--deciders", ",".join(deciders), "--scenario", named]
    words += ["--worlds", str(worlds), "--seed", str(seed)]
    words += ["--ledger-worlds", str(ledger_worlds)] if ledger_worlds != LEDGER_WORLDS else []
    words += ["--out", str(out)]
    return _to_folder(folder_path(out), chosen, seat, seats, options, draw, shlex.join(words))


def check_names(seat: str, deciders: Sequence[str]) -> None:
    """Check the nation and its deciders.

    Raises
    ------
    InputError
        Where the nation or a decider does not exist, or there are not at least two different deciders.
    """
    if seat not in NATIONS:
        raise InputError(f"seat: found '{seat}'; allowed: {', '.join(NATIONS)}{nearest(seat, NATIONS)}")
    for name in deciders:
        maker(name)
        if list(deciders).count(name) > 1:
            raise InputError(f"deciders: '{name}' is named twice; different ones are needed")
    if len(deciders) < 2:
        raise InputError(f"deciders: found {len(deciders)}; at least two are needed, the first to compare with")


def _gathered(seat: str, scenario: Scenario, runs: tuple[Run, ...]) -> Tournament:
    names = tuple(each.scenario for each in runs)
    return Tournament(seat, scenario, names, runs, outcomes_by_decider(seat, runs))


def _to_folder(
    target: Path,
    scenario: Scenario,
    seat: str,
    seats: tuple[Scenario, ...],
    options: dict[str, Any],
    draw: Callable[[Tournament, Path], object] | None,
    command: str,
) -> Tournament:
    check_target(target)
    work = working_folder(target)
    plan = {
        "seat": seat,
        "deciders": [each.name for each in seats],
        "scenario": scenario.name,
        "scenario_digest": scenario.digest(),
        **{key: options[key] for key in ("worlds", "seed", "ledger_worlds")},
        "records_hash": records_hash(),
        "versions": versions(),
        "code_hash": code_hash(),
    }
    with clear_file_errors(target), held(work):
        open_plan(work, plan)
        try:
            made = _gathered(
                seat, scenario, tuple(_run_once(each, work / "runs" / each.name, options) for each in seats)
            )
            _write(made, work, plan, command)
            if draw is not None:
                (work / "figures").mkdir(exist_ok=True)
                draw(made, work / "figures")
            put_in_place(work, target)
        except (KeyboardInterrupt, Interrupted):
            raise Interrupted(work, command) from None
        (target / PLAN).unlink()
    return made


def _run_once(scenario: Scenario, folder: Path, options: dict[str, Any]) -> Run:
    """Run a decider, or read its run where an earlier start has finished it."""
    return Run.load(folder) if folder.is_dir() else run(scenario, out=folder, **options)


def _write(made: Tournament, work: Path, plan: dict[str, Any], command: str) -> None:
    made.table.to_csv(work / "by_decider.csv", index=False, lineterminator="\n")
    (work / "by_decider.txt").write_text(made.text(), encoding="utf-8")
    horizon = made.runs[0].manifest["horizon"]
    write_json(work / MANIFEST, {"format": TOURNAMENT_FORMAT, **plan, "horizon": horizon, "command": command})
