"""A finished calibration: what was asked, the rounds, the members, and what fresh worlds say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.validation.fit.members import Members
from crossroads.validation.fit.rounds import Course, FitOrder
from crossroads.validation.fit.targets import Plan
from crossroads.validation.fit.worlds import Told


@dataclass(frozen=True, slots=True)
class Calibration:
    """A finished calibration.

    Attributes
    ----------
    order, plan
        What was asked, and the targets.
    course, members
        The rounds, and the ensemble.
    before, after
        What the same worlds say, to the usual horizon, with every record drawn for itself and with the ensemble.
    drawn
        Member of each world of `after`, shape (world,).
    digest
        What must agree for two calibrations to be the same.
    """

    order: FitOrder
    plan: Plan
    course: Course
    members: Members
    before: Told
    after: Told
    drawn: NDArray[np.int64]
    digest: dict[str, Any]
