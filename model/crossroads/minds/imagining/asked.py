"""What a council asks its staff: on which facts, of which plans, and between which round numbers of belief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossroads.minds.imagining.grid import corners
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.world.axes import Array


@dataclass(frozen=True, slots=True)
class PapersAsked:
    """What is asked of the papers of a decision.

    Attributes
    ----------
    facts
        Names of the facts on which the papers depend.
    fixed
        Those facts and, for each plan, whether it is needed: whole numbers, (name, world).
    levels
        Round numbers of belief between which each world's lie, in steps of the grid, (corner, axis, world).
    weights
        How much each counts, (corner, world).
    """

    facts: tuple[str, ...]
    fixed: Array
    levels: Array
    weights: Array


def question(subject: Subject, view: View, legal: Array, steps: Sequence[Array | float]) -> PapersAsked:
    """Return what is asked where a decision is put.

    Parameters
    ----------
    subject, view
        What is imagined, and on which beliefs.
    legal
        1 where an option is legal, (option, world).
    steps
        The grid's step along each of the subject's axes.
    """
    believed = [view[name] / step for name, step in zip(subject.axes, steps, strict=True)]
    levels, weights = corners(np.stack(believed) if believed else np.zeros((0, legal.shape[-1])))
    facts = subject.situation(view)
    needed = [np.where(row, 1.0, 0.0) for row in subject.needed(view, legal)]
    fixed = np.stack([*(np.rint(row) for row in facts.values()), *needed])
    return PapersAsked(tuple(facts), fixed, levels, weights)
