"""The map's geometry agrees with the earth."""

from __future__ import annotations

import json
from importlib import resources

import land_outline
import numpy as np
import pytest

from crossroads.telling import geography

BREST, MOSCOW = (23.7, 52.1), (37.6, 55.75)


def test_distances_agree_with_the_documented_tracks() -> None:
    assert geography.distance_km(BREST, MOSCOW) == pytest.approx(995, abs=12)
    assert geography.distance_km((24.3, 50.5), (44.5, 48.7)) == pytest.approx(1467, abs=12)


@pytest.mark.parametrize(("track", "length", "end"), [("leningrad", 790, (30.3, 59.9)), ("moscow", 995, MOSCOW)])
def test_a_track_reaches_its_city(track: str, length: float, end: tuple[float, float]) -> None:
    assert geography.distance_km(geography.along(track, length), end) < 40


def test_a_track_runs_on_behind_its_start_and_beyond_its_end() -> None:
    west, east = geography.along("moscow", -300.0), geography.along("moscow", 1300.0)
    assert west[0] < BREST[0]
    assert east[0] > MOSCOW[0]
    assert geography.distance_km(west, BREST) == pytest.approx(300, abs=1)


def test_travel_and_distance_are_inverse() -> None:
    there = geography.travel(BREST, np.radians([10.0, 130.0, 250.0]), [500.0, 2000.0, 4000.0])
    assert [geography.distance_km(BREST, point) for point in there] == pytest.approx([500, 2000, 4000], abs=1e-6)


def test_the_projection_keeps_areas() -> None:
    for longitude, latitude in ((20.0, 55.0), (140.0, 36.0), (180.0, 20.0)):
        square = np.array([[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1]]) + np.array([longitude, latitude])
        x, y = geography.project(square, (100.0, 58.0)).T
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        side = np.radians(0.1) * geography.EARTH_RADIUS_KM
        expected = side**2 * np.cos(np.radians(latitude + 0.05))
        assert area == pytest.approx(expected, rel=1e-3)


def test_the_land_is_small_named_and_has_no_edge_across_the_map() -> None:
    text = resources.files("crossroads.telling").joinpath("data/land.geojson").read_text("utf-8")
    assert len(text) < 200_000
    assert "Natural Earth" in json.loads(text)["properties"]["source"]
    for view in (geography.WORLD, geography.WEST, geography.EAST):
        for ring in geography.outlines(view):
            middle = (ring[1:] + ring[:-1]) / 2
            inside = (
                (middle[:, 0] > view.x[0])
                & (middle[:, 0] < view.x[1])
                & (middle[:, 1] > view.y[0])
                & (middle[:, 1] < view.y[1])
            )
            steps = np.hypot(*(ring[1:] - ring[:-1]).T)
            assert not inside.any() or steps[inside].max() < 400


def test_every_city_lies_inside_its_view() -> None:
    for view in (geography.WORLD, geography.WEST, geography.EAST):
        named = geography.cities(view.name)
        assert len(named) > 8
        for name, point, _ in named:
            x, y = geography.project([point], view.centre)[0]
            assert view.x[0] < x < view.x[1], name
            assert view.y[0] < y < view.y[1], name


def test_clipping_keeps_what_is_inside() -> None:
    square = np.array([[0.0, 20.0], [20.0, 20.0], [20.0, 40.0], [0.0, 40.0]])
    clipped = land_outline.clip(square)
    assert clipped[:, 0].min() == land_outline.WEST
    assert clipped[:, 0].max() == 20.0
    assert land_outline.clip(square - [100.0, 0.0]).size == 0


def test_a_ring_across_the_date_line_is_carried_on() -> None:
    ring = np.array([[170.0, 65.0], [-175.0, 66.0], [-170.0, 67.0], [175.0, 68.0]])
    assert list(land_outline.unrolled(ring)[:, 0]) == [170.0, 185.0, 190.0, 175.0]
