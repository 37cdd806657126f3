"""What stands on a drawn figure, for the figures' tests: its texts, those that leave it, and its bytes."""

from __future__ import annotations

from collections.abc import Iterator

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


def off_canvas(figure: Figure) -> list[str]:
    """Return the texts that leave the figure, drawn or not within their axes' limits."""
    figure.canvas.draw()
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
