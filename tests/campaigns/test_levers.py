"""Every lever moves what its text says: pulled over its range in the same worlds, with an interval off zero."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.load import load_levers, load_records
from crossroads.minds.decision import points_by_id
from crossroads.minds.setup import Setup
from crossroads.scenario.scenario import reads_of
from crossroads.statistics.paired import paired_difference
from crossroads.world import calendar
from crossroads.world.measure import read_measure
from crossroads.world.observables import OBSERVABLE_NAMES


@dataclass(frozen=True)
class Pull:
    """A lever, pulled from one factor to another.

    Attributes
    ----------
    lever
        Its name.
    scenario
        The war in which it is pulled.
    measure
        Outcome, OUTCOME=VALUE, SERIES@DAY, or NATION.DECISION@DAY=OPTION.
    way
        1 where more of it means more of the measure, -1 where less, 0 where nothing can be told from luck.
    factors
        The two factors, or values where the lever's number is one; None: the ends of its record's range.
    worlds, horizon
        Worlds, and the day on which they end.
    beside
        Other levers that are pulled on both sides, without which this one has nothing to act on.
    """

    lever: str
    scenario: str
    measure: str
    way: int
    factors: tuple[float, float] | None = None
    worlds: int = 400
    horizon: dt.date = calendar.HORIZON
    beside: tuple[tuple[str, float], ...] = ()


CHRISTMAS_1941, SPRING_1942, AUTUMN_1942, NEW_YEAR_1943 = (
    dt.date(1942, 1, 4),
    dt.date(1942, 4, 5),
    dt.date(1942, 10, 4),
    dt.date(1943, 1, 3),
)
VLADIVOSTOK = "far_east_front_maritime_km@1941-12-07"
MOSCOW, JANUARY = "date_moscow_falls", "front_moscow_axis_km@1942-01-18"
BOMBED, GARRISON = "bombers_dead_japan@1941-12-28", "soviet_far_east_strength@1941-12-28"
ATTACKED = "date_japan_attacks_ussr"
JAPAN, GERMANY = "date_japan_surrenders", "date_germany_surrenders"
IN_EUROPE, SOVIET_ATTACK = "date_us_germany_war", "date_ussr_attacks_japan"
CHINA = "ija_share_china@1942-08-02"

PULLS: tuple[Pull, ...] = (
    Pull("kwantung_strength", "north_august", VLADIVOSTOK, 1, horizon=CHRISTMAS_1941),
    Pull("korea_strength", "north_august", VLADIVOSTOK, 1, horizon=CHRISTMAS_1941),
    Pull("khalkhin_gol_lesson", "historical", ATTACKED, -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
    Pull("southern_force", "south_december", "japan_oil_southern_mbbl@1942-08-02", 1, horizon=AUTUMN_1942),
    Pull("sakhalin_oil", "south_december", "japan_oil_stock_mbbl@1942-06-07", 1, horizon=AUTUMN_1942),
    Pull("transfers", "as_it_happened", MOSCOW, 1, horizon=SPRING_1942),
    Pull("winter_troops", "as_it_happened", JANUARY, -1, horizon=SPRING_1942),
    Pull("german_share_tied", "as_it_happened", GERMANY, -1),
    Pull("american_entry", "historical", "date_us_germany_war", -1, horizon=NEW_YEAR_1943),
    Pull("trust_in_pact", "historical", "soviet_men_moved_west@1941-12-07", 1, horizon=CHRISTMAS_1941),
    Pull("pact_term", "south_december", "date_ussr_attacks_japan", 1),
    Pull("yalta_delay", "as_it_happened", JAPAN, 1),
    Pull("soviet_effectiveness", "as_it_happened", MOSCOW, 1, horizon=SPRING_1942),
    Pull("german_army", "as_it_happened", MOSCOW, -1, horizon=SPRING_1942),
    Pull("german_supply", "as_it_happened", MOSCOW, -1, horizon=SPRING_1942),
    Pull("winter_severity", "as_it_happened", JANUARY, -1, horizon=SPRING_1942),
    Pull("soviet_breaking_point", "north_august", "date_ussr_collapses", -1),
    Pull("oil_stock", "historical", "date_japan_southern_war", 1, (1.0, 2.0), horizon=NEW_YEAR_1943),
    Pull("submarine_toll", "as_it_happened", JAPAN, -1),
    Pull("american_yards", "as_it_happened", JAPAN, -1),
    Pull("soviet_far_east_garrison", "north_august", VLADIVOSTOK, -1, (0.75, 1.5), 100, CHRISTMAS_1941),
    Pull("rail_capacity_west", "as_it_happened", "soviet_men_moved_west@1941-11-02", 1, None, 50, CHRISTMAS_1941),
    Pull("kantokuen_sincerity", "north_august", VLADIVOSTOK, 1, None, 100, CHRISTMAS_1941),
    Pull("two_front_penalty", "north_august", "front_moscow_axis_km@1941-12-07", 1, (0.0, 0.25), 100, CHRISTMAS_1941),
    Pull("vladivostok_bombers", "north_august", BOMBED, 1, None, 50, CHRISTMAS_1941),
    Pull("japanese_air_defence", "north_august", BOMBED, -1, None, 50, CHRISTMAS_1941),
    Pull("border_incidents", "historical", GARRISON, 1, None, 100, CHRISTMAS_1941),
    Pull("border_truce", "wait", ATTACKED, 1, (0.0, 0.9), 200, NEW_YEAR_1943, (("border_incidents", 2.0),)),
    Pull("mongolia_guarantee", "historical", GARRISON, 1, None, 50, CHRISTMAS_1941),
    Pull("skirmish_diversion", "as_it_happened", JANUARY, 1, None, 200, SPRING_1942),
    Pull("kwantung_withdrawals", "as_it_happened", "kwantung_strength@1945-04-29", -1, None, 100),
    Pull("kwantung_quality_1945", "as_it_happened", "date_manchuria_falls", 1, (0.35, 1.0), 100),
    Pull("soviet_force_1945", "as_it_happened", "soviet_far_east_strength@1945-07-29", 1, None, 100),
    Pull("article_3_reading", "south_december", IN_EUROPE, -1, horizon=NEW_YEAR_1943),
    Pull("denunciation_reading", "notice_of_1945", "kwantung_strength@1945-08-05", 1),
    Pull("grand_alliance", "as_it_happened", SOVIET_ATTACK, -1),
    Pull("sakhalin_tap", "south_december", "japan_oil_stock_mbbl@1942-06-07", 1, horizon=AUTUMN_1942),
    Pull("american_opinion", "wait", IN_EUROPE, -1, horizon=NEW_YEAR_1943),
    Pull("american_pledge", "historical", "united_states.aid_to_ussr@1941-06-29=none", -1, horizon=CHRISTMAS_1941),
    Pull("tripartite_deterrence", "wait", IN_EUROPE, 1, horizon=NEW_YEAR_1943),
    Pull("american_aid", "as_it_happened", GERMANY, -1),
    Pull("pacific_route", "as_it_happened", GERMANY, -1, (0.0, 1.0)),
    Pull("embargo_hardening", "historical", "date_us_full_embargo", 1, (1.0, 3.0), horizon=CHRISTMAS_1941),
    Pull("partial_embargo", "historical", "japan_oil_stock_mbbl@1941-12-07", 1, (0.0, 1.0), horizon=CHRISTMAS_1941),
    Pull("german_request", "historical", ATTACKED, -1, horizon=NEW_YEAR_1943),
    Pull("german_spoils", "historical", ATTACKED, -1, horizon=NEW_YEAR_1943),
    Pull("german_posture", "historical", "germany.request@1941-12-07=ask", 1, horizon=CHRISTMAS_1941),
    Pull("german_victory_belief", "historical", ATTACKED, -1, (0.3, 0.97), horizon=NEW_YEAR_1943),
    Pull("free_ride", "historical", ATTACKED, 1, horizon=NEW_YEAR_1943),
    Pull("breach_reputation", "historical", ATTACKED, 1, horizon=NEW_YEAR_1943),
    Pull("yalta", "as_it_happened", SOVIET_ATTACK, -1),
    Pull("yalta_price", "as_it_happened", SOVIET_ATTACK, -1),
    Pull("german_surprise", "as_it_happened", "front_moscow_axis_km@1941-07-13", 1, horizon=CHRISTMAS_1941),
    Pull("pact_renewal", "as_it_happened", SOVIET_ATTACK, 1, beside=(("pact_term", 0.15),)),
    Pull("german_resolve", "as_it_happened", GERMANY, 1),
    Pull("soviet_entry_shock", "as_it_happened", JAPAN, -1),
    Pull("bomb_shock", "as_it_happened", JAPAN, -1),
    Pull("army_weight", "historical", ATTACKED, -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
    Pull("kwantung_army_weight", "historical", ATTACKED, -1, (1.0, 5.0), horizon=NEW_YEAR_1943),
    Pull("navy_weight", "historical", ATTACKED, 1, (0.5, 2.0), horizon=NEW_YEAR_1943),
    Pull("services_veto", "historical", ATTACKED, 1, (0.0, 1.0), horizon=NEW_YEAR_1943),
    Pull("indies_sabotage", "south_december", "japan_oil_southern_mbbl@1942-12-20", -1, horizon=NEW_YEAR_1943),
    Pull("siberian_value", "historical", ATTACKED, -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
    Pull("china_tie_down", "historical", "kwantung_strength@1941-12-07", -1, (0.0, 1.0), horizon=CHRISTMAS_1941),
    Pull("southern_preparation", "historical", "date_japan_southern_war", 1, (1.0, 2.0), horizon=NEW_YEAR_1943),
    Pull("carrier_losses", "south_december", "japan_carriers@1942-12-27", -1, horizon=NEW_YEAR_1943),
    Pull("industrial_ratio", "as_it_happened", JAPAN, -1),
    Pull("japanese_resolve", "as_it_happened", JAPAN, 1),
    Pull("soviet_aid_to_china", "as_it_happened", CHINA, 1, (0.0, 1.0), horizon=AUTUMN_1942),
    Pull("soviet_squadrons_in_china", "as_it_happened", CHINA, 1, horizon=AUTUMN_1942),
    Pull("china_routes_bombed", "as_it_happened", CHINA, -1, horizon=AUTUMN_1942),
    Pull("joint_occupation", "as_it_happened", "settlement_japan=zones", 1),
    Pull("korea_line", "as_it_happened", "settlement_korea=divided", 1),
    Pull("soviet_landing", "as_it_happened", "settlement_japan=zones", -1),
)


def _factors(pull: Pull) -> tuple[float, float]:
    lever = load_levers()[pull.lever]
    record = load_records()[lever.parameter]
    one = record.value if lever.number == "scale" else 1.0
    return pull.factors or (record.low / one, record.high / one)


def _measured(setup: Setup, measure: str, worlds: int) -> wartime.Floats:
    if "=" in measure:
        asked = read_measure(measure, points_by_id())
        block = simulate(dataclasses.replace(setup, reads=reads_of([measure])), wartime.SEED, np.arange(worlds))
        return asked.values(block.outcomes, float(calendar.week_of(setup.horizon)))
    block = simulate(setup, wartime.SEED, np.arange(worlds))
    name, _, day = measure.partition("@")
    if day:
        row = wartime.row(dt.date.fromisoformat(day))
        return np.asarray(block.series[OBSERVABLE_NAMES.index(name), row], np.float64)
    found = np.asarray(block.outcomes[name], dtype=np.float64)
    # What never happens happens after the end.
    return np.where(np.isnan(found), float(calendar.week_of(setup.horizon)), found)


@pytest.mark.parametrize("pull", PULLS, ids=lambda pull: pull.lever)
def test_a_lever_moves_what_its_text_says(pull: Pull) -> None:
    levers = load_levers()
    beside = (levers[name].edit(to) for name, to in pull.beside)
    base = wartime.scenario_setup(pull.scenario, pull.horizon, *beside)
    lever = levers[pull.lever]
    low, high = (
        _measured(wartime.with_edits(base, lever.edit(factor)), pull.measure, pull.worlds) for factor in _factors(pull)
    )
    moved = paired_difference(high, low)
    if pull.way:
        assert np.sign(moved.low) == np.sign(moved.high) == pull.way, moved
    else:
        assert moved.low <= 0.0 <= moved.high, moved
        assert "nothing that can be told from luck" in lever.help


def test_every_lever_is_pulled() -> None:
    assert {pull.lever for pull in PULLS} == set(load_levers())
    assert sum(pull.way == 0 for pull in PULLS) <= 4
