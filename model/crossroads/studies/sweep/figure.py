"""A sweep drawn: a curve where one thing is varied, a map where two are, what moves it most where there are more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from crossroads.scenario.experiment import Dimension
from crossroads.scenario.question import CAVEAT
from crossroads.statistics.family import stands
from crossroads.studies.sweep import findings
from crossroads.studies.sweep.result import Sweep
from crossroads.studies.sweep.shards import AS_IT_STANDS
from crossroads.telling import numbers, outcomes, panels, style
from crossroads.world.measure import Measure

FIGURES = "figures"

PANELS, DRAWN = 4, 12
"""Maps, or sets of bars, of one figure; and dimensions of a set of bars."""

LETTERS_ACROSS, LETTERS_DOWN = 66, 64
"""Letters of a line that fit along a map, and down the figure."""

DECADES = 10
"""From so many times its lowest number on an axis is drawn by its logarithm."""

WRITTEN = 100
"""Fields of a map up to which each bears its number."""

LINES: tuple[str, ...] = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#4A4A4A", "#7C6A4B")
"""Colours (Okabe-Ito) of curves that are of no nation and no scenario."""

BAND, TEXT, MAP = 0.18, 8.0, "cividis"


def write(sweep: Sweep, folder: Path) -> list[Path]:
    """Write a figure for each measure that was asked for, as PNG and SVG, into a new folder below.

    Parameters
    ----------
    sweep
        The result.
    folder
        A folder that exists.
    """
    (folder / FIGURES).mkdir()
    written: list[Path] = []
    for item in sweep.experiment.measures:
        parts = [part for part in findings.told_parts(sweep) if part.outcome == item.outcome and part in _each(item)]
        if parts:
            stem = re.sub(r"[^\w.-]+", "_", item.name).strip("_")
            words = " ".join(findings.sentence(sweep, part, sweep.experiment.scenarios[0].name) for part in parts)
            written += style.save(figure(sweep, parts), folder / FIGURES / stem, words)
    return written


def _each(item: Measure) -> list[Measure]:
    return list(item.each())


def figure(sweep: Sweep, parts: Sequence[Measure]) -> Figure:
    """Draw one measure, or the values of one category.

    Parameters
    ----------
    sweep
        The result.
    parts
        The measure, or those of the category's values that are told.
    """
    varied = sweep.experiment.dimensions
    grid = not any(each.is_sampled for each in varied)
    if grid and len(varied) == 1:
        return curves(sweep, parts)
    if grid and len(varied) == 2:
        return maps(sweep, parts)
    return bars(sweep, parts)


def _headed(sweep: Sweep, parts: Sequence[Measure], more: str) -> Figure:
    lead = max(parts, key=lambda part: abs(_lead(sweep, part)))
    title = findings.headline(sweep, lead, sweep.experiment.scenarios[0].name)
    experiment = sweep.experiment
    scenarios = numbers.listed([f"'{scenario.title}'" for scenario in experiment.scenarios])
    worlds = numbers.counted(sweep.worlds, "world")
    subtitle = f"{scenarios}; {worlds} at each point, the same luck throughout, seed {sweep.seed}; {more}"
    return style.headed(title, subtitle, CAVEAT)


def _lead(sweep: Sweep, part: Measure) -> float:
    row = findings.strongest(sweep, part, sweep.experiment.scenarios[0].name)
    return float(row["difference"]) if bool(stands(row)) else 0.0


def _rows(sweep: Sweep, part: Measure, scenario: str) -> tuple[pd.Series[Any], pd.DataFrame]:
    """Return the row of a scenario as it stands and those of its points, in their order."""
    own = sweep.table[(sweep.table["measure"] == part.name) & (sweep.table["scenario"] == scenario)]
    alone = own["point"] == AS_IT_STANDS
    return own[alone].iloc[0], own[~alone].sort_values("point")


def _factor(parts: Sequence[Measure], largest: float) -> tuple[float, str]:
    """Return the factor of the vertical axis and what it counts."""
    if all(part.kind == "share" or part.is_part for part in parts):
        return 100.0, "% of worlds" if parts[0].kind == "share" else "%"
    unit = outcomes.outcome_unit(parts[0].name)
    return (1e-6, f"million {unit}") if largest >= 1e6 else (1.0, unit)


def _axis_words(dimension: Dimension) -> str:
    words = {"scale": "times what each world has"}.get(dimension.form, dimension.unit)
    return f"{numbers.sentence_case(dimension.title)} ({words})"


@style.styled
def curves(sweep: Sweep, parts: Sequence[Measure]) -> Figure:
    """Draw what one dimension moves: a curve a scenario, or a value of the category, with its paired band."""
    more = (
        "band: 95 % interval of the difference to the scenario as it stands, world by world; the bars at the right: "
        "the scenario as it stands, with its luck (95 %), knowledge (80 %) and structure (80 %)."
    )
    drawing = _headed(sweep, parts, more)
    axes = drawing.add_axes((0.075, 0.12, 0.60, 0.66))
    dimension = sweep.experiment.dimensions[0]
    lines = [
        (place, scenario.name, part) for place, scenario in enumerate(sweep.experiment.scenarios) for part in parts
    ]
    single = len(parts) == 1
    factor, unit = _factor(parts, float(sweep.table[sweep.table["measure"] == parts[0].name]["value"].max()))
    ends: list[style.EndLabel] = []
    for number, (place, name, part) in enumerate(lines):
        colour = style.scenario_look(place).line if single and len(lines) > 1 else LINES[number % len(LINES)]
        alone, rows = _rows(sweep, part, name)
        x = rows[dimension.name].to_numpy(dtype=float)
        y = factor * rows["value"].to_numpy(dtype=float)
        base = float(alone["value"])
        low, high = (factor * (base + rows[end].to_numpy(dtype=float)) for end in ("low", "high"))
        axes.fill_between(x, low, high, color=colour, alpha=BAND, linewidth=0)
        axes.plot(x, y, color=colour, marker="o", markersize=4, linewidth=2)
        _three_bars(drawing, axes, alone, factor, colour, number)
        label = _line_label(sweep, part, place, single)
        ends.append(style.EndLabel(float(y[-1]), label, colour))
    axes.set_xlabel(_axis_words(dimension))
    axes.set_ylabel(unit)
    if all(part.kind == "share" for part in parts):
        axes.set_ylim(bottom=0)
    if dimension.low <= dimension.recorded <= dimension.high and not 0 < len(dimension.values) < 2:
        axes.axvline(dimension.recorded, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
        axes.text(
            dimension.recorded, 1.01, f"as recorded: {findings.number_words(dimension, dimension.recorded)}",
            transform=axes.get_xaxis_transform(), fontsize=TEXT, color=style.QUIET, ha="center",
        )  # fmt: skip
    if dimension.low > 0 and dimension.high / dimension.low >= DECADES:
        axes.set_xscale("log")
        axes.set_xticks(dimension.values)
        axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _place: numbers.whole(value))
    panels.titled(axes, "", "", size=9, unit_size=8)
    style.label_ends(axes, ends, size=8.5, at=1.0 + 0.02)
    return drawing


def _line_label(sweep: Sweep, part: Measure, place: int, single: bool) -> str:
    if single and len(sweep.experiment.scenarios) == 1:
        words = findings.subject(part)
    elif single:
        words = sweep.experiment.scenarios[place].title
    else:
        words = outcomes.outcome_title(part.name)
    return "\n".join(numbers.wrapped(words, width=24).splitlines()[:2])


def _three_bars(drawing: Figure, axes: Axes, alone: pd.Series[Any], factor: float, colour: str, number: int) -> None:
    """Draw the scenario as it stands at the right: its mean on three bars."""
    box = axes.get_position()
    if number == 0:
        side = drawing.add_axes((0.86, box.y0, 0.10, box.height), sharey=axes, label="bands")
        side.set_xlim(-0.6, 2.6)
        side.set_xticks([0, 1, 2], ["luck", "know-\nledge", "struc-\nture"], fontsize=TEXT)
        side.tick_params(axis="y", labelleft=False)
        side.set_title("as it stands", fontsize=TEXT)
    side = next(each for each in drawing.axes if each.get_label() == "bands")
    for place, name in enumerate(("luck", "knowledge", "structure")):
        low, high = (factor * float(alone[f"{name}_{end}"]) for end in ("low", "high"))
        x = place + 0.12 * number
        side.plot([x, x], [low, high], color=colour, linewidth=3, alpha=0.8, solid_capstyle="butt")
        side.plot(x, factor * float(alone["value"]), "o", color=colour, markersize=3.5)


@style.styled
def maps(sweep: Sweep, parts: Sequence[Measure]) -> Figure:
    """Draw what two dimensions move together: a map a scenario, or a value of the category."""
    more = "pale number: no more than luck apart from the scenario as it stands, within the family of all points."
    drawing = _headed(sweep, parts, more)
    scenarios = sweep.experiment.scenarios
    fields = [(scenario, part) for scenario in scenarios for part in parts][:PANELS]
    across, down = sweep.experiment.dimensions
    values = [_rows(sweep, part, scenario.name)[1] for scenario, part in fields]
    highest = max(float(rows["value"].max()) for rows in values)
    lowest = min(float(rows["value"].min()) for rows in values)
    factor, unit = _factor(parts, highest)
    columns = min(len(fields), 2)
    shown: Any = None
    places = panels.grid(drawing, len(fields), columns, (0.085, 0.11, 0.88, 0.80), (0.28, 0.5))
    for axes, (scenario, part), rows in zip(places, fields, values, strict=True):
        table = rows.pivot(index=down.name, columns=across.name, values="value")
        told = rows.assign(stands=stands(rows)).pivot(index=down.name, columns=across.name, values="stands")
        shown = axes.imshow(
            factor * table.to_numpy(),
            origin="lower",
            aspect="auto",
            cmap=MAP,
            vmin=factor * lowest,
            vmax=factor * highest,
        )
        axes.grid(visible=False)
        for axis, dimension, held in ((axes.xaxis, across, table.columns), (axes.yaxis, down, table.index)):
            step = -(-len(held) // 9)
            axis.set_ticks(range(0, len(held), step), [numbers.whole(float(each)) for each in held[::step]])
            axis.set_tick_params(labelsize=TEXT)
            room = LETTERS_ACROSS if axis is axes.xaxis else LETTERS_DOWN // -(-len(fields) // 2)
            axis.set_label_text(numbers.wrapped(_axis_words(dimension), width=room), fontsize=TEXT + 0.5)
        title = scenario.title if len(scenarios) > 1 else outcomes.outcome_title(part.name)
        axes.set_title(title if len(parts) == 1 or len(scenarios) == 1 else f"{title}: {part.title}", fontsize=9.5)
        if table.size <= WRITTEN:
            _write_numbers(axes, factor * table.to_numpy(), told.to_numpy(), factor * (lowest + highest) / 2)
    bar = drawing.add_axes((0.915, 0.2, 0.014, 0.5))
    drawing.colorbar(shown, cax=bar)
    bar.set_title(unit, fontsize=TEXT, loc="left")
    return drawing


def _write_numbers(axes: Axes, table: Any, told: Any, middle: float) -> None:
    digits = 0 if float(np.nanmax(np.abs(table))) >= 100 else 1
    for (row, column), value in np.ndenumerate(table):
        ink = "#1a1a1a" if value > middle else "#f4f4f4"
        look: dict[str, Any] = {"fontweight": "bold"} if told[row, column] else {"alpha": 0.62}
        axes.text(column, row, f"{value:,.{digits}f}", ha="center", va="center", fontsize=TEXT, color=ink, **look)


@style.styled
def bars(sweep: Sweep, parts: Sequence[Measure]) -> Figure:
    """Draw how far each dimension moves a measure, all others averaged over: a set of bars a scenario or value."""
    more = (
        "bar: difference between its highest and its lowest points with its 95 % interval; hollow: no more than luck."
    )
    drawing = _headed(sweep, parts, more)
    scenarios = sweep.experiment.scenarios
    fields = [(scenario, part) for scenario in scenarios for part in parts][:PANELS]
    title_of = {each.name: each.title for each in sweep.experiment.dimensions}
    places = panels.grid(drawing, len(fields), min(len(fields), 2), (0.30, 0.10, 0.955, 0.80), (0.9, 0.45))
    for axes, (scenario, part) in zip(places, fields, strict=True):
        own = sweep.effects[(sweep.effects["measure"] == part.name) & (sweep.effects["scenario"] == scenario.name)]
        order = own.assign(size=own["difference"].abs()).sort_values("size", ascending=False, kind="stable").head(DRAWN)
        factor, unit = _factor(parts, float(order["size"].max()))
        axes.axvline(0.0, color=style.INK, linewidth=0.9)
        for y, (_, row) in enumerate(order.iterrows()):
            values = [factor * float(row[name]) for name in ("difference", "low", "high")]
            colour = LINES[0] if row["role"] == "levers" else LINES[1]
            panels.interval(axes, y, values, (colour, colour), filled=bool(stands(row)))
            panels.beside(axes, y, title_of[str(row["dimension"])], at=-0.02, ha="right", fontsize=TEXT, color=colour)
        axes.set_ylim(len(order) - 0.4, -0.6)
        panels.rows_only(axes, TEXT)
        axes.set_xlabel(unit.replace("% of worlds", "points"), fontsize=TEXT)
        title = scenario.title if len(scenarios) > 1 else outcomes.outcome_title(part.name)
        axes.set_title(title, fontsize=9.5)
    panels.key(drawing, (("levers", LINES[0]), ("uncertainties", LINES[1])), at=(style.LEFT, 0.845), size=9)
    return drawing
