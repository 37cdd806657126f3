"""A signal: what was believed and what was done by intent, and the odds ratios between intents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.minds.decision import measure
from crossroads.studies.strategy.signal.page import CONTRAST, INTENT, finding, times
from crossroads.studies.strategy.signal.result import FIGURE, Signalled
from crossroads.telling import panels, style, vocabulary
from crossroads.telling.numbers import counted, day, ends, quantity, sentence_case
from crossroads.telling.outcomes import outcome_unit


@style.styled
def figure(made: Signalled) -> Figure:
    """Draw a signal."""
    receiver = vocabulary.nation(made.receiver).names.long
    subtitle = (
        f"'{made.title}', {counted(made.worlds, 'world')}, the same luck under each intent, seed {made.seed}. Left: "
        f"{vocabulary.feature(made.belief).long}, as {receiver} saw it on {day(made.seen)}. Right: "
        f"{measure(made.did).title}. Means and 95 % intervals."
    )
    drawing = style.headed(finding(made), subtitle, made.caveat)
    colours = (style.NATIONS[made.receiver], style.NATION_INK[made.receiver])
    believed = drawing.add_axes((0.2, 0.5, 0.3, 0.27))
    _rows(believed, made.intents, "belief", colours, 100.0, lambda value: f"{value:.0f}")
    believed.set_xlim(0, 100)
    unit, drawn = outcome_unit(made.did), vocabulary.unit(measure(made.did).outcome.unit)
    done = drawing.add_axes((0.64, 0.5, 0.2, 0.27))
    _rows(done, made.intents, "did", colours, drawn.scale, lambda value: quantity(value / drawn.scale, unit))
    for left, words in ((0.2, "Believed, of 100"), (0.64, f"Did, {drawn.shown}")):
        drawing.text(left, 0.805, words, fontsize=10, fontweight="bold", color=style.INK, va="center")
    for place, intent in enumerate(made.intents["intent"]):
        height = 0.77 - 0.27 * (place + 0.6) / 3.2
        words = sentence_case(INTENT[str(intent)])
        style.fit_text(drawing, (style.LEFT, height), words, 0.145, size=10, color=style.INK, va="center")
    ratios = drawing.add_axes((0.34, 0.12, 0.36, 0.25))
    ratios.set_ylim(2.6, -0.6)
    for place, (_, row) in enumerate(made.ratios.iterrows()):
        values = [float(row[key]) for key in ("ratio", "low", "high")]
        panels.interval(ratios, place, values, colours, filled=not values[1] <= 1 <= values[2], size=8)
        text = f"{times(values[0])} ({ends(values[1], values[2], times)})"
        panels.beside(ratios, place, text, at=1.02, fontsize=9)
        height = 0.37 - 0.25 * (place + 0.6) / 3.2
        words = sentence_case(CONTRAST[str(row["contrast"])])
        style.fit_text(drawing, (style.LEFT, height), words, 0.28, size=10, color=style.INK, va="center")
    ratios.axvline(1.0, color=style.INK, linewidth=0.9)
    panels.rows_only(ratios, 8)
    words = "Times the odds that it gave (1 = the message told it nothing)"
    drawing.text(0.34, 0.405, words, fontsize=10, fontweight="bold", color=style.INK, va="center")
    return drawing


def _rows(axes: Axes, rows: pd.DataFrame, name: str, colours: tuple[str, str], scale: float, write: Any) -> None:
    axes.set_ylim(2.6, -0.6)
    for place, (_, row) in enumerate(rows.iterrows()):
        values = [scale * float(row[key]) for key in (name, f"{name}_low", f"{name}_high")]
        panels.interval(axes, place, values, colours, filled=True, size=8)
        panels.beside(axes, place, write(values[0]), at=1.02, fontsize=9)
    panels.rows_only(axes, 8)


def description(made: Signalled) -> str:
    """Return the figure's alternative text."""
    told = "; ".join(
        f"{INTENT[str(row['intent'])]}: believed {100 * float(row['belief']):.0f} of 100"
        for _, row in made.intents.iterrows()
    )
    return f"{finding(made)}. '{made.title}', {counted(made.worlds, 'world')}. {told}."


def write(made: Signalled, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return style.save(figure(made), folder / FIGURE, description(made))
