"""A scenario's edit of the prelude, looked at by itself: no war is fought for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crossroads.errors import InputError
from crossroads.prelude.followed import SEED, WORLDS, Followed, followed
from crossroads.runs.storage.files import whole_folder, write_text
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.scenario import Scenario
from crossroads.studies.prelude.page import text

EVENTS, RELATIONS, PAGE, FIGURE = "events.csv", "relations.csv", "prelude.txt", "prelude"
"""What is written."""

MOST_WORLDS = 1_000_000


@dataclass(frozen=True, slots=True)
class PreludeStudy:
    """What came of a scenario's edit.

    Attributes
    ----------
    scenario
        The scenario.
    followed
        What came of it.
    """

    scenario: Scenario
    followed: Followed

    def events(self) -> pd.DataFrame:
        """Return a row an event and outcome: in how many worlds it came."""
        rows = [
            {
                "event": item.event.name,
                "date": item.event.date.isoformat(),
                "title": item.event.title,
                "edited": item.edited,
                "outcome": outcome,
                "recorded": outcome == item.event.recorded,
                "worlds": item.counts.get(outcome, 0),
                "of_worlds": self.followed.worlds,
            }
            for item in self.followed.events
            for outcome in item.event.outcomes
        ]
        return pd.DataFrame(rows)

    def relations(self) -> pd.DataFrame:
        """Return a row a relation that stood otherwise: means and the middle 80 % of worlds, recorded and edited."""
        names = ("mean", "q10", "q90")
        return pd.DataFrame(
            [
                {"relation": item.name, "title": item.title, "unit": item.unit, "worlds_otherwise": item.worlds}
                | {f"recorded_{name}": value for name, value in zip(names, item.recorded, strict=True)}
                | {f"edited_{name}": value for name, value in zip(names, item.edited, strict=True)}
                for item in self.followed.relations
            ]
        )

    def write(self, out: str | Path, draw: Callable[[PreludeStudy, Path], object] | None = None) -> Path:
        """Write tables, text and, with `draw`, the figure into a new folder.

        Raises
        ------
        InputError
            Where the folder exists already or cannot be written.
        """
        with whole_folder(Path(out)) as folder:
            write_csv(self.events(), folder / EVENTS)
            write_csv(self.relations(), folder / RELATIONS)
            write_text(folder / PAGE, text(self.followed) + "\n")
            if draw is not None:
                draw(self, folder)
        return Path(out)


def prelude(scenario: Scenario, *, worlds: int = WORLDS, seed: int = SEED) -> PreludeStudy:
    """Return what came of a scenario's edit of the prelude.

    Parameters
    ----------
    scenario
        The scenario.
    worlds, seed
        Worlds to look at, from number 0, and the seed of their luck: those of a run with the same numbers.

    Raises
    ------
    InputError
        Where the scenario edits no event before June 1941.
    """
    if not 1 <= worlds <= MOST_WORLDS:
        raise InputError(f"worlds: found {worlds:,}; allowed: a whole number from 1 to {MOST_WORLDS:,}")
    found = followed(scenario.setup, worlds, seed)
    if found is None:
        raise InputError(
            f"{scenario.name}: found no table [prelude.EVENT]; allowed: a scenario that edits an event before June "
            "1941, such as khalkhin_gol_won"
        )
    return PreludeStudy(scenario, found)
