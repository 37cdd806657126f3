"""What each of the documents' reasons does to Japan's choice: each removed alone, each group, and Shapley shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.evidence.reasons import GROUPS, Reason, reasons_by_name, reasons_of_group
from crossroads.runs.blocks import block_worlds
from crossroads.runs.ensemble import as_scenario, whole_number
from crossroads.runs.manifest import plan_of
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.study_folder import folder_path, study_folder, unfinished
from crossroads.scenario.scenario import Scenario
from crossroads.statistics import shapley
from crossroads.statistics.paired import paired_difference
from crossroads.studies.reasons.coalitions import HEAVIER, OPTIONS, Floats, Removal, fill, read_coalition
from crossroads.studies.reasons.page import page
from crossroads.studies.reasons.result import PAGE, ReasonsTable

ORDERS = 32
"""Orders of removal behind the Shapley shares where nothing is said; even, since each stands with its reverse."""

KINDS: tuple[str, ...] = ("baseline", "reason", "group", "all")

COLUMNS: tuple[str, ...] = (
    "kind",
    "reason",
    "ids",
    "group",
    "title",
    "enters",
    *OPTIONS,
    "difference_north",
    "low",
    "high",
    "worlds",
)

TOGETHER = "together"
"""What stands under `enters` where several reasons are removed at once."""


def reasons_table(
    scenario: str | Path | Scenario = "historical",
    *,
    worlds: int = 1000,
    seed: int = 1941,
    shares: bool = True,
    orders: int = ORDERS,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    draw: Callable[[ReasonsTable, Path], object] | None = None,
    command: str = "",
) -> ReasonsTable:
    """Remove the documents' reasons for Japan's course one by one, by group, and in many orders.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file: what stays the same.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    shares
        Work out Shapley shares of the groups as well: some 150 further sets of reasons.
    orders
        Orders of removal behind the shares, an even number.
    out
        Folder for the tables, the page, and the finished sets of reasons; the same call goes on from these.
        None keeps nothing.
    workers
        Number of processes; None chooses. A script that asks for more than one must do so under
        `if __name__ == "__main__":`.
    progress
        Told of world-weeks done.
    draw
        Given the result and the folder, before the folder is let go: writes the figure.
    command
        The command that goes on with interrupted work, where there is one.

    Raises
    ------
    InputError
        On bad arguments, a scenario that leaves Japan no choice in 1941, a folder that holds other work, or where
        the file system refuses.
    Interrupted
        When stopped by Ctrl-C; finished sets of reasons are kept where `out` is given.
    """
    count = whole_number("orders", orders, 2)
    if count % 2:
        raise InputError(f"orders is {count}; an even number is needed, since each order stands with its reverse.")
    chosen = as_scenario(scenario)
    work = _Work(
        scenario=chosen,
        question=Removal(chosen.setup, whole_number("seed", seed, 0), whole_number("worlds", worlds, 1)),
        orders=shapley.orders(list(GROUPS), count) if shares else [],
        workers=None if workers is None else whole_number("workers", workers, 1),
        progress=progress or Silent(),
        draw=draw,
    )
    # Finished sets of reasons stay in the folder, for a later and larger table: it is its own working folder.
    plan = plan_of(chosen, work.question.seed, work.question.worlds, 0, block_worlds(HEAVIER))
    if out is None:
        with study_folder(None, plan) as place:
            return work.done_in(place.work)
    with unfinished(folder_path(out), plan, command=command) as folder:
        return work.done_in(folder)


@dataclass(frozen=True, slots=True)
class _Work:
    """One checked order for a table."""

    scenario: Scenario
    question: Removal
    orders: list[tuple[str, ...]]
    workers: int | None
    progress: Progress
    draw: Callable[[ReasonsTable, Path], object] | None

    def done_in(self, folder: Path) -> ReasonsTable:
        """Simulate what is missing in the folder and write the table there."""
        name = self.scenario.name
        fill(self.question, self._coalitions(), folder, workers=self.workers, progress=self.progress, label=name)
        base = self._odds(folder, ())
        if np.isnan(base).all():
            raise InputError(
                f"{name}: Japan's course is fixed at every meeting of 1941; a scenario that leaves it free is needed."
            )
        made = ReasonsTable(
            scenario=name,
            title=self.scenario.title,
            worlds=self.question.worlds,
            seed=self.question.seed,
            table=self._table(folder, base),
            shares=self._shares(folder),
            forced=any((force.nation, force.decision) == ("japan", "course") for force in self.question.setup.forces),
        )
        made.write(folder)
        (folder / PAGE).write_text(page(made), encoding="utf-8")
        if self.draw is not None:
            self.draw(made, folder)
        return made

    def _coalitions(self) -> list[frozenset[str]]:
        """Return the reasons missing from every set that is needed, in the order of work."""
        single = [[name] for name in reasons_by_name() if reasons_by_name()[name].group]
        joint = [_names([group]) for group in GROUPS]
        steps = [_names(groups) for groups in shapley.coalitions_of(self.orders)]
        return [self.question.removed(names) for names in ([], _names(GROUPS), *single, *joint, *steps)]

    def _odds(self, folder: Path, names: Iterable[str]) -> Floats:
        return read_coalition(folder, self.question.removed(names))

    def _table(self, folder: Path, base: Floats) -> pd.DataFrame:
        reasons = [reason for group in GROUPS for reason in reasons_of_group(group)]
        named: list[tuple[str, list[Reason], str, str]] = [("baseline", [], "", "All reasons at work")]
        named += [("reason", [reason], reason.group, reason.title) for reason in reasons]
        named += [("group", list(reasons_of_group(group)), group, title) for group, title in GROUPS.items()]
        named.append(("all", reasons, "", "None of the reasons"))
        rows: list[tuple[object, ...]] = []
        for kind, removed, group, title in named:
            odds = self._odds(folder, [reason.name for reason in removed])
            pair = paired_difference(odds[0], base[0])
            rows.append(
                (
                    kind,
                    removed[0].name if kind == "reason" else "",
                    " ".join(reason.id for reason in removed),
                    group,
                    title,
                    removed[0].enters if kind == "reason" else TOGETHER if removed else "",
                    *np.nanmean(odds, axis=1).tolist(),
                    pair.difference,
                    pair.low,
                    pair.high,
                    pair.worlds,
                )
            )
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _shares(self, folder: Path) -> pd.DataFrame:
        if not self.orders:
            return pd.DataFrame(columns=list(shapley.COLUMNS))
        return shapley.shapley_table(GROUPS, self.orders, lambda groups: self._odds(folder, _names(groups))[0])


def _names(groups: Iterable[str]) -> list[str]:
    """Return the names of the reasons of several groups."""
    return [reason.name for group in groups for reason in reasons_of_group(group)]
