"""One world as it went and as it goes on: four series, the same until the day, and both courses side by side."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Replay
from crossroads.studies.compare.branched.result import FIGURE, Branch
from crossroads.telling import fans, outcomes, panels, style, vocabulary
from crossroads.telling.numbers import as_date, day, sentence_case

MOST_ROWS = 11
"""Weeks of the story that the figure shows; the page has the rest."""

_WAS, _GOES = (
    style.ScenarioLook("#5f5f5f", "#3d3d3d", "solid"),
    style.ScenarioLook("#D55E00", "#A34700", (0, (5.0, 1.4))),
)
_COLUMNS = (style.LEFT, 0.155, 0.565)
_LETTERS = 66


@style.styled
def figure(made: Branch) -> Figure:
    """Draw a branch."""
    subtitle = (
        f"World {made.world} of '{made.run_title}', seed {made.seed}, {day(_first(made))} to {day(_last(made))}: one "
        "world of many. The same luck on both sides: until the dotted line the same to the bit."
    )
    drawing = style.headed(_finding(made), subtitle, made.question.caveat)
    parts = [(made.was.title, _WAS.ink), (made.goes.title, _GOES.ink)]
    panels.key(drawing, parts, at=(style.LEFT, style.KEY_HEIGHT), size=10.5)
    for place, name in enumerate(made.question.panels[:4]):
        _panel(drawing.add_axes((0.05 + place * 0.24, 0.565, 0.178, 0.215)), made, name)
    _story(drawing, made)
    return drawing


def _panel(axes: Axes, made: Branch, name: str) -> None:
    ends = []
    for replay, look, wide in ((made.was, _WAS, 2.6), (made.goes, _GOES, 1.5)):
        values = np.asarray(replay.series[name].values[0], dtype=np.float64) * fans.scale(name)[0]
        axes.plot(replay.series["date"].values, values, color=look.line, linestyle=look.dashes, linewidth=wide)
        known = np.flatnonzero(~np.isnan(values))
        if len(known):
            ends.append((float(values[known[-1]]), look.ink))
    told = vocabulary.outcome(name)
    panels.titled(axes, told.label.partition(",")[0].partition(" (")[0], told.shown or fans.scale(name)[1], size=9.5,
                  unit_size=7.4)  # fmt: skip
    fans.time_ticks(axes, _first(made), _last(made))
    axes.tick_params(length=2.5, labelsize=8)
    at = axes.convert_xunits(np.datetime64(made.day, "D"))  # type: ignore[no-untyped-call]
    axes.axvline(at, color=style.INK, linewidth=0.9, linestyle=(0, (1.0, 1.6)))
    if not ends:
        panels.empty(axes, "closed in both", size=9)


def _story(drawing: Figure, made: Branch) -> None:
    heads = ("Week of", made.was.title, made.goes.title)
    for left, head, ink in zip(_COLUMNS, heads, (style.QUIET, _WAS.ink, _GOES.ink), strict=True):
        drawing.text(left, 0.492, head, fontsize=10, fontweight="bold", color=ink, va="center")
    rows = made.story.rows()
    if not rows:
        drawing.text(_COLUMNS[1], 0.45, "Nothing differs, from the first week to the last.", fontsize=9.5)
        return
    *weeks, ending = rows
    shown = _weighty(made, weeks)
    left_out = len(weeks) - len(shown)
    y, step = 0.462, 0.0235
    for row in [*shown, ending]:
        sides = [textwrap.wrap(text, _LETTERS, max_lines=2, placeholder=" \u2026") for text in row[1:]]
        drawing.text(_COLUMNS[0], y, row[0], fontsize=8.4, color=style.QUIET, va="top")
        for left, lines, ink in zip(_COLUMNS[1:], sides, (_WAS.ink, _GOES.ink), strict=True):
            drawing.text(left, y, "\n".join(lines), fontsize=8.4, color=ink, va="top", linespacing=1.12)
        y -= step * max(1, *map(len, sides)) * 0.86 + 0.0075
    if left_out:
        panels.note(drawing, f"{left_out} weeks of lesser decisions and events are on the page, not here.")


def _weighty(made: Branch, rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the first week and those that weigh most, in order of time."""
    ranks = [week.rank for week in made.story.weeks]
    kept = sorted(range(1, len(rows)), key=lambda place: (not made.story.weeks[place].differs, ranks[place]))
    places = sorted([0, *kept[: MOST_ROWS - 1]])
    return [rows[place] for place in places]


def _finding(made: Branch) -> str:
    changed = sentence_case("; ".join(one.title for one in made.turned))
    if not made.story.endings:
        return f"{changed}, from {day(made.day)}: world {made.world} goes on just as it went"
    was, goes = (_ending(replay, made.world) for replay in (made.was, made.goes))
    told = f"the end stays '{goes}'" if was == goes else f"the end is '{goes}', no longer '{was}'"
    return f"{changed}, {day(made.carried[0])}: in world {made.world} {told}"


def _ending(replay: Replay, world: int) -> str:
    verdict = str(replay.outcomes.at[world, "verdict"])
    return outcomes.within(outcomes.outcome_title(f"verdict={verdict}"))


def _first(made: Branch) -> dt.date:
    return _dated(made.was, 0)


def _last(made: Branch) -> dt.date:
    return _dated(made.was, -1)


def _dated(replay: Replay, place: int) -> dt.date:
    return as_date(replay.series["date"].values[place])


def description(made: Branch) -> str:
    """Return the figure's alternative text."""
    changed: Any = "; ".join(one.title for one in made.turned)
    weeks = "; ".join(f"{row[0]}: as it went {row[1] or 'nothing'}, with the change {row[2] or 'nothing'}" for row in
                      made.story.rows()[:MOST_ROWS])  # fmt: skip
    return f"World {made.world} of '{made.run_title}' led on from {day(made.day)} with {changed}. {weeks}."


def write(made: Branch, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return style.save(figure(made), folder / FIGURE, description(made))
