"""A scenario as a script asks for it: itself, a name, a path or a mapping, changed by tables given as arguments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from crossroads.errors import LONGEST_NAME, listing, nearest
from crossroads.scenario.files import check_reach
from crossroads.scenario.scenario import Given, Scenario, laid_over, load_scenario

WHERE = "arguments"
"""What messages call the place of a change that is given as an argument."""

SUFFIX = "_changed"
"""What the name of a scenario so changed has behind its base's."""


class Changes(TypedDict, total=False):
    """The tables of a scenario's file that may be given as arguments, each as the file holds it.

    Attributes
    ----------
    levers
        Lever -> factor.
    parameters
        Parameter -> `{"value": x}`, `{"scale": x}` or `{"low": x, "high": y}`, in the record's unit.
    reasons
        `{"without": [...], "restore": [...]}`: names of documents' reasons.
    force
        Decisions taken for nations: mappings as of `[[force]]`, days as dates.
    drop_forces
        Decisions whose orders in the base fall away, NATION.DECISION.
    intelligence
        Source -> `{"reliability": x}`, 0 to 1.
    deciders
        Nation -> how it decides.
    uncertainty
        `luck`, `knowledge`: whether they are on; `structure`: rival laws that hold in every world.
    prelude
        Event before June 1941 -> `{"outcome": ...}`, `{"removed": True}` or `{"scale": x}`.
    horizon
        The last day.
    """

    levers: Mapping[str, float]
    parameters: Mapping[str, Mapping[str, float]]
    reasons: Mapping[str, Sequence[str]]
    force: Sequence[Mapping[str, Any]]
    drop_forces: Sequence[str]
    intelligence: Mapping[str, Mapping[str, float]]
    deciders: Mapping[str, str]
    uncertainty: Mapping[str, Any]
    prelude: Mapping[str, Mapping[str, Any]]
    horizon: dt.date | str


def as_scenario(scenario: Given, changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return `scenario` itself, or the one that a name, a path or the content of a file stands for, changed.

    Parameters
    ----------
    scenario
        What is asked for.
    changes
        The tables of `Changes`; those that are None or empty change nothing.

    Raises
    ------
    InputError
        If there is no such scenario, or for the faults in it and in the changes.
    TypeError
        For a table that no scenario has.
    """
    given = {name: table for name, table in (changes or {}).items() if not _empty(table)}
    if unknown := [name for name in changes or () if name not in Changes.__annotations__]:
        known = sorted(Changes.__annotations__)
        raise TypeError(
            f"unexpected argument '{unknown[0]}'{nearest(unknown[0], known)}; tables of a scenario are {listing(known)}"
        )
    base = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    return _changed(base, given) if given else base


def _empty(table: object) -> bool:
    return table is None or (isinstance(table, Mapping | list | tuple) and not table)


def _changed(base: Scenario, tables: dict[str, Any]) -> Scenario:
    raw = {name: _plain(table) for name, table in tables.items()}
    check_reach(WHERE, raw)
    words = {"title": f"{base.title}, changed", "question": base.question, "why": base.why}
    raw |= {"extends": base.name, "asks": list(base.asks)} | {key: text for key, text in words.items() if text}
    name = base.name[: LONGEST_NAME - len(SUFFIX)] + SUFFIX
    return laid_over(base, raw, name, WHERE)


def _plain(table: Any) -> Any:
    """Return mappings and sequences of any kind as the dictionaries and lists that a file gives."""
    if isinstance(table, Mapping):
        return {key: _plain(value) for key, value in table.items()}
    if isinstance(table, list | tuple):
        return [_plain(value) for value in table]
    return table
