"""Kinds of recorded things, by which the page groups its rows."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

_ARMIES = ("soviet_front_strength", "german_front_strength", "axis_front_strength", "us_army_strength")

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fronts", ("front_*_axis_km",)),
    ("losses", ("soviet_losses_east", "german_losses_east")),
    ("strengths", (*_ARMIES, "german_share_west")),
    (
        "Far East and Japan",
        (
            "*far_east*",
            "soviet_*_moved_west",
            "kwantung_strength",
            "japan_army_strength",
            "ija_share_china",
            "*carriers*",
            "us_distance_to_tokyo_km",
        ),
    ),
    ("economy", ("japan_oil_*", "japan_merchant_*", "lend_lease_*")),
    ("politics", ("us_opinion_war", "soviet_cohesion")),
)
"""Each kind with the weekly series that belong to it, in the order of the page."""

NAMES: tuple[str, ...] = tuple(name for name, _ in KINDS)


def kind_of(observables: Sequence[str]) -> str:
    """Return the kind of what is answered by some weekly series: that of the first.

    Parameters
    ----------
    observables
        Names of weekly series, at least one.

    Raises
    ------
    KeyError
        Where the series is of no kind.
    """
    for name, patterns in KINDS:
        if any(fnmatchcase(observables[0], pattern) for pattern in patterns):
            return name
    raise KeyError(observables[0])
