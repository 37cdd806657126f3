"""A payoff for each option, linear in what is seen: the better one is chosen, and nothing is imagined.

The payoffs are the recorded weights of the stated odds, read as stakes. What parts this decider from those odds is how
little it leaves to luck, by one recorded number, and that its weighing is laid open as a council of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from crossroads.evidence.load import load_records
from crossroads.minds.council import Council, apart
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.stated_odds import PREFIX, StatedOdds
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers

STANDING = "standing"
"""The term of what an option is worth whatever is seen."""

TEMPERATURE = "deciders.expected_utility_temperature"


@cache
def payoffs(decision: str) -> dict[str, dict[str, str]]:
    """Return what is paid at a decision point: term (a view feature, or `STANDING`) -> option -> name of its record."""
    found: dict[str, dict[str, str]] = {}
    start = f"{PREFIX}{decision}."
    for name in load_records():
        if name.startswith(start):
            option, _, feature = name.removeprefix(start).partition(".")
            found.setdefault(feature or STANDING, {})[option] = name
    return found


@dataclass(frozen=True, slots=True)
class ExpectedUtility:
    """The decider of stated payoffs: one voice at the table, one future, neither hope nor fear of others' answers."""

    p: Numbers

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Weigh each option by its payoff, as a council of one.

        A chance per month is no payoff: points whose odds are stated so keep them.
        """
        if point.hazard:
            return StatedOdds(self.p).weigh(point, view, legal)
        return Weighing.of(self.council(point, view))

    def council(self, point: DecisionPoint, view: View) -> Council:
        """Return what a point is weighed with: a term for each feature that pays, in stakes."""
        worlds = next(iter(view.features.values())).shape[-1]
        paid = payoffs(point.id)
        values = np.zeros((1, len(paid), len(point.options), worlds))
        for row, (term, records) in enumerate(paid.items()):
            seen = 1.0 if term == STANDING else view[term]
            for column, option in enumerate(point.options):
                if option in records:
                    values[0, row, column] = self.p[records[option]] * seen
        everywhere = np.ones(worlds)
        return Council(
            options=tuple(point.options),
            factions=("table",),
            terms=tuple(paid),
            futures=("as_seen",),
            values=values,
            weights=np.ones((1, len(paid), worlds)),
            power=np.ones((1, worlds)),
            assent=np.zeros(1),
            costly=np.zeros(len(point.options)),
            futures_odds=np.ones((1, worlds)),
            veto=np.zeros(worlds),
            loss_aversion=everywhere,
            curvature=everywhere,
            temperature=self.p[TEMPERATURE] * everywhere,
            **apart(len(point.options), worlds),
        )
