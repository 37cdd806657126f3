"""Accounts of one conference: what each course was held to bring, by belief and by truth, and what it brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossroads.engine import staff_papers
from crossroads.minds import council
from crossroads.minds.council import Council
from crossroads.minds.deciders.deliberation import imagined
from crossroads.minds.imagining.realised import Truth
from crossroads.minds.setup import Setup
from crossroads.minds.view import View
from crossroads.studies.regret.courses_taken import Conference, CourseTaken, take, undefeated
from crossroads.world.axes import Array, Floats, Numbers

BELIEVED = "as believed"
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
        about all that there was to know, and as it came.
    undefeated
        1 where the nation is undefeated at the horizon, having kept to the course until then, (course, world).
    """

    worlds: NDArray[np.int64]
    appeal: dict[str, Floats]
    imagined: Floats
    by_truth: Floats
    realised: Floats
    undefeated: Floats


@dataclass(frozen=True, slots=True)
class _Instead:
    """Numbers of which some are put in the place of what a staff supposes."""

    p: Numbers
    changed: Mapping[str, Array]

    def __getitem__(self, name: str, /) -> Array | float:
        return self.changed[name] if name in self.changed else self.p[name]


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
    courses, known = conference.subject.compared, conference.subject.knowledge
    taken = {course: take(setup, course, conference, seed, worlds, on_week) for course in courses}
    # Where a nation goes on as before, no order has opened a meeting that it would not have held.
    waited = taken[conference.quiet]
    if waited.view is None or waited.council is None:
        return nothing(conference)
    options = list(conference.point.options)
    rows = [options.index(course) for course in courses]
    # What lacks its preparation alone can be ordered all the same, and is.
    where = np.flatnonzero((waited.legal[rows] != 0).all(axis=0))
    if len(where) == 0:
        return nothing(conference)
    view = replace(waited.view, features={name: np.asarray(row)[where] for name, row in waited.view.features.items()})
    held, legal = waited.council.take(where), waited.legal[:, where]
    councils = {BELIEVED: held}
    for name, truth in _truths(taken, setup, conference, where).items():
        councils[name] = _knowing(setup, conference, view, legal, held, truth)
    weight = _national_weights(held)
    realised = [np.stack([taken[course].worth[term][where] for term in held.terms]) for course in courses]
    return Accounts(
        worlds=worlds[where],
        appeal={name: council.log_odds(each, _among(legal, rows))[rows] for name, each in councils.items()},
        imagined=weight * _expected(held, rows),
        by_truth=weight * _expected(councils[known[-1]], rows),
        realised=weight * np.stack(realised),
        undefeated=np.stack([undefeated(setup, course, conference, seed, worlds[where]) for course in courses]),
    )


def as_arrays(kept: Accounts, worlds: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return accounts as arrays of all worlds of a block: 'open' says where every course was; elsewhere is NaN."""
    whole: dict[str, NDArray[Any]] = {"open": np.isin(worlds, kept.worlds)}
    parts = {_APPEAL + name: value for name, value in kept.appeal.items()}
    parts |= {"imagined": kept.imagined, "by_truth": kept.by_truth, "realised": kept.realised}
    parts["undefeated"] = kept.undefeated
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
        undefeated=held["undefeated"],
    )


def nothing(conference: Conference) -> Accounts:
    """Return the accounts of a block in which some course was open in no world."""
    subject = conference.subject
    empty = np.zeros((len(subject.compared), len(subject.terms), 0))
    appeal = {name: empty[:, 0] for name in (BELIEVED, *subject.knowledge)}
    return Accounts(np.zeros(0, dtype=np.int64), appeal, empty, empty, empty, empty[:, 0])


def _truths(
    taken: Mapping[str, CourseTaken], setup: Setup, conference: Conference, where: NDArray[np.int64]
) -> dict[str, Truth]:
    facts = {course: {name: row[where] for name, row in each.facts.items()} for course, each in taken.items()}
    return conference.subject.truths(facts, staff_papers(setup.edits, setup.prelude).p)


def _knowing(setup: Setup, conference: Conference, view: View, legal: Array, held: Council, truth: Truth) -> Council:
    """Return the council held again with a piece of the truth in the place of what was believed."""
    papers = staff_papers((*setup.edits, *truth.edits), setup.prelude)
    known = replace(view, features={**view.features, **truth.features})
    measures = papers.measures(conference.subject, known, legal)
    return imagined(held, conference.subject, measures, known, _Instead(papers.p, truth.numbers))


def _among(legal: Array, rows: list[int]) -> Array:
    """Return 1 for the courses that are compared, which all can be taken, 0 for other options, (option, world)."""
    found = np.zeros_like(legal)
    found[rows] = 1.0
    return found


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
