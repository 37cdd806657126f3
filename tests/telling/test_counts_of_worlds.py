"""How many worlds: sentences read well for none, one, some and all of them, and for a single world."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from checkout import PACKAGE

from crossroads.evidence.load import load_records
from crossroads.scenario.scenario import load_scenario
from crossroads.telling.numbers import every_world
from crossroads.telling.outcomes import _date_words, _number_words, same_in_all
from crossroads.validation.card.drawn.words import points_moved

SLIPS = re.compile(
    r"(?<![\d,.])1 (worlds|weeks|men|months|divisions|ships|switch|share)\b|all 1 world|in every world \w+ over"
    r"|\b(times|factor|share|probability|= 1|of the run|of the year) in every world"
)
"""What reads badly: one of many, and a unit that is no thing to be counted before 'in every world'."""

COUNTED = [(count, worlds) for worlds in (1, 2, 6, 40, 2000) for count in sorted({0, 1, worlds // 2, worlds})]


@pytest.mark.parametrize(("count", "worlds"), COUNTED)
def test_an_event_that_comes_in_so_many_worlds(count: int, worlds: int) -> None:
    weeks = np.full(worlds, np.nan)
    weeks[:count] = np.linspace(20, 60, count)
    told = _date_words(weeks)
    assert not SLIPS.search(told), told
    assert told.startswith(f"{count:,} of {worlds:,} world{'' if worlds == 1 else 's'}")
    assert ("where it happens" in told) == (5 <= count < worlds)
    assert ("median" in told) == (count >= 5)


@pytest.mark.parametrize(("count", "worlds"), COUNTED)
def test_a_number_that_is_unknown_in_so_many_worlds(count: int, worlds: int) -> None:
    values = np.full(worlds, 1234.0)
    values[:count] = np.nan
    told = _number_words(values, "people")
    assert not SLIPS.search(told), told
    if count == worlds:
        assert told == f"unknown in {every_world(worlds)}"
    else:
        assert told.startswith("1,230 on average")
        assert ("unknown" in told) == (count > 0)
        assert not count or told.endswith(f"; unknown in {count:,} of {worlds:,} worlds")


@pytest.mark.parametrize(("worlds", "told"), [(1, "the one world"), (2, "all 2 worlds"), (2000, "all 2,000 worlds")])
def test_all_worlds(worlds: int, told: str) -> None:
    assert every_world(worlds) == told
    row = pd.Series({"worlds": worlds, "differing": 0})
    # What follows names the scenario: it belongs to the whole, so that the bound stands in brackets.
    assert re.fullmatch(rf"the same in {told} tried \(at most about [\d.]+ in 100 would differ\)", same_in_all(row))


def test_no_difference_in_points_is_told_as_such() -> None:
    assert points_moved(0.0, 0.0, 0.0) == "0: no world differs"
    assert points_moved(0.0, -0.01, 0.01) == "0.0 (\u22121.0 to +1.0)"


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("intelligence.magic_lag_weeks", "value = 1", "X: 1 week in every world instead of 1."),
        ("intelligence.sorge_lag_weeks", "value = 1", "X: 1 week in every world instead of 2."),
        ("intelligence.sorge_lag_weeks", "value = 0", "X: 0 weeks in every world instead of 2."),
        ("china.war_with_japan", "value = 0", "X: off in every world instead of on"),
        ("east.allied_quality", "value = 0.52", "X (German = 1): 0.52 in every world instead of "),
        ("belief.japan.garrison_counted", "value = 1", "X (times): 1 in every world instead of 1"),
        (
            "belief.japan.garrison_counted",
            "low = 1\nhigh = 1.1",
            "X (times): drawn from 1 to 1.1 (centre 1) instead of 1",
        ),
        ("belief.certainty", "scale = 1", "X (probability): every draw times 1 (centre 0.97 instead of 0.97)"),
        ("japan.kwantung_strength", "scale = 1.04", "X: every draw times 1.04 (centre 676,000 men instead of 650,000)"),
        ("far_east.winter_quality_bonus", "value = 1.2", "X: 1.2 in every world instead of 1.25"),
    ],
)
def test_what_a_parameter_is_in_every_world(name: str, edit: str, told: str) -> None:
    form, _, value = edit.partition(" = ")
    forms = {form: float(value)} if "\n" not in edit else {"low": 1.0, "high": 1.1}
    (sentence,) = load_scenario({"title": "x", "parameters": {name: forms}}).describe()
    assert sentence.startswith(told.replace("X", name)), sentence


def test_no_parameter_reads_badly() -> None:
    """Each at 1 where it may be, else at its record's own value."""
    for name, record in load_records().items():
        if record.used:
            least, most = record.limits
            value = 1.0 if least <= 1.0 <= most else record.value
            for sentence in load_scenario({"title": "x", "parameters": {name: {"value": value}}}).describe():
                assert not SLIPS.search(sentence), sentence


MANY_BY_NATURE = {
    "{LEAST_WORLDS} worlds": "a constant",
    "{math.ceil(1000 * least) / 10:g} worlds": "of 100",
    "{legal.shape[-1]} worlds": "said of more than one",
    "{{ LUCK }} worlds": "a constant",
}


def test_worlds_are_counted_by_one_function() -> None:
    """A number before 'worlds' is 1 some day: it is written by `counted` or `frequency`."""
    found = {
        text[0]
        for end in ("py", "j2")
        for path in PACKAGE.rglob(f"*.{end}")
        for text in re.finditer(r"\{?\{[^{}]*\}\}? worlds\b", path.read_text("utf-8"))
    }
    assert found == set(MANY_BY_NATURE)


def test_shares_are_told_in_100_everywhere() -> None:
    """One measure of how often: a reader who meets 'in 100' here and another there compares the wrong numbers."""
    other = re.compile(r"\b(?:in|of|per) (?:10|1,?000|10,?000)\b(?! (?:barrels|km|men|tons|BRT))|per mille|\u2030")
    found = {
        f"{path.relative_to(PACKAGE)}: {text[0]}"
        for end in ("py", "j2", "toml")
        for path in PACKAGE.rglob(f"*.{end}")
        for text in other.finditer(path.read_text("utf-8"))
    }
    assert not found
