"""How far a front had moved is computed from places: their foot on the great circle from the border to the goal."""

from __future__ import annotations

import csv
from importlib import resources

import numpy as np
import pytest
from numpy.typing import NDArray

EARTH_KM = 6371.0

SOKAL, STALINGRAD = (50.48, 24.28), (48.70, 44.51)
BREST, MOSCOW = (52.10, 23.70), (55.755, 37.617)

PLACES = {
    "Zhitomir": (50.25, 28.67),
    "Kiev": (50.45, 30.52),
    "Kharkov": (50.00, 36.23),
    "Millerovo": (48.92, 40.40),
    "Morozovsk": (48.35, 41.83),
    "Kalach": (48.69, 43.53),
    "Chernyshevskaya": (49.12, 41.97),
    "Surovikino": (48.61, 42.85),
    "Smolensk": (54.78, 32.04),
    "Vyazma": (55.21, 34.29),
    "Gzhatsk": (55.55, 35.00),
    "Mozhaisk": (55.50, 36.03),
}
"""Latitude and longitude, degrees."""


def _unit(place: tuple[float, float]) -> NDArray[np.float64]:
    north, east = np.radians(place)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _along(start: tuple[float, float], goal: tuple[float, float], place: str) -> float:
    """Return the km from `start` to the foot of a place on the great circle to `goal`."""
    first, point = _unit(start), _unit(PLACES[place])
    normal = np.cross(first, _unit(goal))
    ahead = np.cross(normal / np.linalg.norm(normal), first)
    return float(EARTH_KM * np.arctan2(point @ ahead, point @ first))


def _rows(axis: str) -> dict[str, dict[str, str]]:
    text = resources.files("crossroads.evidence").joinpath("reference", f"front_{axis}_axis_km.csv").read_text("utf-8")
    return {row["date"]: row for row in csv.DictReader(text.splitlines())}


@pytest.mark.parametrize(
    ("axis", "day", "place"),
    [
        ("stalingrad", "1941-07-09", "Zhitomir"),
        ("stalingrad", "1941-09-19", "Kiev"),
        ("stalingrad", "1943-02-16", "Kharkov"),
        ("stalingrad", "1942-07-16", "Millerovo"),
        ("stalingrad", "1942-08-08", "Kalach"),
        ("moscow", "1941-07-16", "Smolensk"),
        ("moscow", "1943-03-12", "Vyazma"),
        ("moscow", "1942-01-20", "Mozhaisk"),
    ],
)
def test_a_recorded_distance_is_that_of_its_place(axis: str, day: str, place: str) -> None:
    start, goal = (SOKAL, STALINGRAD) if axis == "stalingrad" else (BREST, MOSCOW)
    assert float(_rows(axis)[day]["value"]) == pytest.approx(_along(start, goal, place), abs=2)


@pytest.mark.parametrize(
    ("day", "west", "east"),
    [("1942-12-15", "Chernyshevskaya", "Surovikino"), ("1942-12-31", "Millerovo", "Morozovsk")],
)
def test_a_front_between_two_places_lies_midway_and_its_range_ends_there(day: str, west: str, east: str) -> None:
    row = _rows("stalingrad")[day]
    ends = [_along(SOKAL, STALINGRAD, place) for place in (west, east)]
    assert [float(row["low"]), float(row["high"])] == pytest.approx(ends, abs=2)
    assert float(row["value"]) == pytest.approx(sum(ends) / 2, abs=2)


@pytest.mark.parametrize("day", ["1942-09-30", "1942-12-31"])
def test_the_salient_before_moscow_was_held_east_of_gzhatsk(day: str) -> None:
    row = _rows("moscow")[day]
    assert _along(BREST, MOSCOW, "Gzhatsk") <= float(row["low"]) <= float(row["value"])
