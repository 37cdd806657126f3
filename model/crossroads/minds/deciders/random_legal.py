"""Equal odds over whatever is legal: what a seat brings about by its options alone, without any judgement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.minds.decider import Weighing
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.world.axes import Array


@dataclass(frozen=True, slots=True)
class RandomLegal:
    """The decider that sees nothing: every legal option is as likely as any other."""

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh all options alike; those that are not legal fall away afterwards, as for every decider."""
        return Weighing(np.zeros_like(legal, dtype=np.float64))
