"""What the nations decide, and when: the worlds that newly take each option, month by month."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from crossroads.minds.decision import decision_points
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.answering.short import of_whole
from crossroads.telling import fans, numbers, outcomes, panels, style, vocabulary

MOST_ROWS, LEAST_ROWS = 26, 14
FIRST, TURN_OF_1942 = dt.date(1941, 6, 15), dt.date(1942, 1, 4)
"""The year 1941, in which the courses are set, is drawn wider than the rest."""
NARROW = dt.date(1942, 12, 27)
"""Where scenarios stand in narrow columns the years after are left out."""
AREAS = (10, 50, 100)
"""Worlds of a hundred whose dots stand in the key."""


def _as_before() -> list[str]:
    """Return the options by which a nation goes on as before: left out, so that what changes can be seen."""
    points = [point for point in decision_points() if vocabulary.decision(point.id).first == "untold"]
    return [f"{point.id}.{next(iter(point.options))}" for point in points]


def any_recorded(runs: Sequence[Run]) -> bool:
    """Say whether any run holds a record of what its nations decided."""
    return any(len(run.ledger) for run in runs)


def recorded_worlds(run: Run) -> int:
    """Return the number of worlds whose decisions are recorded, at least 1."""
    return max(1, int(run.manifest.get("ledger_worlds", run.ledger["world"].nunique())))


def new_choices(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger's rows in which a world's choice differs from its last at the same decision.

    Returns
    -------
    pd.DataFrame
        Columns row ('nation.decision.option'), world, date (time stamp), forced.
    """
    rows = ledger.sort_values(["world", "nation", "decision", "date"], kind="stable")
    before = rows.groupby(["world", "nation", "decision"], sort=False)["choice"].shift()
    named = rows["nation"] + "." + rows["decision"] + "." + rows["choice"]
    changes = (rows["choice"] != before) & ~named.isin(_as_before())
    changed, named = rows.loc[changes], named.loc[changes]
    return pd.DataFrame(
        {
            "row": named.to_numpy(dtype=object),
            "world": changed["world"].to_numpy(),
            "date": changed["date"].to_numpy(),
            "forced": changed["forced"].to_numpy(dtype=bool),
        }
    )


def _rows(choices: Sequence[pd.DataFrame]) -> list[tuple[str, str, str]]:
    """Return (row, nation, phrase) of the commonest options taken in any run, in the table's order.

    What is taken by order alone, in whichever run it is taken, has no row.
    """
    together = pd.concat(choices)
    free = set(together.loc[~together["forced"], "row"])
    counts = together["row"].value_counts()
    common = sorted(free, key=lambda row: (-int(counts[row]), str(row)))[:MOST_ROWS]
    return [
        (f"{point.id}.{option}", point.nation, phrase)
        for point in decision_points()
        for option, phrase in point.options.items()
        if f"{point.id}.{option}" in set(common)
    ]


def _ever(choices: pd.DataFrame, row: str) -> int:
    return int(choices.loc[choices["row"] == row, "world"].nunique())


def _finding(runs: Sequence[Run], choices: Sequence[pd.DataFrame], names: list[tuple[str, str, str]]) -> str:
    """Return the option that is taken most unlike in worlds of a hundred; of one run the commonest."""
    of = [min(100, recorded_worlds(run)) for run in runs]
    shares = {
        row: [_ever(part, row) / recorded_worlds(run) for part, run in zip(choices, runs, strict=True)]
        for row, _, _ in names
    }
    forced = {row for part in choices for row in part.loc[part["forced"], "row"]}
    free = [name for name in names if name[0] not in forced] or names
    spread = {row: max(shares[row]) - min(shares[row]) if len(runs) > 1 else shares[row][0] for row, _, _ in free}
    row, nation, phrase = max(free, key=lambda name: spread[name[0]])
    told = [of_whole(share, count) for share, count in zip(shares[row], of, strict=True)]
    worlds = numbers.counted(of[0], "world")
    lead = f"{numbers.sentence_case(vocabulary.nation(nation).names.long)} {phrase} in"
    if len(runs) == 1:
        return f"{lead} {told[0]} of {worlds}"
    if len(runs) <= 3:
        return f"{lead} {numbers.listed(told[1:])} of {worlds}, against {told[0]}"
    return f"{lead} {of_whole(min(shares[row]), of[0])} to {of_whole(max(shares[row]), of[0])} of {worlds}, by scenario"


def _dots(
    axes: Axes,
    choices: pd.DataFrame,
    names: list[tuple[str, str, str]],
    days: tuple[dt.date, dt.date],
    worlds: int,
    most_marks: int,
) -> None:
    start, end = days
    step = "14D" if start == FIRST else "91D"
    inside = choices.loc[(choices["date"] >= pd.Timestamp(start)) & (choices["date"] < pd.Timestamp(end))]
    for place, (row, nation, _) in enumerate(names):
        mine = inside.loc[inside["row"] == row]
        axes.axhline(place, color="#ececec", linewidth=0.7, zorder=0)
        if mine.empty:
            continue
        groups = mine.groupby(pd.Grouper(key="date", freq=step, origin=pd.Timestamp(start)))
        for _, group in groups:
            if group.empty:
                continue
            share = len(group) / worlds
            forced = float(group["forced"].mean()) > 0.5
            axes.scatter(
                [group["date"].median()],
                [place],
                s=_area(share),
                color=style.NATIONS[nation] if not forced else "white",
                edgecolor=style.NATION_INK[nation],
                linewidth=1.3 if forced else 0.4,
                zorder=3,
                clip_on=False,
            )
    fans.time_ticks(axes, start - dt.timedelta(days=0 if start == FIRST else 60), end, most_marks)
    axes.set_ylim(max(len(names), LEAST_ROWS) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.tick_params(labelsize=7.2, length=2)
    axes.spines["left"].set_visible(False)


def _panel(
    figure: Figure,
    run: Run,
    place: tuple[int, int],
    look: style.ScenarioLook,
    choices: pd.DataFrame,
    names: list[tuple[str, str, str]],
) -> None:
    """Draw one scenario's column: its year 1941 wider than the rest, or up to 1942 alone where columns are narrow."""
    index, columns = place
    left, room = 0.335, 0.655
    start = left + index * room / columns
    narrow = columns > style.MOST_TOGETHER
    wide = room / columns - (0.028 if narrow else 0.05)
    worlds = recorded_worlds(run)
    last = NARROW if narrow else max(numbers.as_date(fans.dates(run)[-1]), NARROW)
    if narrow:
        size = 8 if columns <= 8 else 6.4
        letters = max(7, int(room / columns * 12.8 * 72 / (0.6 * size)))
        lines = textwrap.wrap(run.title, letters, max_lines=2, placeholder=" \u2026")
        for line, words in enumerate(reversed(lines)):
            at = (start, 0.847 + 0.0175 * line)
            style.fit_text(
                figure, at, words, room / columns - 0.006, size=size, least=4.8, fontweight="bold", color=look.ink
            )
    else:
        bold: dict[str, Any] = {"fontweight": "bold", "color": look.ink, "va": "center"}
        style.fit_text(figure, (start, style.KEY_HEIGHT), run.title, wide + 0.03, size=10.5, **bold)
    spans = ((FIRST, last),) if narrow else ((FIRST, TURN_OF_1942), (TURN_OF_1942, last))
    halves = ((start, 0.075, wide * 0.47, 0.745), (start + wide * 0.5, 0.075, wide * 0.5, 0.745))
    boxes = ((start, 0.075, wide, 0.745),) if narrow else halves
    for part, box in enumerate(boxes):
        axes = figure.add_axes(box)
        _dots(axes, choices, names, spans[part], worlds, 2 if narrow else 7 if columns < 3 else 3)
        if not narrow:
            axes.set_title("1941" if part == 0 else "1942 on", fontsize=8, pad=3, color=style.QUIET)
        if part == 0 and index == 0:
            axes.set_yticks(range(len(names)), [phrase for _, _, phrase in names], fontsize=7.9)
            for label, (_, nation, _) in zip(axes.get_yticklabels(), names, strict=True):
                label.set_color(style.NATION_INK[nation])
        else:
            axes.set_yticks([])
        axes.tick_params(axis="y", length=0)
        if part == len(boxes) - 1:
            for row_place, (row, _, _) in enumerate(names):
                ever = _ever(choices, row)
                shown = {"xycoords": axes.get_yaxis_transform(), "color": style.INK if ever else "#aaaaaa"}
                panels.near(axes, (1.0, row_place), f"{ever}", (6, 0), fontsize=6.4 if narrow else 7.4, **shown)
            above = {"xycoords": "axes fraction", "color": style.QUIET, "va": "bottom"}
            panels.near(axes, (1.0, 1.004), "ever", (2 if narrow else 8, 0), fontsize=6 if narrow else 7, **above)


def _areas(figure: Figure) -> None:
    """Show what the areas of dots stand for."""
    axes = figure.add_axes((0.045, 0.836, 0.27, 0.035))
    axes.set_xlim(0, 10)
    axes.set_ylim(-1, 1)
    axes.axis("off")
    for place, worlds in enumerate(AREAS):
        axes.scatter([0.3 + 2.6 * place], [0], s=_area(worlds / 100), color=style.QUIET)
        text = f"{worlds} of 100 worlds" if worlds == AREAS[-1] else f"{worlds}"
        panels.near(axes, (0.3 + 2.6 * place, 0), text, (9, 0), fontsize=7.5, color=style.QUIET)


def _area(share: float) -> float:
    return 8 + 130 * share


def _nations(figure: Figure, names: list[tuple[str, str, str]]) -> None:
    """Name each nation in the row of its first option, left of the option's own words."""
    labels = figure.axes[0].get_yticklabels()
    for nation in dict.fromkeys(nation for _, nation, _ in names):
        place = next(place for place, row in enumerate(names) if row[1] == nation)
        begins = labels[place].get_window_extent().x0 / figure.bbox.width
        height = 0.82 - 0.745 * (place + 0.6) / (max(len(names), LEAST_ROWS) + 0.2)
        style.fit_text(
            figure,
            (0.012, height),
            style.NATION_NAMES[nation],
            max(begins - 0.02, 0.03),
            size=8.2,
            least=6.0,
            fontweight="bold",
            color=style.NATION_INK[nation],
            va="center",
        )


@style.styled
def figure(runs: Sequence[Run], question: Question) -> Figure:
    """Draw the decisions of the worlds whose ledger is kept (arguments as in `theatres.figure`)."""
    counts = sorted({recorded_worlds(run) for run in runs})
    worlds = " or ".join([*(f"{count:,}" for count in counts[:-1]), numbers.counted(counts[-1], "world")])
    narrow = len(runs) > style.MOST_TOGETHER
    subtitle = (
        f"Dots count the {worlds} recorded in full: those that newly take an option "
        f"(area: their share; hollow: the scenario takes it for the nation{'; to the end of 1942' if narrow else ''}); "
        "right of each panel: how many ever take it. Going on as before is left out, and what is done by order alone. "
        f"Whole ensemble: {outcomes.ensemble(runs)}."
    )
    choices = [new_choices(run.ledger) for run in runs] if any_recorded(runs) else []
    names = _rows(choices) if any(len(part) for part in choices) else []
    title = _finding(runs, choices, names) if names else "What the nations decide, and when"
    drawing = style.headed(title, subtitle, question.caveat)
    if not names:
        panels.empty(drawing, "No decision was recorded.", size=12)
        return drawing
    looks = style.scenario_looks([run.scenario for run in runs], question.colours)
    for index, (run, look, part) in enumerate(zip(style.labelled(runs), looks, choices, strict=True)):
        _panel(drawing, run, (index, len(runs)), look, part, names)
    _nations(drawing, names)
    _areas(drawing)
    return drawing
