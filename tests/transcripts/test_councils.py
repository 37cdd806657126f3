"""One transcript for each decision: what its council sees, what it then most likely does, and why."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import wartime
from told import NAMES

from crossroads.engine import SUBJECTS, War
from crossroads.minds import choice, council
from crossroads.minds.council import QUIET, Council
from crossroads.minds.deciders.deliberation import Deliberation
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.minds.imagining.papers import papers_of
from crossroads.minds.view import View

Line = dict[str, Any]

TRANSCRIPTS: dict[str, list[Line]] = tomllib.loads(Path(__file__).with_name("councils.toml").read_text("utf-8"))
POINTS = {point.id: point for point in decision_points()}
LAST_WEEK = 29
"""The war as recorded is played until then; later councils start from what was seen in this week."""

TRIFLE = 0.001
"""Stakes that are as good as none."""

CASES = [
    pytest.param(decision, line, id=f"{decision}-{line['day']}-{number}")
    for decision, lines in TRANSCRIPTS.items()
    for number, line in enumerate(lines)
]


@cache
def _as_recorded() -> dict[tuple[str, int], View]:
    """Return what each nation saw in each week of one world in which all did what they did; nobody imagines in it."""
    setup = wartime.scenario_setup("as_it_happened")
    quiet = tuple((nation, "stated_odds") for nation in NATIONS)
    war = War(dataclasses.replace(setup, luck=False, knowledge=False, deciders=quiet), wartime.SEED, wartime.numbers(1))
    seen = {}
    for week in range(LAST_WEEK + 1):
        war.step()
        seen.update({(nation.name, week): nation.view for nation in war.nations})
    return seen


def _view(nation: str, day: dt.date, otherwise: dict[str, float]) -> View:
    week = wartime.row(day)
    held = _as_recorded()[nation, min(week, LAST_WEEK)].features
    assert set(otherwise) <= set(held)
    changed = {name: np.array([float(value)]) for name, value in otherwise.items()}
    return View(nation, week, {name: np.asarray(value, dtype=np.float64) for name, value in held.items()} | changed)


def _weighs_most(held: Council, option: int, beside: int) -> tuple[str, str]:
    """Return the terms that speak most for an option beside another and most against it, '' = none."""
    table = (held.power[:, None, None] * council.contributions(held)).sum(axis=0)[..., 0]
    gain = dict(zip(held.terms, table[:, option] - table[:, beside], strict=True))
    best, worst = max(gain, key=gain.__getitem__), min(gain, key=gain.__getitem__)
    return best if gain[best] > TRIFLE else "", worst if gain[worst] < -TRIFLE else ""


def _sitting(decision: str, line: Line) -> dict[str, str]:
    """Return what a council most likely does, and what weighs most."""
    point, p = POINTS[decision], papers_of(()).p
    options = tuple(point.options)
    assert set(line.get("closed", [])) <= set(options)
    legal = np.array([[float(option not in line.get("closed", []))] for option in options])
    weighing = Deliberation(p, SUBJECTS, papers_of(())).weigh(
        point, _view(point.nation, line["day"], line.get("seen", {})), legal
    )
    odds = choice.probabilities(weighing.among(legal), legal)[:, 0]
    likeliest, next_best = np.argsort(-odds)[:2]
    found = {"does": f"{NAMES[point.nation]} {point.options[options[likeliest]]}"}
    if weighing.council is not None:
        beside = next_best if likeliest == QUIET else QUIET
        found["because"], found["despite"] = _weighs_most(weighing.council, int(likeliest), int(beside))
    return found


def test_every_decision_has_its_transcript() -> None:
    assert set(TRANSCRIPTS) == set(POINTS)
    for decision in SUBJECTS:
        assert len(TRANSCRIPTS[decision]) > 1, decision


@pytest.mark.parametrize(("decision", "line"), CASES)
def test_a_council_does_as_its_transcript_says(decision: str, line: Line) -> None:
    wanted = {key: line[key] for key in ("does", "because", "despite") if key in line}
    assert _sitting(decision, line) == wanted
