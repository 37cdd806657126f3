"""The hindsight firewall: nothing enters a decision that its nation could not have known on the day."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import replayed
import wartime

from crossroads.engine import MEMORY_WEEKS, War
from crossroads.evidence.load import load_records
from crossroads.evidence.record import Record
from crossroads.minds.decision import NATIONS, decision_points, points_of
from crossroads.minds.forced import meeting_day
from crossroads.minds.nation import Nation
from crossroads.minds.setup import Setup
from crossroads.minds.view import Memory
from crossroads.world import calendar

WEEKS = 45
SCENARIOS = ("historical", "north_august")
BELIEVED = ("belief.", "intelligence.", "interest.", "odds.")
"""Records that go into what a nation believes, wants or leans to."""


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_decision_rests_on_a_report_that_came_after_it(scenario: str) -> None:
    walked: set[str] = set()

    def look(week: int, nation: Nation) -> None:
        meeting = [point for point in nation.points if point.meets_in(week)]
        if not meeting:
            return
        view = nation.view
        assert view.inputs.keys() == view.features.keys() == set(nation.sheet)
        latest = calendar.date_of(max(view.inputs.values()))
        for point in meeting:
            walked.add(point.id)
            assert latest <= meeting_day(point, week), point.id

    replayed.watching(replayed.reports_of(scenario, WEEKS), look=look)
    expected = {point.id for point in decision_points() if any(point.meets_in(week) for week in range(WEEKS))}
    assert walked == expected and len(walked) > 10


@pytest.mark.parametrize("week", [7, 22, WEEKS - 1])
def test_what_a_feature_is_said_to_rest_on_is_what_it_rests_on(week: int) -> None:
    """Every report after the stated week is spoiled: a feature that moves has looked at one of them."""
    reports = replayed.reports_of("north_august", WEEKS)[: week + 1]
    true = replayed.watching(reports)
    older = sorted({last for view in true.values() for last in view.inputs.values() if last < week})
    assert older, "some knowledge is old"
    for last in older:
        kept = max(last, 0)
        changed = [replayed.spoiled(report) if past > kept else report for past, report in enumerate(reports)]
        seen = replayed.watching(changed)
        for nation, view in true.items():
            for feature in (name for name, stated in view.inputs.items() if stated <= last):
                np.testing.assert_array_equal(seen[nation][feature], view[feature], err_msg=f"{nation}.{feature}")


def test_the_reports_of_the_last_weeks_do_matter() -> None:
    """The check above can fail: spoiled reports that are read do move features of every nation."""
    reports = replayed.reports_of("north_august", WEEKS)
    true, seen = (replayed.watching(each) for each in (reports, [replayed.spoiled(report) for report in reports]))
    for nation, view in true.items():
        moved = [name for name in view.features if not np.array_equal(seen[nation][name], view[name], equal_nan=True)]
        assert len(moved) > len(view.features) / 2, nation


def _fed_early(week: int, first: int) -> War:
    """Return a war whose nations are fed, from a week on, with the report of the week after."""
    reports = replayed.reports_of("north_august", WEEKS)
    war = War(Setup(), wartime.SEED, wartime.numbers(replayed.WORLDS))
    memory = Memory(MEMORY_WEEKS)
    for now in range(week + 1):
        if now == first:
            memory.add(reports[now])
        memory.add(reports[min(memory.week + 1, WEEKS - 1)])
        war.week = now
        for nation in war.nations:
            nation.observe(now, memory)
    return war


@pytest.mark.parametrize("nation", NATIONS)
def test_a_view_fed_with_the_coming_week_is_refused(nation: str) -> None:
    """The mutation that the firewall is for: the council sits on Sunday with the report of the Sunday after."""
    for week, first, refused in ((9, 20, False), (9, 9, True), (10, 10, True)):
        [council] = [item for item in _fed_early(week, first).nations if item.name == nation]
        if refused:
            with pytest.raises(ValueError, match="rests on a later one"):
                assert council.view
        else:
            assert council.view.week == week


def test_a_belief_that_has_moved_on_the_coming_week_taints_the_view() -> None:
    war = _fed_early(10, 10)
    japan = war.nations[0]
    honest = Memory(MEMORY_WEEKS)
    for report in replayed.reports_of("north_august", WEEKS)[:11]:
        honest.add(report)
    # The report is put right, the belief that was formed of the wrong one is kept.
    japan._memory = honest
    with pytest.raises(ValueError, match="german_victory"):
        assert japan.view


def _earliest(record: Record) -> dt.date:
    """Return the day of the first decision that a record can enter."""
    _, *parts = record.name.split(".")
    points = decision_points()
    if parts[0] in NATIONS:
        points = points_of(parts[0])
        points = [point for point in points if record.name.startswith(f"odds.{point.id}.")] or points
    return min(point.earliest for point in points)


def _late(records: list[Record]) -> list[str]:
    return [record.name for record in records if (record.known or record.date) > _earliest(record)]


def test_no_record_of_a_mind_is_later_than_the_first_decision_that_reads_it() -> None:
    records = [record for record in load_records().values() if record.name.startswith(BELIEVED)]
    assert {record.name.split(".")[0] for record in records} >= {"belief", "intelligence", "odds"}
    assert _late(records) == []


def test_a_record_known_too_late_is_found() -> None:
    record = load_records()["belief.japan.german_victory_prior"]
    late = record.model_copy(update={"known": dt.date(1941, 7, 3)})
    in_time = record.model_copy(update={"known": dt.date(1941, 7, 2)})
    assert _late([late, in_time]) == [record.name]


def test_every_belief_says_when_it_could_be_known() -> None:
    silent = [
        record.name
        for record in load_records().values()
        if record.name.startswith(("belief.", "intelligence."))
        and record.name.endswith(("_prior", "_gain", "_reliability", "_lag_weeks"))
        and record.known is None
    ]
    assert silent == []
