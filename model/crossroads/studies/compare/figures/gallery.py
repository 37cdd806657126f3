"""The figures of a comparison, written as PNG and SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from crossroads.errors import InputError, nearest
from crossroads.evidence.history.recorded import recorded_points
from crossroads.runs.run import Replay, Run
from crossroads.runs.storage.manifests import Figures
from crossroads.scenario.question import Question
from crossroads.statistics.exemplars import exemplars as exemplar_numbers
from crossroads.statistics.exemplars import typical_world
from crossroads.studies.compare.figures import (
    decisions_timeline,
    differences,
    endings,
    exemplars,
    front_map,
    lead,
    map_days,
    oil_clock,
    theatres,
)
from crossroads.studies.explain import course_figure, figure
from crossroads.studies.explain import parts as council_parts
from crossroads.telling import numbers, outcomes, style, vocabulary

Drawn = tuple[str, str, Callable[[], Figure]]


PLAIN: tuple[str, ...] = (
    "endings",
    "differences",
    "theatres",
    "oil_clock",
    "front_map",
    "decisions",
)
"""Stems of the figures that every question has."""

OIL = "japan_oil_stock_mbbl"


def lead_stem(question: Question) -> str:
    """Return the stem of the figure that stands beside the answer: the question's own name."""
    return question.name if question.name and question.name not in PLAIN else "answer"


def _summary(runs: Sequence[Run], names: Sequence[str]) -> str:
    parts = []
    for run in runs:
        counts = (
            f"{outcomes.outcome_title(name)} in {numbers.frequency(count, run.worlds)}"
            for name, count in ((name, int(outcomes.happened(run, name).sum())) for name in names)
        )
        parts.append(f"{run.title}: " + "; ".join(counts))
    return ". ".join(parts) + "."


def _plan(
    runs: Sequence[Run],
    table: pd.DataFrame | None,
    replays: Mapping[str, Replay],
    days: Sequence[dt.date],
    question: Question,
) -> Iterator[Drawn]:
    """Give each figure's file stem, its alternative text, and the call that draws it; that of the answer first.

    `days` are those of the map; none: those that follow from the question and the runs.
    """
    titles = " and ".join(f"'{run.title}'" for run in runs)
    recorded = recorded_points()
    yield (
        lead_stem(question),
        f"Dots of 100 worlds for what is asked. {_summary(runs, lead.counted(runs, question))}",
        partial(lead.figure, runs, question, table),
    )
    ends = _summary(runs, [f"{name}:happens" for name in endings.drawn(runs, question)])
    yield (
        "endings",
        f"Shares of worlds by date in which each turning point has come. {ends}",
        partial(endings.figure, runs, question, table),
    )
    if table is not None and len(runs) > 1:
        text = f"Paired differences to '{runs[0].title}' with 95 % intervals; numbers in the table."
        yield "differences", text, partial(differences.figure, runs, question, table)
    series = numbers.listed([vocabulary.outcome(name).label for name in question.panels])
    yield (
        "theatres",
        f"Fan charts by week for {titles}: {series}.",
        partial(theatres.figure, runs, question, recorded),
    )
    if OIL in question.panels:
        yield (
            "oil_clock",
            f"Japan's oil stock by week for {titles}. {oil_clock.finding(runs)}.",
            partial(oil_clock.figure, runs, question, recorded),
        )
    shown = tuple(days) or map_days.days_of(runs, question)
    text = f"Maps of the front on {numbers.listed([numbers.day(day) for day in shown])} for {titles}."
    yield "front_map", text, partial(front_map.figure, runs, question, shown)
    if decisions_timeline.any_recorded(runs):
        text = f"Timeline of the worlds that newly take each option, for {titles}."
        yield "decisions", text, partial(decisions_timeline.figure, runs, question)
    yield from _deliberation(runs, question)
    for run in runs:
        replay = replays.get(run.scenario)
        if replay is None:
            continue
        held = set(replay.outcomes.index)
        chosen = {
            kind: world
            for kind, world in exemplar_numbers(run, question.nation, question.typical).items()
            if world in held
        }
        if chosen:
            yield (
                f"exemplars_{run.scenario}",
                f"Single worlds of '{run.title}' beside the fans, with their dated events.",
                partial(exemplars.figure, run, replay, chosen, question),
            )


def _deliberation(runs: Sequence[Run], question: Question) -> Iterator[Drawn]:
    """Give the figures of the decision in question, where it was free: what worlds chose, a council that mattered."""
    if not question.point:
        return
    if question.tells_course and course_figure.any_open(runs, question):
        text = course_figure.description(runs, question)
        yield "course_by_date", text, partial(course_figure.figure, runs, question, question.colours)
    for run in runs:
        meeting = council_parts.choose(run.ledger, question, typical_world(run, question.typical))
        if meeting is not None:
            text = council_parts.description(meeting, run.title)
            yield f"council_{run.scenario}", text, partial(figure.figure, meeting, question.caveat, run.title)


def write_figures(
    runs: Sequence[Run],
    table: pd.DataFrame | None,
    replays: Sequence[Replay] | Mapping[str, Replay],
    folder: Path,
    question: Question,
    *,
    map_date: dt.date | None = None,
    figures: Figures = "all",
) -> list[Path]:
    """Write the figures of a comparison.

    Parameters
    ----------
    runs
        Runs of the same seed and worlds, base first.
    table
        The comparison table, or None for a single run (no figure of differences then).
    replays
        Replays of single worlds, for the exemplar figures; scenarios without one get none.
    folder
        Made where it does not exist and there is something to draw.
    question
        What is asked, and how it is told.
    map_date
        Day of the map; the question's own where not given.
    figures
        Which: the one beside the answer, all, or none.

    Returns
    -------
    list of Path
        PNG and SVG of each figure, in the order in which a reader should see them.

    Raises
    ------
    InputError
        Where there is no run, or the folder cannot be written.
    """
    if not runs:
        raise InputError("figures need at least one run; none was given.")
    if figures == "none":
        return []
    by_name = dict(replays) if isinstance(replays, Mapping) else {item.scenario: item for item in replays}
    days = question.map_days if map_date is None else (map_date,)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        plan = _plan(runs, table, by_name, days, question)
        for stem, description, draw in islice(plan, 1 if figures == "answer" else None):
            written += style.save(draw(), folder / stem, description)
    except OSError as error:
        raise InputError(f"{folder}: figures cannot be written ({error.strerror or error}).") from error
    return written


def one_figure(
    runs: Sequence[Run],
    table: pd.DataFrame | None,
    replays: Sequence[Replay],
    question: Question,
    name: str = "answer",
    map_date: dt.date | None = None,
) -> Figure:
    """Draw one figure.

    Parameters
    ----------
    runs, table, replays, question, map_date
        As for `write_figures`.
    name
        Its file's stem; 'answer' is the one beside the answer.

    Raises
    ------
    InputError
        Where there is none of that name.
    """
    days = question.map_days if map_date is None else (map_date,)
    plan = list(_plan(runs, table, {item.scenario: item for item in replays}, days, question))
    known = {"answer": plan[0][2]} | {stem: draw for stem, _, draw in plan}
    if name not in known:
        raise InputError(f"figure: found '{name}'; allowed: {', '.join(known)}{nearest(name, known)}")
    return known[name]()
