"""What an answer leans on: where the model is known to be wrong, or the number nobody knows that moves it most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics import thirds
from crossroads.studies.compare.answering.changes import Change
from crossroads.studies.compare.answering.short import whole as of_how_many
from crossroads.telling import numbers, outcomes
from crossroads.telling.known_bias import known_endings
from crossroads.telling.sentences.patterns import filled
from crossroads.world.measure import Measure


def leaning(runs: Sequence[Run], question: Question, lead: Change | None) -> str:
    """Return a sentence on what the answer leans on; '' where nothing is known of it.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked: of an ending that was asked for it is told where the report card finds it wrong.
    lead
        The change that is told first.
    """
    for name in dict.fromkeys(item.outcome.name for item in question.answers):
        ending = known_endings().get(name)
        if ending is not None and ending.missed and ending.week < runs[0].horizon_weeks:
            direction = "later" if ending.months > 0 else "earlier"
            words = {"subject": outcomes.clause(_asked(question, name)), "when": numbers.month(ending.week)}
            return filled("third", "bias", **words, months=abs(ending.months), direction=direction)
    return _hangs(runs, question, lead) if lead is not None and lead.clear and lead.kind == "share" else ""


def _asked(question: Question, name: str) -> Measure:
    return next(item for item in question.answers if item.outcome.name == name)


def _hangs(runs: Sequence[Run], question: Question, lead: Change) -> str:
    """Say by which dial the first change moves most, where its low and its high third are told apart."""
    place = max(range(len(lead.rows)), key=lambda each: abs(float(lead.rows[each]["difference"])))
    pair = (runs[0], runs[place + 1])
    table = thirds.by_thirds(pair, question.dials, [lead.measure])
    if table.empty:
        return ""
    whole = of_how_many(runs)
    worlds = numbers.counted(whole, "world")
    most, words = 0.0, ""
    for title, part in table.groupby("title", sort=False):
        low, high = (part.loc[part["third"] == third].iloc[0] for third in ("low", "high"))
        apart = abs(float(high["difference"] - low["difference"]))
        if apart > most and _told_apart(low, high):
            ends = {
                name: numbers.signed(whole * float(row["difference"])) for name, row in (("low", low), ("high", high))
            }
            most, words = apart, filled("third", "hangs", dial=str(title), worlds=worlds, **ends)
    return words or filled("third", "steady", count=table["parameter"].nunique())


def _told_apart(low: pd.Series[Any], high: pd.Series[Any]) -> bool:
    return bool(low["high"] < high["low"] or high["high"] < low["low"])
