"""A finished calibration: what was asked, both fits with their searches, and what fresh worlds say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.load import load_records
from crossroads.validation.fit.groups import FIRST_YEAR, GroupFit, after, by_group
from crossroads.validation.fit.members import Members, Mixed
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.rounds import Course, FitOrder
from crossroads.validation.fit.structures import FitYears, Search
from crossroads.validation.fit.targets import Plan
from crossroads.validation.fit.worlds import Told


@dataclass(frozen=True, slots=True, eq=False)
class Searched:
    """One search that has ended: its rounds, and the members that it gives."""

    search: Search
    course: Course
    members: Members


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """One fit that has ended.

    Attributes
    ----------
    fit
        Its name and its last day.
    searches
        Its searches.
    mixed
        Their members as one ensemble.
    after
        What worlds of that ensemble say to every target.
    wide
        The same with what the laws miss growing from the last day of the fit on.
    drawn
        Member of each of these worlds, shape (world,).
    """

    fit: FitYears
    searches: tuple[Searched, ...]
    mixed: Mixed
    after: Told
    wide: Told
    drawn: NDArray[np.int64]

    @property
    def prior(self) -> Prior:
        """The records that some search fitted."""
        records = load_records()
        return Prior(tuple(records[name] for name in self.mixed.fitted))

    @property
    def pull(self) -> dict[str, tuple[float, str]]:
        """Record -> its largest correlation with a target's answer that a search found, and that target's id."""
        found: dict[str, tuple[float, str]] = {}
        for one in self.searches:
            for name, pull in one.course.pull.items():
                found[name] = max(found.get(name, pull), pull)
        return found

    @property
    def moves(self) -> dict[str, tuple[str, ...]]:
        """Fitted record -> ids of the targets that it moves most, as the first search that fitted it has them."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.searches:
            found = one.course.moves | found
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A finished calibration.

    Attributes
    ----------
    order, plan
        What was asked, and the targets.
    fits
        Both fits: to 1941-42, and to 1941-43. The last is the one to install.
    before
        What the same worlds say, to the usual horizon, with every record drawn for itself.
    digest
        What must agree for two calibrations to be the same.
    """

    order: FitOrder
    plan: Plan
    fits: tuple[Fitted, ...]
    before: Told
    digest: dict[str, Any]

    @property
    def last(self) -> Fitted:
        """The fit to install."""
        return self.fits[-1]

    def seen(self, fitted: Fitted) -> tuple[GroupFit, ...]:
        """Return how a fit answers the targets that it was fitted to, by group."""
        rows = self.plan.rows(fitted.fit.until)
        return by_group(tuple(self.plan.targets[row] for row in rows), fitted.after.answers[rows])

    def unseen(self, fitted: Fitted, *, wide: bool = False) -> tuple[GroupFit, ...]:
        """Return how it answers those that it has not seen; `wide` with what its laws miss."""
        said = fitted.wide if wide else fitted.after
        return after(fitted.fit.until, self.plan.targets, said.answers)

    def later(self, fitted: Fitted) -> tuple[GroupFit, ...]:
        """Return how it answers the numbers of 1942 and 1943 together, seen or not."""
        return after(FIRST_YEAR, self.plan.targets, fitted.after.answers)
