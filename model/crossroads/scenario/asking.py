"""What a scenario asks: its own measures, or what follows from what it changes against its base.

Where a file names no measures:

1. It orders a decision, or drops an order: what matters to the nation that decides, as its `nation.toml` lists it.
2. Else it takes reasons away: the course of the nation whose reasons they are, or what matters to it where it has none.
3. Else it changes numbers, what is known, or who decides: each nation's course that is not ordered; else what its
   question asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crossroads.evidence.nations import load_nations
from crossroads.evidence.reasons import reasons_by_name
from crossroads.scenario.scenario import SETTINGS, Scenario
from crossroads.world.observables import OUTCOMES


def asks_of(scenario: Scenario, named: Iterable[str]) -> tuple[str, ...]:
    """Return the measures that a scenario asks for, in their order; none where its question asks for all.

    Parameters
    ----------
    scenario
        The scenario.
    named
        Names of the scenarios that its question is about: those ask what the question does.
    """
    if scenario.asks:
        return scenario.asks
    base = scenario.resolved["base"]
    if base is None or scenario.name in set(named):
        return ()
    return tuple(dict.fromkeys(_follows(scenario.resolved, base)))


def _follows(own: Mapping[str, Any], base: Mapping[str, Any]) -> Iterator[str]:
    changed = [order for order in own["force"] if order not in base["force"]]
    changed += [order for order in base["force"] if order not in own["force"]]
    if changed:
        for order in changed:
            yield from load_nations()[order["nation"]].outcomes
        return
    gone = set(own["reasons"]["without"]) - set(base["reasons"]["without"])
    if gone:
        for nation in sorted({reasons_by_name()[name].nation for name in gone}):
            yield from _course_of(nation) or load_nations()[nation].outcomes
        return
    if any(own[key] != base[key] for key in SETTINGS if key != "horizon"):
        ordered = {f"{order['nation']}.{order['decision']}" for order in own["force"]}
        yield from (outcome.name for outcome in OUTCOMES if outcome.decision and outcome.decision not in ordered)


def _course_of(nation: str) -> list[str]:
    """Return the outcomes that tell which of a nation's options was taken."""
    return [outcome.name for outcome in OUTCOMES if outcome.decision.partition(".")[0] == nation]
