from __future__ import annotations

import numpy as np
import pytest

from crossroads.runs.tables.columns import STATISTICS
from crossroads.runs.tables.weekly import QUANTILES, weekly_statistics, weeks_a_chunk


def _rows(worlds: int, missing: float) -> np.ndarray:
    rng = np.random.default_rng(7)
    rows = (rng.normal(size=(9, worlds)) * 1e6).astype(np.float32)
    rows[rng.uniform(size=rows.shape) < missing] = np.nan
    return rows


@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
@pytest.mark.parametrize("worlds", [1, 2, 3, 10, 101, 1000])
@pytest.mark.parametrize("missing", [0.0, 0.4, 0.97])
def test_quantiles_are_numpys(worlds: int, missing: float) -> None:
    rows = _rows(worlds, missing)
    expected = np.nanquantile(rows.astype(np.float64), QUANTILES, axis=-1)
    np.testing.assert_allclose(weekly_statistics(rows)[1:], expected, rtol=1e-12, atol=0)


def test_means_leave_out_what_is_missing() -> None:
    rows = _rows(500, 0.4)
    np.testing.assert_allclose(weekly_statistics(rows)[0], np.nanmean(rows.astype(np.float64), axis=-1), rtol=1e-12)


def test_a_row_of_nothing_gives_nothing() -> None:
    rows = _rows(20, 0.0)
    rows[3] = np.nan
    statistics = weekly_statistics(rows)
    assert np.isnan(statistics[:, 3]).all()
    assert not np.isnan(np.delete(statistics, 3, axis=1)).any()


def test_the_mean_does_not_depend_on_the_chunk() -> None:
    rows = _rows(1003, 0.1)
    whole = weekly_statistics(rows)
    parts = [weekly_statistics(np.ascontiguousarray(rows[week : week + 2])) for week in range(0, len(rows), 2)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_statistics_have_their_names() -> None:
    assert [f"q{round(100 * quantile):02d}" for quantile in QUANTILES] == list(STATISTICS[1:])
    assert STATISTICS[0] == "mean"


def test_a_chunk_of_a_large_run_stays_small() -> None:
    assert weeks_a_chunk(100_000) * 100_000 * 16 <= 256 * 1024**2
    assert weeks_a_chunk(10**9) == 1
