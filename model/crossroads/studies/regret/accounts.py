"""Accounts of one conference: what each course was held to bring, by belief and by truth, and what it brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.evidence.edits import ParameterEdit
from crossroads.minds import council
from crossroads.minds.council import Council
from crossroads.minds.deciders.deliberation import convene
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.setup import Setup
from crossroads.minds.view import View
from crossroads.studies.regret.courses_taken import COURSES, SUBJECT, Conference, CourseTaken, Floats, take
from crossroads.world.axes import Array, Numbers

BELIEVED, SOVIET, AMERICA, BOTH = "as believed", "Soviet strength", "American reaction", "both"

CALL_UP = ParameterEdit("staff.japan_sees_call_up", value=1.0)
"""Who knows Soviet strength knows of the men that will be called up behind it."""


_APPEAL = "appeal: "
"""Before the names of what is known, among names of arrays."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """What was imagined and what came, world by world; the last axis is the world.

    Attributes
    ----------
    worlds
        Numbers of the worlds in which every course was open.
    appeal
        What is known -> utility of each course at the table over the table's temperature, (course, world).
    imagined, by_truth, realised
        What each term adds to the nation's stakes, (course, term, world): as believed, as imagined with the truth
        about Soviet strength and the American reaction, and as it came.
    """

    worlds: NDArray[np.int64]
    appeal: dict[str, Floats]
    imagined: Floats
    by_truth: Floats
    realised: Floats


@dataclass(frozen=True, slots=True)
class _Instead:
    """Numbers of which some are put in the place of what a staff supposes."""

    p: Numbers
    changed: Mapping[str, Array]

    def __getitem__(self, name: str, /) -> Array | float:
        return self.changed[name] if name in self.changed else self.p[name]


@dataclass(frozen=True, slots=True)
class _Truth:
    """A piece of the truth: features of the view, numbers of the staff, and whether the call-up is known of."""

    features: dict[str, Array]
    numbers: dict[str, Array]
    call_up: bool


def accounts(
    setup: Setup,
    conference: Conference,
    seed: int,
    worlds: NDArray[np.int64],
    on_week: Callable[[], None],
) -> Accounts:
    """Take every course in a block of worlds and account for it.

    Parameters
    ----------
    setup, conference, seed, worlds, on_week
        As for `courses_taken.take`.
    """
    taken = {course: take(setup, course, conference, seed, worlds, on_week) for course in COURSES}
    # Where Japan only waits, no order has opened a meeting that it would not have held.
    waited = taken["wait"]
    if waited.view is None or waited.council is None:
        return _nothing()
    options = list(conference.point.options)
    rows = [options.index(course) for course in COURSES]
    where = np.flatnonzero((waited.legal[rows] > 0).all(axis=0))
    if len(where) == 0:
        return _nothing()
    view = replace(waited.view, features={name: np.asarray(row)[where] for name, row in waited.view.features.items()})
    held, legal = waited.council.take(where), waited.legal[:, where]
    councils = {BELIEVED: held}
    for name, truth in _truths(taken, setup, where).items():
        councils[name] = _knowing(setup, conference, view, legal, held, truth)
    weight = _national_weights(held)
    realised = [np.stack([taken[course].worth[term][where] for term in held.terms]) for course in COURSES]
    return Accounts(
        worlds=worlds[where],
        appeal={name: (council.utilities(each) / each.temperature)[rows] for name, each in councils.items()},
        imagined=weight * _expected(held, rows),
        by_truth=weight * _expected(councils[BOTH], rows),
        realised=weight * np.stack(realised),
    )


def as_arrays(kept: Accounts, worlds: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return accounts as arrays of all worlds of a block: 'open' says where every course was; elsewhere is NaN."""
    whole: dict[str, NDArray[Any]] = {"open": np.isin(worlds, kept.worlds)}
    parts = {_APPEAL + name: value for name, value in kept.appeal.items()}
    parts |= {"imagined": kept.imagined, "by_truth": kept.by_truth, "realised": kept.realised}
    for name, value in parts.items():
        whole[name] = np.full((*value.shape[:-1], len(worlds)), np.nan)
        whole[name][..., whole["open"]] = value
    return whole


def from_arrays(worlds: NDArray[np.int64], found: Mapping[str, NDArray[Any]]) -> Accounts:
    """Return the accounts that arrays of all worlds hold."""
    held = {name: np.compress(found["open"], value, axis=-1) for name, value in found.items()}
    return Accounts(
        worlds=worlds[found["open"]],
        appeal={name.removeprefix(_APPEAL): value for name, value in held.items() if name.startswith(_APPEAL)},
        imagined=held["imagined"],
        by_truth=held["by_truth"],
        realised=held["realised"],
    )


def _nothing() -> Accounts:
    empty = np.zeros((len(COURSES), len(SUBJECT.terms), 0))
    appeal = {name: np.zeros((len(COURSES), 0)) for name in (BELIEVED, SOVIET, AMERICA, BOTH)}
    return Accounts(np.zeros(0, dtype=np.int64), appeal, empty, empty, empty)


def _truths(taken: Mapping[str, CourseTaken], setup: Setup, where: NDArray[np.int64]) -> dict[str, _Truth]:
    """Return what there was to know of Soviet strength, of the American reaction, and of both."""
    men = papers_of(setup.edits).p["view.men_a_soviet_division"]
    soviet = {
        "soviet_far_east_divisions": taken["wait"].garrison[where] / men,
        "soviet_quality": taken["wait"].quality[where],
    }
    america = {
        "us_inseparable": taken["south_without_us"].america[where],
        "us_attack_if_wait": taken["wait"].america[where],
    }
    trade = {
        "belief.japan.embargo_if_waiting": taken["wait"].embargo[where],
        # One belief serves both attacks in the north; what came of the full one is the truth of both.
        "belief.japan.embargo_after_north": taken["north"].embargo[where],
    }
    return {
        SOVIET: _Truth(soviet, {}, call_up=True),
        AMERICA: _Truth(america, trade, call_up=False),
        BOTH: _Truth(soviet | america, trade, call_up=True),
    }


def _knowing(setup: Setup, conference: Conference, view: View, legal: Array, held: Council, truth: _Truth) -> Council:
    """Return the council held again with a piece of the truth in the place of what was believed."""
    papers = papers_of((*setup.edits, CALL_UP) if truth.call_up else setup.edits)
    known = replace(view, features=dict(view.features) | truth.features)
    measures = papers.measures(SUBJECT, known, legal)
    fresh = convene(SUBJECT, conference.point, measures, known, _Instead(papers.p, truth.numbers), papers.p)
    return replace(held, values=fresh.values)


def _national_weights(held: Council) -> Floats:
    """Return how much the nation cares for each term: its factions by their power, (term, world)."""
    total = np.zeros(held.weights.shape[1:])
    for faction in range(len(held.factions)):
        total = total + held.power[faction] * held.weights[faction]
    return total


def _expected(held: Council, rows: list[int]) -> Floats:
    """Return the expected stakes of some options, (option, term, world), a loss counted like a gain."""
    total = np.zeros((len(rows), *held.values.shape[1:2], held.values.shape[-1]))
    for future in range(len(held.futures)):
        total = total + held.futures_odds[future] * held.values[future].swapaxes(0, 1)[rows]
    return total
