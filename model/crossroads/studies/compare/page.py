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
from crossroads.statistics.paired import smallest_difference
from crossroads.studies.compare import chosen_page
from crossroads.telling.numbers import day, sentence_case, wrapped
from crossroads.telling.outcomes import (
    Rows,
    category_words,
    clause,
    course_words,
    difference_words,
    value_words,
)
from crossroads.world.observables import Outcome

WIDTH = 110


Group = tuple[str, tuple[str, ...]]
"""A heading, and the outcomes below it."""

ACCOUNTS: dict[str, Group] = {
    "japan": (
        "Japan's",
        (
            "japan_undefeated",
            "date_japan_surrenders",
            "japan_oil_months_left",
            "japan_empire_index",
            "military_losses_japan",
        ),
    ),
    "ussr": (
        "The Soviet Union's",
        (
            "ussr_undefeated",
            "date_ussr_collapses",
            "ussr_territory_share_held",
            "ussr_far_east_share_held",
            "military_losses_ussr",
        ),
    ),
    "germany": ("Germany's", ("date_germany_surrenders", "military_losses_germany")),
}
"""Nation -> its account of the war; that of the nation whose decision is asked about comes first."""

OF_ALL: tuple[Group, ...] = (
    ("How the war stands at the horizon", ("verdict",)),
    ("Others who died", ("military_losses_united_states", "military_losses_china", "civilian_deaths")),
    (
        "Key events",
        (
            "date_us_full_embargo",
            "date_japan_attacks_ussr",
            "date_japan_southern_war",
            "date_us_japan_war",
            "date_us_germany_war",
            "date_leningrad_falls",
            "date_moscow_falls",
            "date_stalingrad_falls",
            "date_vladivostok_falls",
            "date_far_east_armistice",
            "date_ussr_attacks_japan",
            "date_manchuria_falls",
            "date_landing_2500km_tokyo",
            "date_atomic_bomb_used",
        ),
    ),
)


def groups(question: Question) -> list[Group]:
    """Return what is told, in the order in which it is told: every outcome but those of other questions."""
    read = tuple(dict.fromkeys(item.outcome.name for item in question.asks if item.day and not item.outcome.decision))
    told: list[Group] = [("Read off on single days", read)] if read else []
    order = sorted(ACCOUNTS, key=lambda nation: nation != question.nation)
    told += [
        (f"{ACCOUNTS[nation][0]}{'' if place else ' own account'}", ACCOUNTS[nation][1])
        for place, nation in enumerate(order)
    ]
    told += OF_ALL
    return told + ([(measure(question.course).outcome.title, (question.course,))] if question.course else [])


def _wrapped(text: str, indent: int, hanging: int) -> list[str]:
    return wrapped(text, indent, hanging - indent, width=WIDTH, split=False).splitlines()


def _outcome_lines(runs: Sequence[Run], rows: Rows, outcome: Outcome, category: str = "") -> list[str]:
    title = category_words(outcome, category) if category else outcome.title
    lines = _wrapped(sentence_case(title), 2, 2)
    label = max(len(run.scenario) for run in runs) + 2
    for position, run in enumerate(runs):
        lines += _wrapped(f"{run.scenario:<{label}}{value_words(run, outcome, category)}", 4, 4 + label)
        if position:
            text = f"difference: {difference_words(rows, outcome, run.scenario, category)}"
            lines += _wrapped(text, 4 + label, 4 + label)
    return lines


def _group_lines(runs: Sequence[Run], rows: Rows, names: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for outcome in (measure(name).outcome for name in names if name in runs[0].outcomes):
        if outcome.kind != "category":
            lines += _outcome_lines(runs, rows, outcome)
            continue
        for category in outcome.categories:
            if any((run.outcomes[outcome.name] == category).any() for run in runs):
                lines += _outcome_lines(runs, rows, outcome, category)
    return lines


def _notes(runs: Sequence[Run], rows: Rows, question: Question) -> list[str]:
    notes = [
        "Differences are against the first scenario, world by world; the 95 % interval is that of the mean "
        "difference (of shares: Tango's score interval) and covers the number of worlds only, not errors of the model.",
        "Weeks: from 22 June 1941 to the event, or to the horizon where it never happens; + is later.",
    ]
    counted = [item for item in question.asks if item.kind == "share"]
    row = rows(counted[0].name, runs[1].scenario) if counted else None
    if row is not None and (worlds := int(row["worlds"])) > 1:
        deviation = float(row["deviation"])
        # With no world that differs, three in n is the upper 95 % limit of the share of worlds that would.
        least = smallest_difference(deviation, worlds) if deviation > 0 else 3 / worlds
        notes.append(
            f"With {worlds:,} worlds, a difference in how often {clause(counted[0])} is likely to show (four "
            f"times in five) from about {math.ceil(1000 * least):,} worlds in 1,000."
        )
    return [*notes, question.caution]


def hangs_on(runs: Sequence[Run], question: Question) -> list[str]:
    """Return what the answer hangs on, sentence by sentence: its differences in thirds of the worlds by each dial."""
    told = [item for item, _ in question.hangs_on]
    return thirds.sentences(thirds.by_thirds(runs, question.dials, told), question.hangs_on)


def comparison_text(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> str:
    """Return the comparison as plain text of at most 110 columns.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    question
        What is asked.
    """
    base, rows = runs[0], Rows(table)
    horizon = day(dt.date.fromisoformat(base.manifest["horizon"]))
    worlds = f"{base.worlds:,} worlds with the same luck under each scenario"
    lines = [f"{worlds}; seed {base.seed}; horizon {horizon}.", ""]
    for position, run in enumerate(runs):
        role = " (the base)" if position == 0 else ""
        lines += _wrapped(f"{run.scenario}{role}: {run.title}", 2, 4)
    for heading, names in groups(question):
        lines += ["", heading.upper()]
        if names == (question.course,):
            for run in runs:
                lines += _wrapped(course_words(run, question.point), 2, 4)
        lines += _group_lines(runs, rows, names)
    apart = chosen_page.lines(runs, WIDTH, question)
    lines += ["", *apart] if apart else []
    turned = hangs_on(runs, question)
    if turned:
        lines += ["", "WHAT THE ANSWER HANGS ON (no data pin these down; differences against the base)"]
    for sentence in turned:
        lines += _wrapped(sentence, 2, 4)
    lines += ["", "HOW TO READ THIS"]
    for note in _notes(runs, rows, question):
        lines += _wrapped(note, 2, 2)
    return "\n".join(lines) + "\n"
