"""What labelled series say of themselves, by the CF conventions, so that their files tell it wherever they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from crossroads.world.observables import UDUNITS, Observable

if TYPE_CHECKING:
    import xarray as xr

CONVENTIONS = "CF-1.11"

COORDINATES: Mapping[str, Mapping[str, str]] = {
    "date": {"standard_name": "time", "long_name": "Sunday on which the week starts", "axis": "T"},
    "statistic": {"long_name": "Statistic over worlds"},
    "world": {"standard_name": "realization", "long_name": "Number of the world", "units": "1"},
}
"""Coordinate -> what it says of itself; the units of time are the writer's to choose."""

_LARGEST = int(np.iinfo(np.int32).max)


def of_variable(item: Observable) -> dict[str, str]:
    """Return what a series says of itself: `units` and `long_name` by the conventions, and the project's own cells."""
    by_convention = {"units": UDUNITS[item.unit], "long_name": item.title}
    return {**by_convention, "unit": item.unit, "title": item.title, "kind": item.kind}


def made_by(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run's manifest says of how its numbers came about; what it lacks is None.

    Nothing of the clock and of folders is among it: equal runs have equal series, whatever they are asked by and when.
    """
    plan = manifest.get("plan")
    told = {name: text for name, text in plan.items() if isinstance(text, str)} if isinstance(plan, Mapping) else {}
    version = told.get("version")
    return {
        "horizon": manifest.get("horizon"),
        "version": version,
        "source": version and f"Crossroads 1941, version {version}: worlds of a model",
        **{name: told.get(name) for name in ("scenario_digest", "records_hash", "code_hash")},
    }


def signed(series: xr.Dataset, told: Mapping[str, Any]) -> xr.Dataset:
    """Return series that say where they come from: name -> value; what is None is left out.

    A whole number of more than 32 bits is told as text: the older netCDF has no larger ones.
    """
    known = {name: value for name, value in told.items() if value is not None}
    plain = {
        name: str(value) if isinstance(value, int) and value > _LARGEST else value for name, value in known.items()
    }
    return series.assign_attrs({"Conventions": CONVENTIONS, **plain})
