"""What is printed after a run, of what a reader could take wrong."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from synthetic import synthetic_run

from crossroads.minds.condition import condition_names, parse_condition, settled
from crossroads.scenario.words import borne_in_mind
from crossroads.telling.run_page import beyond, run_answer
from crossroads.world.observables import OBSERVABLES, REACH

COURSE = "japan_course"


def with_courses(course: str, **days: str) -> list[str]:
    run = synthetic_run("wait", 6)
    outcomes = run.outcomes.assign(**{COURSE: course})
    for name in ("date_japan_attacks_ussr", "date_japan_southern_war"):
        outcomes[name] = pd.Series(pd.Timestamp(days.get(name, "NaT")), outcomes.index).astype("datetime64[s]")
    run = dataclasses.replace(run, outcomes=outcomes, manifest={**run.manifest, "forced_decisions": []})
    return run_answer(run, COURSE, "Japan's course at the end of 1941")


@pytest.mark.parametrize(
    ("course", "first", "second", "words"),
    [
        ("north", "date_japan_attacks_ussr", "date_japan_southern_war", "goes to war in the south as well"),
        ("limited", "date_japan_attacks_ussr", "date_japan_southern_war", "goes to war in the south as well"),
        ("south", "date_japan_southern_war", "date_japan_attacks_ussr", "attacks the USSR as well"),
    ],
)
def test_of_two_wars_the_second_is_told_with_the_course(course: str, first: str, second: str, words: str) -> None:
    told = with_courses(course, **{first: "1941-07-06", second: "1941-12-07"})[1]
    assert f"By then, Japan {words} in 6 of 6 worlds." in told
    assert "By then" not in with_courses(course, **{first: "1941-07-06"})[1]
    assert "By then" not in with_courses(course, **{first: "1941-07-06", second: "1942-01-11"})[1]


def test_changes_beyond_the_record_are_told_after_the_run() -> None:
    run = synthetic_run("wait", 3)
    changes = ["A plain change.", "oil: 3 instead of 1; outside its recorded range of 1 to 2.", "x; y > 9 never holds."]
    told = borne_in_mind(changes)
    assert told == tuple(f"Bear in mind: {one}" for one in changes[1:])
    assert beyond({**run.manifest, "scenario": {"changes": changes, "bear_in_mind": list(told)}}) == told
    assert beyond({**run.manifest, "scenario": {"changes": changes}}) == ()  # of a version that kept none


@pytest.mark.parametrize("item", OBSERVABLES, ids=lambda item: item.name)
def test_a_condition_beyond_all_reach_is_told_and_one_within_is_not(item) -> None:
    low, high = REACH[item.unit]
    rng = np.random.default_rng(sum(map(ord, item.name)))
    cases = [(f"{item.name} > {high * 2 + 1}", "never"), (f"{item.name} <= {high * 2 + 1}", "always")]
    cases += [(f"{low - 1} > {item.name}", "never"), (f"not {item.name} == {high + 1}", "never")]
    cases += [(f"{item.name} < {rng.uniform(low, high)}", ""), (f"{item.name} >= {rng.uniform(low, high)}", "")]
    for text, held in cases:
        told = list(settled(parse_condition(text, condition_names())))
        assert [held] * bool(held) == [word for one in told for word in ("never", "always") if f" {word} holds" in one]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize("item", OBSERVABLES, ids=lambda item: item.name)
def test_the_ends_of_the_reach_count_as_what_lies_between(item, operator: str) -> None:
    """A stock below 0 and a share above 1 are out of reach as a million is: tried on a grid, on either side."""
    low, high = REACH[item.unit]
    step = (high - low) / 8
    for number in (low - step, low, low + step, high, high + step):
        for text, turned in ((f"{item.name} {operator} {number}", False), (f"{number} {operator} {item.name}", True)):
            condition = parse_condition(text, condition_names())
            grid = np.concatenate([np.linspace(low, high, 33), [number] * (low <= number <= high)])
            held = {bool(value) for value in condition.holds(lambda _, grid=grid: grid)}
            told = [word for one in settled(condition) for word in ("never", "always") if f" {word} holds" in one]
            assert told == ([] if len(held) > 1 else ["always" if held.pop() else "never"]), (text, turned)


def test_every_comparison_of_a_condition_is_looked_at() -> None:
    text = "japan_carriers > 4e7 and (soviet_cohesion < 2 or not japan_oil_stock_mbbl > 20)"
    told = list(settled(parse_condition(text, condition_names())))
    assert [one.partition(" (")[0] for one in told] == [
        "japan_carriers > 40,000,000 never holds",
        "soviet_cohesion < 2 always holds",
    ]
