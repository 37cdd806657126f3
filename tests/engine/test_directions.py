"""Signs: with every decision held fixed, a stronger cause has the effect that it should have."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime
from wartime import CHRISTMAS_1941, SPRING_1942

from crossroads.evidence.edits import ParameterEdit
from crossroads.minds.setup import Setup

WORLDS = 48
NEW_YEAR_1945 = dt.date(1945, 1, 7)
DECEMBER = wartime.row(dt.date(1941, 12, 7))


def as_it_happened(horizon: dt.date) -> Setup:
    """Return the recorded decisions of 1941, and no new ones after them."""
    held = [
        wartime.always("japan.course", "wait", dt.date(1941, 12, 12)),
        wartime.always("japan.end_war", "fight"),
        wartime.always("ussr.transfers", "large", dt.date(1941, 12, 12)),
        wartime.always("ussr.fight_on", "fight", dt.date(1941, 12, 12)),
        wartime.always("ussr.aid_to_china", "keep"),
        wartime.always("ussr.war_on_japan", "neutral", dt.date(1941, 12, 12)),
        wartime.always("germany.main_effort", "south", dt.date(1942, 4, 5)),
        wartime.always("germany.request", "ask", dt.date(1941, 7, 13)),
        wartime.always("united_states.weight", "germany_first"),
        wartime.always("united_states.entry", "stay_out", dt.date(1941, 12, 12)),
    ]
    return wartime.with_forces(wartime.scenario_setup("as_it_happened", horizon), *held)


def southern_war(horizon: dt.date) -> Setup:
    return wartime.nothing_new(
        horizon,
        wartime.once("japan.course", "south", dt.date(1941, 12, 1)),
        wartime.always("united_states.weight", "balanced"),
    )


def northern_war(horizon: dt.date, *edits: ParameterEdit) -> Setup:
    setup = wartime.nothing_new(
        horizon,
        wartime.once("japan.mobilisation", "rung_101", dt.date(1941, 7, 2)),
        wartime.once("japan.mobilisation", "rung_102", dt.date(1941, 7, 16)),
        wartime.once("japan.course", "north", dt.date(1941, 7, 2)),
    )
    return wartime.with_edits(setup, *edits)


def change(setup: Setup, name: str, row: int, *edits: ParameterEdit, worlds: int = WORLDS) -> wartime.Floats:
    """Return what the edits change in a series in one week, world by world."""
    base = wartime.series(wartime.played_once(setup, worlds))[name][row]
    moved = wartime.series(wartime.play(wartime.with_edits(setup, *edits), worlds))[name][row]
    return moved.astype(np.float64) - base


@pytest.mark.parametrize(
    ("parameter", "scale", "east"),
    [
        ("east.soviet_effectiveness", 1.2, False),
        ("east.soviet_effectiveness", 0.8, True),
        ("supply.axis_delivery", 1.3, True),
        ("supply.axis_delivery", 0.7, False),
        ("germany.army_east_opening", 1.1, True),
        ("ussr.field_opening", 1.2, False),
        ("weather.mud_drag", 0.0, True),
        ("supply.axis_railhead_speed", 1.4, True),
    ],
)
def test_the_front_before_moscow_answers(parameter: str, scale: float, east: bool) -> None:
    moved = change(
        as_it_happened(CHRISTMAS_1941),
        "front_moscow_axis_km",
        DECEMBER,
        ParameterEdit(parameter, scale=scale),
    )
    assert moved.mean() > 2.0 if east else moved.mean() < -2.0, "km"


def test_a_harder_winter_leaves_the_front_further_west_in_april() -> None:
    harder, milder = (ParameterEdit("weather.winter_severity", scale=scale) for scale in (1.5, 0.5))
    setup = as_it_happened(SPRING_1942)
    assert change(setup, "front_moscow_axis_km", -1, harder).mean() < 0
    assert change(setup, "front_moscow_axis_km", -1, milder).mean() > 0


def test_weather_of_a_winter_is_not_felt_in_the_summer_before() -> None:
    harder = ParameterEdit("weather.winter_severity", scale=1.5)
    moved = change(as_it_happened(CHRISTMAS_1941), "front_moscow_axis_km", wartime.row(dt.date(1941, 9, 21)), harder)
    assert (moved == 0).all()


def _with_transfers(option: str) -> Setup:
    forces = tuple(force for force in as_it_happened(SPRING_1942).forces if force.decision != "transfers")
    return Setup(forces=(*forces, wartime.always("ussr.transfers", option)), horizon=SPRING_1942)


def test_troops_from_the_far_east_do_not_harm_moscow_and_weaken_the_far_east() -> None:
    none, large = (wartime.series(wartime.play(_with_transfers(option), WORLDS)) for option in ("none", "large"))
    front = large["front_moscow_axis_km"][-1].astype(np.float64) - none["front_moscow_axis_km"][-1]
    assert front.mean() <= 0.5
    assert (large["soviet_men_moved_west"][-1] > none["soviet_men_moved_west"][-1]).all()
    november = wartime.row(dt.date(1941, 11, 30))
    east = "soviet_far_east_strength"
    assert (large[east][november] < none[east][november]).all()


def test_less_imported_oil_leaves_a_lower_stock() -> None:
    setup = wartime.nothing_new(CHRISTMAS_1941)
    for name in ("oil.import_united_states", "oil.import_indies"):
        moved = change(setup, "japan_oil_stock_mbbl", -1, ParameterEdit(name, scale=0.5), worlds=8)
        assert (moved < 0).all()


def test_an_embargo_drains_the_stock() -> None:
    horizon = CHRISTMAS_1941
    indochina = wartime.once("japan.course", "indochina", dt.date(1941, 7, 2))
    quiet = wartime.nothing_new(horizon, indochina)
    full = wartime.nothing_new(horizon, indochina, wartime.once("united_states.trade", "full", dt.date(1941, 7, 27)))
    left, right = (wartime.series(wartime.play(setup, 8))["japan_oil_stock_mbbl"] for setup in (quiet, full))
    assert (right[-1] < left[-1]).all()
    assert (np.diff(right[8:], axis=0) < 0).all()


def test_submarines_that_sink_more_leave_a_smaller_fleet() -> None:
    moved = change(
        southern_war(NEW_YEAR_1945),
        "japan_merchant_fleet_kgrt",
        wartime.row(dt.date(1944, 6, 4)),
        ParameterEdit("shipping.submarine_toll", scale=1.5),
        worlds=16,
    )
    assert (moved < 0).all()


def test_the_toll_of_submarines_rises_over_the_war() -> None:
    lost = wartime.series(wartime.played_once(southern_war(NEW_YEAR_1945), 16))["japan_merchant_losses_kgrt"]
    quarters = [np.median(lost[wartime.row(dt.date(year, 2, 1)) :][:13]) for year in (1942, 1943, 1944)]
    assert quarters[0] < quarters[1] < quarters[2]


def test_more_carriers_from_american_yards_bring_the_front_nearer_to_tokyo() -> None:
    moved = change(
        southern_war(NEW_YEAR_1945),
        "us_distance_to_tokyo_km",
        -1,
        ParameterEdit("pacific.us_yards", scale=1.5),
        worlds=16,
    )
    assert moved.mean() < 0
    without = ParameterEdit("pacific.us_yards", value=0.0)
    assert change(southern_war(NEW_YEAR_1945), "us_distance_to_tokyo_km", -1, without, worlds=16).mean() > 0


def test_a_larger_kwantung_army_against_half_the_garrison_goes_deeper() -> None:
    horizon = dt.date(1941, 11, 2)
    edits = (
        ParameterEdit("japan.kwantung_strength", scale=1.4),
        ParameterEdit("ussr.far_east_opening", scale=0.5),
    )
    deeper = change(northern_war(horizon), "far_east_front_maritime_km", -1, *edits)
    assert deeper.mean() > 20.0, "km"
    assert (deeper >= 0).all()


def test_with_half_the_garrison_and_no_war_in_the_south_vladivostok_is_in_play() -> None:
    setup = northern_war(dt.date(1943, 1, 3), ParameterEdit("ussr.far_east_opening", scale=0.5))
    fallen = np.isfinite(wartime.play(setup, 200).outcomes["date_vladivostok_falls"])
    assert 0.02 < fallen.mean() < 0.98


def test_a_red_army_far_stronger_can_carry_a_war_that_japan_began_into_manchuria() -> None:
    """Whoever begins it, a war can be lost by either side: with Germany beaten the road to Mukden is open."""
    setup = wartime.with_edits(
        wartime.scenario_setup("north_august"),
        ParameterEdit("far_east.soviet_quality", scale=6.0),
        ParameterEdit("far_east.armistice_hazard", value=0.0),
    )
    block = wartime.play(setup, 48)
    assert np.isfinite(block.outcomes["date_germany_surrenders"]).any()
    assert np.isfinite(block.outcomes["date_manchuria_falls"]).any()


def test_an_armistice_of_1942_does_not_bind_the_soviet_union_in_1945() -> None:
    block = wartime.played("north_august", 200)
    armistice, germany = (block.outcomes[name] for name in ("date_far_east_armistice", "date_germany_surrenders"))
    early = (armistice < wartime.row(dt.date(1943, 1, 3))) & np.isfinite(germany)
    assert early.sum() > 20
    assert np.isfinite(block.outcomes["date_ussr_attacks_japan"][early]).any()


def test_a_garrison_ten_times_as_strong_gives_no_ground() -> None:
    horizon = dt.date(1941, 11, 2)
    strong = ParameterEdit("far_east.soviet_quality", scale=10.0)
    found = wartime.series(wartime.play(northern_war(horizon, strong), 16))
    for axis in ("maritime", "amur", "transbaikal"):
        assert np.nanmax(found[f"far_east_front_{axis}_km"]) < 1.0


def test_what_tokyo_believes_of_its_army_does_not_make_the_army_stronger() -> None:
    """A belief may move decisions; with the decisions held fixed it must move nothing in the field."""
    horizon = dt.date(1941, 11, 2)
    boast = ParameterEdit("japan.quality_belief", scale=3.0)
    moved = change(northern_war(horizon), "far_east_front_maritime_km", -1, boast, worlds=8)
    assert (moved == 0).all()


def test_peace_in_china_saves_oil() -> None:
    peace = ParameterEdit("china.war_with_japan", value=0.0)
    moved = change(wartime.nothing_new(CHRISTMAS_1941), "japan_oil_consumption_mbbl", 10, peace, worlds=4)
    assert (moved < 0).all()


def test_a_war_in_the_north_alone_leaves_the_sea_at_peace() -> None:
    found = wartime.series(wartime.play(northern_war(dt.date(1942, 6, 7)), 8))
    assert (np.diff(found["us_distance_to_tokyo_km"], axis=0) == 0).all()


def test_bombs_on_germany_put_no_pressure_on_a_japan_at_peace_with_america() -> None:
    def pressure(programme: float) -> wartime.Floats:
        setup = wartime.nothing_new(
            dt.date(1943, 1, 3),
            wartime.once("united_states.entry", "enter", dt.date(1941, 9, 28)),
        )
        setup = wartime.with_edits(
            setup,
            ParameterEdit("pacific.bomb_weeks", value=20.0),
            ParameterEdit("pacific.atomic_bomb_programme", value=programme),
        )
        war = wartime.fight_through(setup, 8)
        assert np.isfinite(war.state.politics.week_bomb).any() == bool(programme)
        assert np.isinf(war.state.politics.week_us_japan).all()
        return war.state.politics.pressure_japan

    np.testing.assert_array_equal(pressure(1.0), pressure(0.0))


def test_a_beaten_japan_gets_no_oil_from_abroad_but_that_of_sakhalin() -> None:
    war = wartime.fight_through(wartime.scenario_setup("south_december"), 24)
    found = wartime.series(war.block())
    out = war.state.politics.week_japan_out
    assert np.isfinite(out).any()
    sakhalin = np.zeros(24) + war.p["japan.sakhalin_oil_share"] * np.asarray(war.p["oil.use_peace"])
    for world in np.flatnonzero(np.isfinite(out)):
        after = slice(int(out[world]) + 1, None)
        assert (found["japan_oil_southern_mbbl"][after, world] == 0).all()
        assert (found["japan_oil_import_mbbl"][after, world] <= 1.001 * sakhalin[world]).all()
