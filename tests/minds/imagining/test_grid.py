"""Reading between round numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crossroads.minds.imagining.grid import corners, distinct

POINTS = st.lists(st.lists(st.floats(-8, 8, allow_nan=False), min_size=3, max_size=3), min_size=1, max_size=12)


@given(POINTS)
def test_the_corners_surround_the_point(points: list[list[float]]) -> None:
    coordinates = np.array(points).T
    levels, weights = corners(coordinates)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=0), 1.0)
    np.testing.assert_allclose((weights[:, None] * levels).sum(axis=0), coordinates, atol=1e-12)
    assert (np.abs(levels - coordinates) <= 1.0 + 1e-12).all()


@given(POINTS)
def test_a_linear_matter_is_read_exactly(points: list[list[float]]) -> None:
    coordinates = np.array(points).T
    levels, weights = corners(coordinates)
    slope = np.array([2.0, -3.0, 0.5])[None, :, None]
    np.testing.assert_allclose(
        (weights * (slope * levels).sum(axis=1)).sum(axis=0), (slope[0] * coordinates).sum(0), atol=1e-9
    )


def test_a_round_number_is_its_own_paper() -> None:
    _, weights = corners(np.array([[2.0, -1.0], [3.0, 0.0]]))
    np.testing.assert_array_equal(weights[0], 1.0)


def test_reading_is_continuous_across_the_edge_of_a_cell() -> None:
    below, above = 1.0 - 1e-9, 1.0 + 1e-9

    def read(first: float) -> float:
        levels, weights = corners(np.array([[first], [0.3]]))
        return float((weights[:, 0] * np.sin(levels[:, 0, 0]) * np.cos(levels[:, 1, 0])).sum())

    assert abs(read(below) - read(above)) < 1e-8


def test_distinct_rows_come_back_in_place() -> None:
    rows = np.array([[3, 1, 3, -2], [0, 5, 0, 5]])
    unique, place = distinct(rows)
    assert unique.shape[1] == 3
    np.testing.assert_array_equal(unique[:, place], rows)


def test_no_axis_at_all_is_one_paper() -> None:
    levels, weights = corners(np.zeros((0, 4)))
    assert levels.shape == (1, 0, 4)
    np.testing.assert_array_equal(weights, 1.0)
