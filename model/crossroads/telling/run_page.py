"""What the command line says: a run in a few sentences, scenarios and levers as lists."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING

from crossroads.world.observables import OUTCOMES, VERDICT_WORDS

if TYPE_CHECKING:
    from crossroads.runs.run import Run

WIDTH = 110

TOLD_DATES = (
    "date_japan_attacks_ussr",
    "date_japan_southern_war",
    "date_us_japan_war",
    "date_moscow_falls",
    "date_ussr_collapses",
    "date_germany_surrenders",
    "date_japan_surrenders",
)

TOLD_LOSSES = (
    "military_losses_japan",
    "military_losses_ussr",
    "military_losses_germany",
    "military_losses_united_states",
    "military_losses_china",
    "civilian_deaths",
)


def wrapped(text: str, indent: int = 0, hanging: int = 0) -> str:
    """Return `text` in lines of at most 110 columns, indented."""
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + hanging))


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
    return [_verdicts(run), *taken, *_dates(run), *_losses(run), *_unmet(run)]


def _verdicts(run: Run) -> str:
    from crossroads.telling.numbers import frequency

    counts = run.outcomes["verdict"].value_counts()
    told = [
        f"{VERDICT_WORDS[name]} in {frequency(int(counts[name]), run.worlds)}"
        for name in sorted(VERDICT_WORDS, key=lambda name: -int(counts.get(name, 0)))
        if counts.get(name, 0)
    ]
    return f"How the war stands at the horizon: {'; '.join(told)}."


def _courses(run: Run, course: str, title: str) -> str:
    from crossroads.minds.decision import measure
    from crossroads.telling.numbers import frequency
    from crossroads.telling.outcomes import category_words

    outcome = measure(course).outcome
    counts = run.outcomes[course].value_counts()
    told = [
        f"{category_words(outcome, str(name))} in {frequency(int(counts[name]), run.worlds)}"
        for name in sorted(counts.index, key=lambda name: -int(counts[name]))
    ]
    return f"{title}: {'; '.join(told)}."


def _dates(run: Run) -> list[str]:
    from crossroads.telling.outcomes import value_words

    return [f"{outcome.title}: {value_words(run, outcome)}." for outcome in OUTCOMES if outcome.name in TOLD_DATES]


def _losses(run: Run) -> list[str]:
    from crossroads.telling.outcomes import value_words

    return [f"{outcome.title}: {value_words(run, outcome)}." for outcome in OUTCOMES if outcome.name in TOLD_LOSSES]


def _unmet(run: Run) -> list[str]:
    """Say which decisions of the scenario could not be taken, and in how many worlds."""
    from crossroads.telling.numbers import frequency

    return [
        f"The scenario's {item['nation']}.{item['decision']} = {item['option'] or 'at given odds'} "
        f"({item['on'] or ' to '.join(item['between'])}) did not come about in "
        f"{frequency(int(item['not_applied_in_worlds']), run.worlds)}."
        for item in run.manifest["forced_decisions"]
        if item["not_applied_in_worlds"]
    ]


def run_summary(run: Run, course: str, title: str, caution: str) -> str:
    """Return the page that follows a run: as `run_answer`, with what is to be borne in mind."""
    from crossroads.telling.numbers import counted, day

    horizon = day(dt.date.fromisoformat(run.manifest["horizon"]))
    head = f"{run.title} ({run.scenario}): {counted(run.worlds, 'world')}, seed {run.seed}, to {horizon}."
    lines = [wrapped(head), ""]
    lines += [wrapped(sentence, 2, 2) for sentence in run_answer(run, course, title)]
    return "\n".join([*lines, "", wrapped(caution, 2, 2)])
