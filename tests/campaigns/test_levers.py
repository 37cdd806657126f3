"""Every lever moves what its text says: pulled over its range in the same worlds, with an interval off zero."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest
import wartime

from crossroads.engine import simulate
from crossroads.evidence.load import load_levers, load_records
from crossroads.minds.setup import Setup
from crossroads.statistics.paired import paired_difference
from crossroads.world import calendar
from crossroads.world.observables import OBSERVABLE_NAMES, SETTLEMENT_WORDS


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
        Outcome, OUTCOME=VALUE, or SERIES@DAY.
    way
        1 where more of it means more of the measure, -1 where less, 0 where nothing can be told from luck.
    factors
        The two factors, or values where its number is one; None: the ends of its record's range.
    worlds, horizon
        Worlds, and the day on which they end.
    """

    lever: str
    scenario: str
    measure: str
    way: int
    factors: tuple[float, float] | None = None
    worlds: int = 400
    horizon: dt.date = calendar.HORIZON


CHRISTMAS_1941, SPRING_1942, AUTUMN_1942, NEW_YEAR_1943 = (
    dt.date(1942, 1, 4),
    dt.date(1942, 4, 5),
    dt.date(1942, 10, 4),
    dt.date(1943, 1, 3),
)
VLADIVOSTOK = "far_east_front_maritime_km@1941-12-07"
MOSCOW, JANUARY = "date_moscow_falls", "front_moscow_axis_km@1942-01-18"
JAPAN, GERMANY = "date_japan_surrenders", "date_germany_surrenders"
NORTH, CHINA = "date_japan_attacks_ussr", "ija_share_china@1942-08-02"

PULLS: tuple[Pull, ...] = (
    Pull("kwantung_strength", "north_august", VLADIVOSTOK, 1, horizon=CHRISTMAS_1941),
    Pull("korea_strength", "north_august", VLADIVOSTOK, 1, horizon=CHRISTMAS_1941),
    Pull("khalkhin_gol_lesson", "historical", "date_japan_attacks_ussr", -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
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
    Pull("army_weight", "historical", NORTH, -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
    Pull("kwantung_army_weight", "historical", NORTH, -1, (1.0, 5.0), horizon=NEW_YEAR_1943),
    Pull("navy_weight", "historical", NORTH, 1, (0.5, 2.0), horizon=NEW_YEAR_1943),
    Pull("services_veto", "historical", NORTH, 1, (0.0, 1.0), horizon=NEW_YEAR_1943),
    Pull("indies_sabotage", "south_december", "japan_oil_southern_mbbl@1942-12-20", -1, horizon=NEW_YEAR_1943),
    Pull("siberian_value", "historical", NORTH, -1, (1.0, 3.0), horizon=NEW_YEAR_1943),
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
    if pull.factors is not None:
        return pull.factors
    return (
        (record.low, record.high)
        if lever.number == "value"
        else (record.low / record.value, record.high / record.value)
    )


def _measured(setup: Setup, measure: str, worlds: int) -> wartime.Floats:
    block = simulate(setup, wartime.SEED, np.arange(worlds))
    name, _, day = measure.partition("@")
    if day:
        row = wartime.row(dt.date.fromisoformat(day))
        return np.asarray(block.series[OBSERVABLE_NAMES.index(name), row], np.float64)
    name, _, value = name.partition("=")
    found = np.asarray(block.outcomes[name], dtype=np.float64)
    if value:
        return (found == list(SETTLEMENT_WORDS[name]).index(value)).astype(np.float64)
    # What never happens happens after the end.
    return np.where(np.isnan(found), float(calendar.week_of(setup.horizon)), found)


@pytest.mark.parametrize("pull", PULLS, ids=lambda pull: pull.lever)
def test_a_lever_moves_what_its_text_says(pull: Pull) -> None:
    base = wartime.scenario_setup(pull.scenario, pull.horizon)
    lever = load_levers()[pull.lever]
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
