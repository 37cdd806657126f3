"""What finding out would have been worth: a panel a nation, a row a thing, each on that nation's own scale."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from crossroads.studies.strategy.knowing.page import finding
from crossroads.studies.strategy.knowing.result import FIGURE, Knowing
from crossroads.telling import panels, style
from crossroads.telling.numbers import counted, sentence_case, signed

_BOTTOM, _TOP = 0.095, 0.80


@style.styled
def figure(made: Knowing) -> Figure:
    """Draw what finding out would have been worth."""
    subtitle = (
        f"'{made.title}', {counted(made.worlds, 'world')}, seed {made.seed}. Stakes gained in the nation's own account "
        "of the war, had it known the truth in every week; mean and 95 % interval, hollow where it holds zero; in "
        "brackets: of 100 worlds so many went otherwise. Nations are not compared: each has a scale of its own."
    )
    drawing = style.headed(finding(made), subtitle, made.caveat)
    groups = list(made.table.groupby("nation", sort=False))
    rows_of_all = sum(len(rows) for _, rows in groups)
    gap = 0.055
    tall = (_TOP - _BOTTOM - gap * (len(groups) - 1)) / max(1, rows_of_all)
    top = _TOP
    for name, rows in groups:
        nation = str(name)
        axes = drawing.add_axes((0.36, top - tall * len(rows), 0.44, tall * len(rows)))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        drawing.text(
            style.LEFT, top + 0.012, style.NATION_NAMES[nation], fontsize=11, fontweight="bold",
            color=style.NATION_INK[nation], va="center",
        )  # fmt: skip
        for place, (_, row) in enumerate(rows.iterrows()):
            values = (float(row["gain"]), float(row["low"]), float(row["high"]))
            panels.interval(axes, place, values, (style.NATIONS[nation], style.NATION_INK[nation]), size=6.5)
            height = top - tall * (place + 0.6) * len(rows) / (len(rows) + 0.2)
            title = sentence_case(str(row["title"]))
            style.fit_text(drawing, (style.LEFT + 0.012, height), title, 0.29, size=9.2, va="center", color=style.INK)
            text = f"{signed(values[0], 2)} ({signed(values[1], 2)} to {signed(values[2], 2)})"
            panels.beside(axes, place, f"{text}  [{100 * float(row['changed']):.0f}]", at=1.02, fontsize=8.6)
        axes.axvline(0, color=style.INK, linewidth=0.9)
        panels.rows_only(axes, 7.5)
        top -= tall * len(rows) + gap
    return drawing


def description(made: Knowing) -> str:
    """Return the figure's alternative text."""
    told = "; ".join(
        f"{style.NATION_NAMES[str(row['nation'])]}, {row['title']}: {signed(float(row['gain']), 2)}"
        for _, row in made.table.iterrows()
    )
    return f"{finding(made)}. '{made.title}', {counted(made.worlds, 'world')}. Stakes gained: {told}."


def write(made: Knowing, folder: Path) -> list[Path]:
    """Write the figure into a folder that exists, as PNG and SVG."""
    return style.save(figure(made), folder / FIGURE, description(made))
