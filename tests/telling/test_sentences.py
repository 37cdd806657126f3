"""Sentences as data: every pattern can be filled, and what the model is known to miss is what its report card says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from checkout import ROOT

from crossroads.telling import outcomes
from crossroads.telling.known_bias import known_endings
from crossroads.telling.numbers import month, moved
from crossroads.telling.sentences.patterns import (
    MOST_NUMBERS,
    MOST_WORDS,
    fits,
    numbers_in,
    patterns,
    shortest,
    told,
    words_in,
)
from crossroads.world.observables import OBSERVABLES, OUTCOMES

PLACES = {
    *("subject", "title", "scenario", "scenarios", "base", "value", "values", "base_value", "every", "everywhere"),
    *("worlds", "when", "base_when", "moved", "moves", "weeks", "changes", "least", "needed", "months", "direction"),
    *("dial", "low", "high", "count", "label", "difference", "differences", "whole", "margins", "most", "reached"),
}
"""What may stand in braces: whoever writes the patterns of another language finds them here."""


def all_patterns() -> Iterator[tuple[str, str]]:
    for group, named in patterns().items():
        for name, found in named.items():
            for text in [found] if isinstance(found, str) else found:
                yield f"{group}.{name}", text


@pytest.mark.parametrize(("name", "text"), list(all_patterns()))
def test_a_pattern_has_known_places_and_ends_as_a_sentence_does(name: str, text: str) -> None:
    assert set(re.findall(r"\{(\w+)\}", text)) <= PLACES, name
    if name.startswith(("first", "rest", "third")):
        assert text.endswith(".")
    assert words_in(text) <= MOST_WORDS


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Moscow falls in 18 of 100 worlds under 'Plan 9', against 9 under 'War 2'.", 2),
        ("Germany surrenders 4.7 weeks later (usually in October 1944, not in 3 May 1945).", 1),
        ("Losses: 1,250,000 and 86,200.", 2),
        ("None at all.", 0),
    ],
)
def test_dates_titles_and_the_hundred_are_no_numbers(sentence: str, count: int) -> None:
    assert numbers_in(sentence) == count


def test_the_first_that_is_short_enough_is_taken_else_the_shortest() -> None:
    long = "word " * (MOST_WORDS + 5)
    assert shortest([long, "Short.", "Shorter."]) == "Short."
    assert shortest([long, "word " * (MOST_WORDS + 1)]) == "word " * (MOST_WORDS + 1)
    assert shortest([]) == "" and not fits(" ".join(map(str, range(MOST_NUMBERS + 1))))
    assert list(told(["{subject} in {when}.", "{subject}."], {"subject": "it falls", "when": ""})) == ["It falls."]


def test_what_the_model_misses_is_what_the_report_card_says() -> None:
    page = (ROOT / "docs" / "reference" / "report_card.md").read_text("utf-8")
    for name, ending in known_endings().items():
        title = outcomes.clause(next(outcomes.measure(f"{name}:happens") for _ in (0,)))
        row = next(line for line in page.splitlines() if line.startswith(f"| {title} |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1] == outcomes.numbers.day(ending.recorded)
        assert cells[4].startswith(outcomes.numbers.day(ending.median))
        assert cells[5] == f"{outcomes.numbers.day(ending.low)} to {outcomes.numbers.day(ending.high)}"
        holds = "does not hold" if ending.missed else "holds"
        assert re.search(rf"interval \**{holds}\** the recorded day of '{title}'", " ".join(page.split()))
        assert month(ending.week) and isinstance(ending.recorded, dt.date)


NAMES = {
    *(
        "America's",
        "American",
        "Americans",
        "Amur",
        "Axis",
        "Chinese",
        "German",
        "Germans",
        "Germany",
        "Germany's",
        "Japan",
        "Japan's",
    ),
    *("Japanese", "Kwantung", "Leningrad", "Maritime", "Moscow", "Soviet", "Stalingrad", "Transbaikal", "US"),
    *("USSR", "Vladivostok", "Korea", "Manchuria", "China"),
}


def test_a_title_within_a_sentence_begins_small_unless_it_is_a_name() -> None:
    titles = [item.title for item in (*OBSERVABLES, *OUTCOMES)]
    titles += [outcomes.outcome_title(item.name) for item in OUTCOMES]
    for title in titles:
        first = title.split()[0].rstrip(",")
        assert (outcomes.within(title)[0] == title[0]) == (first in NAMES), title


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([-100.0, -100.0, -99.6], ["-100.0", "-100.0", "-99.6"]),
        ([-100.0, -100.0, -93.0], ["-100", "-100", "-93"]),
        ([52.4, 49.6, 55.1], ["+52", "+50", "+55"]),
        ([0.4, -0.2, 1.0], ["+0.4", "-0.2", "+1.0"]),
        ([3.0, float("nan"), float("nan")], ["+3.0", "unknown", "unknown"]),
    ],
)
def test_an_interval_never_looks_like_a_point(values: list[float], written: list[str]) -> None:
    assert moved(values) == written
