"""The reference pages are made from the data, name everything, and are the same each time."""

from __future__ import annotations

from pathlib import Path

from crossroads.evidence.load import load_levers, load_records, load_sources
from crossroads.minds.decision import decision_points
from crossroads.telling.reference_pages import pages, write_pages
from crossroads.world.observables import OBSERVABLE_NAMES, OUTCOME_NAMES

KEPT = Path(__file__).parents[2] / "docs" / "reference"


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_pages(tmp_path / "one")]
    second = [path.read_bytes() for path in write_pages(tmp_path / "two")]
    assert first == second and len(first) == len(pages())


def test_the_pages_in_the_tree_are_up_to_date() -> None:
    for name, text in pages().items():
        stale = f"{name} is out of date: run `python -m crossroads.telling.reference_pages docs/reference`"
        assert (KEPT / name).read_text(encoding="utf-8") == text, stale


def test_every_record_lever_and_source_is_named() -> None:
    parameters, sources = pages()["parameters.md"], pages()["sources.md"]
    for name in (*load_records(), *load_levers()):
        assert f"`{name}`" in parameters, name
    for key in load_sources():
        assert f'<a id="{key}"></a>' in sources, key


def test_every_decision_option_and_series_is_named() -> None:
    decisions, observables = pages()["decisions.md"], pages()["observables.md"]
    for point in decision_points():
        assert f"### {point.id}\n" in decisions
        for option in point.options:
            assert f"`{option}`" in decisions
    for name in (*OBSERVABLE_NAMES, *OUTCOME_NAMES):
        assert f"`{name}`" in observables, name


def test_rows_of_a_table_have_as_many_cells_as_its_head() -> None:
    for text in pages().values():
        width = 0
        for line in text.splitlines():
            if not line.startswith("|"):
                width = 0
                continue
            cells = line.replace("\\|", "").count("|")
            assert width in (0, cells), line
            width = cells


def test_a_page_carries_no_path_of_a_machine() -> None:
    for text in pages().values():
        assert "/home" not in text and "/work" not in text and "/tmp" not in text
