"""Reports of what is already on disk, for the command `crossroads report`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from crossroads.errors import InputError
from crossroads.identity import MANIFEST
from crossroads.runs.progress import Progress
from crossroads.telling.run_page import run_answer

if TYPE_CHECKING:
    from crossroads.runs.run import Run

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
    from crossroads.scenario.question import question_of
    from crossroads.scenario.scenario import Scenario
    from crossroads.statistics.exemplars import exemplars
    from crossroads.studies.compare.figures.gallery import lead_stem, write_figures
    from crossroads.studies.compare.html import write_report

    scenario = Scenario.from_resolved(run.manifest["scenario"]["resolved"], folder / MANIFEST)
    question = question_of([scenario]).held_by(run.outcomes.columns)
    numbers = sorted(set(exemplars(run, question.nation, question.typical).values()))
    drawn = write_figures([run], None, [replay(scenario, numbers, seed=run.seed)], figures, question)
    progress.advance(1)
    write_report(
        title=run.title,
        question=scenario.question,
        answer=run_answer(run, question.course, question.course_title),
        table=None,
        figures=drawn,
        divergence=[],
        manifests=[run.manifest],
        repetition=repetition(run.manifest, folder, "run", str(folder)),
        path=target,
        lead_figure=lead_stem(question),
        caution=question.caution,
        about=question.bear_in_mind,
    )
