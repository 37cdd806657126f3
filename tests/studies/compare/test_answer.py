"""The answer speaks of what was asked, in three short sentences, and claims nothing that luck may explain."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import fake_war
import pandas as pd
import pytest
from asked import NORTH_OR_SOUTH

from crossroads.minds.decision import measure
from crossroads.scenario.asking import asks_of
from crossroads.scenario.question import Question, load_question
from crossroads.scenario.scenario import Scenario, load_scenario
from crossroads.studies.compare.answering import leaning
from crossroads.studies.compare.answering.answer import MOST_ROWS, answer
from crossroads.studies.compare.answering.changes import changes, told_from_luck
from crossroads.studies.compare.answering.short import label, of_whole
from crossroads.studies.compare.study import Comparison, compare
from crossroads.telling.known_bias import known_endings
from crossroads.telling.sentences.patterns import MOST_NUMBERS, MOST_WORDS, numbers_in, words_in

SOUTH, NORTH, ALSO = fake_war.scenario("south"), fake_war.scenario("north", north=True), fake_war.scenario("also")


def question(*asks: str) -> Question:
    plain = {"name": "", "title": "T", "text": "", "scenarios": ["south", "north"], "asks": list(asks)}
    return Question.from_resolved(plain)


@pytest.mark.parametrize("worlds", [1, 4, 12, 40, 300])
@pytest.mark.parametrize("others", [(NORTH,), (NORTH, ALSO)], ids=["two", "three"])
def test_it_is_short_and_claims_nothing_that_luck_may_explain(worlds: int, others: tuple[Scenario, ...]) -> None:
    made = compare(SOUTH, *others, worlds=worlds, question=NORTH_OR_SOUTH)
    found = made.answer()
    assert 2 <= len(found.sentences) <= 3 and found.margins.startswith(f"{worlds} world")
    for sentence in found.sentences[:2]:
        assert words_in(sentence) <= MOST_WORDS and numbers_in(sentence) <= MOST_NUMBERS, sentence
        assert sentence.endswith(".") and "nan" not in sentence and "{" not in sentence
    known = changes(made.runs, made.table, made.question)
    clear = [item for item in known if item.clear and not item.ordered]
    if not clear:
        assert found.sentences[0].startswith("Nothing asked changes beyond luck: ")
    else:
        assert "beyond luck" not in found.sentences[0]
        assert all(any(told_from_luck(row) for row in item.told) for item in clear)
        nothing = found.sentences[1].startswith("Nothing else")
        assert nothing == (len(clear) == 1)


def test_every_number_is_that_of_its_rows() -> None:
    made = compare(SOUTH, NORTH, worlds=300, question=question("japan_undefeated", "military_losses_japan"))
    row = made.table.set_index("outcome").loc["japan_undefeated"]
    first = made.answer().sentences[0]
    values = [f"{100 * row[key]:.0f}" for key in ("value", "base_value")]
    assert (
        first == f"Japan is undefeated in {values[0]} of 100 worlds under 'North', against {values[1]} under 'South'."
    )
    margin = re.search(r"Japan undefeated at the end \+(\d+) \(\+(\d+) to \+(\d+)\) of 100", made.answer().margins)
    assert margin is not None
    assert [float(end) for end in margin.groups()] == [round(100 * row[key]) for key in ("difference", "low", "high")]
    assert made.answer().numbers["difference"].iloc[0] == row["difference"]


def test_no_sentence_speaks_of_what_was_not_asked() -> None:
    asked = question("civilian_deaths", "verdict=stalemate")
    made = compare(SOUTH, NORTH, worlds=300, question=asked)
    told = str(made.answer()) + made.short_text()
    names = {label(item) for item in changes(made.runs, made.table, load_question("north_or_south"))}
    assert not [name for name in names - {"Germany or Japan undefeated, the USSR not lost"} if name in told]


def test_what_scenarios_order_is_no_finding() -> None:
    """Told to strike north, and not to: that it does in all worlds against none leads no answer."""
    made = compare(SOUTH, NORTH, worlds=60, question=question("date_japan_attacks_ussr:happens", "japan_undefeated"))
    column = "date_japan_attacks_ussr"
    order = [{"nation": "japan", "decision": "course", "option": "north", "on": "1941-08-09", "between": None}]
    runs = []
    for run, day in zip(made.runs, (None, dt.datetime(1941, 8, 24)), strict=True):
        days = pd.Series(pd.to_datetime([day] * run.worlds), run.outcomes.index).astype(run.outcomes[column].dtype)
        outcomes = run.outcomes.assign(**{column: days})
        runs.append(dataclasses.replace(run, outcomes=outcomes, manifest=run.manifest | {"forced_decisions": order}))
    again = compare(*runs, question=made.question)
    assert str(again.answer()).startswith("Japan is undefeated in ")
    free = [dataclasses.replace(run, manifest=run.manifest | {"forced_decisions": []}) for run in runs]
    told = answer(free, again.table, made.question).sentences[0]
    assert told.startswith("Japan attacks the USSR in all of 60 worlds")


def test_four_scenarios_have_a_table_of_five_rows() -> None:
    more = [fake_war.scenario(name) for name in ("third", "fourth")]
    made = compare(SOUTH, NORTH, *more, worlds=200, question=NORTH_OR_SOUTH)
    found = made.answer()
    assert len(found.rows) == 1 + MOST_ROWS and found.rows[0].split() == ["south", "north", "third", "fourth"]
    assert len(found.sentences) == 1 and made.short_text() == ""
    assert all(len(line) <= 110 for line in str(found).splitlines())


@pytest.mark.parametrize("width", [60, 80, 110, 200])
def test_the_table_in_a_terminal_has_its_width_and_at_most_twelve_lines(width: int) -> None:
    made = compare(SOUTH, NORTH, ALSO, worlds=40, question=NORTH_OR_SOUTH)
    lines = made.short_text(width).splitlines()
    assert 2 <= len(lines) <= 12 and max(map(len, lines)) <= min(width, 110)


@pytest.mark.parametrize(
    ("share", "worlds", "words"),
    [
        (0.0, 100, "none"),
        (1.0, 100, "all"),
        (0.0005, 100, "fewer than 1"),
        (0.9995, 100, "more than 99"),
        (0.015, 100, "2"),
        (0.5, 4, "2"),
    ],
)
def test_shares_are_told_of_a_hundred(share: float, worlds: int, words: str) -> None:
    assert of_whole(share, worlds) == words


def test_an_ending_that_the_model_misses_is_said_where_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    # An ensemble may miss none: here the day of Germany's surrender lies beyond what four in five worlds say.
    ending = dataclasses.replace(known_endings()["date_germany_surrenders"], high=dt.date(1945, 3, 25))
    missed = {"date_germany_surrenders": ending}
    assert ending.missed
    monkeypatch.setattr(leaning, "known_endings", lambda: missed)
    end = dt.date(1946, 12, 29)
    long = (fake_war.scenario("south", horizon=end), fake_war.scenario("north", north=True, horizon=end))
    for name in missed:
        told = compare(*long, worlds=40, question=question(f"{name}:weeks")).answer().sentences[-1]
        assert told.startswith("Trust the comparison, not the dates") and words_in(told) <= MOST_WORDS
        # A war that stops before it says nothing of that end.
        short = compare(SOUTH, NORTH, worlds=40, question=question(f"{name}:weeks")).answer()
        assert "dates" not in str(short)
    other = compare(SOUTH, NORTH, worlds=40, question=question("japan_undefeated")).answer()
    assert "dates" not in str(other)


MINE = {
    "order": ({"force": [{"nation": "ussr", "decision": "transfers", "on": "1941-06-29", "option": "none"}]}, "ussr"),
    "reason": ({"reasons": {"without": ["past_defeats"]}}, "course"),
    "number": ({"parameters": {"japan.kwantung_strength": {"scale": 0.9}}}, "course"),
    "lever": ({"levers": {"oil_stock": 1.1}}, "course"),
    "who knows": ({"intelligence": {"sorge": {"reliability": 0}}}, "course"),
}


@pytest.mark.parametrize("name", MINE)
def test_a_scenario_that_asks_nothing_is_asked_what_follows_from_what_it_changes(name: str) -> None:
    tables, about = MINE[name]
    mine = load_scenario({"extends": "historical", "title": "Mine", **tables})
    asked = asks_of(mine, ())
    if about == "course":
        assert asked == ("japan_course",)
    else:
        assert {"ussr_undefeated", "date_moscow_falls"} <= set(asked)
    assert [measure(each) for each in asked]
    assert asks_of(mine, (mine.name,)) == () == asks_of(load_scenario("historical"), ())


def test_answers_are_kept_with_a_comparison(tmp_path: object) -> None:
    made = compare(SOUTH, NORTH, worlds=40, question=NORTH_OR_SOUTH, out=f"{tmp_path}/both", figures="none")
    again = Comparison.load(f"{tmp_path}/both")
    assert str(again.answer()) == str(made.answer()) and again.short_text() == made.short_text()
    assert made.answer()._repr_html_().startswith("<p>")
