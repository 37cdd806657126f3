"""What the command line says: a run in a few sentences, scenarios and levers as lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.telling.numbers import counted, day, frequency, wrapped
from crossroads.telling.outcomes import category_words, value_words
from crossroads.telling.vocabulary import shown
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
    taken = [_courses(run, course, title)] if course in run.outcomes else []
    return [_verdicts(run), *taken, *_told(run, shown()["run_dates"]), *_told(run, shown()["run_losses"]), *_unmet(run)]


def _verdicts(run: Run) -> str:
    counts = run.outcomes["verdict"].value_counts()
    told = [
        f"{VERDICT_WORDS[name]} in {frequency(int(counts[name]), run.worlds)}"
        for name in sorted(VERDICT_WORDS, key=lambda name: -int(counts.get(name, 0)))
        if counts.get(name, 0)
    ]
    return f"How the war stands at the horizon: {'; '.join(told)}."


def _courses(run: Run, course: str, title: str) -> str:
    outcome = measure(course).outcome
    counts = run.outcomes[course].value_counts()
    told = [
        f"{category_words(outcome, str(name))} in {frequency(int(counts[name]), run.worlds)}"
        for name in sorted(counts.index, key=lambda name: -int(counts[name]))
    ]
    return f"{title}: {'; '.join(told)}."


def _told(run: Run, names: Sequence[str]) -> list[str]:
    return [f"{outcome.title}: {value_words(run, outcome)}." for outcome in OUTCOMES if outcome.name in names]


def _unmet(run: Run) -> list[str]:
    """Say which decisions of the scenario could not be taken, and in how many worlds."""
    return [
        f"The scenario's {item['nation']}.{item['decision']} = {item['option'] or 'at given odds'} "
        f"({item['on'] or ' to '.join(item['between'])}) did not come about in "
        f"{frequency(int(item['not_applied_in_worlds']), run.worlds)}."
        for item in run.manifest["forced_decisions"]
        if item["not_applied_in_worlds"]
    ]


def run_summary(run: Run, course: str, title: str, caution: str) -> str:
    """Return the page that follows a run: as `run_answer`, with what is to be borne in mind."""
    horizon = day(dt.date.fromisoformat(run.manifest["horizon"]))
    head = f"{run.title} ({run.scenario}): {counted(run.worlds, 'world')}, seed {run.seed}, to {horizon}."
    lines = [wrapped(head), ""]
    lines += [wrapped(sentence, 2, 2) for sentence in run_answer(run, course, title)]
    return "\n".join([*lines, "", wrapped(caution, 2, 2)])
