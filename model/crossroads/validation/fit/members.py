"""The ensemble's members: sets that still fit under luck which they were not chosen by, from every basin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import pdist, squareform

from crossroads.evidence.fitted import Ensemble
from crossroads.runs.progress import Progress
from crossroads.validation.fit.distance import distance
from crossroads.validation.fit.rounds import LUCK, FitOrder, Population
from crossroads.validation.fit.targets import Plan
from crossroads.validation.fit.worlds import Stage, simulate_stage, typical
from crossroads.world.axes import Floats, Ints

CANDIDATES = 3
"""Sets of the last round that are judged anew, times the number of members."""

FRESH_LUCK = 2 * LUCK
"""Fresh worlds by which each candidate is judged."""

MOST_BASINS = 4

APART = 0.25
"""Least mean silhouette from which clusters of sets are called basins; less is "no substantial structure" (Kaufman and
Rousseeuw 1990)."""


@dataclass(frozen=True, slots=True)
class Members:
    """The members.

    Attributes
    ----------
    ensemble
        As worlds draw it.
    normals
        The members as normals of the prior, shape (record, member).
    distance
        Of each member's median answers on fresh luck, shape (member,).
    basins
        Basin of each member, counted from 0, shape (member,).
    silhouette
        Mean silhouette of the basins; 0 where there is one.
    """

    ensemble: Ensemble
    normals: Floats
    distance: Floats
    basins: Ints
    silhouette: float


def choose(order: FitOrder, plan: Plan, last: Population, work: Path, workers: int, progress: Progress) -> Members:
    """Judge the last round's best sets on fresh luck, and keep the best of each basin."""
    count = min(CANDIDATES * order.members, len(last.weights))
    best = np.argsort(last.distance, kind="stable")[:count]
    normals, first = last.normals[:, best], order.fresh_world
    judged = Ensemble(last.prior.names, last.prior.values(normals), np.full(count, 1.0 / count), first)
    stage = Stage("candidates", judged, order.seed, first, count * FRESH_LUCK)
    told = simulate_stage(stage, work, workers, progress, "fresh luck")
    far = distance(plan.targets, typical(told.answers, count))
    basins, silhouette = basins_of(normals)
    kept = _kept(far, basins, min(order.members, count))
    weights = last.weights[best][kept]
    ensemble = Ensemble(last.prior.names, judged.values[:, kept], weights / weights.sum())
    return Members(ensemble, normals[:, kept], far[kept], basins[kept], silhouette)


def basins_of(normals: Floats) -> tuple[Ints, float]:
    """Return the basin of each set, and the mean silhouette; one basin, and 0, where clusters do not stand apart.

    Parameters
    ----------
    normals
        Sets as normals of the prior, shape (record, set).
    """
    count = normals.shape[1]
    found, best = np.zeros(count, dtype=np.int64), APART
    if count < 2 * MOST_BASINS:
        return found, 0.0
    gaps = squareform(pdist(normals.T))
    for number in range(2, MOST_BASINS + 1):
        _, labels = kmeans2(normals.T, normals.T[_far_apart(gaps, number)], minit="matrix", missing="warn")
        silhouette = _silhouette(gaps, np.asarray(labels))
        if silhouette > best:
            found, best = np.asarray(labels, dtype=np.int64), silhouette
    return found, best if found.any() else 0.0


def _far_apart(gaps: Floats, number: int) -> list[int]:
    """Return the places of so many sets: the middlemost, then each time the one furthest from those before."""
    places = [int(gaps.sum(axis=1).argmin())]
    while len(places) < number:
        places.append(int(gaps[places].min(axis=0).argmax()))
    return places


def _silhouette(gaps: Floats, labels: NDArray[np.int32]) -> float:
    """Return the mean silhouette of clusters; -1 where one of them holds fewer than two sets."""
    sizes = np.bincount(labels)
    if len(sizes) < 2 or (sizes < 2).any():
        return -1.0
    means = np.stack([gaps[:, labels == label].sum(axis=1) for label in range(len(sizes))], axis=1)
    places = np.arange(len(labels))
    own = means[places, labels] / (sizes[labels] - 1)
    means = means / sizes
    means[places, labels] = np.inf
    other = means.min(axis=1)
    return float(((other - own) / np.maximum(own, other)).mean())


def _kept(far: Floats, basins: Ints, members: int) -> Ints:
    """Return the places of the best sets, each basin by its share of the candidates, and of one at least."""
    order = np.argsort(far, kind="stable")
    shares = np.bincount(basins) / len(basins)
    rooms = np.maximum(np.floor(shares * members), 1)
    kept = [place for basin, room in enumerate(rooms) for place in order[basins[order] == basin][: int(room)]]
    # What rounding leaves open goes to the best of the rest.
    rest = [place for place in order if place not in set(kept)]
    return np.sort(np.array([*kept, *rest][:members], dtype=np.int64))
