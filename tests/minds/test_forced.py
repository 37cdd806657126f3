"""Decisions that a scenario takes for a nation: when they apply, and what they leave alone."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest
import wartime
from wartime import CHRISTMAS_1941

from crossroads.minds.condition import condition_names, parse_condition
from crossroads.minds.forced import Forces
from crossroads.minds.setup import Force, Setup
from crossroads.world.block import Block, LedgerEntry

WORLDS = 48


def _play(*forces: Force, horizon: dt.date = CHRISTMAS_1941, worlds: int = WORLDS) -> Block:
    return wartime.play(Setup(forces=forces, horizon=horizon), worlds, ledger=True)


def _meeting(block: Block, decision: str, day: dt.date) -> LedgerEntry:
    return next(entry for entry in wartime.meetings(block, decision) if entry.week == wartime.row(day))


def _when(text: str, start: dt.date, end: dt.date, **rest: object) -> Force:
    condition = parse_condition(text, condition_names())
    return Force("japan", "course", when=condition, between=(start, end), **rest)  # type: ignore[arg-type]


def test_an_order_applies_at_the_first_meeting_from_its_date_and_not_before() -> None:
    block = _play(wartime.once("japan.course", "indochina", dt.date(1941, 8, 1)))
    first, second = (_meeting(block, "japan.course", day) for day in (dt.date(1941, 7, 2), dt.date(1941, 8, 9)))
    assert not first.forced.any()
    # Who has gone to war before has no Indochina left to take.
    still = np.array([option in ("wait", "prepare_south") for option in wartime.chosen(first)])
    assert 5 < still.sum() < WORLDS
    np.testing.assert_array_equal(second.forced, still, err_msg="where Indochina was still to be taken it is ordered")
    assert {wartime.chosen(second)[world] for world in np.flatnonzero(still)} == {"indochina"}
    assert block.not_applied == {0: WORLDS - int(still.sum())}


def test_an_order_of_3_july_does_not_catch_the_meeting_of_2_july() -> None:
    block = _play(wartime.once("japan.mobilisation", "keep", dt.date(1941, 7, 3)))
    assert not _meeting(block, "japan.mobilisation", dt.date(1941, 7, 2)).forced.any()
    assert _meeting(block, "japan.mobilisation", dt.date(1941, 7, 16)).forced.all()


def test_an_order_of_2_july_catches_the_meeting_of_that_day() -> None:
    block = _play(wartime.once("japan.mobilisation", "rung_101", dt.date(1941, 7, 2)))
    entry = _meeting(block, "japan.mobilisation", dt.date(1941, 7, 2))
    assert set(wartime.chosen(entry)) == {"rung_101"} and entry.forced.all()


def test_an_order_applies_once_and_leaves_the_next_meeting_free() -> None:
    block = _play(wartime.once("ussr.transfers", "none", dt.date(1941, 6, 29)))
    entries = wartime.meetings(block, "ussr.transfers")
    assert entries[0].forced.all() and set(wartime.chosen(entries[0])) == {"none"}
    assert not any(entry.forced.any() for entry in entries[1:])
    assert any(set(wartime.chosen(entry)) != {"none"} for entry in entries[1:])


def test_a_standing_order_applies_at_every_meeting_until_its_last_day() -> None:
    last = dt.date(1941, 9, 7)
    force = Force("ussr", "transfers", on=dt.date(1941, 7, 13), until=last, option="none", always=True)
    for entry in wartime.meetings(_play(force), "ussr.transfers"):
        inside = wartime.row(dt.date(1941, 7, 13)) <= entry.week <= wartime.row(last)
        met = entry.choice >= 0
        assert met.any()
        np.testing.assert_array_equal(entry.forced, met & inside)
        assert not inside or set(wartime.chosen(entry)) <= {"none", ""}


def test_a_standing_order_without_a_last_day_holds_to_the_horizon() -> None:
    block = _play(wartime.always("ussr.transfers", "none"), horizon=dt.date(1943, 1, 3))
    assert all(set(wartime.chosen(entry)) <= {"none", ""} for entry in wartime.meetings(block, "ussr.transfers"))
    assert not np.any(wartime.series(block)["soviet_men_moved_west"])


def test_a_condition_orders_only_where_it_has_held() -> None:
    start, end = dt.date(1941, 7, 20), dt.date(1941, 8, 10)
    believed = "japan.believes.soviet_far_east_divisions"
    block = _play(_when(f"{believed} <= 29", start, end, option="limited"))
    entry = _meeting(block, "japan.course", dt.date(1941, 8, 9))
    options = list(entry.options)
    assert 0 < entry.forced.sum() < WORLDS
    assert (entry.choice[entry.forced] == options.index("limited")).all()
    assert (entry.seen["soviet_far_east_divisions"][~entry.forced] > 29).mean() > 0.8


def test_a_condition_that_never_holds_changes_nothing() -> None:
    window = dt.date(1941, 7, 5), dt.date(1941, 12, 1)
    force = _when("japan_oil_stock_mbbl < 0", *window, option="north")
    block, free = _play(force), _play()
    assert wartime.same_bits(block, free)
    assert block.not_applied == {0: WORLDS}


def test_a_condition_orders_at_no_meeting_after_its_window() -> None:
    window = dt.date(1941, 7, 5), dt.date(1941, 8, 2)
    block = _play(_when("japan_oil_stock_mbbl > 0", *window, option="north"))
    assert not any(entry.forced.any() for entry in wartime.meetings(block, "japan.course"))
    assert block.not_applied == {0: WORLDS}


def test_a_condition_that_held_in_its_window_orders_at_the_first_meeting_inside_it() -> None:
    window = dt.date(1941, 7, 5), dt.date(1941, 8, 10)
    block = _play(_when("japan_oil_stock_mbbl > 0", *window, option="wait"))
    before, inside = (_meeting(block, "japan.course", day) for day in (dt.date(1941, 7, 2), dt.date(1941, 8, 9)))
    assert not before.forced.any(), "the window opens three days after the conference of 2 July"
    met = inside.choice >= 0
    assert met.any() and inside.forced[met].all()


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_odds_leave_the_choice_to_luck_at_these_odds(chance: float) -> None:
    worlds = 400
    force = Force("ussr", "transfers", on=dt.date(1941, 6, 29), odds={"large": chance})
    entry = wartime.meetings(_play(force, worlds=worlds, horizon=dt.date(1941, 7, 13)), "ussr.transfers")[0]
    share = np.mean([option == "large" for option in wartime.chosen(entry)])
    assert share == pytest.approx(chance, abs=0.08 if 0 < chance < 1 else 0)
    np.testing.assert_allclose(entry.probabilities[list(entry.options).index("large")], chance)
    np.testing.assert_allclose(entry.probabilities.sum(axis=0), 1.0)
    if chance < 1:
        none, cautious = entry.probabilities[:2]
        free = wartime.meetings(_play(worlds=worlds, horizon=dt.date(1941, 7, 13)), "ussr.transfers")[0]
        np.testing.assert_allclose(none / cautious, free.probabilities[0] / free.probabilities[1])


def test_until_an_ordered_attack_no_course_is_taken_that_would_make_it_illegal() -> None:
    block = _play(wartime.once("japan.course", "north", dt.date(1941, 8, 9)), worlds=300)
    early = _meeting(block, "japan.course", dt.date(1941, 7, 2))
    assert set(wartime.chosen(early)) <= {"wait", "indochina", "prepare_south"}
    ordered = _meeting(block, "japan.course", dt.date(1941, 8, 9))
    assert set(wartime.chosen(ordered)) == {"north"}
    assert block.not_applied == {0: 0}


def test_a_war_in_the_south_ordered_for_december_is_not_forestalled() -> None:
    block = _play(wartime.once("japan.course", "south", dt.date(1941, 12, 1)), worlds=300)
    assert block.not_applied == {0: 0}
    opened, ordered = block.outcomes["date_japan_southern_war"], float(wartime.row(dt.date(1941, 12, 7)))
    # A force that a world has begun to assemble late is ready some days after the one that the order supposes.
    assert set(opened) <= {ordered, ordered + 1.0}
    assert (opened == ordered).mean() > 0.98


def test_an_order_to_go_south_supposes_that_the_force_was_made_ready() -> None:
    """By order Japan goes where no council could yet; by odds it does not: they are the council's own."""
    july = dt.date(1941, 7, 2)
    block = _play(wartime.once("japan.course", "south", july), worlds=16)
    assert block.not_applied == {0: 0}
    ready = float(wartime.parameters()["japan.south_ready_week"])
    assert set(block.outcomes["date_japan_southern_war"]) == {ready}
    by_odds = _play(Force("japan", "course", on=july, odds={"south": 1.0}), worlds=16)
    assert set(wartime.chosen(_meeting(by_odds, "japan.course", july))).isdisjoint({"south", "south_without_us"})


def test_an_order_that_is_never_legal_is_counted_where_it_was_not_applied() -> None:
    attack = wartime.once("japan.course", "north", dt.date(1941, 7, 2))
    again = wartime.once("japan.course", "limited", dt.date(1941, 8, 9))
    block = _play(attack, again, worlds=16)
    assert block.not_applied == {0: 0, 1: 16}


def test_an_order_that_cannot_be_carried_out_opens_no_meeting_of_its_own() -> None:
    """A second full embargo is not possible: it must not call Washington together every week."""
    full = wartime.once("united_states.trade", "full", dt.date(1941, 7, 6))
    again = wartime.once("united_states.trade", "full", dt.date(1941, 9, 7))
    others = [force for force in wartime.nothing_new(CHRISTMAS_1941).forces if force.decision != "trade"]
    first, second = (_play(*others, *forces, worlds=16) for forces in ((full,), (full, again)))
    held = [len(wartime.meetings(block, "united_states.trade")) for block in (first, second)]
    assert held[0] == held[1]
    assert wartime.same_bits(first, second)


def test_what_is_ordered_stays_ordered() -> None:
    """Germany's declaration of war is carried out in every world, in the week in which it was ordered."""
    block = wartime.played("as_it_happened", 100, CHRISTMAS_1941)
    assert set(block.outcomes["date_us_japan_war"]) == {24.0}
    assert set(block.outcomes["date_us_germany_war"]) == {24.0}


def test_forces_of_one_nation_leave_the_odds_of_others_alone_until_they_can_be_seen() -> None:
    free, forced = _play(), _play(wartime.once("japan.mobilisation", "rung_101", dt.date(1941, 7, 2)))
    for nation in ("ussr.transfers", "germany.request"):
        first = zip(wartime.meetings(free, nation), wartime.meetings(forced, nation), strict=True)
        for left, right in first:
            if left.week <= wartime.row(dt.date(1941, 7, 2)):
                np.testing.assert_array_equal(left.probabilities, right.probabilities)


def test_an_order_to_wait_applies_where_waiting_is_all_that_can_be_done() -> None:
    block = _play(
        wartime.once("japan.course", "south", dt.date(1941, 12, 1)),
        wartime.once("japan.course", "north", dt.date(1942, 4, 1)),
        wartime.once("japan.course", "wait", dt.date(1943, 6, 1)),
        horizon=dt.date(1945, 6, 30),
        worlds=2,
    )
    assert block.not_applied[2] == 0


@pytest.mark.parametrize(
    ("start", "end", "weeks"),
    [
        # Sundays of the weeks: 29 June, 6 July, 13 July; a window takes every week that shares a day with it.
        (dt.date(1941, 7, 1), dt.date(1941, 7, 8), {1, 2}),
        (dt.date(1941, 7, 5), dt.date(1941, 7, 6), {1, 2}),
        (dt.date(1941, 7, 6), dt.date(1941, 7, 12), {2}),
        (dt.date(1941, 7, 13), dt.date(1941, 7, 13), {3}),
    ],
)
def test_a_condition_is_looked_at_in_every_week_of_its_window(start: dt.date, end: dt.date, weeks: set[int]) -> None:
    held = set()
    for week in range(6):
        forces = Forces((_when("japan_oil_stock_mbbl > 1", start, end, option="north"),), 1)
        forces.watch(week, lambda name: np.array([2.0]))
        held |= {week} if forces.held[0].all() else set()
    assert held == weeks


def test_an_order_says_nothing_before_it_is_given_nor_once_it_is_withdrawn() -> None:
    november = dt.date(1941, 11, 5)
    plain = _play(wartime.once("japan.course", "north", november))
    given = _play(dataclasses.replace(wartime.once("japan.course", "north", november), given=november))
    free = _play()
    before = wartime.row(november)
    assert not np.array_equal(plain.series[:, :before], free.series[:, :before], equal_nan=True)
    np.testing.assert_array_equal(given.series[:, :before], free.series[:, :before])
    forced = [entry.forced.any() for entry in wartime.meetings(given, "japan.course")]
    assert any(forced)
    gone = dataclasses.replace(wartime.once("japan.course", "north", november), given=november, withdrawn=november)
    nothing = _play(gone)
    np.testing.assert_array_equal(nothing.series, free.series)
    assert nothing.not_applied == {0: WORLDS}


def test_an_order_that_is_withdrawn_rules_out_until_then_and_nothing_after() -> None:
    october = dt.date(1941, 10, 16)
    order = wartime.once("japan.course", "north", dt.date(1941, 12, 1))
    plain, gone = _play(order), _play(dataclasses.replace(order, withdrawn=october))
    until = wartime.row(october)
    np.testing.assert_array_equal(plain.series[:, :until], gone.series[:, :until])
    assert not any(entry.forced.any() for entry in wartime.meetings(gone, "japan.course"))
