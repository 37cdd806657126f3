"""The deliberating decider: imagines each option of the great decisions, and weighs what it sees there.

Lesser decisions are appraised from the view by stated odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from crossroads.cache.papers import Kept
from crossroads.deciding.council import Council
from crossroads.deciding.decider import Weighing
from crossroads.deciding.decision import DecisionPoint
from crossroads.deciding.setup import Setup
from crossroads.deciding.stated_odds import Numbers, StatedOdds
from crossroads.deciding.view import View
from crossroads.evidence.edits import ParameterEdit
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.imagining import interests
from crossroads.imagining.germany_choices import MainEffort, WarOnUs
from crossroads.imagining.japan_course import JapanCourse
from crossroads.imagining.papers import Papers
from crossroads.imagining.subject import Subject
from crossroads.imagining.us_choices import Entry, Trade
from crossroads.imagining.ussr_choices import FightOn, Transfers, WarOnJapan
from crossroads.mechanics.advance import advance
from crossroads.world.axes import Array

SUBJECTS: dict[str, Subject] = {
    subject.point: subject
    for subject in (JapanCourse(), Transfers(), FightOn(), WarOnJapan(), MainEffort(), WarOnUs(), Trade(), Entry())
}
"""Decision id -> how it is imagined."""


KEPT_SCENARIOS = 4
"""Scenarios whose papers are kept; a process seldom goes to and fro between more."""


_IN_USE: WeakSet[Papers] = WeakSet()


@lru_cache(maxsize=KEPT_SCENARIOS)
def papers_of(edits: tuple[ParameterEdit, ...]) -> Papers:
    """Return the staff papers of a scenario, shared by all its blocks: they hang on its edits alone."""
    central = draw_parameters(edits, 0, np.zeros(1, dtype=np.int64), knowledge=False)
    papers = Papers(advance, central, Kept(central))
    _IN_USE.add(papers)
    return papers


def keep_papers() -> None:
    """Keep what staffs have written for later runs, where papers are kept."""
    for papers in list(_IN_USE):
        papers.keep()


@dataclass(frozen=True, slots=True)
class _Some:
    """Parameters of some of a block's worlds, picked as they are asked for."""

    p: Numbers
    where: NDArray[np.int64]

    def __getitem__(self, name: str, /) -> Array | float:
        value = self.p[name]
        return value[self.where] if isinstance(value, np.ndarray) else value


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The decider of a nation that deliberates.

    Attributes
    ----------
    p
        Parameters of the block's worlds: interests differ between worlds.
    papers
        The scenario's staff papers.
    """

    p: Parameters
    papers: Papers

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh the options: imagined where the decision is a great one, else appraised."""
        subject = SUBJECTS.get(point.id)
        if subject is None:
            return StatedOdds(self.p).weigh(point, view, legal)
        where = np.flatnonzero(legal.max(axis=0) > 0)
        some = view if len(where) == legal.shape[-1] else _view_of(view, where)
        measures = self.papers.measures(subject, some, legal[:, where])
        council = convene(subject, point, measures, some, self.papers.p, _Some(self.p, where))
        weighed = Weighing.of(council)
        log_odds = np.zeros(legal.shape)
        log_odds[:, where] = weighed.log_odds
        return Weighing(log_odds, council, where)


def _view_of(view: View, where: NDArray[np.int64]) -> View:
    """Return the view of some of the worlds."""
    return replace(view, features={name: np.asarray(values)[where] for name, values in view.features.items()})


def convene(
    subject: Subject, point: DecisionPoint, measures: Mapping[str, Array], view: View, known: Numbers, p: Numbers
) -> Council:
    """Put together what a decision is weighed with: stakes as the staff knows them, and the interests of the table."""
    found = subject.values(measures, view, known)
    worlds = next(iter(view.features.values())).shape[-1]
    values = np.zeros((len(subject.futures), len(subject.terms), len(point.options), worlds))
    for index, option in enumerate(point.options):
        for position, term in enumerate(subject.terms):
            if term in found.get(option, {}):
                values[:, position, index] = found[option][term]
    # An option that is not legal was not imagined: its stakes are not numbers, and nobody reads them.
    values = np.where(np.isnan(values), 0.0, values)
    return Council(
        options=tuple(point.options),
        factions=tuple(subject.factions),
        terms=subject.terms,
        futures=subject.futures,
        values=values,
        weights=interests.weights(subject, p, worlds),
        power=interests.power(subject, p, worlds),
        assent=np.array(list(subject.factions.values()), dtype=np.float64),
        costly=np.array([option in subject.costly for option in point.options], dtype=np.float64),
        futures_odds=interests.futures_odds(subject, p, worlds),
        **interests.table_rules(subject, p, worlds),
    )


def reconvene(setup: Setup, point: DecisionPoint, seen: Mapping[str, float], legal: Array, council: Council) -> Council:
    """Imagine a decision of one world again from what was seen.

    Parameters
    ----------
    setup
        The run's setup: its edits fix what a staff knows of the laws of war.
    point
        A decision that is imagined.
    seen
        View features of the record, some perhaps changed.
    legal
        1 where an option was legal, shape (option, 1).
    council
        The record's council: its interests are kept.

    Returns
    -------
    The council with stakes as the changed beliefs make them, in one world.
    """
    subject = SUBJECTS[point.id]
    features = {name: np.array([float(value)]) for name, value in seen.items()}
    view = View(point.nation, int(features["week"][0]), features)
    papers = papers_of(setup.edits)
    measures = papers.measures(subject, view, legal)
    fresh = convene(subject, point, measures, view, papers.p, papers.p)
    return replace(council, values=fresh.values)


def beliefs_of(point: DecisionPoint) -> dict[str, float]:
    """Return the beliefs that reach the imagining of a decision -> the smallest step worth trying."""
    subject = SUBJECTS.get(point.id)
    if subject is None:
        return {}
    papers = papers_of(())
    steps = dict(zip(subject.axes, papers.steps(subject, 0), strict=True))
    half = 0.5
    return {name: half * step for name, step in steps.items()} | {
        name: half * float(papers.p["staff.odds_step"]) for name in subject.odds
    }


def make(p: Parameters, setup: Setup) -> Deliberation:
    """Return the deliberating decider of a block of worlds."""
    return Deliberation(p, papers_of(setup.edits))
