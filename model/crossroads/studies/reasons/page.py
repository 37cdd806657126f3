"""The table of reasons as a page that can be read: odds in per cent, differences in points."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from crossroads.evidence.reasons import reason_groups
from crossroads.studies.reasons.result import ReasonsTable
from crossroads.telling import vocabulary
from crossroads.telling.numbers import interval, known, sentence_case, signed
from crossroads.telling.pages import rendered
from crossroads.telling.vocabulary import reasons_words
from crossroads.telling.word_forms import ReasonsWords

LEAST_SHOWN = 0.05
"""Points below which a difference is not written out: with one decimal it would look like none."""


def page(made: ReasonsTable) -> str:
    """Return the page in Markdown."""
    shares, words = made.shares, reasons_words(made.decision)

    def removed(*kinds: str, group: str | None = None) -> list[list[str]]:
        chosen = made.table["kind"].isin(kinds) & ((made.table["group"] == group) | (group is None))
        return [_row(row, words) for _, row in made.table[chosen].iterrows()]

    return rendered(
        "studies/reasons/templates/page.md.j2",
        made=made,
        words=words,
        nation=vocabulary.nation(made.decision.partition(".")[0]).names.long,
        title=vocabulary.point(made.decision).title,
        removed=removed,
        groups=reason_groups()[made.decision],
        shares=[_share(row) for _, row in shares.iterrows()],
        total=signed(100 * float(shares["share"].sum()), 1) if len(shares) else "",
        orders=int(shares["orders"].iloc[0]) if len(shares) else 0,
        worlds=int(shares["worlds"].iloc[0]) if len(shares) else 0,
    )


def _row(row: pd.Series[Any], words: ReasonsWords) -> list[str]:
    name = f" (`{row['reason']}`, {row['ids']})" if row["kind"] == "reason" else ""
    ids = f" ({row['ids']})" if row["kind"] == "group" else ""
    odds = [f"{100 * float(row[option]):.1f}" for option in words.options]
    change = "" if row["kind"] == "baseline" else _change(row, words.difference)
    return [
        f"{sentence_case(str(row['title']))}{name}{ids}",
        str(row["enters"]) if row["kind"] == "reason" else "",
        *odds,
        change,
    ]


def _change(row: pd.Series[Any], key: str) -> str:
    """Return a difference in points with its interval: '+1.2 (+0.9 to +1.5)'."""
    middle, low, high = (100 * float(row[name]) for name in (key, "low", "high"))
    if low == high == 0:
        return "none in any world"
    if max(abs(low), abs(high), abs(middle)) < LEAST_SHOWN:
        return f"less than {LEAST_SHOWN:g} either way"
    return interval((middle, low, high), known(lambda value: signed(value, 1)))


def _share(row: pd.Series[Any]) -> list[str]:
    errors = (float(row[name]) for name in ("orders_error", "worlds_error"))
    return [
        str(row["title"]),
        _change(row, "share"),
        *("unknown" if math.isnan(error) else f"{100 * error:.2f}" for error in errors),
    ]
