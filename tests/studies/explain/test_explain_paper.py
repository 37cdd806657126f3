from __future__ import annotations

import datetime as dt

import made_councils
import numpy as np
import pytest
from scipy.special import ndtr

from crossroads.errors import InputError
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.council import by_faction, contributions
from crossroads.minds.setup import Setup
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.explain.earlier_meetings import FEWEST, odds_given_earlier, persistence_of
from crossroads.studies.explain.meetings import meetings, phrase, select
from crossroads.studies.explain.page import WIDTH, contents, paper
from crossroads.telling.vocabulary import feature, vocabulary


def _meetings(world: int = 1, decision: str = "japan.course") -> list[Meeting]:
    return meetings(select(made_councils.ledger(), world=world, decision=decision))


def test_a_paper_holds_what_the_record_holds() -> None:
    meeting = _meetings()[0]
    assert meeting.council is not None and meeting.seen is not None
    text = paper(meeting, odds_given_earlier(meeting, [], 0.5))
    assert text.startswith("Japan's course\n")
    assert "2 July 1941. Liaison and Imperial Conferences. World 1 of made_up." in text
    assert f"{meeting.seen['oil_months_left'][0]:.3g} months" in text
    assert "A new thing" in text and "not known" in text
    for option in np.flatnonzero(meeting.legal[:, 0]):
        assert f"{option + 1}. {phrase(meeting, int(option))}" in text
        assert f"{100 * meeting.probabilities[option, 0]:.0f} %" in text
        assert f"{meeting.draw[option, 0]:+.2f}" in text
    assert "Not open at this meeting: 2. moves into southern Indochina." in text
    assert f"Japan {phrase(meeting, int(meeting.choice[0]))}." in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_paper_breaks_an_option_down_by_term_and_faction() -> None:
    meeting = _meetings()[1]
    council = meeting.council
    assert council is not None
    block = paper(meeting).split("  3. north: attacks the Soviet Union\n")[1].split("\n\n")[0]
    oil = next(line for line in block.splitlines() if line.strip().startswith("Oil"))
    values = council.values[:, 0, 2, 0]
    expected = (council.futures_odds[:, 0] * values).sum()
    shares = contributions(council)[:, 0, 2, 0]
    assert [f"{value:+.2f}" for value in (expected, values.min(), values.max(), *shares)] == [
        word for word in oil.split()[1:] if word != "to"
    ]
    together = next(line for line in block.splitlines() if line.strip().startswith("Together"))
    assert together.split()[1:] == [f"{value:+.2f}" for value in by_faction(council)[:, 2, 0]]


def test_a_paper_says_who_would_not_assent() -> None:
    told = 0
    for meeting in _meetings():
        council = meeting.council
        assert council is not None
        gain = by_faction(council)[:, :, 0] - by_faction(council)[:, :1, 0]
        text = " ".join(paper(meeting).split())
        for option in np.flatnonzero(meeting.legal[:, 0])[1:]:
            against = [name for name, place in (("general staff", 0), ("navy", 2)) if gain[place, option] < 0]
            sentence = [part for part in text.split(". ") if part.endswith(f"would not assent to option {option + 1}")]
            assert bool(sentence) == bool(against)
            assert all(name in sentence[0] for name in against)
            told += len(against)
    assert told > 0


def test_a_decision_without_a_council_has_a_shorter_paper() -> None:
    meeting = _meetings(decision="germany.request")[0]
    text = paper(meeting)
    assert "What each option was imagined to bring" not in text and "How the table weighed" not in text
    assert "The odds and the luck" in text and "The centre at a halt" in text


def test_a_decision_that_a_scenario_took_is_said_to_be_so() -> None:
    meeting = _meetings()[-1]
    assert meeting.forced
    assert "The scenario took this decision" in paper(meeting)
    assert "by the scenario" in contents([meeting])


def test_unknown_features_are_told_by_their_name() -> None:
    assert feature("railway_capacity").long == "railway capacity"
    assert feature("railway_capacity").value(0.123456) == "0.123"
    assert feature("embargo").value(1.0) == "yes" and feature("embargo").value(0.4) == "0.4"


def test_every_nation_s_view_has_words() -> None:
    from crossroads.evidence.nations import load_nations

    assert [
        name for data in load_nations().values() for name in data.believes if name not in vocabulary().features
    ] == []


def _made(odds: list[float], chosen: int, day: int) -> Meeting:
    values, none = np.array(odds)[:, None], np.zeros(1, dtype=np.int64)
    options, date = tuple(made_councils.COURSE.options)[:3], dt.date(1941, 7, day)
    numbers = (np.log(values), values, np.zeros((3, 1)), none + chosen, none > 0)
    return Meeting("s", date, "japan", "course", options, none, *numbers, seen={}, council=None)


def test_odds_given_earlier_choices_agree_with_a_simulation() -> None:
    earlier = [_made([0.6, 0.3, 0.1], 0, 1), _made([0.5, 0.3, 0.2], 0, 2)]
    now, persistence, tries = _made([0.4, 0.3, 0.3], 0, 3), 0.5, 400_000
    rng = np.random.default_rng(3)
    lasting = rng.standard_normal((3, tries))

    def chosen(meeting: Meeting) -> np.ndarray:
        normal = np.sqrt(persistence) * lasting + np.sqrt(1 - persistence) * rng.standard_normal((3, tries))
        return np.argmax(np.log(meeting.probabilities) - np.log(-np.log(ndtr(normal))), axis=0)

    agree = np.logical_and.reduce([chosen(meeting) == meeting.choice for meeting in earlier])
    share = np.bincount(chosen(now)[agree], minlength=3) / agree.sum()
    found = odds_given_earlier(now, earlier, persistence)
    assert found.odds is not None and found.meetings == 2
    np.testing.assert_allclose(found.odds, share, atol=0.01)
    assert found.odds[0] > 0.45  # what was chosen twice is likelier than its odds alone


def test_without_anything_that_lasts_earlier_choices_tell_nothing() -> None:
    now, earlier = _made([0.4, 0.3, 0.3], 0, 3), [_made([0.2, 0.4, 0.4], 0, 1)]
    for persistence, history in ((0.0, earlier), (0.5, [])):
        found = odds_given_earlier(now, history, persistence)
        np.testing.assert_allclose(found.odds, now.probabilities[:, 0], atol=0.002)
        assert found.meetings == 0


def test_odds_are_not_told_after_what_could_hardly_happen() -> None:
    earlier = [_made([1e-6, 0.5, 0.499999], 0, day) for day in range(1, 9)]
    found = odds_given_earlier(_made([0.4, 0.3, 0.3], 0, 10), earlier, 0.5)
    assert found.odds is None and found.samples < FEWEST
    assert "too unlikely" in paper(_made([0.4, 0.3, 0.3], 0, 10), found).replace("\n ", "")


def test_persistence_is_the_scenario_s() -> None:
    setup = Setup(edits=(ParameterEdit("deciding.persistence", value=0.3),))
    assert persistence_of(made_councils.COURSE, setup, 1941, 4) == 0.3
    assert persistence_of(made_councils.POINTS["united_states.entry"], setup, 1941, 4) != 0.3


def test_what_is_not_on_record_is_said() -> None:
    ledger = made_councils.ledger()
    for asked, message in (
        ({"world": 77}, "worlds 0 to 4"),
        ({"nation": "japna"}, "did you mean 'japan'"),
        ({"decision": "japan.cours"}, "did you mean 'course'"),
        ({"nation": "ussr", "decision": "japan.course"}, "not a decision of 'ussr'"),
        ({"nation": "ussr"}, "no such meeting"),
        ({"decision": "course", "date": dt.date(1941, 7, 3)}, "days on record: 1941-07-02, 1941-08-09"),
    ):
        with pytest.raises(InputError, match=message):
            select(ledger, **asked)  # type: ignore[arg-type]
    assert len(select(ledger, world=2, date=dt.date(1941, 7, 2))) == 1


def test_a_paper_tells_of_the_later_choice_and_of_the_nest() -> None:
    told = " ".join(paper(_meetings()[0]).split())
    later = "What it believes that it would choose later, where nothing else comes of it: hold 30 % and attack 70 %."
    assert later in told
    assert "differ in little but their day: among them the spread is 0.50 of that." in told
