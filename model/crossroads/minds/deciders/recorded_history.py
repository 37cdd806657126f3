"""The choices that were made in fact, up to 11 December 1941; stated odds after that and wherever none is on record."""

from __future__ import annotations

from functools import cache

from crossroads.evidence.nations import nation_tables
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.scripted import Line, Scripted
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.minds.decision import DecisionPoint
from crossroads.minds.view import View
from crossroads.world.axes import Array, Numbers


@cache
def recorded_lines() -> tuple[Line, ...]:
    """Return every recorded choice: nation by nation, in the order of each one's file."""
    return tuple(
        Line(f"{nation}.{row['decision']}", row["on"], row["option"], row.get("until"))
        for nation, table in nation_tables("recorded.toml")
        for row in table["choice"]
    )


class RecordedHistory:
    """The decider of the record: a script of what the nation chose in fact.

    Against others who decide otherwise it goes on as the record says for as long as that is legal.
    """

    def __init__(self, p: Numbers) -> None:
        self._script = Scripted(recorded_lines(), StatedOdds(p))

    def weigh(self, point: DecisionPoint, view: View, legal: Array) -> Weighing:
        """Take the recorded choice where there is one."""
        return self._script.weigh(point, view, legal)
