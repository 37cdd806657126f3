"""Readings of treaties and words given: at other settings than the recorded one they move the stakes they belong to.

What is recorded is turned up a little in the table of stakes; here each is set where the recorded setting hides it.
"""

from __future__ import annotations

import numpy as np
import pytest
import wartime

from crossroads.engine import SUBJECTS
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.sight import Sight
from crossroads.minds.view import View
from crossroads.nations.japan import view as japan_view

HALF = 0.5
PEACE = {"japan_us_war": 0.0, "japan_south_war": 0.0, "germany_us_war": 0.0, "embargo": 0.0, "freeze": 0.0}


def _stake(decision: str, option: str, term: str, edits: dict[str, float], **seen: float) -> float:
    """Return what an option brings of a term, where all that is counted and seen is one half but for `seen`."""
    subject = SUBJECTS[decision]
    nation, _ = decision.split(".")
    p = wartime.parameters(1, *(ParameterEdit(name, value=value) for name, value in edits.items()))
    shape = (len(subject.futures), len(subject.plans), 1)
    measures = {name: np.full(shape, HALF) for name in subject.measures}

    class Seen(dict[str, np.ndarray]):
        def __missing__(self, name: str) -> np.ndarray:
            return np.array([(PEACE | seen).get(name, HALF)])

    found = subject.values(measures, View(nation, 20, Seen()), p)
    return float(np.mean(found[option][term]))


ARTICLE = "diplomacy.article_3_reading"


def test_the_firmer_article_3_is_read_the_more_it_weighs_on_a_germany_that_stays_out() -> None:
    none, signed, quoted = (
        _stake("germany.war_on_us", "abstain", "alliance", {ARTICLE: reading}) for reading in (0.0, 1.0, 2.0)
    )
    assert none == 0.0
    assert none > signed > quoted


@pytest.mark.parametrize(
    ("decision", "option", "term"),
    [("germany.war_on_us", "abstain", "deterrence"), ("united_states.entry", "enter", "deterrence")],
)
def test_without_article_3_the_pact_deters_nobody(decision: str, option: str, term: str) -> None:
    none, signed, quoted = (_stake(decision, option, term, {ARTICLE: reading}) for reading in (0.0, 1.0, 2.0))
    assert none != signed
    assert signed == quoted


def test_a_pact_that_hardens_america_speaks_for_entry() -> None:
    weights = (-1.0, 0.0, 1.0, 3.0)
    found = [
        _stake("united_states.entry", "enter", "deterrence", {"diplomacy.tripartite_deterrence": weight})
        for weight in weights
    ]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(weights)


def test_ties_once_broken_are_missed_where_they_are_no_reason() -> None:
    off = {"reason.rupture_with_japan": 0.0}
    assert _stake("united_states.entry", "enter", "rupture", off, trade=2.0) < 0.0
    assert _stake("united_states.entry", "enter", "rupture", off, trade=0.0) == 0.0
    assert _stake("united_states.entry", "enter", "rupture", {}, trade=2.0, japan_aggression=0.0) == 0.0


def test_support_of_the_ussr_is_a_part_of_every_answer_to_japan() -> None:
    told = [
        _stake("united_states.trade", "full", "answer", edits, trade=0.0)
        for edits in (
            {"reason.support_ussr": 0.0},
            {"diplomacy.american_pledge": 0.0},
            {},
            {"diplomacy.american_pledge": 3.0},
        )
    ]
    assert told[0] == told[1] < told[2] < told[3]


def test_spoils_that_come_to_who_waits_are_no_reason_to_fight() -> None:
    def gained(share: float) -> float:
        edits = {"diplomacy.free_ride": share}
        north, wait = (
            _stake("japan.course", option, "spoils", edits, german_victory=0.8) for option in ("north", "wait")
        )
        return north - wait

    # Told apart by the plan, not by the weeks of war: a plan that attacks sits at the table at once.
    assert gained(0.0) > gained(0.5) > gained(1.0)


def test_an_offer_of_spoils_counts_where_germany_asks_and_is_trusted() -> None:
    def offered(**seen: float) -> float:
        none, all_of_it = (
            _stake("japan.course", "north", "spoils", {"diplomacy.german_spoils": share}, **seen)
            for share in (0.0, 1.0)
        )
        return all_of_it - none

    assert offered(germany_asks=1.0, trust_in_germany=0.8) > offered(germany_asks=1.0, trust_in_germany=0.3) > 0.0
    assert offered(germany_asks=0.0) == 0.0


@pytest.mark.parametrize("missing", ["diplomacy.yalta", "diplomacy.grand_alliance"])
def test_without_a_bargain_nothing_is_owed_and_nothing_is_gained(missing: str) -> None:
    seen = {"germany_out": 1.0, "japan_at_war_us": 1.0}
    for term in ("allies", "price"):
        assert _stake("ussr.war_on_japan", "attack", term, {}, **seen) > 0.0
        assert _stake("ussr.war_on_japan", "attack", term, {missing: 0.0}, **seen) == 0.0


# --- how Tokyo reads a Soviet notice ---------------------------------------------------------------------------------

NEVER = float("nan")


class _Week(Sight):
    """A week of which a few facts are known."""

    __slots__ = ("facts",)

    def __init__(self, reading: float, **facts: float) -> None:
        self.p = wartime.parameters(1, ParameterEdit("diplomacy.denunciation_reading", value=reading))
        self.facts = facts

    def now(self, name: str) -> np.ndarray:
        return np.array([self.facts[name]])


def _read(reading: float, weeks: float, attacked: float = 0.0) -> tuple[float, float]:
    week = _Week(reading, pact=0.0, notice_weeks=weeks, soviet_attack_made=attacked)
    return float(japan_view._pact(week)[0]), float(japan_view._war_at_hand(week)[0])


def test_a_notice_is_read_calmly_or_as_war_at_hand() -> None:
    assert [_read(reading, 4.0) for reading in (0.0, 0.5, 1.0)] == [(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)]


def test_a_notice_is_read_for_a_year_and_only_where_it_was_given() -> None:
    for reading in (0.0, 1.0):
        assert _read(reading, NEVER) == (0.0, 0.0)
        assert _read(reading, 60.0) == (0.0, 0.0)


def test_nobody_counts_on_a_pact_after_the_attack() -> None:
    assert _read(0.0, 4.0, attacked=1.0) == (0.0, 0.0)
