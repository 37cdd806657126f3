"""Entries as a table of plain text, as wide as the terminal: texts are broken inside their column."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from crossroads.evidence.claims.flaws import SEVERITIES
from crossroads.telling.documents.listing import HEADS, KINDS, ListedEntry

NARROWEST, WIDEST = 40, 150
"""Columns of a terminal: below the first nothing is broken any more, above the second lines are too long to read."""

ALL_THREE_FROM = 110
"""Columns from which on the third text stands beside the others; below, under them."""

STACKED_BELOW = 60
"""Columns below which the texts stand one under the other."""

LABEL, GAP = 9, 2
"""Columns of the number and place at the left, and between columns."""


def within(width: int) -> int:
    """Return the width of a page in a terminal of so many columns."""
    return min(max(width, NARROWEST), WIDEST)


def table(kind: str, items: Sequence[ListedEntry], width: int) -> str:
    """Return the entries of a kind below the heads of its columns, the most severe first.

    Parameters
    ----------
    kind
        One of `KINDS`.
    items
        Its entries, sorted.
    width
        Columns of the terminal.
    """
    width = within(width)
    heads = HEADS[kind]
    lines = [f"{KINDS[kind].upper()} ({len(items)})"]
    if width >= STACKED_BELOW:
        beside = heads[: _beside(width)]
        lines += ["", *_row(("", *beside), width), *_row(("-" * LABEL, *("-" * _each(width) for _ in beside)), width)]
    severity = ""
    for item in items:
        if item.severity != severity:
            severity = item.severity
            count = sum(other.severity == severity for other in items)
            lines += textwrap.wrap(f"{severity.upper()} ({count}): {SEVERITIES[severity]}", width)
        lines += [*_entry(item, heads, width), ""]
    return "\n".join(lines).rstrip()


def _beside(width: int) -> int:
    return 3 if width >= ALL_THREE_FROM else 2


def _each(width: int) -> int:
    """Return the width of a column of text."""
    return (width - LABEL - GAP * _beside(width)) // _beside(width)


def _row(cells: Sequence[str], width: int) -> Iterator[str]:
    """Yield the lines of one row, each cell broken inside its column; a line end in a cell stays."""
    widths = [LABEL, *[_each(width)] * (len(cells) - 1)]
    broken = [
        [line for part in cell.split("\n") for line in textwrap.wrap(part, size) or [""]]
        for cell, size in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, broken))):
        parts = [
            (lines[number] if number < len(lines) else "").ljust(size)
            for lines, size in zip(broken, widths, strict=True)
        ]
        yield (" " * GAP).join(parts).rstrip()


def _entry(item: ListedEntry, heads: tuple[str, str, str], width: int) -> Iterator[str]:
    if width < STACKED_BELOW:
        yield f"{item.id}  {item.place}"
        for head, text in zip(heads, item.texts, strict=True):
            yield from _under(f"{head}: {text}", GAP, width)
        return
    beside = _beside(width)
    yield from _row((f"{item.id}\n{item.place}", *item.texts[:beside]), width)
    for head, text in zip(heads[beside:], item.texts[beside:], strict=True):
        yield from _under(f"{head}: {text}", LABEL + GAP, width)


def _under(text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + GAP))
