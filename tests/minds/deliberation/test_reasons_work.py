"""Reasons for Japan's course that are not in every figure: switched off, each changes what it enters by."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import tables
from numpy.typing import NDArray

from crossroads.evidence.edits import ParameterEdit
from crossroads.world.block import LedgerEntry

WORLDS = 12
JULY, AUGUST = dt.date(1941, 7, 2), dt.date(1941, 8, 9)
LATER = {"german_betrayal": AUGUST}
"""Reasons that have nothing to speak for at the first conference: Germany has not asked for an attack by then."""

BY_A_BELIEF = [
    ("past_defeats", "soviet_quality", -1),
    ("china_war", "free_army", +1),
    ("sakhalin_oil", "sakhalin_sufficient", +1),
    ("german_betrayal", "trust_in_germany", +1),
    ("german_victory", "german_victory", -1),
]
"""Reason, what is believed, and which way that goes without the reason."""

BY_A_TERM = [
    ("neutrality_pact", "pact", "north", +1),
    ("neutrality_pact", "pact", "limited", +1),
    ("past_defeats", "losses", "north", +1),
    ("china_war", "china", "north", +1),
    ("vladivostok_bombers", "homeland", "north", +1),
    ("sakhalin_oil", "oil", "north", +1),
    ("german_betrayal", "alliance", "north", +1),
    ("german_victory", "spoils", "north", -1),
]
"""Reason, term, option, and which way that option's stakes go without the reason."""


def _conferences(reason: str) -> tuple[LedgerEntry, LedgerEntry, NDArray[np.bool_]]:
    """Return a conference with and without a reason, and which worlds held it in both."""
    day = LATER.get(reason, JULY)
    off = ParameterEdit(f"reason.{reason}", value=0.0)
    without, free = (
        tables.meeting(tables.past_new_year("historical", WORLDS, *edits), "japan.course", day)
        for edits in ((off,), ())
    )
    both = (without.choice >= 0) & (free.choice >= 0)
    assert both.sum() >= WORLDS / 2
    return without, free, both


def _stakes(entry: LedgerEntry, term: str, option: str) -> NDArray[np.float64]:
    """Return what an option was imagined to bring of a term, by expectation, (world,)."""
    council = entry.council
    assert council is not None
    values = council.values[:, council.terms.index(term), council.options.index(option)]
    return (council.futures_odds * values).sum(axis=0)


@pytest.mark.parametrize(("reason", "belief", "way"), BY_A_BELIEF)
def test_a_reason_moves_the_belief_it_feeds(reason: str, belief: str, way: int) -> None:
    without, free, both = _conferences(reason)
    moved = (without.seen[belief] - free.seen[belief])[both]
    assert (moved * way > 0).all(), moved


@pytest.mark.parametrize(("reason", "term", "option", "way"), BY_A_TERM)
def test_a_reason_reaches_the_table(reason: str, term: str, option: str, way: int) -> None:
    without, free, both = _conferences(reason)
    moved = (_stakes(without, term, option) - _stakes(free, term, option))[both]
    assert (moved * way > 0).all(), moved


@pytest.mark.parametrize("reason", sorted({reason for reason, *_ in (*BY_A_BELIEF, *BY_A_TERM)}))
def test_a_reason_moves_the_odds_of_the_conference(reason: str) -> None:
    without, free, both = _conferences(reason)
    moved = np.abs(without.probabilities - free.probabilities).max(axis=0)[both]
    assert (moved > 1e-6).all(), moved


def test_without_the_pact_a_war_in_the_south_has_a_less_safe_rear() -> None:
    bare, free, _ = _conferences("neutrality_pact")
    assert (bare.seen["soviet_attack_if_south"] > free.seen["soviet_attack_if_south"]).all()
    assert (_stakes(bare, "two_fronts", "south") < _stakes(free, "two_fronts", "south")).all()
