"""Where things are: the map projection, great circles, the land outline, and places of 1941."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from crossroads.evidence.reading import packaged
from crossroads.world.axes import Floats

EARTH_RADIUS_KM = 6371.0088

PLACES: dict[str, Any] = packaged("telling/data/places.toml")
"""Tracks and railways, name -> points (longitude, latitude), and cities."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A window on the map: centre of the projection (degrees) and its limits (km from the centre)."""

    name: str
    centre: tuple[float, float]
    x: tuple[float, float]
    y: tuple[float, float]


WORLD = Projection("world", (100.0, 58.0), (-4650.0, 7900.0), (-3650.0, 3200.0))
WEST = Projection("west", (34.0, 52.5), (-1600.0, 1600.0), (-1070.0, 980.0))
EAST = Projection("east", (126.0, 47.0), (-1680.0, 1660.0), (-1130.0, 950.0))


def project(points: ArrayLike, centre: tuple[float, float]) -> Floats:
    """Project points by Lambert's azimuthal equal-area projection (Snyder 1987, sphere).

    Parameters
    ----------
    points
        Longitude and latitude in degrees, shape (point, 2).
    centre
        Longitude and latitude of the centre, degrees.

    Returns
    -------
    NDArray
        km east and north of the centre, shape (point, 2).
    """
    degrees = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    longitude = np.radians(degrees[:, 0] - centre[0])
    latitude, middle = np.radians(degrees[:, 1]), np.radians(centre[1])
    inward = np.sin(middle) * np.sin(latitude) + np.cos(middle) * np.cos(latitude) * np.cos(longitude)
    stretch = EARTH_RADIUS_KM * np.sqrt(2.0 / np.maximum(1.0 + inward, 1e-6))
    east = stretch * np.cos(latitude) * np.sin(longitude)
    north = stretch * (np.cos(middle) * np.sin(latitude) - np.sin(middle) * np.cos(latitude) * np.cos(longitude))
    return np.stack([east, north], axis=1)


def distance_km(a: ArrayLike, b: ArrayLike) -> float:
    """Return the great-circle distance of two points (degrees) in km."""
    (lon_a, lat_a), (lon_b, lat_b) = np.radians(np.asarray(a, float)), np.radians(np.asarray(b, float))
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord)))


def bearing(a: ArrayLike, b: ArrayLike) -> float:
    """Return the first bearing of the great circle from `a` to `b`, radians clockwise from north."""
    (lon_a, lat_a), (lon_b, lat_b) = np.radians(np.asarray(a, float)), np.radians(np.asarray(b, float))
    across = np.sin(lon_b - lon_a) * np.cos(lat_b)
    along = np.cos(lat_a) * np.sin(lat_b) - np.sin(lat_a) * np.cos(lat_b) * np.cos(lon_b - lon_a)
    return float(np.arctan2(across, along))


def travel(start: ArrayLike, heading: ArrayLike, km: ArrayLike) -> Floats:
    """Go `km` from `start` (degrees) at a bearing (radians); return points in degrees, shape (point, 2)."""
    longitude, latitude = np.radians(np.asarray(start, float))
    turn = np.asarray(heading, dtype=np.float64)
    arc = np.asarray(km, dtype=np.float64) / EARTH_RADIUS_KM
    end = np.arcsin(np.sin(latitude) * np.cos(arc) + np.cos(latitude) * np.sin(arc) * np.cos(turn))
    shift = np.arctan2(np.sin(turn) * np.sin(arc) * np.cos(latitude), np.cos(arc) - np.sin(latitude) * np.sin(end))
    points: Floats = np.degrees(np.stack(np.broadcast_arrays(longitude + shift, end), axis=-1))
    return points.reshape(-1, 2)


def along(track: str, km: float) -> Floats:
    """Return the point (degrees, shape (2,)) `km` along a named track; negative km lie behind its start."""
    points = PLACES["tracks"][track]
    if km < 0:
        return travel(points[0], bearing(points[0], points[1]) + np.pi, -km).reshape(2)
    for start, end in pairwise(points[:-1]):
        leg = distance_km(start, end)
        if km <= leg:
            return travel(start, bearing(start, end), km).reshape(2)
        km -= leg
    return travel(points[-2], bearing(points[-2], points[-1]), km).reshape(2)


def stretch_of(track: str, first_km: float, last_km: float) -> Floats:
    """Return the points of a track between two positions, degrees, shape (point, 2)."""
    return np.array([along(track, float(km)) for km in np.linspace(first_km, last_km, 24)])


@cache
def cities(view: str) -> tuple[tuple[str, tuple[float, float], str], ...]:
    """Return the cities named in a view: name, point in degrees, side on which the name stands."""
    return tuple(
        (name, (row["at"][0], row["at"][1]), row["views"][view])
        for name, row in PLACES["city"].items()
        if view in row["views"]
    )


@cache
def _rings(inland_seas: bool) -> tuple[Floats, ...]:
    text = resources.files("crossroads.telling").joinpath("data/land.geojson").read_text("utf-8")
    shapes = json.loads(text)["geometry"]["coordinates"]
    return tuple(np.array(ring) for shape in shapes for ring in (shape[1:] if inland_seas else shape[:1]))


@cache
def outlines(view: Projection, *, inland_seas: bool = False) -> tuple[Floats, ...]:
    """Return the land (or the seas inside it) seen in a view: rings in km from its centre, (point, 2)."""
    shown = []
    for ring in _rings(inland_seas):
        outline = project(ring, view.centre)
        (west, south), (east, north) = outline.min(axis=0), outline.max(axis=0)
        if east > view.x[0] and west < view.x[1] and north > view.y[0] and south < view.y[1]:
            shown.append(outline)
    return tuple(shown)
