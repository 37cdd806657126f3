"""What was recorded, put beside the weekly series: for figures and for judging a run, never for a rule.

No rule of the model may import this module: what it holds is dated after the decisions that it would inform.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import pandas as pd

from crossroads.evidence.periods import read_period
from crossroads.world.calendar import DAYS_A_WEEK, START
from crossroads.world.observables import OBSERVABLES

SUMS: dict[str, tuple[str, ...]] = {
    "lend_lease_total_kt": ("lend_lease_pacific_kt", "lend_lease_persian_kt", "lend_lease_arctic_kt"),
}
"""Recorded series that are no observable but the sum of several."""

_SUM_UNITS = {"lend_lease_total_kt": "thousand long tons per week"}


@dataclass(frozen=True, slots=True)
class _Mapping:
    """How one recorded series becomes points of an observable.

    `reading` is "stock" (a state on its day, or at the end of its period), "mean" (an average, shown in the
    middle of its period), or "flow" (a total over its period, shown as its weekly rate in the middle).
    `source` is a key of sources.toml; the file names its own, more exact, sources row by row.
    """

    file: str
    recorded: str
    observable: str
    source: str
    reading: Literal["stock", "mean", "flow"] = "stock"
    factor: float = 1.0
    since: dt.date = START
    until: dt.date = dt.date.max


_MAPPINGS: tuple[_Mapping, ...] = (
    *(
        _Mapping(
            f"front_{city.lower()}_axis_km",
            f"front_km_from_22Jun_border_toward_{city}",
            observable,
            "glantz_house_1995",
        )
        for city, observable in (
            ("Leningrad", "front_leningrad_axis_km"),
            ("Moscow", "front_moscow_axis_km"),
            ("Stalingrad", "front_stalingrad_axis_km"),
        )
    ),
    _Mapping(
        "soviet_losses_quarterly",
        "soviet_total_losses_per_week",
        "soviet_losses_east",
        "krivosheev_1997",
        "mean",
    ),
    _Mapping(
        "soviet_losses_quarterly",
        "soviet_field_strength_monthly_avg",
        "soviet_front_strength",
        "krivosheev_1997",
        "mean",
    ),
    _Mapping("german_losses_east_monthly", "german_kia_wia_mia_east", "german_losses_east", "halder_diary", "flow"),
    _Mapping("eastern_front_strength", "soviet_front_strength", "soviet_front_strength", "glantz_house_1995"),
    _Mapping("eastern_front_strength", "german_army_east_strength", "german_front_strength", "glantz_house_1995"),
    _Mapping("eastern_front_strength", "axis_total_front_strength", "axis_front_strength", "glantz_house_1995"),
    _Mapping("soviet_far_east_strength", "soviet_far_east_men", "soviet_far_east_strength", "ivmv_11"),
    _Mapping("japan_oil", "japan_total_oil_stock", "japan_oil_stock_mbbl", "ussbs_oil_1946", factor=1e-3),
    _Mapping("japan_oil", "japan_total_oil_imports", "japan_oil_import_mbbl", "ussbs_oil_1946", "flow", 1e-3),
    _Mapping(
        "japan_oil",
        "japan_implied_oil_disposal",
        "japan_oil_consumption_mbbl",
        "ussbs_oil_1946",
        "flow",
        1e-3,
    ),
    _Mapping(
        "japan_merchant_fleet",
        "japan_merchant_afloat_end",
        "japan_merchant_fleet_kgrt",
        "ussbs_transportation_1947",
    ),
    _Mapping(
        "japan_merchant_fleet",
        "japan_merchant_lost",
        "japan_merchant_losses_kgrt",
        "ussbs_transportation_1947",
        "flow",
        since=dt.date(1941, 12, 7),
    ),
    _Mapping(
        "lend_lease_routes",
        "lend_lease_total",
        "lend_lease_total_kt",
        "vail_motter_1952",
        "flow",
        1e-3,
        until=dt.date(1945, 9, 20),
    ),
    _Mapping("us_strength_deployment", "us_army_total", "us_army_strength", "matloff_snell_1953"),
    _Mapping("us_strength_deployment", "japan_carriers_CV_CVL", "japan_carriers", "morison_1948"),
    _Mapping("us_strength_deployment", "us_pacific_carriers_CV_CVL", "us_carriers_pacific", "morison_1948"),
)

_FACTS: tuple[tuple[str, str, str, float], ...] = (
    ("Kwantung+Korea strength after Kantokuen mobilisation", "kwantung_strength", "coox_1985", 1.0),
    ("Japan army total", "japan_army_strength", "hattori_1953", 1e3),
    ("Japan oil stock at outbreak", "japan_oil_stock_mbbl", "ussbs_oil_1946", 1e-3),
)
"""Single facts: quantity, observable, source, factor."""


def recorded_points() -> pd.DataFrame:
    """Return what was recorded of the weekly series.

    Returns
    -------
    points : pandas.DataFrame
        Columns `date` (the day, or the middle of the period), `series` (an observable, or a key of `SUMS`),
        `value`, `low`, `high`, `unit` (the observable's), `source` (a key of sources.toml); sorted by series
        and date. Fiscal years that begin before the simulation, and so mix peace and war, are left out.
    """
    units = {item.name: item.unit for item in OBSERVABLES} | _SUM_UNITS
    points = pd.concat([*(_points(mapping) for mapping in _MAPPINGS), _facts(), _share_in_china()])
    points["unit"] = points["series"].map(units)
    points = points[["date", "series", "value", "low", "high", "unit", "source"]]
    return points.sort_values(["series", "date", "source"]).reset_index(drop=True)


def recorded_decisions() -> pd.DataFrame:
    """Return what the four nations decided in 1941.

    Returns
    -------
    decisions : pandas.DataFrame
        Columns `date`, `nation`, `decision`, `choice`, `source`, `confidence`, in words.
    """
    return _read("recorded_decisions_1941").assign(date=lambda rows: pd.to_datetime(rows["date"]))


def _read(name: str) -> pd.DataFrame:
    path = resources.files("crossroads.evidence").joinpath(f"reference/{name}.csv")
    with path.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, dtype={"date": str})


def _points(mapping: _Mapping) -> pd.DataFrame:
    rows = _read(mapping.file)
    rows = rows[(rows["series"] == mapping.recorded) & ~rows["date"].str.match(r"\d{4}-\d{4}$")]
    found: list[dict[str, object]] = []
    for row in rows.to_dict("records"):
        period = read_period(str(row["date"]))
        first, last = period.first, period.last
        factor = mapping.factor
        if mapping.reading != "stock":
            if _is_mixed(str(row["date"]), first):
                continue
            first, last = max(first, mapping.since), min(last, mapping.until)
        if last < START:
            continue
        days = (last - first).days + 1
        if mapping.reading == "flow":
            factor *= DAYS_A_WEEK / days
        day = last if mapping.reading == "stock" else first + dt.timedelta(days=days // 2)
        found.append(_point(day, mapping.observable, mapping.source, row, factor))
    return pd.DataFrame(found)


def _is_mixed(text: str, first: dt.date) -> bool:
    """Say whether a period's total or mean covers peace as well as war: only fiscal years are counted so."""
    return text.startswith("FY") and first < START


def _point(day: dt.date, series: str, source: str, row: Mapping[Any, Any], factor: float) -> dict[str, object]:
    numbers = {key: float(row[key]) * factor for key in ("value", "low", "high")}
    return {"date": pd.Timestamp(day), "series": series, **numbers, "source": source}


def _fact(quantity: str) -> dict[Any, Any]:
    rows = _read("facts").set_index("quantity")
    return rows.loc[quantity].to_dict()


def _facts() -> pd.DataFrame:
    found = []
    for quantity, observable, source, factor in _FACTS:
        row = _fact(quantity)
        found.append(_point(dt.date.fromisoformat(row["date"]), observable, source, row, factor))
    return pd.DataFrame(found)


def _share_in_china() -> pd.DataFrame:
    """Return the share of Japan's divisions in China in December 1941, with the range of the two counts."""
    china = _fact("IJA divisions in China (excl. Manchuria)")
    total = _fact("IJA divisions total")
    shares = {
        "value": float(china["value"]) / float(total["value"]),
        "low": float(china["low"]) / float(total["high"]),
        "high": float(china["high"]) / float(total["low"]),
    }
    day = dt.date.fromisoformat(china["date"])
    return pd.DataFrame([_point(day, "ija_share_china", "hattori_1953", shares, 1.0)])
