"""The report card as a page in Markdown: misses first, every number with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossroads.telling import outcomes
from crossroads.telling.numbers import ends, interval, listed, number, of_points, signed, week_day
from crossroads.telling.pages import rendered
from crossroads.validation.card.card import Card
from crossroads.validation.card.drawn.figures import ENDINGS, FROZEN, TARGETS, VERDICT
from crossroads.validation.card.drawn.page_tests import effect_values, group_row, recorded_row
from crossroads.validation.card.drawn.page_verdict import verdict_values
from crossroads.validation.card.drawn.words import half_ranges, percent, title_of
from crossroads.validation.card.endings import Ending
from crossroads.validation.card.kinds import NAMES, kind_of
from crossroads.validation.card.later_war import LaterNumber
from crossroads.validation.card.recorded_rows import STANDINGS, TARGET
from crossroads.validation.card.unknowns import Wide, theatres, wide
from crossroads.validation.fit.judgement import PINNED, WIDEST, Answered
from crossroads.validation.fit.page import group_fit_row

TITLE = "# Report card"

STATUS = "../ODD.md"
"""The page that tells how well each mechanism is supported, from where the card stands in the project."""

FIGURES = "report_card"
"""Folder of the figures beside the page."""


def page(card: Card, *, linked: bool = True) -> str:
    """Return the report card.

    Parameters
    ----------
    card
        What is told.
    linked
        Whether the page stands in the project's `docs/reference`, from where other pages can be linked to.
    """
    outside = card.rows.loc[~card.rows["in_interval"].astype(bool)]
    return rendered(
        "validation/card/drawn/templates/report_card.md.j2",
        TITLE=TITLE,
        FIGURES=FIGURES,
        TARGETS=TARGETS,
        ENDINGS=ENDINGS,
        FROZEN=FROZEN,
        VERDICT=VERDICT,
        STATUS=STATUS,
        STANDINGS=STANDINGS,
        WIDEST=WIDEST,
        PINNED=f"{PINNED:g}",
        linked=linked,
        card=card,
        run=card.run,
        answers=card.answers,
        span=outcomes.span(card.run),
        by_kind=listed(_by_kind(card.answers.rows)),
        fit_groups=[group_fit_row(item) for item in card.answers.groups],
        both_years=[group_fit_row(item) for item in card.answers.both_years],
        late_groups=[group_fit_row(item) for item in card.answers.late],
        later=[row for item in card.answers.later for row in _later(item)],
        later_held=sum(item.holds for item in card.answers.later),
        watched=[_target(row) for row in card.answers.named()],
        missed=[_target(row) for row in card.answers.rows if not row.met],
        met=[_target(row) for row in card.answers.rows if row.met],
        endings=[_ending(item) for item in card.endings],
        outside=len(outside),
        groups=[group_row(item) for item in card.groups],
        free=[recorded_row(row) for _, row in outside.loc[outside["standing"] != TARGET].iterrows()],
        fitted=[recorded_row(row) for _, row in outside.loc[outside["standing"] == TARGET].iterrows()],
        **effect_values(card.effects),
        theatres=theatres(card.ensemble),
        wide=[_wide(item) for item in wide(card.ensemble)] if card.ensemble.names else [],
        turned=verdict_values(card.turns) if card.turns.turns else {},
    )


def _by_kind(rows: Sequence[Answered]) -> list[str]:
    parts = {kind: [row for row in rows if kind_of(row.target.formula.observables) == kind] for kind in NAMES}
    return [f"{kind} {sum(row.met for row in part)} of {len(part)}" for kind, part in parts.items() if part]


def _wide(item: Wide) -> list[str]:
    record = item.record
    value = interval((record.value, record.low, record.high), number)
    return [f"`{record.name}`", record.unit, value, of_points(item.points, number), f"{item.spread:.2f}"]


def _target(row: Answered) -> list[str]:
    target = row.target
    return [
        title_of(target),
        target.unit,
        interval((target.value, target.low, target.high), number),
        of_points(row.points, number),
        target_words(row),
    ]


def target_words(row: Answered) -> str:
    """Say how a target is met, or by how much it is missed.

    Parameters
    ----------
    row
        The target, answered.
    """
    if row.in_range:
        return "met: median in range"
    side = "above" if row.outside > 0 else "below"
    far = f"{number(abs(row.outside))} {row.target.unit} {side} the range ({half_ranges(row.miss)} half-ranges)"
    if row.met:
        return f"met by its interval: median {far}"
    return f"**missed**: median {far}" + ("; a wide interval holds it" if row.held else "")


def _later(item: LaterNumber) -> list[list[str]]:
    """Return a row for each number of an entry; the first says whether the entry holds."""
    rows = []
    for place, recorded in enumerate(item.recorded):
        verdict = ("holds" if item.holds else "**does not hold**") if place == 0 else ""
        rows.append(
            [
                item.title if place == 0 else "",
                item.unit,
                number(float(recorded)),
                ends(float(item.allowed[place, 0]), float(item.allowed[place, 1]), number),
                of_points(item.points[place], number),
                signed(float(item.z[place]), 1) if np.isfinite(item.z[place]) else "-",
                verdict,
            ]
        )
    return rows


def _ending(item: Ending) -> list[str]:
    points = item.points
    cells = [item.asked.title, item.asked.recorded, f"{item.count:,} of {item.worlds:,}", percent(item.share)]
    if points is None:
        return [*cells, "-", "-", "-", "0"]
    low, high = item.median_interval
    spread = "too few worlds" if low != low else ends(low, high, week_day)
    return [
        *cells,
        f"{week_day(float(points[1]))} ({spread})",
        ends(float(points[0]), float(points[2]), week_day),
        f"{points[2] - points[0]:.0f}",
        str(item.different_weeks),
    ]
