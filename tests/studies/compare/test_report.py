"""The report is one page that needs nothing beside it."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from asked import NORTH_OR_SOUTH
from synthetic import NAMES, synthetic_run, synthetic_table

from crossroads.errors import InputError
from crossroads.studies.compare import chosen_page
from crossroads.studies.compare.chosen import WAYS, columns
from crossroads.studies.compare.figures import endings
from crossroads.studies.compare.html import write_report
from crossroads.telling import style

ENDS = (("", 0), ("_low", -1), ("_high", 1))
VOID = {"meta", "img", "br", "hr", "link"}


class Page(HTMLParser):
    """Collect what the tests ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def write(folder: Path, count: int = 2, **changes: Any) -> str:
    runs = [synthetic_run(name, 20) for name in NAMES[:count]]
    figures = style.save(endings.figure(runs, NORTH_OR_SOUTH), folder / "endings", "Shares of worlds & dates.")
    options: dict[str, Any] = {
        "title": "South in December and North in August",
        "question": "What if Japan had gone <north>?",
        "answer": ["One.", "Two.", "Three."],
        "table": synthetic_table(runs),
        "figures": figures,
        "divergence": ["On 9 August 1941 Japan attacks."],
        "manifests": [run.manifest for run in runs],
        "titles": {run.scenario: run.title for run in runs},
        "path": folder / "page" / "report.html",
        "lead_figure": "north_or_south",
        "repetition": ("crossroads compare south_december north_august --worlds 20 --seed 1941 --out a", ""),
        "caution": NORTH_OR_SOUTH.caution,
    }
    write_report(**(options | changes))
    return (folder / "page" / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("report"))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    assert not re.search(r"""(src|href|srcset|action|data|poster)\s*=\s*["']?\s*(https?:|//|file:)""", page, re.I)
    assert not re.search(r"@import|url\s*\(|<link|<script|<iframe|<object", page, re.I)


def test_the_page_is_well_formed_and_in_english(page: str) -> None:
    parsed = Page()
    parsed.feed(page)
    assert parsed.open == []
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in page
    assert "@media print" in page
    assert "$" not in re.sub(r"base64,[^\"]+", "", page)


def test_pictures_are_inside_and_described(page: str) -> None:
    parsed = Page()
    parsed.feed(page)
    assert len(parsed.images) == 1
    assert str(parsed.images[0]["src"]).startswith("data:image/png;base64,")
    assert parsed.images[0]["alt"] == "Shares of worlds & dates."


def test_text_is_escaped_and_complete(page: str) -> None:
    assert "gone &lt;north&gt;?" in page
    for words in ("One.", "Two.", "Three.", "On 9 August 1941 Japan attacks.", "extrapolation", "of 20"):
        assert words in page
    assert "crossroads compare south_december north_august --worlds 20 --seed 1941" in page


def test_every_row_of_the_table_is_told(page: str) -> None:
    runs = [synthetic_run(name, 20) for name in NAMES[:2]]
    rows = re.findall(r'<th scope="row">', page)
    assert len(rows) == synthetic_table(runs)["outcome"].nunique()


def row(outcome: str, base: float, change: float, worlds: int = 20) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "scenario": "north_august",
        "base": "south_december",
        "value": base + change,
        "base_value": base,
        "difference": change,
        "low": change - 0.1 * abs(change),
        "high": change + 0.1 * abs(change),
        "worlds": worlds,
        "variance_reduction": 1.0,
        "differing": 20 if change else 0,
        "deviation": abs(change),
        "p": 0.0,
        "p_family": 0.0,
        "worlds_needed": 10,
    }


def cells(page: str, title: str) -> list[str]:
    """Return the cells of the last row of that title."""
    found = re.findall(rf'<tr><th scope="row">{re.escape(escape(title))}</th>(.*?)</tr>', page)
    return [unescape(cell) for cell in re.findall("<td>(.*?)</td>", found[-1])]


def test_amounts_carry_their_units_and_three_figures(tmp_path: Path) -> None:
    rows = [
        row("military_losses_japan", 758_123.0, 158_456.0),
        row("military_losses_germany", 1_320_000.0, -15_512.0),
        row("japan_oil_months_left", 3.214, -1.8123),
        row("japan_empire_index", 1.14123, -0.0191),
        row("date_japan_surrenders:happens", 0.9, -0.1),
        row("date_japan_surrenders:weeks", 222.04, 15.52),
    ]
    page = write(tmp_path, table=pd.DataFrame(rows))
    assert cells(page, "Japanese army dead or missing") == [
        "0.758 million",
        "0.917 million",
        "+0.158 (+0.143 to +0.174) million",
    ]
    assert cells(page, "Germans dead or missing in the east") == [
        "1.32 million",
        "1.30 million",
        "−15,500 (−17,100 to −14,000) people",
    ]
    assert cells(page, "Japan's oil at the end") == ["3.21 months", "1.40 months", "−1.81 (−1.99 to −1.63) months"]
    assert cells(page, "Japan's sphere (June 1941 = 1)") == [
        "1.14",
        "1.12",
        "−0.02 (−0.02 to −0.02)",
    ]
    assert cells(page, "Japan surrenders") == ["222 weeks", "238 weeks", "+15.5 (+14.0 to +17.1) weeks"]


def test_means_of_a_few_worlds_are_not_given(tmp_path: Path) -> None:
    rows = [
        row("japan_oil_months_left", 3.0, 1.0, worlds=4),
        row("date_moscow_falls:happens", 0.1, 0.1),
        row("date_moscow_falls:weeks", 270.0, -3.0),
    ]
    page = write(tmp_path, table=pd.DataFrame(rows))
    few = "in fewer than 5 worlds"
    assert cells(page, "Japan's oil at the end") == [few, few, "-"]
    assert cells(page, "Moscow falls") == [few, few, "-"]
    rows[1]["value"] = 0.25
    assert cells(write(tmp_path, table=pd.DataFrame(rows)), "Moscow falls") == [
        "270 weeks",
        "267 weeks",
        "−3.0 (−3.3 to −2.7) weeks",
    ]


def test_courses_chosen_and_made_stand_apart(tmp_path: Path, page: str) -> None:
    numbers = {f"{name}{part}": 0.5 + 0.25 * sign for name in columns(NORTH_OR_SOUTH)[4::3] for part, sign in ENDS}
    titles = {NAMES[1]: "North in August"}
    rows = [{"course": "north", "how": how, "scenario": NAMES[1], "worlds": 1500, **numbers} for how in WAYS]
    told = write(tmp_path, chosen=chosen_page.grid(pd.DataFrame(rows), NORTH_OR_SOUTH, titles))
    first, second = re.findall(r'<tr><th scope="row">Japan strikes north</th>(.*?)</tr>', told)[-2:]
    assert "<td>chosen</td><td>North in August</td><td>1,500</td><td>500 (250 to 750)</td>" in first
    assert "<td>made</td>" in second and "circumstances that led to the choice" in told
    assert chosen_page.grid(pd.DataFrame(rows[1:]), NORTH_OR_SOUTH, titles) is None and "Chosen and made" not in page


def test_a_document_is_named_by_number_and_genre(page: str) -> None:
    assert "Document 002: " in page
    assert not re.search(r"\b\d{3}_[0-9a-f]{16}\.txt", page)


def test_three_scenarios_and_one_alone(tmp_path: Path) -> None:
    assert page_titles(write(tmp_path, 3)) >= {"South in December", "North in August", "Japan waits"}
    made = ("crossroads run south_december --worlds 20 --out a", "No file stands behind it.")
    alone = write(tmp_path, 1, table=None, divergence=[], question="", repetition=made)
    assert "nothing to compare" in alone
    assert "<code>crossroads run south_december --worlds 20 --out a</code>" in alone and made[1] in alone


def page_titles(text: str) -> set[str]:
    return set(re.findall(r'<th scope="col">([^<]+)</th>', text))


def test_the_same_input_gives_the_same_page(tmp_path: Path, page: str) -> None:
    assert write(tmp_path) == page


def test_faults_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest of at least one run"):
        write(tmp_path, manifests=[])
    with pytest.raises(InputError, match="cannot be read"):
        write(tmp_path, figures=[tmp_path / "missing.png"])
    with pytest.raises(InputError, match="cannot write there"):
        write(tmp_path, path=tmp_path / "endings.png" / "report.html")
