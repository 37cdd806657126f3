"""What single causes do with every decision held fixed: paired differences, a row a cause, a panel an outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.errors import InputError
from crossroads.telling import numbers, panels
from crossroads.telling.style import INK, LEFT, NATION_INK, QUIET, fit_text, headed, styled
from crossroads.validation.card.causes import Effect

FIGURE = "frozen_effects"
"""Stem of the figure's files."""

DOSE = "transfers_"
"""Causes whose id begins so are doses of one thing, drawn in rows of their own."""

PANELS: tuple[tuple[str, str, str, float], ...] = (
    ("front_december", "Moscow axis, 5 December 1941", "km further east (+) or west (\u2212)", 1.0),
    ("front_april", "Moscow axis, 20 April 1942", "km further east (+) or west (\u2212)", 1.0),
    ("moscow_falls", "Moscow falls by 31 Dec. 1941", "worlds more (+) or fewer (\u2212) in 100", 100.0),
)
"""Outcome, heading, unit in words, factor from the effect's unit to the panel's."""

_LEFTS, _WIDTH = (0.325, 0.545, 0.765), 0.2
_TOP, _FOOT, _GAP = 0.79, 0.085, 0.085
_ROOM = 1.45
"""How far an axis reaches beyond the widest interval, as a factor: room for the numbers."""

_SMALL = 10.0
"""Effects whose interval stays below this are written with one decimal."""

_FOOTER = "Model worlds, not history. Nobody answers the change; what the laws of war draw by luck still follows it."

_INKS = {"german": NATION_INK["germany"], "soviet": NATION_INK["ussr"], "transfers": NATION_INK["ussr"]}


def _ink(change: str) -> str:
    return _INKS.get(change.partition("_")[0], "#20719F")


def interval_words(effect: Effect, factor: float = 1.0) -> str:
    """Return an effect and its 95 % interval in words: '+81 (+75 to +87)', with a decimal where it is small.

    Parameters
    ----------
    effect
        The effect.
    factor
        From its unit to the unit shown.
    """
    if not any(effect.pair.interval):
        return "0: no world differs"
    values = [value * factor for value in effect.pair.interval]
    sizes = [abs(value) for value in values]
    # A bound next to zero must not be written as zero.
    decimals = 1 if max(sizes) < _SMALL or min(sizes) < 1.0 else 0
    return numbers.interval(values, lambda value: _signed(value, decimals))


def _signed(value: float, decimals: int) -> str:
    text = numbers.signed(value, decimals, minus=numbers.MINUS)
    return "0" if not text.strip("0.") else text


def _row(axes: Axes, effect: Effect, y: float, factor: float) -> None:
    """Draw one effect with its interval, its numbers above it, and at the edge the direction that was expected."""
    mean, low, high = (value * factor for value in effect.pair.interval)
    ink = _ink(effect.cause.id)
    left, right = axes.get_xlim()
    if effect.expected:
        side = ">" if effect.expected > 0 else "<"
        axes.plot(0.97 * effect.expected * right, y, side, color="#b5b5b5", markersize=6.5, markeredgewidth=0, zorder=2)
    look: dict[str, Any] = {"width": 2.8, "alpha": 0.8, "size": 6, "solid_capstyle": "butt", "zorder": 3, "above": 4}
    panels.interval(axes, y, (mean, low, high), (ink, ink), filled=effect.pair.clear, **look)
    text = axes.text(0.0, y - 0.22, interval_words(effect, factor), fontsize=7.6, color=ink, ha="center", va="bottom")
    half = text.get_window_extent().width / axes.get_window_extent().width * (right - left) / 2
    # The numbers stand on their own side of zero, near the dot.
    pad = 0.025 * right
    place = max(mean, half + pad) if mean >= 0 else min(mean, -half - pad)
    text.set_x(min(max(place, left + half), right - half))


def _mark(reach: float) -> float:
    """Return the place of the marks either side of zero: the largest of 1, 2, 5 times a power of ten well inside."""
    power = 10.0 ** math.floor(math.log10(reach))
    return max(
        step for step in (0.1 * power, 0.2 * power, 0.5 * power, power, 2 * power, 5 * power) if step < 0.8 * reach
    )


def _panel(axes: Axes, effects: Sequence[Effect], factor: float) -> None:
    reach = max(abs(value) for effect in effects for value in effect.pair.interval[1:]) * factor
    reach = reach * _ROOM if reach > 0 else 1.0
    axes.set_xlim(-reach, reach)
    axes.set_ylim(len(effects) - 0.5, -0.65)
    axes.axvline(0, color=INK, linewidth=1.0)
    for place, effect in enumerate(effects):
        _row(axes, effect, float(place), factor)
    panels.rows_only(axes)
    mark = _mark(reach)
    axes.set_xticks([-mark, 0.0, mark], [f"\u2212{mark:,.10g}", "0", f"{mark:,.10g}"])


def _labels(drawing: Figure, rows: Sequence[Effect], top: float, bottom: float) -> None:
    """Name the rows at the left: what is changed, and from what to what; doses under one common name."""
    pitch = (top - bottom) / (len(rows) + 0.15)
    room = _LEFTS[0] - LEFT - 0.015
    dose = rows[0].cause.id.startswith(DOSE)
    look: dict[str, Any] = {"size": 8.6, "fontweight": "bold"}
    if dose:
        fit_text(drawing, (LEFT, top + 0.018), rows[0].cause.title, room, color=INK, va="bottom", **look)
    for place, effect in enumerate(rows):
        y = top - (place + 0.65) * pitch
        cause = effect.cause
        name = cause.high_title if dose else cause.title
        words = f"against {cause.low_title}" if dose else f"{cause.low_title} \u2192 {cause.high_title}"
        fit_text(drawing, (LEFT, y + 0.012), name, room, va="center", color=_ink(cause.id), **look)
        fit_text(drawing, (LEFT, y - 0.013), words, room, size=8.0, va="center", color=QUIET)


def _groups(effects: Sequence[Effect]) -> list[list[str]]:
    """Return the ids of the causes, in order: those of their own, then the doses; a group without any is left out."""
    names = list(dict.fromkeys(effect.cause.id for effect in effects))
    found = [[name for name in names if name.startswith(DOSE) == dose] for dose in (False, True)]
    return [group for group in found if group]


def _checked(effects: Sequence[Effect]) -> dict[tuple[str, str], Effect]:
    if not effects:
        raise InputError("frozen effects: no effect is given; the figure needs at least one cause")
    table = {(effect.cause.id, effect.reading.id): effect for effect in effects}
    for change in dict.fromkeys(effect.cause.id for effect in effects):
        for outcome, *_ in PANELS:
            if (change, outcome) not in table:
                raise InputError(f"frozen effects: '{change}' has no outcome '{outcome}'; each cause needs it")
    return table


@styled
def figure(effects: Sequence[Effect], *, seed: int) -> Figure:
    """Draw what each cause does with every decision held fixed.

    Parameters
    ----------
    effects
        Effects of `validation.card.causes.frozen_effects`: every cause with the outcomes of `PANELS`.
    seed
        Seed of the worlds.

    Returns
    -------
    Figure
        A row a cause and a panel an outcome; doses of men sent west below, on a scale of their own.

    Raises
    ------
    InputError
        Where an outcome is wanting.
    """
    table = _checked(effects)
    worlds = numbers.counted(effects[0].pair.worlds, "world")
    subtitle = (
        f"'As it happened', 22 June 1941 to April 1942, {worlds}, seed {seed}, each fought twice "
        "under the same orders with the same luck, once with the first setting and once with the second. Dot: mean "
        "difference, second less first; bar: its 95 % interval; hollow: the interval holds zero; grey arrow: the "
        "direction expected beforehand, where there was one. Steps differ in size: rows are not a ranking."
    )
    title = "What single causes do to the war of 1941-42 when every decision is held fixed"
    drawing = headed(title, subtitle, _FOOTER)
    groups = _groups(effects)
    rows = sum(len(group) for group in groups)
    pitch = (_TOP - _FOOT - _GAP * (len(groups) - 1)) / rows
    top = _TOP
    for index, group in enumerate(groups):
        bottom = top - pitch * len(group)
        _labels(drawing, [table[name, PANELS[0][0]] for name in group], top, bottom)
        for left, (outcome, title, unit, factor) in zip(_LEFTS, PANELS, strict=True):
            axes = drawing.add_axes((left, bottom, _WIDTH, top - bottom))
            _panel(axes, [table[name, outcome] for name in group], factor)
            if index == 0:
                drawing.text(left, _TOP + 0.036, title, fontsize=9.5, fontweight="bold", va="bottom")
            note = unit if index == 0 else "own scale"
            drawing.text(left, top + 0.012, note, fontsize=8.2, color=QUIET, va="bottom")
        top = bottom - _GAP
    return drawing


def description(effects: Sequence[Effect], *, seed: int) -> str:
    """Return the figure's alternative text.

    Parameters
    ----------
    effects, seed
        As for `figure`.
    """
    table = _checked(effects)
    told = []
    for change in dict.fromkeys(effect.cause.id for effect in effects):
        cause = table[change, PANELS[0][0]].cause
        shown = "; ".join(
            f"{table[change, outcome].reading.title}, {unit}: {interval_words(table[change, outcome], factor)}"
            for outcome, _, unit, factor in PANELS
        )
        told.append(f"{cause.title} ({cause.low_title} to {cause.high_title}): {shown}")
    worlds = numbers.counted(effects[0].pair.worlds, "world")
    return f"Paired differences with 95 % intervals, decisions held fixed, {worlds}, seed {seed}. {'. '.join(told)}."
