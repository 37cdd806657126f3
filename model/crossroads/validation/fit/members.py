"""The ensemble's members: sets that still fit under luck which they were not chosen by, from every basin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import pdist, squareform

from crossroads.evidence.fitted import Ensemble
from crossroads.evidence.load import load_records
from crossroads.validation.fit.distance import distance
from crossroads.validation.fit.prior import Prior
from crossroads.validation.fit.rounds import LUCK, Population, Task
from crossroads.validation.fit.structures import RIVALS, Search
from crossroads.validation.fit.worlds import typical
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


def choose(task: Task, last: Population) -> Members:
    """Judge the last round's best sets on fresh luck, and keep the best of each basin."""
    order = task.order
    count = min(CANDIDATES * order.share, len(last.weights))
    best = np.argsort(last.distance, kind="stable")[:count]
    normals = last.normals[:, best]
    first = order.first_world(task.fit, task.search) + order.rounds * order.worlds
    judged = Ensemble(last.prior.names, last.prior.values(normals), np.full(count, 1.0 / count), first)
    said = task.simulated("candidates", "fresh luck", judged, first, count * FRESH_LUCK)
    far = distance(task.targets, typical(said, count))
    basins, silhouette = basins_of(normals)
    kept = _kept(far, basins, min(order.share, count))
    weights = last.weights[best][kept]
    ensemble = Ensemble(last.prior.names, judged.values[:, kept], weights / weights.sum())
    return Members(ensemble, normals[:, kept], far[kept], basins[kept], silhouette)


@dataclass(frozen=True, slots=True)
class Mixed:
    """The members of all searches of a fit.

    Attributes
    ----------
    ensemble
        As worlds draw it: every record that some search fitted, and which rival laws hold in each member.
    fitted
        Names of those records, the rival laws left out.
    normals
        Their values as normals of the prior, shape (record, member).
    """

    ensemble: Ensemble
    fitted: tuple[str, ...]
    normals: Floats


def mixed(found: tuple[tuple[Search, Members], ...], seed: int) -> Mixed:
    """Return the members of all searches as one ensemble, each search with the same weight.

    A record that one search fitted and another found idle is drawn, for the members of the other, from the range that
    it had there.
    """
    records = load_records()
    names = tuple(sorted({name for _, members in found for name in members.ensemble.names}))
    prior = Prior(tuple(records[name] for name in names))
    parts = []
    for search, members in found:
        own = members.ensemble.names
        rows = np.random.default_rng([seed, search.place]).standard_normal((len(names), members.normals.shape[1]))
        rows[[names.index(name) for name in own]] = members.normals
        parts.append(rows)
    normals: Floats = np.concatenate(parts, axis=1)
    weights: Floats = np.concatenate([members.ensemble.weights / len(found) for _, members in found])
    laws = [[search.structure[name] for search, members in found for _ in members.ensemble.weights] for name in RIVALS]
    values = np.concatenate([prior.values(normals), np.array(laws)])
    return Mixed(Ensemble((*names, *RIVALS), values, weights / weights.sum()), names, normals)


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
