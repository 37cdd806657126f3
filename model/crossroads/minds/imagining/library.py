"""A library of staff papers: what each plan was imagined to bring, for round numbers of belief, each written once.

A paper hangs on the decision, the week, public facts, beliefs at round numbers, and on what a staff imagines by: the
laws of war and its own methods. What nations want and believe, and how they choose, is not among it, and a library does
not hold it: scenarios that differ in nothing else share their papers.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import Parameters
from crossroads.minds.imagining.forward import Forward, Schedule, imagine
from crossroads.minds.imagining.grid import Levels
from crossroads.minds.imagining.kept import Kept, Lot, Place, tries
from crossroads.minds.imagining.subject import Counts, Lanes, Subject
from crossroads.minds.imagining.supposed import Supposed, late, steps_ahead
from crossroads.world.axes import Array, whole

log = logging.getLogger("crossroads")

MOST_LANES = 24_000
"""Imagined worlds that are run together."""

NOT_IMAGINED_BY = frozenset({"interest", "reason", "belief", "odds", "deciding", "deciders", "intelligence"})
"""Families of records that no paper hangs on: a staff that asked for one would not find it."""


@dataclass(slots=True)
class _Shelf:
    """Papers of one decision in one week: (measure, future, plan) each, NaN where a plan was not asked for."""

    place: dict[bytes, int] = field(default_factory=dict)
    papers: list[Array] = field(default_factory=list)

    def add(self, lot: Lot) -> None:
        """Put papers on the shelf, none of which is there."""
        self.place |= dict(zip(lot.names, range(len(self.papers), len(self.papers) + len(lot.keys)), strict=True))
        self.papers += list(lot.papers)


@dataclass(frozen=True, slots=True)
class _Method:
    """For how many weeks a decision's papers hold, and the grid's step along each of its axes."""

    holds: int
    steps: list[float]


def imagined_by(p: Parameters) -> Parameters:
    """Return the parameters that a staff imagines by: all but those of wishes, beliefs, reasons and choice."""
    return Parameters({name: value for name, value in p.items() if name.partition(".")[0] not in NOT_IMAGINED_BY})


class Library:
    """The staff papers of all scenarios whose staffs imagine by the same numbers.

    Parameters
    ----------
    forward
        The forward step of the mechanics.
    p
        Central parameters that a staff imagines by.
    kept
        Papers of earlier runs; None = every paper is written here.
    """

    def __init__(self, forward: Forward, p: Parameters, kept: Kept | None = None) -> None:
        # Runs of several threads share papers, and what is supposed goes on from where it stood.
        self._one = threading.RLock()
        self._forward = forward
        # What a protocol asks is asked once: it takes as long as a paper's smallest part.
        self._counts = forward if isinstance(forward, Counts) else None
        self._p = p
        self._kept: dict[object, object] = {}
        self._laws = p.as_arrays()
        self._reference = Supposed(forward, p, self._kept)
        self._shelves: dict[Place, _Shelf] = {}
        self._methods: dict[tuple[str, bool], _Method] = {}
        self._schedules: dict[tuple[int, int], tuple[Subject, Schedule]] = {}
        self._fresh: list[Lot] = []
        self._kept_papers = kept
        self.written = 0
        """Imagined worlds run so far."""
        self._unproven: dict[Place, list[Lot]] = {}
        for lot in kept.read() if kept else ():
            self._unproven.setdefault(lot.place, []).append(lot)
        self._trying = tries()
        self._proven: set[Path | None] = set()
        """Files of which a paper has been worked out again."""

    def keep(self) -> None:
        """Keep what was written for later runs, where papers are kept."""
        with self._one:
            if self._kept_papers is not None and self._kept_papers.keep(self._fresh):
                self._fresh = []

    def steps(self, subject: Subject, week: int) -> list[float]:
        """Return the grid's step along each of a subject's axes: rounder numbers once the first year is over."""
        return self._method(subject, late(self._p, week)).steps

    def week_of(self, subject: Subject, week: int) -> int:
        """Return the week of the paper that is on the table: one holds for some weeks before it is redone."""
        return week - week % self._method(subject, late(self._p, week)).holds

    def _method(self, subject: Subject, rounder: bool) -> _Method:
        """Return how a staff works; it is asked in every week of every run."""
        found = self._methods.get((subject.point, rounder))
        if found is None:
            _, decision = subject.point.split(".")
            holds = self._p[f"staff.{decision}.{'later_paper_weeks' if rounder else 'paper_weeks'}"]
            factor = float(self._p["staff.later_rounding"]) if rounder else 1.0
            steps = [factor * float(self._p[f"staff.{decision}.{name}_step"]) for name in subject.axes]
            found = self._methods[subject.point, rounder] = _Method(int(whole(holds)), steps)
        return found

    def places(self) -> dict[str, list[int]]:
        """Return of which decisions and weeks there are papers here, those of earlier runs among them."""
        found: dict[str, list[int]] = {}
        with self._one:
            for point, week in sorted({*self._shelves, *self._unproven}):
                found.setdefault(point, []).append(week)
        return found

    def at_hand(self, subject: Subject, week: int, facts: tuple[str, ...]) -> tuple[list[bytes], list[Array]]:
        """Return the papers of a decision and week that need not be written: keys as bytes, and what each says."""
        with self._one:
            shelf = self._shelf(subject, week, facts)
            return list(shelf.place), list(shelf.papers)

    def look_up(self, subject: Subject, week: int, facts: tuple[str, ...], unique: Levels) -> Array:
        """Return papers, (paper, measure, future, plan); write those that are missing.

        Parameters
        ----------
        subject, week
            What is imagined, and the week of its papers.
        facts
            Names of the facts on which they depend.
        unique
            Facts, which plans are needed, levels of belief: whole numbers, (name, paper), no two papers alike.
        """
        keys = np.ascontiguousarray(unique.T)
        names = [key.tobytes() for key in keys]
        with self._one:
            shelf = self._shelf(subject, week, facts)
            missing = [position for position, name in enumerate(names) if name not in shelf.place]
            if missing:
                written = self._write(subject, week, facts, unique[:, missing])
                lot = Lot((subject.point, week), keys[missing], written)
                shelf.add(lot)
                if self._kept_papers is not None and self._kept_papers.on:
                    self._fresh.append(lot)
            return np.stack([shelf.papers[shelf.place[name]] for name in names])

    def _shelf(self, subject: Subject, week: int, facts: tuple[str, ...]) -> _Shelf:
        """Return the papers of a decision and week, those of earlier runs among them."""
        place = subject.point, week
        shelf = self._shelves.get(place)
        if shelf is None:
            shelf = self._shelves[place] = _Shelf()
            for lot in self._unproven.pop(place, ()):
                if self._is_right(subject, facts, lot):
                    shelf.add(lot)
                else:
                    self._remove_kept(lot.file)
        return shelf

    def _is_right(self, subject: Subject, facts: tuple[str, ...], lot: Lot) -> bool:
        """Return whether kept papers are such as would be written here.

        Each says something of every plan that is needed and of no other. Where this process tries files, the first
        paper that each gives is worked out again, before any of them is read.
        """
        plans = len(subject.plans)
        shape = len(subject.measures), len(subject.futures), plans
        if lot.papers.shape[1:] != shape or lot.keys.shape[1] != len(facts) + plans + len(subject.axes):
            return False
        needed = lot.keys[:, len(facts) : len(facts) + plans] > 0
        if not (np.isfinite(lot.papers) == needed[:, None, None]).all():
            return False
        if self._trying and lot.file not in self._proven:
            before = self.written
            again = self._write(subject, lot.place[1], facts, lot.keys[:1].T)
            self.written = before
            self._proven.add(lot.file)
            return again.tobytes() == lot.papers[:1].tobytes()
        return True

    def _remove_kept(self, file: Path | None) -> None:
        """Take away a file that gives other papers than are written here, with all of it that is on no shelf yet."""
        self._unproven = {
            place: others
            for place, lots in self._unproven.items()
            if (others := [lot for lot in lots if lot.file != file])
        }
        if self._kept_papers is not None and file is not None:
            log.warning(
                "%s: its papers are not those of this program; it was removed, and they are written anew.", file
            )
            self._kept_papers.remove(file)

    def _write(self, subject: Subject, week: int, facts: tuple[str, ...], rows: Levels) -> Array:
        """Imagine every plan that is needed, in every future, for each column of `rows`."""
        plans, futures, measures = len(subject.plans), len(subject.futures), len(subject.measures)
        certain = np.array([name in subject.certain for name in subject.plans])
        usual = np.array([name == "expected" for name in subject.futures])
        needed = rows[len(facts) : len(facts) + plans] != 0
        future, plan, paper = np.nonzero(needed & (usual[:, None, None] | ~certain[:, None]))
        result = np.full((rows.shape[1], measures, futures, plans), np.nan)
        for first in range(0, len(plan), MOST_LANES):
            part = slice(first, first + MOST_LANES)
            lanes = self._lanes(subject, week, facts, rows[:, paper[part]], plan[part], future[part])
            measured, counted = self._imagine(subject, lanes), np.empty((lanes.count, measures))
            for index, name in enumerate(subject.measures):
                counted[:, index] = measured[name]
            result[paper[part], :, future[part], plan[part]] = counted
        self.written += len(plan)
        result[..., certain] = result[:, :, usual][..., certain]
        return result

    def _lanes(
        self,
        subject: Subject,
        week: int,
        facts: tuple[str, ...],
        rows: Levels,
        plan: NDArray[np.int64],
        future: NDArray[np.int64],
    ) -> Lanes:
        spread = float(self._p["staff.futures_spread"])
        luck = {"good": spread, "expected": 0.0, "bad": -spread}
        levels = rows[len(facts) + len(subject.plans) :]
        steps = self.steps(subject, week)
        return Lanes(
            week=week,
            plan=plan.astype(np.float64),
            luck=np.array([luck[name] for name in subject.futures])[future],
            beliefs={name: levels[axis] * steps[axis] for axis, name in enumerate(subject.axes)},
            situation={name: rows[index].astype(np.float64) for index, name in enumerate(facts)},
        )

    def _schedule(self, subject: Subject, week: int) -> Schedule:
        """Return the steps in which a staff looks ahead from a week; they are asked for with every lot of papers."""
        kept = self._schedules.get((id(subject), week))
        if kept is None:
            weeks = steps_ahead(self._p, week, subject.horizon(week, self._p))
            made = Schedule.of(weeks, subject.eastern_front, subject.turn(week, self._p))
            # With the subject itself: nothing else can then have its identity.
            kept = self._schedules[id(subject), week] = subject, made
        return kept[1]

    def _imagine(self, subject: Subject, lanes: Lanes) -> dict[str, Array]:
        schedule = self._schedule(subject, lanes.week)
        if self._counts is not None:
            found = self._counts.counted(subject, lanes, self._reference, self._laws, schedule)
            if found is not None:
                return found
        start = subject.start(lanes, self._reference, self._laws)
        end, way = imagine(
            self._forward,
            start.state,
            start.orders,
            start.p,
            schedule,
            lasting=start.lasting,
            kept=self._kept,
            then=start.then,
        )
        return subject.count(lanes, start, end, way, schedule.horizon)
