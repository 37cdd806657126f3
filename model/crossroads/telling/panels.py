"""Parts that many figures share: grids of panels, titles with units, rows without an axis, intervals, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from crossroads.telling.style import HEIGHT, INK, QUIET, RIGHT

Box = tuple[float, float, float, float]


def grid(drawing: Figure, count: int, columns: int, box: Box, gaps: tuple[float, float]) -> Iterator[Axes]:
    """Give `count` panels from the top left on, line by line.

    Parameters
    ----------
    drawing
        The figure.
    count, columns
        Panels, and how many of them stand side by side.
    box
        Left, bottom, right and top end of the grid, as shares of the figure.
    gaps
        Room between panels, as shares of a panel's width and height.
    """
    rows = -(-count // columns)
    room = dict(zip(("left", "bottom", "right", "top", "wspace", "hspace"), (*box, *gaps), strict=True))
    places = drawing.add_gridspec(rows, columns, **room)
    for place in range(count):
        yield drawing.add_subplot(places[place // columns, place % columns])


def titled(
    axes: Axes,
    title: str,
    unit: str,
    *,
    size: float,
    unit_size: float,
    pad: float = 13,
    y: float = 1.025,
    color: str = INK,
    **look: Any,
) -> None:
    """Write a panel's title, and below it, at the height `y`, the unit of its numbers."""
    axes.set_title(title, fontsize=size, pad=pad, color=color)
    axes.text(0.0, y, unit, transform=axes.transAxes, fontsize=unit_size, **{"color": QUIET, **look})


def rows_only(axes: Axes, size: float | None = 8, length: float | None = 2) -> None:
    """Leave the vertical axis without marks, line and grid: its rows bear their names themselves.

    `size` and `length` are those of the marks of the horizontal axis, None as they are.
    """
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)
    for name, value in (("labelsize", size), ("length", length)):
        if value is not None:
            axes.tick_params(axis="x", **{name: value})


def interval(
    axes: Axes,
    y: float,
    values: Sequence[float],
    colours: tuple[str, str],
    *,
    filled: bool | None = None,
    marker: str = "o",
    width: float = 2.4,
    alpha: float = 0.85,
    size: float = 5,
    above: float | None = None,
    **bar: Any,
) -> None:
    """Draw a number as a mark on the bar of its interval, hollow where the interval holds zero.

    Parameters
    ----------
    axes
        The panel.
    y
        Height of the row.
    values
        The number and the two ends.
    colours
        Of the bar, and of the mark's edge.
    filled
        Whether the mark is filled, whatever the interval holds.
    marker, width, alpha, size, above
        Shape of the mark, width and alpha of the bar, size of the mark, and its place in the order of drawing.
    **bar
        Further properties of the bar.
    """
    middle, low, high = values
    axes.plot([low, high], [y, y], color=colours[0], linewidth=width, alpha=alpha, **bar)
    face = colours[0] if (low > 0 or high < 0 if filled is None else filled) else "white"
    axes.plot(middle, y, marker, markersize=size, markeredgecolor=colours[1], markerfacecolor=face, zorder=above)


def beside(axes: Axes, y: float, text: str, *, at: float = 1.02, **look: Any) -> None:
    """Write at the height of a row, from so many widths of the panel on."""
    axes.text(at, y, text, transform=axes.get_yaxis_transform(), **{"va": "center", **look})


def near(axes: Axes, place: Sequence[float], text: str, shift: tuple[float, float], **look: Any) -> None:
    """Write beside a place of a panel, so many points right of it and above it."""
    # Older versions of Matplotlib take no day beside a share of the height.
    at = axes.convert_xunits(place[0])  # type: ignore[no-untyped-call]
    axes.annotate(text, (at, place[1]), shift, **{"textcoords": "offset points", "va": "center", **look})


def line(drawing: Figure, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
    """Draw a line between two places of the figure."""
    ends = ([start[0], end[0]], [start[1], end[1]])
    drawing.add_artist(Line2D(*ends, transform=drawing.transFigure, **look))


def empty(place: Axes | Figure, sentence: str, *, size: float | None = None, y: float = 0.5) -> None:
    """Say in the middle of a figure, or of a panel, why there is nothing in it."""
    where: dict[str, Any] = {"transform": place.transAxes} if isinstance(place, Axes) else {}
    place.text(0.5, y, sentence, ha="center", color=QUIET, fontsize=size, **where)


def note(drawing: Figure, text: str, *, x: float = RIGHT, size: float = 8, **look: Any) -> None:
    """Write a note at the right of a figure's foot."""
    drawing.text(x, 0.014, text, **{"fontsize": size, "color": QUIET, "va": "bottom", "ha": "right", **look})


def key(drawing: Figure, parts: Sequence[tuple[str, str]], *, at: tuple[float, float], size: float = 9) -> None:
    """Write words in their colours beside one another, from a place of the figure on; in more lines where they must."""
    x, y = at
    for text, colour in parts:
        held = drawing.text(x, y, text, fontsize=size, color=colour, va="center", fontweight="bold")
        wide = held.get_window_extent().width / drawing.bbox.width
        if x > at[0] and x + wide > RIGHT:
            x, y = at[0], y - 1.4 * size / 72 / HEIGHT
            held.set_position((x, y))
        x += wide + 0.018
