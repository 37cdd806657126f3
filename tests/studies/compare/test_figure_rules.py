"""What figures leave out and which days they choose: orders, dull panels, changing sets of worlds, days of the map."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from asked import MOSCOW_OR_KIEV, NORTH_OR_SOUTH
from drawn_figures import texts
from synthetic import synthetic_run, synthetic_table

from crossroads.minds.decision import measure
from crossroads.runs.run import Run
from crossroads.scenario.question import Question
from crossroads.studies.compare.figures import differences, endings, front_map, lead, map_days
from crossroads.studies.compare.figures.ordered import by_order, settled
from crossroads.telling import fans, style
from crossroads.world import calendar

WAR = "date_japan_southern_war"


def with_outcomes(run: Run, forced: list[str] = [], **weeks: Any) -> Run:  # noqa: B006 (never changed)
    """Return a run with dates at weeks of the run (None: never), under orders on decisions."""
    outcomes = run.outcomes.copy()
    for name, week in weeks.items():
        at = np.broadcast_to(np.asarray(np.nan if week is None else week, dtype=float), run.worlds)
        days = [pd.NaT if np.isnan(one) else pd.Timestamp(calendar.date_of(int(one))) for one in at]
        outcomes[name] = pd.Series(days, index=outcomes.index, dtype="datetime64[s]")
    orders = [dict(zip(("nation", "decision"), point.split("."), strict=True), option="south") for point in forced]
    return dataclasses.replace(run, outcomes=outcomes, manifest={**run.manifest, "forced_decisions": orders})


@pytest.fixture(scope="module")
def ordered() -> list[Run]:
    """Return a base ordered south, one ordered never to go, and one ordered north that goes south as it likes."""
    base = with_outcomes(synthetic_run("south_december", 20), ["japan.course"], **{WAR: 24})
    never = with_outcomes(synthetic_run("wait", 20), ["japan.course"], **{WAR: None})
    some = np.where(np.arange(20) < 15, 60.0, np.nan)
    free = with_outcomes(synthetic_run("north_august", 20), ["japan.course"], **{WAR: some})
    return [base, never, free]


def test_what_orders_settle_is_told_from_what_follows(ordered: list[Run]) -> None:
    base, never, free = ordered
    item = measure(f"{WAR}:happens")
    assert settled(base, item) and settled(never, item) and not settled(free, item)
    assert by_order(never, base, item) and not by_order(free, base, item)
    unordered = dataclasses.replace(free, manifest={**free.manifest, "forced_decisions": []})
    assert by_order(unordered, base, item), "the base's order alone makes the difference"
    assert not by_order(never, base, measure("date_germany_surrenders:happens"))


def test_forced_rows_are_in_no_figure(ordered: list[Run]) -> None:
    pair, three = ordered[:2], ordered
    assert WAR not in {item.outcome.name for item in lead.rows_of(pair, NORTH_OR_SOUTH)}
    assert WAR in {item.outcome.name for item in lead.rows_of(three, NORTH_OR_SOUTH)}
    assert WAR not in endings.drawn(pair, NORTH_OR_SOUTH)
    told = differences.told(three, synthetic_table(three))
    mine = told.loc[told["outcome"].str.startswith(WAR)]
    assert set(mine["scenario"]) == {"north_august"}
    assert "by order" in texts(lead.figure(three, NORTH_OR_SOUTH, synthetic_table(three)))


def test_panels_that_hardly_leave_the_foot_are_dropped() -> None:
    run = synthetic_run("south_december", 20)
    rare = np.where(np.arange(20) < 3, 100.0, np.nan)
    often = np.where(np.arange(20) < 4, 100.0, np.nan)
    assert "date_moscow_falls" not in endings.drawn([with_outcomes(run, date_moscow_falls=rare)], MOSCOW_OR_KIEV)
    assert "date_moscow_falls" in endings.drawn([with_outcomes(run, date_moscow_falls=often)], MOSCOW_OR_KIEV)


def test_weeks_are_those_between_two_days_and_never_counts_for_nothing() -> None:
    base = with_outcomes(synthetic_run("south_december", 20), date_moscow_falls=20)
    late = with_outcomes(
        synthetic_run("north_august", 20), date_moscow_falls=np.where(np.arange(20) < 10, 26.0, np.nan)
    )
    told = differences.told([base, late], synthetic_table([base, late])).set_index("outcome")
    assert told.loc["date_moscow_falls:weeks", "difference"] == 6
    assert told.loc["date_moscow_falls:happens", "difference"] == -50


def test_small_differences_stand_apart_and_large_ones_inside() -> None:
    root = differences._rooted
    assert root(-4.0) == -2.0 and root(0.0) == 0.0
    assert (root(2.0) - root(1.0)) / (root(100.0) - root(99.0)) > 5


def test_a_front_is_drawn_while_the_worlds_at_war_stay_the_same() -> None:
    """Ten worlds fight from week 10 to 100; ten more join in week 60 for twenty weeks: they would bend the median."""
    run = with_outcomes(
        synthetic_run("north_august", 20),
        date_japan_attacks_ussr=np.where(np.arange(20) < 10, 10.0, 60.0),
        date_ussr_attacks_japan=None,
        date_far_east_armistice=np.where(np.arange(20) < 10, 100.0, 80.0),
        date_japan_surrenders=None,
    )
    shown = np.flatnonzero(fans.same_worlds(run, "far_east_front_maritime_km"))
    opened = fans.open_worlds(run, "far_east_front_maritime_km")
    assert len(shown) and (np.diff(shown) == 1).all()
    stretch = opened[shown]
    assert stretch.all(axis=0).sum() >= fans.MOSTLY_SAME * stretch.any(axis=0).sum()
    assert shown[0] >= 10 and shown[-1] <= 100
    assert fans.same_worlds(run, "japan_carriers").all(), "what is no front always has the same worlds"


# --- Days of the map


def test_the_questions_own_days_come_first() -> None:
    assert map_days.days_of([synthetic_run("wait", 5)], NORTH_OR_SOUTH) == NORTH_OR_SOUTH.map_days
    assert len(NORTH_OR_SOUTH.map_days) == 4


def test_else_the_first_blow_the_end_of_its_year_a_year_after_and_the_end() -> None:
    bare = dataclasses.replace(NORTH_OR_SOUTH, map_days=())
    begins = {"date_japan_attacks_ussr": 10, "date_ussr_attacks_japan": None, "date_far_east_armistice": None}
    ends = np.where(np.arange(20) < 9, 150.0, 220.0)
    north = with_outcomes(synthetic_run("north_august", 20), **begins, date_japan_surrenders=ends)
    south = with_outcomes(synthetic_run("south_december", 20), **begins | {"date_japan_attacks_ussr": None})
    weeks = [calendar.week_of(day) for day in map_days.days_of([south, north], bare)]
    assert weeks == [10 + map_days.STRUCK, calendar.week_of(dt.date(1941, 12, 31)), 10 + map_days.YEAR, 220]


def test_a_front_that_is_open_from_the_start_waits_for_the_meeting() -> None:
    days = map_days.days_of([synthetic_run("as_it_happened", 10, asked=MOSCOW_OR_KIEV)], MOSCOW_OR_KIEV)
    meeting = calendar.week_of(MOSCOW_OR_KIEV.day)
    assert calendar.week_of(days[0]) == meeting + map_days.STRUCK
    assert list(days) == sorted(days) and 2 <= len(days) <= 4


@pytest.mark.parametrize(
    ("asked", "place"), [(NORTH_OR_SOUTH, "Vladivostok"), (MOSCOW_OR_KIEV, "Kharkov")], ids=["east", "west"]
)
def test_the_theatre_follows_from_the_question(asked: Question, place: str) -> None:
    run = synthetic_run("south_december", 12, asked=asked)
    figure = front_map.figure([run], asked, map_days.days_of([run], asked)[:1])
    named = {text.get_text() for text in figure.axes[0].texts}
    assert place in named
    assert not {"Vladivostok", "Kharkov"} <= named


def test_more_scenarios_than_colours_are_no_comparison() -> None:
    assert style.MOST_SCENARIOS == 12 and style.MOST_TOGETHER == 4
