"""A signal as a page: what was believed and done by intent, and credibility as a number."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crossroads.minds.decision import measure
from crossroads.studies.strategy.signal.asked import BLUFF, MEANT, NONE
from crossroads.studies.strategy.signal.result import Signalled
from crossroads.telling import vocabulary
from crossroads.telling.numbers import ends, interval, known, quantity, signed_quantities
from crossroads.telling.outcomes import outcome_unit
from crossroads.telling.pages import rendered

INTENT = {MEANT: "meant: the deed follows", BLUFF: "a bluff: no deed", NONE: "not sent"}
CONTRAST = {
    f"{BLUFF} against {NONE}": "credibility: the bluff against silence",
    f"{MEANT} against {NONE}": "the message that is meant against silence",
    f"{MEANT} against {BLUFF}": "seen through: meant against the bluff",
}


def page(made: Signalled) -> str:
    """Return the page in Markdown."""
    return rendered(
        "studies/strategy/signal/templates/page.md.j2",
        made=made,
        receiver=vocabulary.nation(made.receiver).names.long,
        believes=vocabulary.feature(made.belief).long,
        did=measure(made.did).title,
        finding=finding(made),
        intents=[_intent(made, row) for _, row in made.intents.iterrows()],
        ratios=[_ratio(made, row) for _, row in made.ratios.iterrows()],
    )


def finding(made: Signalled) -> str:
    """Return how credible the message was, and whether the receiver saw through it, without a stop."""
    rows = {str(row["contrast"]): row for _, row in made.ratios.iterrows()}
    bluff, parts = rows[f"{BLUFF} against {NONE}"], rows[f"{MEANT} against {BLUFF}"]
    nation = vocabulary.nation(made.receiver).names.long
    believed = f"{nation} gave it {times(float(bluff['ratio']))} times the odds that it gave to silence"
    if float(bluff["low"]) <= 1 <= float(bluff["high"]):
        believed = f"{nation} gave it no more odds than silence, as far as luck lets tell"
    if float(parts["low"]) <= 1 <= float(parts["high"]):
        return f"{made.subject}: even as a bluff {believed}, and could not tell it from one that was meant"
    more = times(float(parts["ratio"]))
    return f"{made.subject}: even as a bluff {believed}; where it was meant, {more} times those of the bluff"


def times(value: float) -> str:
    """Return a ratio of odds: '1.83'."""
    return f"{value:.2f}"


def _intent(made: Signalled, row: pd.Series[Any]) -> list[str]:
    chance = interval([100 * float(row[key]) for key in ("belief", "belief_low", "belief_high")], known(_whole))
    unit = outcome_unit(made.did)
    low, high = (quantity(float(row[key]), unit) for key in ("did_low", "did_high"))
    return [INTENT[str(row["intent"])], chance, f"{quantity(float(row['did']), unit)} ({low} to {high})"]


def _ratio(made: Signalled, row: pd.Series[Any]) -> list[str]:
    ratio = f"{times(float(row['ratio']))} ({ends(float(row['low']), float(row['high']), times)})"
    moved, low, high = signed_quantities(
        [float(row[key]) for key in ("moved", "moved_low", "moved_high")], outcome_unit(made.did)
    )
    return [CONTRAST[str(row["contrast"])], ratio, f"{moved} ({low} to {high})"]


def _whole(value: float) -> str:
    return f"{value:.0f}"
