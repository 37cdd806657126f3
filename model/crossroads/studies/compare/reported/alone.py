"""One run alone: a few sentences, and its events and lives as tables with what is usual and how far worlds differ."""

from __future__ import annotations

import numpy as np

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.leaning import leaning
from crossroads.studies.compare.answering.short import A_MILLION, of_whole, usual_month, whole
from crossroads.studies.compare.reported.tables import LEAST_WORLDS, ReportTable, plain
from crossroads.telling import numbers, outcomes, vocabulary
from crossroads.telling.run_page import unmet

_MOST_TOLD = 2
"""Ways the war stands, and options taken, that the sentences name; the tables have all."""


def sentences(run: Run, question: Question) -> list[str]:
    """Return what a run shows in a few sentences: how the war stands, what was chosen, and what the model gets wrong.

    Parameters
    ----------
    run
        The run.
    question
        What is asked of it.
    """
    worlds = numbers.counted(whole([run]), "world")
    told = [f"{_most(run, 'verdict', worlds)}."]
    if question.course in run.columns:
        told.append(f"{question.course_title}: {numbers.sentence_case(_most(run, question.course, worlds))}.")
    return [*told, *unmet(run), leaning([run], question, None) or question.caution]


def _most(run: Run, column: str, worlds: str) -> str:
    """Return in how many worlds the most frequent values of a column stand: 'In 64 of 100 worlds: ...; in 16: ...'."""
    count = whole([run])
    shares = run.outcomes[column].value_counts(normalize=True)
    parts = [f"in {of_whole(float(share), count)}: {_label(column, str(name))}" for name, share in shares.items()]
    parts[0] = parts[0].replace(": ", f" of {worlds}: ", 1)
    rest = float(shares.iloc[_MOST_TOLD:].sum())
    others = [f"in {of_whole(rest, count)}: something else"] if rest else []
    return numbers.sentence_case("; ".join([*parts[:_MOST_TOLD], *others]))


def _label(column: str, value: str) -> str:
    return outcomes.outcome_title(f"{column}={value}")


def tables(run: Run, question: Question) -> list[ReportTable]:
    """Return the events and the quantities of a run."""
    return [table for table in (_stands(run), _courses(run, question), _events(run), *_amounts(run)) if table.rows]


def _shares(run: Run, column: str, caption: str) -> ReportTable:
    count = whole([run])
    shares = run.outcomes[column].value_counts(normalize=True)
    rows = [
        [numbers.sentence_case(_label(column, str(name))), _of(float(share), count)] for name, share in shares.items()
    ]
    return plain(caption, ("", "how often"), rows)


def _of(share: float, count: int) -> str:
    told = of_whole(share, count)
    return told if told in ("all", "none") else f"{told} of {count}"


def _stands(run: Run) -> ReportTable:
    return _shares(run, "verdict", measure("verdict").outcome.title)


def _courses(run: Run, question: Question) -> ReportTable:
    if question.course not in run.columns:
        return ReportTable("", (), ())
    return _shares(run, question.course, question.course_title)


def _events(run: Run) -> ReportTable:
    rows = []
    for name in _shown(run, "date"):
        weeks = run.weeks(name)
        come = weeks[~np.isnan(weeks)]
        if not len(come):
            continue
        few = len(come) < LEAST_WORLDS
        low, middle, high = (usual_month(float(week)) for week in np.quantile(come, (0.1, 0.5, 0.9)))
        same = low if low == high else f"{low} to {high}"
        often = _of(len(come) / run.worlds, whole([run]))
        told = [vocabulary.outcome(name).label, often, *(("-", "-") if few else (middle, same))]
        rows.append((float(np.median(come)), told))
    in_time = [row for _, row in sorted(rows, key=lambda entry: entry[0])]
    return plain("Events", ("", "how often", "usually in", "middle 80 of 100"), in_time)


def _amounts(run: Run) -> list[ReportTable]:
    found = []
    for unit_of_people, caption in ((True, "Lives"), (False, "What is left at the end")):
        rows = []
        for name in _shown(run, "number"):
            unit = outcomes.outcome_unit(name)
            values = run.outcomes[name].to_numpy(dtype=np.float64)
            known = values[np.isfinite(values)]
            if (unit == "people") != unit_of_people or len(known) < min(LEAST_WORLDS, run.worlds):
                continue
            low, high = np.quantile(known, (0.1, 0.9))
            told = [_quantity(float(value), unit) for value in (known.mean(), low, high)]
            rows.append([numbers.sentence_case(vocabulary.outcome(name).label), told[0], _between(told[1], told[2])])
        found.append(plain(caption, ("", "on average", "middle 80 of 100"), rows))
    return found


def _quantity(value: float, unit: str) -> str:
    return numbers.people(value) if unit == "people" and value < A_MILLION else numbers.quantity(value, unit)


def _between(low: str, high: str) -> str:
    """Return the ends of a range, a unit that both have named once."""
    if low == high:
        return low
    _, _, unit = high.partition(" ")
    return f"{low.removesuffix(f' {unit}') if unit else low} to {high}"


def _shown(run: Run, kind: str) -> list[str]:
    """Return the outcomes of a kind that pages show, in their order."""
    accounts = [*vocabulary.SHOWN["accounts"].values(), *vocabulary.SHOWN["of_all"]]
    names = [name for account in accounts for name in account["outcomes"]]
    dates = vocabulary.SHOWN["run_dates"] if kind == "date" else vocabulary.SHOWN["run_losses"]
    order = dict.fromkeys([*dates, *names])
    return [name for name in order if name in run.columns and measure(name).outcome.kind == kind]
