"""Helpers of the tests of the whole war: play many drawn worlds once, and keep what the series do not hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import wartime

from crossroads.engine import War
from crossroads.evidence.parameters import Parameters
from crossroads.war.laws.weather import Season
from crossroads.war.powers.manpower import Fight
from crossroads.war.theatres.eastern_battle import battle
from crossroads.world.axes import SECTORS
from crossroads.world.block import Block
from crossroads.world.state import EasternFront, State

WORLDS = 800
JANUARY_1943 = wartime.row(dt.date(1943, 1, 3))
JANUARY_1945 = wartime.row(dt.date(1945, 1, 7))
SIDES = ("axis", "soviet")
COUNTERS = ("moved_west", "mobilised", "youth", "arms", "far_east_arms", "mobility", "losses_east", "total_war")
"""Fields that count what has passed; they hold no men."""


@dataclass(frozen=True)
class Campaign:
    """Many worlds of one scenario; the last axis is the world, the first the week.

    `front` (week, sector, world) is NaN once the war in the east is over; `stock` and `attacks` are (week, sector,
    world) by side, at the week's start and in the week; `books` holds (week, world) sums of men; `open_war` (week,
    world) says where Germany and the USSR fight.
    """

    block: Block
    p: Parameters
    front: wartime.Floats
    stock: dict[str, wartime.Floats]
    attacks: dict[str, wartime.Floats]
    books: dict[str, wartime.Floats]
    open_war: wartime.Floats

    @property
    def series(self) -> dict[str, wartime.Floats]:
        """Every weekly series, (week, world)."""
        return {name: values.astype(np.float64) for name, values in wartime.series(self.block).items()}


def field_army(east: EasternFront) -> wartime.Floats:
    """Return Soviet men in the west, (sector, world)."""
    return east.trained + east.green + east.far_eastern


def _men(group: object, *leave_out: str) -> wartime.Floats:
    names = [item.name for item in fields(group) if item.name not in (*COUNTERS, *leave_out)]  # type: ignore[arg-type]
    total: wartime.Floats = np.sum([getattr(group, name) for name in names], axis=0)
    return total


def books(state: State) -> dict[str, wartime.Floats]:
    """Return sums of men, (world,): everyone by nation less those who came of age, and parts of the Soviet Union's."""
    east, ussr, germany, japan = state.east, state.ussr, state.germany, state.japan
    far_east = ussr.far_east_trained + ussr.far_east_green
    field = field_army(east).sum(axis=0)
    return {
        "ussr": field + _men(ussr) - ussr.youth,
        "germany": east.german.sum(axis=0) + _men(germany, "allied_reserve", "allied_lost") - germany.youth,
        "allies": east.allied.sum(axis=0) + germany.allied_reserve + germany.allied_lost,
        "japan": _men(japan) - japan.youth,
        "field": field,
        "mobilised": ussr.mobilised.copy(),
        "under_arms": field + far_east + ussr.interior,
        "far_east": far_east,
        "moved_west": ussr.moved_west.copy(),
        "transit_east": ussr.transit_east.copy(),
    }


def _record(name: str, worlds: int) -> Campaign:
    war = War(wartime.scenario_setup(name), wartime.SEED, wartime.numbers(worlds))
    parameters = war.p
    kept: dict[str, list[wartime.Floats]] = {}

    def keep(key: str, values: wartime.Floats) -> None:
        kept.setdefault(key, []).append(values)

    for _ in range(war.weeks):
        east, politics = war.state.east, war.state.politics
        going = np.isinf(politics.week_germany_out) & np.isinf(politics.week_ussr_out)
        keep("open_war", going)
        keep("front", np.where(going, east.front, np.nan))
        keep("stock.axis", east.stock_axis)
        keep("stock.soviet", east.stock_soviet)
        for key, values in books(war.state).items():
            keep(f"books.{key}", values)
        war.step()
        keep("attacks.axis", war.state.east.offensive_axis)
        keep("attacks.soviet", war.state.east.offensive_soviet)
    found = {key: np.array(values) for key, values in kept.items()}

    def part(prefix: str) -> dict[str, wartime.Floats]:
        return {key.removeprefix(prefix): values for key, values in found.items() if key.startswith(prefix)}

    return Campaign(
        block=war.block(),
        p=parameters,
        front=found["front"],
        stock=part("stock."),
        attacks=part("attacks."),
        books=part("books."),
        open_war=found["open_war"],
    )


@cache
def as_it_happened() -> Campaign:
    """Play the decisions of 1941 as they were, to the horizon, with parameters and luck drawn; once a session."""
    return _record("as_it_happened", WORLDS)


def end_weeks(block: Block, outcome: str) -> wartime.Floats:
    """Return the week of an outcome in each world, the week after the last one where it never happens."""
    found = block.outcomes[outcome]
    return np.where(np.isfinite(found), found, float(block.series.shape[1]))


def dry_season(worlds: int) -> Season:
    """Return a season without mud or frost."""
    none, full = np.zeros(worlds), np.ones(worlds)
    return Season(none, none, none, full, none, none, none)


def week_of_fighting(
    state: State,
    p: Parameters,
    qualities: tuple[wartime.Floats, wartime.Floats],
    week: float = 20.0,
    effort: int = 1,
) -> tuple[EasternFront, Fight]:
    """Fight one dry week without luck; `qualities` German (world,) and Soviet (sector, world)."""
    ones = np.ones(state.worlds)
    quiet = wartime.luck_of_week(int(week), state.worlds, on=False)
    season = dry_season(state.worlds)
    order = (state.east, week, season, qualities, effort * ones, 0 * ones, ones, ones, p, quiet, 1.0)
    return battle(*order)


def even_quality(state: State, p: Parameters, sector: int) -> wartime.Floats:
    """Return the German quality that makes men times quality equal on a sector, (world,)."""
    east = state.east
    axis = east.german + p["east.allied_quality"] * east.allied
    assert axis.shape[0] == len(SECTORS)
    result: wartime.Floats = (field_army(east) / axis)[sector]
    return result
