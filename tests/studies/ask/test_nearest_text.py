"""A question in plain words finds the hypothesis or scenario that it means."""

from __future__ import annotations

import pytest

from crossroads.errors import InputError
from crossroads.studies.ask.nearest import HYPOTHESIS, SCENARIO, heard, is_named, ranked, stems


@pytest.mark.parametrize(
    ("question", "kind", "name"),
    [
        ("would Japan go north without the oil embargo", HYPOTHESIS, "H14"),
        ("Did Siberian troops save Moscow?", HYPOTHESIS, "H12"),
        ("what if Hitler had not declared war on America", HYPOTHESIS, "H21"),
        ("What if Berlin had warned Tokyo of Barbarossa", HYPOTHESIS, "H09"),
        ("did the bombers at Vladivostok matter", HYPOTHESIS, "H17"),
        ("peace in China", SCENARIO, "china_peace"),
        ("a war without the atomic bomb", SCENARIO, "no_bomb"),
    ],
)
def test_the_nearest_is_found(question: str, kind: str, name: str) -> None:
    found = heard(question)
    assert (found.near.kind, found.near.name) == (kind, name)
    assert f"Understood as {kind} {name}" in found.told and "of 100" in found.told
    next_two = found.told.partition("Next: ")[2]
    assert next_two.count(" (near by ") == 2


@pytest.mark.parametrize("question", ["the best recipe for pizza", "qwertz", "who won the world cup of 1998", "?"])
def test_what_is_like_nothing_says_so(question: str) -> None:
    with pytest.raises(InputError, match="which is similar to no hypothesis or scenario; allowed: words such as"):
        heard(question)


def test_nearness_is_between_none_and_the_same() -> None:
    title = "The bombers at Vladivostok"
    found = ranked(title)
    assert found[0].name == "H17" and all(0 < near.nearness <= 1 for near in found)
    assert [near.nearness for near in found] == sorted((near.nearness for near in found), reverse=True)
    assert ranked("the and of") == []


def test_words_are_cut_to_their_stems() -> None:
    assert stems("The Russians attacked") == stems("Soviet attack") != stems("German attack")
    assert stems("of the and") == []


@pytest.mark.parametrize(
    ("text", "named"),
    [("H12", True), ("h12", True), ("H99", True), ("own.toml", True), ("north", False), ("H12 and more", False)],
)
def test_a_name_is_no_question(text: str, named: bool) -> None:
    assert is_named(text) == named


def test_a_scenario_is_compared_with_its_base() -> None:
    assert heard("peace in China").base == "historical"
