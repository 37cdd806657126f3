"""The human cost: sourced ranges, what runs count of them, and a page that says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkout import ROOT

from crossroads.errors import InputError
from crossroads.evidence.claims.human_cost import HumanCost, load_human_cost
from crossroads.evidence.load import load_records
from crossroads.telling.vocabulary import SHOWN

PAGE = ROOT / "docs" / "discussion" / "human-cost.md"

ASKED = (
    *("soviet_civilians", "leningrad", "soviet_prisoners", "concentration_camps", "forced_labour_germany"),
    *("china", "henan", "java", "bengal", "korea_labour", "bombing_japan", "bombing_germany", "murder_of_the_jews"),
)


def test_what_a_class_asks_for_is_there() -> None:
    assert set(ASKED) <= set(load_human_cost())


def test_every_rate_of_civilians_deaths_is_set_beside_a_count() -> None:
    """Of a Far Eastern war there is a count of what followed it; of Soviet bombers over Japan there can be none."""
    named = {name for row in load_human_cost().values() for name in row.counted_by}
    rates = {name for name in load_records() if name.startswith("civilians.")}
    assert rates - named == {"civilians.maritime_bombers"}


def test_a_part_is_no_larger_than_its_whole() -> None:
    rows = load_human_cost()
    parts = [row for row in rows.values() if row.within]
    assert parts
    for row in parts:
        assert row.high <= rows[row.within].high and row.counts == rows[row.within].counts


def test_the_page_has_every_range_and_every_source() -> None:
    words = " ".join(PAGE.read_text("utf-8").split())
    for row in load_human_cost().values():
        short = row.range_words.removesuffix(" million").split(" to ")
        assert all(part in words for part in short), row.id
        assert any(f"sources.md#{key}" in words for key in row.sources) or row.id in ("vietnam", "bombing_britain")


def test_what_no_run_counts_is_said_beside_the_outcome() -> None:
    line = SHOWN["beside"]["civilian_deaths"]
    assert "Bengal" in line and "docs/discussion/human-cost.md" in line and len(line) <= 106
    assert not load_human_cost()["bengal"].counted_by


def test_ranges_in_words() -> None:
    rows = load_human_cost()
    assert rows["soviet_prisoners"].range_words == "2.8 to 3.3 million"
    assert rows["leningrad"].range_words == "630,000 to 1 million"
    assert rows["korea_labour"].range_words == "670,000 to 725,000"
    assert rows["manila"].range_words == "100,000"


ROW = """
[x]
title = "X"
counts = "deaths"
low = 5
high = 20
years = "1941"
sources = ["frank_1999"]
left_out = "it is not counted"
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"deaths"', '"dead"', "counts: found 'dead'; allowed: deaths, people"),
        ("high = 20", "high = 2", "low: found 5 to 2; allowed: 0 < low <= high"),
        ('"frank_1999"', '"nobody"', "sources: found 'nobody'"),
        ('left_out = "it is not counted"', "", "left_out: what no run counts is said to be left out"),
        ("[x]", '[x]\ncounted_by = ["oil.domestic"]', "counted_by: found 'oil.domestic'"),
    ],
)
def test_a_bad_row_is_refused_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "human_cost.toml"
    path.write_text(ROW, encoding="utf-8")
    assert HumanCost.read_all(path, "row")["x"].range_words == "5 to 20"
    path.write_text(ROW.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        HumanCost.read_all(path, "row")
    assert told in str(refused.value)
