"""Make the land outline of the maps from Natural Earth's, once.

The outline is public domain. `python tools/land_outline.py land-50m.json OUT.geojson` reads the
TopoJSON file of the npm package `world-atlas`, clips it to the map's region, thins it, and writes a small
GeoJSON file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEST, EAST, SOUTH, NORTH = 5.0, 208.0, -12.0, 80.0
"""The region in degrees; longitudes run on past 180 across the date line."""

TOLERANCE_DEGREES = 0.05
LEAST_AREA = 0.02
"""Square degrees: smaller islands are left out."""

Points = NDArray[np.float64]


def polygons(topology: dict[str, Any]) -> list[list[Points]]:
    """Return the polygons of a TopoJSON 'land' object: outer ring, then inland seas, (point, lon-lat)."""
    scale, shift = (np.array(topology["transform"][key], dtype=float) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc, dtype=float), axis=0) * scale + shift for arc in topology["arcs"]]

    def joined(numbers: Sequence[int]) -> Points:
        parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    shapes = topology["objects"]["land"]
    found: list[list[Points]] = []
    for shape in shapes.get("geometries", [shapes]):
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found.extend([joined(ring) for ring in part] for part in parts)
    return found


def _cut(points: list[Points], inside: Callable[[Points], bool], axis: int, limit: float) -> list[Points]:
    kept: list[Points] = []
    for before, after in zip([points[-1], *points[:-1]], points, strict=True):
        if inside(before) != inside(after):
            share = (limit - before[axis]) / (after[axis] - before[axis])
            kept.append(before + share * (after - before))
        if inside(after):
            kept.append(after)
    return kept


def clip(ring: Points) -> Points:
    """Clip a ring to the region (Sutherland and Hodgman 1974), shape (point, 2); it may become empty."""
    points = list(ring)
    for axis, limit, above in ((0, WEST, True), (0, EAST, False), (1, SOUTH, True), (1, NORTH, False)):
        if points:
            points = _cut(points, lambda p, a=axis, b=limit, up=above: bool(p[a] >= b) == up, axis, limit)  # type: ignore[misc]
    return np.array(points, dtype=float).reshape(-1, 2)


def thin(line: Points, tolerance: float = TOLERANCE_DEGREES) -> Points:
    """Drop points within `tolerance` degrees of their neighbours' line (Douglas and Peucker 1973)."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        chord, between = line[last] - line[first], line[first + 1 : last] - line[first]
        length = float(np.hypot(*chord))
        across = (
            np.abs(chord[0] * between[:, 1] - chord[1] * between[:, 0]) / length if length else np.hypot(*between.T)
        )
        far = int(np.argmax(across))
        if across[far] > tolerance:
            middle = first + 1 + far
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[keep]


def _area(ring: Points) -> float:
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0)


def unrolled(ring: Points) -> Points:
    """Carry a ring on past 180 degrees where it crosses the date line, and put America east of Asia."""
    longitude = np.unwrap(ring[:, 0], period=360.0)
    if longitude.max() < -30.0:
        longitude = longitude + 360.0
    return np.column_stack([longitude, ring[:, 1]])


def convert(topology: dict[str, Any]) -> dict[str, Any]:
    """Turn a TopoJSON land topology into the GeoJSON feature that the maps draw."""
    coordinates = []
    for polygon in polygons(topology):
        rings = []
        for ring in polygon:
            clipped = clip(unrolled(ring))
            if len(clipped) >= 4 and _area(clipped) >= LEAST_AREA:
                thinned = thin(np.concatenate([clipped, clipped[:1]]))
                rings.append([[round(float(x), 2), round(float(y), 2)] for x, y in thinned])
            elif ring is polygon[0]:
                break
        if rings:
            coordinates.append(rings)
    return {
        "type": "Feature",
        "properties": {"source": "Natural Earth land, 1:50 million, public domain; clipped and thinned"},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }


def main(source: str, target: str) -> None:
    """Convert the TopoJSON file `source` into the GeoJSON file `target`."""
    feature = convert(json.loads(Path(source).read_text("utf-8")))
    Path(target).write_text(json.dumps(feature, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
