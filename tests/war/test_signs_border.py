"""The border in peace: incidents by the week, the battles and wars that grow from them, and what answers them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import small_wars
import wartime
from small_wars import Floats, Settings, Sign

from crossroads.evidence.edits import ParameterEdit
from crossroads.war.opening import opening_state
from crossroads.war.powers import border
from crossroads.world.state import State, replace

MANY = small_wars.MANY


def _rate(settings: Settings) -> Floats:
    war = small_wars.small_war(settings)
    return border.recorded_rate(war.state, war.p)


SOUTH = {"week": 60.0, "politics.week_southern_war": 20}

RATE = (
    Sign("more in the record", {"p.border.incidents": 1.2}, 1),
    Sign("a mobilised army across the border", {"japan.manchuria": 8e5}, 1),
    Sign("an army that has been thinned out", {"japan.manchuria": 2e5}, 0),
    Sign("war in the south", {"politics.week_southern_war": 20}, -1, amid={"week": 60.0}),
    Sign("a longer war in the south", {"politics.week_southern_war": 10}, -1, amid=SOUTH),
    Sign("the scenario's own rate", {"p.border.level": 2.0}, 0),
)


@pytest.mark.parametrize("sign", RATE, ids=small_wars.name)
def test_the_recorded_rate_answers(sign: Sign) -> None:
    small_wars.check(sign, _rate)


@pytest.mark.parametrize("rate", [0.0, 0.3, 1.9, 6.0])
def test_incidents_are_counted_by_poissons_law(rate: float) -> None:
    chance = (np.arange(40_000) + 0.5) / 40_000
    found = border.counted(np.full(len(chance), rate), chance)
    for number in range(6):
        expected = math.exp(-rate) * rate**number / math.factorial(number)
        assert np.mean(found == number) == pytest.approx(expected, abs=1e-4)
    assert found.mean() == pytest.approx(rate, abs=1e-3)


def _weeks(level: float, *edits: ParameterEdit, weeks: int = 60, worlds: int = 200) -> tuple[State, list[Floats]]:
    """Return the state after some weeks of a summer on the border, and the tension of each."""
    p = wartime.parameters(worlds, ParameterEdit("border.level", value=level), *edits)
    state, tension = opening_state(p, worlds), []
    for week in range(weeks):
        state = border.step(state, np.ones(worlds), p, wartime.luck_of_week(week, worlds), 1.0)
        state = replace(state, week=state.week + 1.0)
        tension.append(state.far.tension)
    return state, tension


def test_the_recorded_rate_leaves_no_trace_but_its_incidents() -> None:
    state, tension = _weeks(1.0)
    assert all((week == 0.0).all() for week in tension)
    assert (state.far.battles == 0.0).all() and (state.far.truce == 0.0).all() and (state.far.open == 0.0).all()
    p = wartime.parameters(1)
    assert (border.garrison_factor(state.far, p) == 1.0).all() and (border.drawn_east(state.far, p) == 0.0).all()
    expected = 60 * float(p["border.incidents"] / p["view.weeks_a_month"])
    assert state.far.incidents.mean() == pytest.approx(expected, rel=0.05)
    assert (state.far.incidents == np.round(state.far.incidents)).all()


def test_more_and_fewer_incidents_are_told_from_the_recorded_ones() -> None:
    deaf = (ParameterEdit("border.truce", value=1.0), ParameterEdit("border.truce_calm", value=0.0))
    (none, calm), (double, tense) = _weeks(0.0), _weeks(2.0, *deaf)
    assert (none.far.incidents == 0.0).all() and (none.far.battles == 0.0).all()
    assert (calm[-1] < 0.0).all() and calm[-1].mean() == pytest.approx(-1.0, abs=0.1)
    assert tense[-1].mean() == pytest.approx(1.0, abs=0.15) and double.far.battles.sum() > 0


def test_a_battle_ends_in_a_truce_or_in_war() -> None:
    war = ParameterEdit("border.truce", value=0.0)
    peace = ParameterEdit("border.truce", value=1.0)
    fought, spared = _weeks(2.0, war)[0], _weeks(2.0, peace)[0]
    assert (spared.far.open == 0.0).all() and ((spared.far.battles > 0) == (spared.far.truce > 0)).all()
    begun = np.isfinite(fought.politics.week_japan_attacks_ussr)
    assert begun.any() and ((fought.far.battles > 0) == begun).all()
    assert (fought.far.open[begun] == 1.0).all() and (fought.politics.pact[begun] == 0.0).all()
    # At war no patrol clashes.
    assert fought.far.incidents[begun].mean() < spared.far.incidents[begun].mean()


def test_a_truce_calms_what_is_above_the_recorded_rate() -> None:
    calm, deaf = (
        _weeks(2.0, ParameterEdit("border.truce", value=1.0), ParameterEdit("border.truce_calm", value=share))[0]
        for share in (0.9, 0.3)
    )
    both = (calm.far.battles > 0) & (deaf.far.battles > 0)
    assert both.any() and calm.far.incidents[both].mean() < deaf.far.incidents[both].mean()
    untouched = (calm.far.battles == 0) & (deaf.far.battles == 0)
    np.testing.assert_array_equal(calm.far.incidents[untouched], deaf.far.incidents[untouched])


def test_without_the_guarantee_a_part_of_the_battles_is_not_moscows() -> None:
    left = ParameterEdit("border.mongolia_guarantee", value=0.0)
    kept, alone = _weeks(2.0, worlds=MANY)[0].far, _weeks(2.0, left, worlds=MANY)[0].far
    p = wartime.parameters(1, left)
    assert alone.battles.sum() / kept.battles.sum() == pytest.approx(1.0 - float(p["border.mongolia_share"]), abs=0.1)
    assert (border.garrison_factor(_weeks(1.0)[0].far, p) < 1.0).all()


def _battles(settings: Settings) -> Floats:
    amid = {"worlds": MANY, "luck.normal": 1.0, "p.border.level": 2.0, **settings}
    war = small_wars.small_war(amid, given=small_wars.arguments(window=1))
    after = border.step(war.state, war.part["given"].window + np.zeros(MANY), war.p, war.luck, 4.0)
    return np.asarray(after.far.battles.mean())[None]


GROWN = (
    Sign("more incidents", {"p.border.level": 2.5}, 1),
    Sign("incidents that grow sooner", {"p.border.grows": 1.5}, 1),
    Sign("out of season", {"given.window": 0}, -1),
    Sign("at war", {"far.open": 1}, -1),
    Sign("after Japan's end", {"politics.week_japan_out": 0}, -1),
)


@pytest.mark.parametrize("sign", GROWN, ids=small_wars.name)
def test_battles_grow_from_what_is_above_the_record(sign: Sign) -> None:
    small_wars.check(sign, _battles)


def _drawn(settings: Settings) -> Floats:
    p = wartime.parameters(1, ParameterEdit("border.skirmish_diversion", value=0.2))
    return border.drawn_east(small_wars.small_war(settings).state.far, p)


DRAWN = (
    Sign("a quieter border", {"far.unrest": 0.5}, -1),
    Sign("a border in uproar", {"far.unrest": 2.0}, 0),
    Sign("war after a quiet", {"far.open": 1}, 1, amid={"far.unrest": 0.0}),
)


@pytest.mark.parametrize("sign", DRAWN, ids=small_wars.name)
def test_the_supply_drawn_east_answers(sign: Sign) -> None:
    small_wars.check(sign, _drawn)
    assert _drawn({"far.unrest": 1.0}) == pytest.approx(0.2)
