"""A comparison as a page of text, for people who read no statistics."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import pandas as pd

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics import thirds
from crossroads.statistics.family import false_alarms, stands
from crossroads.statistics.intervals import paired_shares
from crossroads.statistics.paired import smallest_difference
from crossroads.studies.compare import chosen_page
from crossroads.telling import outcomes
from crossroads.telling.numbers import counted, day, sentence_case, wrapped
from crossroads.telling.pages import rendered
from crossroads.telling.run_page import beyond
from crossroads.telling.vocabulary import SHOWN
from crossroads.world.observables import Outcome

WIDTH = 110


Group = tuple[str, Sequence[str]]
"""A heading and the outcomes told under it."""


def groups(question: Question) -> list[Group]:
    """Return what is told, in the order in which it is told: every outcome but those of other questions."""
    read = tuple(dict.fromkeys(item.outcome.name for item in question.asks if item.day and not item.outcome.decision))
    told: list[Group] = [("Read off on single days", read)] if read else []
    accounts = sorted(SHOWN["accounts"].items(), key=lambda entry: entry[0] != question.nation)
    told += [
        (f"{account['title']}{'' if place else ' own account'}", account["outcomes"])
        for place, (_, account) in enumerate(accounts)
    ]
    told += [(group["title"], group["outcomes"]) for group in SHOWN["of_all"]]
    return told + ([(measure(question.course).outcome.title, (question.course,))] if question.course else [])


def _wrapped(text: str, indent: int, hanging: int) -> list[str]:
    return wrapped(text, indent, hanging - indent, width=WIDTH, split=False).splitlines()


def _outcome_lines(runs: Sequence[Run], rows: outcomes.Rows, outcome: Outcome, category: str = "") -> list[str]:
    title = outcomes.category_words(outcome, category) if category else outcome.title
    lines = _wrapped(sentence_case(title), 2, 2)
    label = max(len(run.scenario) for run in runs) + 2
    for position, run in enumerate(runs):
        lines += _wrapped(f"{run.scenario:<{label}}{outcomes.value_words(run, outcome, category)}", 4, 4 + label)
        if position:
            text = f"difference: {outcomes.difference_words(rows, outcome, run.scenario, category)}"
            lines += _wrapped(text, 4 + label, 4 + label)
    return lines


def _group_lines(runs: Sequence[Run], rows: outcomes.Rows, names: Sequence[str], question: Question) -> list[str]:
    lines: list[str] = []
    for run in runs if names == (question.course,) else ():
        lines += _wrapped(outcomes.course_words(run, question.point), 2, 4)
    for outcome in (measure(name).outcome for name in names if all(name in run.columns for run in runs)):
        if outcome.kind != "category":
            lines += _outcome_lines(runs, rows, outcome)
            if outcome.name in SHOWN["beside"]:
                lines += _wrapped(SHOWN["beside"][outcome.name], 4, 4)
            continue
        for category in outcome.categories:
            if any(outcomes.holding(run, outcome, category) for run in runs):
                lines += _outcome_lines(runs, rows, outcome, category)
    return lines


def _notes(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> list[str]:
    rows = outcomes.Rows(table)
    notes = [
        "Differences are against the first scenario, world by world; the 95 % interval is that of the mean "
        "difference (of shares: Tango's score interval) and covers the number of worlds only, not errors of the model.",
        "Weeks: from 22 June 1941 to the event, or to the horizon where it never happens; + is later.",
    ]
    shares = [item for item in question.asks if item.kind == "share"]
    row = rows(shares[0].name, runs[1].scenario) if shares else None
    if row is not None and (worlds := int(row["worlds"])) > 1:
        deviation = float(row["deviation"])
        # With no world that differs, the end of the interval is the least share that would have shown.
        least = smallest_difference(deviation, worlds) if deviation > 0 else paired_shares(0, 0, worlds)[1]
        happens = outcomes.clause(shares[0])
        told = f"With {counted(worlds, 'world')}, a difference in how often {happens} is likely to show "
        from_about = f"(four times in five) from about {math.ceil(1000 * least) / 10:g} worlds in 100."
        notes.append(told + (from_about if least <= 1 else "only by chance: more worlds are needed."))
    return [*notes, _family_words(table), question.caution]


def _family_words(table: pd.DataFrame) -> str:
    known = table.loc[table["p"].notna()]
    alarms = false_alarms(known["p"].to_numpy(dtype=float))
    return (
        f"{counted(len(known), 'difference')} in all, of which {int(stands(known).sum())} stand when each is judged "
        f"as one of so many (p_family in comparison.csv). {outcomes.false_alarm_words(alarms)}"
    )


def hangs_on(runs: Sequence[Run], question: Question) -> list[str]:
    """Return what the answer hangs on, sentence by sentence: its differences in thirds of the worlds by each dial."""
    told = [item for item, _ in question.hangs_on]
    return thirds.sentences(thirds.by_thirds(runs, question.dials, told), question.hangs_on)


def comparison_text(runs: Sequence[Run], table: pd.DataFrame, question: Question, sure: Sequence[str] = ()) -> str:
    """Return the comparison as plain text of at most 110 columns.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    question
        What is asked.
    sure
        Sentences on the bands of what is told, where they were asked for.
    """
    rows = outcomes.Rows(table)
    text = rendered(
        "studies/compare/templates/comparison.txt.j2",
        runs=runs,
        worlds=counted(runs[0].worlds, "world"),
        horizon=day(dt.date.fromisoformat(runs[0].manifest["horizon"])),
        beyond=beyond,
        bear_in_mind=question.bear_in_mind,
        groups=[(heading, _group_lines(runs, rows, names, question)) for heading, names in groups(question)],
        apart=chosen_page.lines(runs, WIDTH, question),
        turned=[*sure, *hangs_on(runs, question)],
        notes=_notes(runs, table, question),
    )
    return f"{text}\n"
