"""The documents' errors drawn: a row an error, a panel a measure, the errors of a document by what they change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.evidence.claims.profiles import DOCUMENTS
from crossroads.studies.documents.page import headline, number
from crossroads.studies.documents.result import FIGURE, DocumentsCompared, ErrorTried, asked, standing
from crossroads.telling import numbers, panels
from crossroads.telling.style import INK, LEFT, QUIET, fit_text, headed, save, styled

FOUND, FAINT = "#0072B2", "#9A9A9A"
"""Colours of what can be told from luck, and of what cannot."""

BOX = (0.30, 0.075, 0.985, 0.775)
WORDS = 0.285
"""Right end of the words at the left, as a share of the width."""

GAP = 0.6
"""Rows of room between two documents."""


@styled
def figure(made: DocumentsCompared) -> Figure:
    """Draw what each error changes.

    Returns
    -------
    Figure
        A row an error, documents apart; filled marks stand among all that were tried, hollow ones do not, and a cross
        marks what the error orders itself.
    """
    text = (
        f"{numbers.counted(made.worlds, 'world')}, seed {made.seed}; each error alone against '{made.title}', world by "
        "world. Bars: 95 % interval. Filled: stands among all that were tried; hollow: may be luck; x: ordered by the "
        "error itself. Worlds of 100, and weeks: left earlier, right later."
    )
    drawing = headed(headline(made), text, made.caveat)
    rows = _rows(made)
    names = [item.name for item in made.measures]
    bottom = max(y for y, _ in rows) + 0.8
    for axes, name in zip(panels.grid(drawing, len(names), len(names), BOX, (0.14, 0.5)), names, strict=True):
        _panel(axes, made, rows, name, bottom)
    _words(drawing, rows, bottom)
    return drawing


def _rows(made: DocumentsCompared) -> list[tuple[float, ErrorTried]]:
    """Return the errors with the height of each."""
    found: list[tuple[float, ErrorTried]] = []
    y = 0.0
    for document in DOCUMENTS:
        errors = made.ranked(document)
        for error in errors:
            found.append((y, error))
            y += 1.0
        y += GAP if errors else 0.0
    return found


def _panel(axes: Axes, made: DocumentsCompared, rows: list[tuple[float, ErrorTried]], name: str, bottom: float) -> None:
    own = made.table[made.table["measure"] == name].set_index("error")
    clear = standing(made.table)
    kind = str(own["kind"].iloc[0])
    factor = 100.0 if kind == "share" else 1.0
    axes.axvline(0, color=INK, linewidth=0.8)
    for y, error in rows:
        row: Any = own.loc[error.name]
        if bool(row["ordered"]):
            axes.plot(0, y, "x", color=FAINT, markersize=4)
            continue
        stands = bool(clear[(made.table["error"] == error.name) & (made.table["measure"] == name)].iloc[0])
        colour = FOUND if stands else FAINT
        values = [factor * float(row[key]) for key in ("difference", "low", "high")]
        panels.interval(axes, y, values, (colour, colour), filled=stands, width=1.8, size=4)
        if stands:
            sign = 1 if values[0] > 0 else -1
            said = numbers.signed(values[0], 0, minus=numbers.MINUS)
            side = "right" if sign > 0 else "left"
            panels.near(axes, (0.0, y), said, (-3.0 * sign, 0), size=6.6, color=FOUND, ha=side)
    axes.set_ylim(bottom, -0.8)
    low, high = axes.get_xlim()
    most = max(abs(low), abs(high), 5.0)
    axes.set_xlim(-most, most)
    unit = "of 100 worlds" if kind == "share" else "weeks"
    panels.titled(axes, str(asked()["panels"][name]), unit, size=7.6, unit_size=7, pad=14, y=1.012)
    panels.rows_only(axes, 7)


def _words(drawing: Figure, rows: list[tuple[float, ErrorTried]], bottom: float) -> None:
    tall = BOX[3] - BOX[1]
    seen = ""
    for y, error in rows:
        height = BOX[3] - (y + 0.8) / (bottom + 0.8) * tall
        if error.document != seen:
            seen = error.document
            drawing.text(LEFT, height, seen, fontsize=9, fontweight="bold", color=INK, va="center")
        drawing.text(LEFT + 0.032, height, number(error.name), fontsize=7.6, color=QUIET, va="center")
        fit_text(
            drawing, (LEFT + 0.068, height), error.change.name, WORDS - LEFT - 0.068, size=7.8, least=6, va="center"
        )


def description(made: DocumentsCompared) -> str:
    """Return the figure's alternative text."""
    lead = f"{headline(made)}. "
    return (
        f"{lead}Rows: the errors of each document; panels: what is asked; marks with the 95 % interval of each change."
    )


def write(made: DocumentsCompared, folder: Path) -> list[Path]:
    """Write the figure as PNG and SVG."""
    return save(figure(made), folder / FIGURE, description(made))
