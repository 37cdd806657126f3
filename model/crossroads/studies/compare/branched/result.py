"""A world led on with a decision changed: what was the same, what was carried out when, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crossroads.runs.run import Replay
from crossroads.runs.shown import Shown
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.question import Question
from crossroads.scenario.scenario import Scenario
from crossroads.studies.compare.branched.turning import Turned
from crossroads.studies.compare.divergence import Divergence
from crossroads.studies.compare.study import Comparison
from crossroads.telling.numbers import as_date
from crossroads.world.observables import OBSERVABLE_NAMES

WEEKS, SERIES, WORLDS, PAGE, FIGURE = "weeks.csv", "series.csv", "worlds.csv", "branch.md", "branch"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Branch(Shown):
    """One world as it went, and as it goes on with a decision changed.

    Attributes
    ----------
    scenario
        The scenario that says what is changed; its base is the run's.
    run_title
        Title of the run.
    world, seed
        The world, and the seed of its luck.
    day
        The day from which it is another one.
    turned, carried
        What was chosen instead, and on which day each was carried out.
    question
        What is asked of the run, for the series that are drawn.
    was, goes
        The world as it went and as it goes on.
    story
        Both side by side.
    comparison
        The same change in many worlds; None where it was not asked for.
    """

    scenario: Scenario
    run_title: str
    world: int
    seed: int
    day: dt.date
    turned: tuple[Turned, ...]
    carried: tuple[dt.date, ...]
    question: Question
    was: Replay
    goes: Replay
    story: Divergence
    comparison: Comparison | None = None

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {"scenario": self.scenario.name, "world": self.world, "from": self.day, "seed": self.seed}

    @property
    def overview(self) -> pd.DataFrame:
        """What happens week by week, side by side."""
        rows = [
            {"week": week.date, "was": "; ".join(week.base), "goes": "; ".join(week.other)} for week in self.story.weeks
        ]
        return pd.DataFrame(rows, columns=["week", "was", "goes"])

    @property
    def parts_on(self) -> dt.date | None:
        """The first week in which any weekly series differs in any bit; None: they are the same to the end."""
        differs = np.zeros(self.was.series.sizes["date"], dtype=np.bool_)
        for name in OBSERVABLE_NAMES:
            own, other = (replay.series[name].values[0] for replay in (self.was, self.goes))
            differs |= own.view(np.uint32) != other.view(np.uint32)
        weeks = np.flatnonzero(differs)
        return as_date(self.was.series["date"].values[weeks[0]]) if len(weeks) else None

    @property
    def series(self) -> pd.DataFrame:
        """Every weekly series of both, a row a week and series: date, series, was, goes."""
        dates = [as_date(day).isoformat() for day in self.was.series["date"].values]
        tables = [
            pd.DataFrame(
                {
                    "date": dates,
                    "series": name,
                    "was": self.was.series[name].values[0],
                    "goes": self.goes.series[name].values[0],
                }
            )
            for name in OBSERVABLE_NAMES
        ]
        return pd.concat(tables, ignore_index=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name of a file -> its table."""
        found = {WEEKS: self.overview, SERIES: self.series}
        return found if self.comparison is None else found | {WORLDS: self.comparison.table}

    def write(self, folder: Path) -> None:
        """Write the tables as CSV."""
        for name, table in self.tables.items():
            write_csv(table, folder / name)
