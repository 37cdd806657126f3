"""The deliberating decider: imagines each option of the great decisions, and weighs what it sees there.

Lesser decisions are appraised from the view by stated odds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.parameters import Parameters
from crossroads.minds.council import Council
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.imagining import interests
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers


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
    subjects
        Decision id -> how it is imagined.
    papers
        The scenario's staff papers.
    """

    p: Parameters
    subjects: Mapping[str, Subject]
    papers: Papers

    def imagines(self, point: DecisionPoint) -> bool:
        """Say whether a decision is imagined; all others are weighed by stated odds."""
        return point.id in self.subjects

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh the options: imagined where the decision is a great one, else appraised."""
        subject = self.subjects.get(point.id)
        if subject is None:
            return StatedOdds(self.p).weigh(point, view, legal)
        where = np.flatnonzero(legal.max(axis=0) > 0)
        if not len(where):  # a meeting was ordered at which nothing can be done
            return Weighing(np.zeros(legal.shape))
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
    shape = (len(subject.futures), worlds)
    nothing = np.zeros(shape)
    stakes = [
        [np.broadcast_to(found.get(option, {}).get(term, nothing), shape) for option in point.options]
        for term in subject.terms
    ]
    by_future = [[[row[future] for row in rows] for rows in stakes] for future in range(len(subject.futures))]
    values = np.stack([np.stack([np.stack(rows) for rows in terms]) for terms in by_future])
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


def reconvene(
    papers: Papers,
    subject: Subject,
    point: DecisionPoint,
    seen: Mapping[str, float],
    legal: Array,
    council: Council,
) -> Council:
    """Imagine a decision of one world again from what was seen.

    Parameters
    ----------
    papers
        The run's staff papers: its edits fix what a staff knows of the laws of war.
    subject, point
        How the decision is imagined, and the decision.
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
    features = {name: np.array([float(value)]) for name, value in seen.items()}
    view = View(point.nation, int(features["week"][0]), features)
    measures = papers.measures(subject, view, legal)
    fresh = convene(subject, point, measures, view, papers.p, papers.p)
    return replace(council, values=fresh.values)


def beliefs_of(papers: Papers, subject: Subject) -> dict[str, float]:
    """Return the beliefs that reach the imagining of a decision -> the smallest step worth trying."""
    steps = dict(zip(subject.axes, papers.library.steps(subject, 0), strict=True))
    half = 0.5
    return {name: half * step for name, step in steps.items()} | {
        name: half * float(papers.p["staff.odds_step"]) for name in subject.odds
    }
