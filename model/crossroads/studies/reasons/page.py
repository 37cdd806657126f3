"""The table of reasons as a page that can be read: odds in per cent, differences in points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from crossroads.evidence.reasons import GROUPS
from crossroads.studies.reasons.result import ReasonsTable
from crossroads.telling.numbers import sentence_case, signed

HEAD = ("removed", "enters through", "north", "limited", "south", "south without the US", "wait", "change in north")


LEAST_SHOWN = 0.05
"""Points below which a difference is not written out: with one decimal it would look like none."""


def page(made: ReasonsTable) -> str:
    """Return the page in Markdown."""
    rows = made.table
    parts = [
        "# What Japan's choice owes to each of the documents' reasons",
        f"Scenario: {made.title} (`{made.scenario}`); {made.worlds:,} worlds, seed {made.seed}.",
        "Odds of Japan's courses, in per cent: in each world the mean over its meetings of 1941 at which the course "
        "was open and Japan free to choose, then the mean over worlds, each weighing equally. What is "
        "missing to 100 are the odds of moving into southern Indochina and of accepting American terms. The changes "
        "are paired: each world is compared with itself, with the same luck, without the reason. 95 % intervals hold "
        "the luck of the draw of worlds; they do not hold what the model leaves out.",
    ]
    if made.forced:
        parts.append("The scenario itself takes Japan's course at some meetings; those do not count.")
    parts += ["## With all reasons, and with none", _table(HEAD, _rows(rows[rows["kind"].isin(["baseline", "all"])]))]
    parts.append("## Each reason removed alone")
    for group, title in GROUPS.items():
        chosen = rows[(rows["kind"] == "reason") & (rows["group"] == group)]
        parts += [f"### {title}", _table(HEAD, _rows(chosen))]
    parts += ["## Each group removed together", _table(HEAD, _rows(rows[rows["kind"] == "group"]))]
    if len(made.shares):
        parts += _shares(made)
    return "\n\n".join(parts) + "\n"


def _rows(rows: pd.DataFrame) -> list[list[str]]:
    return [_row(row) for _, row in rows.iterrows()]


def _row(row: pd.Series[Any]) -> list[str]:
    name = f" (`{row['reason']}`, {row['ids']})" if row["kind"] == "reason" else ""
    ids = f" ({row['ids']})" if row["kind"] == "group" else ""
    odds = [f"{100 * float(row[option]):.1f}" for option in ("north", "limited", "south", "south_without_us", "wait")]
    change = "" if row["kind"] == "baseline" else _change(row, "difference_north")
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
    text = signed(middle, 1)
    return text if math.isnan(low) else f"{text} ({signed(low, 1)} to {signed(high, 1)})"


def _shares(made: ReasonsTable) -> list[str]:
    shares = made.shares
    total = 100 * float(shares["share"].sum())
    drawn, worlds = int(shares["orders"].iloc[0]), int(shares["worlds"].iloc[0])
    return [
        "## Shares of the groups (Shapley)",
        f"With all reasons the odds of going north are {signed(total, 1)} points against none of them. A group's share "
        f"is what its removal takes away, averaged over {drawn} orders in which the groups can be removed (each drawn "
        f"order with its reverse), in {worlds:,} worlds; a group that speaks against the north has a negative "
        "share. The interval holds both errors beside it: of drawing orders rather than taking all, and of worlds.",
        _table(
            ("group", "share, points", "standard error from orders", "standard error from worlds"),
            (
                [
                    str(row["title"]),
                    _change(row, "share"),
                    _error(float(row["orders_error"])),
                    _error(float(row["worlds_error"])),
                ]
                for _, row in shares.iterrows()
            ),
        ),
    ]


def _error(value: float) -> str:
    return "unknown" if math.isnan(value) else f"{100 * value:.2f}"


def _table(head: Sequence[str], rows: Any) -> str:
    lines = [list(head), ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
