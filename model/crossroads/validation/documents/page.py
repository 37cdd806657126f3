"""The documents' numbers beside the model's, as a page: misses first, then hits, then what has no counterpart."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crossroads.evidence.load import load_records
from crossroads.telling.numbers import number, percent
from crossroads.telling.pages import rendered
from crossroads.validation.documents.checks import without_counterpart
from crossroads.validation.documents.compared import DocumentsChecked


def page(made: DocumentsChecked) -> str:
    """Return the page in Markdown."""
    hits = made.table["hit"].astype(bool)
    records = load_records()
    return rendered(
        "validation/documents/templates/page.md.j2",
        made=made,
        misses=[_line(row) for _, row in made.table[~hits].iterrows()],
        hits=[_line(row) for _, row in made.table[hits].iterrows()],
        without=[(name, records[name], item.why) for name, item in without_counterpart().items()],
    )


def _line(row: pd.Series[Any]) -> dict[str, str]:
    spread = (
        ""
        if row["answer_low"] == row["answer_high"]
        else f" ({_short(row['answer_low'])} to {_short(row['answer_high'])})"
    )
    span = "" if row["low"] == row["high"] else f" ({_short(row['low'])} to {_short(row['high'])})"
    off = float(row["off_by"])
    return {
        "title": str(row["title"]),
        "place": f"{row['document']} L{row['line']}",
        "says": f"{_short(row['says'])}{span} {row['unit']}",
        "answer": f"{_short(row['answer'])}{spread}",
        "off": "as it says" if abs(off) < 0.005 else f"{percent(abs(off))} {'more' if off > 0 else 'less'}",
        "note": str(row["note"]),
    }


def _short(value: Any) -> str:
    """Write a number with three figures, people and days in whole ones."""
    size = float(value)
    return number(round(size, 2)) if abs(size) < 100 else f"{float(f'{size:.3g}'):,.0f}"
