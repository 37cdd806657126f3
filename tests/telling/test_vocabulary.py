"""One vocabulary: each thing that is told has one entry, and no entry lacks its thing."""

from __future__ import annotations

from importlib import import_module

import pytest

from crossroads.evidence.nations import nation_tables
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.nations import SUBJECTS
from crossroads.telling.vocabulary import feature, option, outcome, unit, vocabulary
from crossroads.telling.word_forms import OTHER_TERMS
from crossroads.world.observables import OBSERVABLES, OUTCOMES

SHEETS = {nation: set(import_module(f"crossroads.nations.{nation}.view").SHEET) for nation in NATIONS}
TERMS = {
    nation: {term for name in _of for term in SUBJECTS[name].terms}
    for nation, _of in {
        nation: [name for name in SUBJECTS if name.startswith(f"{nation}.")] for nation in NATIONS
    }.items()
}
FACTIONS = {
    nation: {
        faction for name, subject in SUBJECTS.items() if name.startswith(f"{nation}.") for faction in subject.factions
    }
    for nation in NATIONS
}
THINGS = {"features": SHEETS, "terms": TERMS, "factions": FACTIONS}


@pytest.mark.parametrize("kind", THINGS)
def test_each_feature_term_and_faction_has_one_entry_and_no_entry_lacks_its_thing(kind: str) -> None:
    assert set(getattr(vocabulary(), kind)) == set().union(*THINGS[kind].values())


@pytest.mark.parametrize("kind", THINGS)
def test_what_one_nation_alone_has_stands_with_it(kind: str) -> None:
    for nation, table in nation_tables("words.toml"):
        others = set().union(*(things for name, things in THINGS[kind].items() if name != nation))
        assert set(table.get(kind, {})) == THINGS[kind][nation] - others, nation


def test_each_decision_has_an_entry_and_each_option_of_an_imagined_one_a_label() -> None:
    told = vocabulary().decisions
    assert list(told) == [point.id for point in decision_points()]
    for point in decision_points():
        assert set(told[point.id].options) == (set(point.options) if point.id in SUBJECTS else set()), point.id


def test_figures_list_each_feature_at_a_place_of_its_own_with_a_label() -> None:
    ranks = sorted(word.rank for word in vocabulary().features.values() if word.rank)
    assert ranks == list(range(1, len(ranks) + 1))
    assert all(bool(word.short) == bool(word.rank) for word in vocabulary().features.values())


def test_every_term_is_of_a_family() -> None:
    assert {word.family for word in vocabulary().terms.values()} == vocabulary().families.keys() - {OTHER_TERMS}


def test_what_has_no_words_is_told_by_its_name() -> None:
    assert feature("no_such_thing").long == "no such thing" and option("japan.course", "no_such") == "no such"


def test_a_worth_that_two_capitals_weigh_is_told_of_neither() -> None:
    assert "Japanese" not in feature("soviet_quality").long


def test_outcomes_series_and_units_have_words_only_where_there_is_such_a_thing() -> None:
    told = vocabulary()
    assert set(told.outcomes) <= {item.name for item in OUTCOMES}
    assert set(told.series) <= {item.name for item in OBSERVABLES}
    assert set(told.units) <= {item.unit for item in (*OUTCOMES, *OBSERVABLES)}
    assert {item.name for item in OUTCOMES if item.kind == "date"} <= set(told.outcomes)
    for name, words in told.outcomes.items():
        held = next(item for item in OUTCOMES if item.name == name)
        assert set(words.values) == set(held.categories), name


def test_what_has_no_label_is_told_by_its_title() -> None:
    assert outcome("date_moscow_falls").label == "Moscow falls" and outcome("no_such").label == "no such"
    assert unit("km").shown == "km" and unit("men").shown == "million men"


def test_a_decision_s_figure_shows_what_its_nation_sees() -> None:
    for name, words in vocabulary().decisions.items():
        assert set(words.beliefs) <= SHEETS[name.partition(".")[0]]
