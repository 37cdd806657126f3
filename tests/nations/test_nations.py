"""The nations: all decide on what they know now, at once, and only what is legal."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
import tables
import wartime

from crossroads.engine import War
from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.council import log_odds
from crossroads.minds.decision import NATIONS, decision_points
from crossroads.minds.setup import Setup

HORIZON = dt.date(1943, 1, 3)


@pytest.mark.parametrize("name", ("historical", "north_august"))
def test_the_order_in_which_the_nations_sit_down_changes_nothing(name: str) -> None:
    setup = wartime.scenario_setup(name, HORIZON)

    def played(order: tuple[int, ...]) -> War:
        war = War(setup, wartime.SEED, wartime.numbers(12), 12)
        seats = [war.nations[index] for index in order]
        for nation in seats:
            war.deregister_agent(nation)
        for nation in seats:
            war.register_agent(nation)
        assert list(war.agents) == seats
        for _ in range(war.weeks):
            war.step()
        return war

    plain = played((0, 1, 2, 3)).block()
    for order in itertools.islice(itertools.permutations(range(4)), 5, None, 6):
        assert wartime.same_bits(plain, played(order).block()), order


def test_the_four_nations_are_at_the_table() -> None:
    assert tuple(nation.name for nation in War(seed=1941).nations) == NATIONS


def test_no_nation_ever_chooses_what_has_no_odds() -> None:
    for name in ("historical", "north_august", "south_without_us"):
        for entry in wartime.watched(name).block.ledger:
            worlds = np.flatnonzero(entry.choice >= 0)
            assert (entry.probabilities[entry.choice[worlds], worlds] > 0).all()
            np.testing.assert_allclose(entry.probabilities[:, worlds].sum(axis=0), 1.0)


def test_every_choice_is_the_greatest_of_its_odds_and_its_luck() -> None:
    deliberated = 0
    for entry in wartime.watched("historical").block.ledger:
        worlds = np.flatnonzero(entry.choice >= 0)
        with np.errstate(divide="ignore"):
            appeal = (np.log(entry.probabilities) + entry.draw)[:, worlds]
        np.testing.assert_array_equal(appeal.argmax(axis=0), entry.choice[worlds])
        # The odds themselves are those of the utilities: of a council by its nest, over its temperature.
        deliberated += entry.council is not None
        appeal = entry.utilities[:, worlds]
        if entry.council is not None:
            legal = np.isfinite(appeal)
            appeal = np.where(legal, log_odds(entry.council.take(worlds), legal.astype(np.float64)), -np.inf)
        appeal = appeal + entry.draw[:, worlds]
        np.testing.assert_array_equal(appeal.argmax(axis=0), entry.choice[worlds])
    assert deliberated > 10


def test_meetings_are_held_only_on_their_days() -> None:
    points = {point.id: point for point in decision_points()}
    for entry in wartime.watched("historical").block.ledger:
        point = points[f"{entry.nation}.{entry.decision}"]
        assert point.trigger or point.meets_in(entry.week), (point.id, entry.week)


def test_a_power_that_is_out_of_the_war_holds_no_more_councils() -> None:
    block = wartime.played("historical", 64)
    out = {
        "japan": block.outcomes["date_japan_surrenders"],
        "germany": block.outcomes["date_germany_surrenders"],
        "ussr": block.outcomes["date_ussr_collapses"],
    }
    assert all(np.isfinite(out[nation]).any() for nation in ("japan", "germany"))
    for entry in block.ledger:
        if entry.nation in out:
            last = np.nan_to_num(out[entry.nation], nan=np.inf)
            assert (entry.choice[last < entry.week] == -1).all(), (entry.nation, entry.decision, entry.week)


def test_each_course_is_taken_at_most_once_in_a_world() -> None:
    taken: dict[tuple[int, str], int] = {}
    for entry in wartime.meetings(wartime.played("historical", 64), "japan.course"):
        for world, option in enumerate(wartime.chosen(entry)):
            if option in ("north", "limited", "indochina", "terms", "south_without_us"):
                taken[world, option] = taken.get((world, option), 0) + 1
    assert taken and max(taken.values()) == 1


def test_an_order_north_readies_the_army_and_is_not_undone_in_the_same_week() -> None:
    """The council that orders the attack and the staff that sets the rung meet in one week: war prevails."""
    north = wartime.once("japan.course", "north", dt.date(1941, 8, 9))
    rungs = [
        wartime.once("japan.mobilisation", "rung_101", dt.date(1941, 7, 2)),
        wartime.once("japan.mobilisation", "rung_102", dt.date(1941, 7, 16)),
    ]
    for last in ("stand_down", "keep"):
        order = wartime.once("japan.mobilisation", last, dt.date(1941, 8, 9))
        setup = wartime.nothing_new(wartime.CHRISTMAS_1941, *rungs, north, order)
        war = wartime.fight_through(setup, 4, until=wartime.row(dt.date(1941, 8, 9)) + 1)
        assert (war.orders.japan_rung == 2).all(), last


def test_a_war_for_the_indies_alone_can_widen_to_america() -> None:
    """Japan attacks the United States after all: then there is war, and not only word of it."""
    setup = wartime.nothing_new(
        dt.date(1943, 1, 3),
        wartime.once("japan.course", "south_without_us", dt.date(1941, 12, 1)),
        wartime.once("japan.course", "south", dt.date(1942, 3, 1)),
    )
    war = wartime.fight_through(setup, 24)
    # Where an incident beside American islands has come first, there is nothing left to widen.
    widened = war.orders.japan_south_without_us < 1
    assert widened.any()
    assert np.isfinite(war.state.politics.week_us_japan[widened]).all()


def test_washington_and_tokyo_agree_on_whether_they_are_at_war() -> None:
    """What the councils are told of the war is never ahead of it by more than the week in which it opens."""
    for name in ("historical", "south_without_us", "south_december"):
        told: list[np.ndarray] = []
        war = War(wartime.scenario_setup(name, HORIZON), wartime.SEED, wartime.numbers(48))
        for _ in range(war.weeks):
            war.step()
            told.append(war.memory.now("japan_us_war") > 0)
        first = np.argmax(np.stack(told), axis=0)
        known = np.stack(told).any(axis=0)
        began = war.state.politics.week_us_japan
        assert known.any(), name
        # A war that opens in the very last week is reported the week after.
        np.testing.assert_array_equal(known, began < war.week - 1, err_msg=name)
        assert (np.abs(first[known] - began[known]) <= 1).all(), name


def _entered(worlds: int, decider: str, *edits: ParameterEdit) -> wartime.Floats:
    """Return 1 where America goes to war with Germany in a world in which nothing else happens, (world,)."""
    horizon = dt.date(1943, 12, 26)
    free = [force for force in wartime.nothing_new(horizon).forces if force.decision != "entry"]
    free.append(wartime.always("united_states.aid_to_ussr", "full"))
    setup = Setup(forces=tuple(free), edits=edits, horizon=horizon, deciders=(("united_states", decider),))
    return np.isfinite(wartime.play(setup, worlds).outcomes["date_us_germany_war"]).astype(np.float64)


def test_america_enters_unattacked_as_often_as_the_recorded_monthly_chance_says() -> None:
    """Where odds are stated: asking at each clash must add up to the chance recorded for the whole time."""
    worlds = 1_500
    often = ParameterEdit("diplomacy.us_entry_hazard_month", value=0.02)
    deaf = ParameterEdit("belief.united_states.entry_opinion_slope", value=0.0)
    entered = float(_entered(worlds, "stated_odds", often, deaf).mean())
    months = 30
    assert entered == pytest.approx(1.0 - (1.0 - 0.02) ** months, abs=0.05)


def test_opinion_decides_how_often_america_enters() -> None:
    """A country that is readier for war enters oftener; who does not hear it, as often as before."""
    few, many = (
        _entered(
            600,
            "deliberation",
            ParameterEdit("diplomacy.us_entry_hazard_month", value=0.01),
            ParameterEdit("united_states.opinion_base", value=base),
        )
        for base in (0.17, 0.35)
    )
    low, high = tables.interval(many - few)
    assert low > 0, (low, high)


def test_a_deliberating_america_enters_the_more_the_likelier_the_record_has_it() -> None:
    """Its council weighs more than the recorded chance; but what is likelier on record is likelier there too."""
    less, more = (
        _entered(600, "deliberation", ParameterEdit("diplomacy.us_entry_hazard_month", scale=scale))
        for scale in (0.5, 2.0)
    )
    difference = more - less
    assert difference.mean() > 1.96 * difference.std() / np.sqrt(len(difference))
    assert 0.0 < less.mean() < more.mean() < 1.0
