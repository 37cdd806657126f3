"""What pulling mechanisms moved, in words: the misses first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from crossroads.errors import counted
from crossroads.evidence.claims.mechanism_rows import Mechanism
from crossroads.runs.storage.files import write_text
from crossroads.studies.mechanisms.verdicts import AS_STATED, MISSES_FIRST
from crossroads.telling import numbers
from crossroads.telling.pages import rendered
from crossroads.telling.vocabulary import unit as unit_words

HUNDREDS = {"share of worlds": "in 100 worlds", "odds from 0 to 1": "points of the odds"}
"""Units of shares, and what their hundredths are called."""


def amount(value: float, unit: str) -> str:
    """Write a number of a measure with its sign, to three figures, in a unit that can be read."""
    if unit in HUNDREDS:
        return numbers.signed(100 * value, 1)
    if not math.isfinite(value):
        return "unknown"
    short = float(f"{value:.3g}")
    size = abs(short)
    return numbers.signed(short, 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 0.1 else 4)


def unit_of(unit: str) -> str:
    """Return the unit of what `amount` writes."""
    return HUNDREDS.get(unit) or {"as seen": "as seen"}.get(unit, unit_words(unit).word or unit)


def moved_words(row: pd.Series) -> str:
    """Say a difference with its interval and, where it is not clear of zero, what would have shown."""
    unit = str(row["unit"])
    told = [amount(float(row[key]), unit) for key in ("difference", "low", "high")]
    text = f"{told[0]} ({told[1]} to {told[2]}) {unit_of(unit)}".strip()
    if not (row["low"] > 0 or row["high"] < 0) and row["would_show"] > 0:
        text += f"; {amount(float(row['would_show']), unit).lstrip('+')} would have shown"
    return text


def verdict_of(rows: pd.DataFrame) -> str:
    """Return the verdict on a mechanism: that of its near outcome, the first that was stated."""
    return str(rows.loc[rows["near"], "verdict"].iloc[0])


class Told(Protocol):
    """What a page needs to know of a result."""

    @property
    def rows(self) -> Sequence[Mechanism]:
        """The mechanisms."""

    @property
    def table(self) -> pd.DataFrame:
        """What moved."""


def text_of(rows: Sequence[Mechanism], table: pd.DataFrame, worlds: int, seed: int) -> str:
    """Return the result as plain text of at most 110 columns."""
    by_id = {row.id: table[table["mechanism"] == row.id] for row in rows}
    verdicts = {name: verdict_of(part) for name, part in by_id.items()}
    count = sum(verdict == AS_STATED for verdict in verdicts.values())
    head = (
        f"{count} of {counted(len(rows), 'mechanism')} move their near outcome as was stated before the run: "
        f"{counted(worlds, 'world')}, seed {seed}, the same luck on both sides, intervals of 95 %."
    )
    lines = [numbers.wrapped(head, 0), ""]
    for wanted in MISSES_FIRST:
        for row in rows:
            if verdicts[row.id] != wanted:
                continue
            lines.append(f"{row.id} {row.title}: {wanted}")
            for _, line in by_id[row.id].iterrows():
                mark = "" if not line["near"] else f" [stated {line['sign']}: {line['verdict']}]"
                lines.append(numbers.wrapped(f"{line['text']}: {moved_words(line)}{mark}", 4))
    return "\n".join([*lines, ""])


def reference(rows: Sequence[Mechanism], table: pd.DataFrame) -> str:
    """Return the page of the reference documentation: every mechanism, and what pulling it did.

    Parameters
    ----------
    rows
        The mechanisms.
    table
        As a run of them all wrote it.
    """
    told = []
    for row in rows:
        own = table[table["mechanism"] == row.id]
        told.append({"row": row, "verdict": verdict_of(own), "lines": [_told(line) for _, line in own.iterrows()]})
    order = {verdict: place for place, verdict in enumerate(MISSES_FIRST)}
    misses = [item for item in told if item["verdict"] != AS_STATED]
    values = {
        "told": told,
        "misses": sorted(misses, key=lambda item: order[str(item["verdict"])]),
        "moved": len(told) - len(misses),
        "worlds": int(table["asked_worlds"].iloc[0]),
        "seed": int(table["seed"].iloc[0]),
        "expected_by_luck": round(len(told) * 0.025, 1),
    }
    return rendered("studies/mechanisms/templates/mechanisms.md.j2", **values).rstrip() + "\n"


def _told(line: pd.Series[Any]) -> dict[str, str]:
    stated = ""
    if line["near"] and pd.notna(line["stated_low"]):
        ends = [amount(float(line[key]), str(line["unit"])) for key in ("stated_low", "stated_high")]
        stated = f"; the sources allow {ends[0]} to {ends[1]}"
    return {
        "text": str(line["text"]),
        "moved": moved_words(line) + stated,
        "base": str(line["base"]),
        "change": str(line["change"]),
        "verdict": str(line["verdict"]),
        "sign": str(line["sign"]),
        "near": "near" if line["near"] else "",
    }


def write(made: Told, folder: Path) -> None:
    """Write the page of the reference documentation into a folder."""
    write_text(folder / "mechanisms.md", reference(made.rows, made.table))
