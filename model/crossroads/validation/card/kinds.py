"""What the report card asks, as `asked.toml` lists it, and the kinds of recorded things that group its rows."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from crossroads.evidence.reading import packaged

CARD: dict[str, Any] = packaged("validation/card/asked.toml")
"""Targets, kinds, endings, measures, readings and causes."""

KINDS: dict[str, list[str]] = CARD["kinds"]
"""Each kind with patterns of the weekly series that belong to it, in the order of the page."""

NAMES: tuple[str, ...] = tuple(KINDS)


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
    for name, patterns in KINDS.items():
        if any(fnmatchcase(observables[0], pattern) for pattern in patterns):
            return name
    raise KeyError(observables[0])
