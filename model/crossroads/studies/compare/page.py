"""A comparison as a page of text and as three sentences, for people who read no statistics."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from crossroads.runs.run import Run
from crossroads.statistics import thirds
from crossroads.statistics.paired import deviation_of, smallest_difference
from crossroads.studies.compare import chosen_page
from crossroads.telling.numbers import WIDTH, day, frequency, listed, sentence_case, wrapped
from crossroads.telling.outcomes import (
    EXTRAPOLATION,
    OUTCOME_BY_NAME,
    Rows,
    category_words,
    course_words,
    difference_words,
    share_difference,
    value_words,
    weeks_difference,
)
from crossroads.world.observables import VERDICT_WORDS, Outcome

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Japan's own account",
        (
            "japan_undefeated",
            "date_japan_surrenders",
            "japan_oil_months_left",
            "japan_empire_share_held",
            "military_losses_japan",
        ),
    ),
    (
        "The Soviet Union's",
        (
            "ussr_undefeated",
            "date_ussr_collapses",
            "ussr_territory_share_held",
            "ussr_far_east_share_held",
            "military_losses_ussr",
        ),
    ),
    ("Germany's", ("date_germany_surrenders", "military_losses_germany")),
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
    ("Japan's course on 31 December 1941", ("japan_course",)),
)
"""Every outcome, in the order in which it is told."""


def _wrapped(text: str, indent: int, hanging: int) -> list[str]:
    return wrapped(text, indent, hanging - indent, split=False).split("\n")


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
    for outcome in (OUTCOME_BY_NAME[name] for name in names):
        if outcome.kind != "category":
            lines += _outcome_lines(runs, rows, outcome)
            continue
        for category in outcome.categories:
            if any((run.outcomes[outcome.name] == category).any() for run in runs):
                lines += _outcome_lines(runs, rows, outcome, category)
    return lines


def _notes(runs: Sequence[Run], rows: Rows) -> list[str]:
    row = rows("japan_undefeated", runs[1].scenario)
    worlds = int(row["worlds"])
    notes = [
        "Differences are against the first scenario, world by world; the 95 % interval is that of the mean "
        "difference (normal) and covers the number of worlds only, not errors of the model.",
        "Weeks: from 22 June 1941 to the event, or to the horizon where it never happens; + is later.",
    ]
    if worlds > 1:
        deviation = deviation_of(row)
        # With no world that differs, three in n is the upper 95 % limit of the share of worlds that would.
        least = smallest_difference(deviation, worlds) if deviation > 0 else 3 / worlds
        notes.append(
            f"With {worlds:,} worlds, a difference in how often Japan is undefeated is likely to show (four "
            f"times in five) from about {math.ceil(1000 * least):,} worlds in 1,000."
        )
    return [*notes, EXTRAPOLATION]


def comparison_text(runs: Sequence[Run], table: pd.DataFrame) -> str:
    """Return the comparison as plain text of at most 110 columns.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    """
    base, rows = runs[0], Rows(table)
    horizon = day(dt.date.fromisoformat(base.manifest["horizon"]))
    worlds = f"{base.worlds:,} worlds with the same luck under each scenario"
    lines = [f"{worlds}; seed {base.seed}; horizon {horizon}.", ""]
    for position, run in enumerate(runs):
        role = " (the base)" if position == 0 else ""
        lines += _wrapped(f"{run.scenario}{role}: {run.title}", 2, 4)
    for heading, names in GROUPS:
        lines += ["", heading.upper()]
        if names == ("japan_course",):
            for run in runs:
                lines += _wrapped(course_words(run), 2, 4)
        lines += _group_lines(runs, rows, names)
    apart = chosen_page.lines(runs, WIDTH)
    lines += ["", *apart] if apart else []
    hangs_on = thirds.sentences(thirds.by_thirds(runs))
    if hangs_on:
        lines += ["", "WHAT THE ANSWER HANGS ON (no data pin these down; differences against the base)"]
    for sentence in hangs_on:
        lines += _wrapped(sentence, 2, 4)
    lines += ["", "HOW TO READ THIS"]
    for note in _notes(runs, rows):
        lines += _wrapped(note, 2, 2)
    return "\n".join(lines) + "\n"


def _named(runs: Sequence[Run], outcome: str, happens: bool = True) -> list[str]:
    found = []
    for run in runs:
        if OUTCOME_BY_NAME[outcome].kind == "date":
            count = int((~np.isnan(run.weeks(outcome))).sum())
        else:
            count = int(run.outcomes[outcome].sum())
        found.append(f"{frequency(count if happens else run.worlds - count, run.worlds)} under '{run.title}'")
    return found


def answer_sentences(runs: Sequence[Run], table: pd.DataFrame) -> list[str]:
    """Return the answer in three sentences: Japan, the war in Europe, and how the war stands."""
    rows = Rows(table)
    differences = [f"{share_difference(rows('japan_undefeated', run.scenario))} for '{run.title}'" for run in runs[1:]]
    japan = (
        f"Japan is undefeated at the horizon in {listed(_named(runs, 'japan_undefeated'))} "
        f"(difference: {listed(differences)}), and its surrender moves by "
        f"{_moved(runs, rows, 'date_japan_surrenders')}."
    )
    europe = (
        f"The USSR collapses or makes peace with Germany in {listed(_named(runs, 'date_ussr_collapses'))}; "
        f"Germany surrenders in {listed(_named(runs, 'date_germany_surrenders'))}, moved by "
        f"{_moved(runs, rows, 'date_germany_surrenders')}."
    )
    end = (
        f"Japan and the United States are at war in {listed(_named(runs, 'date_us_japan_war'))}, "
        f"moved by {_moved(runs, rows, 'date_us_japan_war')}; "
        f"{_most_often(runs)}; any answer on a Far Eastern war of 1941 is extrapolation."
    )
    return [japan, europe, end]


def _moved(runs: Sequence[Run], rows: Rows, outcome: str) -> str:
    """Return by how many weeks a date moves under each scenario; a world where it never comes counts to the horizon."""
    moved = []
    for run in runs[1:]:
        weeks = weeks_difference(rows(f"{outcome}:weeks", run.scenario)) or "no week in any world"
        moved.append(f"{weeks} for '{run.title}'")
    return listed(moved)


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
