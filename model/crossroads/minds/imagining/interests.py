"""Interests: what each faction at a table cares about, how much it counts, and the table's rules. All are records."""

from __future__ import annotations

from functools import cache

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.minds.imagining.subject import Subject
from crossroads.world.axes import Array, Numbers


@cache
def _records(prefix: str) -> frozenset[str]:
    return frozenset(name for name in load_records() if name.startswith(prefix))


def _prefix(subject: Subject, faction: str) -> str:
    """Return what a faction's weights are filed under: the faction in Japan, elsewhere the decision."""
    nation, decision = subject.point.split(".")
    return f"interest.{nation}.{faction if len(subject.factions) > 1 else decision}."


def weights(subject: Subject, p: Numbers, worlds: int) -> Array:
    """Return how much each faction cares for each term, shape (faction, term, world); no record = not at all."""
    nobody = np.zeros(worlds)
    rows = []
    for faction in subject.factions:
        prefix = _prefix(subject, faction)
        known = _records(prefix)
        cares = [nobody + p[prefix + term] if prefix + term in known else nobody for term in subject.terms]
        rows.append(np.stack(cares))
    return np.stack(rows)


def power(subject: Subject, p: Numbers, worlds: int) -> Array:
    """Return each faction's share of the table, shape (faction, world)."""
    if len(subject.factions) == 1:
        return np.ones((1, worlds))
    nation, _ = subject.point.split(".")
    raw = np.stack([np.zeros(worlds) + p[f"interest.{nation}.{name}.power"] for name in subject.factions])
    total = 0.0 * raw[0]
    for row in raw:
        total = total + row
    result: Array = raw / total
    return result


def futures_odds(subject: Subject, p: Numbers, worlds: int) -> Array:
    """Return the odds of the futures, shape (future, world): the outer ones alike."""
    if len(subject.futures) == 1:
        return np.ones((1, worlds))
    outer = np.zeros(worlds) + p["staff.outer_future_odds"]
    return np.stack([outer, 1.0 - 2.0 * outer, outer])


NEST_SHARE = "deciding.nest_share"
"""The record of how much of what is left unsaid parts options of one nest."""


def nest_share(p: Numbers, worlds: int) -> Array:
    """Return the spread within a nest over the temperature, (world,)."""
    return np.ones(worlds) * p[NEST_SHARE]


def table_rules(subject: Subject, p: Numbers, worlds: int) -> dict[str, Array]:
    """Return the veto's weight, the reference dependence and the temperature, each (world,)."""
    nation, decision = subject.point.split(".")
    ones = np.ones(worlds)
    several = len(subject.factions) > 1
    depends = ones * p[f"deciding.reference_dependent_{nation}"]
    return {
        "veto": ones * p[f"interest.{nation}.veto"] if several else 0.0 * ones,
        "loss_aversion": 1.0 + depends * (p["deciding.loss_aversion"] - 1.0),
        "curvature": 1.0 + depends * (p["deciding.curvature"] - 1.0),
        "temperature": ones * p[f"interest.{nation}.{decision}.temperature"],
    }
