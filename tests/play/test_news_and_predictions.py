from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from crossroads.minds.decider import Weighing
from crossroads.minds.deciders.human import Put
from crossroads.minds.decision import decision_points
from crossroads.minds.view import View
from crossroads.play.judging import JudgedPrediction, brier, judgement
from crossroads.play.news import News
from crossroads.play.predictions import (
    FRONT,
    Prediction,
    PredictionQuestion,
    Questions,
    came_about,
)
from crossroads.telling.vocabulary import vocabulary
from crossroads.world.block import Block
from crossroads.world.observables import OBSERVABLE_NAMES, OBSERVABLES, OUTCOME_NAMES

POINTS = {point.id: point for point in decision_points()}


def _view(nation: str, week: int, **features: float) -> View:
    return View(nation, week, {name: np.array([float(value)]) for name, value in features.items()})


def _put(point: str, week: int, **features: float) -> Put:
    chosen = POINTS[point]
    odds = dict.fromkeys(chosen.options, 1 / len(chosen.options))
    return Put(chosen, _view(chosen.nation, week, **features), Weighing(np.zeros((len(odds), 1))), odds)


def test_news_is_what_has_changed_in_the_view() -> None:
    news = News("japan")
    news.watch(_view("japan", 2, freeze=0, embargo=0, oil_months_left=21, german_front_moscow_km=350, pact=1))
    assert news.since_last_told() == []
    news.mark_told(dt.date(1941, 7, 2))
    news.watch(_view("japan", 6, freeze=1, embargo=0, oil_months_left=20, german_front_moscow_km=500, pact=1))
    news.watch(_view("japan", 7, freeze=1, embargo=1, oil_months_left=19, german_front_moscow_km=520, pact=1))
    lines = news.since_last_told()
    assert lines[0] == "Since 2 July 1941: America sells Japan no oil any more; America freezes Japan's assets."
    assert lines[1] == "Reports: front before Moscow, km: 520 (was 350); your oil, months of use: 19 (was 21)."
    news.mark_told(dt.date(1941, 8, 9))
    news.watch(_view("japan", 8, freeze=1, embargo=1, oil_months_left=19, german_front_moscow_km=520, pact=1))
    assert "nothing that changes the war" in news.since_last_told()[0]


def test_news_is_told_once() -> None:
    """A request made, dropped and made again is one request; an embargo lifted and laid again is not one embargo."""
    news = News("japan")
    for week, (asks, embargo) in enumerate([(0, 0), (1, 1), (0, 0), (1, 1)]):
        news.watch(_view("japan", week, germany_asks=asks, embargo=embargo))
    assert [what for _, what in news.heard].count("Germany asks Japan to attack the USSR") == 1
    assert [what for _, what in news.heard].count("America sells Japan no oil any more") == 2


def test_news_has_two_lines_that_fit() -> None:
    news = News("germany")
    flags = dict.fromkeys(vocabulary().news, 0.0) | {"pact": 1.0}
    news.watch(_view("germany", 0, german_front_moscow_km=0, soviet_strength=2.7e6, **flags))
    news.mark_told(dt.date(1941, 8, 9))
    news.watch(_view("germany", 9, german_front_moscow_km=700, soviet_strength=3e6, **dict.fromkeys(flags, 1.0)))
    lines = news.since_last_told()
    assert len(lines) == 2 and all(len(line) <= 100 for line in lines)
    assert all("asks" not in what and "promises" not in what for _, what in news.heard)


def test_news_stays_silent_of_what_the_seat_cannot_see() -> None:
    news = News("ussr")
    news.watch(_view("ussr", 0, german_front_moscow_km=0, cohesion=1))
    news.mark_told(dt.date(1941, 8, 9))
    news.watch(_view("ussr", 4, german_front_moscow_km=300, cohesion=0.9))
    assert news.heard == [] and "Kwantung" not in " ".join(news.since_last_told())


def test_every_question_is_about_something_on_record() -> None:
    assert {name for name, told in vocabulary().decisions.items() if told.asked} == set(POINTS)
    pairs = [pair for told in vocabulary().decisions.values() for pair in told.asked] + list(vocabulary().later)
    assert {about for about, _ in pairs} - {FRONT} <= set(vocabulary().events) <= set(OUTCOME_NAMES)
    assert FRONT in OBSERVABLE_NAMES and all(0 < weeks <= 104 for _, weeks in pairs)
    told = {name for event in vocabulary().events.values() for name in (*event.ended_by, *event.needs)}
    assert told <= set(OUTCOME_NAMES)


def test_questions_take_turns_and_stop_when_answered() -> None:
    happened: set[str] = set()
    questions = Questions(200, lambda: happened)
    asked = [questions.next(_put("japan.course", week)) for week in (1, 6, 11)]
    assert [item.about for item in asked if item] == ["date_moscow_falls", "date_us_full_embargo", "date_us_japan_war"]
    assert asked[0] is not None and asked[0].by == dt.date(1942, 1, 3)
    assert asked[0].text == "that Moscow falls by 3 January 1942"
    happened |= {"date_moscow_falls", "date_us_japan_war"}
    later = {questions.next(_put("japan.course", week)).about for week in range(20, 26)}  # type: ignore[union-attr]
    assert later == {"date_landing_2500km_tokyo", "date_germany_surrenders"}
    happened |= set(vocabulary().events)
    assert questions.next(_put("japan.course", 30)) is None


def test_what_the_seat_already_knows_is_not_asked() -> None:
    question = Questions(200, set).next(_put("germany.promise", 22, japan_us_war=1))
    assert question is not None and question.about == "date_japan_attacks_ussr"


def test_no_question_reaches_beyond_the_horizon() -> None:
    question = Questions(10, set).next(_put("ussr.war_on_japan", 5))
    assert question is not None and question.by_week == 9


def test_the_front_is_asked_about_by_who_sees_it() -> None:
    questions = Questions(200, lambda: {"date_japan_attacks_ussr", "date_moscow_falls"})
    question = questions.next(_put("ussr.transfers", 15, german_front_moscow_km=702))
    assert question is not None and (question.about, question.above) == (FRONT, 750.0)
    assert "more than 750 km" in question.text


def _block(weeks: int = 40, **dates: float) -> Block:
    outcomes = {name: np.array([np.nan]) for name in OUTCOME_NAMES} | {k: np.array([v]) for k, v in dates.items()}
    series = np.zeros((len(OBSERVABLES), weeks, 1), dtype=np.float32)
    series[OBSERVABLE_NAMES.index(FRONT), :, 0] = np.arange(weeks) * 20.0
    series[OBSERVABLE_NAMES.index(FRONT), 30:, 0] = np.nan
    return Block(np.array([0]), series, outcomes, (), {}, {})


def test_questions_are_judged_by_what_came() -> None:
    block = _block(date_moscow_falls=20.0)
    assert came_about(PredictionQuestion("date_moscow_falls", "", 20), block) is True
    assert came_about(PredictionQuestion("date_moscow_falls", "", 19), block) is False
    assert came_about(PredictionQuestion("date_us_japan_war", "", 39), block) is False
    assert came_about(PredictionQuestion(FRONT, "", 20, above=390.0), block) is True
    assert came_about(PredictionQuestion(FRONT, "", 20, above=400.0), block) is False
    assert came_about(PredictionQuestion(FRONT, "", 35, above=0.0), block) is None


def _judged(odds: float, came: bool | None) -> JudgedPrediction:
    return JudgedPrediction(
        Prediction(PredictionQuestion("date_moscow_falls", "Moscow falls", 20), dt.date(1941, 7, 2), odds), came
    )


def test_the_brier_measure_is_the_mean_square() -> None:
    assert brier([0.5, 0.5, 0.5], [True, False, True]) == pytest.approx(0.25)
    assert brier([1.0, 0.0], [True, False]) == 0.0
    assert brier([0.8, 0.3], [True, True]) == pytest.approx((0.04 + 0.49) / 2)


def test_predictions_are_judged_in_words() -> None:
    told = " ".join(judgement([_judged(0.9, False)] * 4 + [_judged(0.2, False), _judged(0.5, None)]))
    assert "Brier measure: 0.656 over 5 predictions; 50 % for everything gives 0.250" in told
    assert "held likely (67 and more): 0 of 4 came about (you said 90 in 100)" in told
    assert "less came about than you expected" in told and "cannot be judged" in told
    few = judgement([_judged(0.9, True), dataclasses.replace(_judged(0.2, False), elsewhere="3 of 50 worlds")])
    assert "too few" in few[-1] and "3 of 50 worlds" in few[1]
    assert judgement([]) == ["No prediction was made."]
    assert judgement([_judged(0.4, None)])[-1] == "None of them can be judged."
