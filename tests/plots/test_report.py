"""The report is one page that needs nothing beside it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from synthetic import NAMES, synthetic_run, synthetic_table

from crossroads.errors import InputError
from crossroads.plots import endings, style
from crossroads.report import write_report

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
    figures = style.save(endings.figure(runs), folder / "endings", "Shares of worlds & dates.")
    options: dict[str, Any] = {
        "title": "South in December and North in August",
        "question": "What if Japan had gone <north>?",
        "answer": ["One.", "Two.", "Three."],
        "table": synthetic_table(runs),
        "figures": figures,
        "divergence": ["On 9 August 1941 Japan attacks."],
        "manifests": [run.manifest for run in runs],
        "path": folder / "page" / "report.html",
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


def test_three_scenarios_and_one_alone(tmp_path: Path) -> None:
    assert page_titles(write(tmp_path, 3)) >= {"South in December", "North in August", "Japan waits"}
    alone = write(tmp_path, 1, table=None, divergence=[], question="")
    assert "nothing to compare" in alone
    assert "crossroads run south_december" in alone


def page_titles(text: str) -> set[str]:
    return set(re.findall(r'<th scope="col">([^<]+)</th>', text))


def test_the_same_input_gives_the_same_page(tmp_path: Path, page: str) -> None:
    assert write(tmp_path) == page


def test_faults_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest of at least one run"):
        write(tmp_path, manifests=[])
    with pytest.raises(InputError, match="cannot be read"):
        write(tmp_path, figures=[tmp_path / "missing.png"])
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path, path=tmp_path / "endings.png" / "report.html")
