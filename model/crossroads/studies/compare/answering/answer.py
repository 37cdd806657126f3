"""The answer to what was asked: three sentences, the largest change first, and one line with how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.paired import smallest_difference
from crossroads.studies.compare.answering.changes import Change, changes
from crossroads.studies.compare.answering.leaning import leaning
from crossroads.studies.compare.answering.short import amount, label, short_table, signed_amount, usual_month, whole
from crossroads.telling import numbers, outcomes
from crossroads.telling.sentences.patterns import filled, fits, pattern, shortest, told, words_in

MOST_TOLD = 3
"""Scenarios that sentences tell; of more there is a table."""

MOST_ROWS = 5
"""Rows of that table."""


@dataclass(frozen=True, slots=True)
class ComparisonAnswer:
    """What a comparison answers.

    Attributes
    ----------
    sentences
        Up to three, as people read them; of four scenarios and more the head of the table.
    rows
        Lines of the table, of four scenarios and more.
    margins
        Counts of worlds and 95 % margins of what was told, in one sentence.
    numbers
        The rows of the comparison table by which it is told.
    """

    sentences: tuple[str, ...]
    rows: tuple[str, ...]
    margins: str
    numbers: pd.DataFrame = field(repr=False, compare=False)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Everything, a paragraph an item; the table as one of several lines."""
        table = ("\n".join(self.rows),) if self.rows else ()
        return (" ".join(self.sentences), *table, self.margins)

    def __str__(self) -> str:
        """Return it for a terminal."""
        return "\n\n".join(
            part if "\n" in part else numbers.wrapped(part, percent=True) for part in self.paragraphs if part
        )

    def _repr_html_(self) -> str:
        """Return it for a notebook."""
        return "".join(
            f"<pre>{escape(part)}</pre>" if "\n" in part else f"<p>{escape(part)}</p>" for part in self.paragraphs
        )


def answer(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> ComparisonAnswer:
    """Return the answer to what was asked.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Their comparison table.
    question
        What is asked.
    """
    known = changes(runs, table, question)
    if len(runs) > MOST_TOLD:
        return _tabled(runs, known)
    names = _Names(runs)
    spoken, sentences = _sentences(runs, names, known)
    sentences.append(leaning(runs, question, spoken[0] if spoken else None) or question.caution)
    return ComparisonAnswer(tuple(part for part in sentences if part), (), _margins(names, spoken), _rows(spoken))


def spoken_answer(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> ComparisonAnswer:
    """Return the answer in sentences however many scenarios there are: of many, of the one furthest from the base.

    Parameters
    ----------
    runs, table, question
        As for `answer`.
    """
    if len(runs) <= MOST_TOLD:
        return answer(runs, table, question)
    known = changes(runs, table, question)
    # What some scenario orders is no finding, though others choose it.
    free = [item for item in known if not _ordered_by_any(runs, item)] or known
    sizes = [abs(float(row["difference"])) for row in free[0].told] if free else [0.0]
    furthest = max(range(len(sizes)), key=lambda place: -1.0 if math.isnan(sizes[place]) else sizes[place])
    pair = (runs[0], runs[furthest + 1])
    return answer(pair, table.loc[table["scenario"] == pair[1].scenario], question)


def _ordered_by_any(runs: Sequence[Run], change: Change) -> bool:
    point = change.measure.outcome.decision or change.measure.outcome.taken_by
    orders = (item for run in runs for item in run.manifest.get("forced_decisions", ()))
    return any(f"{item['nation']}.{item['decision']}" == point for item in orders)


def headline(runs: Sequence[Run], table: pd.DataFrame, question: Question) -> str:
    """Return the finding as a figure's title, which names no scenario while there are three at most.

    Parameters
    ----------
    runs, table, question
        As for `answer`.
    """
    known = changes(runs, table, question)
    if not known:
        return question.title
    lead, names = known[0], _Names(runs)
    name = lead.kind if lead.clear else f"nothing_{lead.kind}"
    if len(runs) <= MOST_TOLD:
        return numbers.sentence_case(filled("headline", name, **_places(lead, names)))
    return numbers.sentence_case(filled("headline_of_many", name, **_places(lead, names), **_reach(lead, names)))


def _reach(change: Change, names: _Names) -> dict[str, object]:
    """Return between what a change lies over all scenarios, and the scenario that it is largest under."""
    rows = change.told
    place = max(range(len(rows)), key=lambda at: abs(float(rows[at]["difference"])))
    whole = [(float(change.rows[0]["base_value"])), *(float(row["value"]) for row in change.rows)]
    least, most = (amount(change, names.whole, end) for end in (min(whole), max(whole)))
    told_as = _moved(rows[place]) if change.kind == "weeks" else amount(change, names.whole, whole[place + 1])
    return {
        "least": least,
        "most": most,
        "reached": told_as,
        "base": f"'{names.runs[0].title}'",
        "scenario": f"'{names.runs[place + 1].title}'",
    }


class _Names:
    """What scenarios are called in sentences, and of how many worlds they speak."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.whole = whole(runs)
        self.worlds = numbers.counted(self.whole, "world")

    def each(self) -> Iterator[dict[str, str]]:
        """Yield how scenarios are named: by their titles, then by their shorter names."""
        for words in ([f"'{run.title}'" for run in self.runs], [f"'{run.scenario}'" for run in self.runs]):
            others = words[1:]
            every = numbers.listed([*others, words[0]])
            yield {"base": words[0], "scenario": others[0], "scenarios": numbers.listed(others), "everywhere": every}


def _subject(change: Change) -> str:
    item = change.measure
    if item.outcome.kind == "category":
        words = outcomes.outcome_title(item.name) if "@" not in item.name else outcomes.clause(item)
        return words.partition(" (")[0]
    return outcomes.clause(item)


def _moved(row: pd.Series[Any]) -> str:
    weeks = float(row["difference"])
    if math.isnan(weeks):
        return filled("words", "unknown")
    return filled("words", "later" if weeks > 0 else "earlier", weeks=f"{abs(weeks):.2g}")


def _places(change: Change, names: _Names) -> dict[str, object]:
    """Return what the patterns of a change have in braces."""
    values = [amount(change, names.whole, float(row["value"])) for row in change.rows]
    base = amount(change, names.whole, float(change.rows[0]["base_value"]))
    found: dict[str, object] = {
        "subject": _subject(change),
        "title": outcomes.within(label(change)),
        "value": values[0],
        "values": numbers.listed_once(values),
        "base_value": base,
        "every": numbers.listed_once([*values, base]),
        "worlds": names.worlds,
    }
    if change.late:
        found |= {"moved": _moved(change.late[0]), "moves": numbers.listed([_moved(row) for row in change.late])}
        usual = change.mean_weeks(1) if change.kind == "weeks" else (change.usual_week(1), change.usual_week(0))
        when, base_when = (usual_month(week) for week in usual)
        if change.kind != "weeks" or when != base_when:
            found |= {"when": when, "base_when": base_when}
    return found


def _sentences(runs: Sequence[Run], names: _Names, known: Sequence[Change]) -> tuple[list[Change], list[str]]:
    """Return the changes that are told, and the first sentence with the second."""
    if not known:
        return [], []
    lead, rest = known[0], [item for item in known[1:] if item.clear and not item.ordered]
    group = "first" if len(runs) == 2 else "first_of_three"
    found = pattern(group if lead.clear else "first_unclear", lead.kind)
    forms = [text for words in names.each() for text in told(found, _places(lead, names) | words)]
    if not lead.clear:
        return [lead], [shortest(forms), _hidden(lead, names)]
    spoken, second = _rest(names, rest, len(runs))
    if not rest and len(known) > 1:
        second = filled("rest", "nothing")
    return [lead, *spoken], [shortest(forms), second]


def _rest(names: _Names, rest: Sequence[Change], count: int) -> tuple[list[Change], str]:
    """Return of what else changes as much as one sentence holds, and the sentence; ([], ''): nothing does."""
    group, kind = ("second", "also") if count == 2 else ("second_of_three", "also_of_three")
    forms = []
    for taken in (rest[:2], rest[:1]) if rest else ():
        parts = [filled(group, item.kind, **_places(item, names)) for item in taken]
        forms.append((list(taken), filled("rest", kind, changes=numbers.listed(parts))))
    fitting = [form for form in forms if fits(form[1])] or sorted(forms, key=lambda form: words_in(form[1]))
    return fitting[0] if fitting else ([], "")


def _hidden(change: Change, names: _Names) -> str:
    """Say how large a change may be that so few worlds would not show."""
    row = change.rows[0]
    if change.measure.kind != "share":
        return filled("rest", "nothing")
    deviation = float(row["deviation"])
    reach = max(abs(float(row["low"])), abs(float(row["high"])), smallest_difference(deviation, int(row["worlds"])))
    if math.isnan(reach):
        return filled("rest", "nothing")
    least = max(1, math.ceil(reach * names.whole))
    if not pd.isna(row["worlds_needed"]) and row["worlds_needed"] > row["worlds"]:
        return filled("rest", "hidden", least=least, worlds=names.worlds, needed=outcomes.worlds_words(row))
    return filled("rest", "hidden_alone", least=least, worlds=names.worlds)


def _margins(names: _Names, spoken: Sequence[Change]) -> str:
    """Return counts of worlds and the margins of what is told, those of several scenarios in their order."""
    parts = []
    for change in spoken:
        told_by = numbers.listed([_margin(change, row, names) for row in change.told])
        parts.append(filled("below", change.kind, label=label(change), whole=names.whole, differences=told_by))
    worlds = numbers.counted(names.runs[0].worlds, "world")
    return filled("below", "margins", worlds=worlds, margins="; ".join(parts)) if parts else ""


def _margin(change: Change, row: pd.Series[Any], names: _Names) -> str:
    if not row["differing"]:
        return filled("below", "same")
    ends = [float(row[key]) for key in ("difference", "low", "high")]
    if change.kind == "number":
        unit = outcomes.outcome_unit(change.measure.name)
        texts = [signed_amount(end, unit) for end in ends]
    else:
        factor = names.whole if change.kind == "share" else 1
        texts = numbers.moved([factor * end for end in ends])
    return filled("below", "difference", **dict(zip(("difference", "low", "high"), texts, strict=True)))


def _rows(spoken: Sequence[Change]) -> pd.DataFrame:
    return pd.DataFrame([row for change in spoken for row in change.told]).reset_index(drop=True)


def _tabled(runs: Sequence[Run], known: Sequence[Change]) -> ComparisonAnswer:
    """Return the answer to many scenarios: the largest changes, a row each, a column a scenario."""
    taken = [item for item in known if not item.ordered][:MOST_ROWS] or list(known[:MOST_ROWS])
    title = filled("table", "head", worlds=numbers.counted(whole(runs), "world"), base=f"'{runs[0].title}'")
    worlds = numbers.counted(runs[0].worlds, "world")
    below = filled("table", "below", worlds=worlds)
    return ComparisonAnswer((title,), tuple(short_table(runs, taken, numbers.WIDTH)), below, _rows(taken))
