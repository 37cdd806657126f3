"""Staff papers as a council reads them: between the round numbers of belief for which they were written."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.imagining.asked import question
from crossroads.minds.imagining.forward import Forward
from crossroads.minds.imagining.grid import distinct, whole
from crossroads.minds.imagining.kept import Kept
from crossroads.minds.imagining.library import Library, imagined_by
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.war.advance import advance
from crossroads.world.axes import Array


class Papers:
    """The staff papers of one scenario.

    Parameters
    ----------
    p
        Central parameters of the scenario.
    library
        Where the papers stand.
    """

    def __init__(self, p: Parameters, library: Library) -> None:
        self.p = p
        self.library = library

    def measures(self, subject: Subject, view: View, legal: Array) -> dict[str, Array]:
        """Return what each plan is imagined to bring.

        Parameters
        ----------
        subject, view
            What is imagined, and on which beliefs.
        legal
            1 where an option is legal, (option, world); the decision is open in every world.

        Returns
        -------
        Name -> (future, plan, world); NaN for plans that were not needed.
        """
        worlds = legal.shape[-1]
        week = self.library.week_of(subject, view.week)
        asked = question(subject, view, legal, self.library.steps(subject, week))
        fixed, levels = whole(asked.fixed), whole(asked.levels)
        rows = np.concatenate([np.concatenate([fixed, level]) for level in levels], axis=1)
        unique, place = distinct(rows)
        found = self.library.look_up(subject, week, asked.facts, unique)
        place, weights = place.reshape(len(levels), worlds), asked.weights
        total = np.zeros((*found.shape[1:], worlds))
        for corner, weight in enumerate(weights):
            picked = np.moveaxis(found[place[corner]], 0, -1)
            total += np.where(weight > 0, picked * weight, 0.0)
        return dict(zip(subject.measures, total, strict=True))


KEPT_SCENARIOS = 4
"""Scenarios whose papers are at hand; a process seldom goes to and fro between more."""


@lru_cache(maxsize=KEPT_SCENARIOS)
def papers_of(
    edits: tuple[ParameterEdit, ...], forward: Forward = advance, supposed: tuple[tuple[str, float], ...] = ()
) -> Papers:
    """Return the staff papers of a scenario, shared by all its blocks: they hang on its edits and the laws alone.

    Scenarios whose staffs imagine by the same numbers share one library.

    Parameters
    ----------
    edits
        What the scenario changes of the parameters.
    forward
        The step by which staffs imagine.
    supposed
        Parameters that staffs suppose to be otherwise, such as those that an edited prelude moves.
    """
    central = draw_parameters(edits, 0, np.zeros(1, dtype=np.int64), knowledge=False).changed(dict(supposed))
    numbers = tuple((name, float(value)) for name, value in imagined_by(central).items())
    return Papers(central, _library(numbers, forward))


@lru_cache(maxsize=KEPT_SCENARIOS)
def _library(numbers: tuple[tuple[str, float], ...], forward: Forward) -> Library:
    p = Parameters(dict(numbers))
    return Library(forward, p, Kept(p))


def forget() -> None:
    """Let go of all papers that are at hand."""
    papers_of.cache_clear()
    _library.cache_clear()
