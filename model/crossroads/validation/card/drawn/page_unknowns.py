"""The page's section on what no data pin down."""

from __future__ import annotations

from crossroads.telling.numbers import number
from crossroads.validation.card.card import Card
from crossroads.validation.card.drawn.words import paragraph, points_words, table
from crossroads.validation.card.unknowns import Wide, theatres, wide
from crossroads.validation.fit.judgement import PINNED


def unknowns(card: Card, *, linked: bool) -> str:
    """Return the section on records that the data of 1941-43 do not pin down.

    Parameters
    ----------
    card
        The card.
    linked
        Whether the page of all parameters stands beside this one.
    """
    found = theatres(card.ensemble)
    ranged, fitted = sum(item.records for item in found), sum(item.fitted for item in found)
    drawn, fixed = sum(item.drawn for item in found), sum(item.fixed for item in found)
    rows = [[item.name, str(item.records), str(item.fitted), str(item.drawn), str(item.fixed)] for item in found]
    where = "[The reference page](parameters.md)" if linked else "The reference page on parameters"
    told = f"""Of {ranged:,} records with a range, {fitted:,} are in a fitted ensemble; {drawn:,} are drawn by each
    world for itself from their range alone, and {fixed:,} stand at one value in all worlds, so that **no interval
    on this page holds their uncertainty**. The calibration may move {len(card.plan.movable())} of them: those that
    it leaves alone move no target, belong to a war in the Far East, or come into play after 1942. {where} has every
    record with its range and source. By theatre or nation, the most records without data first:"""
    head = ("records of", "with a range", "in the ensemble", "drawn by each world", "fixed in all worlds")
    parts = ["## What data cannot pin down", paragraph(told), table(head, rows)]
    return "\n\n".join([*parts, *(_wide(card) if card.ensemble.names else [])])


def _wide(card: Card) -> list[str]:
    found = wide(card.ensemble)
    title = f"### Fitted, and still wide: {len(found)} of {len(card.ensemble.names)}"
    told = f"""In these fitted records the members spread over more than {PINNED:g} of the prior's standard
    deviation (1 = the data said nothing). The widest first."""
    head = ("record", "unit", "value (range)", "members: median (80 %)", "spread")
    return [title, paragraph(told), table(head, [_row(item) for item in found])] if found else [title]


def _row(item: Wide) -> list[str]:
    record = item.record
    return [
        f"`{record.name}`",
        record.unit,
        f"{number(record.value)} ({number(record.low)} to {number(record.high)})",
        points_words([float(value) for value in item.points]),
        f"{item.spread:.2f}",
    ]
