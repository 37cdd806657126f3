"""The choices that were made in fact, up to 11 December 1941; stated odds after that and wherever none is on record."""

from __future__ import annotations

from functools import cache

from crossroads.evidence.nations import nation_tables
from crossroads.minds.deciders.scripted import Line, Scripted
from crossroads.minds.deciders.stated_odds import StatedOdds
from crossroads.world.axes import Numbers


@cache
def recorded_lines() -> tuple[Line, ...]:
    """Return every recorded choice: nation by nation, in the order of each one's file."""
    return tuple(
        Line(f"{nation}.{row['decision']}", row["on"], row["option"], row.get("until"))
        for nation, table in nation_tables("recorded.toml")
        for row in table["choice"]
    )


def recorded_history(p: Numbers) -> Scripted:
    """Return the decider of the record: a script of what the nation chose in fact.

    Against others who decide otherwise it goes on as the record says for as long as that is legal.
    """
    return Scripted(recorded_lines(), StatedOdds(p))
