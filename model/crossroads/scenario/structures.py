"""Rival laws: what a scenario may ask to hold in every world, where otherwise worlds differ in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crossroads.minds.decision import NATIONS

DEFAULT = "default"
"""As worlds draw it."""

_BY_STAKES = "deciding.reference_dependent_{}"

LAWS: Mapping[str, Mapping[str, float]] = {
    DEFAULT: {},
    "frontage": {"rival.frontage": 1.0},
    "frost": {"rival.frontage": 0.0},
    "operations": {"rival.operations": 1.0},
    "opportunity": {"rival.operations": 0.0},
    "expected_utility": {_BY_STAKES.format(nation): 0.0 for nation in NATIONS},
    "reference_dependence": {_BY_STAKES.format(nation): 1.0 for nation in NATIONS},
}
"""Name of a law -> the switches that it sets.

Of combat: a line is held by men a kilometre (`frontage`), or later winters take more (`frost`). Of supply: Soviet
offensives are prepared and ordered, and may fail (`operations`), or begin where they are promising (`opportunity`). Of
choice: futures are weighed by what they bring (`expected_utility`), or against today (`reference_dependence`).
"""


def switches(names: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return the changes of parameters that stand for laws, as a file's table of parameters has them."""
    return {record: {"value": value} for name in names for record, value in LAWS[name].items()}


def rivals(names: Iterable[str]) -> tuple[str, str] | None:
    """Return two laws that exclude each other, or None."""
    said: dict[str, tuple[str, float]] = {}
    for name in names:
        for record, value in LAWS[name].items():
            if said.setdefault(record, (name, value))[1] != value:
                return said[record][0], name
    return None


def laws_of(record: str) -> tuple[str, ...]:
    """Return the laws between which one record switches, none where it is no such switch."""
    return tuple(name for name, held in LAWS.items() if held.keys() == {record})


def law_of(record: str, value: float) -> str:
    """Return the law that a switch sets at a value, '' where it is none."""
    return next((name for name in laws_of(record) if LAWS[name][record] == value), "")
