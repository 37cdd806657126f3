"""One council of one world: what it saw, what each option was held to bring, who dissented, and the odds."""

from __future__ import annotations

import textwrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crossroads.minds.council import QUIET, Council
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.explain.course_figure import option_looks
from crossroads.studies.explain.meetings import point_of
from crossroads.studies.explain.parts import Weighed, weighed
from crossroads.telling import council_labels, numbers, panels, vocabulary
from crossroads.telling.style import INK, NATION_INK, fit_text, headed, styled
from crossroads.telling.style import QUIET as SOFT

FAMILY_COLOURS = vocabulary.vocabulary().families

_DISSENT, _VALUED = "dissent that counts", "losses weighing more"
_DISSENT_COLOUR, _VALUED_COLOUR = "#6b6b6b", "#b5b5b5"
_LEAST_ROWS = 3
_NAMED = 3
_NOTE_SIZE = 7.3


def _note(found: Weighed, option: int, most: int) -> str:
    """Name the terms that speak most for and against an option, `most` of each."""
    weights, sides = found.terms[:, option], []
    for sign, lead in ((1, "for"), (-1, "against")):
        order = [
            place for place in np.argsort(-sign * weights, kind="stable") if sign * weights[place] >= _least(found)
        ]
        parts = [
            f"{vocabulary.term(found.council.terms[at]).label} {_stakes(found, weights[at])}" for at in order[:most]
        ]
        if parts:
            sides.append(f"{lead}: {', '.join(parts)}")
    return ";  ".join(sides)


def _stakes(found: Weighed, value: float) -> str:
    return numbers.signed(float(value), found.decimals, minus=numbers.MINUS)


def _least(found: Weighed) -> float:
    """Return the smallest stakes that are not written as nothing."""
    return 0.5 * 10.0**-found.decimals


def _segments(found: Weighed, option: int) -> list[tuple[float, str, str]]:
    """Return (length, colour, hatch) of an option's bar, from the middle outwards."""
    rank = list(FAMILY_COLOURS)
    names = found.council.terms
    order = sorted(range(len(names)), key=lambda place: rank.index(vocabulary.term(names[place]).family))
    parts = [
        (float(found.terms[place, option]), FAMILY_COLOURS[vocabulary.term(names[place]).family], "") for place in order
    ]
    parts.append((float(found.valued[option]), _VALUED_COLOUR, "...."))
    parts.append((float(found.dissent[option]), _DISSENT_COLOUR, "////"))
    return [part for part in parts if abs(part[0]) > 1e-9]


def _bars(axes: Axes, found: Weighed, name: str, rows: int) -> None:
    council = found.council
    for row, option in enumerate(found.shown):
        ends = {1: 0.0, -1: 0.0}
        for length, colour, hatch in _segments(found, option):
            sign = 1 if length > 0 else -1
            axes.barh(
                row + 0.1, length, 0.3, left=ends[sign], color=colour, hatch=hatch, edgecolor="white", linewidth=0.6
            )
            ends[sign] += length
        total = float(found.total[option])
        quiet = option == QUIET
        if not quiet:
            axes.plot(total, row + 0.1, "D", color=INK, markersize=6, markeredgecolor="white", zorder=5)
        label = vocabulary.option(name, council.options[option])
        label += ": the measure, 0" if quiet else f"  {_stakes(found, total)}"
        _row_text(axes, row - 0.22, [label], 9.3, INK, "bold")
        if not quiet:
            notes = [_note(found, option, most) for most in range(_NAMED, 0, -1)]
            _row_text(axes, row + 0.38, notes, _NOTE_SIZE, SOFT, "normal")
    axes.axvline(0, color=INK, linewidth=1.0)
    axes.set_ylim(rows - 0.4, -0.5)
    panels.rows_only(axes)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, -0.02), max(high, 0.02))


def _row_text(axes: Axes, y: float, choices: list[str], size: float, colour: str, weight: str) -> None:
    """Write across a row the first of some lines that keeps inside the panel, the last in any case."""
    look: dict[str, Any] = {"fontsize": size, "color": colour, "fontweight": weight, "va": "center"}
    look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    for text in choices:
        held = axes.text(0.0, y, text, transform=axes.get_yaxis_transform(), **look)
        if held.get_window_extent().width <= 0.97 * axes.bbox.width or text == choices[-1]:
            return
        held.remove()


def _heat(axes: Axes, found: Weighed, rows: int) -> None:
    council = found.council
    reach = max(float(np.abs(found.gain[:, found.shown]).max()), 1e-9)
    colours = mpl.colormaps["BrBG"]
    for column, name in enumerate(council.factions):
        share = f"share {100 * float(council.power[column, 0]):.0f}\u00a0%"
        assent = "assent needed" if council.assent[column] > 0 and len(council.factions) > 1 else ""
        head = f"{vocabulary.faction(name).short}\n{share}\n{assent}"
        axes.text(column + 0.5, -0.45, head, fontsize=7.4, ha="center", va="bottom", linespacing=1.1)
        for row, option in enumerate(found.shown):
            value = float(found.gain[column, option])
            veto = found.vetoes(column, option)
            face = colours(0.5 + 0.29 * value / reach)
            edge, wide = (INK, 2.2) if veto else ("white", 1.5)
            axes.add_patch(
                Rectangle((column + 0.05, row - 0.34), 0.9, 0.72, facecolor=face, edgecolor=edge, linewidth=wide)
            )
            text = "0" if option == QUIET else _stakes(found, value)
            axes.text(column + 0.5, row - 0.06 * veto, text, fontsize=9, ha="center", va="center", zorder=5)
            if veto:
                axes.text(column + 0.5, row + 0.25, "dissents", fontsize=6.8, ha="center", va="center", zorder=5)
    axes.set_xlim(0, max(len(council.factions), 2))
    axes.set_ylim(rows - 0.4, -0.5)
    axes.axis("off")


def _key(figure: Figure, found: Weighed, x: float, y: float) -> None:
    """Name the families of terms that are met, in their colours, right of one another."""
    families = {vocabulary.term(name).family for name in found.council.terms}
    entries = [(title, FAMILY_COLOURS[title], "") for title in FAMILY_COLOURS if title in families]
    if (np.abs(found.valued[found.shown]) > _least(found)).any():
        entries.append((_VALUED, _VALUED_COLOUR, "...."))
    if (found.dissent[found.shown] < -_least(found)).any():
        entries.append((_DISSENT, _DISSENT_COLOUR, "////"))
    start, line = x, 0
    for title, colour, hatch in entries:
        text = figure.text(0, y - 0.022 * line, title, fontsize=7.8, va="center")
        wide = text.get_window_extent().width / figure.bbox.width + 0.024
        if start + wide > x + 0.43:
            start, line = x, line + 1
        text.set_position((start + 0.012, y - 0.022 * line))
        box = Rectangle(
            (start, y - 0.022 * line - 0.007), 0.009, 0.014, facecolor=colour, hatch=hatch, edgecolor="white",
            linewidth=0.0, transform=figure.transFigure,
        )  # fmt: skip
        figure.add_artist(box)
        start += wide


def _seen(figure: Figure, meeting: Meeting) -> None:
    nation = meeting.nation
    figure.text(0.045, 0.845, "What was seen", fontsize=10.5, fontweight="bold", color=NATION_INK[nation], va="center")
    y = 0.812
    seen = {name: float(values[0]) for name, values in (meeting.seen or {}).items()}
    for title, value in council_labels.seen_lines(seen, 18):
        held = textwrap.wrap(title.replace("0 to 1", "0\u00a0to\u00a01"), min(28, max(16, 37 - len(value))))
        if y - 0.02 * len(held) < 0.225:
            break
        figure.text(0.045, y, "\n".join(held), fontsize=7.7, color=SOFT, va="top", linespacing=1.12)
        figure.text(0.237, y, value, fontsize=7.7, color=INK, va="top", ha="right", fontweight="bold")
        y -= 0.0195 * len(held) + 0.0065


def _rule(figure: Figure, council: Council) -> None:
    """Write how the table weighs: futures, dissent, losses, and what is left unsaid."""
    futures = ", ".join(
        f"{vocabulary.spelt(name)} {100 * float(odds):.0f}\u00a0%"
        for name, odds in zip(council.futures, council.futures_odds[:, 0], strict=True)
    )
    parts = [
        f"Futures imagined: {futures}." if len(council.futures) > 1 else "One future imagined.",
        f"Dissent counts {float(council.veto[0]):.2f} times."
        if (council.costly * council.assent.max() > 0).any()
        else "",
        f"A loss weighs {float(council.loss_aversion[0]):.2f} times a gain.",
        f"What is left unsaid spreads by {float(council.temperature[0]):.2f} stakes.",
    ]
    figure.text(0.045, 0.2, "How the table weighs", fontsize=9, fontweight="bold", va="top")
    text = textwrap.fill(" ".join(part for part in parts if part), 42)
    figure.text(0.045, 0.174, text, fontsize=7.9, color=SOFT, va="top", linespacing=1.3)


def _odds(axes: Axes, found: Weighed, meeting: Meeting) -> None:
    options, shares = found.council.options, 100.0 * np.nan_to_num(meeting.probabilities[:, 0])
    looks = list(option_looks(options).values())
    top = max(30.0, float(shares.max()))
    for row, option in enumerate(found.shown):
        odds = float(shares[option])
        chosen = meeting.options[meeting.choice[0]] == options[option]
        axes.bar(row, odds, 0.62, color=looks[option].line, edgecolor=INK, linewidth=2.2 if chosen else 0.0)
        text = "under 1\u00a0%" if 0 < odds < 0.5 else f"{odds:.0f}\u00a0%"
        weight = "bold" if chosen else "normal"
        axes.text(row, odds + 0.03 * top, text, fontsize=9.5, ha="center", va="bottom", fontweight=weight)
        letters = min(18, max(9, 120 // len(found.shown)))
        label = "\n".join(textwrap.wrap(vocabulary.option(meeting.point, options[option]), letters))
        look: dict[str, Any] = {"fontweight": "bold", "color": INK} if chosen else {"color": looks[option].ink}
        axes.text(
            row, -0.06 * top, label, fontsize=8 if letters > 15 else 7, ha="center", va="top", linespacing=1.1, **look
        )
    axes.set_xlim(-0.5, max(len(found.shown), _LEAST_ROWS) - 0.5)
    axes.set_ylim(0, top * 1.3)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)


def _finding(meeting: Meeting, found: Weighed) -> str:
    """Return what was chosen and at what odds, and what was likelier, if anything."""
    shares = 100.0 * np.nan_to_num(meeting.probabilities[:, 0])
    chosen = int(meeting.choice[0])
    likeliest = int(shares.argmax())
    name = vocabulary.option(meeting.point, meeting.options[chosen])
    lead = (
        f"{point_of(meeting).title}, {numbers.day(meeting.date)}: '{name}' is chosen at odds of {shares[chosen]:.0f} %"
    )
    if likeliest != chosen:
        other = vocabulary.option(meeting.point, meeting.options[likeliest])
        return f"{lead}; '{other}' had {shares[likeliest]:.0f} %"
    return f"{lead}, the likeliest of {len(found.shown)}"


@styled
def figure(meeting: Meeting, caveat: str, scenario: str | None = None) -> Figure:
    """Draw one council of one world.

    Parameters
    ----------
    meeting
        A meeting of one world.
    caveat
        The sentence at the foot.
    scenario
        Title of the scenario; its name where not given.

    Returns
    -------
    Figure
        What was seen at the left; what each option was held to bring, by term, in the middle; each faction's view at
        the right; the odds and the choice below.

    Raises
    ------
    InputError
        Where the decision was not reasoned.
    """
    found = weighed(meeting)
    name, point = meeting.point, point_of(meeting)
    quiet = vocabulary.option(name, found.council.options[QUIET])
    subtitle = (
        f"{point.table}, world {meeting.worlds[0]} of '{scenario or meeting.scenario}'. Stakes against '{quiet}', "
        "more is better: bars add what each interest brings, factions by their share of the table; diamond: the sum, "
        "which the odds rest on. One world of many: what this table could know on the day."
    )
    drawing = headed(_finding(meeting, found), subtitle, caveat)
    _seen(drawing, meeting)
    _rule(drawing, found.council)
    rows = max(len(found.shown), _LEAST_ROWS)
    drawing.text(0.265, 0.845, "What each option was held to bring", fontsize=10.5, fontweight="bold", va="center")
    _key(drawing, found, 0.265, 0.818)
    _bars(drawing.add_axes((0.265, 0.272, 0.415, 0.473)), found, name, rows)
    drawing.text(0.705, 0.845, "Who held what", fontsize=10.5, fontweight="bold", va="center")
    _heat(drawing.add_axes((0.705, 0.272, 0.265, 0.473)), found, rows)
    how = "the scenario took the decision" if meeting.forced[0] else "and what was chosen at them"
    chosen = vocabulary.option(name, meeting.options[meeting.choice[0]])
    fit_text(drawing, (0.265, 0.217), f"The odds, {how}: {chosen}", 0.7, size=10.5, fontweight="bold", va="center")
    _odds(drawing.add_axes((0.265, 0.09, 0.7, 0.105)), found, meeting)
    return drawing
