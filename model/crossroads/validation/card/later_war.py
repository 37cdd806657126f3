"""The numbers of 1942-43 that everything after them hangs on: how far the median world lies from each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossroads.evidence.history.record_map import Target
from crossroads.validation.card.kinds import CARD
from crossroads.validation.fit.groups import WIDTH, z_scores
from crossroads.validation.fit.judgement import LEVELS
from crossroads.world.axes import Floats


@dataclass(frozen=True, slots=True, eq=False)
class LaterNumber:
    """One number, or several of which some must hold.

    Attributes
    ----------
    title, unit
        What it is, and its unit ('' for a ratio).
    recorded
        What was recorded, shape (number,).
    allowed
        The lowest and the highest median that holds, shape (number, 2).
    points
        The 10 %, 50 % and 90 % points of worlds, shape (number, 3).
    z
        Recorded less mean answer, over the spread of worlds and record, shape (number,).
    least
        How many of them must hold.
    """

    title: str
    unit: str
    recorded: Floats
    allowed: Floats
    points: Floats
    z: Floats
    least: int

    @property
    def holds(self) -> bool:
        """Whether so many medians lie where they are allowed to."""
        middle = self.points[:, 1]
        inside = (self.allowed[:, 0] <= middle) & (middle <= self.allowed[:, 1])
        return int(inside.sum()) >= self.least


def later_numbers(targets: tuple[Target, ...], answers: Floats) -> tuple[LaterNumber, ...]:
    """Return the numbers, in the order in which `asked.toml` lists them; those whose targets are missing are left out.

    Parameters
    ----------
    targets
        Recorded numbers.
    answers
        What worlds say to them, shape (target, world).
    """
    places = {target.id: row for row, target in enumerate(targets)}
    asked = [item for item in CARD["held"] if places.keys() >= set(item["targets"])]
    return tuple(_number(item, [places[name] for name in item["targets"]], targets, answers) for item in asked)


def _number(asked: dict[str, object], rows: list[int], targets: tuple[Target, ...], answers: Floats) -> LaterNumber:
    chosen, said = tuple(targets[row] for row in rows), answers[rows]
    title, least = str(asked["title"]), int(str(asked.get("least", 1)))
    if "ratio" in asked:
        worlds = said[0] / said[1]
        allowed = np.array([asked["ratio"]], dtype=np.float64)
        recorded = np.array([chosen[0].value / chosen[1].value])
        points = np.nanquantile(worlds, LEVELS)[np.newaxis]
        # Errors of the two counts have nothing to do with each other.
        above, below = (target.half / target.value for target in chosen)
        half = recorded * np.hypot(above, below)
        apart = np.hypot(points[:, -1] - points[:, 0], 2.0 * half) / WIDTH
        return LaterNumber(title, "", recorded, allowed, points, (recorded - np.nanmean(worlds)) / apart, 1)
    recorded = np.array([target.value for target in chosen])
    if "factor" in asked:
        factor = float(str(asked["factor"]))
        allowed = np.stack([recorded / factor, recorded * factor], axis=1)
    else:
        margin = float(str(asked["margin"]))
        allowed = np.stack([recorded - margin, recorded + margin], axis=1)
    points = np.nanquantile(said, LEVELS, axis=1).T
    return LaterNumber(title, chosen[0].unit, recorded, allowed, points, z_scores(chosen, said), least)
