"""The deciders by name, as scenarios and tournaments ask for them."""

from __future__ import annotations

from crossroads.deciders.bench import Bench, Maker
from crossroads.deciding.decider import Decider
from crossroads.deciding.stated_odds import StatedOdds

DEFAULT = "stated_odds"
"""The decider of a nation for which no other is asked."""


def _stated_odds(bench: Bench) -> Decider:
    return StatedOdds(bench.p)


DECIDERS: dict[str, Maker] = {"stated_odds": _stated_odds}
"""Id of a decider -> what makes it."""
