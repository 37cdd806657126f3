"""One round of population Monte Carlo: choose, move towards the record, spread, weigh.

Approximate Bayesian computation (Beaumont, Cornuet, Marin and Robert 2009) with two changes that some hundred
parameters need. Parents are first moved along a linear regression of parameters on answers (Beaumont, Zhang and
Balding 2002), and the kernel keeps the population's covariance instead of doubling it (Liu and West 2001). New sets
come from a mixture whose density is known, so that the weights are prior over mixture; in many dimensions such
weights fall on few sets, and a power of them below 1 is used where it must be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp

from crossroads.world.axes import Floats

KERNEL = 0.35
"""Width of the kernel, in standard deviations of the population of parents."""

STEP = 0.7
"""Share of the regression's step that is taken in a round; in the last, which only chooses, none is."""

LEARNING = 0.5
"""Share of a round's sets, the nearest ones, that the regression is learnt from."""

AIM = 0.3
"""A set is moved until its answers lie within this share of half the range from the middle."""

PULL = 2.5
"""An answer further from there than so many halves of the range pulls no harder: some cannot be reached."""

SIGNIFICANT = 3.0
"""Correlations below this, in standard errors, are taken for chance."""

LEAST_SPREAD = 0.15
"""Least standard deviation of the kernel's population in any parameter, as normals of the prior."""

SHRINKAGE = 0.1
"""Weight of the diagonal in the population's covariance."""

LEAST_EFFECTIVE = 0.3
"""Weights are tempered until the effective number of sets is at least this share of them."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """A mixture of normals with one covariance: centres (record, component), weights, and a Cholesky factor."""

    centres: Floats
    weights: Floats
    factor: Floats

    def draw(self, count: int, random: np.random.Generator) -> Floats:
        """Return `count` draws, shape (record, draw)."""
        parents = random.choice(len(self.weights), size=count, p=self.weights)
        noise = random.standard_normal((len(self.factor), count))
        return np.asarray(self.centres[:, parents] + self.factor @ noise, dtype=np.float64)

    def log_density(self, normals: Floats) -> Floats:
        """Return the logarithm of the density, up to a constant, shape (draw,)."""
        centres, draws = (solve_triangular(self.factor, rows, lower=True) for rows in (self.centres, normals))
        with np.errstate(divide="ignore"):
            logs = np.log(self.weights)
        # Half the squared distance, as a product of matrices: what hangs on the draw alone stands outside the sum.
        near = draws.T @ centres + (logs - (centres**2).sum(axis=0) / 2)
        return np.asarray(logsumexp(near, axis=1) - (draws**2).sum(axis=0) / 2, dtype=np.float64)


def correlations(normals: Floats, answers: Floats, weights: Floats) -> Floats:
    """Return weighted correlations of parameters and answers, shape (record, answer); 0 where nothing varies."""
    first, second = _centred(normals, weights), _centred(answers, weights)
    sizes = np.sqrt(np.outer((weights * first**2).sum(axis=1), (weights * second**2).sum(axis=1)))
    both = (weights * first) @ second.T
    return np.divide(both, sizes, out=np.zeros_like(both), where=sizes > 0)


def gain(normals: Floats, answers: Floats) -> Floats:
    """Return the linear regression of parameters on answers, shape (record, target).

    Parameters
    ----------
    normals
        Parameters, shape (record, set).
    answers
        Their answers as `distance.standardised`, shape (target, set).
    """
    count = normals.shape[1]
    even = np.full(count, 1.0 / count)
    real = correlations(normals, answers, even)
    real[np.abs(real) < SIGNIFICANT / np.sqrt(count)] = 0.0
    spreads = np.outer(normals.std(axis=1), answers.std(axis=1))
    second = _centred(answers, even)
    # Half a range stands for the error of a record: it is taken as one standard deviation.
    inner = second @ second.T / count + np.eye(len(answers))
    return np.asarray(np.linalg.solve(inner, (real * spreads).T).T, dtype=np.float64)


def moved(normals: Floats, answers: Floats, slope: Floats, step: float) -> Floats:
    """Return parameters moved towards the record along a regression.

    Parameters
    ----------
    normals, answers
        As for `gain`.
    slope
        The regression, of `gain`.
    step
        Share of the way that is gone.

    Returns
    -------
    moved : numpy.ndarray
        Shape (record, set). A set whose answers all lie well inside their ranges stays where it is.
    """
    wanted = np.clip(np.clip(answers, -AIM, AIM) - answers, -PULL, PULL)
    return np.asarray(normals + step * slope @ wanted, dtype=np.float64)


def mixture(normals: Floats, weights: Floats) -> Mixture:
    """Return the mixture around a population of parents that has the population's mean and covariance."""
    mean = (normals @ weights)[:, np.newaxis]
    spread = _centred(normals, weights)
    covariance = (weights * spread) @ spread.T
    diagonal = np.diag(np.maximum(np.diag(covariance), LEAST_SPREAD**2))
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * diagonal
    covariance[np.diag_indices_from(covariance)] = np.diag(diagonal)
    drawn_in = np.sqrt(1 - KERNEL**2)
    factor = np.asarray(KERNEL * np.linalg.cholesky(covariance), dtype=np.float64)
    return Mixture(mean + drawn_in * spread, weights, factor)


def importance(normals: Floats, proposal: Mixture) -> tuple[Floats, float]:
    """Return weights prior over proposal, adding up to 1, and the power (at most 1) to which they were taken."""
    logs = -(normals**2).sum(axis=0) / 2 - proposal.log_density(normals)
    power, weights = 1.0, _normalised(logs)
    while effective(weights) < LEAST_EFFECTIVE * len(weights):
        power *= 0.9
        weights = _normalised(power * logs)
    return weights, power


def effective(weights: Floats) -> float:
    """Return the effective number of sets."""
    return float(1.0 / (weights**2).sum())


def _normalised(logs: Floats) -> Floats:
    return np.asarray(np.exp(logs - logsumexp(logs)), dtype=np.float64)


def _centred(rows: Floats, weights: Floats) -> Floats:
    return np.asarray(rows - (rows @ weights)[:, np.newaxis], dtype=np.float64)
