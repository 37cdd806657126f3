"""What the change makes: paired differences with their 95 % intervals."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.telling import numbers, outcomes, panels
from crossroads.telling.style import HEIGHT, INK, QUIET, headed, scenario_key, scenario_look, styled

_KINDS: tuple[tuple[str, str], ...] = (
    ("share", "Worlds more or fewer in 1,000"),
    ("weeks", "Weeks later (never counts as the horizon)"),
    ("number", "Quantities, % of the base's value"),
)
MOST_TIMES = 2.0
"""A quantity that changes by more than so many times the base's mean is left to the table: it would squeeze others."""
NEAR_ZERO = 1e-3
"""A base mean of less than so much of the other's value counts as zero."""

MOST_ROWS = {"share": 22, "weeks": 13, "number": 11}


def too_far(table: pd.DataFrame) -> list[str]:
    """Return the quantities that no percentage of the base's mean can show: it is near zero, or the change too large.

    Parameters
    ----------
    table
        Rows of `statistics.comparing.comparison_table`.
    """
    rows = table.loc[[outcomes.outcome_kind(str(name)) == "number" for name in table["outcome"]]]
    reach = rows[["difference", "low", "high"]].abs().max(axis=1)
    base = rows["base_value"].abs()
    far = (reach > 0) & ((base <= NEAR_ZERO * rows["value"].abs()) | (reach > MOST_TIMES * base))
    return [str(name) for name in dict.fromkeys(rows.loc[far, "outcome"])]


def _people(axes: Axes, row: pd.Series[Any], place: int, index: int, rows: int, scenarios: int) -> None:
    """Write, right of its row, by how many people an outcome that counts people differs: '+0.158 million'."""
    if outcomes.outcome_unit(str(row["outcome"])) != "people":
        return
    pitch = 72.0 * HEIGHT * axes.get_position().height / rows
    panels.beside(
        axes,
        place + (index - (scenarios - 1) / 2) * 0.9 / scenarios,
        numbers.signed_quantities([float(row["change"])], "people")[0].removesuffix(" people"),
        fontsize=min(7.0, 0.72 * pitch / scenarios),
        color=scenario_look(index + 1).ink,
    )


def _scaled(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    rows = table.loc[[outcomes.outcome_kind(str(name)) == kind for name in table["outcome"]]].copy()
    columns = ["difference", "low", "high"]
    rows["change"] = rows["difference"]
    if kind == "share":
        rows[columns] = rows[columns] * 1000.0
    if kind == "number":
        rows = rows.loc[~rows["outcome"].isin(too_far(table))]
        rows[columns] = rows[columns].div(rows["base_value"].abs(), axis=0) * 100.0
    return rows.replace([np.inf, -np.inf], np.nan).dropna(subset=columns)


def _order(rows: pd.DataFrame, most: int) -> list[str]:
    """Return the outcomes that move most, ordered by the first scenario's difference."""
    size = rows.assign(size=rows["difference"].abs()).groupby("outcome")["size"].max()
    keep = list(size.loc[size > 0].sort_values(ascending=False).index[:most])
    first = rows.drop_duplicates("outcome").set_index("outcome")["difference"]
    return [str(name) for name in sorted(keep, key=lambda name: (-float(first[name]), str(name)))]


def _panel(axes: Axes, rows: pd.DataFrame, runs: Sequence[Run], kind: str, title: str) -> None:
    names = _order(rows, MOST_ROWS[kind])
    others = [run.scenario for run in runs[1:]]
    axes.set_title(title, fontsize=10)
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8, None)
    axes.tick_params(axis="y", length=0)
    if not names:
        axes.set_xlim(-1, 1)
        panels.empty(axes, "no difference in any world")
        return
    step = 0.6 / max(1, len(others))
    for _, row in rows.loc[rows["outcome"].isin(names) & rows["scenario"].isin(others)].iterrows():
        index = others.index(str(row["scenario"]))
        look = scenario_look(index + 1)
        y = names.index(str(row["outcome"])) + (index - (len(others) - 1) / 2) * step
        values = [float(row[name]) for name in ("difference", "low", "high")]
        panels.interval(axes, y, values, (look.line, look.ink))
        if kind == "number":
            _people(axes, row, names.index(str(row["outcome"])), index, len(names), len(others))
    labels = [outcomes.outcome_title(name.removesuffix(":weeks")) for name in names]
    axes.set_yticks(range(len(names)), labels, fontsize=7.6, color=INK)
    axes.set_ylim(len(names) - 0.4, -0.6)


@styled
def figure(runs: Sequence[Run], question: Question, table: pd.DataFrame) -> Figure:
    """Draw paired differences of every other scenario against the first.

    Parameters
    ----------
    runs
        The runs, base first.
    question
        What is asked.
    table
        Rows of `statistics.comparing.comparison_table`: outcome, scenario, base, base_value, difference, low, high.

    Returns
    -------
    Figure
        Shares at the left, weeks and quantities at the right.
    """
    base = runs[0]
    subtitle = (
        f"Each world against its own twin in '{base.title}'; {outcomes.ensemble(runs)}; "
        "bar: 95 % interval of the paired difference; hollow dot: the interval holds zero. "
        "Rows that nothing moves are left out; the largest are kept."
    )
    drawing = headed("What the change makes, world by world", subtitle, question.caveat)
    scenario_key(drawing, runs, first=1)
    boxes = ((0.245, 0.075, 0.225, 0.715), (0.69, 0.465, 0.275, 0.325), (0.69, 0.095, 0.205, 0.285))
    for (kind, title), box in zip(_KINDS, boxes, strict=True):
        _panel(drawing.add_axes(box), _scaled(table, kind), runs, kind, title)
    drawing.text(0.905, 0.388, "people", fontsize=7.5, color=QUIET, va="bottom")
    left_out = [outcomes.outcome_title(name) for name in too_far(table)]
    if left_out:
        note = (
            f"Left out, as the base's mean is near zero or the change above {MOST_TIMES:.0%}: "
            f"{'; '.join(left_out)}. The table has them."
        )
        lines = textwrap.fill(note.replace("%", "\u00a0%"), 116)
        panels.note(drawing, lines, size=7.2, linespacing=1.2)
    return drawing
