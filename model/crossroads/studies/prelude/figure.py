"""An edit of the prelude and what followed: events by year with their shares, relations in June 1941."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.prelude.asked import lower
from crossroads.prelude.followed import EventFollowed, Followed, RelationMoved
from crossroads.studies.prelude.page import amount, ended, moved_line, of_100
from crossroads.studies.prelude.study import FIGURE, PreludeStudy
from crossroads.telling import panels, style
from crossroads.telling.numbers import counted, sentence_case

AS_IT_WAS = "#c9c9c9"
OTHERWISE = ("#D55E00", "#0072B2", "#009E73")
"""Colours (Okabe-Ito) of an event's other outcomes, the most frequent first."""

TOP, BOTTOM = 0.80, 0.075
MOST_ROWS = 14
"""Events that the figure has room for."""

_NAMES, _BARS, _ENDS = 0.235, (0.285, 0.405), 0.412
_RIGHT_BLOCK = 0.655
_RIGHT_ROWS = 7


def finding(made: Followed) -> str:
    """Return what followed, as a title: the later event that ended otherwise most often, and what was edited."""
    edited = [item for item in made.changed if item.edited]
    later = [item for item in made.changed if not item.edited]
    told = "; ".join(f"{item.event.title}: {_own(item)}" for item in edited[:2]) or "Other numbers of the documents"
    if not later:
        return f"{told}; no later event answers"
    most = max(later, key=lambda item: sum(item.otherwise.values()))
    outcome, count = next(iter(most.otherwise.items()))
    ending = lower(most.event.outcomes[outcome])
    times = of_100(count, made.worlds)
    return f"{told}; {most.event.title}: {ending} in {times}{'' if count == made.worlds else ' worlds'}"


def _own(item: EventFollowed) -> str:
    names = list(item.counts)
    words = lower(item.event.outcomes[names[0]]) if len(names) == 1 and item.otherwise else ""
    size = f"{item.scale:g} times as great" if item.scale != 1.0 else ""
    return ", ".join(part for part in (words, size) if part) or "held as it was"


def _events(drawing: Figure, rows: Sequence[EventFollowed], worlds: int) -> None:
    axes = drawing.add_axes((_BARS[0], BOTTOM, _BARS[1] - _BARS[0], TOP - BOTTOM))
    axes.set_ylim(max(len(rows), 6) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 50, 100])
    height = (TOP - BOTTOM) / max(len(rows), 6)
    for place, item in enumerate(rows):
        start = 0.0
        others = list(item.otherwise.values())
        shares = [(count, colour) for count, colour in zip(others, OTHERWISE, strict=False)]
        for count, colour in [*shares, (worlds - sum(others), AS_IT_WAS)]:
            axes.barh(place, 100.0 * count / worlds, 0.55, left=start, color=colour)
            start += 100.0 * count / worlds
        y = TOP - (place + 0.5) * height
        weight = "bold" if item.edited else "normal"
        head = f"{item.event.date.year}  {item.event.title}"
        style.fit_text(
            drawing, (style.LEFT, y), head, _NAMES, size=9.0, va="center", color=style.INK, fontweight=weight
        )
        first, *more = ended(item, worlds).split("; ")
        colours = [*OTHERWISE[: len(others)], style.QUIET]
        room = _RIGHT_BLOCK - _ENDS - 0.02
        texts = [first, *more][:3]
        for line, words in enumerate(texts):
            shift = (len(texts) - 1) / 2 * 0.017 - line * 0.017
            ink = colours[min(line, len(colours) - 1)]
            style.fit_text(drawing, (_ENDS, y + shift), words, room, size=8.2, least=6.5, va="center", color=ink)
    panels.rows_only(axes, 8, None)


def _relation(axes: Axes, item: RelationMoved) -> None:
    ends = [0.0, 1.0] if item.unit == "switch" else [*item.recorded, *item.edited]
    low, high = min(ends), max(ends)
    for y, (mean, bottom, top), colour in ((0.62, item.recorded, "#7f7f7f"), (0.25, item.edited, OTHERWISE[0])):
        if item.unit != "switch":  # in each world it is one or the other: there is no middle
            axes.plot([bottom, top], [y, y], color=colour, linewidth=4, alpha=0.35, solid_capstyle="butt")
        axes.plot(mean, y, "o", color=colour, markersize=7, markeredgecolor="white", zorder=4)
    margin = 0.05 * (high - low or 1.0)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(0, 1)
    axes.set_axis_off()


def _relations(drawing: Figure, rows: Sequence[RelationMoved]) -> None:
    count = max(len(rows), 4)
    height = (TOP - BOTTOM) / count
    wide = style.RIGHT - _RIGHT_BLOCK
    for place, item in enumerate(rows):
        y = TOP - place * height
        axes = drawing.add_axes((_RIGHT_BLOCK, y - height * 0.86, wide * 0.62, height * 0.5))
        _relation(axes, item)
        style.fit_text(
            drawing, (_RIGHT_BLOCK, y - height * 0.2), item.title, wide, size=8.6, va="center", color=style.INK
        )
        x = _RIGHT_BLOCK + wide * 0.65
        for shift, words, ink in (
            (0.62, amount(item.recorded[0], item.unit), "#5f5f5f"),
            (0.25, amount(item.edited[0], item.unit), OTHERWISE[0]),
        ):
            at = y - height * 0.86 + height * 0.5 * shift
            drawing.text(x, at, words, fontsize=9, va="center", color=ink, fontweight="bold")


@style.styled
def figure(made: PreludeStudy) -> Figure:
    """Draw an edit of the prelude and what followed.

    Parameters
    ----------
    made
        What came of it.

    Returns
    -------
    Figure
        Events by year at the left, how each ended in 100 worlds; relations and beliefs of June 1941 at the right.
    """
    found = made.followed
    rows = list(found.changed)
    if len(rows) > MOST_ROWS:
        by_size = sorted(rows, key=lambda item: (not item.edited, -sum(item.otherwise.values())))[:MOST_ROWS]
        rows = [item for item in rows if item in by_size]
    left = len(found.changed) - len(rows)
    rest = f"{counted(left, 'event')} more changed in fewer worlds; " if left else ""
    same = len(found.events) - len(found.changed)
    subtitle = (
        f"'{made.scenario.title}', {counted(found.worlds, 'world')}, seed {found.seed}, 1905 to 21 June 1941. "
        f"Left: how each event ended, worlds in 100; bold: edited; grey: as recorded; {rest}{counted(same, 'event')} "
        "ended as recorded throughout. Right: dot: mean over worlds, bar: middle 80 % of worlds; each row on a scale "
        "of its own."
    )
    footer = "Odds of the prelude are assumptions: the documents give words, and each word is a number with a range."
    drawing = style.headed(sentence_case(finding(found)), subtitle, footer)
    look: dict[str, Any] = {"fontsize": 9.5, "fontweight": "bold", "va": "center"}
    drawing.text(style.LEFT, 0.83, "Events", color=style.INK, **look)
    drawing.text(_BARS[0], 0.83, "Worlds in 100", color=style.INK, **look)
    drawing.text(_RIGHT_BLOCK, 0.83, "June 1941:", color=style.INK, **look)
    drawing.text(_RIGHT_BLOCK + 0.08, 0.83, "\u25cf recorded", color="#5f5f5f", **look)
    drawing.text(_RIGHT_BLOCK + 0.17, 0.83, "\u25cf edited", color=OTHERWISE[0], **look)
    _events(drawing, rows, found.worlds)
    _relations(drawing, found.relations[:_RIGHT_ROWS])
    return drawing


def description(made: PreludeStudy) -> str:
    """Return the figure's alternative text."""
    found = made.followed
    events = [f"{item.event.date.year} {item.event.title}: {ended(item, found.worlds)}" for item in found.changed]
    relations = [f"{item.title}: {moved_line(item)}" for item in found.relations]
    return (
        f"What followed before June 1941 in '{made.scenario.title}', {counted(found.worlds, 'world')}. "
        f"{'. '.join([*events, *relations])}."
    )


def write(made: PreludeStudy, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return style.save(figure(made), folder / FIGURE, description(made))
