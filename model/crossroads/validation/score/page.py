"""A validation in words: the table for a terminal, misses first, and the page."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from crossroads.errors import MOST_LINES
from crossroads.evidence.history.reference_rows import own_reference
from crossroads.telling.numbers import counted, number, percent, signed
from crossroads.telling.pages import rendered
from crossroads.telling.run_page import beyond
from crossroads.telling.table import aligned
from crossroads.validation.score.questions import NOT_MODELLED, NOT_SCORED, UNKNOWN
from crossroads.validation.score.scoring import INTERVAL, Validation

NAME_WIDTH = 34
MISSED_SHOWN, HELD_SHOWN = 100, 15
"""Rows outside and inside the interval that the terminal shows; the page has all."""

_HEAD = ("series", "date", "recorded", "median", "80 % of worlds", "off by", "unit")

Row = pd.Series


def text(made: Validation) -> str:
    """Return what the command prints: the result in two sentences, the table with misses first, what was left aside."""
    counted_rows = made.counted
    inside = counted_rows["in_interval"].astype(bool)
    missed = counted_rows[~inside]
    warnings = [f"warning: {line}" for line in grouped(made, UNKNOWN)]
    return rendered(
        "validation/score/templates/text.txt.j2",
        headline=headline(made),
        missed=missed,
        held=counted_rows[inside],
        lines=_lines,
        MISSED_SHOWN=MISSED_SHOWN,
        HELD_SHOWN=HELD_SHOWN,
        MOST_LINES=MOST_LINES,
        groups=zip(
            ("NAMES NOT KNOWN", "TO BE READ WITH CARE", "NOT SCORED"),
            (warnings, _doubts(missed), grouped(made, NOT_SCORED)),
            strict=True,
        ),
        not_modelled=int((made.table["status"] == NOT_MODELLED).sum()),
        passed_over=made.reference.passed_over,
    )


def headline(made: Validation) -> list[str]:
    """Return the result in a few sentences."""
    run, scored = made.run, made.counted
    title = f"{run.title} ({run.scenario}), {counted(run.worlds, 'world')}, seed {run.seed}, against {_folder(made)}."
    if not len(scored):
        return [title, *beyond(run.manifest), "No row of the folder could be put to the run."]
    inside, ranged = int(scored["in_interval"].sum()), scored["median_in_range"].dropna()
    told = [
        title,
        *beyond(run.manifest),
        f"{inside} of {len(scored)} recorded numbers ({percent(made.coverage)}) lie in the model's "
        f"{percent(INTERVAL)} interval; {percent(INTERVAL)} would if its worlds differed from each other as they "
        "differ from the record.",
    ]
    if len(ranged):
        told.append(
            f"The model's median lies in the recorded range of {int(ranged.sum())} of {len(ranged)} "
            f"({percent(made.in_range)})."
        )
    typical = scored["relative_error"].abs().median()
    if not math.isnan(typical):
        told.append(f"Half of the medians are within {percent(typical)} of the recorded number.")
    again = len(made.scored) - len(scored)
    if again:
        told.append(f"Rows that ask again what another row asks, and are not counted twice: {again}.")
    if made.approximate:
        told.append(
            "The run kept no single worlds (--keep-trajectories), so intervals of sums over a period are joined from "
            "weekly quantiles: too wide, with medians a little off."
        )
    return told


def _doubts(missed: pd.DataFrame) -> list[str]:
    """Return the notes on what was missed, a line a note: 'NOTE: NAME, NAME'."""
    noted = missed.loc[missed["note"] != ""]
    return [
        f"{', '.join(dict.fromkeys(str(name) for name in part['series']))}: {note}"
        for note, part in noted.groupby("note", sort=False)
    ]


def _folder(made: Validation) -> str:
    own = made.reference.folder.resolve() == own_reference().resolve()
    return "the project's own reference series" if own else f"the series of '{made.reference.folder.name}'"


def grouped(made: Validation, status: str) -> list[str]:
    """Return a line a series and reason for the rows of a status: 'NAME: reason (2 rows: 1940, 1941-04-01)'."""
    rows = made.table.loc[made.table["status"] == status]
    lines = []
    for (name, note), part in rows.groupby(["series", "note"], sort=False):
        dates = list(part["date"])
        shown = ", ".join(dates[:4]) + (", ..." if len(dates) > 4 else "")
        lines.append(f"{name}: {note} ({counted(len(dates), 'row')}: {shown})")
    return lines


def page(made: Validation, figure: str | None = None) -> str:
    """Return the page validation.md: everything that the table holds, in Markdown.

    Parameters
    ----------
    made
        The validation.
    figure
        File name of the figure beside the page; None = none.
    """
    scored = made.scored
    inside = scored["in_interval"].astype(bool)
    titles = (("Names not known", UNKNOWN), ("Not scored", NOT_SCORED), ("Not modelled", NOT_MODELLED))
    files = [f"{name}: {reason}" for name, reason in made.reference.passed_over]
    return rendered(
        "validation/score/templates/page.md.j2",
        headline=headline(made),
        figure=figure,
        outside=[_full(row) for row in _records(scored[~inside])],
        inside=[_full(row) for row in _records(scored[inside])],
        series=[_series(str(name), row) for name, row in made.by_series.iterrows()],
        left_aside=[*((title, grouped(made, status)) for title, status in titles), ("Files not read", files)],
    )


def _lines(rows: pd.DataFrame) -> list[str]:
    """Return rows as an aligned table."""
    return aligned([_HEAD, *(_short(row) for row in _records(rows))], "<<>>>><", gap=2, indent=2)


def _short(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        elided(str(row["series"]), NAME_WIDTH),
        elided(str(row["date"]), 21),
        number(row["value"]),
        number(row["median"]),
        _ends(row["q10"], row["q90"]),
        _percent(row["relative_error"]),
        str(row["unit"]),
    )


def _full(row: dict[str, Any]) -> list[str]:
    ranged = row["median_in_range"]
    name = str(row["series"]) if row["counted"] else f"*{row['series']}*"
    return [
        name + (f" ({row['note']})" if row["note"] else ""),
        str(row["date"]),
        number(row["value"]),
        _ends(row["low"], row["high"]),
        number(row["median"]),
        _ends(row["q10"], row["q90"]),
        _percent(row["relative_error"]),
        "" if ranged is None or pd.isna(ranged) else ("yes" if ranged else "no"),
        number(row["crps"]),
        str(row["unit"]),
    ]


def _series(name: str, row: Row) -> list[str]:
    return [
        name,
        str(row["points"]),
        str(row["in_interval"]),
        f"{row['median_in_range']} of {row['ranged']}" if row["ranged"] else "",
        _percent(float(row["relative_error"])),
        percent(float(row["typical_error"])),
        number(float(row["crps"])),
        str(row["unit"]),
    ]


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def elided(name: str, width: int) -> str:
    """Cut the middle out of what is longer than `width`."""
    if len(name) <= width:
        return name
    ahead = (width - 1) // 2
    return f"{name[:ahead]}\u2026{name[len(name) - (width - 1 - ahead) :]}"


def _ends(low: float, high: float) -> str:
    ends = [number(low) or "?", number(high) or "?"]
    return "" if ends == ["?", "?"] else " to ".join(ends)


def _percent(value: float) -> str:
    return "" if math.isnan(value) else f"{signed(100 * value, bare_zero=False)} %"
