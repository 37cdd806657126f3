"""All hypotheses on one page: what was found for each, in units of what would matter, and the verdict."""

from __future__ import annotations

import math
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.scenario.question import CAVEAT
from crossroads.studies.ask import sentences
from crossroads.studies.ask.effects import SHARE, FoundEffect
from crossroads.studies.ask.result import HypothesisAnswer, HypothesisAnswers
from crossroads.studies.ask.verdict import NOT_SUPPORTED, SUPPORTED, UNDECIDED, region_of
from crossroads.telling import numbers, panels, style

COLOURS = {SUPPORTED: ("#0072B2", "#00517F"), NOT_SUPPORTED: ("#D55E00", "#9A4400"), UNDECIDED: ("#8A8A8A", "#4A4A4A")}
"""Bar and ink of each verdict (Okabe-Ito)."""

MARKS = {SUPPORTED: "o", NOT_SUPPORTED: "s", UNDECIDED: "D"}

LEVEL_STEP = 0.05
"""A level's distance from its bound is drawn in steps of five in a hundred worlds."""

LINEAR, WIDEST = 2.0, 60.0
"""Up to where the axis is linear, and its ends."""

TITLES_END, PANEL_END = 0.335, 0.655

TOP, BOTTOM = 0.83, 0.085

CLAIMED = "#E3EEF6"


def shown(made: HypothesisAnswer) -> FoundEffect:
    """Return the main find that the verdict hangs on."""
    judged = zip(made.effects, made.verdicts, strict=True)
    return next((effect for effect, verdict in judged if effect.find.main and verdict == made.verdict), made.main[0])


def scaled(effect: FoundEffect, value: float) -> float:
    """Return a number in units of what would matter, as the claim has it: from 1 on it holds.

    Of what was claimed to be alike the claim holds between -1 and 1, and so it does of a level claimed to lie within
    two bounds; the distance of any other level from its bound is drawn in steps of five in a hundred worlds.

    Parameters
    ----------
    effect
        What was found.
    value
        The number, in its own unit.
    """
    find = effect.find
    if find.within is not None:
        middle, half = sum(find.within) / 2, (find.within[1] - find.within[0]) / 2
        return (value - middle) / half
    step = LEVEL_STEP if effect.kind == SHARE else max(abs(find.at_least or find.at_most or 1.0) / 20, 1e-9)
    if find.at_least is not None:
        return 1 + (value - find.at_least) / step
    if find.at_most is not None:
        return 1 + (find.at_most - value) / step
    sign = -1 if find.expects == "less" else 1
    return sign * value / (find.matters or 1.0)


@style.styled
def figure(made: HypothesisAnswers) -> Figure:
    """Draw every hypothesis.

    Parameters
    ----------
    made
        The answers.

    Returns
    -------
    Figure
        A row a hypothesis: title, the found difference with its interval, its numbers, and the verdict.
    """
    counts = [sum(each.verdict.word == word for each in made) for word in (SUPPORTED, NOT_SUPPORTED, UNDECIDED)]
    words = [
        f"{count} {word}" for count, word in zip(counts, (SUPPORTED, NOT_SUPPORTED, UNDECIDED), strict=True) if count
    ]
    subtitle = (
        f"What was found for each claim, in units of the smallest difference that would matter, and in the claim's own "
        f"direction (of a level, 1 is the bound that was claimed); bar: 95 % interval of luck; pale: where the claim "
        f"has it. {numbers.counted(made.worlds, 'world')} in every arm, each fought twice, seed {made.seed}; June 1941 "
        f"to the end of the war, or to the day that a claim names. Shares and odds are in 100."
    )
    heading = f"{numbers.counted(len(made), 'claim')} of the documents: {numbers.listed(words)}"
    drawing = style.headed(heading, subtitle, CAVEAT)
    axes = drawing.add_axes((TITLES_END, BOTTOM, PANEL_END - TITLES_END, TOP - BOTTOM))
    axes.set_xscale("symlog", linthresh=LINEAR, linscale=1.2)
    axes.set_xlim(-WIDEST, WIDEST)
    axes.set_ylim(len(made) - 0.4, -0.6)
    panels.rows_only(axes, 7.2, 2)
    axes.axvline(0.0, color=style.INK, linewidth=0.8)
    ticks = [-50, -10, -5, -2, -1, 0, 1, 2, 5, 10, 50]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("times what would matter; below 0 the other way", fontsize=7.4, loc="left", labelpad=1.5)
    for place, answer in enumerate(made):
        _row(drawing, axes, place, len(made), answer)
    note = "Bars show the luck of a finite number of worlds only; verdicts weigh unknown parameters and laws as well."
    panels.note(drawing, note, size=7.2)
    return drawing


def _row(drawing: Figure, axes: Axes, place: int, count: int, answer: HypothesisAnswer) -> None:
    effect, word = shown(answer), answer.verdict.word
    colours = COLOURS[word]
    y = TOP - (TOP - BOTTOM) * (place + 0.6) / (count + 0.2)
    _claimed(axes, place, effect)
    values = [scaled(effect, value) for value in (effect.bands.mean, *effect.bands.luck)]
    if all(map(math.isfinite, values)):
        held = [max(-WIDEST, min(WIDEST, value)) for value in (values[0], min(values[1:]), max(values[1:]))]
        filled = word != UNDECIDED
        panels.interval(axes, place, held, colours, filled=filled, marker=MARKS[word], width=2.0, size=4.2, above=4)
    size = 7.4
    room = TITLES_END - style.LEFT - 0.035
    drawing.text(style.LEFT, y, answer.hypothesis.name, fontsize=size, va="center", fontweight="bold", color=colours[1])
    style.fit_text(
        drawing,
        (style.LEFT + 0.03, y),
        answer.hypothesis.title,
        room,
        size=size,
        least=5.4,
        va="center",
        color=style.INK,
    )
    start = PANEL_END + 0.008
    style.fit_text(drawing, (start, y), _numbers(effect), 0.235, size=6.9, least=5.2, va="center", color=style.QUIET)
    drawing.text(style.RIGHT, y, word, fontsize=size, va="center", ha="right", fontweight="bold", color=colours[1])


def _claimed(axes: Axes, place: int, effect: FoundEffect) -> None:
    """Shade where the claim has it."""
    low, high = region_of(effect.find)
    both = math.isfinite(low) and math.isfinite(high)
    ends = (-1.0, 1.0) if both else (1.0, WIDEST)
    axes.fill_betweenx([place - 0.42, place + 0.42], *ends, color=CLAIMED, linewidth=0, zorder=0)


def _numbers(effect: FoundEffect) -> str:
    low, high = effect.bands.luck
    if math.isnan(effect.bands.mean) or math.isnan(low):
        return "too few worlds tell it"
    write = sentences.plain if effect.find.is_level else sentences.moved
    middle, ends = write(effect, effect.bands.mean), f"{write(effect, low)} to {write(effect, high)}"
    find = effect.find
    end = (
        f"claimed {sentences.bound(effect)}"
        if find.is_level
        else f"matters: {sentences.exactly(effect, find.matters or 0)}"
    )
    return f"{middle} ({ends}){_unit(effect)}; {end}"


def _unit(effect: FoundEffect) -> str:
    return "" if effect.kind == SHARE else f" {sentences.unit(effect)}".rstrip()


def write(made: HypothesisAnswers, stem: Path) -> list[Path]:
    """Write the figure, as PNG and SVG.

    Parameters
    ----------
    made
        The answers.
    stem
        Path without suffix, in a folder that exists.
    """
    return style.save(figure(made), stem, made.text())
