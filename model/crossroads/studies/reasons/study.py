"""What each of the documents' reasons does to a choice: each removed alone, each group, and Shapley shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crossroads.errors import InputError
from crossroads.evidence.reasons import Reason, reason_groups, reasons_by_name, reasons_of_group
from crossroads.runs.asked_numbers import whole_number
from crossroads.runs.blocks import Cell, block_worlds
from crossroads.runs.manifest import plan_of
from crossroads.runs.progress import Progress, Silent
from crossroads.runs.storage.files import remove_folder, write_json, write_text
from crossroads.runs.storage.room import check_room, study_need
from crossroads.runs.study_folder import PLAN, Place, study_folder
from crossroads.scenario.changed import as_scenario
from crossroads.scenario.question import Question
from crossroads.scenario.question_asked import question_about
from crossroads.scenario.scenario import Given, Scenario
from crossroads.statistics import shapley
from crossroads.statistics.paired import paired_difference
from crossroads.studies.reasons import coalitions
from crossroads.studies.reasons.page import page
from crossroads.studies.reasons.result import PAGE, ReasonsTable
from crossroads.telling import vocabulary

ORDERS = 32
"""Orders of removal behind the Shapley shares where nothing is said; even, since each stands with its reverse."""

KINDS: tuple[str, ...] = ("baseline", "reason", "group", "all")

TOGETHER = "together"
"""What stands under `enters` where several reasons are removed at once."""


def columns(decision: str) -> tuple[str, ...]:
    """Return the columns of the table of a decision."""
    told = vocabulary.reasons_words(decision)
    first = ("kind", "reason", "ids", "group", "title", "enters")
    return (*first, *told.options, told.difference, "low", "high", "worlds")


def reasons_table(
    scenario: Given = "historical",
    *,
    decision: str | None = None,
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
    """Remove the documents' reasons for a decision one by one, by group, and in many orders.

    Parameters
    ----------
    scenario
        A scenario, its name, or the path of its file: what stays the same.
    decision
        The decision, 'nation.decision'; None: the one that the scenario's question turns over.
    worlds, seed
        Number of worlds, numbered from 0, and the seed of all luck.
    shares
        Work out Shapley shares of the groups as well: some 150 further sets of reasons.
    orders
        Orders of removal behind the shares, an even number.
    out
        Folder to make, with the tables, the page, and the finished sets of reasons, from which the same call with
        more orders goes on: the folder is then made anew. Unfinished work stands in `<out>.partial`. None keeps
        nothing.
    workers
        Number of processes; None: this one alone. A script that asks for more than one must do so under
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
        On bad arguments, a decision whose reasons are not grouped, a scenario that leaves no choice, a folder that
        holds other work, or where the file system refuses.
    Interrupted
        When stopped by Ctrl-C; finished sets of reasons are kept where `out` is given.
    """
    count = whole_number("orders", orders, 2)
    if count % 2:
        raise InputError(f"orders is {count}; an even number is needed, since each order stands with its reverse.")
    chosen = as_scenario(scenario)
    able = [name for name in reason_groups() if vocabulary.decision(name).reasons is not None]
    question = question_about(chosen, decision, able, "no grouping of the documents' reasons")
    weighed = coalitions.WeighedDecision(
        question.point, tuple(vocabulary.reasons_words(question.point).options), question.read_off
    )
    number, luck = whole_number("worlds", worlds, 1), whole_number("seed", seed, 0)
    work = _Work(
        scenario=chosen,
        question=question,
        removal=coalitions.Removal(Cell(chosen.name, chosen.setup, chosen.setup.horizon), luck, number, weighed),
        orders=shapley.orders(list(reason_groups()[question.point]), count) if shares else [],
        workers=None if workers is None else whole_number("workers", workers, 1),
        progress=progress or Silent(),
    )
    named = {} if decision is None else {"decision": decision}
    plan = plan_of(chosen, luck, number, 0, block_worlds(coalitions.HEAVIER)) | named
    # Finished sets of reasons stay in the folder, for a later and larger table.
    with study_folder(out, plan, command=command, takes_up=True) as place:
        made = work.done_in(place.work)
        if place.target is not None:
            _write(made, place, plan, draw)
    return made


def _write(
    made: ReasonsTable, place: Place, plan: Mapping[str, Any], draw: Callable[[ReasonsTable, Path], object] | None
) -> None:
    with place.result() as folder:
        place.link(coalitions.FOLDER, folder)
        write_json(folder / PLAN, dict(plan))
        made.write(folder)
        write_text(folder / PAGE, page(made))
        if draw is not None:
            draw(made, folder)


@dataclass(frozen=True, slots=True)
class _Work:
    """One checked order for a table."""

    scenario: Scenario
    question: Question
    removal: coalitions.Removal
    orders: list[tuple[str, ...]]
    workers: int | None
    progress: Progress

    @property
    def groups(self) -> dict[str, str]:
        """The groups of reasons, with titles."""
        return reason_groups()[self.question.point]

    def done_in(self, folder: Path) -> ReasonsTable:
        """Simulate what is missing in the folder and return the table."""
        sets = self._coalitions()
        check_room(study_need(self.removal.worlds * len(sets), coalitions.BYTES_A_WORLD), folder)
        if self._forced:  # whether it leaves a choice shows with nothing removed, before the other sets are simulated
            self._fill(folder, sets[:1])
            self._refuse_settled(folder)
        self._fill(folder, sets)
        self._refuse_settled(folder)
        base = self._odds(folder, ())
        point = vocabulary.point(self.question.point)
        return ReasonsTable(
            scenario=self.scenario.name,
            title=self.scenario.title,
            decision=point.id,
            worlds=self.removal.worlds,
            seed=self.removal.seed,
            caveat=self.question.caveat,
            bear_in_mind=self.scenario.bear_in_mind,
            table=self._table(folder, base),
            shares=self._shares(folder),
            last=self.question.read_off,
            forced=self._forced,
        )

    @property
    def _forced(self) -> bool:
        point = vocabulary.point(self.question.point).id
        return any(f"{force.nation}.{force.decision}" == point for force in self.removal.cell.setup.forces)

    def _fill(self, folder: Path, sets: list[frozenset[str]]) -> None:
        coalitions.fill(
            self.removal, sets, folder, workers=self.workers, progress=self.progress, label=self.scenario.name
        )

    def _refuse_settled(self, folder: Path) -> None:
        """Refuse a scenario under which no world has a choice to weigh, and keep nothing of it."""
        if not np.isnan(self._odds(folder, ())).all():
            return
        remove_folder(folder / coalitions.FOLDER)
        title = vocabulary.point(self.question.point).title
        raise InputError(
            f"{self.scenario.name}: {title} is fixed at every meeting of {self.question.read_off.year}; a scenario "
            "that leaves it free is needed."
        )

    def _coalitions(self) -> list[frozenset[str]]:
        """Return the reasons missing from every set that is needed, in the order of work."""
        single = [[name] for name in reasons_by_name() if reasons_by_name()[name].group]
        joint = [_names([group]) for group in self.groups]
        steps = [_names(groups) for groups in shapley.coalitions_of(self.orders)]
        return [self.removal.removed(names) for names in ([], _names(self.groups), *single, *joint, *steps)]

    def _odds(self, folder: Path, names: Iterable[str]) -> coalitions.Floats:
        return coalitions.read_coalition(folder, self.removal.removed(names))

    def _table(self, folder: Path, base: coalitions.Floats) -> pd.DataFrame:
        reasons = [reason for group in self.groups for reason in reasons_of_group(group)]
        named: list[tuple[str, list[Reason], str, str]] = [("baseline", [], "", "All reasons at work")]
        named += [("reason", [reason], reason.group, reason.title) for reason in reasons]
        named += [("group", list(reasons_of_group(group)), group, title) for group, title in self.groups.items()]
        named.append(("all", reasons, "", "None of the reasons"))
        rows: list[tuple[object, ...]] = []
        for kind, removed, group, title in named:
            odds = self._odds(folder, [reason.name for reason in removed])
            pair = paired_difference(odds[0], base[0], most=1.0)
            rows.append(
                (
                    kind,
                    removed[0].name if kind == "reason" else "",
                    " ".join(reason.id for reason in removed),
                    group,
                    title,
                    removed[0].enters if kind == "reason" else TOGETHER if removed else "",
                    *np.nanmean(odds, axis=1).tolist(),
                    *pair.interval,
                    pair.worlds,
                )
            )
        return pd.DataFrame(rows, columns=list(columns(self.question.point)))

    def _shares(self, folder: Path) -> pd.DataFrame:
        if not self.orders:
            return pd.DataFrame(columns=list(shapley.COLUMNS))
        return shapley.shapley_table(
            self.groups, self.orders, lambda groups: self._odds(folder, _names(groups))[0], most=1.0
        )


def _names(groups: Iterable[str]) -> list[str]:
    """Return the names of the reasons of several groups."""
    return [reason.name for group in groups for reason in reasons_of_group(group)]
