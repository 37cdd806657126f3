"""Japan's regret as a page that can be read: stakes of each course, where they come from, the worth of knowing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from crossroads.studies.regret.result import Regret
from crossroads.telling.council_words import term_words
from crossroads.telling.numbers import day, frequency, listed, sentence_case, signed

COURSE_WORDS: dict[str, str] = {
    "north": "north: attack the USSR",
    "limited": "limited seizure in the north",
    "south": "south, the US included",
    "south_without_us": "south, sparing the US",
    "wait": "keep waiting",
    "terms": "accept American terms",
}
"""Course -> its words in a table."""

_TOLD_TERMS = 3
_LEAST_TOLD = 0.05
"""Stakes below which a term is not named as a cause."""

_HEAD = ("course", "imagined", "by truth", "came", "gap", "odds, %", "best in, %")

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
    years = "two years" if made.horizon_weeks == 104 else f"{made.horizon_weeks} weeks"
    parts = [
        "# What Japan's courses were held to bring, and what they brought",
        f"Scenario: {made.title} (`{made.scenario}`); conference of {day(made.on)}; {made.worlds:,} worlds, seed "
        f"{made.seed}. {_compared(made)}",
        f"Every course is taken in turn in the same worlds with the same luck, and kept for {years}. **Imagined** is "
        "what the council expected, by what it believed; **by truth** what it would have expected, had it known Soviet "
        "strength and the American reaction; **came** what the war then brought, counted over the same weeks and "
        "weighed by the same interests. All are the nation's stakes, its factions' interests by their power: more is "
        "better, 0 = as on the day. `odds` are those of the council among these courses; `best in` is the share of "
        "worlds in which the course brought most.",
        *(_set_aside(made)),
        "## The courses",
        _table(_HEAD, (_course(row) for _, row in made.matrix.iterrows())),
        "The gap is what came less what was imagined, world by world, with the 95 % interval of its mean. Most of it "
        "comes from:",
        "\n".join(_causes(made)),
        "## What knowing would have been worth",
        "By how many stakes the courses chosen would have brought more, had the council known it and weighed it as it "
        "weighs all else; 95 % intervals. The last row takes in each world the course that brought most in it, which "
        "nobody can know beforehand: it is the most that there was to gain.",
        _table(("knowledge", "gain, stakes"), (_value(row) for _, row in made.values.iterrows())),
        "## What this cannot tell",
        "\n".join(f"- {sentence}" for sentence in CANNOT_TELL),
    ]
    return "\n\n".join(parts) + "\n"


def _compared(made: Regret) -> str:
    if made.compared == made.worlds:
        return "Every course was open in all of them."
    return (
        f"Every course was open in {frequency(made.compared, made.worlds)}, on which all that follows rests: in the "
        "others Japan had bound itself before."
    )


def _set_aside(made: Regret) -> list[str]:
    if not made.set_aside:
        return []
    return ["The scenario's own orders on Japan's course are set aside; all else in it stays."]


def _course(row: pd.Series[Any]) -> list[str]:
    shares = [f"{100 * float(row[name]):.0f}" for name in ("odds", "best")]
    stakes = [signed(float(row[name]), 2) for name in ("imagined", "by_truth", "realised")]
    return [COURSE_WORDS[str(row["course"])], *stakes, _with_interval(row, "gap", "gap_low", "gap_high"), *shares]


def _value(row: pd.Series[Any]) -> list[str]:
    return [sentence_case(str(row["knowledge"])), _with_interval(row, "gain", "low", "high")]


def _with_interval(row: pd.Series[Any], middle: str, low: str, high: str) -> str:
    text = signed(float(row[middle]), 2)
    ends = [float(row[low]), float(row[high])]
    return text if math.isnan(ends[0]) else f"{text} ({signed(ends[0], 2)} to {signed(ends[1], 2)})"


def _causes(made: Regret) -> list[str]:
    """Return for each course the terms that make most of its gap."""
    lines = []
    for course, rows in made.terms.groupby("course", sort=False):
        gaps = (rows["realised"] - rows["imagined"]).set_axis(rows["term"])
        largest = gaps.abs().sort_values(ascending=False, kind="stable").index[:_TOLD_TERMS]
        told = [
            f"{term_words(str(name))} {signed(gaps[name], 2)}" for name in largest if abs(gaps[name]) >= _LEAST_TOLD
        ]
        lines.append(f"- {COURSE_WORDS[str(course)]}: {listed(told) or 'no term by much'}.")
    return lines


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
