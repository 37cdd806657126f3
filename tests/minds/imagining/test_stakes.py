"""Which way each stake of the imagined decisions moves: everything else held, one thing turned up a little.

The tables say it all: what is not named in them must not move a stake, and what is named must, and that way.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossroads.engine import SUBJECTS
from crossroads.evidence.parameters import Parameters, draw_parameters
from crossroads.minds.decision import decision_points
from crossroads.minds.imagining import interests
from crossroads.minds.imagining.subject import Subject
from crossroads.minds.view import View
from crossroads.nations.germany import view
from crossroads.nations.japan import view as japan_view
from crossroads.nations.united_states import view as united_states_view
from crossroads.nations.ussr import view as ussr_view
from crossroads.world.axes import Array

Moves = dict[str, str]
"""What moves a stake -> '+' or '-'."""

TABLES = tomllib.loads(Path(__file__).with_name("stakes.toml").read_text("utf-8"))
STAKES: dict[str, dict[str, dict[str, str]]] = TABLES["stakes"]
"""Decision -> term -> options -> what turns the stake up or down."""

PLANS: dict[str, dict[str, Any]] = TABLES["plans"]
"""Decision -> which plans an option is made of, and what shifts it between them."""

SHEETS = {
    "japan": japan_view.SHEET,
    "ussr": ussr_view.SHEET,
    "germany": view.SHEET,
    "united_states": united_states_view.SHEET,
}
OPTIONS = {point.id: tuple(point.options) for point in decision_points()}
PAIRS = [(decision, term) for decision, subject in SUBJECTS.items() for term in subject.terms]
HALF = 0.5
UP = 0.05
"""How far a thing is turned up: by so much, or by that share of it where it is large."""


@cache
def _central() -> Parameters:
    return draw_parameters((), 1941, np.zeros(1, dtype=np.int64), knowledge=False)


def _half_enough() -> float:
    """Return half as much oil as Tokyo thinks enough."""
    p = _central()
    return HALF * float(p["oil.use_peace"] * p["view.weeks_a_month"] * p["staff.oil_enough_months"])


def _measure(name: str) -> float:
    special = {"oil_end": _half_enough(), "north_weeks": 0.3, "america_weeks": 0.4, "south_weeks": 0.2}
    return (special | {"cohesion": 0.1}).get(name, HALF)


def _feature(name: str) -> float:
    """Return what is seen: peace in Asia, a pact, no embargo, and half of everything that comes in shares."""
    wars = dict.fromkeys(("japan_south_war", "japan_us_war", "japan_ussr_war", "germany_us_war"), 0.0)
    open_questions = {"embargo": 0.0, "freeze": 0.0, "trade": 0.0, "moscow_fallen": 0.0}
    open_questions |= {"south_prepared": 0.0, "south_window": 1.0, "south_window_later": 1.0}
    standing = {"pact": 1.0, "us_embargo_lasts": 1.0, "rung": 1.0, "mobilised": 1.0, "naval_ratio": 0.6}
    return (wars | open_questions | standing | {"oil_stock": _half_enough()}).get(name, HALF)


class Read(dict[str, Array]):
    """Central parameters, and which of them were asked for."""

    def __missing__(self, name: str) -> Array:
        self[name] = np.asarray(_central()[name], dtype=np.float64).reshape(-1)
        return self[name]


def _made(subject: Subject, worlds: int) -> tuple[dict[str, Array], dict[str, Array]]:
    shape = (len(subject.futures), len(subject.plans), worlds)
    measures = {name: np.full(shape, _measure(name)) for name in subject.measures}
    nation, _ = subject.point.split(".")
    return measures, {name: np.full(worlds, _feature(name)) for name in SHEETS[nation]}


def _view(subject: Subject, features: dict[str, Array]) -> View:
    return View(subject.point.split(".")[0], 20, features)


@cache
def _records(decision: str) -> tuple[str, ...]:
    """Return the records that a subject's stakes ask for."""
    subject, read = SUBJECTS[decision], Read()
    measures, features = _made(subject, 1)
    subject.values(measures, _view(subject, features), read)
    return tuple(read)


def _values(decision: str, plan: str | None = None) -> tuple[list[str], dict[str, dict[str, Array]]]:
    """Return names of things, and the stakes: column 0 as it stands, column i with the i-th thing turned up.

    With `plan`, what is counted of that plan is higher everywhere.
    """
    subject = SUBJECTS[decision]
    records = _records(decision)
    names = [*subject.measures, *SHEETS[decision.split(".")[0]], *records]
    measures, features = _made(subject, len(names) + 1)
    p = {name: np.full(len(names) + 1, float(Read()[name][0])) for name in records}
    rows = [*measures.values(), *features.values(), *p.values()]
    for column, row in enumerate(rows, 1):
        row[..., column] += UP * np.maximum(row[..., column], 1.0)
    if plan is not None:
        for row in measures.values():
            row[:, subject.plan(plan)] *= 1.0 + UP
    found = subject.values(measures, _view(subject, features), p)
    width = np.zeros((len(subject.futures), len(names) + 1))
    return names, {option: {term: value + width for term, value in terms.items()} for option, terms in found.items()}


def _moves(names: list[str], values: Array) -> Moves:
    """Return what moves a stake, (future, column), and which way."""
    change = values - values[:, :1]
    assert (np.sign(np.round(change, 12)) == np.sign(np.round(change[0], 12))).all(), "every future moves alike"
    signs = {1.0: "+", -1.0: "-"}
    return {name: signs[way] for name, way in zip(names, np.sign(np.round(change[0, 1:], 12)), strict=True) if way}


def _told(text: str) -> Moves:
    """Return the moves of a row of the table."""
    return {word[1:]: word[0] for word in text.split()}


def _rows(decision: str, rows: dict[str, str]) -> dict[str, Moves]:
    """Return option -> moves for every option of a decision."""
    named = {option: _told(text) for key, text in rows.items() for option in key.split()}
    others = named.pop("all", named.pop("others", {}))
    assert set(named) <= set(OPTIONS[decision]), decision
    return {option: named.get(option, others) for option in OPTIONS[decision]}


def test_every_stake_has_its_row_and_every_row_its_stake() -> None:
    assert [(decision, term) for decision, terms in STAKES.items() for term in terms] == PAIRS
    assert all(any(_told(text) for text in rows.values()) for terms in STAKES.values() for rows in terms.values())
    assert len(PAIRS) == 64


@pytest.mark.parametrize(("decision", "term"), PAIRS)
def test_a_stake_moves_as_the_table_says(decision: str, term: str) -> None:
    names, values = _values(decision)
    for option, wanted in _rows(decision, STAKES[decision][term]).items():
        given = values[option][term]
        moves = _moves(names, given)
        if "itself" in wanted:
            moves["itself"] = {1.0: "+", -1.0: "-", 0.0: ""}[float(np.sign(given[0, 0]))]
        assert moves == wanted, option


@pytest.mark.parametrize("decision", SUBJECTS)
def test_stakes_are_given_for_every_option_and_for_no_unknown_term(decision: str) -> None:
    _, values = _values(decision)
    assert set(values) == set(OPTIONS[decision])
    for option, terms in values.items():
        assert set(terms) == set(SUBJECTS[decision].terms), option


@pytest.mark.parametrize("decision", SUBJECTS)
def test_every_measure_is_read_by_a_stake(decision: str) -> None:
    names, values = _values(decision)
    read = {name for terms in values.values() for value in terms.values() for name in _moves(names, value)}
    assert set(SUBJECTS[decision].measures) - read == set()


@pytest.mark.parametrize(("decision", "term"), PAIRS)
def test_every_term_is_weighed_by_someone_and_liked_by_all_who_do(decision: str, term: str) -> None:
    """A stake is written so that more of it is better: a weight below 0 would turn it round."""
    subject = SUBJECTS[decision]
    weights = interests.weights(subject, _central(), 1)[:, subject.terms.index(term), 0]
    assert weights.max() > 0
    assert weights.min() >= 0


@pytest.mark.parametrize("decision", SUBJECTS)
def test_an_option_is_worth_what_its_plans_are_by_the_odds_of_each(decision: str) -> None:
    table = PLANS[decision]
    term = table["term"]
    names, base = _values(decision)
    raised = {plan: _values(decision, plan)[1] for plan in SUBJECTS[decision].plans}
    for option in OPTIONS[decision]:
        gained = {plan: found[option][term] - base[option][term] for plan, found in raised.items()}
        total = sum(gained.values())
        parts = {plan: gain / total for plan, gain in gained.items() if np.abs(gain).max() > 1e-12}
        wanted = table["options"].get(option, {})
        assert {plan: _moves(names, part) for plan, part in parts.items()} == {
            plan: _told(text) for plan, text in wanted.items()
        }, option
