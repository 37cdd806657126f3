"""Every outcome of a world, worked out by hand from a small state and round numbers."""

from __future__ import annotations

import numpy as np
import pytest
import wartime

from crossroads.war.opening import opening_state
from crossroads.war.outcomes import LAST_WEEK_1945, outcomes, verdict
from crossroads.world import calendar
from crossroads.world.axes import AMUR, CENTRE, MARITIME, NORTH, SOUTH
from crossroads.world.observables import OUTCOME_NAMES, SETTLEMENT_WORDS, VERDICTS
from crossroads.world.state import GROUPS, Orders, Politics, State

WEEK = 20.0
NEVER = np.inf


class Round(dict[str, float]):
    """Parameters as round numbers."""

    def column(self, prefix: str, names: tuple[str, ...]) -> wartime.Floats:
        return np.array([[self[f"{prefix}_{name}"]] for name in names])


P = Round(
    {
        "east.occupied_share": 0.4,
        "east.occupied_most": 1.25,
        "east.occupied_km_north": 500.0,
        "east.occupied_km_centre": 1000.0,
        "east.occupied_km_south": 2000.0,
        "east.occupied_weight_north": 0.25,
        "east.occupied_weight_centre": 0.25,
        "east.occupied_weight_south": 0.5,
        "far_east.territory_weight_transbaikal": 1.0,
        "far_east.territory_weight_amur": 1.0,
        "far_east.territory_weight_maritime": 2.0,
        "far_east.limit_km_transbaikal": 1000.0,
        "far_east.limit_km_amur": 500.0,
        "far_east.limit_km_maritime": 200.0,
        "far_east.depth_km_transbaikal": 600.0,
        "far_east.depth_km_amur": 400.0,
        "far_east.depth_km_maritime": 100.0,
        "oil.use_peace": 1.0,
        "oil.use_mobilised": 0.5,
        "oil.use_southern_war": 2.0,
        "oil.use_southern_growth": 3.0,
        "oil.use_southern_weeks": 10.0,
        "oil.use_northern_war": 4.0,
        "oil.use_china_war": 0.25,
        "view.weeks_a_month": 4.0,
        "china.war_with_japan": 1.0,
        "china.war_after_terms": 0.5,
        "china.garrison_share": 0.5,
        "china.japanese_army": 200.0,
        "far_east.manchuria_lost_share": 0.5,
        "settlement.korea_line": 1.0,
        "settlement.korea_north_share": 0.6,
        "settlement.korea_weeks": 16.0,
        "settlement.american_reach_km": 2000.0,
        "settlement.landing_weeks": 4.0,
        "settlement.joint_occupation": 0.0,
        "settlement.china_occupied_share": 0.4,
        "pacific.distance_opening": 5000.0,
        "japan.sphere_home": 5.0,
        "japan.sphere_manchuria": 2.0,
        "japan.sphere_china": 3.0,
        "japan.sphere_south": 4.0,
        "japan.sphere_north": 1.0,
    }
)

Changes = dict[str, object]


def _in(row: int, value: float) -> list[float]:
    """Return three rows, one of them with a value."""
    return [value if index == row else 0.0 for index in range(3)]


HURT = {"hospital": 7.0, "invalid": 5.0}
"""Wounded and crippled men: they are neither dead nor missing."""

KOREA = list(SETTLEMENT_WORDS["settlement_korea"])

TO_AMERICA: Changes = {"politics.week_us_japan": 5.0, "politics.week_japan_out": 19.0}
TO_BOTH: Changes = TO_AMERICA | {"politics.week_ussr_attacks_japan": 18.0}
OVERRUN: Changes = {
    "far.front": [-600.0, -400.0, -100.0],
    "politics.week_ussr_attacks_japan": 10.0,
    "politics.week_manchuria": 12.0,
}

BY_HAND: dict[str, list[tuple[Changes, float]]] = {
    "japan_course": [({"course": 3.0}, 3.0)],
    "date_japan_attacks_ussr": [({"politics.week_japan_attacks_ussr": 9.0}, 9.0)],
    "date_japan_southern_war": [({"politics.week_southern_war": 11.0}, 11.0)],
    "date_us_full_embargo": [({"politics.week_us_full_embargo": 5.0}, 5.0)],
    "date_us_japan_war": [({"politics.week_us_japan": 12.0}, 12.0)],
    "date_us_germany_war": [({"politics.week_us_germany": 13.0}, 13.0)],
    "date_moscow_falls": [({"politics.week_moscow": 14.0}, 14.0)],
    "date_leningrad_falls": [({"politics.week_leningrad": 15.0}, 15.0)],
    "date_stalingrad_falls": [({"politics.week_stalingrad": 16.0}, 16.0)],
    "date_railway_cut": [({"politics.week_rail_cut": 16.5}, 16.5)],
    "date_vladivostok_falls": [({"politics.week_vladivostok": 17.0}, 17.0)],
    "date_ussr_collapses": [({"politics.week_ussr_out": 18.0}, 18.0)],
    "date_germany_surrenders": [({"politics.week_germany_out": 19.0}, 19.0)],
    "date_ussr_attacks_japan": [({"politics.week_ussr_attacks_japan": 4.0}, 4.0)],
    "date_manchuria_falls": [({"politics.week_manchuria": 8.0}, 8.0)],
    "date_far_east_armistice": [({"politics.week_armistice": 10.0}, 10.0)],
    "date_landing_2500km_tokyo": [({"politics.week_landing": 7.0}, 7.0)],
    "date_japan_surrenders": [({"politics.week_japan_out": 6.0}, 6.0)],
    "date_atomic_bomb_used": [({"politics.week_bomb": 3.0}, 3.0)],
    "military_losses_japan": [({"japan.dead": 30.0, "japan.missing": 12.0}, 42.0)],
    "military_losses_ussr": [({"ussr.dead": 60.0, "ussr.missing": 50.0}, 110.0)],
    "military_losses_germany": [({"germany.dead": 20.0, "germany.missing": 8.0, "germany.losses_east": 99.0}, 28.0)],
    "military_losses_united_states": [({"economy.us_dead": 21.0}, 21.0)],
    "military_losses_china": [({"economy.china_dead": 34.0}, 34.0)],
    "civilian_deaths": [({"politics.civilian_deaths": 55.0}, 55.0)],
    "japan_undefeated": [({}, 1.0), ({"politics.week_japan_out": 6.0}, 0.0)],
    "japan_oil_months_left": [
        # 24 million barrels at 1 a week, and 4 weeks a month.
        ({"economy.oil_stock": 24.0}, 6.0),
        # Mobilised: 1 + 0.5; in Indochina as well.
        ({"economy.oil_stock": 24.0, "orders.japan_rung": 1.0}, 4.0),
        ({"economy.oil_stock": 24.0, "politics.week_indochina": 4.0}, 4.0),
        # War in the south since this week: 1 + 2; war in the north: 1 + 4.
        ({"economy.oil_stock": 24.0, "politics.week_southern_war": WEEK}, 2.0),
        ({"economy.oil_stock": 24.0, "far.open": 1.0}, 1.2),
        # A beaten Japan no longer fights in China: 1 - 0.25.
        ({"economy.oil_stock": 24.0, "politics.week_japan_out": 6.0}, 8.0),
        ({"economy.oil_stock": 0.0}, 0.0),
    ],
    "japan_empire_index": [
        # Home 5, Manchuria 2 and China 3 make 10.
        ({}, 1.0),
        # Half the south, and the Americans half-way: 4 x 0.5 x 0.5 more.
        ({"economy.southern_capture": 0.5, "pacific.distance": 2500.0}, 1.1),
        # The Americans no nearer than they began.
        ({"economy.southern_capture": 1.0, "pacific.distance": 9000.0}, 1.4),
        # Half of the war in China ends with the terms.
        ({"politics.week_terms": 5.0}, 0.85),
        # A quarter of Manchuria lost; half of the Soviet Far East taken.
        ({"far.front": _in(AMUR, -400.0)}, 0.95),
        ({"far.front": _in(MARITIME, 200.0)}, 1.05),
        ({"economy.southern_capture": 1.0, "politics.week_japan_out": 6.0}, 0.0),
    ],
    "ussr_undefeated": [({}, 1.0), ({"politics.week_ussr_out": 18.0}, 0.0)],
    "ussr_territory_share_held": [
        ({}, 1.0),
        # Centre to its full depth: 0.25 of at most 1.25.
        ({"east.front": _in(CENTRE, 1000.0)}, 0.8),
        ({"east.front": _in(NORTH, 250.0)}, 0.9),
        ({"east.front": _in(SOUTH, 1000.0)}, 0.8),
        # No front goes deeper than the most; one beyond the border of 1941 gives up nothing.
        ({"east.front": [9000.0, 9000.0, 9000.0]}, 0.0),
        ({"east.front": _in(CENTRE, -300.0)}, 1.0),
        # A Germany that has surrendered holds nothing.
        ({"east.front": _in(CENTRE, 1000.0), "politics.week_germany_out": 19.0}, 1.0),
    ],
    "ussr_far_east_share_held": [
        ({}, 1.0),
        ({"far.front": _in(AMUR, 250.0)}, 0.875),
        ({"far.front": _in(MARITIME, 300.0)}, 0.5),
        ({"far.front": _in(MARITIME, -50.0)}, 1.0),
    ],
    "settlement_korea": [
        ({}, KOREA.index("japanese")),
        (TO_AMERICA, KOREA.index("american")),
        (TO_BOTH, KOREA.index("divided")),
        # No American near enough to be there first.
        (TO_BOTH | {"pacific.distance": 2500.0}, KOREA.index("soviet")),
        # At war with the USSR since Japan attacked it, and beaten by both.
        (TO_AMERICA | {"politics.week_japan_attacks_ussr": 3.0}, KOREA.index("divided")),
        # An armistice in the north before the end.
        (
            TO_AMERICA | {"politics.week_japan_attacks_ussr": 3.0, "politics.week_armistice": 9.0},
            KOREA.index("american"),
        ),
        # A USSR that is out of the war takes no surrender.
        (TO_BOTH | {"politics.week_ussr_out": 17.0}, KOREA.index("american")),
        # Half a march through Korea after the fall of Manchuria, and Japan fights on.
        (OVERRUN, KOREA.index("contested")),
        # The whole of it, before Japan surrenders to both.
        (
            OVERRUN | TO_BOTH | {"politics.week_ussr_attacks_japan": 1.0, "politics.week_manchuria": 2.0},
            KOREA.index("soviet"),
        ),
    ],
    "settlement_manchuria": [
        ({}, 0.0),
        (TO_AMERICA, 1.0),
        (TO_BOTH, 2.0),
        (OVERRUN, 2.0),
    ],
    "settlement_china": [
        ({}, 0.0),
        ({"politics.week_terms": 5.0}, 1.0),
        (TO_AMERICA, 1.0),
        (TO_BOTH, 2.0),
    ],
    "settlement_japan": [
        ({}, 0.0),
        (TO_AMERICA, 1.0),
        (TO_BOTH, 1.0),
        (TO_BOTH | {"politics.week_ussr_attacks_japan": 15.0}, 2.0),
        (TO_BOTH | {"politics.week_us_japan": NEVER}, 3.0),
    ],
    "korea_soviet_share": [
        ({}, 0.0),
        (TO_AMERICA, 0.0),
        (TO_BOTH, 0.6),
        (TO_BOTH | {"pacific.distance": 2500.0}, 1.0),
        (OVERRUN, 0.5),
        # The march ends with an armistice.
        (OVERRUN | {"politics.week_armistice": 16.0}, 0.25),
    ],
    "china_japanese_share": [
        ({}, 0.0),
        # Half of the garrison holds half.
        ({"japan.china": 50.0}, 0.2),
        ({"japan.china": 500.0}, 0.4),
        ({"japan.china": 500.0, "politics.week_terms": 5.0}, 0.0),
        ({"japan.china": 500.0, "politics.week_japan_out": 5.0}, 0.0),
    ],
    "verdict": [
        ({}, VERDICTS.index("stalemate")),
        ({"politics.week_germany_out": 19.0, "politics.week_japan_out": 6.0}, VERDICTS.index("allied_1945")),
    ],
}
"""Outcome -> what is changed in a world in which nothing has happened, and what the outcome then is."""

CASES = [
    pytest.param(name, changes, wanted, id=f"{name}-{number}")
    for name, cases in BY_HAND.items()
    for number, (changes, wanted) in enumerate(cases)
]


def _nothing() -> State:
    """Return a world in which nobody has died, nothing has been taken and nothing has happened."""
    state = opening_state(wartime.parameters(1), 1)
    state.week = WEEK
    for group in GROUPS:
        held = getattr(state, group)
        for name, value in held.__dict__.items():
            setattr(held, name, np.full_like(value, NEVER if name.startswith("week_") else 0.0))
    state.economy.oil_stock[:] = 1.0
    for army in (state.japan, state.ussr, state.germany):
        army.__dict__.update({name: np.full(1, men) for name, men in HURT.items()})
    return state


def _found(changes: Changes) -> dict[str, float]:
    state, orders, course = _nothing(), Orders.opening(1), np.zeros(1)
    for key, value in changes.items():
        group, _, name = key.partition(".")
        column = np.array(value, dtype=np.float64).reshape(-1, 1) if isinstance(value, list) else np.full(1, value)
        if group == "course":
            course = column
        else:
            held = orders if group == "orders" else getattr(state, group)
            assert getattr(held, name).shape == column.shape, key
            setattr(held, name, column)
    return {name: float(value[0]) for name, value in outcomes(state, orders, course, P).items()}


def test_each_outcome_is_worked_out_by_hand() -> None:
    assert set(BY_HAND) == set(OUTCOME_NAMES)
    assert set(BY_HAND) == set(_found({}))


@pytest.mark.parametrize(("outcome", "changes", "wanted"), CASES)
def test_an_outcome_is_what_the_pencil_says(outcome: str, changes: Changes, wanted: float) -> None:
    assert _found(changes)[outcome] == pytest.approx(wanted)


DATES = [name for name in BY_HAND if name.startswith("date_")]


@pytest.mark.parametrize("date", DATES)
def test_a_date_is_that_of_its_own_event_alone(date: str) -> None:
    others = {key: week for name in DATES if name != date for key, week in BY_HAND[name][0][0].items()}
    found = _found(others)
    assert np.isnan(found[date])
    assert all(found[name] == BY_HAND[name][0][1] for name in DATES if name != date)


def test_where_nothing_happens_no_date_is_set_and_nobody_is_counted() -> None:
    found = _found({})
    assert all(np.isnan(found[name]) for name in DATES)
    assert all(value == 0 for name, value in found.items() if name.startswith(("military_losses", "civilian_deaths")))


def _politics(**weeks: list[float]) -> Politics:
    politics = opening_state(wartime.parameters(1), 1).politics
    size = len(next(iter(weeks.values())))
    for name in politics.__dict__:
        setattr(politics, name, np.full(size, NEVER))
    for name, values in weeks.items():
        setattr(politics, name, np.array(values))
    return politics


def test_the_verdict_goes_by_who_is_beaten_and_by_the_end_of_1945() -> None:
    last = float(LAST_WEEK_1945)
    politics = _politics(
        #                both in time, one a week late, USSR out, USSR out and both beaten, none
        week_germany_out=[last - 30.0, last - 30.0, NEVER, last, NEVER],
        week_japan_out=[last, last + 1.0, NEVER, last + 1.0, NEVER],
        week_ussr_out=[NEVER, NEVER, 20.0, 20.0, NEVER],
    )
    wanted = ["allied_1945", "allied_later", "axis_eurasia", "allied_later", "stalemate"]
    assert [VERDICTS[int(index)] for index in verdict(politics)] == wanted


def test_one_beaten_enemy_is_no_victory_and_a_beaten_germany_wins_no_east() -> None:
    politics = _politics(
        #                Germany late; Germany alone; Japan alone; USSR out, Germany beaten; USSR out, Japan beaten
        week_germany_out=[LAST_WEEK_1945 + 1.0, 200.0, NEVER, 200.0, NEVER],
        week_japan_out=[200.0, NEVER, 200.0, NEVER, 200.0],
        week_ussr_out=[NEVER, NEVER, NEVER, 20.0, 20.0],
    )
    wanted = ["allied_later", "stalemate", "stalemate", "stalemate", "axis_eurasia"]
    assert [VERDICTS[int(index)] for index in verdict(politics)] == wanted


def test_the_last_week_of_1945_holds_its_last_day() -> None:
    assert calendar.date_of(LAST_WEEK_1945).isoformat() == "1945-12-30"
    assert calendar.date_of(LAST_WEEK_1945 + 1).isoformat() == "1946-01-06"
