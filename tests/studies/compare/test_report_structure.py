"""The report's page can be read by anyone: its order, words for those who hear it, colours, narrow and paper forms."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from checkout import PACKAGE
from paged import Page, page_of, rules, write

from crossroads.telling.style import MOST_SCENARIOS, scenario_look

CSS = (PACKAGE / "studies" / "compare" / "reported" / "report.css").read_text("utf-8")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module", params=[1, 2, 3])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(write(tmp_path_factory.mktemp("structure"), request.param))


def test_the_page_has_its_landmarks_once_and_says_its_language(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en" and page.all("title")[0]["text"].strip()
    assert [len(page.all(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
    outside = [
        one for one in page.all("p", "table", "figure", "ul") if not {"header", "main", "footer"} & {*one["around"]}
    ]
    assert outside == []


def test_headings_are_in_order(page: Page) -> None:
    levels = [int(one["tag"][1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_names_that_are_referred_to_exist_once(page: Page) -> None:
    names = [one["id"] for one in page.found if "id" in one]
    assert len(names) == len(set(names))
    assert {one["aria-labelledby"] for one in page.found if "aria-labelledby" in one} <= set(names)


def test_what_is_drawn_is_described_or_said_beside_it(page: Page) -> None:
    assert all(one["alt"] for one in page.all("img"))
    assert all(one.get("aria-hidden") == "true" for one in page.all("svg"))
    lines = [one for one in page.all("li") if one.get("class") == "line" and "aria-hidden" not in one]
    assert lines and all(re.search(r"\w: .*\w", one["text"]) for one in lines)
    assert all(one.get("aria-label") for one in page.all("figure"))


def test_tables_say_what_their_cells_belong_to(page: Page) -> None:
    for table in page.all("table"):
        assert table["role"] == "table"
    roles = {"tr": "row", "td": "cell", "thead": "rowgroup", "tbody": "rowgroup"}
    assert all(one["role"] == roles[one["tag"]] for one in page.all(*roles))
    for head in page.all("th"):
        assert (head["scope"], head["role"]) in {("col", "columnheader"), ("row", "rowheader")} and head["text"].strip()
    assert all(cell["data-label"] for cell in page.all("td"))
    assert len(page.all("caption")) == len(page.all("table"))


def test_what_scrolls_can_be_reached_by_the_keyboard(page: Page) -> None:
    slides = [one for one in page.all("figure") if one["class"] == "slide"]
    assert slides and all(one["tabindex"] == "0" and one["aria-label"] for one in slides)


def test_the_answer_and_its_figure_come_first(page: Page) -> None:
    order = [one.get("class") or one["tag"] for one in page.found]
    assert (
        order.index("h1")
        < order.index("answer")
        < min(order.index(name) for name in ("dots", "dots alone") if name in order)
    )
    assert next(place for place, name in enumerate(order) if name.startswith("dots")) < order.index("table")
    assert order.index("appendix") > order.index("notes")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_words_stand_out_from_what_is_behind_them() -> None:
    root = next(declared for names, declared in rules(CSS) if names == ":root")
    known = {f"var({name})": value for name, value in root.items() if name.startswith("--")}
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    tried = 0
    for names, declared in rules(CSS):
        behind = declared.get("background", "var(--page)")
        if "color" in declared:
            assert contrast(known[declared["color"]], known[behind]) >= 4.5, names
            tried += 1
        assert "color" in declared or "background" not in declared, f"{names}: words on another ground have a colour"
    assert tried > 5
    for place in range(MOST_SCENARIOS):
        assert contrast(scenario_look(place).ink, known["var(--page)"]) >= 4.5


def test_nothing_is_wider_than_a_phone() -> None:
    wide = []
    for within in ("", "max-width: 47.99rem"):
        for names, declared in rules(CSS, within):
            for name, value in declared.items():
                sizes = [
                    float(size) * (16 if unit == "rem" else 1)
                    for size, unit in re.findall(r"([\d.]+)(px|rem)\b", value)
                ]
                wide += [(names, name) for size in sizes if size > 390 and name != "max-width"]
    assert wide == []
    assert "overflow-x" in CSS and 'content="width=device-width, initial-scale=1"' in _template()


def _template() -> str:
    return (PACKAGE / "studies" / "compare" / "reported" / "templates" / "report.html.j2").read_text("utf-8")


def test_a_narrow_page_makes_a_card_of_each_row() -> None:
    narrow = dict(rules(CSS, "max-width: 47.99rem"))
    assert narrow["table, tbody, tr, th, td"]["display"] == "block"
    assert narrow["td[data-label]::before"]["content"] == "attr(data-label)"
    assert dict(rules(CSS))[".line .name, .line .ends"]["display"] == "none"


def test_on_paper_the_appendix_begins_a_page_of_its_own() -> None:
    paper = dict(rules(CSS, "print"))
    assert paper[".appendix"]["break-before"] == "page"
    assert "avoid" in next(
        declared["break-inside"] for names, declared in paper.items() if names.startswith(".row, tr")
    )
    assert "@page { size: A4" in CSS


@pytest.mark.skipif(BROWSER is None, reason="no browser is at hand")
def test_a_browser_prints_the_main_part_on_four_pages_at_most(tmp_path: Path) -> None:
    write(tmp_path, 3)
    page, paper = tmp_path / "page" / "report.html", tmp_path / "report.pdf"
    text = page.read_text("utf-8")
    page.write_text(text[: text.index('<div class="appendix">')] + "</main></body></html>", encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += [
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    words = [str(BROWSER), *flags, "--no-pdf-header-footer", f"--print-to-pdf={paper}", page.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert paper.is_file(), done.stderr
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) <= 4
