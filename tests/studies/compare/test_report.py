"""The report is one page that needs nothing beside it, and tells each number once in words that a reader knows."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from asked import NORTH_OR_SOUTH
from paged import cells, page_of, write
from synthetic import NAMES, synthetic_run, synthetic_table

from crossroads.errors import InputError
from crossroads.studies.compare import chosen_page
from crossroads.studies.compare.chosen import WAYS, columns
from crossroads.studies.compare.page import groups
from crossroads.studies.compare.reported import alone
from crossroads.studies.compare.reported.dot_rows import dot_figure
from crossroads.studies.compare.reported.dots import DotFigure
from crossroads.studies.compare.reported.tables import outcome_tables

ENDS = (("", 0), ("_low", -1), ("_high", 1))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("report"))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    assert not re.search(r"""(src|href|srcset|action|data|poster)\s*=\s*["']?\s*(https?:|//|file:)""", page, re.I)
    assert not re.search(r"@import|url\s*\(|<link|<script|<iframe|<object", page, re.I)


def test_pictures_are_inside_and_described(page: str) -> None:
    images = page_of(page).all("img")
    assert len(images) == 1
    assert str(images[0]["src"]).startswith("data:image/png;base64,")
    assert images[0]["alt"] == "Shares of worlds & dates."


def test_text_is_escaped_and_complete(page: str) -> None:
    assert "gone &lt;north&gt;?" in page
    for words in ("One.", "Two.", "Three.", "On 9 August 1941 Japan attacks.", "extrapolation", "of 20"):
        assert words in page
    assert "crossroads compare south_december north_august --worlds 20 --seed 1941" in page
    assert "$" not in re.sub(r"base64,[^\"]+", "", page)


def test_every_outcome_is_told_once_in_the_appendix(page: str) -> None:
    told = page.partition("Every outcome")[2]
    rows = re.findall(r'scope="row">', told)
    table = synthetic_table([synthetic_run(name, 20) for name in NAMES[:2]])
    names = {name for _, group in groups(NORTH_OR_SOUTH) for name in group}
    expected = {name.partition(":")[0] for name in table["outcome"] if re.split("[:=]", name)[0] in names}
    taken = {
        name
        for name in expected
        if "=" not in name or table.loc[table["outcome"] == name, ["value", "base_value"]].to_numpy().any()
    }
    assert len(rows) >= len(taken) > 20


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


def told(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return the last cell of each row of the tables of some outcomes."""
    runs = [synthetic_run(name, 20) for name in NAMES[:2]]
    table = pd.DataFrame(rows)
    names = [re.split("[:=]", str(name))[0] for name in table["outcome"]]
    made = outcome_tables(runs, table, NORTH_OR_SOUTH, [("All", list(dict.fromkeys(names)))])
    return {title: last.more for one in made for title, (*_, last) in one.rows}


@pytest.mark.parametrize(
    ("outcome", "base", "change", "difference"),
    [
        ("military_losses_japan", 758_123.0, 158_456.0, "+158,000 (+143,000 to +174,000)"),
        ("military_losses_germany", 40.0, -13.0, "−13 (−14 to −12)"),
        ("military_losses_ussr", 9e6, 1.2e6, "+1.20 million (+1.08 to +1.32)"),
        ("japan_oil_months_left", 3.214, -1.8123, "−1.81 months (−1.99 to −1.63)"),
        ("japan_empire_index", 1.14123, -0.0191, "−0.02 (−0.02 to −0.02)"),
        ("date_japan_surrenders:happens", 0.9, -0.1, "−2.0 (−2.2 to −1.8)"),
        ("japan_undefeated", 0.5, 0.0, "the same in each world"),
    ],
)
def test_differences_carry_their_units_and_no_fraction_of_a_person(
    outcome: str, base: float, change: float, difference: str
) -> None:
    assert next(iter(told([row(outcome, base, change)]).values()))[0] == difference


def test_means_of_a_few_worlds_are_not_given() -> None:
    run = synthetic_run(NAMES[1], 20)
    few = run.outcomes.copy()
    few.loc[few.index[4:], "japan_oil_months_left"] = float("nan")
    runs = [run, type(run)(run.scenario, run.title, run.manifest, run.series, few, run.ledger)]
    made = outcome_tables(runs, synthetic_table(runs), NORTH_OR_SOUTH, [("All", ["japan_oil_months_left"])])
    assert [cell.told for cell in made[0].rows[0][1]][1] == "in fewer than 5 worlds"


def test_courses_chosen_and_made_stand_apart(tmp_path: Path, page: str) -> None:
    numbers = {f"{name}{part}": 0.5 + 0.25 * sign for name in columns(NORTH_OR_SOUTH)[4::3] for part, sign in ENDS}
    titles = {NAMES[1]: "North in August"}
    rows = [{"course": "north", "how": how, "scenario": NAMES[1], "worlds": 1500, **numbers} for how in WAYS]
    text = write(tmp_path, chosen=chosen_page.grid(pd.DataFrame(rows), NORTH_OR_SOUTH, titles))
    assert cells(text, "Japan strikes north")[:3] == ["made", "North in August", "1,500"]
    assert ">chosen<" in text and "circumstances that led to the choice" in text
    assert chosen_page.grid(pd.DataFrame(rows[1:]), NORTH_OR_SOUTH, titles) is None and "Chosen and made" not in page


def test_a_document_is_named_by_number_and_genre(page: str) -> None:
    assert "Document 002: " in page
    assert not re.search(r"\b\d{3}_[0-9a-f]{16}\.txt", page)


@pytest.mark.parametrize("full", [0, 1, 2, 13, 99, 100])
@pytest.mark.parametrize("whole", [100, 7, 1])
def test_as_many_dots_are_full_as_worlds_and_none_is_lost(full: int, whole: int) -> None:
    figure = DotFigure((), (), whole, "", "")
    full = min(full, whole)
    counts = []
    for path in figure.paths(full):
        lines = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", path)
        counts.append(sum(int(float(long)) + 1 for *_, long in lines))
        assert all(float(start) + float(long) <= figure.across for start, _, long in lines)
    assert counts == [full, whole - full]


def test_the_figure_tells_the_largest_changes_and_leaves_out_what_was_ordered() -> None:
    runs = [synthetic_run(name, 200) for name in NAMES]
    figure = dot_figure(runs, NORTH_OR_SOUTH, synthetic_table(runs))
    assert [key.title for key in figure.keys] == [run.title for run in runs]
    assert 4 <= len(figure.rows) <= 6
    moscow = next(line for line in figure.rows if line.title == "Moscow falls").lines
    share = runs[1].outcomes["date_moscow_falls"].notna().mean()
    assert moscow[1].full == round(100 * share) and moscow[1].told == f"{100 * share:.0f}"
    assert moscow[0].moved == "" and moscow[1].clear and moscow[1].moved.startswith("+")
    dated = [row for row in figure.rows if row.kind == "weeks"]
    for line in (line for row in dated for line in row.lines):
        assert line.span is None or 0 <= line.span[0] <= line.span[1] <= line.span[2] <= 1


def test_one_run_alone_is_told_in_few_sentences_and_tables(tmp_path: Path) -> None:
    run = synthetic_run(NAMES[0], 40)
    sentences = alone.sentences(run, NORTH_OR_SOUTH)
    assert len(sentences) <= 4 and sentences[0].startswith("In ") and "40 worlds" in sentences[0]
    tables = {one.caption: one for one in alone.tables(run, NORTH_OR_SOUTH)}
    assert {"Events", "Lives", "How the war stands at the end"} <= tables.keys()
    falls = dict(tables["Events"].rows)["Moscow falls"]
    count = int(run.outcomes["date_moscow_falls"].notna().sum())
    assert falls[0].told == f"{count} of 40"
    made = ("crossroads run south_december --worlds 20 --out a", "No file stands behind it.")
    page = write(tmp_path, 1, question="", repetition=made, answer=sentences, numbers=list(tables.values()))
    assert "nothing to compare" in page and "Where the worlds part" not in page
    assert "<code>crossroads run south_december --worlds 20 --out a</code>" in page and made[1] in page
    assert escape(sentences[0]) in page


def test_three_scenarios_head_the_columns(tmp_path: Path) -> None:
    heads = set(re.findall(r'scope="col">([^<]+)<', write(tmp_path, 3)))
    assert heads >= {"South in December", "North in August", "Japan waits"}


def test_the_same_input_gives_the_same_page(tmp_path: Path, page: str) -> None:
    assert write(tmp_path) == page


def test_no_word_of_the_trade_stands_where_a_plain_one_does(page: str) -> None:
    text = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.partition("<h2>Sources")[0], flags=re.S))
    assert not re.search(r"\brung|horizon|in 1,000|\btreats?\b|Wilson|Shapley|council paper|in none\b.*fixed", text)


def test_faults_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="manifest of at least one run"):
        write(tmp_path, manifests=[])
    with pytest.raises(InputError, match="cannot be read"):
        write(tmp_path, figures=[tmp_path / "missing.png"])
    with pytest.raises(InputError, match="cannot write there"):
        write(tmp_path, path=tmp_path / "endings.png" / "report.html")
