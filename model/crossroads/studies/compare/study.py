"""The same worlds under several scenarios: run them, compare them, and tell what differs and why."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence
from pathlib import Path

from crossroads.errors import InputError
from crossroads.identity import MANIFEST, command_line
from crossroads.runs.ensemble import RUNS, order_of
from crossroads.runs.export import BANDS_TABLE, runs_in
from crossroads.runs.origin import AGAIN, origin, repetition
from crossroads.runs.progress import Progress
from crossroads.runs.run import Run
from crossroads.runs.storage.manifests import ComparisonKeys, Figures, checked
from crossroads.runs.storage.seal import opened, seal
from crossroads.runs.study_folder import study_folder
from crossroads.runs.tables.frames import write_csv
from crossroads.scenario.question import Question, question_of
from crossroads.scenario.scenario import Given
from crossroads.statistics.comparing import comparison_table
from crossroads.studies.compare import chosen_page
from crossroads.studies.compare.answering.answer import spoken_answer
from crossroads.studies.compare.asking import check_figures, check_told, told_apart
from crossroads.studies.compare.chosen import chosen_apart
from crossroads.studies.compare.compared import ComparedRuns
from crossroads.studies.compare.figures.gallery import lead_stem, write_figures
from crossroads.studies.compare.given import columns_of, what_is_asked
from crossroads.studies.compare.html import ReportStory, write_report
from crossroads.studies.compare.kept import kept_bands, kept_question, kept_scenario, made_of
from crossroads.studies.compare.page import groups
from crossroads.studies.compare.reported.dot_rows import dot_figure
from crossroads.studies.compare.reported.tables import asked_table, hanging, outcome_tables
from crossroads.studies.compare.three_bands import bands_table
from crossroads.studies.compare.writing import FIGURES, manifest_of, write_texts
from crossroads.telling import numbers
from crossroads.telling.pages import rendered
from crossroads.telling.style import font_note

MOST_NAMED = 3
"""Scenarios that a page's heading names."""


class Comparison(ComparedRuns):
    """Runs of the same worlds under several scenarios; see `compare`."""

    __slots__ = ()

    @classmethod
    def load(cls, folder: str | Path) -> Comparison:
        """Read a comparison from its folder.

        Raises
        ------
        InputError
            Where the folder is missing, damaged, or not a comparison's.
        """
        sealed = opened(Path(folder), "a comparison")
        runs = tuple(runs_in(sealed))
        if len(runs) < 2:
            raise InputError(f"{folder}: holds a single run; the folder of a comparison is needed.")
        scenarios = told_apart([kept_scenario(item, sealed.folder) for item in runs])
        runs = tuple(run.changed(title=scenario.title) for run, scenario in zip(runs, scenarios, strict=True))
        keys = checked(ComparisonKeys, sealed.manifest, sealed.folder / MANIFEST)
        question = kept_question(sealed, keys) or question_of(scenarios)
        return cls(
            scenarios,
            runs,
            comparison_table(runs),
            question.held_by(columns_of(runs)),
            Path(folder),
            map_date=dt.date.fromisoformat(keys.map_date) if keys.map_date else None,
            world=keys.told_world,
            figures=keys.figures,
            origin={name: sealed.manifest[name] for name in ("command", "sources") if name in sealed.manifest},
            bands=kept_bands(sealed) if keys.bands else None,
        )

    def plot(self, folder: str | Path | None = None, *, figures: Figures = "all") -> list[Path]:
        """Write figures as PNG and SVG and return the files.

        Parameters
        ----------
        folder
            Where to; by default the comparison's own `figures`, or ./figures where it is in memory only.
        figures
            Which: 'all', 'answer' (the one beside the answer), or 'none'.
        """
        check_figures(figures)
        target = Path(folder) if folder is not None else (self.folder or Path()) / FIGURES
        replays = self.replays() if figures == "all" else []
        told = (self.runs, self.told_rows(), replays, target, self.question)
        return write_figures(*told, map_date=self.map_date, figures=figures)

    def rest(self, drawn: Sequence[Path], folder: str = "") -> tuple[str, str]:
        """Return how to see the figures that are not among those drawn: words, and the command; ('', ''): all are.

        Parameters
        ----------
        drawn
            Files of the figures.
        folder
            Name of the comparison's folder as the command should have it; by default the one it is known by.
        """
        if {path.stem for path in drawn} - {lead_stem(self.question)}:
            return "", ""
        folder = folder or str(self.folder or self._out())
        words = "All figures come into one page, drawn from this folder without running the comparison again, by"
        return words, command_line("report", folder, "--out", f"{folder}.html")

    def font_note(self) -> str:
        """Say which letters of the titles figures cannot draw; '' where they can draw all."""
        return font_note([self.question.title, *(run.title for run in self.runs)])

    def _out(self) -> str:
        """Return the folder that its command names, as long as it stands nowhere yet."""
        words = shlex.split(self.origin.get("command", ""))
        return words[-1].removesuffix(AGAIN) if words else f"results/{'-vs-'.join(one.name for one in self.scenarios)}"

    def _chosen(self) -> dict[str, object] | None:
        """Return the table of options chosen and made, where the question is of a decision."""
        titles = {run.scenario: run.title for run in self.runs}
        return chosen_page.grid(chosen_apart(self.runs, self.question), self.question, titles)

    def write_report(self, path: str | Path, figures: Sequence[Path]) -> None:
        """Write the comparison as one page that needs nothing beside it.

        Parameters
        ----------
        path
            The HTML file.
        figures
            The figures' files, as `plot` returned them.
        """
        found = spoken_answer(self.runs, self.table, self.question)
        table = self.told_rows()
        write_report(
            path=Path(path),
            title=self._heading(),
            question=self._asked(),
            questions=[(run.title, one.question) for run, one in zip(self.runs, self.scenarios, strict=True)],
            answer=found.sentences,
            margins=found.margins,
            lead=dot_figure(self.runs, self.question, table),
            numbers=list(filter(None, [asked_table(self.runs, table, self.question), self.sure_table()])),
            hangs_on=hanging(self.runs, self.question),
            outcomes=outcome_tables(self.runs, table, self.question, groups(self.question)),
            chosen=self._chosen(),
            figures=figures,
            rest=self.rest(figures),
            story=self.told_as,
            stories=[ReportStory.of(told) for told in self.stories()],
            caution=self.question.caution,
            about=self.question.bear_in_mind,
            repetition=repetition(
                {**self.runs[0].manifest, "command": "", "sources": [], **self.origin},
                self.folder,
                "compare",
                self._out(),
            ),
            manifests=[each.manifest for each in self.runs],
            titles={each.scenario: each.title for each in self.runs},
        )

    def _heading(self) -> str:
        """Return the question's title, or where no file asks one the scenarios' titles, as many as make a heading."""
        if self.question.name:
            return self.question.title
        titles = [run.title for run in self.runs]
        most = MOST_NAMED if len(titles) <= MOST_NAMED else MOST_NAMED - 1
        others = [f"{len(titles) - most} others"] if len(titles) > most else []
        return numbers.listed([*titles[:most], *others])

    def _asked(self) -> str:
        """Return the question's text where all its scenarios are here, else what one scenario beside the base asks."""
        if self.question.scenarios == tuple(scenario.name for scenario in self.scenarios):
            return self.question.text
        return self.scenarios[1].question if len(self.scenarios) == 2 else ""


def compare(
    *scenarios: Given | Run,
    worlds: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    ledger_worlds: int | None = None,
    map_date: dt.date | None = None,
    world: int | None = None,
    figures: Figures = "answer",
    command: str = "",
    question: str | Path | Question | None = None,
    bands: bool = False,
    kept: str = "",
) -> Comparison:
    """Run the same worlds under each scenario and compare them; finished runs are taken as they are.

    Parameters
    ----------
    scenarios
        Two or more; the first is the base. Each is a scenario, its name or path, which is run; or a finished run,
        itself or its folder, of which nothing is simulated again but the single worlds that are told. One alone is a
        question, whose scenarios are run.
    worlds, seed, ledger_worlds
        As in `runs.ensemble.run`; by default those of the finished runs, which allow no others, else 2,000 worlds,
        seed 1941 and the decisions of 100 worlds.
    workers, progress, command, kept
        As in `runs.ensemble.run`.
    map_date
        Day of the map of the fronts; by default early December 1941.
    world
        Number of the world whose parting is told; by default the typical world of the second scenario.
    figures
        Which are drawn: 'answer', the one beside the answer; 'all'; or 'none'. `Comparison.plot` draws the rest later.
    question
        What is asked of the scenarios, a question or its name or path; by default the one that names them all or that
        they are all about, else what differs between them.
    bands
        Whether luck, knowledge and structure are told apart (see `three_bands.bands_table`); it takes as long again as
        the runs.
    out
        Folder to write; it must not exist. It receives `runs/` (a folder a scenario), the table as
        `comparison.csv` and `comparison.txt`, `divergence.md`, `report.html` and `manifest.json`, `figures/` unless
        none is asked for, `bands.csv` where bands are, and `chosen_and_made.csv` where the question is of a
        decision and some option was chosen of itself.
        Unfinished work stands in `<out>.partial`, and the same call goes on with it.

    Raises
    ------
    InputError
        On bad arguments, a target that exists, unfinished work of another plan, or where the file system
        refuses.
    Interrupted
        When stopped by Ctrl-C; finished work is kept where `out` is given.
    """
    check_figures(figures)
    asked = what_is_asked(scenarios, question)
    chosen = asked.scenarios
    order = order_of(
        worlds=asked.number("worlds", worlds),
        seed=asked.number("seed", seed),
        ledger_worlds=asked.number("ledger_worlds", ledger_worlds),
        workers=workers,
        progress=progress,
    )
    check_told(map_date, world, chosen[0].setup.horizon, order.worlds)
    with study_folder(out, asked.plan(order, bands=bands), command=command) as place:
        runs = asked.runs_of(order, place)
        options = {**order.options, "map-date": map_date, "world": world}
        options["figures"] = None if figures == "answer" else figures
        options["bands"] = bands or None
        where = out or f"results/{'-vs-'.join(one.name for one in chosen)}"
        sources = made_of(asked.by, question, kept)
        came_from = origin("compare", sources, options, where)
        comparison = Comparison(
            chosen, runs, comparison_table(runs), asked.question, None, map_date, world, figures, came_from
        )
        if bands:
            comparison.bands = bands_table(asked.scenarios, runs, comparison.told_rows(), order, place)
        if place.target is not None:
            with place.result() as folder:
                place.link(RUNS, folder)
                _write_all(comparison, folder, order.progress)
            comparison.folder = place.target
    return comparison


def _write_all(comparison: Comparison, folder: Path, progress: Progress) -> None:
    """Write what stands beside the runs."""
    progress.start("figures and report", 3)
    told = f"{comparison.answer()}\n\n{comparison.text()}"
    parting = rendered("studies/compare/templates/divergence.md.j2", comparison=comparison)
    write_texts(folder, comparison.runs, comparison.table, comparison.question, told=told, parting=parting)
    if comparison.bands is not None:
        write_csv(comparison.bands, folder / BANDS_TABLE)
    progress.advance(1)
    figures = comparison.plot(folder / FIGURES, figures=comparison.figures)
    progress.advance(1)
    comparison.write_report(folder / "report.html", figures)
    manifest = manifest_of(
        comparison.runs,
        comparison.question,
        **comparison.origin,
        map_date=str(comparison.map_date) if comparison.map_date else None,
        told_world=comparison.told_world(),
        figures=comparison.figures,
        bands=comparison.bands is not None,
        exemplars={each.scenario: comparison.exemplars(each) for each in comparison.runs},
    )
    seal(folder, manifest, within=(RUNS,))
    progress.advance(1)
    progress.finish()
