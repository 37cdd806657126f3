"""What is said of every shipped scenario stays what was read, until someone means to change it."""

from __future__ import annotations

import re

import pytest
from golden import writer
from swept import taken_at

from crossroads.scenario.asking import asks_of
from crossroads.scenario.question import list_questions
from crossroads.scenario.scenario import Scenario
from crossroads.telling.sentences.patterns import MOST_NUMBERS, MOST_WORDS, numbers_in, words_in

ANSWERS = writer("answers")
KEPT = {
    part.partition(" ")[0]: f"## {part}" for part in re.split(r"^## ", ANSWERS.FILE.read_text("utf-8"), flags=re.M)[1:]
}
PAIRS = list(ANSWERS.pairs())

DAILY = (
    *("no_embargo", "no_pact", "no_transfer", "north_no_embargo", "without_past_defeats"),
    *("ripe_persimmon", "wait", "china_peace", "typhoon_early"),
)
"""Those that are asked anew every day; the others by `make sweep`."""


@pytest.mark.parametrize(
    "pair", taken_at(PAIRS, lambda pair: pair[1].name in DAILY), ids=[one.name for _, one in PAIRS]
)
def test_the_answer_is_the_one_that_was_read(pair: tuple[str, Scenario]) -> None:
    base, scenario = pair
    assert ANSWERS.told(base, scenario).strip() == KEPT[scenario.name].strip(), (
        "it answers otherwise than before; if that is meant, read it after: python -m tests.golden.answers"
    )


def test_every_scenario_is_there_and_asks_something() -> None:
    assert set(KEPT) == {scenario.name for _, scenario in PAIRS}
    named = {name for question in list_questions() for name in question.scenarios}
    for _, scenario in PAIRS:
        assert scenario.asks or scenario.name in named or scenario.about, scenario.name
        assert scenario.asks or asks_of(scenario, named) == () or scenario.about, scenario.name


@pytest.mark.parametrize("name", KEPT)
def test_what_was_kept_is_short(name: str) -> None:
    sentences = [
        line for line in KEPT[name].splitlines() if line and not line.startswith(("## ", f"{ANSWERS.WORLDS} "))
    ]
    assert 2 <= len(sentences) <= 3
    for sentence in sentences:
        assert words_in(sentence) <= MOST_WORDS and numbers_in(sentence) <= MOST_NUMBERS, sentence
