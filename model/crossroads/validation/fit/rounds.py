"""The rounds: sets of parameters that come nearer to the record from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.history.record_map import Target
from crossroads.runs.progress import Progress
from crossroads.validation.fit import sampler
from crossroads.validation.fit.distance import distance, standardised
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.structures import FITS, SEARCHES, FitYears, Search, with_values
from crossroads.validation.fit.targets import Plan
from crossroads.validation.fit.worlds import LEEWAY, Stage, simulate_stage, typical
from crossroads.world.axes import Floats, Ints

LUCK = 7
"""Worlds by which each set is judged: its median answer counts, so that a lucky world does not."""

EARLY_LUCK = 3
"""Worlds by which each set is judged in the early rounds: there sets differ by more than luck."""

EARLY = 0.5
"""Share of the rounds that are early; the first, from which it is learnt what moves the answers, is none."""

KEPT = 0.15
"""Quantile of the distances up to which a round's sets become parents: the next tolerance."""

MOVES = 4.5
"""A record is fitted where some answer's correlation with it is so many standard errors from 0."""

FEWEST_RECORDS = 20
"""So many records that move the answers most are fitted even where few sets tell."""

NAMED = 3
"""Targets that a fitted record names."""

FIRST_WORLD = 10_000_000
"""Number of the first world: those that people run are not the ones that sets are fitted to."""

ROOM = 4
"""Worlds that a search may number after its rounds, in rounds: those of fresh luck."""


@dataclass(frozen=True, slots=True)
class FitOrder:
    """What is asked: worlds a round of each search, rounds, members in all, and the seed."""

    worlds: int
    rounds: int
    members: int
    seed: int

    @property
    def sets(self) -> int:
        """Sets of parameters a round."""
        return self.worlds // LUCK

    def luck(self, number: int) -> int:
        """Return the worlds by which each set of a round is judged, counted from 0."""
        return EARLY_LUCK if 0 < number < EARLY * self.rounds else LUCK

    @property
    def share(self) -> int:
        """Members of each search."""
        return max(self.members // len(SEARCHES), 1)

    def first_world(self, fit: FitYears, search: Search) -> int:
        """Return the number of the first world of a search in a fit."""
        place = FITS.index(fit) * len(SEARCHES) + search.place
        return FIRST_WORLD + place * (self.rounds + ROOM) * self.worlds

    @property
    def check_world(self) -> int:
        """Number of the first world after those of all searches."""
        return FIRST_WORLD + len(FITS) * len(SEARCHES) * (self.rounds + ROOM) * self.worlds


@dataclass(frozen=True, slots=True)
class Task:
    """One search in one fit: what is asked, the plan, and where finished work is kept, by how many processes."""

    order: FitOrder
    plan: Plan
    fit: FitYears
    search: Search
    work: Path
    workers: int
    progress: Progress

    @property
    def rows(self) -> Ints:
        """Places of the targets that it is fitted to."""
        return self.plan.rows(self.fit.until)

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that it is fitted to."""
        return tuple(self.plan.targets[row] for row in self.rows)

    def simulated(self, name: str, label: str, ensemble: Ensemble, first: int, count: int) -> Floats:
        """Return what worlds of an ensemble say to its targets under its laws, shape (target, world)."""
        own = with_values(ensemble, self.search.structure)
        stage = Stage(
            f"{self.fit.name}-{self.search.name}-{name}", own, self.order.seed, first, count, self.fit.until + LEEWAY
        )
        told = simulate_stage(stage, self.work, self.workers, self.progress, f"{self.fit.name}: {label}")
        return told.answers[self.rows]


@dataclass(frozen=True, slots=True)
class Population:
    """The sets of one round.

    Attributes
    ----------
    prior
        The records that are fitted.
    normals
        The sets, as normals of the prior, shape (record, set).
    weights
        Importance weights, adding up to 1, and the power to which they were taken.
    typical
        Median answer of each set over its luck, shape (target, set).
    distance
        Of these answers, shape (set,).
    """

    prior: Prior
    normals: Floats
    weights: Floats
    power: float
    typical: Floats
    distance: Floats

    @property
    def tolerance(self) -> float:
        """The distance up to which sets are parents of the next round."""
        return float(np.quantile(self.distance, KEPT))


@dataclass(frozen=True, slots=True)
class Course:
    """All rounds: the last population, each round's facts, and how far each record moves the answers.

    Attributes
    ----------
    last
        The last round's population.
    rounds
        A table a round: tolerance, distances, effective number of parents, power of the weights.
    pull
        Record -> largest correlation, in round 0, with any target's answer, and that target's id.
    moves
        Fitted record -> ids of the targets, `NAMED` at most, whose answers it moves most and beyond chance.
    """

    last: Population
    rounds: tuple[dict[str, float], ...]
    pull: dict[str, tuple[float, str]]
    moves: dict[str, tuple[str, ...]]


def run_rounds(task: Task, start: Population | None = None) -> Course:
    """Run every round of a search; those kept in its folder are read.

    Parameters
    ----------
    task
        The search.
    start
        The last population of an earlier fit, from which this one starts: its records keep their population, the others
        are drawn from their ranges, and what moves the answers is looked for anew.
    """
    order = task.order
    now = _judged(task, 0, _first(task, start))
    strengths = _strengths(task, now)
    pull = _pull(task, now.prior, strengths)
    moves = _moves(task, now.prior, strengths, MOVES / np.sqrt(order.sets))
    now = _screened(now, pull, start.prior.names if start else ())
    facts = [_facts(now)]
    for number in range(1, order.rounds):
        random = np.random.default_rng([order.seed, FITS.index(task.fit), task.search.place, number])
        step = sampler.STEP if number < order.rounds - 1 else 0.0
        now = _judged(task, number, _proposed(task, now, step, random))
        facts.append(_facts(now))
    return Course(now, tuple(facts), pull, {name: moves[name] for name in now.prior.names})


def _first(task: Task, start: Population | None) -> tuple[Prior, Floats, Floats, float]:
    """Return the sets of the first round: of the records' ranges, and of an earlier population where there is one."""
    order = task.order
    prior = Prior(task.plan.movable())
    first = task.order.first_world(task.fit, task.search)
    normals = prior.normals(order.seed, np.arange(first, first + order.sets, dtype=np.int64))
    if start is None:
        return prior, normals, np.full(order.sets, 1.0 / order.sets), 1.0
    kept = start.distance <= start.tolerance
    proposal = sampler.mixture(start.normals[:, kept], start.weights[kept] / start.weights[kept].sum())
    drawn = proposal.draw(order.sets, np.random.default_rng([order.seed, task.search.place]))
    places = [prior.names.index(name) for name in start.prior.names]
    normals[places] = drawn
    return prior, normals, *sampler.importance(drawn, proposal)


def _judged(task: Task, number: int, proposed: tuple[Prior, Floats, Floats, float]) -> Population:
    prior, normals, weights, power = proposed
    order = task.order
    first = order.first_world(task.fit, task.search) + number * order.worlds
    ensemble = Ensemble(prior.names, prior.values(normals), np.full(order.sets, 1.0 / order.sets), first)
    label = f"search {task.search.place + 1} of {len(SEARCHES)}, round {number + 1} of {order.rounds}"
    said = task.simulated(f"round-{number:02d}", label, ensemble, first, order.sets * order.luck(number))
    middle = typical(said, order.sets)
    return Population(prior, normals, weights, power, middle, distance(task.targets, middle))


def _strengths(task: Task, population: Population) -> Floats:
    """Return how far each record moves each answer of round 0: the correlation's size, shape (record, target)."""
    answers = standardised(task.targets, population.typical)
    return np.abs(sampler.correlations(population.normals, answers, population.weights))


def _pull(task: Task, prior: Prior, strengths: Floats) -> dict[str, tuple[float, str]]:
    best = strengths.argmax(axis=1)
    return {
        name: (float(strengths[row, best[row]]), task.targets[best[row]].id) for row, name in enumerate(prior.names)
    }


def _moves(task: Task, prior: Prior, strengths: Floats, least: float) -> dict[str, tuple[str, ...]]:
    found = {}
    for row, name in enumerate(prior.names):
        ranked = np.argsort(-strengths[row], kind="stable")[:NAMED]
        # The strongest is named even where it is weak: a fitted record has a target.
        kept = [place for rank, place in enumerate(ranked) if rank == 0 or strengths[row, place] >= least]
        found[name] = tuple(task.targets[place].id for place in kept)
    return found


def _screened(population: Population, pull: dict[str, tuple[float, str]], kept: tuple[str, ...]) -> Population:
    """Return the population with those records only that move some answer, or that an earlier fit settled."""
    strongest = sorted((strength for strength, _ in pull.values()), reverse=True)[:FEWEST_RECORDS]
    least = min(MOVES / np.sqrt(len(population.weights)), strongest[-1])
    rows = [row for row, name in enumerate(population.prior.names) if pull[name][0] >= least or name in kept]
    records = tuple(population.prior.records[row] for row in rows)
    return replace(population, prior=Prior(records), normals=population.normals[rows])


def _proposed(
    task: Task, now: Population, step: float, random: np.random.Generator
) -> tuple[Prior, Floats, Floats, float]:
    """Return the next round's sets: parents chosen, moved, and spread."""
    answers = standardised(task.targets, now.typical)
    near = now.distance <= np.quantile(now.distance, sampler.LEARNING)
    slope = sampler.gain(now.normals[:, near], answers[:, near])
    kept = now.distance <= now.tolerance
    parents = sampler.moved(now.normals[:, kept], answers[:, kept], slope, step)
    proposal = sampler.mixture(parents, now.weights[kept] / now.weights[kept].sum())
    normals = proposal.draw(len(now.weights), random)
    weights, power = sampler.importance(normals, proposal)
    return now.prior, normals, weights, power


def _facts(population: Population) -> dict[str, float]:
    kept = population.distance <= population.tolerance
    weights = population.weights[kept] / population.weights[kept].sum()
    return {
        "records": float(len(population.prior.records)),
        "tolerance": population.tolerance,
        "distance_median": float(np.median(population.distance)),
        "distance_least": float(population.distance.min()),
        "effective_parents": sampler.effective(weights),
        "power_of_weights": population.power,
    }
