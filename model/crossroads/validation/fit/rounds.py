"""The rounds: sets of parameters that come nearer to the record from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from crossroads.evidence.fitted import Ensemble
from crossroads.runs.progress import Progress
from crossroads.validation.fit import sampler
from crossroads.validation.fit.distance import distance, standardised
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.targets import Plan
from crossroads.validation.fit.worlds import Stage, simulate_stage, typical
from crossroads.world.axes import Floats

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


@dataclass(frozen=True, slots=True)
class FitOrder:
    """What is asked: worlds a round, rounds, members, and the seed."""

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
    def fresh_world(self) -> int:
        """Number of the first world after those of the rounds."""
        return FIRST_WORLD + self.rounds * self.worlds


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


def run_rounds(order: FitOrder, plan: Plan, work: Path, workers: int, progress: Progress) -> Course:
    """Run every round; those kept in `work` are read."""
    prior = Prior(plan.movable())
    normals = prior.normals(order.seed, np.arange(order.sets, dtype=np.int64))
    even = np.full(order.sets, 1.0 / order.sets)
    now = _judged(order, plan, 0, (prior, normals, even, 1.0), work, workers, progress)
    strengths = _strengths(plan, now)
    pull = _pull(plan, now.prior, strengths)
    moves = _moves(plan, now.prior, strengths, MOVES / np.sqrt(order.sets))
    now = _screened(now, pull)
    facts = [_facts(now)]
    for number in range(1, order.rounds):
        random = np.random.default_rng([order.seed, number])
        step = sampler.STEP if number < order.rounds - 1 else 0.0
        proposed = _proposed(plan, now, step, random)
        now = _judged(order, plan, number, proposed, work, workers, progress)
        facts.append(_facts(now))
    return Course(now, tuple(facts), pull, {name: moves[name] for name in now.prior.names})


def _judged(
    order: FitOrder,
    plan: Plan,
    number: int,
    proposed: tuple[Prior, Floats, Floats, float],
    work: Path,
    workers: int,
    progress: Progress,
) -> Population:
    prior, normals, weights, power = proposed
    first = FIRST_WORLD + number * order.worlds
    ensemble = Ensemble(prior.names, prior.values(normals), np.full(order.sets, 1.0 / order.sets), first)
    luck = order.luck(number)
    stage = Stage(f"round-{number:02d}", ensemble, order.seed, first, order.sets * luck)
    told = simulate_stage(stage, work, workers, progress, f"round {number + 1} of {order.rounds}")
    middle = typical(told.answers, order.sets)
    return Population(prior, normals, weights, power, middle, distance(plan.targets, middle))


def _strengths(plan: Plan, population: Population) -> Floats:
    """Return how far each record moves each answer of round 0: the correlation's size, shape (record, target)."""
    answers = standardised(plan.targets, population.typical)
    return np.abs(sampler.correlations(population.normals, answers, population.weights))


def _pull(plan: Plan, prior: Prior, strengths: Floats) -> dict[str, tuple[float, str]]:
    best = strengths.argmax(axis=1)
    return {
        name: (float(strengths[row, best[row]]), plan.targets[best[row]].id) for row, name in enumerate(prior.names)
    }


def _moves(plan: Plan, prior: Prior, strengths: Floats, least: float) -> dict[str, tuple[str, ...]]:
    found = {}
    for row, name in enumerate(prior.names):
        ranked = np.argsort(-strengths[row], kind="stable")[:NAMED]
        # The strongest is named even where it is weak: a fitted record has a target.
        kept = [place for rank, place in enumerate(ranked) if rank == 0 or strengths[row, place] >= least]
        found[name] = tuple(plan.targets[place].id for place in kept)
    return found


def _screened(population: Population, pull: dict[str, tuple[float, str]]) -> Population:
    """Return the population with those records only that move some answer."""
    strongest = sorted((strength for strength, _ in pull.values()), reverse=True)[:FEWEST_RECORDS]
    least = min(MOVES / np.sqrt(len(population.weights)), strongest[-1])
    rows = [row for row, name in enumerate(population.prior.names) if pull[name][0] >= least]
    records = tuple(population.prior.records[row] for row in rows)
    return replace(population, prior=Prior(records), normals=population.normals[rows])


def _proposed(
    plan: Plan, now: Population, step: float, random: np.random.Generator
) -> tuple[Prior, Floats, Floats, float]:
    """Return the next round's sets: parents chosen, moved, and spread."""
    answers = standardised(plan.targets, now.typical)
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
