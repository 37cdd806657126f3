"""The page of the report card: misses first, every target once, and the same bytes twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from swept import SWEPT

from crossroads.errors import InputError
from crossroads.telling.numbers import paragraph
from crossroads.validation.card.card import Card, checked_worlds, make_card
from crossroads.validation.card.drawn.files import PAGE, check_place, write_card
from crossroads.validation.card.drawn.page import FIGURES, TITLE, page, target_words
from crossroads.validation.card.drawn.words import percent, points_moved, title_of
from crossroads.validation.card.targets import NAMED
from crossroads.validation.card.verdict import TURNED
from crossroads.validation.fit.targets import load_plan

HEADINGS = [
    "What it is fitted to, misses first",
    "Cities and endings",
    "Beside the record",
    "Single causes, with every decision held fixed",
    "What data cannot pin down",
    "Each mechanism",
]


def rows(text: str) -> list[list[str]]:
    """Return the rows of a page's tables, cells apart, without their heads."""
    found: list[list[str]] = []
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        lines = table.splitlines()
        found += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]
    return found


@pytest.fixture(scope="module")
def text(card: Card) -> str:
    return page(card)


def section(text: str, first: str, after: str) -> str:
    return text.split(first, 1)[1].split(after, 1)[0]


def test_the_sections_stand_in_order(text: str) -> None:
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == HEADINGS
    assert text.startswith(f"{TITLE}\n") and text.endswith("\n") and "nan" not in text.lower().replace("finance", "")


def test_every_target_stands_once_and_misses_come_first(card: Card, text: str) -> None:
    told = rows(section(text, "### Missed:", "## Cities and endings"))
    titles = [cells[0] for cells in told]
    assert sorted(titles) == sorted(title_of(target) for target in load_plan().targets)
    assert len(set(titles)) == len(titles)
    missed = ["**missed**" in cells[-1] for cells in told]
    assert missed == sorted(missed, reverse=True) and sum(missed) == len(titles) - card.answers.met
    far = [row.miss for row in card.answers.rows if not row.met]
    assert far == sorted(far, reverse=True)


def test_five_targets_are_listed_apart(card: Card, text: str) -> None:
    told = rows(section(text, "### Five that are watched", "### Missed:"))
    assert [cells[0] for cells in told] == [title_of(row.target) for row in card.answers.named()]
    assert tuple(row.target.id for row in card.answers.named()) == NAMED


def test_a_number_never_stands_without_its_uncertainty(text: str) -> None:
    for cells in rows(section(text, "### Missed:", "## Cities and endings")):
        assert re.search(r"\(.+ to .+\)", cells[2]) and re.search(r"\(.+ to .+\)", cells[3])
    for cells in rows(section(text, "## Cities", "## Beside")):
        assert re.search(r"\(.+ to .+ %\)", cells[3])


def test_what_was_no_target_comes_before_what_was(card: Card, text: str) -> None:
    outside = card.rows.loc[~card.rows["in_interval"].astype(bool)]
    free = rows(section(text, "### Outside the 80 % interval and not", "### Outside, and also"))
    fitted = rows(section(text, "### Outside, and also", "The other"))
    assert len(free) + len(fitted) == len(outside)
    assert all(cells[2] != "also a target" for cells in free)
    assert all(cells[2] == "also a target" for cells in fitted)


def test_what_goes_against_expectation_comes_first(text: str) -> None:
    told = [cells[-1] for cells in rows(section(text, "## Single causes", "## What data"))]
    order = {"**against it**": 0, "cannot be told": 1, "as expected": 2, "open question": 3}
    ranks = [order[word] for word in told]
    assert ranks == sorted(ranks) and set(ranks) & {2}


def test_the_status_of_mechanisms_is_linked_to_not_copied(card: Card, text: str) -> None:
    assert "../ODD.md#status-of-each-mechanism" in text
    assert "../ODD.md" not in page(card, linked=False) and "parameters.md" not in page(card, linked=False)


@SWEPT
def test_the_same_card_is_made_twice(card: Card, text: str, tmp_path: Path) -> None:
    again = make_card(card.run.worlds, card.run.seed, workers=2, dials=TURNED[:1])
    assert page(again) == text
    first, second = (write_card(item, tmp_path / name) for item, name in ((card, "one"), (again, "two")))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert all(path.stat().st_size < 300_000 for path in first)


def test_an_earlier_card_is_replaced_and_nothing_else(card: Card, tmp_path: Path) -> None:
    out = tmp_path / "made" / "here"
    for _ in range(2):
        written = write_card(card, out)
        assert {path.name for path in out.iterdir()} == {PAGE, FIGURES}
        assert {path.name for path in (out / FIGURES).iterdir()} == {path.name for path in written[1:]}
        for name in re.findall(r"\]\((report_card/\w+\.png)\)", written[0].read_text(encoding="utf-8")):
            assert (out / name).is_file()
    (out / FIGURES / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds more than a card's figures"):
        write_card(card, out)
    assert (out / FIGURES / "notes.txt").is_file()


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_text("# My own page\n", encoding="utf-8")
    with pytest.raises(InputError, match="is no report card and is not overwritten"):
        check_place(tmp_path)
    with pytest.raises(InputError, match="which is a file; a folder is needed"):
        check_place(tmp_path / PAGE / "deeper")
    with pytest.raises(InputError, match="the name of a folder"):
        check_place(Path(" "))


def test_too_few_and_too_many_worlds_are_refused() -> None:
    for worlds in (19, 10_001):
        with pytest.raises(InputError, match=f"worlds is {worlds}; a whole number from 20 to 10,000 is needed"):
            checked_worlds(worlds)


def test_words() -> None:
    assert percent((0.055, 0.031, 0.096)) == "5.5 % (3.1 to 9.6 %)" and percent((0.5, 0.4, 0.6)) == "50 % (40 to 60 %)"
    assert points_moved(0.0, 0.0, 0.0) == "0: no world differs"
    assert points_moved(-0.04, -0.1, 0.0) == "\u22124.0 (\u221210.0 to 0.0)"
    long = paragraph("word " * 40 + "`crossroads report-card --worlds 1000 --seed 1941`")
    assert "`crossroads report-card --worlds 1000 --seed 1941`" in long.splitlines()[-1]
    assert max(len(line) for line in long.splitlines()) <= 118


def test_a_target_is_told_as_it_is_judged(card: Card) -> None:
    for row in card.answers.rows:
        words = target_words(row)
        assert words.startswith("met") == row.met and ("half-ranges" in words) == (not row.in_range)
        assert (" above " in words) == (row.outside > 0) and (" below " in words) == (row.outside < 0)
