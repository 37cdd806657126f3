from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import numpy as np
import pytest

from crossroads.evidence.nations import load_nations, nation_tables
from crossroads.minds.council import Council, apart
from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.human import Put
from crossroads.minds.decision import NATIONS, decision_points, points_of
from crossroads.minds.view import View
from crossroads.play.briefing import MOST_WORDS, briefing, length, options
from crossroads.play.saves import Game
from crossroads.play.seen import TRADE, seen_items
from crossroads.play.session import war_of
from crossroads.scenario.scenario import load_scenario
from crossroads.telling import vocabulary

FACTIONS = ("general_staff", "kwantung_army", "navy", "court")
TERMS = ("oil", "losses", "northern_gain", "long_war", "alliance")


def _puts(nation: str, world: int) -> list[Put]:
    """Return every decision of a whole war that is put to a seat whose person answers in turn."""
    found: list[Put] = []

    def ask(put: Put) -> str:
        found.append(put)
        return put.legal[len(found) % len(put.legal)] if put.point.name not in ("end_war", "fight_on") else put.legal[0]

    war = war_of(Game(nation, load_scenario("historical"), 1941, world, "all"), ask)
    while war.week < war.weeks:
        war.step()
    return found


@pytest.fixture(scope="module")
def puts() -> Iterator[list[Put]]:
    yield [put for nation in NATIONS for world in (0, 1) for put in _puts(nation, world)]


def _council(put: Put, rng: np.random.Generator) -> Council:
    names = tuple(put.point.options)
    sizes = (3, len(TERMS), len(names), 1)
    return Council(
        options=names,
        factions=FACTIONS,
        terms=TERMS,
        futures=("good", "expected", "bad"),
        values=rng.normal(size=sizes),
        weights=rng.uniform(size=(len(FACTIONS), len(TERMS), 1)),
        power=np.full((len(FACTIONS), 1), 0.25),
        assent=np.ones(len(FACTIONS)),
        costly=np.ones(len(names)),
        futures_odds=np.full((3, 1), 1 / 3),
        veto=np.ones(1),
        loss_aversion=np.ones(1),
        curvature=np.ones(1),
        temperature=np.ones(1),
        **apart(len(names), 1),
    )


def test_no_briefing_is_longer_than_it_may_be(puts: list[Put]) -> None:
    assert len(puts) > 150
    rng = np.random.default_rng(5)
    for put in puts:
        assert length(briefing(put)) <= MOST_WORDS == 150
        reasoned = dataclasses.replace(put, usual=Weighing.of(_council(put, rng)))
        assert length(briefing(reasoned)) <= MOST_WORDS


def test_a_briefing_has_its_three_parts(puts: list[Put]) -> None:
    for put in puts:
        text = briefing(put)
        assert str(put.day.year) in text and put.point.table in text
        for number, option in enumerate(put.legal, 1):
            assert re.search(rf"^ +{number} {option}: ", text, flags=re.MULTILINE)
        assert "You do not know: " in text and text.endswith(".")
        assert "You see: " in text and re.search(r"\d", text.split("You see: ")[1].split("\n")[0])


def test_every_decision_knows_what_it_does_not_know() -> None:
    told = vocabulary.vocabulary().decisions
    assert set(told) == {point.id for point in decision_points()} and any(item.main for item in told.values())
    assert all("unknown" in cells for _, table in nation_tables("words.toml") for cells in table["decisions"].values())
    assert all(nation.briefing for nation in load_nations().values())


def test_every_feature_told_has_words_and_is_seen(puts: list[Put]) -> None:
    for nation in NATIONS:
        told = load_nations()[nation]
        assert all(name == TRADE or vocabulary.feature(name).seen for name in told.briefing)
        view = next(put.view for put in puts if put.view.nation == nation)
        assert len(seen_items(view)) >= 3


def test_without_a_council_odds_are_told_in_words(puts: list[Put]) -> None:
    plain = dataclasses.replace(puts[0], usual=Weighing(np.zeros((len(puts[0].point.options), 1))))
    told = ("nearly certain", "likely", "about even", "possible", "unlikely", "hardly")
    for line in options(plain):
        assert line.endswith(tuple(f"({word})" for word in told))


def test_a_council_tells_who_is_for_and_against() -> None:
    point = next(point for point in points_of("japan") if point.name == "course")
    put = Put(point, View("japan", 6, {}), Weighing(np.zeros((7, 1))), {"wait": 0.6, "north": 0.1, "south": 0.3})
    council = _council(put, np.random.default_rng(1))
    values, weights = np.zeros_like(council.values), np.zeros_like(council.weights)
    north = council.options.index("north")
    values[:, TERMS.index("northern_gain"), north] = 1.0
    values[:, TERMS.index("losses"), north] = -1.0
    weights[0, TERMS.index("northern_gain")] = 2.0
    weights[2, TERMS.index("losses")] = 1.0
    put = dataclasses.replace(put, usual=Weighing.of(dataclasses.replace(council, values=values, weights=weights)))
    line = options(put)[1]
    assert line.startswith("2 north: attacks the Soviet Union") and "(10%; " in line
    assert "for: army" in line and "against: navy" in line
    gain, cost = vocabulary.term("northern_gain").label, vocabulary.term("losses").label
    assert line.endswith(f"; gains: {gain}; costs: {cost})")
    assert options(put, 1)[1].endswith("(10%; for: army; against: navy)") and options(put, 0)[1].endswith("(10%)")
