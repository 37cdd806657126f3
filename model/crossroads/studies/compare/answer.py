"""The answer to a question in a few sentences, with natural frequencies and differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.scenario.question_checks import BRACES, CHANGE, VERDICT
from crossroads.telling import numbers, outcomes
from crossroads.telling.numbers import frequency, listed, sentence_case
from crossroads.telling.outcomes import Rows, claimed, clause, number_difference, share_difference, weeks_difference
from crossroads.world.measure import Measure
from crossroads.world.observables import VERDICT_WORDS


def answer_sentences(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> list[str]:
    """Return the answer: the question's own sentences filled in, or one for each measure that it asks for.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    question
        What is asked.
    """
    rows = Rows(table)

    def filled(name: str) -> str:
        if name == VERDICT:
            return _most_often(runs)
        if name.startswith(CHANGE):
            return _changes(runs, rows, measure(name.removeprefix(CHANGE).strip()))
        return _values(runs, rows, measure(name))

    sentences = question.answer or tuple(_patterns(question))
    return [sentence_case(BRACES.sub(lambda found: filled(found[1]), sentence)) for sentence in sentences]


def _patterns(question: Question) -> Iterator[str]:
    """Yield a sentence with measures in braces for each measure asked for, how the war stands, and the caution."""
    for item in question.asks:
        if item.kind == "share":
            yield f"{clause(item)} in {{{item.name}}} (difference: {{{CHANGE} {item.name}}})."
        elif item.kind == "weeks":
            yield f"the day on which {clause(item)} moves by {{{item.name}}}."
        else:
            yield f"{item.title}: {{{item.name}}} on average (difference: {{{CHANGE} {item.name}}})."
    yield f"{{{VERDICT}}}."
    yield question.caution


def _values(runs: Sequence[Run], rows: Rows, item: Measure) -> str:
    """Return a measure under each scenario; of a date in weeks, how far it moves."""
    if item.kind == "weeks":
        return listed([f"{_weeks(rows(item.name, run.scenario))} for '{run.title}'" for run in runs[1:]])
    if item.kind == "share":
        counts = [(run, frequency(int(outcomes.happened(run, item.name).sum()), run.worlds)) for run in runs]
        return listed([f"{words} under '{run.title}'" for run, words in counts])
    unit = outcomes.outcome_unit(item.name)
    means = [(run, numbers.quantity(float(pd.Series(run.values(item)).mean()), unit)) for run in runs]
    return listed([f"{words} under '{run.title}'" for run, words in means])


def _weeks(row: pd.Series[Any]) -> str:
    return claimed(row, weeks_difference(row), "no week") or "no week in any world"


def _changes(runs: Sequence[Run], rows: Rows, item: Measure) -> str:
    told = []
    for run in runs[1:]:
        row = rows(item.name, run.scenario)
        if item.kind == "share":
            words = claimed(row, share_difference(row))
        elif item.kind == "weeks":
            words = _weeks(row)
        else:
            words = claimed(row, number_difference(row, item.unit))
        told.append(f"{words} for '{run.title}'")
    return listed(told)


def _most_often(runs: Sequence[Run]) -> str:
    verdicts, counts = [], []
    for run in runs:
        found = run.outcomes["verdict"].value_counts()
        verdict = str(min(found.index[found == found.max()]))
        verdicts.append(VERDICT_WORDS.get(verdict, verdict))
        counts.append(f"{frequency(int(found.max()), run.worlds)} under '{run.title}'")
    if len(set(verdicts)) == 1:
        return f"what stands most often at the horizon is the same: {verdicts[0]} ({listed(counts)})"
    told = [f"{verdict} ({count})" for verdict, count in zip(verdicts, counts, strict=True)]
    return f"what stands most often at the horizon differs: {'; '.join(told)}"
