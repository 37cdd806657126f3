"""Verdicts on made-up numbers: supported, not supported, undecided, and what would decide."""

from __future__ import annotations

import math

import pytest

from crossroads.statistics.bands import Bands
from crossroads.studies.ask.form import FindTable
from crossroads.studies.ask.verdict import (
    BOTH,
    KNOWLEDGE,
    NOT_SUPPORTED,
    SUPPORTED,
    UNDECIDED,
    WORLDS,
    Verdict,
    held,
    judged,
    region_of,
    whole,
)

MORE = (0.05, math.inf)


def _bands(mean: float, half: float, spread: float = 0.0, laws: float = 0.0) -> Bands:
    """Return a number with luck's half width and the 80 % half widths of knowledge and of rival laws."""
    ends = [(mean - width, mean + width) for width in (half, spread, laws)]
    return Bands(mean, ends[0], ends[1], ends[2])


def _find(**keys: object) -> FindTable:
    told = {"said": "Moscow falls", "measure": "date_moscow_falls:happens", "arm": "a", **keys}
    return FindTable.read(told, "find")


@pytest.mark.parametrize(
    ("bands", "word", "decides"),
    [
        (_bands(0.20, 0.02), SUPPORTED, ""),
        (_bands(0.20, 0.02, 0.10), SUPPORTED, ""),
        (_bands(-0.20, 0.02), NOT_SUPPORTED, ""),
        (_bands(0.02, 0.02), NOT_SUPPORTED, ""),  # off zero, and less than matters
        (_bands(0.06, 0.02), UNDECIDED, WORLDS),
        (_bands(0.04, 0.02), UNDECIDED, WORLDS),
        (_bands(0.06, 0.02, 0.20), UNDECIDED, BOTH),
        (_bands(0.08, 0.02, 0.30), UNDECIDED, KNOWLEDGE),
        (_bands(0.08, 0.02, 0.0, 0.30), UNDECIDED, KNOWLEDGE),
        (_bands(0.03, 0.01, 0.30), UNDECIDED, KNOWLEDGE),
        (Bands(math.nan, (math.nan, math.nan)), UNDECIDED, WORLDS),
        (Bands(0.2, (0.18, 0.22)), SUPPORTED, ""),  # no bands of knowledge: luck alone decides
        (Bands(0.01, (0.0, 0.02)), NOT_SUPPORTED, ""),
    ],
)
def test_a_claim_of_more(bands: Bands, word: str, decides: str) -> None:
    found = judged(bands, MORE, 1000)
    assert (found.word, found.decides) == (word, decides)


def test_alike_is_within_what_matters_and_nothing_else() -> None:
    region = region_of(_find(base="b", expects="alike", matters=0.05, why="."))
    assert region == (-0.05, 0.05)
    assert judged(_bands(0.01, 0.02), region, 100).word == SUPPORTED
    assert judged(_bands(0.12, 0.02), region, 100).word == NOT_SUPPORTED
    assert judged(_bands(-0.12, 0.02), region, 100).word == NOT_SUPPORTED
    assert judged(_bands(0.04, 0.02), region, 100).word == UNDECIDED
    assert judged(_bands(0.0, 0.01, 0.5), region, 100).word == UNDECIDED


@pytest.mark.parametrize(
    ("keys", "region"),
    [
        ({"base": "b", "expects": "more", "matters": 2, "why": "."}, (2, math.inf)),
        ({"base": "b", "expects": "less", "matters": 2, "why": "."}, (-math.inf, -2)),
        ({"at_least": 0.9}, (0.9, math.inf)),
        ({"at_most": 0.1}, (-math.inf, 0.1)),
        ({"within": [0.25, 0.75]}, (0.25, 0.75)),
    ],
)
def test_what_is_claimed_is_a_region(keys: dict[str, object], region: tuple[float, float]) -> None:
    assert region_of(_find(**keys)) == region


def test_the_share_of_what_could_be_true() -> None:
    assert held(_bands(0.05, 0.01, 0.1), MORE) == pytest.approx(0.5)
    assert held(_bands(0.05 + 0.1, 0.01, 0.1), MORE) == pytest.approx(0.9)  # the band ends at the border
    assert held(_bands(0.05, 0.01, 0.06, 0.08), MORE) == pytest.approx(0.5)
    assert math.isnan(held(_bands(0.2, 0.01), MORE)), "what cannot be told from luck is no certainty"
    assert math.isnan(held(Bands(0.2, (0.1, 0.3)), MORE))


def test_so_many_worlds_would_decide() -> None:
    found = judged(_bands(0.06, 0.02), MORE, 1000)
    # Twice as far from the border as the interval's half: four times the worlds, and twice as many to be sure of it.
    assert found.worlds == pytest.approx(1000 * (0.02 / 0.01) ** 2 * ((1.96 + 0.8416) / 1.96) ** 2, rel=0.01)
    assert judged(_bands(0.055, 0.02), MORE, 1000).worlds > found.worlds
    on_the_border = judged(_bands(0.05, 0.02), MORE, 1000)
    assert (on_the_border.word, on_the_border.decides, on_the_border.worlds) == (UNDECIDED, WORLDS, 0)


def test_a_hypothesis_fails_by_one_part_and_holds_by_all() -> None:
    yes, no = Verdict(SUPPORTED, holds=0.9), Verdict(NOT_SUPPORTED, holds=0.1)
    luck, mind = Verdict(UNDECIDED, WORLDS, 0.8, 500), Verdict(UNDECIDED, KNOWLEDGE, 0.5)
    assert whole([yes, Verdict(SUPPORTED, holds=0.7)]).holds == 0.7
    assert whole([yes, no]) is no and whole([luck, no]).word == NOT_SUPPORTED
    assert whole([yes, luck]).decides == WORLDS and whole([yes, luck]).worlds == 500
    assert whole([luck, mind]).decides == BOTH and whole([mind, yes]).decides == KNOWLEDGE
