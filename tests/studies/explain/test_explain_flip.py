from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from dataclasses import replace

import made_councils
import numpy as np
import pytest

from crossroads.minds.council import Council, log_odds
from crossroads.minds.setup import Setup
from crossroads.runs.tables.ledger import Meeting
from crossroads.studies.explain.flip import MOST_SCALE, TARGETS, Flip, Target, belief_flips, interest_flips
from crossroads.studies.explain.flip_page import flip_text
from crossroads.studies.explain.meetings import meetings, select
from crossroads.telling import vocabulary


def _meetings(world: int = 1) -> list[Meeting]:
    return meetings(select(made_councils.ledger(), world=world, decision="japan.course"))


def _first(meeting: Meeting, council: Council, target: Target) -> int:
    appeal = log_odds(council, meeting.legal.astype(float)) + (meeting.draw if target == "choice" else 0.0)
    return int(np.argmax(np.where(meeting.legal, appeal, -np.inf)))


def _scaled(council: Council, flip: Flip, share: float) -> Council | None:
    """Return the council with a weight turned by a share of the flip's change, None where no weight was turned."""
    for faction, name in [*enumerate(council.factions), (slice(None), "all")]:
        for term, word in enumerate(council.terms):
            who = "all at the table" if name == "all" else vocabulary.faction(name).long
            what = vocabulary.term(word).long
            if not (flip.condition.startswith(f"{who} cared") and flip.condition.endswith(f" for {what}")):
                continue
            less = "only" in flip.condition or "nothing" in flip.condition
            weights = council.weights.copy()
            weights[faction, term] *= 1.0 + (-1.0 if less else 1.0) * share * flip.change
            return replace(council, weights=weights)
    return None


@pytest.mark.parametrize("target", TARGETS)
def test_a_flip_turns_the_decision_and_less_does_not(target: Target) -> None:
    checked = 0
    for world in range(4):
        for meeting in _meetings(world)[:4]:
            council = meeting.council
            assert council is not None
            flips = interest_flips(meeting, target)
            assert [flip.change for flip in flips] == sorted(flip.change for flip in flips)
            for flip in flips:
                assert 0 < flip.change <= MOST_SCALE - 1
                turned = _scaled(council, flip, 1.0)
                if turned is not None:
                    less = _scaled(council, flip, 0.97)
                    assert less is not None and flip.change > 0
                    assert _first(meeting, turned, target) == flip.option != _first(meeting, council, target)
                    if flip.change > 0.4:  # of smaller ones the rounding to two decimals is no small part
                        assert _first(meeting, less, target) == _first(meeting, council, target)
                    checked += 1
    assert checked > 20


def test_shares_of_the_table_and_the_veto_are_turned_too() -> None:
    told = [
        flip.condition
        for world in range(5)
        for meeting in _meetings(world)
        for flip in interest_flips(meeting, "choice")
    ]
    assert any("weighed" in condition and "at the table" in condition for condition in told)
    assert any("dissent counted" in condition for condition in told)


def test_nothing_turns_what_nobody_cares_for() -> None:
    meeting = _meetings()[0]
    assert meeting.council is not None
    idle = replace(meeting.council, values=np.zeros_like(meeting.council.values))
    assert interest_flips(replace(meeting, council=idle, draw=meeting.draw * 0.0), "likeliest") == []


def _oil_first(meeting: Meeting) -> tuple[Meeting, Council]:
    """Return a meeting at which the south leads unless oil is thought to last eighteen months or more."""
    assert meeting.council is not None
    council = replace(meeting.council, assent=np.zeros(4), loss_aversion=np.ones(1), curvature=np.ones(1))
    council = replace(council, nest=np.zeros_like(council.nest))
    values = np.zeros_like(council.values)
    values[:, 0, 5] = (18.0 - 10.0) / 10.0 - 0.001
    council = replace(council, values=values)
    odds, choice = np.where(np.arange(9) == 5, 0.6, 0.05)[:, None], np.array([5])
    seen = {"oil_months_left": np.array([10.0])}
    return replace(meeting, council=council, probabilities=odds, choice=choice, seen=seen), council


def _again(council: Council, seen: Mapping[str, float]) -> Council:
    values = council.values.copy()
    values[:, 0, 5] = (18.0 - seen["oil_months_left"]) / 10.0 - 0.001
    return replace(council, values=values)


def test_the_smallest_step_of_a_belief_is_found() -> None:
    meeting, council = _oil_first(_meetings()[0])
    steps = {"oil_months_left": 1.0, "never_seen": 1.0}
    found = belief_flips(meeting, "likeliest", steps, lambda seen: _again(council, seen))
    assert found.note == "" and len(found.flips) == 1
    assert found.flips[0].change == pytest.approx(0.8)
    assert "at 18 months rather than 10 months" in found.flips[0].condition


def test_a_belief_that_cannot_go_far_enough_turns_nothing() -> None:
    meeting, council = _oil_first(_meetings()[0])
    for step in (0.1, 1e-9):
        assert belief_flips(meeting, "likeliest", {"oil_months_left": step}, lambda s: _again(council, s)).flips == ()


def test_beliefs_stay_within_what_they_can_be() -> None:
    meeting, council = _oil_first(_meetings()[0])
    tried: list[float] = []

    def again(seen: Mapping[str, float]) -> Council:
        tried.append(seen["german_victory"])
        return council

    at = replace(meeting, seen={"german_victory": np.array([0.9])})
    assert belief_flips(at, "likeliest", {"german_victory": 0.25}, again).flips == ()
    assert min(tried) == 0.0 and max(tried) == 1.0


def test_a_council_that_cannot_be_imagined_again_is_said_to_be_so() -> None:
    meeting, council = _oil_first(_meetings()[0])
    other = replace(council, values=-council.values)
    found = belief_flips(meeting, "likeliest", {"oil_months_left": 1.0}, lambda seen: other)
    assert found.flips == () and "another option comes first" in found.note


def test_flips_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, _ = _oil_first(_meetings()[0])
    fake = types.ModuleType("crossroads.minds.deciders.deliberation")
    fake.beliefs_of = lambda papers, subject: {"oil_months_left": 1.0}  # type: ignore[attr-defined]
    fake.reconvene = lambda papers, subject, point, seen, legal, council: _again(council, seen)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "crossroads.minds.deciders.deliberation", fake)
    text = " ".join(flip_text(replace(meeting, draw=np.zeros((9, 1))), Setup()).split())
    assert "What would have made another option the likeliest" in text
    assert "What would have turned the choice, its luck as it was" in text
    assert "Had the council put oil left at the present use at 18 months rather than 10 months" in text
    assert "the likeliest option would have been 1: keeps the present course (a change of 80 %)" in text
    assert "all at the table cared nothing for oil" in text


def test_what_cannot_be_turned_is_said() -> None:
    meeting = _meetings()[0]
    assert "The scenario took" in flip_text(replace(meeting, forced=np.array([True])), Setup())
    assert "not reasoned" in flip_text(replace(meeting, council=None), Setup())
    alone = np.where(np.arange(9) == 0, 0.0, -np.inf)[:, None]
    assert "Only one option" in flip_text(replace(meeting, utilities=alone), Setup())
