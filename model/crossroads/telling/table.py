"""Tables in Markdown and in plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown.

    Parameters
    ----------
    head
        Titles of the columns.
    rows
        Cells, as many a row as there are titles.
    """
    return body((head, ["---"] * len(head), *rows))


def body(rows: Iterable[Sequence[object]]) -> str:
    """Return the rows of a table in Markdown, for below a head that stands in the page."""
    return "\n".join(f"| {' | '.join(cell(item) for item in row)} |" for row in rows)


def cell(value: object) -> str:
    """Return what stands in a cell of Markdown."""
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def aligned(
    rows: Iterable[Sequence[str]], sides: str, *, widths: Sequence[int] = (), gap: int = 0, indent: int = 0
) -> list[str]:
    """Return rows of plain text in columns.

    Parameters
    ----------
    rows
        Cells.
    sides
        A sign a column: '<' for cells at its left, '>' for cells at its right.
    widths
        Widths of the columns; those of their longest cells where not given.
    gap
        Spaces between columns.
    indent
        Spaces before each line.
    """
    cells = list(rows)
    widths = widths or [max(len(row[column]) for row in cells) for column in range(len(sides))]
    lines = []
    for row in cells:
        placed = (f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True))
        lines.append((" " * indent + (" " * gap).join(placed)).rstrip())
    return lines
