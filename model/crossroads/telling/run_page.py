"""What the command line says: a run in a few sentences, scenarios and levers as lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.telling import vocabulary
from crossroads.telling.numbers import counted, day, frequency, wrapped
from crossroads.telling.outcomes import category_words, holding, value_words
from crossroads.world.calendar import week_of
from crossroads.world.observables import OUTCOMES, VERDICT_WORDS


def run_answer(run: Run, course: str = "", title: str = "") -> list[str]:
    """Return what a run shows in sentences: how the war stands, the course taken, the dates, the people lost.

    Parameters
    ----------
    run
        A run.
    course, title
        The column that tells which option was taken of the decision in question, and words for it; '' = none.
    """
    taken = [_courses(run, course, title)] if course in run.columns else []
    return [
        _verdicts(run),
        *taken,
        *_told(run, vocabulary.SHOWN["run_dates"]),
        *_told(run, vocabulary.SHOWN["run_losses"]),
        *unmet(run),
    ]


def _verdicts(run: Run) -> str:
    return f"How the war stands at the end: {_counted(run, 'verdict', VERDICT_WORDS)}."


def _courses(run: Run, course: str, title: str) -> str:
    outcome = measure(course).outcome
    words = {name: category_words(outcome, name) for name in outcome.categories}
    return " ".join([f"{title}: {_counted(run, course, words)}.", *_beside(run, course)])


def _counted(run: Run, column: str, words: Mapping[str, str]) -> str:
    """Return in how many worlds each value of a column is met, the most frequent first."""
    counts = {name: holding(run, measure(column).outcome, name) for name in words}
    order = sorted(filter(counts.get, counts), key=lambda name: -counts[name])
    return "; ".join(f"{words[name]} in {frequency(counts[name], run.worlds)}" for name in order)


def _beside(run: Run, category: str) -> Iterator[str]:
    """Say what came beside the values of a category that they do not say: of two wars it names the first."""
    words = vocabulary.outcome(category)
    for name, values in words.beside.items():
        came = run.weeks(name) <= week_of(words.by)
        options = [measure(category).outcome.categories.index(value) for value in values]
        if count := int((came & np.isin(run.numbers(category), options)).sum()):
            event = vocabulary.outcome(name).clause
            yield f"By then, {event} as well in {frequency(count, run.worlds)}."


def _told(run: Run, names: Sequence[str]) -> list[str]:
    return [f"{outcome.title}: {value_words(run, outcome)}." for outcome in OUTCOMES if outcome.name in names]


def unmet(run: Run) -> list[str]:
    """Say which decisions of the scenario could not be taken, and in how many worlds."""
    return [
        f"The scenario's {item['nation']}.{item['decision']} = {item['option'] or 'at given odds'} "
        f"({item['on'] or ' to '.join(item['between'])}) did not come about in "
        f"{frequency(int(item['not_applied_in_worlds']), run.worlds)}."
        for item in run.manifest["forced_decisions"]
        if item["not_applied_in_worlds"] and "withdrawn" not in item
    ]


def beyond(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what is to be borne in mind of a run, by its manifest: see `Scenario.bear_in_mind`."""
    return tuple(str(sentence) for sentence in manifest.get("scenario", {}).get("bear_in_mind", ()))


def run_summary(run: Run, course: str, title: str, caution: str) -> str:
    """Return the page that follows a run: as `run_answer`, with what is to be borne in mind."""
    horizon = day(dt.date.fromisoformat(run.manifest["horizon"]))
    head = f"{run.title} ({run.scenario}): {counted(run.worlds, 'world')}, seed {run.seed}, to {horizon}."
    lines = [wrapped(head), ""]
    lines += [wrapped(sentence, 2, 2) for sentence in run_answer(run, course, title)]
    lines += [wrapped(sentence, 2, 2) for sentence in beyond(run.manifest)]
    return "\n".join([*lines, "", wrapped(caution, 2, 2)])
