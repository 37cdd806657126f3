"""What each of the documents' reasons does to the odds of an option: a bar a group, in a second figure each alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.studies.reasons.result import FIGURE, SINGLES, ReasonsTable
from crossroads.telling import numbers, panels, vocabulary
from crossroads.telling.style import HEIGHT, INK, LEFT, QUIET, fit_text, headed, save, styled

MEANS: tuple[str, ...] = ("belief", "interest", "appraisal")
"""How a single reason enters a decision; rows of the table with another word here stand for several at once."""

ENTERS_LOOKS: dict[str, tuple[str, str]] = {
    "belief": ("#332288", "o"),
    "interest": ("#AA4499", "s"),
    "appraisal": ("#117733", "^"),
}
"""Colour and marker of a reason by how it enters."""

CHANGE = "change"
"""What the panels call the change of the odds, whichever option's it is."""

_MORE, _LESS = "#44AA99", "#DDAA33"
_BOTTOM, _TOP = 0.095, 0.79
_NAMES = 0.40
_FEW = 9


def singles(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of single reasons removed alone."""
    return table.loc[table["enters"].isin(MEANS) & (table["reason"].astype(str) != "")]


def joint(table: pd.DataFrame, group: str) -> pd.Series[Any] | None:
    """Return the row in which all reasons of a group are removed together; None where there is none."""
    rows = table.loc[~table["enters"].isin(MEANS) & (table["group"] == group)]
    return None if rows.empty else rows.iloc[0]


def groups(table: pd.DataFrame, titles: dict[str, str]) -> pd.DataFrame:
    """Return a row a group, removed together: the one that removed makes the option likeliest first.

    Parameters
    ----------
    table
        Rows of single reasons and of groups.
    titles
        Group -> its title, where it has no row of its own: its one reason stands for it.

    Returns
    -------
    pd.DataFrame
        Columns group, title, change, low, high, reasons (how many it holds).
    """
    rows = []
    alone = singles(table)
    for group in dict.fromkeys(str(name) for name in table["group"]):
        own = alone.loc[alone["group"] == group]
        row = joint(table, group)
        if row is None and own.empty:
            continue
        told = own.iloc[0] if row is None else row
        title = titles.get(group) or (vocabulary.spelt(group).capitalize() if row is None else str(row["title"]))
        rows.append(
            {"group": group, "title": title, "reasons": len(own)} | {key: told[key] for key in (CHANGE, "low", "high")}
        )
    found = pd.DataFrame(rows, columns=["group", "title", "reasons", CHANGE, "low", "high"])
    return found.sort_values(CHANGE, ascending=False, kind="stable").reset_index(drop=True)


def baseline(table: pd.DataFrame, option: str) -> float:
    """Return the odds of the option with every reason at work, worked out from the first row."""
    first = singles(table).iloc[0]
    return float(first[option]) - float(first[f"difference_{option}"])


def _points(value: float) -> str:
    return numbers.signed(100.0 * value, 1, minus=numbers.MINUS)


def _row_height(place: float, rows: int) -> float:
    """Return the height of a row, as a share of the figure's; axes run from -0.6 to rows - 0.4."""
    return _TOP - (place + 0.6) / (rows + 0.2) * (_TOP - _BOTTOM)


def _names(drawing: Figure, words: Sequence[str], below: Sequence[str], rows: int, size: float) -> None:
    """Write left of the rows what each is, and in a smaller line below it what it holds."""
    for place, (text, more) in enumerate(zip(words, below, strict=True)):
        y = _row_height(place, rows)
        shift = 0.011 if more else 0.0
        room = _NAMES - LEFT - 0.012
        fit_text(drawing, (LEFT, y + shift), text, room, size=size, least=6.0, fontweight="bold", va="center")
        if more:
            fit_text(drawing, (LEFT, y - 0.0135), more, room, size=8, least=5.5, color=QUIET, va="center")


def _bare(axes: Axes, told: str) -> None:
    axes.axvline(0, color=INK, linewidth=1.0)
    panels.rows_only(axes, 9)
    axes.xaxis.set_major_formatter(lambda value, _: numbers.signed(value, 1, minus=numbers.MINUS).replace(".0", ""))
    axes.set_xlabel(
        f"\u2190 without it less likely    Change in the odds of {told}, points    more likely \u2192", fontsize=9
    )


def _titles(made: ReasonsTable) -> dict[str, str]:
    together = made.drawn.loc[~made.drawn["enters"].isin(MEANS)]
    return {str(row["group"]): str(row["title"]) for part in (together, made.shares) for _, row in part.iterrows()}


def _drawn(made: ReasonsTable) -> pd.DataFrame:
    return made.drawn.rename(columns={vocabulary.reasons_words(made.decision).difference: CHANGE})


def _about(made: ReasonsTable) -> str:
    """Return what stands behind both figures."""
    told, title = vocabulary.reasons_words(made.decision), vocabulary.point(made.decision).title
    meetings = vocabulary.decision(made.decision).regret.meetings
    table = made.drawn
    with_all = f"{100 * baseline(table, next(iter(told.options))):.1f}" if len(singles(table)) else "-"
    return (
        f"'{made.title}', {numbers.counted(made.worlds, 'world')}, the same luck in each, seed {made.seed}. Mean "
        f"odds of {told.event} over the {meetings} at which {title} was open: {with_all} % with every reason."
    )


def _finding(made: ReasonsTable, rows: pd.DataFrame) -> str:
    """Return the row that changes the odds most, and from what to what."""
    told = vocabulary.reasons_words(made.decision)
    most = rows.iloc[int(rows[CHANGE].abs().argmax())]
    before = 100 * baseline(made.drawn, next(iter(told.options)))
    after = before + 100 * float(most[CHANGE])
    title = str(most["title"])
    return f"Odds that {told.headline}: {before:.0f} % with every reason, {after:.0f} % without '{title}'"


@styled
def figure(made: ReasonsTable) -> Figure:
    """Draw what the groups of the documents' reasons do to the odds of the first option that is told of a decision.

    Parameters
    ----------
    made
        Of its `drawn` table, rows whose `enters` is 'belief', 'interest' or 'appraisal' are single reasons removed
        alone; another row with a `group` has all reasons of that group removed together. Its `shares` may be empty.

    Returns
    -------
    Figure
        A bar a group, the largest first, with its 95 % interval; diamonds where shares were worked out.
    """
    told, table = vocabulary.reasons_words(made.decision), _drawn(made)
    shares = made.shares.set_index("group") if len(made.shares) else made.shares
    diamonds = (
        " Diamond: the group's part with its interval, averaged over orders in which groups may be removed (Shapley)."
        if len(shares)
        else ""
    )
    text = f"{_about(made)} Bar: the group's reasons removed together; line: 95 % interval.{diamonds}"
    if singles(table).empty:
        drawing = headed(f"The documents' reasons, and the odds that {told.headline}", text, made.caveat)
        panels.empty(drawing, "No reason was removed.", size=12)
        return drawing
    rows = groups(table, _titles(made))
    drawing = headed(_finding(made, rows), text, made.caveat)
    axes = drawing.add_axes((_NAMES, _BOTTOM, 0.49, _TOP - _BOTTOM))
    count = max(len(rows), _FEW)
    axes.set_ylim(count - 0.4, -0.6)
    for place, row in rows.iterrows():
        y = float(str(place))
        middle, low, high = (100.0 * float(row[key]) for key in (CHANGE, "low", "high"))
        axes.barh(y, middle, 0.56, color=_MORE if middle > 0 else _LESS, zorder=2)
        axes.plot([low, high], [y, y], color=INK, linewidth=1.4, zorder=3)
        panels.beside(axes, y, _points(float(row[CHANGE])), at=1.02, fontsize=10.5, fontweight="bold", color=INK)
        if len(shares) and row["group"] in shares.index:
            part, least, most = (-100.0 * float(shares.loc[row["group"], key]) for key in ("share", "low", "high"))
            axes.plot([least, most], [y + 0.36] * 2, color=QUIET, linewidth=1.0, zorder=4)
            axes.plot(part, y + 0.36, "D", color=QUIET, markersize=4.5, zorder=5)
    counts = [numbers.counted(int(held), "reason") for held in rows["reasons"]]
    _names(drawing, [str(title) for title in rows["title"]], counts, count, 11)
    _bare(axes, told.event)
    return drawing


@styled
def single_reasons(made: ReasonsTable) -> Figure:
    """Draw what each reason does alone, the one that removed makes the option likeliest first.

    Parameters
    ----------
    made
        As for `figure`.
    """
    told, table = vocabulary.reasons_words(made.decision), _drawn(made)
    text = f"{_about(made)} Each reason removed alone; bar: 95 % interval; hollow: the interval holds zero."
    rows = singles(table).sort_values(CHANGE, ascending=False, kind="stable").reset_index(drop=True)
    if rows.empty:
        drawing = headed(f"Each reason alone, and the odds that {told.headline}", text, made.caveat)
        panels.empty(drawing, "No reason was removed.", size=12)
        return drawing
    drawing = headed(_finding(made, rows), text, made.caveat)
    signs = {"o": "\u25cf", "s": "\u25a0", "^": "\u25b2"}
    met = [name for name in MEANS if (rows["enters"] == name).any()]
    parts = [(f"{signs[ENTERS_LOOKS[name][1]]} {name}", ENTERS_LOOKS[name][0]) for name in met]
    panels.key(drawing, parts, at=(LEFT, 0.822))
    axes = drawing.add_axes((_NAMES + 0.03, _BOTTOM, 0.46, _TOP - _BOTTOM))
    count = max(len(rows), _FEW)
    axes.set_ylim(count - 0.4, -0.6)
    texts = []
    size = min(9.5, 0.62 * 72 * HEIGHT * (_TOP - _BOTTOM) / count)
    for place, row in rows.iterrows():
        colour, marker = ENTERS_LOOKS[str(row["enters"])]
        values = [100.0 * float(row[key]) for key in (CHANGE, "low", "high")]
        y = float(str(place))
        look: dict[str, Any] = {"width": 2.2, "alpha": 0.7, "solid_capstyle": "butt", "above": 4}
        panels.interval(axes, y, values, (colour, colour), marker=marker, size=5.5, **look)
        panels.beside(axes, y, _points(float(row[CHANGE])), at=1.02, fontsize=size, color=INK)
        where, words = (LEFT, _row_height(y, count)), f"{row['ids']}  {row['title']}"
        room = _NAMES + 0.018 - LEFT
        texts.append(fit_text(drawing, where, words, room, size=size, least=5.5, color="#3a3a3a", va="center"))
    for held in texts:
        held.set_fontsize(min(float(other.get_fontsize()) for other in texts))
    _bare(axes, told.event)
    return drawing


def description(made: ReasonsTable) -> str:
    """Return the figures' alternative text."""
    told = vocabulary.reasons_words(made.decision)
    changes = made.reasons[told.difference].to_numpy()
    strongest = made.reasons.iloc[int(abs(changes).argmax())]
    largest = numbers.signed(100 * strongest[told.difference], 1, bare_zero=False)
    nation = vocabulary.nation(made.decision.partition(".")[0]).names.long
    rows = groups(_drawn(made), _titles(made))
    each = "; ".join(f"{row['title']} {_points(float(row[CHANGE]))}" for _, row in rows.iterrows())
    return (
        f"How the odds of {nation} {told.going} change when one of the documents' reasons is removed, in "
        f"{numbers.counted(made.worlds, 'world')} of '{made.title}'. "
        f"The largest change, {largest} points, comes without this reason: "
        f"{strongest['title']}. By group, in points: {each}."
    )


def write(made: ReasonsTable, folder: Path) -> list[Path]:
    """Write both figures into a folder that exists, as PNG and SVG: the groups, and each reason alone."""
    told = description(made)
    return save(figure(made), folder / FIGURE, told) + save(single_reasons(made), folder / SINGLES, told)
