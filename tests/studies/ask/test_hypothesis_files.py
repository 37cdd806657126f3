"""All 28 files load, name real measures and arms, and are told in sentences short enough whatever they find."""

from __future__ import annotations

import math

import pytest

from crossroads.minds.decision import measure
from crossroads.scenario.files import known_hypotheses
from crossroads.statistics.bands import Bands
from crossroads.studies.ask import sentences
from crossroads.studies.ask.asked_of import PapersRead, check
from crossroads.studies.ask.cells import designs
from crossroads.studies.ask.effects import FoundEffect, _kind
from crossroads.studies.ask.hypothesis import Hypothesis, load_hypothesis
from crossroads.studies.ask.verdict import (
    BOTH,
    KNOWLEDGE,
    NOT_SUPPORTED,
    SUPPORTED,
    UNDECIDED,
    WORLDS,
    Verdict,
    judged_effect,
    whole,
)

NAMES = [f"H{number:02d}" for number in range(1, 29)]


def test_there_are_28() -> None:
    assert list(known_hypotheses()) == NAMES


@pytest.fixture(scope="module")
def every() -> dict[str, Hypothesis]:
    return {name: load_hypothesis(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole(name: str, every: dict[str, Hypothesis]) -> None:
    found = every[name]
    assert found.main and found.documents and found.words and found.leans_on and found.expected
    assert found.text.endswith(".") and len(found.title) <= 60
    used = {name for find in (*found.finds, *found.along()) for name in (find.arm, find.base) if name}
    assert used == set(found.arms), "an arm that nothing is found of would be fought in vain"
    for find in found.finds:
        for asked in find.names:
            item = check(asked)
            assert isinstance(item, PapersRead) or item == measure(asked)


@pytest.mark.parametrize("name", NAMES)
def test_base_and_arm_differ(name: str, every: dict[str, Hypothesis]) -> None:
    found = every[name]
    for find in found.finds:
        if find.base is not None:
            assert found.arms[find.arm].digest != found.arms[find.base].digest
            ends = {found.arms[each].scenario.setup.horizon for each in (find.arm, find.base)}
            assert len(ends) == 1, "a war that ends earlier has less of everything"


def test_marks_stand_where_a_sign_was_in_view(every: dict[str, Hypothesis]) -> None:
    assert "sign" in every["H14"].in_view and "garrison" in every["H07"].in_view


def test_the_curve_of_the_men_from_the_east(every: dict[str, Hypothesis]) -> None:
    values = [every["H12"].arms[name].value for name in every["H12"].curve]
    assert values == [0, 50_000, 100_000, 175_000, 400_000]
    assert [find.arm for find in every["H12"].along()] == list(every["H12"].curve)


@pytest.mark.parametrize("name", ["H14", "H15"])
def test_odds_are_told_before_and_after(name: str, every: dict[str, Hypothesis]) -> None:
    assert any(find.base and find.measure[0].startswith("odds:") for find in every[name].finds)


def test_an_arm_that_many_ask_for_is_fought_once(every: dict[str, Hypothesis]) -> None:
    (_, wars), (_, papers) = designs(list(every.values()), 100, 1941)
    asked = sum(len(found.arms) for found in every.values())
    assert len(wars.cells) < asked and len(papers.cells) < len(wars.cells)
    assert len({repr((cell.setup, cell.until)) for cell in papers.cells}) == len(papers.cells)


BANDS = [
    Bands(0.4999, (-0.4999, 0.8888), (-0.8, 0.9), (-0.7, 0.7), "rival.frontage"),
    Bands(-123_456.7, (-234_567.8, -123.4), (-3e5, 1e5), (-2e5, 1e4)),
    Bands(math.nan, (math.nan, math.nan)),
]
VERDICTS = [
    Verdict(SUPPORTED, holds=0.777),
    Verdict(SUPPORTED),
    Verdict(NOT_SUPPORTED, holds=0.001),
    Verdict(UNDECIDED, WORLDS, 0.9, 123_456),
    Verdict(UNDECIDED, KNOWLEDGE, 0.456),
    Verdict(UNDECIDED, BOTH, 0.456, 1_234_567),
    Verdict(UNDECIDED, WORLDS),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_three_short_sentences(name: str, every: dict[str, Hypothesis]) -> None:
    found = every[name]
    whens = {arm.name: arm.when for arm in found.arms.values()}
    for bands in BANDS:
        effects = []
        for find in found.main:
            level = math.nan if math.isnan(bands.mean) else abs(bands.mean)
            effects.append(FoundEffect(find, *_kind(find), level, level, bands, 300, 20))
        own = [judged_effect(effect) for effect in effects]
        for verdict in (*VERDICTS, whole(own)):
            told = sentences.answer(effects, own, verdict, whens)
            assert len(told) == 3
            for sentence in told:
                assert len(sentence.split()) <= sentences.LONGEST, sentence
                assert sentence.endswith(".") and "  " not in sentence and "{" not in sentence
