"""Reports of what is already on disk, for the command `crossroads report`; and how one run is told and drawn."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from crossroads.errors import InputError, legible
from crossroads.identity import MANIFEST
from crossroads.runs.progress import Progress
from crossroads.telling.run_page import run_answer, run_summary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from crossroads.runs.run import Run
    from crossroads.scenario.question import Question
    from crossroads.scenario.scenario import Scenario

STAGES = 3


def write_folder_report(folder: Path, target: Path, progress: Progress) -> str:
    """Write the report of a run's or a comparison's folder.

    Parameters
    ----------
    folder
        The folder of a run or a comparison.
    target
        The HTML file; it must not exist.
    progress
        Told of the stages: read, drawn, written.

    Returns
    -------
    note : str
        Which letters of the titles the figures cannot draw; '' where they can draw all.

    Raises
    ------
    InputError
        Where the folder is not sound, was made with other parameter records, or the file cannot be written.
    """
    from crossroads.runs.export import load_runs
    from crossroads.runs.storage.files import check_name, clear_file_errors
    from crossroads.studies.compare.given import check_records
    from crossroads.studies.compare.study import Comparison
    from crossroads.telling.style import font_note

    check_name(target)
    _check_file(target)
    progress.start("report", STAGES)
    runs = load_runs(folder)
    for run in runs:
        check_records(run, f"{folder}: ", ", or read the report beside it")
    progress.advance(1)
    with clear_file_errors(target), tempfile.TemporaryDirectory(prefix="crossroads-") as name:
        if len(runs) > 1:
            comparison = Comparison.load(folder)
            figures = comparison.plot(name)
            progress.advance(1)
            comparison.write_report(target, figures)
        else:
            _run_report(runs[0], folder, Path(name), target, progress)
    progress.advance(1)
    progress.finish()
    return font_note(run.title for run in runs)


def _check_file(target: Path) -> None:
    if target.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{target}: found the suffix '{target.suffix}'; a report is a file with .html.")
    if target.exists():
        raise InputError(f"{target}: exists already and is not overwritten; choose another file.")


def _run_report(run: Run, folder: Path, figures: Path, target: Path, progress: Progress) -> None:
    from crossroads.runs.ensemble import replay
    from crossroads.runs.origin import repetition
    from crossroads.statistics.exemplars import exemplars
    from crossroads.studies.compare.figures.gallery import write_figures
    from crossroads.studies.compare.html import write_report
    from crossroads.studies.compare.reported import alone
    from crossroads.studies.compare.reported.dot_rows import dot_figure

    scenario, question = _asked_of(run, folder / MANIFEST)
    numbers = sorted(set(exemplars(run, question.nation, question.typical).values()))
    drawn = write_figures([run], None, [replay(scenario, numbers, seed=run.seed)], figures, question)
    progress.advance(1)
    write_report(
        target,
        title=run.title,
        question=scenario.question,
        answer=alone.sentences(run, question),
        lead=dot_figure([run], question),
        numbers=alone.tables(run, question),
        figures=drawn,
        manifests=[run.manifest],
        repetition=repetition(run.manifest, folder, "run", str(folder)),
        caution=question.caution,
        about=question.bear_in_mind,
    )


def _asked_of(run: Run, kept_in: Path | str = "") -> tuple[Scenario, Question]:
    """Return the scenario of a run, and the question that it is told by."""
    from crossroads.scenario.question import question_of
    from crossroads.scenario.scenario import Scenario

    scenario = Scenario.from_resolved(run.manifest["scenario"]["resolved"], kept_in or f"run '{run.scenario}'")
    return scenario, question_of([scenario]).held_by(run.columns)


def run_text(run: Run) -> str:
    """Return what a run shows as plain text: how the war stands, the course taken, the dates, the people lost."""
    _, question = _asked_of(run)
    return run_summary(run, question.course, question.course_title, question.caution)


def run_figure(run: Run, name: str = "answer") -> Figure:
    """Draw one figure of a run; see `Run.figure`."""
    from crossroads.runs.ensemble import replay
    from crossroads.statistics.exemplars import exemplars
    from crossroads.studies.compare.figures.gallery import one_figure

    scenario, question = _asked_of(run)
    replays = []
    if name.startswith("exemplars"):
        worlds = sorted(set(exemplars(run, question.nation, question.typical).values()))
        replays = [replay(scenario, worlds, seed=run.seed)]
    return one_figure([run], None, replays, question, name)


def run_html(run: Run) -> str:
    """Return what a run shows in sentences, and its figure, as a part of a page."""
    from crossroads.telling.style import inline

    _, question = _asked_of(run)
    sentences = [*run_answer(run, question.course, question.course_title), question.caution]
    told = "".join(f"<p>{escape(legible(sentence))}</p>" for sentence in sentences)
    return told + inline(run_figure(run), run.title)
