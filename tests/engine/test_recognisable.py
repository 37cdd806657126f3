"""With the recorded decisions of 1941 the war of 1941 must be recognisable; its targets are the reference series."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import wartime

WORLDS = 200
HORIZON = dt.date(1942, 5, 3)
AUTUMN = range(0, 14)
WINTER = range(14, 27)


@pytest.fixture(scope="module")
def war() -> dict[str, np.ndarray]:
    return wartime.series(wartime.played("as_it_happened", WORLDS, HORIZON))


def _median(war: dict[str, np.ndarray], name: str, day: dt.date) -> float:
    return float(np.median(war[name][wartime.row(day)]))


def test_the_centre_leaps_past_smolensk_by_the_end_of_july(war: dict[str, np.ndarray]) -> None:
    reached = [_median(war, "front_moscow_axis_km", day) for day in (dt.date(1941, 7, 27), dt.date(1941, 8, 3))]
    assert max(reached) > 600.0


def test_the_centre_stands_from_early_august_to_late_september(war: dict[str, np.ndarray]) -> None:
    early, late = (_median(war, "front_moscow_axis_km", day) for day in (dt.date(1941, 8, 3), dt.date(1941, 9, 21)))
    assert abs(late - early) < 60.0


def test_the_centre_is_before_moscow_on_7_december(war: dict[str, np.ndarray]) -> None:
    assert 850.0 <= _median(war, "front_moscow_axis_km", dt.date(1941, 12, 7)) <= 995.0


@pytest.mark.parametrize(("weeks", "recorded"), [(AUTUMN, 195_000.0), (WINTER, 126_000.0)], ids=["third", "fourth"])
def test_soviet_losses_of_a_quarter_of_1941_are_those_of_the_record(
    war: dict[str, np.ndarray], weeks: range, recorded: float
) -> None:
    a_week = float(np.median(war["soviet_losses_east"][list(weeks)].mean(axis=0)))
    assert recorded / 1.5 <= a_week <= recorded * 1.5


def test_japan_has_43_million_barrels_at_pearl_harbor_and_38_in_april(war: dict[str, np.ndarray]) -> None:
    assert 40.0 <= _median(war, "japan_oil_stock_mbbl", dt.date(1941, 12, 7)) <= 44.0
    assert 35.2 <= _median(war, "japan_oil_stock_mbbl", dt.date(1942, 4, 1)) <= 41.3


@pytest.mark.parametrize("ending", ["date_germany_surrenders", "date_japan_surrenders"])
def test_no_threshold_acts_as_a_date(ending: str) -> None:
    """The ends of the war spread over more than 20 weeks: 80 worlds of 100 do not end together."""
    weeks = wartime.played("as_it_happened", WORLDS).outcomes[ending]
    known = weeks[np.isfinite(weeks)]
    assert len(known) > WORLDS / 4
    low, high = np.quantile(known, [0.1, 0.9])
    assert high - low > 20.0


def test_the_south_goes_beyond_the_dnieper_in_1942() -> None:
    """Kiev fell in September 1941 and the Volga was reached in August 1942."""
    found = wartime.series(wartime.played("as_it_happened", WORLDS))["front_stalingrad_axis_km"]
    assert float(np.nanmedian(found[wartime.row(dt.date(1942, 11, 1))])) > 900.0
