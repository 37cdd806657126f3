"""The page's sections on recorded numbers and on single causes."""

from __future__ import annotations

import math

import pandas as pd

from crossroads.telling.numbers import number
from crossroads.validation.card.card import Card
from crossroads.validation.card.causes import Effect
from crossroads.validation.card.drawn.figures import FROZEN
from crossroads.validation.card.drawn.words import paragraph, percent, table
from crossroads.validation.card.recorded_rows import STANDINGS, TARGET, RowGroup

_HEAD = ("recorded thing", "date", "standing", "recorded (range)", "median (80 %)", "off by", "CRPS", "unit")


def validation(card: Card) -> str:
    """Return the section on the reference series: what tests the model first, and within it what is missed most.

    Parameters
    ----------
    card
        The card.
    """
    rows = card.rows
    missed = rows.loc[~rows["in_interval"].astype(bool)]
    free = missed.loc[missed["standing"] != TARGET]
    fitted = missed.loc[missed["standing"] == TARGET]
    meanings = "\n".join(f"- **{name}**: {meaning}." for name, meaning in STANDINGS)
    head = ("standing", "kind", "rows", "inside 80 %", "coverage (95 %)", "CRPS / recorded: median (95 %)")
    told = """The project's own reference series are set beside the same run. 80 % of rows would lie inside the
    model's 80 % interval if its worlds differed from each other as they differ from the record. Rows are told apart
    by what they test:"""
    how = """CRPS, the continuous ranked probability score, is divided here by the recorded number: 0.1 is a typical
    distance of a tenth. Intervals take rows to be independent, which neighbouring weeks are not: they are too
    narrow."""
    parts = [
        "## Beside the record",
        paragraph(told),
        meanings,
        paragraph(how),
        table(head, [_group(item) for item in card.groups]),
        f"### Outside the 80 % interval and not a target: {len(free)}",
        _rows(free),
        f"### Outside, and also a target: {len(fitted)}",
        _rows(fitted),
        f"The other {len(rows) - len(missed)} rows lie inside; `crossroads validate` lists every row of a run.",
    ]
    return "\n\n".join(parts)


def _rows(rows: pd.DataFrame) -> str:
    """Return rows as a table; they come with the furthest outside first."""
    return table(_HEAD, [_row(row) for _, row in rows.iterrows()]) if len(rows) else "None."


def _group(item: RowGroup) -> list[str]:
    middle, low, high = (number(value) or "-" for value in item.crps)
    return [
        item.standing or "**all rows**",
        item.kind,
        str(item.rows),
        str(item.inside),
        percent(item.coverage),
        f"{middle} ({low} to {high})",
    ]


def _row(row: pd.Series) -> list[str]:
    off = float(row["relative_error"])
    ranged = f" ({number(row['low']) or '?'} to {number(row['high']) or '?'})"
    known = not (math.isnan(row["low"]) and math.isnan(row["high"]))
    answered = not math.isnan(row["median"])
    return [
        str(row["series"]),
        str(row["date"]),
        str(row["standing"]),
        number(row["value"]) + (ranged if known else ""),
        f"{number(row['median'])} ({number(row['q10'])} to {number(row['q90'])})"
        if answered
        else "that front is closed",
        "-" if math.isnan(off) else f"{100 * off:+.0f} %".replace("-", chr(0x2212)),
        number(row["crps"]) or "-",
        str(row["unit"]),
    ]


def frozen(card: Card, figures: str) -> str:
    """Return the section on single causes with decisions held fixed; '' where there are none.

    Parameters
    ----------
    card
        The card.
    figures
        Folder of the figures beside the page.
    """
    if not card.effects:
        return ""
    first = card.effects[0]
    expected = [item for item in card.effects if item.expected]
    against = [item for item in expected if _verdict(item).startswith("**")]
    untold = [item for item in expected if not item.clear]
    rows = [_effect(item) for item in sorted(card.effects, key=_rank)]
    head = ("cause", "from", "to", "outcome", "unit", "difference (95 %)", "expected", "verdict")
    told = f"""The same {first.worlds:,} worlds are fought twice under the same orders and with the same luck, once
    with a cause set low and once set high. A difference is then the cause's alone. Where theory leaves no doubt
    about the direction, the model must show it: it goes against it in {len(against)} of {len(expected)} such cases,
    and in {len(untold)} the interval holds zero. These are listed first."""
    parts = ["## Single causes, with every decision held fixed", paragraph(told)]
    parts += [f"![Single causes with every decision held fixed]({figures}/{FROZEN}.png)", table(head, rows)]
    return "\n\n".join(parts)


def _rank(item: Effect) -> int:
    """Put what goes against the expected direction first, then what cannot be told, then the rest, then open ones."""
    if not item.expected:
        return 3
    if _verdict(item).startswith("**"):
        return 0
    return 2 if item.clear else 1


def _verdict(item: Effect) -> str:
    if not item.expected:
        return "open question"
    if not item.clear:
        return "cannot be told"
    return "as expected" if item.mean * item.expected > 0 else "**against it**"


def _effect(item: Effect) -> list[str]:
    values = [_signed(value) for value in (item.mean, item.low, item.high)]
    expected = {1: "more", -1: "less", 0: "-"}[item.expected]
    told = f"{values[0]} ({values[1]} to {values[2]})"
    cells = [item.title, item.low_title, item.high_title, item.outcome_title, item.unit, told, expected]
    return [*cells, _verdict(item)]


def _signed(value: float) -> str:
    if math.isnan(value):
        return "-"
    text = number(abs(value))
    return text if value == 0 else f"{'+' if value > 0 else chr(0x2212)}{text}"
