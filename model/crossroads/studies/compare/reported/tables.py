"""The numbers of a report as tables that reflow: a cell a scenario, with its head where room is short."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics import thirds
from crossroads.studies.compare.answering import short
from crossroads.studies.compare.answering.changes import Change, changes
from crossroads.studies.compare.reported.differences import clear, difference, in_order, title_of
from crossroads.telling import numbers, outcomes
from crossroads.world.measure import HAPPENS, Measure

LEAST_WORLDS = 5
"""A mean of fewer worlds is not given."""
TOO_FEW = f"in fewer than {LEAST_WORLDS} worlds"

Groups = Sequence[tuple[str, Sequence[str]]]
"""Headings with names of outcomes."""


@dataclass(frozen=True, slots=True)
class ReportCell:
    """What stands under one head: the amount, and lines below it; the first of them a difference, clear or not."""

    told: str
    more: tuple[str, ...] = ()
    clear: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: its caption, heads of its columns, and rows of a title with cells."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ReportCell, ...]], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What each cell is called where a narrow page has no heads: nothing where one column has no rival."""
        return self.head[1:]


def plain(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> ReportTable:
    """Return a table of texts, the first of each row its title."""
    told = tuple((row[0], tuple(ReportCell(cell) for cell in row[1:])) for row in rows)
    return ReportTable(caption, tuple(head), told)


def asked_table(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> ReportTable | None:
    """Return all that was asked as one table; None where nothing was."""
    known = in_order(changes(runs, table, question), question)
    return _as_table("What was asked", runs, known, question) if known else None


def outcome_tables(runs: Sequence[Run], table: pd.DataFrame, question: Question, groups: Groups) -> list[ReportTable]:
    """Return every outcome, a table a group; what no world of any scenario did is left out of its choices.

    Parameters
    ----------
    runs, table, question
        Of a comparison.
    groups
        Headings, each with the outcomes told under it.
    """
    return [found for heading, names in groups if (found := _group(heading, names, runs, table, question)) is not None]


def _group(
    heading: str, names: Sequence[str], runs: Sequence[Run], table: pd.DataFrame, question: Question
) -> ReportTable | None:
    held = set(table["outcome"])
    items = [item for item in chain.from_iterable(map(_measures, names)) if item.name in held]
    if not items:
        return None
    own = replace(question, answers=tuple(items))
    return _as_table(numbers.sentence_case(heading), runs, in_order(changes(runs, table, own), own), question)


def _measures(name: str) -> Iterator[Measure]:
    item = measure(name)
    yield from [measure(f"{name}:{HAPPENS}")] if item.outcome.kind == "date" else item.each()


def _as_table(caption: str, runs: Sequence[Run], known: Sequence[Change], question: Question) -> ReportTable:
    head = ("", *(run.title for run in runs))
    rows = tuple(
        (title_of(change.measure, question), tuple(_cell(runs, change, place) for place in range(len(runs))))
        for change in known
    )
    return ReportTable(caption, head, rows)


def _cell(runs: Sequence[Run], change: Change, place: int) -> ReportCell:
    count, item = short.whole(runs), change.measure
    values = runs[place].values(item)
    known = values[np.isfinite(values)]
    if item.kind == "number" and len(known) < min(LEAST_WORLDS, len(values)):
        return ReportCell(TOO_FEW)
    told = short.amount(change, count, float(known.mean()))
    more = []
    if item.kind == "share":
        told = told if told in ("all", "none") else f"{told} of {count}"
        if when := short.usual_month(change.usual_week(place)):
            more.append(f"usually {when}")
    elif len(known) < len(values):
        more.append(f"known in {numbers.frequency(len(known), len(values))}")
    if not place:
        return ReportCell(told, tuple(more))
    row = change.rows[place - 1]
    differs = _words(difference(row, item.kind, item, count))
    moves = ""
    if change.late and (late := change.late[place - 1])["worlds"] >= LEAST_WORLDS and late["differing"]:
        moves = _words(difference(late, "weeks", item, count))
    return ReportCell(told, tuple(part for part in (differs, *more, moves) if part), clear(row))


def _words(parts: tuple[str, str]) -> str:
    words, ends = parts
    return "the same in each world" if words == "same" else f"{words} {ends}".strip()


def hanging(runs: Sequence[Run], question: Question) -> list[ReportTable]:
    """Return how far differences move over the numbers that nobody knows, a table a measure; [] with too few worlds.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked: its dials, and what of it is told by them.
    """
    told = [item for item, _ in question.hangs_on]
    found = thirds.by_thirds(runs, question.dials, told)
    if found.empty:
        return []
    return [_hanging(runs, item, words, found.loc[found["measure"] == item.name]) for item, words in question.hangs_on]


def _hanging(runs: Sequence[Run], item: Measure, words: str, part: pd.DataFrame) -> ReportTable:
    count = short.whole(runs)
    unit = {"share": f"more or fewer of {numbers.counted(count, 'world')}", "weeks": "weeks later (+) or earlier"}
    shown = unit.get(item.kind, outcomes.outcome_unit(item.name))
    cut = " \u00b7 ".join(thirds.THIRDS)
    caption = (
        f"{numbers.sentence_case(words)}: {shown} than under \u2018{runs[0].title}\u2019, where the number is {cut}"
    )
    rows = []
    for title, own in part.groupby("title", sort=False):
        cells = []
        for run in runs[1:]:
            of_run = own.loc[own["scenario"] == run.scenario]
            texts = [_third(row, item, count) for _, row in of_run.iterrows()]
            cells.append(ReportCell(" \u00b7 ".join(texts)))
        rows.append((numbers.sentence_case(str(title)), tuple(cells)))
    return ReportTable(caption, ("", *(run.title for run in runs[1:])), tuple(rows))


def _third(row: pd.Series[Any], item: Measure, count: int) -> str:
    """Return one difference as a whole number: an interval of a third of the worlds is wide."""
    value = float(row["difference"])
    if not math.isfinite(value):
        return "-"
    if item.kind == "number":
        return numbers.signed_quantities([value], outcomes.outcome_unit(item.name))[0]
    return numbers.signed(value * (count if item.kind == "share" else 1), minus=numbers.MINUS)
