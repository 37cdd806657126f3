"""Regret as a page that can be read: stakes of each course, where they come from, the worth of knowing."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from crossroads.studies.regret.result import Regret
from crossroads.telling import vocabulary
from crossroads.telling.numbers import counted, every_world, frequency, interval, known, listed, sentence_case, signed
from crossroads.telling.pages import rendered
from crossroads.telling.vocabulary import decision, option, term
from crossroads.world import calendar

_TOLD_TERMS = 3
_LEAST_TOLD = 0.05
"""Stakes below which a term is not named as a cause."""


def page(made: Regret) -> str:
    """Return the page in Markdown."""
    return rendered(
        "studies/regret/templates/page.md.j2",
        made=made,
        words=decision(made.decision).regret,
        years="two years" if made.horizon_weeks == 104 else counted(made.horizon_weeks, "week"),
        compared=frequency(made.compared, made.worlds),
        all=every_world(made.worlds),
        nation=vocabulary.nation(made.decision.partition(".")[0]).names.long,
        courses=[_course(made.decision, row) for _, row in made.matrix.iterrows()],
        causes=_causes(made),
        ends=_ends(made),
        values=[_value(row) for _, row in made.values.iterrows()],
    )


def _course(decided: str, row: pd.Series[Any]) -> list[str]:
    shares = [f"{100 * float(row[name]):.0f}" for name in ("odds", "best")]
    ended = [float(row[name]) for name in ("undefeated", "undefeated_low", "undefeated_high")]
    shares += ["-" if math.isnan(ended[0]) else interval(ended, lambda share: f"{100 * share:.0f}")]
    stakes = [_stakes(float(row[name])) for name in ("imagined", "by_truth", "realised")]
    return [option(decided, str(row["course"])), *stakes, _with_interval(row, "gap", "gap_low", "gap_high"), *shares]


def _ends(made: Regret) -> str:
    """Return in a sentence what the counted weeks say, and what the end says; '' where no run tells of an end."""
    rows = made.matrix.set_index("course")
    if rows.empty or rows["undefeated"].isna().any():
        return ""
    first, last = (str(rows[name].idxmax()) for name in ("best", "undefeated"))
    brought, stood = (100 * float(rows[name].max()) for name in ("best", "undefeated"))
    nation = vocabulary.nation(made.decision.partition(".")[0]).names.long
    return (
        f"Over these weeks '{option(made.decision, first)}' brought most in {brought:.0f} of 100 worlds. Kept to "
        f"{calendar.in_words(made.until)}, it is '{option(made.decision, last)}' that leaves {nation} undefeated most "
        f"often: in {stood:.0f} of 100."
    )


def _value(row: pd.Series[Any]) -> list[str]:
    return [sentence_case(str(row["knowledge"])), _with_interval(row, "gain", "low", "high")]


def _with_interval(row: pd.Series[Any], *names: str) -> str:
    return interval([float(row[name]) for name in names], known(_stakes))


def _stakes(value: float) -> str:
    return signed(value, 2)


def _causes(made: Regret) -> list[str]:
    """Return for each course the terms that make most of its gap."""
    lines = []
    for course, rows in made.terms.groupby("course", sort=False):
        gaps = (rows["realised"] - rows["imagined"]).set_axis(rows["term"])
        largest = gaps.abs().sort_values(ascending=False, kind="stable").index[:_TOLD_TERMS]
        told = [f"{term(str(name)).long} {_stakes(gaps[name])}" for name in largest if abs(gaps[name]) >= _LEAST_TOLD]
        lines.append(f"{option(made.decision, str(course))}: {listed(told) or 'no term by much'}.")
    return lines
