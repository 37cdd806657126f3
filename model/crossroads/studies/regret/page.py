"""Japan's regret as a page that can be read: stakes of each course, where they come from, the worth of knowing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crossroads.studies.regret.result import Regret
from crossroads.telling.council_labels import COURSE
from crossroads.telling.numbers import frequency, interval, known, listed, sentence_case, signed
from crossroads.telling.pages import rendered
from crossroads.telling.vocabulary import option, term_words

_TOLD_TERMS = 3
_LEAST_TOLD = 0.05
"""Stakes below which a term is not named as a cause."""

CANNOT_TELL: tuple[str, ...] = (
    "Whether the interests were good ones. The pact, honour, trust in an ally and confidence in the fleet have the "
    "value that Tokyo gave them on the day, on both sides, and nothing after the two years counts.",
    "What Japan would have done next: it keeps to its course for the two years, as its papers suppose.",
    "What would have followed from knowing how the war between Germany and the USSR would go, or when things would "
    "happen: the truth is told about Soviet strength and the American reaction only, and as yes or no.",
    "That America might attack a Japan that waits. No rule of the model lets it, so this fear is never borne out.",
    "How another table would have used the truth. Knowing more of one thing can make a choice worse while other "
    "beliefs are wrong, so a gain may be negative.",
)
"""What the page says that it cannot tell."""


def page(made: Regret) -> str:
    """Return the page in Markdown."""
    return rendered(
        "studies/regret/templates/page.md.j2",
        made=made,
        years="two years" if made.horizon_weeks == 104 else f"{made.horizon_weeks} weeks",
        compared=_compared(made),
        courses=[_course(row) for _, row in made.matrix.iterrows()],
        causes=_causes(made),
        values=[_value(row) for _, row in made.values.iterrows()],
        cannot_tell=CANNOT_TELL,
    )


def _compared(made: Regret) -> str:
    if made.compared == made.worlds:
        return "Every course was open in all of them."
    return (
        f"Every course was open in {frequency(made.compared, made.worlds)}, on which all that follows rests: in the "
        "others Japan had bound itself before."
    )


def _course(row: pd.Series[Any]) -> list[str]:
    shares = [f"{100 * float(row[name]):.0f}" for name in ("odds", "best")]
    stakes = [_stakes(float(row[name])) for name in ("imagined", "by_truth", "realised")]
    return [option(COURSE, str(row["course"])), *stakes, _with_interval(row, "gap", "gap_low", "gap_high"), *shares]


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
        told = [f"{term_words(str(name))} {_stakes(gaps[name])}" for name in largest if abs(gaps[name]) >= _LEAST_TOLD]
        lines.append(f"{option(COURSE, str(course))}: {listed(told) or 'no term by much'}.")
    return lines
