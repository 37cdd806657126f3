"""The deliberating decider: imagines each option of the great decisions, and weighs what it sees there.

Lesser decisions are appraised from the view by stated odds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import numpy as np

from crossroads.evidence.parameters import Parameters
from crossroads.minds.choice import probabilities
from crossroads.minds.council import Council, apart, utilities
from crossroads.minds.decider import Picked, Weighing, views_joined
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.imagining import interests
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.world.axes import Array, Ints, Numbers


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
        (weighing,) = self.weigh_all(point, [(view, legal)])
        return weighing

    def weigh_all(self, point: DecisionPoint, asked: Sequence[tuple[View, Array]]) -> list[Weighing]:
        """Weigh the options at several meetings of the same worlds, in the order of their weeks.

        Parameters
        ----------
        point
            The decision point.
        asked
            What is known and what is legal at each meeting; see `Decider.weigh`.
        """
        subject = self.subjects.get(point.id)
        if subject is None:
            return StatedOdds(self.p).weigh_all(point, asked)
        every = [np.flatnonzero(legal.max(axis=0) > 0) for _, legal in asked]
        # At a meeting that was ordered there may be nothing to do.
        meetings = [(view, legal, where) for (view, legal), where in zip(asked, every, strict=True) if len(where)]
        nothing = Weighing(np.zeros(asked[0][1].shape))
        if not meetings:
            return [nothing] * len(asked)
        measures = self._measures(subject, meetings)
        view = views_joined([view for view, _, _ in meetings], [where for _, _, where in meetings])
        worlds = np.concatenate([where for _, _, where in meetings])
        council = convene(subject, point, measures, view, self.papers.p, Picked(self.p, worlds))
        weighed = Weighing.of(council)
        found, end = list[Weighing](), 0
        for where in every:
            begin, end = end, end + len(where)
            if begin == end:
                found.append(nothing)
                continue
            log_odds = np.zeros(nothing.log_odds.shape)
            log_odds[:, where] = weighed.log_odds[:, begin:end]
            own = council if len(meetings) == 1 else council.take(slice(begin, end))
            found.append(Weighing(log_odds, own, where, weighed.nest, self.p[interests.NEST_SHARE]))
        return found

    def _measures(self, subject: Subject, meetings: Sequence[tuple[View, Array, Ints]]) -> dict[str, Array]:
        """Return what staffs say, name -> (future, plan, world), the meetings' worlds one behind the other.

        Meetings at which the same papers are on the table read them at once.
        """
        weeks = [self.papers.library.week_of(subject, view.week) for view, _, _ in meetings]
        parts = []
        for _, group in groupby(zip(weeks, meetings, strict=True), key=itemgetter(0)):
            now = [meeting for _, meeting in group]
            view = views_joined([view for view, _, _ in now], [where for _, _, where in now])
            legal = np.concatenate([legal[:, where] for _, legal, where in now], axis=1)
            parts.append(self.papers.measures(subject, view, legal))
        if len(parts) == 1:
            return parts[0]
        return {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}


def convene(
    subject: Subject, point: DecisionPoint, measures: Mapping[str, Array], view: View, known: Numbers, p: Numbers
) -> Council:
    """Put together what a decision is weighed with: stakes as the staff knows them, and the interests of the table."""
    worlds = next(iter(view.features.values())).shape[-1]
    rules = apart(len(point.options), worlds) | interests.table_rules(subject, p, worlds)
    if subject.nest:
        rules |= {"nest": _flags(point.options, subject.nest), "nest_share": interests.nest_share(p, worlds)}
    held = Council(
        options=tuple(point.options),
        factions=tuple(subject.factions),
        terms=subject.terms,
        futures=subject.futures,
        values=np.zeros((len(subject.futures), len(subject.terms), len(point.options), worlds)),
        weights=interests.weights(subject, p, worlds),
        power=interests.power(subject, p, worlds),
        assent=np.array(list(subject.factions.values()), dtype=np.float64),
        costly=_flags(point.options, subject.costly),
        futures_odds=interests.futures_odds(subject, p, worlds),
        **rules,
    )
    return imagined(held, subject, measures, view, known)


def imagined(held: Council, subject: Subject, measures: Mapping[str, Array], view: View, known: Numbers) -> Council:
    """Return a council with the stakes that its staff has worked out, its interests as they are.

    A council that imagines that it will choose again gives each prospect the odds at which it would choose it by its
    own interests; prospects are of one nest.
    """
    worlds = held.temperature.shape[-1]
    if not subject.prospects:
        found = subject.values(measures, view, known)
        return replace(held, values=_stacked(subject, held.options, found, worlds))
    prospects = replace(
        held,
        options=subject.prospects,
        costly=_flags(subject.prospects, subject.costly),
        values=_stacked(subject, subject.prospects, subject.later(measures, view, known), worlds),
    )
    own = utilities(prospects) / (held.temperature * held.nest_share)
    odds = probabilities(own, np.ones_like(own))
    found = subject.foreseen(measures, view, known, dict(zip(subject.prospects, odds, strict=True)))
    return replace(
        held, values=_stacked(subject, held.options, found, worlds), later=subject.prospects, later_odds=odds
    )


def _flags(names: Iterable[str], marked: Collection[str]) -> Array:
    return np.array([name in marked for name in names], dtype=np.float64)


def _stacked(subject: Subject, options: Sequence[str], found: Mapping[str, Mapping[str, Array]], worlds: int) -> Array:
    """Return stakes as an array, (future, term, option, world)."""
    shape = (len(subject.futures), worlds)
    nothing = np.zeros(shape)
    stakes = [
        [np.broadcast_to(found.get(option, {}).get(term, nothing), shape) for option in options]
        for term in subject.terms
    ]
    by_future = [[[row[future] for row in rows] for rows in stakes] for future in range(len(subject.futures))]
    values = np.stack([np.stack([np.stack(rows) for rows in terms]) for terms in by_future])
    # An option that is not legal was not imagined: its stakes are not numbers, and nobody reads them.
    return np.where(np.isnan(values), 0.0, values)


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
    return imagined(council, subject, measures, view, papers.p)


def beliefs_of(papers: Papers, subject: Subject) -> dict[str, float]:
    """Return the beliefs that reach the imagining of a decision -> the smallest step worth trying."""
    steps = dict(zip(subject.axes, papers.library.steps(subject, 0), strict=True))
    half = 0.5
    return {name: half * step for name, step in steps.items()} | {
        name: half * float(papers.p["staff.odds_step"]) for name in subject.odds
    }
