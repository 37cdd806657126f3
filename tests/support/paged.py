"""A report of made-up runs, and its page as a tree that tests ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from asked import NORTH_OR_SOUTH
from synthetic import NAMES, synthetic_run, synthetic_table

from crossroads.studies.compare.figures import endings
from crossroads.studies.compare.html import ReportStory, write_report
from crossroads.studies.compare.page import groups
from crossroads.studies.compare.reported import alone
from crossroads.studies.compare.reported.dot_rows import dot_figure
from crossroads.studies.compare.reported.tables import asked_table, hanging, outcome_tables
from crossroads.telling import style

VOID = {"meta", "img", "br", "hr", "link", "path"}


class Page(HTMLParser):
    """Elements in order, each with its attributes, the names of those around it, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.open: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        around = [one["tag"] for one in self.open]
        self.found.append({"tag": tag, "around": around, "text": "", **dict(attrs)})
        if tag not in VOID:
            self.open.append(self.found[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one["text"] += data

    def all(self, *tags: str) -> list[dict[str, Any]]:
        """Return the elements of these names."""
        return [one for one in self.found if one["tag"] in tags]


def page_of(text: str) -> Page:
    """Return a page that is closed as it was opened."""
    parsed = Page()
    parsed.feed(text)
    assert parsed.open == []
    return parsed


def write(folder: Path, count: int = 2, **changes: Any) -> str:
    """Write the report of so many made-up runs, with some of its parts changed, and return the page."""
    runs = [synthetic_run(name, 20) for name in NAMES[:count]]
    figures = style.save(endings.figure(runs, NORTH_OR_SOUTH), folder / "endings", "Shares of worlds & dates.")
    table = synthetic_table(runs)
    options: dict[str, Any] = {
        "title": "South in December and North in August",
        "question": "What if Japan had gone <north>?",
        "answer": ["One.", "Two.", "Three."],
        "lead": dot_figure(runs, NORTH_OR_SOUTH, table if count > 1 else None),
        "figures": figures,
        "manifests": [run.manifest for run in runs],
        "titles": {run.scenario: run.title for run in runs},
        "path": folder / "page" / "report.html",
        "repetition": ("crossroads compare south_december north_august --worlds 20 --seed 1941 --out a", ""),
        "caution": NORTH_OR_SOUTH.caution,
    }
    if count == 1:
        options["numbers"] = alone.tables(runs[0], NORTH_OR_SOUTH)
    else:
        options |= {
            "numbers": [asked_table(runs, table, NORTH_OR_SOUTH)],
            "hangs_on": hanging(runs, NORTH_OR_SOUTH),
            "outcomes": outcome_tables(runs, table, NORTH_OR_SOUTH, groups(NORTH_OR_SOUTH)),
            "stories": [ReportStory(runs[1].title, "On 9 August 1941 Japan attacks.", None)],
            "story": "World 3.",
        }
    write_report(**(options | changes))
    return (folder / "page" / "report.html").read_text("utf-8")


def cells(page: str, title: str) -> list[str]:
    """Return the amounts of the last row of that title."""
    found = re.findall(rf'scope="row">{re.escape(escape(title))}</th>(.*?)</tr>', page)
    return [unescape(cell) for cell in re.findall(r"<td[^>]*><span>(.*?)</span>", found[-1])]


def rules(text: str, within: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rules of a style sheet: selectors and declarations; those inside @media whose head holds `within`."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for head, body, selector, plain in re.findall(
        r"(@media[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}|([^{}@]+)\{([^{}]*)\}", text
    ):
        if bool(head) != bool(within) or within not in head:
            continue
        parts = re.findall(r"([^{}]+)\{([^{}]*)\}", body) if head else [(selector, plain)]
        for names, declared in parts:
            pairs = (line.partition(":") for line in declared.split(";") if ":" in line)
            yield names.strip(), {name.strip(): value.strip() for name, _, value in pairs}
