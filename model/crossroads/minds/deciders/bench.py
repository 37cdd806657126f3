"""What a decider is made with: the run's setup, and its worlds' parameters and luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crossroads.evidence.parameters import Parameters
from crossroads.minds.decider import Decider
from crossroads.minds.imagining.papers import Papers
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.setup import Setup
from crossroads.world.luck import Luck


@dataclass(frozen=True, slots=True)
class Bench:
    """What a decider is made with.

    Attributes
    ----------
    setup
        What the scenario changes.
    p
        Parameters of the block's worlds.
    luck
        Luck of the block's worlds; `luck.worlds` are their numbers.
    subjects
        Decision id -> how it is imagined; other decisions are weighed by stated odds.
    papers
        The scenario's staff papers.
    """

    setup: Setup
    p: Parameters
    luck: Luck
    subjects: Mapping[str, Subject]
    papers: Papers


Maker = Callable[[Bench], Decider]
"""Makes the decider of one nation for one block of worlds."""
