"""Runs of the same worlds under several scenarios: what they answer, which world is told, and how they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import pandas as pd

from crossroads.errors import InputError, nearest
from crossroads.runs.ensemble import replay
from crossroads.runs.run import Replay, Run
from crossroads.runs.shown import Shown
from crossroads.runs.storage.manifests import Figures
from crossroads.scenario.question import Question
from crossroads.scenario.scenario import Scenario
from crossroads.statistics.exemplars import exemplars, typical_world
from crossroads.studies.compare.answering.answer import ComparisonAnswer, answer
from crossroads.studies.compare.answering.changes import Change, changes
from crossroads.studies.compare.answering.short import short_text
from crossroads.studies.compare.divergence import Divergence, divergence, told_as
from crossroads.studies.compare.page import comparison_text
from crossroads.studies.compare.reported.tables import ReportTable
from crossroads.studies.compare.three_bands import report_table, sentences
from crossroads.telling.numbers import WIDTH
from crossroads.telling.run_page import beyond

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class RunsByName(tuple[Run, ...]):
    """Runs in their order, each by its place or by the name of its scenario."""

    __slots__ = ()

    @overload
    def __getitem__(self, place: SupportsIndex | str) -> Run: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Run, ...]: ...

    def __getitem__(self, place: Any) -> Any:
        """Return a run, or a part of them.

        Raises
        ------
        InputError
            Where no run has that name.
        """
        if not isinstance(place, str):
            return super().__getitem__(place)
        names = [run.scenario for run in self]
        if place not in names:
            raise InputError(f"runs: found '{place}'; allowed: {', '.join(names)}{nearest(place, names)}")
        return super().__getitem__(names.index(place))


@dataclass(slots=True, eq=False, repr=False)
class ComparedRuns(Shown):
    """Runs of the same worlds under several scenarios, read and told.

    Attributes
    ----------
    scenarios
        The scenarios; the first is the base.
    runs
        One run a scenario, in the same order; by place or by its scenario's name.
    table
        Paired differences (see `statistics.comparing.comparison_table`).
    question
        What is asked, and how it is told.
    folder
        Where the comparison stands on disk; None where it is in memory only.
    map_date
        Day of the map of the fronts; None: the map's own.
    world
        World whose parting is told; None: the typical world of the second scenario.
    figures
        Which figures were asked for.
    origin
        What it was asked by and the command that repeats it, as `runs.origin.origin` gives them.
    bands
        Three bands of each difference of the question (see `three_bands.bands_table`); None: not asked for.
    """

    scenarios: tuple[Scenario, ...]
    runs: tuple[Run, ...]
    table: pd.DataFrame
    question: Question
    folder: Path | None = None
    map_date: dt.date | None = None
    world: int | None = None
    figures: Figures = "answer"
    origin: dict[str, Any] = field(default_factory=dict)
    bands: pd.DataFrame | None = None
    _replays: dict[bool, list[Replay]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.runs = RunsByName(self.runs)

    @property
    def told(self) -> dict[str, object]:
        """What tells it from others of its kind."""
        return {
            "scenarios": [scenario.name for scenario in self.scenarios],
            "question": self.question.name,
            "worlds": self.runs[0].worlds,
            "seed": self.runs[0].seed,
        }

    @property
    def overview(self) -> pd.DataFrame:
        """The differences that belong to the question."""
        return self.told_rows()[["outcome", "scenario", "value", "base_value", "difference", "low", "high"]]

    def told_world(self) -> int:
        """Return the world that is told: the one asked for, else the typical world of the second scenario."""
        if self.world is not None:
            return self.world
        return typical_world(self.runs[1], self.question.typical)

    def told_rows(self) -> pd.DataFrame:
        """Return the rows of the table that belong to the question."""
        return self.table.loc[[self.question.tells(str(name)) for name in self.table["outcome"]]]

    def exemplars(self, run: Run) -> dict[str, int]:
        """Return the worlds that stand for a run: a typical one, and the best and worst of the nation in question."""
        return exemplars(run, self.question.nation, self.question.typical)

    def replays(self, *, exemplars: bool = True) -> list[Replay]:
        """Replay, once, the world whose divergence is told under each scenario, and with it the exemplar worlds."""
        exemplars = exemplars or True in self._replays
        if exemplars not in self._replays:
            told = {self.told_world()}
            self._replays[exemplars] = [
                replay(scenario, sorted({*self.exemplars(each).values(), *told} if exemplars else told), seed=each.seed)
                for scenario, each in zip(self.scenarios, self.runs, strict=True)
            ]
        return self._replays[exemplars]

    def divergence(self, world: int | None = None, other: str | None = None) -> Divergence:
        """Tell where one world parts under the base and another scenario.

        Parameters
        ----------
        world
            World number; by default the typical world of the second scenario.
        other
            Name of the scenario to set against the base; by default the second.

        Raises
        ------
        InputError
            Where the scenario is not of this comparison.
        """
        names = [scenario.name for scenario in self.scenarios]
        name = names[1] if other is None else other
        if name not in names[1:]:
            raise InputError(f"'{name}' is not compared with the base here; there are {', '.join(names[1:])}.")
        position = names.index(name)
        if world is None:
            replays = self.replays(exemplars=self.figures == "all")
            return divergence(replays[0], replays[position], self.told_world(), self.question.point)
        pair = [replay(self.scenarios[place], [world], seed=self.runs[place].seed) for place in (0, position)]
        return divergence(pair[0], pair[1], world, self.question.point)

    def text(self) -> str:
        """Return the table that a student can read: plain text of at most 110 columns."""
        return comparison_text(self.runs, self.table, self.question, self.sure(everything=True))

    def short_text(self, width: int = WIDTH) -> str:
        """Return what was asked as a table of that many columns; '' where the answer is such a table itself."""
        return "" if self.answer().rows else short_text(self.runs, self.table, self.question, width)

    def sure(self, *, everything: bool = False) -> list[str]:
        """Return three bands of the changes that the answer tells, or of all that was asked; [] where not asked for."""
        return [] if self.bands is None else sentences(self.runs, self.bands, self._sure_of(everything=everything))

    def sure_table(self) -> ReportTable | None:
        """Return three bands of all that was asked, as a table of a page; None where they were not asked for."""
        return None if self.bands is None else report_table(self.runs, self.bands, self._sure_of(everything=True))

    def _sure_of(self, *, everything: bool) -> list[Change]:
        known = [item for item in changes(self.runs, self.table, self.question) if not item.ordered]
        told = set(self.answer().numbers["outcome"].str.partition(":")[0])
        return [one for one in known if everything or one.measure.outcome.name in told]

    @property
    def bear_in_mind(self) -> list[str]:
        """What stands beside every result of it, a sentence an item."""
        own = [sentence for run in self.runs for sentence in beyond(run.manifest)]
        return list(dict.fromkeys([*self.question.bear_in_mind, *own]))

    def answer(self) -> ComparisonAnswer:
        """Return the answer to what was asked: three sentences, the largest change first, with their margins."""
        return answer(self.runs, self.table, self.question)

    def figure(self, name: str = "answer") -> Figure:
        """Draw one figure: the one beside the answer, or another by its name, such as 'endings' or 'front_map'.

        Raises
        ------
        InputError
            Where there is no figure of that name; the message has those there are.
        """
        from crossroads.studies.compare.figures.gallery import one_figure

        replays = self.replays() if name.startswith("exemplars") else []
        return one_figure(self.runs, self.told_rows(), replays, self.question, name, self.map_date)

    def _repr_html_(self) -> str:
        """Return the answer and its figure."""
        from crossroads.telling.style import inline

        return self.answer()._repr_html_() + inline(self.figure(), self.question.title)

    @property
    def told_as(self) -> str:
        """Which world is told, and how many others are like it."""
        return told_as(self.runs[1], self.told_world(), self.question.typical)

    def stories(self) -> list[Divergence]:
        """Return where the told world parts from the base, for each other scenario."""
        return [self.divergence(other=scenario.name) for scenario in self.scenarios[1:]]

    def story(self) -> list[str]:
        """Return which world is told, and where it parts, sentence by sentence, for each scenario against the base."""
        return [self.told_as, *chain.from_iterable(told.sentences() for told in self.stories())]
