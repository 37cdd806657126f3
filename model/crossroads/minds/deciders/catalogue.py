"""The deciders by name, as scenarios and tournaments ask for them."""

from __future__ import annotations

import re

from crossroads.errors import InputError, nearest
from crossroads.minds.deciders.bench import Maker
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.deciders.expected_utility import ExpectedUtility
from crossroads.minds.deciders.random_legal import RandomLegal
from crossroads.minds.deciders.scripted import recorded_history
from crossroads.minds.deciders.stated_odds import StatedOdds

DEFAULT, STATED = "deliberation", "stated_odds"
"""The decider of a nation for which no other is asked."""


DECIDERS: dict[str, Maker] = {
    "deliberation": lambda bench: Deliberation(bench.p, bench.subjects, bench.papers),
    STATED: lambda bench: StatedOdds(bench.p),
    "recorded_history": lambda bench: recorded_history(bench.p),
    "random_legal": lambda bench: RandomLegal(),
    "expected_utility_without_imagination": lambda bench: ExpectedUtility(bench.p),
}
"""Id of a decider -> what makes it."""

TITLES: dict[str, str] = {
    "deliberation": "Deliberation",
    STATED: "Stated odds",
    "recorded_history": "Recorded history",
    "random_legal": "Equal odds over what is legal",
    "expected_utility_without_imagination": "Expected utility, nothing imagined",
}
"""Id of a decider -> what it is called; an id that is missing here is called by itself."""

SHIPPED: frozenset[str] = frozenset(DECIDERS)
"""Ids of the deciders that come with the project: those that another process knows too."""

_ID = re.compile(r"[a-z][a-z0-9_]*")


def maker(name: str) -> Maker:
    """Return what makes the decider `name`.

    Raises
    ------
    InputError
        Where there is none of that name.
    """
    if name not in DECIDERS:
        raise InputError(
            f"decider: found '{name}'; allowed: {', '.join(sorted(DECIDERS))}{nearest(name, list(DECIDERS))}"
        )
    return DECIDERS[name]


def title(name: str) -> str:
    """Return what the decider `name` is called."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def register(name: str, make: Maker) -> None:
    """Add a decider for the rest of this process; the same name may be registered again, a shipped one not.

    Parameters
    ----------
    name
        Its id: small letters, digits and underscores.
    make
        Makes it: a `Bench` in, a `Decider` out.

    Raises
    ------
    InputError
        Where the name is no id, or is that of a decider of the project.
    """
    if not _ID.fullmatch(name):
        raise InputError(f"decider: found the id '{name}'; allowed: small letters, digits and underscores")
    if name in SHIPPED:
        raise InputError(f"decider: '{name}' is one of the project's own; another name is needed")
    DECIDERS[name] = make
