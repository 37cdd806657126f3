"""What the change makes: paired differences with their 95 % intervals, on a scale that shows small ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.statistics.paired import paired_difference
from crossroads.studies.compare.figures.ordered import by_order
from crossroads.telling import numbers, outcomes, panels, vocabulary
from crossroads.telling.style import (
    HEIGHT,
    INK,
    MOST_TOGETHER,
    QUIET,
    ScenarioLook,
    fit_text,
    headed,
    labelled,
    scenario_key,
    scenario_looks,
    styled,
)

_KINDS: tuple[tuple[str, str], ...] = (
    ("share", "Worlds more or fewer in 100"),
    ("weeks", "Weeks later, where it comes in both"),
    ("number", "Quantities, % of the base's mean"),
)
MOST_TIMES = 2.0
"""A quantity that changes by more than so many times the base's mean is left to the table: it would squeeze others."""
NEAR_ZERO = 1e-3
"""A base mean of less than so much of the other's value counts as zero."""

MOST_ROWS = {"share": 16, "weeks": 9, "number": 7}
MOST_BESIDE = {"share": 11, "weeks": 6, "number": 6}
"""Rows where scenarios stand beside one another, each in a column of its own."""

_TICKS = (1, 5, 20, 50, 100, 200)
FEW_MARKS = 3
"""Marks of a narrow column; they keep off its ends, where the next column's would touch them."""


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


def told(runs: Sequence[Run], table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table that are findings, in the units in which they are drawn.

    What a scenario orders itself is left out; events move by the weeks between them where they come in both worlds.

    Parameters
    ----------
    runs
        The runs, base first.
    table
        Rows of `statistics.comparing.comparison_table`.

    Returns
    -------
    pd.DataFrame
        The table's rows with `kind`, `change` (the difference in its own unit), and difference, low, high as drawn.
    """
    by_name = {run.scenario: run for run in runs[1:]}
    rows = table.loc[table["scenario"].isin(list(by_name))].copy()
    if rows.empty:
        return rows.assign(kind=[], change=[])
    asked = {str(name): measure(str(name)) for name in rows["outcome"].unique()}
    free = [
        not by_order(by_name[scenario], runs[0], asked[str(name)])
        for name, scenario in zip(rows["outcome"], rows["scenario"], strict=True)
    ]
    rows = rows.loc[free]
    rows["kind"] = [asked[str(name)].kind for name in rows["outcome"]]
    columns = ["difference", "low", "high"]
    for place, row in rows.loc[rows["kind"] == "weeks"].iterrows():
        name = asked[str(row["outcome"])].outcome.name
        late = asdict(paired_difference(by_name[row["scenario"]].weeks(name), runs[0].weeks(name), share=False))
        rows.loc[[place], columns] = [[late[column] for column in columns]]
    rows["change"] = rows["difference"]
    rows.loc[rows["kind"] == "share", columns] *= 100.0
    far = set(too_far(table))
    rows = rows.loc[~((rows["kind"] == "number") & rows["outcome"].isin(far))]
    of_base = rows["kind"] == "number"
    rows.loc[of_base, columns] = rows.loc[of_base, columns].div(rows.loc[of_base, "base_value"].abs(), axis=0) * 100.0
    return rows.replace([np.inf, -np.inf], np.nan).dropna(subset=columns)


def _rooted(value: Any) -> Any:
    """Return the signed square root: small numbers stand further apart than on an even scale."""
    return np.sign(value) * np.sqrt(np.abs(value))


def _order(rows: pd.DataFrame, most: int) -> list[str]:
    """Return the outcomes that move most, ordered by the first scenario's difference."""
    size = rows.assign(size=rows["difference"].abs()).groupby("outcome")["size"].max()
    keep = list(size.loc[size > 0].sort_values(ascending=False).index[:most])
    first = rows.drop_duplicates("outcome").set_index("outcome")["difference"]
    return [str(name) for name in sorted(keep, key=lambda name: (-float(first[name]), str(name)))]


def _scaled(axes: Axes, rows: pd.DataFrame, names: Sequence[str], size: float, most: int) -> None:
    """Put on the axis the marks that fit what is drawn."""
    drawn = rows.loc[rows["outcome"].isin(list(names)), ["difference", "low", "high"]].to_numpy(dtype=np.float64)
    low, high = min(float(drawn.min(initial=0.0)), 0.0), max(float(drawn.max(initial=0.0)), 0.0)
    reach = max(abs(low), high, 1.0)
    least, most_ = (float(_rooted(end)) for end in (min(low, -0.02 * reach), max(high, 0.02 * reach)))
    axes.set_xlim(1.08 * least, 1.08 * most_)
    apart = 0.85 * (most_ - least) / most
    shown = [0]
    for tick in (item for pair in zip(_TICKS[::-1], (-item for item in _TICKS[::-1]), strict=True) for item in pair):
        ends = [0.75 * end if most <= FEW_MARKS else end for end in axes.get_xlim()]
        inside = ends[0] <= _rooted(tick) <= ends[1]
        if inside and all(abs(_rooted(tick) - _rooted(other)) >= apart for other in shown):
            shown.append(tick)
    shown.sort()
    texts = [numbers.signed(tick, minus=numbers.MINUS) for tick in shown]
    axes.set_xticks([float(_rooted(tick)) for tick in shown], texts)
    axes.tick_params(axis="x", labelsize=size)


def _points(axes: Axes, rows: pd.DataFrame, names: Sequence[str], others: Sequence[str], looks: dict[str, Any]) -> None:
    """Draw each scenario's dots with their intervals, side by side within a row."""
    step = 0.62 / max(1, len(others))
    for _, row in rows.loc[rows["outcome"].isin(list(names)) & rows["scenario"].isin(list(others))].iterrows():
        look: ScenarioLook = looks[str(row["scenario"])]
        y = names.index(str(row["outcome"])) + (others.index(str(row["scenario"])) - (len(others) - 1) / 2) * step
        values = [float(_rooted(float(row[name]))) for name in ("difference", "low", "high")]
        hollow = float(row["low"]) <= 0 <= float(row["high"])
        panels.interval(axes, y, values, (look.line, look.ink), filled=not hollow)


def _amounts(
    axes: Axes, rows: pd.DataFrame, names: Sequence[str], others: Sequence[str], looks: dict[str, Any]
) -> None:
    """Write right of its row by how much a quantity differs in its own unit: '+0.158 million'."""
    pitch = 72.0 * HEIGHT * axes.get_position().height / len(names) / len(others)
    step = 0.9 / len(others)
    for _, row in rows.loc[rows["outcome"].isin(list(names))].iterrows():
        unit = outcomes.outcome_unit(str(row["outcome"]))
        words = numbers.signed_quantities([float(row["change"])], unit)[0].removesuffix(" people")
        y = names.index(str(row["outcome"])) + (others.index(str(row["scenario"])) - (len(others) - 1) / 2) * step
        panels.beside(axes, y, words, fontsize=min(8.0, 0.8 * pitch), color=looks[str(row["scenario"])].ink)


def _label(name: str) -> str:
    """Return what a row is called; an option of a decision by its own few words and the day."""
    item = measure(name)
    if item.outcome.decision and item.day and item.part:
        option = vocabulary.option(item.outcome.decision, item.part)
        return f"{numbers.sentence_case(option)}, {numbers.day(item.day)}"
    return outcomes.outcome_title(name.removesuffix(":weeks"))


def _panel(
    axes: Axes, rows: pd.DataFrame, others: Sequence[str], looks: dict[str, Any], kind: str, names: list[str]
) -> None:
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 8.5, None)
    axes.tick_params(axis="y", length=0)
    if not names:
        axes.set_xlim(-1, 1)
        axes.set_xticks([])
        panels.empty(axes, "no difference in any world", size=9)
        return
    _points(axes, rows, names, others, looks)
    labels = [_label(name) for name in names]
    axes.set_yticks(range(len(names)), labels, fontsize=8.6, color=INK)
    axes.set_ylim(len(names) - 0.4, -0.6)


def _together(drawing: Figure, rows: pd.DataFrame, runs: Sequence[Run], looks: dict[str, Any]) -> None:
    others = [run.scenario for run in runs[1:]]
    boxes = ((0.245, 0.085, 0.225, 0.71), (0.69, 0.5, 0.2, 0.295), (0.69, 0.115, 0.2, 0.275))
    for (kind, title), box in zip(_KINDS, boxes, strict=True):
        axes, own = drawing.add_axes(box), rows.loc[rows["kind"] == kind]
        most = MOST_ROWS[kind] - 2 * (kind == "number" and len(others) > 1)
        names = _order(own, most) if len(own) else []
        _panel(axes, own, others, looks, kind, names)
        axes.set_title(title, fontsize=10)
        if names:
            _scaled(axes, own, names, 8.5, 9 if kind == "share" else 7)
            if kind == "number":
                _amounts(axes, own, names, others, looks)


def _beside(drawing: Figure, rows: pd.DataFrame, runs: Sequence[Run], looks: dict[str, Any]) -> None:
    """Draw a column a scenario; all columns have the rows and the scale of their kind in common."""
    left, right, top, bottom = 0.235, 0.985, 0.775, 0.08
    chosen = {kind: _order(own, MOST_BESIDE[kind]) for kind, _ in _KINDS if len(own := rows.loc[rows["kind"] == kind])}
    gap, wide = 0.062, (right - left) / (len(runs) - 1)
    each = (top - bottom - gap * (len(_KINDS) - 1)) / max(1, sum(max(1, len(names)) for names in chosen.values()))
    for column, run in enumerate(labelled(runs)[1:]):
        x = left + column * wide
        letters = max(8, int(wide * 12.8 * 72 / 5.2))
        lines = textwrap.wrap(run.title, letters, max_lines=3, placeholder=" \u2026")
        for line, words in enumerate(reversed(lines)):
            look: dict[str, Any] = {"fontweight": "bold", "color": looks[run.scenario].ink, "va": "bottom"}
            fit_text(drawing, (x, top + 0.026 + 0.019 * line), words, wide * 0.95, size=8, least=5.5, **look)
        y = top
        for kind, title in _KINDS:
            names = chosen.get(kind, [])
            high = each * max(1, len(names))
            axes = drawing.add_axes((x, y - high, wide * 0.8, high))
            own = rows.loc[rows["kind"] == kind]
            _panel(axes, own, [run.scenario], looks, kind, names)
            if names:
                _scaled(axes, own, names, 7, 5 if wide > 0.1 else 3)
            if column:
                axes.set_yticklabels([])
            else:
                drawing.text(0.045, y + 0.006, title, fontsize=8.6, fontweight="bold", va="bottom")
                axes.tick_params(axis="y", labelsize=7.4)
            y -= high + gap


def _finding(rows: pd.DataFrame, runs: Sequence[Run]) -> str:
    """Return how many differences are more than luck, and the largest among shares."""
    clear = rows.loc[(rows["low"] > 0) | (rows["high"] < 0)]
    moved = clear["outcome"].str.removesuffix(":weeks").str.removesuffix(":happens").nunique()
    of = rows["outcome"].str.removesuffix(":weeks").str.removesuffix(":happens").nunique()
    lead = f"{moved} of {of} outcomes move by more than luck may"
    shares = clear.loc[clear["kind"] == "share"]
    if shares.empty:
        return lead
    most = shares.iloc[int(shares["difference"].abs().argmax())]
    under = f", under '{next(run.title for run in runs if run.scenario == most['scenario'])}'" if len(runs) > 2 else ""
    amount = numbers.signed(float(most["difference"]), minus=numbers.MINUS)
    return f"{lead}; most: {outcomes.outcome_title(str(most['outcome']))}, {amount} in 100{under}"


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
        Shares at the left, weeks and quantities at the right; from the fifth scenario on a column a scenario.
    """
    base, rows = runs[0], told(runs, table)
    subtitle = (
        f"Each world against its own twin in '{base.title}'; {outcomes.ensemble(runs)}; bar: 95 % interval of the "
        "paired difference; hollow dot: it holds zero. Square-root scale: small differences stand apart. What a "
        "scenario orders itself is left out; the largest of the rest are kept."
    )
    drawing = headed(_finding(rows, runs), subtitle, question.caveat)
    chosen = scenario_looks([run.scenario for run in runs], question.colours)
    looks = {run.scenario: look for run, look in zip(runs, chosen, strict=True)}
    together = len(runs) <= MOST_TOGETHER
    if together:
        scenario_key(drawing, runs, question.colours, first=1)
    (_together if together else _beside)(drawing, rows, runs, looks)
    left_out = [outcomes.outcome_title(name) for name in too_far(table)]
    if left_out and together:
        note = (
            f"Left out, as the base's mean is near zero or the change above {MOST_TIMES:.0%}: "
            f"{'; '.join(left_out)}. The table has them."
        )
        lines = textwrap.fill(note.replace("%", "\u00a0%"), 100)
        panels.note(drawing, lines, size=7.2, linespacing=1.2, color=QUIET)
    return drawing
