"""What stands on a drawn figure, for the figures' tests: its texts, those that leave it, and its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.axis import Tick
from matplotlib.figure import Figure
from matplotlib.text import Text

LONG = "Japan strikes north in August with all it has and without an embargo"
"""A title longer than any that is shipped."""


def texts(figure: Figure) -> str:
    inside = [
        text.get_text()
        for axes in figure.axes
        for text in [*axes.texts, axes.title, axes._left_title, axes.xaxis.label]
    ]
    return " ".join(" ".join([*(text.get_text() for text in figure.texts), *inside]).split())


def figure_bytes(file: bytes) -> bytes:
    """Return what is drawn: a PNG's pixel data, or an SVG's body after its metadata."""
    return file.partition(b"IDAT" if file.startswith(b"\x89PNG") else b"</metadata>")[2]


def shown_texts(figure: Figure) -> Iterator[Text]:
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            yield text


def overlapping(figure: Figure, slack: float = 2.0) -> list[tuple[str, str]]:
    """Return the pairs of texts that stand over one another by more than `slack` dots both ways."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    undrawn = {id(tick.label1) for axes in figure.axes for tick in _ticks_out_of_view(axes)}
    texts = [text for text in shown_texts(figure) if id(text) not in undrawn]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    found = []
    for place, (text, box) in enumerate(boxes):
        for other, its in boxes[place + 1 :]:
            across = min(box.x1, its.x1) - max(box.x0, its.x0)
            up = min(box.y1, its.y1) - max(box.y0, its.y0)
            if across > slack and up > slack:
                found.append((text, other))
    return found


def _ticks_out_of_view(axes: Axes) -> Iterator[Tick]:
    """Yield the ticks of an axes that its limits leave out, so that their labels are not drawn."""
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        slack = 1e-6 * abs(limits[1] - limits[0])
        for tick in axis.get_major_ticks():
            if not min(limits) - slack <= tick.get_loc() <= max(limits) + slack:
                yield tick


def title_lines(figure: Figure) -> list[str]:
    """Return the lines of a figure's title: what is written bold above the line of units, dates and worlds."""
    return [text.get_text() for text in figure.texts if text.get_position()[1] >= 0.94]


def off_canvas(figure: Figure) -> list[str]:
    """Return the texts that leave the figure, drawn or not within their axes' limits."""
    figure.draw_without_rendering()
    edge = figure.bbox
    renderer = figure.canvas.get_renderer()
    return [
        text.get_text()
        for text in shown_texts(figure)
        if not (
            (box := text.get_window_extent(renderer)).x0 >= edge.x0
            and box.x1 <= edge.x1
            and box.y0 >= edge.y0
            and box.y1 <= edge.y1
        )
    ]
